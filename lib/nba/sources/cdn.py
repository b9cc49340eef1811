"""Converts the CDN's box score of a game to the rows of the stats service: see docs/sources.md."""

from collections.abc import Callable
from datetime import timedelta

from nba_api.stats.endpoints.boxscoretraditionalv3 import BoxScoreTraditionalV3

from lib import config, seasons
from lib.datasets import PLAYER_BOXSCORES, PLAYER_GAMES, TEAM_GAMES, Dataset
from lib.errors import Nonsense
from lib.nba import answer, cache, client, minutes
from lib.nba.answer import Rows
from lib.nba.sources import Way
from lib.nba.sources.stats import COLUMNS, fantasy_points

ENDPOINT = "liveData/boxscore"
FIRST_SEASON = "2020-21"  # the earliest of which a box score was seen there
FINAL = 3
# Three datasets use a final game's document, possibly in different runs and days apart.
KEPT_FOR = timedelta(days=30)
SIDES = ("homeTeam", "awayTeam")
_COUNTS = {
    "FGM": "fieldGoalsMade",
    "FGA": "fieldGoalsAttempted",
    "FG3M": "threePointersMade",
    "FG3A": "threePointersAttempted",
    "FTM": "freeThrowsMade",
    "FTA": "freeThrowsAttempted",
    "OREB": "reboundsOffensive",
    "DREB": "reboundsDefensive",
    "AST": "assists",
    "STL": "steals",
    "BLK": "blocks",
    "TOV": "turnovers",
    "PF": "foulsPersonal",
    "PTS": "points",
}
BOX_COLUMNS = BoxScoreTraditionalV3.expected_data["PlayerStats"]
MINUTES = BOX_COLUMNS.index("minutes")  # the counts are between it and the teams of the game
_PLAYED = {"1": True, "0": False}
_SHARES = {"FG_PCT": ("FGM", "FGA"), "FG3_PCT": ("FG3M", "FG3A"), "FT_PCT": ("FTM", "FTA")}
# The CDN's reason why somebody did not play -> the stats service's comment; others keep the CDN's word.
_WHETHER = ("DNP", "DND", "NWT")
_WHY = {"COACH": "Coach's Decision", "INJURY": "Injury/Illness", "REST": "Rest", "PERSONAL": "Personal"}


def has(season: str) -> bool:
    """Whether it has the box scores of a season."""
    return config.league().has_cdn and season >= FIRST_SEASON


def game(game_id: str) -> dict | None:
    """The box score document of a final game; None while the game is on.

    Raises what client.cdn() raises; Nonsense if it is of another game or its points do not add up.
    """
    path = f"{ENDPOINT}/boxscore_{game_id}"
    return cache.once(
        ENDPOINT, game_id, lambda: client.cdn(path), lambda document: _checked(game_id, document), KEPT_FOR
    )


def way(ask: Callable) -> Way:
    return Way(client.CDN, ENDPOINT, ask)


def log_rows(dataset: Dataset, box: dict, game_date: str) -> Rows:
    """A final game in the columns of LeagueGameLog, a row for each team, or for each player who played.

    VIDEO_AVAILABLE is empty, and at a neutral site MATCHUP names the home team as if it were at home.
    """
    code, season = box["gameId"][2], seasons.of_game(box["gameId"])[0]
    home, away = (box[side]["teamTricode"] for side in SIDES)
    rows = []
    for side, opposite in zip(SIDES, reversed(SIDES), strict=True):
        team, against = box[side], box[opposite]
        common = {
            "SEASON_ID": f"{code}{season[:4]}",
            "TEAM_ID": team["teamId"],
            "TEAM_ABBREVIATION": team["teamTricode"],
            "TEAM_NAME": f"{team['teamCity']} {team['teamName']}".strip(),
            "GAME_ID": box["gameId"],
            "GAME_DATE": game_date,
            "MATCHUP": f"{home} vs. {away}" if side == "homeTeam" else f"{away} @ {home}",
            "WL": "W" if team["score"] > against["score"] else "L",
        }
        if dataset is TEAM_GAMES:
            # The log includes team turnovers, but not team rebounds.
            own = {"TOV": team["statistics"]["turnoversTotal"], "PLUS_MINUS": team["score"] - against["score"]}
            rows.append(common | _line(team["statistics"]) | own)
            continue
        for player in team["players"]:
            if _has_played(player):
                who = {"PLAYER_ID": player["personId"], "PLAYER_NAME": player["name"]}
                line = _line(player["statistics"]) | {"PLUS_MINUS": player["statistics"]["plusMinusPoints"]}
                rows.append(common | who | line | {"FANTASY_PTS": fantasy_points(line)})
    columns = COLUMNS[dataset.name]
    made = Rows(columns, document=box)
    made += [answer.record({name: row.get(name) for name in columns}, dataset) for row in rows]
    return made


def box_rows(box: dict) -> Rows:
    """A final game in the columns of boxscoretraditionalv3, a row for each player, also for those who did not play.

    teamSlug and playerSlug are empty.
    """
    rows = Rows(BOX_COLUMNS, document=box)
    for side in SIDES:
        team = box[side]
        for player in team["players"]:
            if player["status"] != "ACTIVE" and not _has_played(player):  # the stats service does not list him
                continue
            row = {"gameId": box["gameId"]}
            row |= {name: team.get(name) for name in ("teamId", "teamCity", "teamName", "teamTricode", "teamSlug")}
            row |= {name: player[name] for name in ("personId", "firstName", "familyName", "nameI")}
            row |= {"playerSlug": None, "position": _position(player), "comment": _comment(player)}
            row |= {"jerseyNum": player["jerseyNum"], "minutes": _minutes(player)}
            row |= {name: _value(player["statistics"], name) for name in BOX_COLUMNS[MINUTES + 1 : -2]}
            row |= {"homeTeamId": box["homeTeam"]["teamId"], "awayTeamId": box["awayTeam"]["teamId"]}
            rows.append(answer.record(row, PLAYER_BOXSCORES))
    return rows


def _checked(game_id: str, document: dict) -> dict | None:
    """The game, or None while it is on. Raises Nonsense unless it can be converted to every form."""
    what = f"{ENDPOINT} {game_id}"
    with answer.reading(what, document):
        box = document["game"]
        if box["gameId"] != game_id:
            raise Nonsense(f"{what}: is of game {answer.shown(box['gameId'])}; left out, run again")
        if box["gameStatus"] != FINAL:
            return None
        scores = []
        for side in SIDES:
            team = box[side]
            played = [player["statistics"] for player in team["players"] if _has_played(player)]
            points = sum(answer.whole(statistics["points"]) for statistics in played)
            if not team["players"] or not points == team["score"] == team["statistics"]["points"]:
                raise Nonsense(
                    f"{what}: the players' {points} points are not the {answer.shown(team['score'])} of "
                    f"{answer.shown(team['teamTricode'])}; left out, run again"
                )
            scores.append(points)
        if len(set(scores)) == 1 or box["homeTeam"]["teamId"] == box["awayTeam"]["teamId"]:
            raise Nonsense(f"{what}: has no winner, or one team; left out, run again")
        ids = [player["personId"] for side in SIDES for player in box[side]["players"]]
        if len(set(ids)) < len(ids):
            raise Nonsense(f"{what}: lists somebody twice; left out, run again")
        for dataset in (TEAM_GAMES, PLAYER_GAMES):
            log_rows(dataset, box, f"{seasons.bounds(seasons.of_game(game_id)[0]).first}")
        box_rows(box)
    return box


def _line(statistics: dict) -> dict:
    """The counts, percentages and whole minutes of a team or player, as in a game log."""
    line = {name: answer.whole(statistics[there]) for name, there in _COUNTS.items()}
    line["REB"] = line["OREB"] + line["DREB"]
    for share, (made, attempts) in _SHARES.items():
        line[share] = _share(line[made], line[attempts]) if line[attempts] else None
    played = minutes.seconds(statistics["minutes"], minutes.OF_A_TEAM)
    line["MIN"] = minutes.rounded(played or 0)
    return line


def _has_played(player: dict) -> bool:
    """Whether a player was on the floor; raises ValueError if the document does not say so."""
    if player["played"] not in _PLAYED:
        raise ValueError(f"played cannot be {answer.shown(player['played'])}")
    return _PLAYED[player["played"]]


def _minutes(player: dict) -> str:
    return minutes.clock(player["statistics"]["minutes"]) if _has_played(player) else ""


def _value(statistics: dict, name: str):
    """A count, or a percentage worked out from its counts; 0.0 without attempts, as in a box score."""
    if not name.endswith("Percentage"):
        return statistics[name]
    kind = name.removesuffix("Percentage")
    made, attempts = (answer.whole(statistics[f"{kind}{which}"]) for which in ("Made", "Attempted"))
    return _share(made, attempts) if attempts else 0.0


def _share(made: int, attempts: int) -> float:
    """Rounded to three digits, a half up as the league does: 26 of 32 is 0.813."""
    return (2000 * made + attempts) // (2 * attempts) / 1000


def _position(player: dict) -> str:
    """F, C or G for a starter's SF, PF, C, SG or PG; empty for others."""
    return (player.get("position") or "")[-1:] if player.get("starter") == "1" else ""


def _comment(player: dict) -> str:
    """Why a player did not play. The CDN gives no reason since 2025-26; the service then says coach's decision."""
    if _has_played(player):
        return ""
    reason = player.get("notPlayingReason") or ""
    whether, _, why = reason.partition("_")
    if whether in _WHETHER and why in _WHY:
        return f"{whether} - {_WHY[why]}"
    return reason or f"DNP - {_WHY['COACH']}"
