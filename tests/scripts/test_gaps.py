"""make gaps: what should be stored and is not, by the schedule or by a season's own numbers."""

import json
import logging
import re
import shutil
from datetime import timedelta

import pytest

from lib.data_store import DataStore
from tests.support.spoiled import log_of
from tests.support.stage import ROOT

EARLY = "2024-10-27T11:00:00Z"  # five nights into the season


@pytest.fixture
def stored(machine, for_all):
    """A machine with all of the season so far."""
    machine.at(EARLY)
    machine.has(for_all, "two-weeks", "team-games")
    return machine


def test_nothing_is_missing_and_nothing_is_asked(stored):
    stored.league.clear_requests()
    assert stored.main("gaps") == 0, stored.out
    *lines, last = stored.out.splitlines()
    assert [line for line in lines if not line.endswith(", ok")] == []
    assert "2024-25 Regular Season team-games: 33 of 33 games, ok" in lines
    assert last == "complete: 1 season, 93 games"
    assert not stored.league.requests, "the schedule is at hand"


def test_what_a_sync_brings_into_the_bucket_counts_for_a_machine_that_has_looked_there(machine, aws, tmp_path):
    """A past season, fetched at home; the machine in the cloud looks at what changed only."""
    counted = {}
    for home in ("2022-23", "2023-24"):
        machine.set(DATA_STORE="local", DATA_DIR=f"{tmp_path / 'home'}", SEASON=home, SEASON_TYPE="all-star")
        assert machine.chain("team-games") == 0, machine.said
        assert machine.main("sync", "push") == 0, machine.said
        machine.set(DATA_STORE="s3", DATA_DIR=f"{tmp_path / home}", SEASON="", SEASON_TYPE="", DATE="2025-01-14")
        assert machine.chain("team-games") == 0, machine.said
        machine.set(DATE="")
        assert machine.main("status", "--publish") == 0, machine.said
        counted[home] = json.loads(aws.get("status.json"))["datasets"]["team-games"]["stored"]
    assert counted["2023-24"] == counted["2022-23"] + 1


def test_a_morning_in_a_bucket_lists_recent_days_only_and_misses_nothing_that_somebody_stored(machine, aws, proxy):
    machine.set(DATA_STORE="s3", TRACKER="s3")

    def counted(now: str) -> tuple[int, int]:
        machine.at(now)
        proxy.requests.clear()
        assert machine.main("status", "--publish") == 0, machine.said
        found = json.loads(aws.get("status.json"))["datasets"]["team-games"]
        return found["stored"], found["known"]

    def lists_all() -> bool:
        return any("start-after=team-games%2F2024-09-15&encoding" in line for line in proxy.requests)

    machine.at("2024-10-23T11:00:00Z")
    machine.set(SEASON="2024-25")  # without it the season before is asked for as well
    assert machine.chain("team-games") == 0, machine.said
    machine.set(SEASON="")
    stored, known = counted("2024-10-23T11:00:00Z")
    assert stored == known > 60 and lists_all(), "the first look"
    machine.at("2024-10-24T11:00:00Z")
    assert machine.chain("team-games") == 0, machine.said
    stored, known = counted("2024-10-24T11:00:00Z")
    assert stored == known > 70 and not lists_all(), "what was written here is not read, older days are not listed"
    assert not [line for line in proxy.requests if re.match(rf"GET /{aws.bucket}/team-games/2024", line)]

    old = [key for key in aws.keys("team-games/2024-10-03/") if key.endswith(".csv")]
    bodies = {key: aws.get(key) for key in old}
    for key in old:  # moto shows a folder of which the versions are still there
        version = aws.s3.head_object(Bucket=aws.bucket, Key=key)["VersionId"]
        aws.s3.delete_object(Bucket=aws.bucket, Key=key, VersionId=version)
    assert counted("2024-10-25T11:00:00Z")[0] == stored - len(old) // 2, "a day that went is seen"
    aws.s3.put_object(Bucket=aws.bucket, Key=old[0], Body=bodies[old[0]])
    assert counted("2024-10-26T11:00:00Z")[0] == stored - len(old) // 2, "and so is one that came: half a game"

    machine.set(DATE="2024-10-03", FORCE="1")
    assert machine.chain("team-games") == 0, machine.said
    machine.set(DATE="", FORCE="")
    assert counted("2024-10-26T12:00:00Z")[0] == stored, "who stores something of an older day says so"
    aws.s3.delete_object(Bucket=aws.bucket, Key=old[1])
    assert machine.main("gaps") == 65 and "2024-10-03" in machine.said, "make gaps looks at everything"
    assert counted("2024-11-04T11:00:00Z")[0] == stored - 1 and lists_all(), "so does a morning after days without one"


def test_a_file_that_cannot_be_read_does_not_keep_fill_gaps_from_other_datasets(stored):
    stored.set(DATE=stored.files("team-games")[0].parent.name)
    assert stored.chain("player-boxscores") == 0
    stored.set(DATE="")
    damaged, *_ = stored.files("team-games")
    damaged.write_text("garbage\n")
    gone, *_ = stored.files("player-boxscores")
    gone.unlink()
    assert stored.main("gaps") == 65 and "; 1 stored file cannot be read: team-games/" in stored.said
    assert stored.main("gaps", "--fill") == 74 and damaged.name in stored.said
    assert gone.exists()


def test_a_box_score_that_cannot_be_read_is_named_and_keeps_fill_gaps_from_no_other(machine):
    machine.at("2024-10-24T11:00:00Z")
    machine.set(SEASON="2024-25", SEASON_TYPE="regular")
    for name in ("team-games", "player-boxscores"):
        assert machine.chain(name) == 0, machine.said
    machine.set(SEASON="", SEASON_TYPE="")
    damaged, gone, *_ = machine.files("player-boxscores")
    damaged.write_bytes(damaged.read_bytes()[:300])
    gone.unlink()
    named = f"1 stored file cannot be read: {damaged.relative_to(machine.data)}: "
    assert machine.main("gaps") == 65 and "missing 2 games: " in machine.said and named in machine.said
    assert machine.main("gaps", "--fill") == 74 and damaged.parts[-2] in machine.said
    assert gone.exists()


def test_a_game_that_is_gone_is_an_alarm_by_game_and_team(stored):
    day = stored.files("team-games")[-1].parent
    games = {rows[0]["GAME_ID"] for path, rows in stored.stored("team-games").items() if day.name in path}
    shutil.rmtree(day)
    assert stored.main("gaps") == 65 and len(games) < 10
    assert stored.out.count(" @ ") == len(games) and stored.out.count(day.name) == len(games)
    assert "teams: " in stored.out and "not one" not in stored.out
    assert f"missing {len(games)} games: " in stored.said and "make fill-gaps" in stored.said
    stored.league.clear_requests()
    assert stored.main("gaps", "--fill") == 0, "what it says mends it"
    assert stored.counted() == {"stats/leaguegamelog": 1}
    assert stored.out.endswith("complete: 1 season, 93 games\n")


def test_a_postponed_game_is_no_alarm(machine):
    postponed = machine.league.league.season("2024-25").oddities.postponed
    machine.at(f"{postponed.date + timedelta(days=1)}T11:00:00Z")
    assert machine.chain("team-games") == 0
    assert machine.main("gaps") == 0, machine.out


def test_the_other_datasets_of_games_are_held_against_the_teams(stored):
    assert stored.chain("player-games") == 0
    (path, *_) = stored.files("player-games")
    game = stored.stored("player-games")[path.relative_to(stored.data).as_posix()][0]["GAME_ID"]
    for file in stored.files("player-games"):
        if game in file.read_text():
            file.unlink()
    assert stored.main("gaps") == 65
    assert "player-games: 59 of 60 games\n  missing: " in stored.out and "missing 1 game: " in stored.said
    assert json.loads(stored.out if stored.main("gaps", "--json") else stored.out)[1]["games"] == [game]


def test_a_players_file_that_is_gone_is_missing_until_it_is_fetched_again(machine):
    """The game's other players are there: how many there were is known from when they were stored."""
    machine.at("2024-10-24T11:00:00Z")
    machine.set(SEASON="2024-25", SEASON_TYPE="regular")  # without a season the one before is asked for as well
    assert machine.chain("team-games") == 0 and machine.chain("player-games") == 0
    machine.set(SEASON="", SEASON_TYPE="")
    path = machine.files("player-games")[-1]
    game = machine.stored("player-games")[f"{path.relative_to(machine.data)}"][0]["GAME_ID"]
    whole = path.read_bytes()
    path.unlink()
    assert machine.main("gaps") == 65 and "player-games: 12 of 13 games\n  missing: " in machine.out
    assert machine.main("gaps", "--fill") == 0, machine.said
    assert path.read_bytes() == whole
    path.write_text("garbage")  # which names no game
    assert machine.main("gaps") == 65 and "player-games: 12 of 13 games\n  missing: " in machine.out
    path.write_bytes(whole)

    machine.at("2025-10-10T11:00:00Z")  # of a past season only folders are looked at
    machine.main("gaps", "--json")
    before = machine.out
    shutil.rmtree(path.parent)
    assert machine.main("gaps", "--json") == 65
    assert [row["dataset"] for row in json.loads(machine.out) if game in row["games"]] == ["player-games"]
    path.parent.mkdir()
    path.write_bytes(whole)
    machine.main("gaps", "--json")
    assert machine.out == before


def test_what_cannot_be_read_counts_as_missing_until_it_is_fetched_again(machine):
    """A name in a folder is no box score; the next run stores what can be stored, and names what cannot."""
    machine.at("2024-10-24T11:00:00Z")
    machine.set(SEASON="2024-25", SEASON_TYPE="regular")
    for name in ("team-games", "player-games", "player-boxscores"):
        assert machine.chain(name) == 0, machine.said
    box, player = machine.files("player-boxscores")[-1], machine.files("player-games")[-1]
    whole, day = box.read_bytes(), player.parts[-3]
    box.rename(f"{box}.FF5be387")
    player.write_bytes(player.read_bytes()[:-9])
    assert machine.main("gaps") == 65
    assert "player-boxscores: 12 of 13 games" in machine.out
    assert "Regular Season player-games: 12 of 13 games" in machine.out, "its other players are not enough"
    assert "move it away and run make player-games" in machine.said
    assert f"{player.relative_to(machine.data)}: not a CSV" in machine.out
    assert machine.main("gaps", "--json") == 65
    assert [row["season_type"] for row in json.loads(machine.out) if row["unreadable"]] == ["Regular Season"]

    machine.set(SEASON="", DATE=day, FORCE="1")
    assert machine.chain("player-boxscores") == 0 and box.read_bytes() == whole, "a leftover is no box score"
    box.write_bytes(b"")
    assert machine.chain("player-boxscores") == 0 and box.read_bytes() == whole, "nor is an empty file"
    other = machine.files("player-games")[-2]
    other.unlink()
    assert machine.chain("player-games") == 74 and f"make player-games DATE={day} FORCE=1" in machine.said
    assert other.exists(), "the rest is stored"
    player.unlink()
    assert machine.chain("player-games") == 0 and player.stat().st_size > 0
    machine.set(DATE="", FORCE="")
    assert machine.main("gaps") == 0, machine.out


@pytest.mark.parametrize(
    "season, games", [("2018-19", "1,230"), ("2011-12", "990"), ("1997-98", "1,189"), ("1950-51", "354")]
)
def test_a_past_season_is_measured_by_its_own_numbers(recorded, season, games):
    recorded.set(SEASON=season, SEASON_TYPE="regular")
    assert recorded.chain("team-games") == 0, recorded.said
    recorded.league.clear_requests()
    assert recorded.main("gaps") == 0, recorded.out
    assert f"{season} Regular Season team-games: {games} of {games} games, ok" in recorded.out
    recorded.files("team-games")[0].unlink()
    assert recorded.main("gaps") == 65, "a game has two teams"
    assert not recorded.league.requests


def test_what_was_asked_for_and_never_came_is_missing(machine):
    """A season whose backfill failed is not forgotten."""
    machine.at(EARLY)
    machine.league.fault("403", "*")
    machine.set(SEASON="2023-24", SEASON_TYPE="regular")
    assert machine.chain("team-games") == 75
    machine.set(SEASON="", SEASON_TYPE="")
    assert machine.main("gaps") == 65
    assert "2023-24 Regular Season team-games: 0 of 1,230 games" in machine.out
    assert "missing 1,230 games" in machine.said


def test_a_backfill_that_stops_leaves_no_season_out(machine, caplog):
    machine.at(EARLY)
    machine.league.fault("500", "*")
    machine.set(NBA_RETRIES="1")
    assert machine.main("backfill", "--from", "2022-23", "--to", "2023-24") == 69
    assert machine.main("gaps", "--fill") == 69
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) <= 3, "a line a dataset, not one a season type"
    assert machine.main("gaps") == 65
    assert "2022-23 Regular Season team-games: 0 of 1,230 games" in machine.out
    assert "2022-23 Regular Season player-games: 0 of 1,230 games" in machine.out
    assert "2022-23 Pre Season team-games: 0 games\n" in machine.out, "nobody ever answered"
    assert "missing at least 2,469 games: all games of 2022-23 Pre Season, all games of 2022-23, " in machine.said
    machine.league.clear_faults()
    machine.set(SEASON="2022-23", SEASON_TYPE="pre-season")
    assert machine.main("gaps", "--fill") == 0, machine.said
    assert "2022-23 Pre Season team-games: 60 of 60 games, ok" in machine.out


def test_a_narrowed_look_tells_others_what_it_found(stored):
    assert stored.main("gaps") == 0
    gone, *_ = stored.files("team-games")
    gone.unlink()
    stored.set(DATASETS="team-games")
    assert stored.main("gaps") == 65
    assert json.loads((stored.data / "status.json").read_text())["datasets"]["team-games"]["stored"] == 92
    assert stored.main("gaps", "--fill") == 0
    assert json.loads((stored.data / "status.json").read_text())["datasets"]["team-games"]["stored"] == 93


def test_a_game_of_a_past_season_is_named_by_what_another_dataset_has_of_it(machine):
    machine.set(SEASON="2023-24", SEASON_TYPE="cup")
    assert machine.chain("team-games") == machine.chain("player-games") == 0, machine.said
    ((row, *_), *_) = machine.stored("team-games").values()
    for path in machine.files("team-games"):
        path.unlink()
    machine.set(SEASON="", SEASON_TYPE="")
    assert machine.main("gaps") == 65
    teams = sorted(row["MATCHUP"].replace("vs.", "@").split(" @ "))
    (line,) = [line for line in machine.out.splitlines() if line.startswith("  missing: ")]
    named = line.removeprefix("  missing: ").split()
    assert sorted(named[::2][:2]) == teams and named[3] == row["GAME_DATE"]


def test_without_a_stored_row_teams_are_named_as_the_league_names_them_today(machine):
    machine.at(EARLY)
    machine.league.fault("403", "leaguegamelog")
    machine.set(NBA_SOURCE="stats")
    assert machine.chain("team-games") == 75
    machine.set(NBA_SOURCE="auto")
    assert machine.main("gaps") == 65
    assert "  missing: DET @ IND 2024-10-22, " in machine.out and "16106127" not in machine.out


def test_a_season_without_team_games_is_measured_by_its_own_numbers_too(machine):
    machine.set(SEASON="2023-24", SEASON_TYPE="playoffs")
    assert machine.chain("player-games") == 0, machine.said
    machine.set(SEASON="", SEASON_TYPE="")
    assert machine.main("gaps") == 0, machine.out
    (line,) = [line for line in machine.out.splitlines() if "Playoffs player-games" in line]
    games = int(line.split()[3])
    assert f"2023-24 Playoffs player-games: {games} of {games} games, ok" == line
    days = sorted({path.parts[-3] for path in machine.files("player-games")})
    shutil.rmtree(machine.data / "player-games" / days[-1])
    assert machine.main("gaps") == 65 and "Playoffs, which ends without a champion" in machine.said
    for day in days[-30:-1]:
        shutil.rmtree(machine.data / "player-games" / day)
    assert machine.main("gaps") == 65


def test_season_types_that_nobody_asked_for_are_told_and_no_alarm(machine):
    """Of play-by-play one date was asked for; of a measure of the logs only two season types are ever asked for."""
    machine.set(DATE="2025-01-14")
    for name in ("team-games", "player-games", "play-by-play", "player-games-usage"):
        assert machine.chain(name) == 0, machine.said
    machine.set(DATE="")
    assert machine.main("gaps", "--json") == 65
    unasked = {(look["dataset"], look["season_type"]) for look in json.loads(machine.out) if not look["is_asked"]}
    assert unasked >= {("play-by-play", "Pre Season"), ("play-by-play", "IST")}
    assert not any(name == "player-games-usage" for name, _ in unasked)
    assert machine.main("gaps") == 65
    line = (
        "2024-25 play-by-play: not asked for: pre-season, cup; make play-by-play SEASON=2024-25 SEASON_TYPE=pre-season"
    )
    assert line in machine.out.splitlines()
    assert "player-games-usage: of Regular Season and Playoffs only; SEASON_TYPE asks for others\n" in machine.out
    machine.set(SEASON="2024-25", SEASON_TYPE="cup")
    assert machine.chain("player-games-usage") == 0 and machine.files("player-games-usage"), machine.said
    assert machine.chain("play-by-play") == 0
    machine.set(SEASON="", SEASON_TYPE="", DATASETS="play-by-play,player-games-usage")
    assert machine.main("gaps") == 65
    for name in ("play-by-play", "player-games-usage"):
        assert f"2024-25 IST {name}: 1 of 1 game, ok" in machine.out
    assert "2024-25 play-by-play: not asked for: pre-season; make" in machine.out


def test_a_season_that_is_on_and_of_which_nothing_ever_came_is_missing(machine):
    machine.set(NBA_SOURCE="stats")
    machine.league.fault("403", "*")
    assert machine.chain("team-games") == 75
    assert machine.main("gaps") == 65
    assert "2024-25 Regular Season team-games: 0 games\n" in machine.out
    assert "all games of 2024-25 Regular Season" in machine.said and "missing at least " in machine.said


def test_two_box_scores_of_a_playoff_are_no_whole_one(machine):
    machine.set(DATE="2023-05-01")
    assert machine.chain("player-boxscores") == 0 and machine.files("player-boxscores")
    machine.set(DATE="")
    assert machine.main("gaps") == 65, machine.said
    assert "2022-23 Playoffs, which has 0 of 15 series decided" in machine.said


def test_a_season_that_was_asked_for_by_team_counts_though_nothing_came(machine):
    machine.set(SEASON="2003-04", SEASON_TYPE="regular", TEAM="SEA")
    assert machine.chain("team-games") == 65
    machine.set(SEASON="", SEASON_TYPE="", TEAM="")
    assert machine.main("gaps") == 65 and "2003-04 Regular Season team-games: 0 of 1,189 games" in machine.out


def test_one_teams_games_are_no_whole_season(machine):
    machine.set(SEASON="2023-24", SEASON_TYPE="regular", TEAM="LAL")
    assert machine.chain("player-games") == 0, machine.said
    machine.set(SEASON="", SEASON_TYPE="", TEAM="")
    assert machine.main("gaps") == 65 and "player-games: 82 of 1,230 games" in machine.out


def test_what_a_fetch_brought_since_the_last_look_counts_for_status(machine):
    machine.at(EARLY)
    for most in ("20", "1000"):
        machine.set(SEASON="2024-25", SEASON_TYPE="regular", NBA_MAX_REQUESTS=most)
        assert machine.chain("player-boxscores") == 0, machine.said
        machine.set(SEASON="", SEASON_TYPE="", NBA_MAX_REQUESTS="")
        assert machine.main("status") == 0
    (line,) = [line for line in machine.out.splitlines() if line.startswith("player-boxscores ")]
    assert "  fresh  " in line and "33 of 33" in line


def test_a_damaged_list_of_what_was_asked_for_stops_no_fetch(machine):
    machine.set(DATE="2025-01-14")
    assert machine.chain("team-games") == 0
    damaged = machine.data / "_metadata" / "asked.json"
    damaged.write_text("{")
    machine.set(DATE="2025-01-13")
    assert machine.chain("team-games") == 0 and len({path.parts[-2] for path in machine.files("team-games")}) == 2
    assert damaged.read_text() == "{"
    machine.set(DATE="")
    assert machine.main("gaps") == 74 and "asked.json: cannot be read; delete it" in machine.said


def test_a_game_whose_row_is_malformed_is_taken_from_another_endpoint(machine, spoil):
    def malform(document):
        (table,) = document["resultSets"]
        table["rowSet"][0][table["headers"].index("PTS")] = "abc"

    spoil("leaguegamelog", malform, **log_of("2023-24", "PlayIn"))
    league = spoil("teamgamelogs", LeagueID="00", Season="2023-24", SeasonType="PlayIn")
    machine.set(NBA_STATS_URL=league.stats_url, SEASON="2023-24", SEASON_TYPE="play-in")
    assert machine.chain("team-games") == 0, machine.said
    assert len({row["GAME_ID"] for rows in machine.stored("team-games").values() for row in rows}) == 6


def test_box_scores_that_stopped_half_way_are_missing_and_filled_one_request_a_game(machine, caplog):
    stored = machine
    stored.at("2024-10-26T11:00:00Z")
    assert stored.chain("team-games") == 0
    stored.set(SEASON="2024-25", SEASON_TYPE="regular", NBA_MAX_REQUESTS="4")
    assert stored.chain("player-boxscores") == 0
    stored.set(SEASON="", SEASON_TYPE="", NBA_MAX_REQUESTS="100")
    assert stored.main("gaps") == 65
    assert "2024-25 Regular Season player-boxscores: " in stored.out
    have = len(stored.files("player-boxscores"))
    stored.set(DATASETS="team-games")
    assert stored.main("gaps") == 0 and "player-boxscores" not in stored.out
    stored.set(DATASETS="player-boxscores,player-games", NBA_MAX_REQUESTS="2")
    caplog.set_level(logging.INFO)
    assert stored.main("gaps", "--fill") == 65 and len(stored.files("player-boxscores")) == have + 2
    (line,) = [record.getMessage() for record in caplog.records if "fill-gaps" in record.getMessage()]
    assert "left for the next run: the budget of this one is spent" in line
    assert "player-boxscores: 0022" not in caplog.text, "no lines a game"
    stored.set(NBA_MAX_REQUESTS="100")
    stored.league.clear_requests()
    have += 2
    assert stored.main("gaps", "--fill") == 0, stored.said
    assert stored.counted() == {"stats/boxscoretraditionalv3": len(stored.files("player-boxscores")) - have}


def test_a_past_season_that_is_whole_is_not_opened_again_until_its_folders_change(recorded, monkeypatch):
    recorded.set(SEASON="1997-98", SEASON_TYPE="regular")
    assert recorded.chain("team-games") == 0, recorded.said
    assert recorded.main("gaps") == 0
    opened = []
    with monkeypatch.context() as patch:
        patch.setattr(DataStore, "read", lambda self, dataset, key: opened.append(key))
        assert recorded.main("gaps") == 0 and "1,189 of 1,189 games, ok" in recorded.out
    assert opened == []
    recorded.files("team-games")[0].unlink()
    assert recorded.main("gaps") == 65


def test_before_the_first_fetch_it_says_what_to_do(machine):
    assert machine.main("gaps") == 0 and "run make team-games" in machine.out


def test_what_is_missing_is_the_last_line_where_both_streams_are_one(house):
    asked = house.data / "_metadata" / "asked.json"
    asked.parent.mkdir(parents=True)
    asked.write_text('{"team-games": {"2023-24": ["Regular Season"]}}')
    done = house.run("bash", "-c", '"$@" 2>&1', "bash", f"{house.bin}/python", f"{ROOT}/scripts/gaps.py")
    assert done.returncode == 65 and done.stdout.splitlines()[-1].startswith("gaps: missing 1,230 games"), done.stdout


def test_make_daily_looks_at_a_past_season_only_when_something_was_added_to_it(machine, opened):
    machine.set(SEASON="2023-24", SEASON_TYPE="playoffs")
    assert machine.chain("team-games") == 0, machine.said
    machine.set(SEASON="", SEASON_TYPE="")
    assert machine.chain("team-games") == 0, machine.said
    assert machine.main("status", "--publish") == 0
    (game, *_) = (path for path in machine.files("team-games") if "/2024-05" in f"{path}")
    body = game.read_bytes()
    game.unlink()
    del opened[:]
    assert machine.main("status", "--publish") == 0 and not [path for path in opened if "/2024-05" in path]
    assert machine.main("gaps") == 65, "make gaps looks at the folders"
    game.write_bytes(body)
    assert machine.main("gaps") == 0

    machine.set(SEASON="2023-24", SEASON_TYPE="regular", NBA_MAX_REQUESTS="1")
    assert machine.chain("team-games") == 0, machine.said
    machine.set(SEASON="", SEASON_TYPE="")
    assert machine.main("status", "--publish") == 0
    kept = json.loads((machine.data / "status.json").read_bytes())["datasets"]["team-games"]
    assert kept["stored"] == kept["known"] > 1230, "what was added since counts"


@pytest.mark.parametrize("is_cut", [True, False])
def test_of_the_season_that_is_on_only_what_changed_is_read_again(stored, opened, is_cut):
    assert stored.chain("player-games") == 0 and stored.main("gaps") == 0
    del opened[:]
    assert stored.main("gaps") == 0 and not [path for path in opened if path.endswith(".csv")]
    (path, *_) = stored.files("team-games")
    path.write_bytes(path.read_bytes()[:-9] if is_cut else b"")
    del opened[:]
    assert stored.main("gaps") == 65 and ("cannot be read" in stored.out) == is_cut
    assert {name.split("/")[-2] for name in opened if name.endswith(".csv")} == {path.parent.name}
