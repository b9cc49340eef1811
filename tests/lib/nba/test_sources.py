"""Who answers when somebody does not: endpoints and hosts in their order, what is remembered, what recordings say."""

import csv
import io
import json
from datetime import date

import pytest

from lib import seasons
from lib.datasets import TEAM_GAMES
from lib.nba.sources import stats
from lib.standin.server import Standin

EVENING = ("--date", "2025-01-14")
DAYS = 24 * 3600


def without(rows, *columns):
    return [{name: value for name, value in row.items() if name not in columns} for row in rows]


@pytest.mark.parametrize("script, several", [("team", "teamgamelogs"), ("player", "playergamelogs")])
def test_each_endpoint_gives_the_rows_of_leaguegamelog(machine, script, several):
    machine.set(NBA_SOURCE="stats")
    script = f"fetch_{script}_games"
    expected = without(machine.rows(script, *EVENING), "VIDEO_AVAILABLE")
    for dead, serving in (("leaguegamelog", several), (several, "leaguegamefinder")):
        machine.league.fault("404", [dead])
        machine.league.clear_requests()
        silent = ["VIDEO_AVAILABLE"] + ["TOV"] * ((script, serving) == ("fetch_team_games", "leaguegamefinder"))
        assert without(machine.rows(script, *EVENING), *silent) == without(expected, *silent)
        assert machine.asked_endpoints()[-1] == f"stats/{serving}"


def test_a_dead_endpoint_is_asked_last_by_later_runs_too_and_again_after_three_days(machine):
    machine.league.fault("404", ["leaguegamelog"])
    for expected in (["leaguegamelog", "teamgamelogs"], ["teamgamelogs"]):
        machine.league.clear_requests()
        machine.rows("fetch_team_games", *EVENING)
        assert [name.removeprefix("stats/") for name in machine.asked_endpoints() if "stats/" in name] == expected
    machine.league.clear_faults()
    machine.later(3 * DAYS + 60)
    machine.league.clear_requests()
    machine.rows("fetch_team_games", *EVENING)
    assert machine.counted() == {"stats/leaguegamelog": 1}


def test_a_block_is_remembered_for_three_days(machine, caplog):
    machine.league.fault("403", ["stats"])
    machine.rows("fetch_team_games", *EVENING)
    assert "refused (403)" in caplog.text and "going on with cdn" in caplog.text
    machine.later(DAYS)
    machine.league.clear_requests()
    caplog.clear()
    machine.rows("fetch_team_games", *EVENING)
    assert "stats/leaguegamelog" not in machine.counted(), "a blocked machine does not wait every day"
    machine.later(2 * DAYS + 60)
    machine.league.clear_requests()
    machine.rows("fetch_team_games", *EVENING)
    assert machine.counted()["stats/leaguegamelog"] == 1, "it may be let in again"


def test_the_tracker_says_who_served(machine):
    machine.seed("team-games", "2025-01-13")
    machine.league.fault("403", ["stats"])
    assert machine.chain("team-games") == 0
    kept = json.loads((machine.data / "_metadata/fetch_tracker.json").read_text())
    assert kept["modules"]["game_boxscores"]["source"] == "cdn"


def test_one_source_only_means_that_one_only(machine):
    machine.league.fault("403", ["stats"])
    machine.set(NBA_SOURCE="stats")
    assert machine.main("fetch_team_games", *EVENING) == 75
    assert not [name for name in machine.asked_endpoints() if name.startswith("cdn")]
    machine.league.clear_requests()
    assert machine.main("fetch_team_games", *EVENING) == 75, "the cool-down is respected by the next run"
    assert machine.counted() == {} and "is not asked for another" in machine.said
    machine.set(NBA_SOURCE="cdn")
    assert len(machine.rows("fetch_team_games", *EVENING)) == 14


def test_a_careers_source_cannot_be_the_cdn(machine):
    machine.set(NBA_SOURCE="cdn")
    assert machine.main("fetch_player_stats", "--player", "2544") == 78
    assert "only stats can" in machine.said and not machine.league.requests


def test_a_box_score_is_made_of_the_player_log_where_that_is_all_there_is(machine):
    machine.set(NBA_SOURCE="stats")
    full = machine.rows("fetch_player_boxscores", *EVENING)
    machine.forget()
    machine.set(FORCE="1")
    machine.league.fault("404", ["boxscoretraditionalv3"])
    machine.league.clear_requests()
    made = machine.rows("fetch_player_boxscores", *EVENING)
    assert machine.counted()["stats/leaguegamelog"] == 1, "one request for all games"
    of = {(row["gameId"], row["personId"]): row for row in made}
    played = [row for row in full if row["minutes"]]
    assert len(made) == len(played) > 100 and list(made[0]) == list(full[0])
    unknown = {"minutes", "firstName", "familyName", "playerSlug", "position", "jerseyNum"}
    unknown |= {"teamCity", "teamName", "teamSlug", "comment", "nameI"}
    for row in played:
        other = of[row["gameId"], row["personId"]]
        assert {name for name in row if row[name] != other[name]} <= unknown
        minutes, seconds = map(int, row["minutes"].split(":"))
        assert abs(int(other["minutes"]) - minutes - seconds / 60) <= 0.51


def test_a_new_column_is_kept_and_noted_once(machine, caplog):
    machine.league.fault("new-column", ["leaguegamelog"])
    rows = machine.rows("fetch_team_games", "--date-from", "2024-10-10", "--date-to", "2024-11-01")
    assert {row["NEW_COLUMN"] for row in rows} == {"0"}
    assert machine.asked_endpoints().count("stats/leaguegamelog") == 2
    assert caplog.text.count("new column NEW_COLUMN; kept as it comes") == 1


def test_a_season_suddenly_shorter_than_what_is_stored_is_not_believed(machine):
    machine.at("2024-11-05T11:00:00Z")
    assert machine.chain("team-games") == 0
    stored = machine.stored("team-games")
    machine.at("2024-11-06T11:00:00Z")
    machine.set(CORRECTION_DAYS="7")
    machine.league.fault("short", ["stats"])
    assert machine.chain("team-games") == 65
    assert "games that were played" in machine.said and "make gaps" in machine.said
    assert stored.items() <= machine.stored("team-games").items()
    machine.league.clear_faults()
    assert machine.chain("team-games") == 0


# -- recordings ---------------------------------------------------------


def test_the_recorded_finder_serves_a_season_where_the_logs_are_not_there(recorded):
    rows = recorded.rows("fetch_team_games", "--season", "2023-24", "--season-type", "regular")
    assert len(rows) == 2460 and {row["SEASON_ID"] for row in rows} == {"22023"}
    assert recorded.asked_endpoints() == ["stats/leaguegamelog", "stats/teamgamelogs", "stats/leaguegamefinder"]
    assert list(rows[0]) == stats.COLUMNS["team-games"]
    assert {row["VIDEO_AVAILABLE"] for row in rows} == {""} and all(row["MIN"].isdigit() for row in rows)


def test_the_recorded_teamgamelogs_say_what_the_recorded_finder_says(recorded, tmp_path):
    finder = recorded.rows("fetch_team_games", "--season", "2023-24", "--season-type", "regular", "--team", "LAL")
    found = recordings_file(recorded, "teamgamelogs", "2023_24-Regular_Season-1610612747")
    asked = {"LeagueID": "00", "Season": "2023-24", "SeasonType": "Regular Season"}
    document = json.loads(found.read_text())
    document["parameters"]["TeamID"] = None  # an answer to all of it repeats no team
    (tmp_path / "answer.json").write_text(json.dumps(document))
    index = [{"host": "stats", "endpoint": "teamgamelogs", "params": asked, "status": 200, "file": "answer.json"}]
    (tmp_path / "INDEX.json").write_text(json.dumps(index))
    with Standin(replay=tmp_path) as league:
        recorded.set(NBA_STATS_URL=league.stats_url)
        recorded.restart()
        whole = seasons.Span(date(2023, 9, 15), date(2024, 9, 14))
        logs = stats.game_logs(TEAM_GAMES, "2023-24", "Regular Season", whole)
    logs = sorted(logs, key=lambda row: row["GAME_ID"])
    assert len(logs) == len(finder) == 82
    for log, row in zip(logs, sorted(finder, key=lambda row: row["GAME_ID"])):
        known = {name: as_text(value, name) for name, value in log.items() if name not in ("GAME_DATE", "TOV")}
        assert known == {name: row[name] for name in known}
        assert log["TOV"] and row["TOV"] == "", "only the finder does not know a team's own turnovers"


def as_text(value, name):
    from lib import csvfile as table

    return table.text(value, TEAM_GAMES.types[name])


def recordings_file(recorded, endpoint, part):
    (found,) = (recorded.league.replay.folder / "stats" / endpoint).glob(f"*{part}*")
    return found


def test_a_recorded_box_score_of_the_cdn(recorded):
    recorded.set(NBA_SOURCE="cdn")
    rows = recorded.rows("fetch_player_boxscores", "--game", "0022000001")
    document = json.loads(
        (recorded.league.replay.folder / "cdn/liveData/boxscore/boxscore_0022000001.json").read_text()
    )
    for side in ("homeTeam", "awayTeam"):
        team = document["game"][side]
        own = [row for row in rows if row["teamId"] == f"{team['teamId']}"]
        assert sum(int(row["points"]) for row in own) == team["score"]
        minutes = [row["minutes"].split(":") for row in own if row["minutes"]]
        assert abs(sum(int(m) * 60 + int(s) for m, s in minutes) - 240 * 60) < 120
        assert sum(row["position"] != "" for row in own) == 5, "who started"


@pytest.mark.parametrize("script", ["fetch_player_boxscores", "fetch_team_games"])
def test_a_file_that_the_cdn_does_not_have_costs_its_game_only(machine, script):
    games = sorted({row["GAME_ID"] for row in machine.rows("fetch_team_games", *EVENING)})
    assert len(games) > 4
    for game_id in games[:4]:  # one more than of a host that does not answer
        machine.league.fault("403", [f"liveData/boxscore/boxscore_{game_id}"])
    machine.set(NBA_SOURCE="cdn")
    assert machine.main(script, *EVENING) == 69
    had = csv.DictReader(io.StringIO(machine.out))
    assert {row.get("gameId") or row["GAME_ID"] for row in had} == set(games[4:])
    assert f"boxscore_{games[0]}.json: the CDN has no such file" in machine.said


def test_a_game_that_hangs_while_others_are_answered_costs_itself_only(machine):
    games = sorted({row["GAME_ID"] for row in machine.rows("fetch_team_games", *EVENING)})
    machine.league.fault("hang", ["boxscoretraditionalv3"], count=2)
    machine.set(NBA_SOURCE="stats", NBA_TIMEOUT="3")  # of a busy machine an answer may take a second
    rows = machine.rows("fetch_player_boxscores", *EVENING)
    assert {row["gameId"] for row in rows} == set(games)
    assert {row["gameId"] for row in rows if not row["playerSlug"]} == {games[0]}, "which came from the player log"
