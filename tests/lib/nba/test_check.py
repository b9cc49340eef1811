"""What is believed of a game log and what is not."""

import pandas as pd
import pytest

from lib.datasets import PLAYER_GAMES, TEAM_GAMES
from lib.nba import check
from lib.schedule import Game, Schedule

LAL, BOS = 1610612747, 1610612738


def team_row(team=LAL, **changes):
    won = team == LAL
    row = {
        "GAME_ID": "0022400001",
        "TEAM_ID": team,
        "GAME_DATE": "2024-10-22",
        "MATCHUP": "LAL vs. BOS" if won else "BOS @ LAL",
        "WL": "W" if won else "L",
        "PTS": 110 if won else 100,
        "PLUS_MINUS": 10 if won else -10,
    }
    return row | changes


def checked(*rows, dataset=TEAM_GAMES, schedule=None):
    return check.games(pd.DataFrame(rows, dtype=object), dataset, "2024-25", "Regular Season", schedule)


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
        ([team_row(), team_row(BOS, GAME_DATE="2024-10-23")], "several dates"),
        ([team_row(), team_row(BOS, WL="W")], "not one winner"),
        ([team_row(PTS=90, PLUS_MINUS=10), team_row(BOS)], "winner with 90 points and a loser with 100"),
        ([team_row(PTS=100, PLUS_MINUS=0), team_row(BOS, PLUS_MINUS=0)], "winner with 100 points and a loser with 100"),
        ([team_row(), team_row(BOS, PLUS_MINUS=-9)], "do not mirror"),
        ([team_row(), team_row(PTS=111), team_row(BOS)], "same key that differ"),
    ],
)
def test_a_game_that_makes_no_sense_is_left_out_and_the_others_stay(rows, reason):
    sound = [team_row(GAME_ID="0022400002"), team_row(BOS, GAME_ID="0022400002")]
    good, bad = checked(*rows, *sound)
    assert set(good["GAME_ID"]) == {"0022400002"}
    assert len(bad) == 1 and reason in next(iter(bad.values()))


@pytest.mark.parametrize("home, matchups", [(LAL, ["LAL vs. BOS", "BOS @ LAL"]), (BOS, ["LAL @ BOS", "BOS vs. LAL"])])
def test_a_game_listed_twice_keeps_the_rows_that_agree_with_the_schedule(home, matchups):
    away = BOS if home == LAL else LAL
    game = Game("0022400001", "2024-10-22", "final", f"{home}", f"{away}", 0, 0)
    twice = [team_row(), team_row(BOS), team_row(MATCHUP="LAL @ BOS"), team_row(BOS, MATCHUP="BOS vs. LAL")]
    good, bad = checked(*twice, schedule=Schedule("2024-25", "2024-10-23T00:00:00Z", "cdn", (game,)))
    assert (list(good["MATCHUP"]), bad) == (matchups, {})


def test_without_a_schedule_the_choice_is_always_the_same():
    twice = [team_row(), team_row(BOS), team_row(MATCHUP="LAL @ BOS"), team_row(BOS, MATCHUP="BOS vs. LAL")]
    assert sorted(checked(*twice)[0]["MATCHUP"]) == sorted(checked(*twice[::-1])[0]["MATCHUP"])


def test_players_of_a_third_team_are_not_believed():
    rows = [
        team_row(PLAYER_ID=1), team_row(BOS, PLAYER_ID=2), team_row(3, PLAYER_ID=4, WL="L")
    ]  # fmt: skip
    assert "3 teams" in checked(*rows, dataset=PLAYER_GAMES)[1]["0022400001"]
