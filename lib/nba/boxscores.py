"""Box scores: one request a game."""

from datetime import datetime, timedelta

import pandas as pd
from nba_api.stats.endpoints.boxscoretraditionalv3 import BoxScoreTraditionalV3

from lib import seasons
from lib.datasets import PLAYER_BOXSCORES, PLAYER_GAMES, TEAM_GAMES
from lib.errors import Nonsense
from lib.nba import answer, cache, client, gamelog, schedule, sources
from lib.nba.fetched import Fetched
from lib.nba.sources import Way, cdn, stats
from lib.seasons import Span

ENDPOINT = "boxscoretraditionalv3"
# The pairs (made, attempted and so on) of which the first never exceeds the second.
_WITHIN = (
    ("fieldGoalsMade", "fieldGoalsAttempted"),
    ("threePointersMade", "threePointersAttempted"),
    ("freeThrowsMade", "freeThrowsAttempted"),
)
# The player log's column of each of ours.
_LOGGED = {
    "gameId": "GAME_ID",
    "teamId": "TEAM_ID",
    "teamTricode": "TEAM_ABBREVIATION",
    "personId": "PLAYER_ID",
    "minutes": "MIN",
    "fieldGoalsMade": "FGM",
    "fieldGoalsAttempted": "FGA",
    "fieldGoalsPercentage": "FG_PCT",
    "threePointersMade": "FG3M",
    "threePointersAttempted": "FG3A",
    "threePointersPercentage": "FG3_PCT",
    "freeThrowsMade": "FTM",
    "freeThrowsAttempted": "FTA",
    "freeThrowsPercentage": "FT_PCT",
    "reboundsOffensive": "OREB",
    "reboundsDefensive": "DREB",
    "reboundsTotal": "REB",
    "assists": "AST",
    "steals": "STL",
    "blocks": "BLK",
    "turnovers": "TOV",
    "foulsPersonal": "PF",
    "points": "PTS",
    "plusMinusPoints": "PLUS_MINUS",
}
COLUMNS = BoxScoreTraditionalV3.expected_data["PlayerStats"]


def games_of(span: Span, season_type: str | None, now: datetime) -> Fetched:
    """The games of a span of one season to have box scores of, as rows GAME_ID and GAME_DATE, oldest first.

    From the schedule, unfinished ones too (their own box score tells); of a past season from its game log.
    """
    today = seasons.eastern_date(now)
    if known := schedule.of_season(seasons.of_day(span.first), now):
        games = [game for game in known.played(span) if game.game_date < f"{today}"]
        pairs = [(game.game_id, game.game_date) for game in games if season_type in (None, game.season_type)]
        last = min(span.last, today - timedelta(days=1))
        return Fetched(pd.DataFrame(pairs, columns=["GAME_ID", "GAME_DATE"], dtype=object), complete_through=last)
    listed = gamelog.fetch(TEAM_GAMES, span, season_type, 0, now)
    listed.rows = listed.rows[["GAME_ID", "GAME_DATE"]].drop_duplicates().sort_values(["GAME_DATE", "GAME_ID"])
    return listed


class BoxScores:
    """Fetches one game's box score after the other; where only the player log is left, it is asked once a season."""

    def __init__(self):
        self.sources = set()
        self._logs: dict[tuple[str, str], pd.DataFrame] = {}

    def fetch(self, game_id: str) -> pd.DataFrame:
        """One game's players, those who did not play as well (minutes empty, comment says why); none while it is on.

        Sources: boxscoretraditionalv3, its PlayerStats, else the CDN's box score, else the player log, which has
        neither those who did not play nor seconds, slugs, positions and jerseys. COLUMNS are the columns, and
        what the league adds after them. minutes is mm:ss; of the player log whole minutes.
        Raises what sources.first() raises; Nonsense where the answer is of another game or does not add up.
        """
        rows, source = sources.first(f"player-boxscores {game_id}", ways(game_id, self._from_log))
        if len(rows):
            self.sources.add(source)
            answer.note_new(rows, PLAYER_BOXSCORES)
        return rows

    def _from_log(self, game_id: str) -> pd.DataFrame:
        season, season_type = seasons.of_game(game_id)
        if (season, season_type) not in self._logs:
            whole = seasons.bounds(season)
            log = gamelog.tidy(stats.league_game_log(PLAYER_GAMES, season, season_type, whole), PLAYER_GAMES, whole)
            self._logs[season, season_type] = log[gamelog.is_final(log)]
        log = self._logs[season, season_type]
        return _as_box(log[log["GAME_ID"] == game_id])


def ways(game_id: str, from_log=None) -> list[Way]:
    """How a game's box score can be had, best first."""
    found = [
        Way(client.STATS, ENDPOINT, lambda: _from_stats(game_id)),
        cdn.way(lambda: _from_cdn(game_id)),
        Way(client.STATS, "leaguegamelog", lambda: from_log(game_id)),
    ]
    is_on_cdn = seasons.of_game(game_id)[0] >= cdn.FIRST_SEASON
    return found if is_on_cdn else [way for way in found if way.source == client.STATS]


def _from_stats(game_id: str) -> pd.DataFrame:
    endpoint = BoxScoreTraditionalV3(game_id=game_id, get_request=False)
    rows = cache.once(ENDPOINT, game_id, lambda: client.stats(endpoint), lambda found: _read(game_id, found))
    return pd.DataFrame() if rows is None else rows


def _from_cdn(game_id: str) -> pd.DataFrame:
    box = cdn.game(game_id)
    return cdn.box_rows(box) if box else pd.DataFrame()


def _as_box(log: pd.DataFrame) -> pd.DataFrame:
    """The player log's rows of one game as its box score; what the log has not is empty."""
    rows, sides = [], {}
    for row in log.to_dict("records"):
        box = dict.fromkeys(COLUMNS) | {ours: row[theirs] for ours, theirs in _LOGGED.items()}
        for made, tried in _WITHIN:  # the log has no share of no attempts, a box score 0
            if box[tried] == 0:
                box[made.replace("Made", "Percentage")] = 0.0
        box["nameI"] = row["PLAYER_NAME"]
        sides["homeTeamId" if " vs. " in row["MATCHUP"] else "awayTeamId"] = row["TEAM_ID"]
        rows.append(box)
    if len(sides) == 1:  # neither is at home where both rows say @
        sides = {}
    return pd.DataFrame([row | sides for row in rows], columns=COLUMNS, dtype=object)


def _read(game_id: str, found: dict) -> pd.DataFrame | None:
    """The rows of an answer, None while the game is on; raises Nonsense."""
    try:
        box = found["boxScoreTraditional"]
        rows = _rows(box)
        if not _is_over(box):
            return None
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
