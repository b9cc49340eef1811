"""What is asked for is used or refused, and what came is told."""

import json
import logging
import re
from pathlib import Path

import pytest

from lib import config, seasons
from lib.asked import PASSED_ON, Asked, add_options, from_environment, from_options
from lib.datasets import ALL, PLAYER_BOXSCORES, PLAYER_GAMES, PLAYER_STATS, TEAM_GAMES, TEAMS
from lib.errors import Usage
from lib.nba import teams
from lib.seasons import Span
from scripts._script import arguments
from tests.support.stage import RECORDINGS

ROOT = Path(__file__).resolve().parents[2]
WEEK = {"DATE_FROM": "2025-01-08", "DATE_TO": "2025-01-14"}


@pytest.fixture
def environment(monkeypatch):
    """Sets variables as if make had been given none of the others."""
    for name in (*config.VARIABLES, "TYPED", "MAKECMDGOALS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NOW", "2025-01-15T11:00:00Z")
    return lambda **env: [monkeypatch.setenv(*variable) for variable in env.items()]


@pytest.mark.parametrize("dataset", ALL.values(), ids=ALL)
def test_what_the_check_passes_on_arrives_at_the_fetch(environment, dataset):
    day = seasons.day("2025-01-14")
    spans = [Span(day, day), Span(seasons.day("2025-01-01"), day)] if dataset.is_of_games else [Span(day, day)]
    values = {int: 7, bool: True, str: "Playoffs"}
    passed = {option.name: values[type(option.default)] for option in PASSED_ON}
    for span in spans:
        asked = Asked(span=span, **passed)
        options = arguments("")
        add_options(options, dataset)
        assert from_options(options.parse_args(asked.arguments()), dataset) == asked


def test_what_is_passed_on_holds_no_name(environment):
    environment(PLAYER="LeBron James; touch hit", SEASON_TYPE="playoffs", **WEEK)
    assert from_environment(PLAYER_GAMES).arguments() == ["--date-from", "2025-01-08", "--date-to", "2025-01-14"]


@pytest.mark.parametrize(
    "dataset, name, text",
    [(TEAMS, "DATE", "2025-01-14"), (TEAMS, "TEAM", "platform"), (TEAM_GAMES, "PLAYER", "2544"),
     (TEAM_GAMES, "GAME", "0022400123"), (PLAYER_STATS, "TEAM", "LAL"), (PLAYER_BOXSCORES, "PLAYER", "2544")],
)  # fmt: skip
def test_what_a_dataset_cannot_use_is_refused_and_its_origin_named(environment, dataset, name, text):
    environment(**{name: text})
    with pytest.raises(Usage, match=f"^{name}={text}, from the environment: {dataset.name} has no use for {name}; "):
        from_environment(dataset)
    environment(TYPED=name)
    with pytest.raises(Usage, match=f"^{name}={text}: {dataset.name} has no use"):
        from_environment(dataset)


@pytest.mark.parametrize(
    "env, line",
    [
        ({"SEASON": "2030-31"}, "2030-31 has not begun; today is 2025-01-15, in 2024-25"),
        ({"SEASON": "1930-31"}, "the league's first season was 1946-47"),
        ({"DATE": "2030-01-01"}, "2030-01-01 lies ahead"),
        ({"DATE": "1900-01-01"}, "lies before the league's first season"),
        ({"DATE_TO": "2025-01-01"}, "for one of the three"),
        ({"DATE": "2025-01-01", "DATE_TO": "2025-01-02"}, "for one of the three"),
        ({"SEASON": "2010-11", "SEASON_TYPE": "cup"}, "2010-11 had no IST games"),
        ({"DATE": "2018-12-10", "SEASON_TYPE": "cup"}, "2018-19 had no IST games"),
        ({"LEAGUE": "wnba", "SEASON_TYPE": "cup"}, "the WNBA has no IST games; leave SEASON_TYPE out"),
        ({"FORCE": "maybe"}, "FORCE=maybe: must be 1, or empty"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_decided(environment, env, line):
    environment(**env)
    with pytest.raises(Usage, match=line):
        from_environment(TEAM_GAMES)


@pytest.mark.parametrize("text, is_forced", [("1", True), ("yes", True), ("TRUE", True), ("0", False), ("no", False)])
def test_force_in_plain_words(environment, text, is_forced):
    environment(FORCE=text)
    assert from_environment(TEAM_GAMES).force is is_forced


def test_a_name_that_nobody_has_is_refused_though_nothing_is_due(machine):
    machine.seed("team-games", "2025-01-14")
    assert machine.main("should_fetch", "team-games") == 1
    machine.set(TEAM="Lakrs")
    assert machine.main("should_fetch", "team-games") == 2
    assert machine.said.startswith("TEAM=Lakrs, from the environment: no team 'Lakrs'; did you mean LAL")


@pytest.mark.parametrize(
    "today, texts",
    {
        "OKC": "SEA", "BKN": "njn NYN NJ BRK", "BOS": "boston", "WAS": "CHP CHZ BLT CAP WSB WSH", "PHX": "PHO",
        "CHA": "CHH CHO", "NOP": "NOH NOK NO", "MEM": "VAN", "SAS": "SAN SA", "GSW": "GOS SFW PHW GS", "UTA": "UTH NOJ",
        "PHI": "PHL SYR", "LAC": "BUF SDC", "LAL": "MNL", "SAC": "ROC CIN KCK KCO", "ATL": "TCB MIH STL",
        "NYK": "NY", "DET": "FTW", "HOU": "SDR",
    }.items(),
)  # fmt: skip
def test_a_team_by_its_past_abbreviation_another_sites_or_its_city(today, texts):
    assert {teams.find_ids(text) for text in texts.split()} == {teams.find_ids(today)}


@pytest.mark.parametrize(
    "text, today",
    [
        ("SEATTLE", ["OKC"]),
        ("sonics", ["OKC"]),
        ("Seattle SuperSonics", ["OKC"]),
        ("new jersey", ["BKN"]),
        ("bobcats", ["CHA"]),
    ]
    + [("San Diego", ["HOU", "LAC"]), ("New Orleans Jazz", ["UTA"]), ("Baltimore", ["WAS"]), ("New Orleans", ["NOP"])],
)
def test_a_team_by_a_name_of_its_past(text, today):
    assert [teams.name_of(team_id) for team_id in teams.find_ids(text)] == today


def test_a_slip_in_a_teams_name_has_the_nearest_and_nonsense_has_none():
    with pytest.raises(Usage, match=r"did you mean OKC \(Oklahoma City Thunder\)"):
        teams.find_ids("Seatle")
    with pytest.raises(Usage, match="no team 'xyz'; write an abbreviation"):
        teams.find_ids("xyz")


def test_another_sites_abbreviation_means_no_other_team_of_the_leagues_own():
    own = {team["abbreviation"] for team in teams.fetch()} | {
        word for names in teams.PAST.values() for word in names.split()
    }
    assert own.isdisjoint(word for names in teams.ELSEWHERE.values() for word in names.split())


def test_every_abbreviation_of_the_recorded_logs_means_its_team():
    if not RECORDINGS.is_dir():
        pytest.skip(f"no recordings at {RECORDINGS}")
    found = set()
    for path in (RECORDINGS / "stats" / "leaguegamelog").rglob("*.json"):
        for table in json.loads(path.read_bytes())["resultSets"]:
            places = [table["headers"].index(name) for name in ("TEAM_ABBREVIATION", "TEAM_ID")]
            found |= {tuple(f"{row[place]}" for place in places) for row in table["rowSet"]}
    of_league = {pair for pair in found if pair[1].startswith("161061") and pair[1] < "1610616"}
    assert len(of_league) > 40
    capitols = ("WAS", "1610610036")  # of 1946; WAS means today's team
    assert {pair for pair in of_league if teams.find_ids(pair[0]) != (pair[1],)} <= {capitols}


def test_a_city_with_two_teams_means_both(machine):
    machine.set(TEAM="los angeles", **WEEK)
    assert machine.chain("team-games") == 0, machine.said
    assert {name.split("/")[-1] for name in machine.stored("team-games")} == {"LAC.csv", "LAL.csv"}
    assert machine.chain("player-boxscores") == 0, machine.said
    games = {row["GAME_ID"] for rows in machine.stored("team-games").values() for row in rows}
    assert {path.split("/")[1] for path in machine.stored("player-boxscores")} == games


def test_box_scores_of_a_team_are_narrowed_by_the_schedule(machine):
    machine.set(TEAM="LAL", **WEEK)
    assert machine.chain("player-boxscores") == 0
    played = machine.stored("player-boxscores").values()
    assert len(played) > 1 and all("LAL" in {row["teamTricode"] for row in rows} for rows in played)
    machine.set(TEAM="")
    assert machine.chain("player-boxscores") == 0
    assert len(machine.stored("player-boxscores")) > 40, "one team's claim nothing for the others"


def test_box_scores_of_a_team_in_a_past_season_are_narrowed_by_the_log(machine):
    asked = {"SEASON": "2023-24", "SEASON_TYPE": "playoffs"}
    machine.set(**asked)
    assert machine.chain("team-games") == 0
    rows = [row for rows in machine.stored("team-games").values() for row in rows]
    teams_of = {
        row["GAME_ID"]: {other["TEAM_ABBREVIATION"] for other in rows if other["GAME_ID"] == row["GAME_ID"]}
        for row in rows
    }
    team = rows[0]["TEAM_ABBREVIATION"]
    machine.set(TEAM=team)
    assert machine.chain("player-boxscores") == 0
    stored = {path.split("/")[1] for path in machine.stored("player-boxscores")}
    assert stored == {game_id for game_id, names in teams_of.items() if team in names}


def test_a_game_that_is_yet_to_be_played_is_told_and_is_no_error(machine, caplog):
    caplog.set_level(logging.INFO)
    machine.set(GAME="22401000")
    assert machine.chain("player-boxscores") == 0 and not machine.files("player-boxscores")
    assert "game 0022401000 has no box score yet" in caplog.text
    assert not list(machine.data.glob("_quarantine/**/*.json"))
    machine.set(GAME="0022301999")  # nobody ever played it
    assert machine.chain("player-boxscores") == 65 and "the league has no box score of it" in machine.said


def test_a_game_that_the_schedule_does_not_have_is_refused(machine):
    assert machine.chain("team-games") == 0
    machine.set(GAME="22409999")
    assert machine.chain("player-boxscores") == 2
    assert "the schedule of 2024-25 has no game 0022409999" in machine.said


def told(caplog, machine, name, **env):
    caplog.clear()
    caplog.set_level(logging.INFO)
    machine.set(**env)
    assert machine.chain(name) == 0, machine.said
    return [record.getMessage() for record in caplog.records if record.name == "nba-data"][-1]


def test_a_success_says_what_is_there_and_where(machine, caplog):
    career = f"player-stats: LeBron James: {machine.data}/player-stats/2025-01-15/2544/career.csv"
    assert told(caplog, machine, "player-stats", PLAYER="lebron james") == career
    assert told(caplog, machine, "player-stats", PLAYER="2544") == career, "also the second time"
    line = told(caplog, machine, "player-season-stats", PLAYER="", SEASON="2023-24", MEASURE="misc")
    assert line == f"player-season-stats: Misc 2023-24, below {machine.data}/player-season-stats"
    line = told(caplog, machine, "player-stats", SEASON="2024-25", MEASURE="", NBA_MAX_REQUESTS="2")
    assert line == "player-stats: not done yet: the next run goes on"
    machine.set(SEASON="", NBA_MAX_REQUESTS="")
    line = told(caplog, machine, "team-games", PLAYER="", DATE="2024-12-24")
    assert line == "team-games: no game on 2024-12-24"
    line = told(caplog, machine, "team-games", DATE="2025-01-15")
    assert re.fullmatch(r"team-games: \d games on 2025-01-15, not final yet", line)
    assert told(caplog, machine, "team-games", DATE="").endswith("stored through 2025-01-14")
    assert told(caplog, machine, "team-games", SEASON="2022-23", SEASON_TYPE="playoffs").endswith(
        "2022-23 Playoffs complete"
    )
    line = told(caplog, machine, "player-games", SEASON="", SEASON_TYPE="", DATE="2025-01-13")
    assert line == "player-games: stored from 2025-01-13 through 2025-01-13; games before that are missing"
    line = told(caplog, machine, "team-games", DATE="2025-01-13", FORCE="1")
    assert line == "team-games: stored through 2025-01-14", "what is stored since is not missing"
    machine.set(FORCE="")
    box = f"player-boxscores: game 0022400123: {machine.data}/player-boxscores/0022400123/boxscores.csv"
    assert told(caplog, machine, "player-boxscores", DATE="", GAME="22400123") == box
    assert told(caplog, machine, "player-boxscores") == box, "also the second time"
    line = told(caplog, machine, "player-boxscores", GAME="", TEAM="LAL", DATE="2025-01-08")
    assert line == f"player-boxscores: LAL 2025-01-08: 1 game, below {machine.data}/player-boxscores"
    line = told(caplog, machine, "player-games", TEAM="", PLAYER="2544", DATE="2025-01-08", FORCE="1")
    assert line == f"player-games: LeBron James 2025-01-08: 1 game, below {machine.data}/player-games"
    line = told(caplog, machine, "team-games", PLAYER="", SEASON_TYPE="regular")
    games = len(machine.files("team-games/2025-01-08")) // 2
    assert line == f"team-games: Regular Season 2025-01-08: {games} games, below {machine.data}/team-games"
    line = told(caplog, machine, "player-games", SEASON_TYPE="", PLAYER="2544", DATE="2025-01-10")
    assert line == "player-games: LeBron James 2025-01-10: no game"


def test_what_was_typed_for_another_target_is_refused(house):
    done = house.make("backfill", "FROM=2023-24", "TO=2023-24", "TEAM=LAL")
    assert done.returncode == 2 and "TEAM=LAL: backfill has no use for TEAM" in done.stderr
    done = house.make("team-games", "FROM=2023-24")
    assert done.returncode == 2 and "team-games has no use for FROM; it reads SEASON" in done.stderr
    done = house.make("teams", "TEM_GAMES_FREQUENCY=daily")
    assert done.returncode == 2 and "did you mean TEAM_GAMES_FREQUENCY?" in done.stderr


def test_what_a_dataset_uses_does_not_stop_what_follows_it(house, aws):
    """make daily publishes, and a tracker in AWS sends the data first: both with the dataset's variables in sight."""
    done = house.make("daily", "DATE=2025-01-13", "TEAM=LAL", "NBA_MAX_REQUESTS=30")
    assert done.returncode == 0, done.stderr
    house.env |= aws.env | {"DATA_STORE": "local"}
    done = house.make("team-games", "DATE=2025-01-14", "TRACKER=s3")
    assert done.returncode == 0 and "sync: " in done.stderr, done.stderr


def test_a_configuration_error_comes_first_and_alone(house):
    done = house.make("player-games", "NBA_TIMEOUT=soon")
    lines = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert lines == ["should_fetch: NBA_TIMEOUT=soon: must be a number, not negative"]


def test_a_bucket_without_a_name_is_missed_though_nothing_is_due(house):
    assert house.make("teams").returncode == 0
    done = house.make("teams", "DATA_STORE=s3", "S3_BUCKET=")
    assert "S3_BUCKET is not set; DATA_STORE=s3 and TRACKER=s3 need a bucket" in done.stderr
    assert "nothing due" not in done.stderr and "Error 78" in done.stderr
