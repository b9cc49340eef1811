"""One bad thing costs one thing: what is stored, named and asked for again when an answer is spoiled in one place."""

import csv
import json
from datetime import timedelta

import pytest

from lib import seasons
from tests.support.spoiled import log_of

SUMMER = "2025-08-01T11:00:00Z"


@pytest.fixture
def play_in(machine, spoil):
    """play_in(change): a machine, and a league whose 2023-24 play-in is as change(rows, headers) leaves it."""

    def play(change, letter="T"):
        def of_rows(document):
            table = document["resultSets"][0]
            change(table["rowSet"], table["headers"])

        playing = spoil("leaguegamelog", of_rows, **log_of("2023-24", "PlayIn", letter))
        machine.at(SUMMER)
        machine.league = playing
        machine.set(NBA_STATS_URL=playing.stats_url, NBA_SOURCE="stats", SEASON="2023-24", SEASON_TYPE="play-in")
        return machine

    return play


def games(machine, dataset="team-games"):
    return {row["GAME_ID"] for rows in machine.stored(dataset).values() for row in rows}


def without_a_game(rows, headers):
    lost = rows[0][headers.index("GAME_ID")]
    rows[:] = [row for row in rows if row[headers.index("GAME_ID")] != lost]


def on_days(machine, *days):
    """The status of a run of team-games on each of some days, and how many requests it sent."""
    found = []
    for day in days:
        machine.at(f"2025-08-{day:02}T11:00:00Z")
        machine.league.clear_requests()
        found.append((machine.chain("team-games"), len(machine.league.requests)))
    return found


def test_a_shortfall_that_the_league_repeats_on_three_days_is_the_leagues_own(play_in):
    machine = play_in(without_a_game)
    assert on_days(machine, 1, 1, 2, 3, 4, 5) == [(65, 3), (65, 1), (65, 1), (0, 1), (0, 0), (0, 0)], (
        "the other endpoints are asked once, and do not answer"
    )
    assert len(games(machine)) == 5
    assert machine.main("gaps") == 0, machine.out
    assert "the league has no 6th game of 2023-24 PlayIn" in machine.out
    machine.set(FORCE="1")
    assert on_days(machine, 6) == [(65, 1)]
    machine.set(FORCE="")
    assert on_days(machine, 7) == [(0, 0)]


def test_a_shortfall_that_every_endpoint_repeats_is_the_leagues_own_at_once(machine):
    """The stand-in's 2022-23 has a cancelled game, as 2012-13 has 0021201214."""
    machine.set(SEASON="2022-23", SEASON_TYPE="regular", NBA_SOURCE="stats")
    assert machine.chain("team-games") == 0, machine.said
    assert len(games(machine)) == 1229
    asked = ["stats/leaguegamelog", "stats/teamgamelogs", "stats/leaguegamefinder"]
    assert [endpoint for endpoint in machine.asked_endpoints() if "schedule" not in endpoint.lower()] == asked
    machine.league.clear_requests()
    assert machine.chain("team-games") == 0 and not machine.league.requests
    assert machine.main("gaps") == 0 and "the league has no 1,230th game of 2022-23" in machine.out


def test_that_every_endpoint_is_empty_on_one_day_is_not_yet_the_leagues_own(machine):
    """So they all are while the service is out of order."""
    machine.set(SEASON="2023-24", SEASON_TYPE="playoffs", NBA_SOURCE="stats")
    machine.league.fault("empty-results", ["stats"])
    assert on_days(machine, 1) == [(65, 3)] and "asked for again next time" in machine.said
    machine.league.clear_faults()
    assert on_days(machine, 1) == [(0, 1)] and len(games(machine)) > 60


def test_a_game_that_only_another_endpoint_has_is_taken_from_there(play_in, spoil):
    machine = play_in(without_a_game)
    params = {"LeagueID": "00", "Season": "2023-24", "SeasonType": "PlayIn"}
    machine.league = spoil("teamgamelogs", **params)
    machine.set(NBA_STATS_URL=machine.league.stats_url)
    assert on_days(machine, 1, 2) == [(0, 3), (0, 0)]
    assert len(games(machine)) == 6


def test_a_shortfall_that_changes_counts_from_the_day_of_its_change(play_in, spoil):
    machine = play_in(without_a_game)
    assert [status for status, _ in on_days(machine, 1, 2)] == [65, 65]

    def less(rows, headers):
        without_a_game(rows, headers)
        without_a_game(rows, headers)

    machine = play_in(less)
    assert [status for status, _ in on_days(machine, 3, 4)] == [65, 65]


def test_a_game_that_comes_after_all_is_stored_and_ends_the_shortfall(play_in):
    machine = play_in(without_a_game)
    assert [status for status, _ in on_days(machine, 1, 2, 3)] == [65, 65, 0]
    machine = play_in(lambda rows, headers: None)
    machine.set(FORCE="1")
    assert on_days(machine, 4) == [(0, 1)] and len(games(machine)) == 6
    machine.set(FORCE="")
    assert machine.main("gaps") == 0 and "the league has no" not in machine.out


def test_a_game_that_makes_no_sense_on_three_days_is_left_at_that(play_in):
    def no_winner(rows, headers):
        game = rows[0][headers.index("GAME_ID")]
        for row in rows:
            if row[headers.index("GAME_ID")] == game:
                row[headers.index("WL")] = "W"

    machine = play_in(no_winner)
    expected = [(65, 3), (65, 1), (0, 1), (0, 0)]  # the other two endpoints are asked once, on the first day
    assert on_days(machine, 1, 2, 3, 4) == expected
    assert len(games(machine)) == 5


def test_two_rows_a_cell_short_cost_their_two_games(machine, spoil):
    short = []

    def cut(document):
        rows, headers = document["resultSets"][0]["rowSet"], document["resultSets"][0]["headers"]
        for row in (rows[100], rows[-1]):
            short.append(row[headers.index("GAME_ID")])
            row.pop()

    playing = spoil("leaguegamelog", cut, **log_of("2023-24", "Regular Season"))
    machine.at(SUMMER)
    machine.set(NBA_STATS_URL=playing.stats_url, NBA_SOURCE="stats", SEASON="2023-24", SEASON_TYPE="regular")
    assert machine.chain("team-games") == 65
    assert len(games(machine)) == 1228 and not games(machine) & set(short)
    assert "does not have 29 cells" in machine.said or "does not have 29 cells" in quarantined(machine)
    machine.set(NBA_STATS_URL=machine.league.stats_url)
    assert machine.chain("team-games") == 0, machine.said
    assert len(games(machine)) == 1230


def quarantined(machine):
    return "".join(path.read_text() for path in machine.files("_quarantine") if path.name.endswith(".why.txt"))


def test_a_game_dated_a_day_apart_is_stored_on_its_home_teams_day_by_both_logs(play_in):
    """As 0027803003 of January 1979."""
    moved = []

    def apart(rows, headers):
        matchup, day = headers.index("MATCHUP"), headers.index("GAME_DATE")
        game = rows[0][headers.index("GAME_ID")]
        of_it = [row for row in rows if row[headers.index("GAME_ID")] == game]
        moved.append((game, next(row[day] for row in of_it if " vs. " in row[matchup])))
        for row in of_it:
            if " @ " in row[matchup]:
                row[day] = "2024-04-01"

    for dataset, letter in (("team-games", "T"), ("player-games", "P")):
        machine = play_in(apart, letter)
        assert machine.chain(dataset) == 0, machine.said
        game, day = moved[-1]
        dates = {
            row["GAME_DATE"] for rows in machine.stored(dataset).values() for row in rows if row["GAME_ID"] == game
        }
        assert dates == {day} and len(games(machine, dataset)) == 6


def test_either_date_of_a_game_dated_a_day_apart_can_be_asked_for(play_in):
    """0027803003 again: with DATE= an answer would have one of its two teams only."""
    dates = []

    def apart(rows, headers):
        matchup, day, game_id = (headers.index(name) for name in ("MATCHUP", "GAME_DATE", "GAME_ID"))
        rows[:] = [row for row in rows if row[game_id] == rows[-1][game_id]]
        dates.extend(f"{seasons.day(rows[0][day]) + timedelta(days=days)}" for days in (0, 1))
        for row in rows:
            row[day] = dates[" @ " in row[matchup]]

    for letter, dataset in (("T", "team-games"), ("P", "player-games")):
        machine = play_in(apart, letter)
        for day, is_stored in zip(dates[:2][::-1], (False, True), strict=True):
            machine.set(SEASON="", SEASON_TYPE="play-in", DATE=day)
            assert machine.chain(dataset) == 0, machine.said
            assert bool(machine.files(dataset)) is is_stored, "it is of the home team's date"
        assert {path.split("/")[1] for path in machine.stored(dataset)} == {dates[0]}
        dates.clear()


def test_what_failed_is_put_aside_and_not_what_came_after_it(machine, spoil):
    """Two questions in a run: the first makes no sense, the second does."""
    params = log_of("2023-24", "PlayIn"), log_of("2023-24", "IST")
    spoil("leaguegamelog", lambda document: document["resultSets"][0].update(name="Changed"), **params[0])
    playing = spoil("leaguegamelog", **params[1])
    machine.at(SUMMER)
    machine.set(NBA_STATS_URL=playing.stats_url, NBA_SOURCE="stats", SEASON="2023-24")
    assert machine.chain("team-games") == 69, "the other season types are not there"
    kept = json.loads((machine.data / "_quarantine/team-games-2023-24-PlayIn.json").read_text())
    assert kept["resultSets"][0]["name"] == "Changed"


def test_a_spoiled_box_score_is_not_kept_for_the_next_run(machine, spoil):
    def break_it(document):
        document["boxScoreTraditional"]["homeTeam"]["players"][0]["statistics"]["points"] = "twelve"

    params = {"GameID": "0022300001", "StartPeriod": "0", "EndPeriod": "0", "StartRange": "0", "EndRange": "0"}
    playing = spoil("boxscoretraditionalv3", break_it, **params, RangeType="0")
    machine.at(SUMMER)
    machine.set(NBA_STATS_URL=playing.stats_url, NBA_SOURCE="stats")
    assert machine.main("fetch_player_boxscores", "--game", "0022300001") == 65
    assert "points is no whole number" in machine.said or "'twelve'" in machine.said
    machine.set(NBA_STATS_URL=machine.league.stats_url)
    assert len(machine.rows("fetch_player_boxscores", "--game", "0022300001")) > 15


def test_a_player_of_the_list_who_cannot_be_right_costs_himself(machine, spoil):
    def break_it(document):
        rows, headers = document["resultSets"][0]["rowSet"], document["resultSets"][0]["headers"]
        rows[3][headers.index("DISPLAY_FIRST_LAST")] = "x" * 200_000
        rows[4][headers.index("PERSON_ID")] = None

    playing = spoil("commonallplayers", break_it, LeagueID="00", Season="2023-24", IsOnlyCurrentSeason="0")
    machine.at("2024-08-01T11:00:00Z")
    machine.set(NBA_STATS_URL=playing.stats_url, NBA_SOURCE="stats")
    assert machine.main("fetch_players") == 65
    names = [row["full_name"] for row in csv.DictReader(machine.out.splitlines())]
    assert len(names) > 4000 and max(map(len, names)) < 100


def test_a_box_score_that_makes_no_sense_on_three_days_is_left_at_that(machine, spoil):
    def break_it(document):
        document["boxScoreTraditional"]["homeTeam"]["players"][0]["statistics"]["points"] += 1

    (game,) = machine.league.league.season("2023-24").games("IST")
    params = dict.fromkeys(("StartPeriod", "EndPeriod", "StartRange", "EndRange", "RangeType"), "0")
    spoil("boxscoretraditionalv3", break_it, GameID=game.id, **params)
    playing = spoil("leaguegamelog", **log_of("2023-24", "IST"))
    machine.league = playing
    machine.set(NBA_STATS_URL=playing.stats_url, NBA_SOURCE="stats", SEASON="2023-24", SEASON_TYPE="cup")
    machine.at(SUMMER)
    assert machine.chain("team-games") == 0
    found = []
    for day in (1, 2, 3, 4):
        machine.at(f"2025-08-{day:02}T11:00:00Z")
        playing.clear_requests()
        found.append((machine.chain("player-boxscores"), len(playing.requests)))
    assert found == [(65, 1), (65, 1), (0, 1), (0, 0)]


@pytest.mark.parametrize(
    "damage",
    [
        {"games": [["0022400001", "2024-02-31", "final", "1", "2", 0, 0]]},
        {"games": [["0022400001", "2025-01-10", "won", "1", "2", 0, 0]]},
        {"games": [["1"]]},
        {"games": 3},
        {"fetched_at": "2999-01-01T00:00:00Z"},
        {"fetched_at": None},
    ],
    ids=str,
)
def test_a_kept_schedule_that_is_damaged_is_asked_for_anew(machine, damage):
    machine.set(DATE="2025-01-14")
    assert machine.main("fetch_team_games") == 0
    path = machine.data / "_metadata/schedule/2024-25.json"
    whole = json.loads(path.read_text())
    path.write_text(json.dumps(whole | damage))
    machine.league.clear_requests()
    assert machine.main("fetch_team_games") == 0
    assert machine.counted() == {"cdn/staticData/scheduleLeagueV2": 1, "stats/leaguegamelog": 1}
    assert json.loads(path.read_text())["games"] == whole["games"]


def test_an_empty_career_is_believed_of_somebody_who_has_only_played_elsewhere(machine, spoil):
    def nothing_but_college(document):
        for table in document["resultSets"]:
            if "College" not in table["name"]:
                table["rowSet"] = []
        (college,) = [table for table in document["resultSets"] if table["name"] == "SeasonTotalsCollegeSeason"]
        college["rowSet"] = [[None] * len(college["headers"])]

    playing = spoil("playercareerstats", nothing_but_college, PlayerID="2544", PerMode="Totals", LeagueID="00")
    machine.set(NBA_STATS_URL=playing.stats_url, NBA_SOURCE="stats")
    assert machine.main("fetch_player_stats", "--player", "2544") == 0, machine.said
    assert machine.out.count("\n") == 1
