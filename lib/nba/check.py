"""Finds the games of an answer that are plausible, and what is wrong with the others.

A game is accepted whole or not at all: one spoiled row, or rows that contradict each other, and it is left out.
"""

import re
from collections import Counter, defaultdict
from typing import NamedTuple

from lib import seasons
from lib.datasets import Dataset
from lib.errors import Nonsense
from lib.nba.answer import Rows, Spoiled, shown
from lib.nba.question import Question

MINUTES_OFF = 1.5  # of a player: the log rounds
POINTS_OFF = 3  # one source may have been corrected before the other
# Numbers that an answer has before the others are counted.
AT_ONCE_THERE = ("AGE", "G", "GP", "W", "L", "W_PCT", "MIN", "AVAILABLE_FLAG", "TEAM_COUNT")
UNCOUNTED = "every number is 0 or empty; the league has not counted yet"
LACKING = 0.2  # of a measure's columns; an answer that lacks more is a part of one
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MATCHUP = re.compile(r"\b([A-Z]{2,4}) (?:vs\.|@) ([A-Z]{2,4})\b")


class Beside(NamedTuple):
    """What a row of the other log says, as stored."""

    day: str
    minutes: str
    points: str


def games(rows: Rows, question: Question) -> tuple[Rows, dict[str, str]]:
    """(rows of the plausible final games, {game id: what is wrong with it}).

    Rows that disagree on the date of their game all get one date: see game_date(). A game that is listed twice with
    its teams switched keeps the rows that agree with the schedule on who was at home.
    """
    scheduled = {game.game_id: game for game in question.schedule.games} if question.schedule else {}
    by_game, strays = defaultdict(list), list(rows.spoiled)
    wrong_of = {game_id: _id(game_id, question) for game_id in {row["GAME_ID"] for row in rows}}
    for row in rows:
        if wrong := wrong_of[row["GAME_ID"]]:
            strays.append(Spoiled(row, wrong))
        else:
            by_game[row["GAME_ID"]].append(row)
    bad = _owners(strays, by_game, question)
    numbers = counted(rows.columns, question.dataset) if question.dataset.measures else []

    good = []
    for game_id, game in by_game.items():
        if game_id in bad or not any(is_final(row) for row in game):
            continue
        game = [row for row in game if is_final(row)]
        known = scheduled.get(game_id)
        wrong = _date(game, question.season, known)
        if not wrong:
            game, wrong = _unique(game, question.dataset.key, known and known.home_team_id)
        wrong = wrong or (_teams if question.dataset.key[-1] == "TEAM_ID" else _players)(game)
        wrong = wrong or (numbers and _of_the_teams(game, numbers))
        if wrong:
            bad[game_id] = wrong
        else:
            good += game
    return rows.like(good), bad


def like_beside(
    rows: Rows, bad: dict[str, str], beside: dict[str, dict[str, Beside]], dataset
) -> tuple[Rows, dict[str, str]]:
    """The same without games that contradict the other log. beside: game id -> {id in the other log: its row}."""
    by_game = defaultdict(list)
    for row in rows:
        by_game[row["GAME_ID"]].append(row)
    wrong = {
        game_id: why
        for game_id, game in by_game.items()
        if game_id in beside and (why := _unlike(game, beside[game_id], dataset))
    }
    return rows.like(row for row in rows if row["GAME_ID"] not in wrong), bad | wrong


def _unlike(game: list[dict], beside: dict[str, Beside], dataset) -> str | None:
    """Why a game cannot be the other log's: a row is missing, or date, most players' minutes or the points differ."""
    who, rows = dataset.key[-1], {row[dataset.key[-1]]: row for row in game}
    if lacking := beside.keys() - rows.keys():
        return f"lacks {len(lacking)} of the rows of {dataset.beside}, such as {who} {min(lacking)}"
    others, of_a_team = [], 5 if who == "TEAM_ID" else 1  # whose minutes are five players'
    for row_id, theirs in beside.items():
        row = rows[row_id]
        if row["GAME_DATE"] != theirs.day:
            return f"is dated {row['GAME_DATE']}, and {theirs.day} in {dataset.beside}"
        if row.get("MIN", 0) is None and theirs.minutes not in ("", "0"):
            others.append(f"gives {who} {row_id} no minutes, and {dataset.beside} {theirs.minutes}")
        elif _is_off(row.get("MIN"), theirs.minutes, MINUTES_OFF, of_a_team):
            others.append(f"gives {who} {row_id} {row['MIN']:g} minutes, and {dataset.beside} {theirs.minutes}")
        if row.get("OPP_PTS") is None:
            continue
        against = [other.points for other_id, other in beside.items() if other_id != row_id]
        if len(against) == 1 and _is_off(row["OPP_PTS"], against[0], POINTS_OFF):
            return f"gives the opponent {row['OPP_PTS']} points, and {dataset.beside} {against[0]}"
    return others[0] if len(others) > len(beside) / 4 else None


def _is_off(value: float | None, stored: str, most: float, parts: int = 1) -> bool:
    return value is not None and bool(stored) and abs(value - int(stored) / parts) > most


def counted(columns, dataset: Dataset) -> list[str]:
    """The columns of numbers that the league counts after a game, without those that it has at once, and ranks."""
    numbers = [column for column in columns if dataset.kind(column) in ("int", "float")]
    return [column for column in numbers if column not in AT_ONCE_THERE and not column.endswith("_RANK")]


def are_counted(rows, columns: list[str]) -> bool:
    """Whether any of some rows has a number other than 0 in one of these columns."""
    return any(row.get(column) for row in rows for column in columns)


def require_most(columns, dataset: Dataset) -> None:
    """Raises Nonsense for an answer of a measure that lacks more than a few of its columns."""
    known = counted(dataset.types, dataset)
    lacks = [column for column in known if column not in columns]
    if len(lacks) > LACKING * len(known):
        raise Nonsense(
            f"{dataset.name}: lacks {len(lacks)} of the {len(known)} columns of this measure, such as {lacks[0]}; "
            "nothing of it is stored, try later, and see make doctor"
        )


def _of_the_teams(game: list[dict], numbers: list[str]) -> str | None:
    """The team of a game of which nothing is counted yet; None where both have numbers. Many a player has none."""
    teams = defaultdict(list)
    for row in game:
        teams[row["TEAM_ID"]].append(row)
    uncounted = (team for team, rows in teams.items() if not are_counted(rows, numbers))
    return next((f"has no number of team {team}: {UNCOUNTED}" for team in uncounted), None)


def strangers(game_id: str, players: set[str], games) -> str | None:
    """Who did not play in a game by the stored player-games: the rows are of another one, or of another date."""
    others = games.strangers(game_id, players)
    return f"has player {min(others)}, who is not in the stored player-games of this game" if others else None


def contradicted(counts: dict[str, int], stored: list[dict[str, int]], most: int) -> dict[str, int] | None:
    """The teams' stored counts, if ours differ by more from them and from their corrections; None if they do not."""
    for logged in stored:
        if all(abs(count - logged.get(team, count)) <= most for team, count in counts.items()):
            return None
    return stored[0] if stored else None


def is_final(row: dict) -> bool:
    """Whether a row is of a game that is over, which means that it has a winner. A cancelled game never has one."""
    return row["WL"] in ("W", "L") and row.get("PTS", 0) is not None


def game_date(game: list[dict]) -> str:
    """The date of a game by its home team's rows; if they disagree, the most frequent date, then the earliest.

    The rows of 0027803003 (January 1979) are dated a day apart.
    """
    home = [row for row in game if " vs. " in (row["MATCHUP"] or "")]
    named = Counter(row["GAME_DATE"] for row in home or game)
    return min(named, key=lambda day: (-named[day], day))


def _id(game_id: str, question: Question) -> str | None:
    if not seasons.is_game_id(game_id):
        return f"its GAME_ID {shown(game_id)} is not ten digits"
    if seasons.of_game(game_id) != (question.season, question.season_type):
        return f"its id is not of {question}"
    return None


def _owners(strays: list[Spoiled], by_game: dict[str, list], question: Question) -> dict[str, str]:
    """{game id: reason} for spoiled rows: the game that the row names, else its teams' game on that day."""
    bad: dict[str, str] = {}
    meetings = {_meeting(game[0]): game_id for game_id, game in by_game.items()} if strays else {}
    for stray in strays:
        named = [value for value in stray.cells.values() if isinstance(value, str) and not _id(value, question)]
        game_id = named[0] if named else meetings.get(_meeting(stray.cells))
        bad.setdefault(game_id or shown(stray.cells.get("GAME_ID")), stray.reason)
    return bad


def _meeting(row: dict) -> tuple[str, frozenset[str]] | None:
    """(day, the abbreviations of both teams), found in whichever cells have them: the row may have slipped."""
    text = " ".join(f"{value}"[:40] for value in row.values())
    day, teams = _DAY.search(text), _MATCHUP.search(text)
    return (day[0], frozenset(teams.groups())) if day and teams else None


def _date(game: list[dict], season: str, scheduled) -> str | None:
    """Gives the rows of a game one date; returns what is wrong with it."""
    dates = {row["GAME_DATE"] for row in game}
    if len(dates) > 1:
        agreed = scheduled.game_date if scheduled and scheduled.game_date in dates else game_date(game)
        for row in game:
            row["GAME_DATE"] = agreed
    day, whole = game[0]["GAME_DATE"], seasons.bounds(season)
    return None if f"{whole.first}" <= day <= f"{whole.last}" else f"is dated {day}, outside {season}"


def _unique(game: list[dict], key: tuple, home: str | None) -> tuple[list[dict], str | None]:
    """(the game with one row for each key, what is wrong or None)"""
    same_key = defaultdict(list)
    for row in game:
        same_key[tuple(row[column] for column in key)].append(row)
    if len(same_key) == len(game):
        return game, None

    def rank(row):
        # Home reads "LAL vs. BOS"; without a schedule the first in the alphabet, so that it is always the same one.
        disagrees = home is not None and (" vs. " in (row["MATCHUP"] or "")) != (row["TEAM_ID"] == home)
        return disagrees, row["MATCHUP"] or ""

    def but_matchup(row):
        return {column: value for column, value in row.items() if column != "MATCHUP"}

    for rows in same_key.values():
        if any(but_matchup(row) != but_matchup(rows[0]) for row in rows):
            return game, "has rows of the same key that differ"
    return [min(rows, key=rank) for rows in same_key.values()], None


def _teams(game: list[dict]) -> str | None:
    """What is wrong, unless the game has two teams, one winner, and points that fit the plus-minus."""
    if len(game) != 2 or game[0]["TEAM_ID"] == game[1]["TEAM_ID"]:
        return f"has {len(game)} team rows instead of 2"
    won, lost = sorted(game, key=lambda row: row["WL"], reverse=True)
    if (won["WL"], lost["WL"]) != ("W", "L"):
        return "has not one winner and one loser"
    if "PTS" in won and not won["PTS"] > lost["PTS"]:
        return f"has a winner with {won['PTS']} points and a loser with {lost['PTS']}"
    margins = won.get("PLUS_MINUS"), lost.get("PLUS_MINUS")
    if None not in margins and margins[0] != -margins[1]:
        return f"has plus-minus values that do not mirror each other: {margins[0]} and {margins[1]}"
    return None


def _players(game: list[dict]) -> str | None:
    """What is wrong, unless the players are of two teams, one of which won."""
    results = {(row["TEAM_ID"], row["WL"]) for row in game}
    if len(results) != 2 or len({team for team, _ in results}) != 2:
        return f"has players of {len({team for team, _ in results})} teams with {len(results)} results instead of 2"
    return None if {letter for _, letter in results} == {"W", "L"} else "has not one winner and one loser"
