"""What is believed of a game log and what is not."""

from datetime import date

import pytest

from lib import seasons
from lib.datasets import PLAYER_GAMES, TEAM_GAMES
from lib.nba import answer, check
from lib.nba.question import Question
from lib.schedule import Game, Schedule

LAL, BOS = 1610612747, 1610612738


def team_row(team=LAL, **changes):
    won = team == LAL
    row = {
        "GAME_ID": "0022400001",
        "TEAM_ID": team,
        "TEAM_ABBREVIATION": "LAL" if won else "BOS",
        "GAME_DATE": "2024-10-22",
        "MATCHUP": "LAL vs. BOS" if won else "BOS @ LAL",
        "WL": "W" if won else "L",
        "PTS": 110 if won else 100,
        "PLUS_MINUS": 10 if won else -10,
    }
    return row | changes


def checked(*rows, dataset=TEAM_GAMES, schedule=None):
    """What is kept of rows as the league sends them, and what is wrong with the rest."""
    whole = seasons.bounds("2024-25")
    question = Question(dataset, "2024-25", "Regular Season", whole, whole, date(2025, 7, 1), schedule)
    columns = list(dict.fromkeys(column for row in rows if isinstance(row, dict) for column in row))
    cells = [[row.get(column) for column in columns] if isinstance(row, dict) else row for row in rows]
    return check.games(answer.normalised(columns, cells, dataset), question)


def test_a_sound_game_is_kept():
    good, bad = checked(team_row(), team_row(BOS))
    assert (len(good), bad) == (2, {})


@pytest.mark.parametrize(
    "rows, reason",
    [
        ([team_row()], "1 team rows instead of 2"),
        ([team_row(GAME_ID=22400001), team_row(BOS, GAME_ID=22400001)], "not ten digits"),
        ([team_row(GAME_ID="0042400001"), team_row(BOS, GAME_ID="0042400001")], "not of 2024-25 Regular Season"),
        ([team_row(GAME_DATE="2019-10-22"), team_row(BOS, GAME_DATE="2019-10-22")], "outside 2024-25"),
        ([team_row(), team_row(BOS, WL="W")], "not one winner"),
        ([team_row(PTS=90, PLUS_MINUS=10), team_row(BOS)], "winner with 90 points and a loser with 100"),
        ([team_row(PTS=100, PLUS_MINUS=0), team_row(BOS, PLUS_MINUS=0)], "winner with 100 points and a loser with 100"),
        ([team_row(), team_row(BOS, PLUS_MINUS=-9)], "do not mirror each other"),
        ([team_row(), team_row(PTS=111), team_row(BOS)], "same key that differ"),
    ],
)
def test_a_game_that_makes_no_sense_is_left_out_and_the_others_stay(rows, reason):
    sound = [team_row(team, GAME_ID="0022400002", GAME_DATE="2024-10-24") for team in (LAL, BOS)]
    good, bad = checked(*rows, *sound)
    assert {row["GAME_ID"] for row in good} == {"0022400002"} and len(good) == 2
    assert len(bad) == 1 and reason in next(iter(bad.values()))


@pytest.mark.parametrize("home, matchups", [(LAL, ["LAL vs. BOS", "BOS @ LAL"]), (BOS, ["LAL @ BOS", "BOS vs. LAL"])])
def test_a_game_listed_twice_keeps_the_rows_that_agree_with_the_schedule(home, matchups):
    away = BOS if home == LAL else LAL
    game = Game("0022400001", "2024-10-22", "final", f"{home}", f"{away}", 0, 0)
    twice = [team_row(), team_row(BOS), team_row(MATCHUP="LAL @ BOS"), team_row(BOS, MATCHUP="BOS vs. LAL")]
    good, bad = checked(*twice, schedule=Schedule("2024-25", "2024-10-23T00:00:00Z", "cdn", (game,)))
    assert ([row["MATCHUP"] for row in good], bad) == (matchups, {})


def test_without_a_schedule_the_choice_is_always_the_same():
    twice = [team_row(), team_row(BOS), team_row(MATCHUP="LAL @ BOS"), team_row(BOS, MATCHUP="BOS vs. LAL")]
    one_way, the_other = (sorted(row["MATCHUP"] for row in checked(*rows)[0]) for rows in (twice, twice[::-1]))
    assert one_way == the_other != []


def test_players_of_a_third_team_are_not_believed():
    rows = [player_row(1), player_row(2, BOS), player_row(4, 3, WL="L")]
    assert "3 teams" in checked(*rows, dataset=PLAYER_GAMES)[1]["0022400001"]


def player_row(player, team=LAL, **changes):
    return {"PLAYER_ID": player, "PLAYER_NAME": f"Player {player}"} | team_row(team, **changes)


@pytest.mark.parametrize(
    "dates, agreed",
    [(("2024-10-22", "2024-10-23"), "2024-10-22"), (("2024-10-23", "2024-10-22"), "2024-10-23")],
)
def test_a_game_whose_rows_disagree_on_the_date_is_played_on_the_home_teams(dates, agreed):
    """As 0027803003 of January 1979."""
    teams = [team_row(GAME_DATE=dates[0]), team_row(BOS, GAME_DATE=dates[1])]
    players = [player_row(1, GAME_DATE=dates[0]), player_row(2, BOS, GAME_DATE=dates[1])]
    for rows, dataset in ((teams, TEAM_GAMES), (players, PLAYER_GAMES)):
        good, bad = checked(*rows, dataset=dataset)
        assert ({row["GAME_DATE"] for row in good}, bad) == ({agreed}, {})


def test_the_schedule_settles_a_date_that_rows_disagree_on():
    game = Game("0022400001", "2024-10-23", "final", f"{LAL}", f"{BOS}", 0, 0)
    schedule = Schedule("2024-25", "2024-10-23T00:00:00Z", "cdn", (game,))
    good, _ = checked(team_row(), team_row(BOS, GAME_DATE="2024-10-23"), schedule=schedule)
    assert [row["GAME_DATE"] for row in good] == ["2024-10-23"] * 2


HOSTILE = [
    {"TEAM_ABBREVIATION": None},
    {"TEAM_ABBREVIATION": "../../etc"},
    {"TEAM_ABBREVIATION": "L\x00L"},
    {"TEAM_ABBREVIATION": "-rf"},
    {"TEAM_ID": [1610612747]},
    {"TEAM_ID": {}},
    {"GAME_DATE": "2024-02-31"},
    {"GAME_DATE": None},
    {"GAME_DATE": 20241022},
    {"PTS": "a lot"},
    {"PTS": [110]},
    {"PTS": True},
    {"PTS": 10**30},
    {"PTS": 110.5},
    {"PTS": float("inf")},
    {"PLUS_MINUS": float("nan")},
    {"MATCHUP": "x" * 200_000},
    {"MATCHUP": "LAL vs. \ud800"},
    {"GAME_ID": ["0022400001"]},
    {"GAME_ID": None},
    {"GAME_ID": "002240000１"},
]


@pytest.mark.parametrize("change", HOSTILE, ids=str)
@pytest.mark.parametrize("dataset", [TEAM_GAMES, PLAYER_GAMES], ids=lambda dataset: dataset.name)
def test_a_cell_that_cannot_be_right_costs_its_game_and_no_more(change, dataset):
    row = team_row if dataset is TEAM_GAMES else lambda team=LAL, **changes: player_row(int(team) % 99, team, **changes)
    sound = [row(team, GAME_ID="0022400002", GAME_DATE="2024-10-24") for team in (LAL, BOS)]
    third = [] if dataset is TEAM_GAMES else [player_row(7)]  # so that the game would pass without the row
    good, bad = checked(row(**change), row(BOS), *third, *sound, dataset=dataset)
    assert {row["GAME_ID"] for row in good} == {"0022400002"} and len(good) == 2
    assert len(bad) == 1 and len(next(iter(bad.values()))) < 200
    assert all(reason.isprintable() for reason in bad.values())


@pytest.mark.parametrize("dataset", [TEAM_GAMES, PLAYER_GAMES], ids=lambda dataset: dataset.name)
@pytest.mark.parametrize("lost", [0, -1])
def test_a_row_a_cell_short_costs_its_game(dataset, lost):
    row = team_row if dataset is TEAM_GAMES else lambda team=LAL, **changes: player_row(int(team) % 99, team, **changes)
    short = list(row().values())
    del short[lost]
    sound = [row(team, GAME_ID="0022400002", GAME_DATE="2024-10-24") for team in (LAL, BOS)]
    third = [] if dataset is TEAM_GAMES else [player_row(7)]
    good, bad = checked(row(BOS), short, *third, *sound, dataset=dataset)
    assert {row["GAME_ID"] for row in good} == {"0022400002"} and list(bad) == ["0022400001"]


@pytest.mark.parametrize("letter", "\x85\u2028\u2029\r\n\x0b\x00\x1b\u202e")
def test_a_character_that_is_no_letter_is_made_a_blank(letter):
    good, bad = checked(player_row(1, PLAYER_NAME=f"Given{letter}Family"), player_row(2, BOS), dataset=PLAYER_GAMES)
    assert (good[0]["PLAYER_NAME"], bad) == ("Given Family", {})


@pytest.mark.parametrize("value, kept", [("110", 110), (110.0, 110), (" ", None), ("110.0", 110), (None, None)])
def test_a_number_in_another_spelling_is_that_number(value, kept):
    good, bad = checked(team_row(FGM=value), team_row(BOS, FGM=value))
    assert ([row["FGM"] for row in good], bad) == ([kept, kept], {})


def test_a_column_listed_twice_counts_once_where_both_agree_and_costs_its_game_where_not():
    rows = [team_row(), team_row(BOS), team_row(GAME_ID="0022400002"), team_row(BOS, GAME_ID="0022400002")]
    columns, cells = [*rows[0], "PTS"], [[*row.values(), row["PTS"]] for row in rows]
    cells[0][-1] += 1
    made = answer.normalised(columns, cells, TEAM_GAMES)
    assert made.columns == list(rows[0]) and len(made) == 3
    assert "PTS is listed twice" in made.spoiled[0].reason and made.spoiled[0].cells["GAME_ID"] == "0022400001"


@pytest.mark.parametrize("value, kept", [(1610612747, 1610612747), ([1, 2], "[1, 2]"), ("a\rb", "a b"), (0.5, 0.5)])
def test_a_column_that_the_catalogue_does_not_know_is_kept_as_it_comes(value, kept):
    good, bad = checked(team_row(NEW=value), team_row(BOS, NEW=value))
    assert ([row["NEW"] for row in good], bad) == ([kept, kept], {})
