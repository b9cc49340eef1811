"""Game logs by another measure from the box scores of that measure, one request for each game: the second source.

A box score has no result, date or matchup, and lists those who did not play too: the rows of the stored log beside it
say who played, and the rest.
"""

import importlib

from lib import config
from lib.datasets import ALL, TEAM_GAMES, Dataset
from lib.errors import Nonsense
from lib.nba import answer, cache, client, minutes
from lib.nba.answer import Rows
from lib.nba.fetched import Fetched, one_by_one
from lib.nba.question import Question

# measure -> nba_api's class. There is none for Opponent.
BOX_SCORES = {
    "Advanced": "BoxScoreAdvancedV3",
    "Four Factors": "BoxScoreFourFactorsV3",
    "Misc": "BoxScoreMiscV3",
    "Scoring": "BoxScoreScoringV3",
    "Usage": "BoxScoreUsageV3",
}
_SHOTS = (("2pt", "2PM"), ("3pt", "3PM"), ("FGM", "FGM"))
# The log's column -> the box score's.
COLUMNS = {
    "Advanced": {
        "OFF_RATING": "offensiveRating",
        "DEF_RATING": "defensiveRating",
        "NET_RATING": "netRating",
        "AST_PCT": "assistPercentage",
        "AST_TO": "assistToTurnover",
        "AST_RATIO": "assistRatio",
        "OREB_PCT": "offensiveReboundPercentage",
        "DREB_PCT": "defensiveReboundPercentage",
        "REB_PCT": "reboundPercentage",
        "TM_TOV_PCT": "turnoverRatio",
        "EFG_PCT": "effectiveFieldGoalPercentage",
        "TS_PCT": "trueShootingPercentage",
        "PACE": "pace",
        "PACE_PER40": "pacePer40",
        "POSS": "possessions",
        "PIE": "PIE",
    },
    "Four Factors": {
        "EFG_PCT": "effectiveFieldGoalPercentage",
        "FTA_RATE": "freeThrowAttemptRate",
        "TM_TOV_PCT": "teamTurnoverPercentage",
        "OREB_PCT": "offensiveReboundPercentage",
        "OPP_EFG_PCT": "oppEffectiveFieldGoalPercentage",
        "OPP_FTA_RATE": "oppFreeThrowAttemptRate",
        "OPP_TOV_PCT": "oppTeamTurnoverPercentage",
        "OPP_OREB_PCT": "oppOffensiveReboundPercentage",
    },
    "Misc": {
        "PTS_OFF_TOV": "pointsOffTurnovers",
        "PTS_2ND_CHANCE": "pointsSecondChance",
        "PTS_FB": "pointsFastBreak",
        "PTS_PAINT": "pointsPaint",
        "OPP_PTS_OFF_TOV": "oppPointsOffTurnovers",
        "OPP_PTS_2ND_CHANCE": "oppPointsSecondChance",
        "OPP_PTS_FB": "oppPointsFastBreak",
        "OPP_PTS_PAINT": "oppPointsPaint",
        "BLK": "blocks",
        "BLKA": "blocksAgainst",
        "PF": "foulsPersonal",
        "PFD": "foulsDrawn",
    },
    "Scoring": {
        "PCT_FGA_2PT": "percentageFieldGoalsAttempted2pt",
        "PCT_FGA_3PT": "percentageFieldGoalsAttempted3pt",
        "PCT_PTS_2PT": "percentagePoints2pt",
        "PCT_PTS_2PT_MR": "percentagePointsMidrange2pt",
        "PCT_PTS_3PT": "percentagePoints3pt",
        "PCT_PTS_FB": "percentagePointsFastBreak",
        "PCT_PTS_FT": "percentagePointsFreeThrow",
        "PCT_PTS_OFF_TOV": "percentagePointsOffTurnovers",
        "PCT_PTS_PAINT": "percentagePointsPaint",
        **{f"PCT_{share}_{ours}": f"percentage{word}{theirs}"
           for theirs, ours in _SHOTS for share, word in (("AST", "Assisted"), ("UAST", "Unassisted"))},
    },
    "Usage": {
        "USG_PCT": "usagePercentage",
        "PCT_FGM": "percentageFieldGoalsMade",
        "PCT_FGA": "percentageFieldGoalsAttempted",
        "PCT_FG3M": "percentageThreePointersMade",
        "PCT_FG3A": "percentageThreePointersAttempted",
        "PCT_FTM": "percentageFreeThrowsMade",
        "PCT_FTA": "percentageFreeThrowsAttempted",
        "PCT_OREB": "percentageReboundsOffensive",
        "PCT_DREB": "percentageReboundsDefensive",
        "PCT_REB": "percentageReboundsTotal",
        "PCT_AST": "percentageAssists",
        "PCT_TOV": "percentageTurnovers",
        "PCT_STL": "percentageSteals",
        "PCT_BLK": "percentageBlocks",
        "PCT_BLKA": "percentageBlocksAllowed",
        "PCT_PF": "percentagePersonalFouls",
        "PCT_PFD": "percentagePersonalFoulsDrawn",
        "PCT_PTS": "percentagePoints",
    },
}  # fmt: skip
# For players only: a team's box score has sums or parts of its players' numbers here, in another unit than the log.
OF_A_PLAYER = {
    "E_OFF_RATING": "estimatedOffensiveRating",
    "E_DEF_RATING": "estimatedDefensiveRating",
    "E_NET_RATING": "estimatedNetRating",
    "USG_PCT": "usagePercentage",
    "E_USG_PCT": "estimatedUsagePercentage",
    "E_PACE": "estimatedPace",
}
_NAMED = ("TEAM_ID", "TEAM_ABBREVIATION", "TEAM_NAME", "GAME_ID", "GAME_DATE", "MATCHUP", "WL")


def endpoint(measure: str) -> str | None:
    """The endpoint of a measure's box scores; None where there is none."""
    return BOX_SCORES[measure].lower() if measure in BOX_SCORES else None


def of_question(question: Question, logged: list[dict[str, str]]) -> tuple[Fetched, set[str]]:
    """(rows of the measured log, the games they were asked for): those of its new dates that are not stored.

    logged: the stored rows of the log beside it. Raises Nonsense if there are none.
    """
    dataset = question.dataset
    games: dict[str, list[dict[str, str]]] = {}
    for row in logged:
        games.setdefault(row["GAME_ID"], []).append(row)
    if not games:
        raise Nonsense(f"{question.what}: no {dataset.beside} of these games; run make {dataset.beside} first")
    have = set() if config.get("FORCE") == "1" else question.have
    first = f"{question.new.first}"
    wanted = [game_id for game_id, rows in games.items() if game_id not in have and rows[0]["GAME_DATE"] >= first]
    return one_by_one(wanted, lambda game_id: of_game(question, game_id, games[game_id]), dataset), {*wanted}


def of_game(question: Question, game_id: str, logged: list[dict[str, str]]) -> Rows:
    """A game's rows, one for each of the log's, without the columns that a box score lacks.

    Source: boxscore…v3 of the measure; one answer serves players and teams. Raises what client.stats() raises;
    Nonsense if it is of another game, lacks somebody of the log, or has other minutes; answer.NothingKept.
    """
    (measure,) = question.dataset.measures
    name = BOX_SCORES[measure]
    endpoint_class = getattr(importlib.import_module(f"nba_api.stats.endpoints.{name.lower()}"), name)
    endpoint = endpoint_class(game_id=game_id, get_request=False)

    def read(document: dict) -> Rows:
        with answer.reading(f"{question.dataset.name} {game_id}", document):
            return _rows(question, game_id, logged, document[f"b{name[1:-2]}"])

    return cache.once(name.lower(), game_id, lambda: client.stats(endpoint), read)


def _rows(question: Question, game_id: str, logged: list[dict[str, str]], box: dict | None) -> Rows:
    dataset, what = question.dataset, f"{question.dataset.name} {game_id}"
    sides = [box[side] for side in ("homeTeam", "awayTeam")] if box else []
    if not any(side["teamId"] or side["players"] for side in sides):
        raise answer.NothingKept(f"{what}: the league kept nothing of it")
    if box["gameId"] != game_id:
        raise Nonsense(f"{what}: is of game {answer.shown(box['gameId'])}; left out, run again")
    is_of_teams = dataset.beside == TEAM_GAMES.name
    lines = {f"{side['teamId']}": side["statistics"] for side in sides}
    if not is_of_teams:
        lines = {f"{player['personId']}": player["statistics"] for side in sides for player in side["players"]}
    who = ALL[dataset.beside].key[-1]
    rows = []
    for row in logged:
        if row[who] not in lines:
            raise Nonsense(f"{what}: lacks {who} {row[who]} of {dataset.beside}; left out, run again")
        line = lines[row[who]]
        played = (minutes.seconds(line["minutes"], minutes.OF_A_TEAM) or 0) / 60
        if row["MIN"] and abs(played - int(row["MIN"])) > 1:
            raise Nonsense(
                f"{what}: {who} {row[who]} has {played:.1f} minutes, and {row['MIN']} in {dataset.beside}; "
                "left out, run again"
            )
        named = {"SEASON_YEAR": question.season} | {
            column: row[column] for column in (*(() if is_of_teams else ("PLAYER_ID", "PLAYER_NAME")), *_NAMED)
        }
        named["MIN"] = played / 5 if is_of_teams else played
        rows.append(answer.record(named | _numbers(dataset, line, is_of_teams), dataset))
    return Rows(rows[0], rows, document=box)


def _numbers(dataset: Dataset, line: dict, is_of_teams: bool) -> dict:
    """The measure's numbers by the log's names, those that the log has."""
    (measure,) = dataset.measures
    columns = COLUMNS[measure]
    if measure == "Advanced" and not is_of_teams:
        columns = columns | OF_A_PLAYER
    numbers = {column: line[name] for column, name in columns.items() if column in dataset.types}
    if measure == "Advanced" and is_of_teams:  # the log has a share, the box score a hundredfold
        numbers["TM_TOV_PCT"] = round(numbers["TM_TOV_PCT"] / 100, 3)
    return numbers
