"""Box scores: one request a game."""

from datetime import datetime, timedelta

import pandas as pd
from nba_api.stats.endpoints.boxscoretraditionalv3 import BoxScoreTraditionalV3

from lib import seasons
from lib.datasets import TEAM_GAMES
from lib.errors import Nonsense
from lib.nba import client, gamelog, schedule
from lib.nba.fetched import Fetched
from lib.seasons import Span

# The pairs (made, attempted and so on) of which the first never exceeds the second.
_WITHIN = (
    ("fieldGoalsMade", "fieldGoalsAttempted"),
    ("threePointersMade", "threePointersAttempted"),
    ("freeThrowsMade", "freeThrowsAttempted"),
)


def games_of(span: Span, kind: str | None, now: datetime) -> Fetched:
    """The games of a span to have box scores of, as rows GAME_ID and GAME_DATE, oldest first.

    From the schedule, unfinished ones too (their own box score tells); for past seasons from their game log.
    """
    today = seasons.eastern_date(now)
    known = {season: schedule.of_season(season, now) for season in seasons.parts(span)}
    if all(known.values()):
        games = [game for one in known.values() for game in one.played(span) if game.game_date < f"{today}"]
        pairs = [(game.game_id, game.game_date) for game in games if kind in (None, game.season_type)]
        last = min(span.last, today - timedelta(days=1))
        return Fetched(pd.DataFrame(pairs, columns=["GAME_ID", "GAME_DATE"], dtype=object), complete_through=last)
    listed = gamelog.fetch(TEAM_GAMES, span, kind, 0, now)
    listed.rows = listed.rows[["GAME_ID", "GAME_DATE"]].drop_duplicates().sort_values(["GAME_DATE", "GAME_ID"])
    return listed


def fetch(game_id: str) -> pd.DataFrame:
    """One game's players, those who did not play as well (minutes empty, comment says why); none while it is on.

    Source: boxscoretraditionalv3, its PlayerStats. Columns: gameId, teamId …, personId …, minutes (mm:ss),
    fieldGoalsMade … plusMinusPoints, homeTeamId, awayTeamId.
    Raises what client.stats() raises; Nonsense where the answer is of another game or does not add up.
    """
    endpoint = BoxScoreTraditionalV3(game_id=game_id, get_request=False)
    found = client.stats(endpoint)
    try:
        box = found["boxScoreTraditional"]
        rows = _rows(box)
        if not _is_over(box):
            return rows.iloc[:0]
        wrong = _wrong(game_id, box, rows)
    except (KeyError, TypeError, AttributeError) as error:
        raise Nonsense(f"player-boxscores {game_id}: cannot be read ({error!r}); left out, run again") from None
    if wrong:
        raise Nonsense(f"player-boxscores {game_id}: the answer {wrong}; left out, run again")
    return rows


def _is_over(box: dict) -> bool:
    """Whether both teams have their 240 minutes, five players' four quarters; an All-Star game may be shorter."""
    minutes = [str(box[side]["statistics"]["minutes"] or "").partition(":")[0] for side in ("homeTeam", "awayTeam")]
    return box["gameId"][2] == "3" or all(text in ("", "0") or int(text) >= 239 for text in minutes)


def _rows(box: dict) -> pd.DataFrame:
    """As nba_api's parser lays them out, and columns it does not know yet after them."""
    rows = []
    for side in ("homeTeam", "awayTeam"):
        team = box[side]
        for player in team["players"]:
            row = {"gameId": box["gameId"]}
            row |= {name: team[name] for name in ("teamId", "teamCity", "teamName", "teamTricode", "teamSlug")}
            row |= {name: value for name, value in player.items() if name != "statistics"}
            row |= player["statistics"]
            rows.append(row | {name: box[name] for name in ("homeTeamId", "awayTeamId")})
    return pd.DataFrame(rows, dtype=object)


def _wrong(game_id: str, box: dict, rows: pd.DataFrame) -> str | None:
    """What of a final box score makes no sense; None if it adds up."""
    if box["gameId"] != game_id:
        return f"is of game {box['gameId']}"
    if rows.empty or rows["teamId"].nunique() != 2:
        return "has not the players of two teams"
    if rows["personId"].duplicated().any():
        return "lists somebody twice"
    if any((rows[made] > rows[tried]).any() for made, tried in _WITHIN):
        return "has more shots made than attempted"
    sums = {team: rows[rows["teamId"] == team]["points"].sum() for team in rows["teamId"].unique()}
    scores = {box[side]["teamId"]: box[side]["statistics"]["points"] for side in ("homeTeam", "awayTeam")}
    if sums != scores:
        return f"has players' points {sums} that are not the teams' {scores}"
    return "has no winner" if len(set(scores.values())) == 1 else None
