"""What the recordings say about the limits of lib/nba: how much of an answer can be missing without a fault."""

import json
from collections import Counter

import pytest

from lib import config
from lib.nba import at_once, cut
from tests.support.stage import RECORDINGS

pytestmark = pytest.mark.skipif(not RECORDINGS.is_dir(), reason=f"no recordings at {RECORDINGS}")
THIS_SEASON = "2025_26"  # as recorded on 22 February 2026


def rows_of(endpoint, start="", table=0):
    (path, *_) = sorted((RECORDINGS / "stats" / endpoint).glob(f"{start}*.json"))
    found = json.loads(path.read_bytes())["resultSets"][table]
    return [dict(zip(found["headers"], row, strict=True)) for row in found["rowSet"]]


def totals():
    return rows_of("leaguedashplayerstats", f"Base-Totals-{THIS_SEASON}")


def test_who_has_no_hustle_row_in_a_game_has_rarely_played_a_quarter_of_it():
    hustle = {row["PLAYER_ID"]: row for row in rows_of("leaguehustlestatsplayer")}
    left_out = Counter()
    for row in totals():
        had = hustle.get(row["PLAYER_ID"], {"G": 0, "MIN": 0})
        if games := row["GP"] - had["G"]:
            left_out[(row["MIN"] - had["MIN"]) / games >= config.league().minutes / 4] += games
    assert left_out == {False: 911, True: 52}
    games = len({row["GAME_ID"] for row in rows_of("leaguegamelog", f"T-{THIS_SEASON}")})
    assert games == 844 and games * (left_out[True] / games) ** (at_once.LEFT_OUT + 1) < 0.2, "not once in five seasons"


@pytest.mark.parametrize("table", [0, 1])
def test_line_ups_fill_a_game_and_the_shortest_third_is_more_than_what_may_be_missing(table):
    stints = rows_of("gamerotation", table=table)
    times = sorted({row[name] for row in stints for name in ("IN_TIME_REAL", "OUT_TIME_REAL")})
    lasted = Counter()
    for begins, ends in zip(times, times[1:], strict=False):
        on = [row["PERSON_ID"] for row in stints if row["IN_TIME_REAL"] <= begins and ends <= row["OUT_TIME_REAL"]]
        assert len(on) == 5
        lasted[frozenset(on)] += (ends - begins) / 600
    minutes = sorted(lasted.values())
    assert round(sum(minutes), 6) == 53, "one overtime"
    assert sum(minutes[: len(minutes) // 3]) > 2 * at_once.SHORT


def test_everybody_who_played_is_on_the_list_of_players_and_each_team_in_the_table():
    listed = rows_of("playerindex", THIS_SEASON)
    assert {row["PLAYER_ID"] for row in totals()} <= {row["PERSON_ID"] for row in listed}
    teams = Counter(row["TEAM_ID"] for row in listed if row["TEAM_ID"])
    played = {row["TEAM_ID"] for row in rows_of("leaguegamelog", f"T-{THIS_SEASON}")}
    assert teams.keys() == played == {row["TeamID"] for row in rows_of("leaguestandingsv3", THIS_SEASON)}
    assert min(teams.values()) == 16 > cut.A_TEAM
