"""The CDN's box score of a game, as the rows that the stats service has of it: see docs/sources.md."""

import re
from collections.abc import Callable

import pandas as pd
from nba_api.stats.endpoints.boxscoretraditionalv3 import BoxScoreTraditionalV3

from lib import seasons
from lib.datasets import PLAYER_GAMES, TEAM_GAMES, Dataset
from lib.errors import Nonsense
from lib.nba import cache, client
from lib.nba.sources import Way
from lib.nba.sources.stats import COLUMNS, fantasy_points

ENDPOINT = "liveData/boxscore"
FIRST_SEASON = "2020-21"  # the earliest of which a box score was seen there
FINAL = 3
SIDES = ("homeTeam", "awayTeam")
_DURATION = re.compile(r"PT(\d+)M(\d+)(?:\.\d+)?S")
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
_SHARES = {"FG_PCT": ("FGM", "FGA"), "FG3_PCT": ("FG3M", "FG3A"), "FT_PCT": ("FTM", "FTA")}
# Why somebody did not play, as the stats service writes it; what is not here keeps the CDN's word.
_WHETHER = ("DNP", "DND", "NWT")
_WHY = {"COACH": "Coach's Decision", "INJURY": "Injury/Illness", "REST": "Rest", "PERSONAL": "Personal"}


def game(game_id: str) -> dict | None:
    """A final game's document; None while it is on.

    Raises what client.cdn() raises; Nonsense where it is of another game or its points do not add up.
    """
    path = f"{ENDPOINT}/boxscore_{game_id}"
    return cache.once(ENDPOINT, game_id, lambda: client.cdn(path), lambda answer: _checked(game_id, answer))


def way(ask: Callable) -> Way:
    return Way(client.CDN, ENDPOINT, ask)


def log_rows(dataset: Dataset, box: dict, game_date: str) -> pd.DataFrame:
    """A final game in the shape of LeagueGameLog, a row a team or a player who played.

    VIDEO_AVAILABLE is empty, and at a neutral site MATCHUP reads as if the home team were at home.
    """
    code, season = box["gameId"][2], seasons.of_game(box["gameId"])[0]
    home, away = (box[side]["teamTricode"] for side in SIDES)
    rows = []
    for side, other in zip(SIDES, reversed(SIDES), strict=True):
        team, against = box[side], box[other]
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
            # The log counts a team's own turnovers as well, but not its rebounds.
            own = {"TOV": team["statistics"]["turnoversTotal"], "PLUS_MINUS": team["score"] - against["score"]}
            rows.append(common | _line(team["statistics"]) | own)
            continue
        for player in team["players"]:
            if player["played"] == "1":
                who = {"PLAYER_ID": player["personId"], "PLAYER_NAME": player["name"]}
                line = _line(player["statistics"]) | {"PLUS_MINUS": player["statistics"]["plusMinusPoints"]}
                rows.append(common | who | line | {"FANTASY_PTS": fantasy_points(line)})
    columns = COLUMNS[dataset.name]
    return pd.DataFrame([[row.get(name) for name in columns] for row in rows], columns=columns, dtype=object)


def box_rows(box: dict) -> pd.DataFrame:
    """A final game in the shape of boxscoretraditionalv3: who was on the bench, those who did not play as well.

    teamSlug and playerSlug are empty.
    """
    rows = []
    for side in SIDES:
        team = box[side]
        for player in team["players"]:
            if player["status"] != "ACTIVE":  # not on the bench: the stats service does not list him
                continue
            row = {"gameId": box["gameId"]}
            row |= {name: team.get(name) for name in ("teamId", "teamCity", "teamName", "teamTricode", "teamSlug")}
            row |= {name: player[name] for name in ("personId", "firstName", "familyName", "nameI")}
            row |= {"playerSlug": None, "position": player.get("position", "")[-1:], "comment": _comment(player)}
            row |= {"jerseyNum": player["jerseyNum"], "minutes": _minutes(player)}
            row |= {name: _share(player["statistics"], name) for name in BOX_COLUMNS[MINUTES + 1 : -2]}
            rows.append(row | {"homeTeamId": box["homeTeam"]["teamId"], "awayTeamId": box["awayTeam"]["teamId"]})
    return pd.DataFrame(rows, dtype=object)


def _checked(game_id: str, answer: dict) -> dict | None:
    try:
        box = answer["game"]
        if box["gameId"] != game_id:
            raise Nonsense(f"{ENDPOINT} {game_id}: is of game {box['gameId']}; left out, run again")
        if box["gameStatus"] != FINAL:
            return None
        for side in SIDES:
            team = box[side]
            points = sum(player["statistics"]["points"] for player in team["players"])
            if not team["players"] or not points == team["score"] == team["statistics"]["points"]:
                raise Nonsense(
                    f"{ENDPOINT} {game_id}: the players' {points} points are not {team['teamTricode']}'s "
                    f"{team['score']}; left out, run again"
                )
        for dataset in (TEAM_GAMES, PLAYER_GAMES):
            log_rows(dataset, box, "")
        box_rows(box)
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        raise Nonsense(f"{ENDPOINT} {game_id}: cannot be read ({error!r}); left out, run again") from None
    return box


def _line(statistics: dict) -> dict:
    line = {name: statistics[there] for name, there in _COUNTS.items()}
    line["REB"] = line["OREB"] + line["DREB"]
    for share, (made, attempts) in _SHARES.items():
        line[share] = round(line[made] / line[attempts], 3) if line[attempts] else None
    minutes, seconds = _duration(statistics)
    line["MIN"] = minutes + (seconds >= 30)
    return line


def _duration(statistics: dict) -> tuple[int, int]:
    found = _DURATION.fullmatch(statistics["minutes"])
    if not found:
        raise ValueError(f"minutes {statistics['minutes']!r}")
    return int(found[1]), int(found[2])


def _minutes(player: dict) -> str:
    minutes, seconds = _duration(player["statistics"])
    return f"{minutes}:{seconds:02d}" if player["played"] == "1" else ""


def _share(statistics: dict, name: str):
    """A count as it is; of a percentage three digits, as the stats service has."""
    return round(statistics[name], 3) if name.endswith("Percentage") else statistics[name]


def _comment(player: dict) -> str:
    reason = player.get("notPlayingReason") or ""
    whether, _, why = reason.partition("_")
    if whether in _WHETHER and why in _WHY:
        return f"{whether} - {_WHY[why]}"
    return reason
