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
def stored(upstream, for_all):
    """A machine with all of the season so far."""
    upstream.at(EARLY)
    upstream.has(for_all, "two-weeks", "team-games")
    return upstream


def test_nothing_is_missing_and_nothing_is_asked(stored):
    stored.league.clear_requests()
    assert stored.main("gaps") == 0, stored.out
    *lines, last = stored.out.splitlines()
    assert [line for line in lines if not line.endswith(", ok")] == []
    assert "2024-25 Regular Season team-games: 33 of 33 games, ok" in lines
    assert last == "complete: 1 season, 93 games"
    assert not stored.league.requests, "the schedule is at hand"


def test_what_a_sync_brings_into_the_bucket_counts_for_a_machine_that_has_looked_there(upstream, aws, tmp_path):
    """A past season, fetched at home; the machine in the cloud looks at what changed only."""
    counted = {}
    for home in ("2022-23", "2023-24"):
        upstream.set(DATA_STORE="local", DATA_DIR=f"{tmp_path / 'home'}", SEASON=home, SEASON_TYPE="all-star")
        assert upstream.chain("team-games") == 0, upstream.said
        assert upstream.main("sync", "push") == 0, upstream.said
        upstream.set(DATA_STORE="s3", DATA_DIR=f"{tmp_path / home}", SEASON="", SEASON_TYPE="", DATE="2025-01-14")
        assert upstream.chain("team-games") == 0, upstream.said
        upstream.set(DATE="")
        assert upstream.main("status", "--publish") == 0, upstream.said
        counted[home] = json.loads(aws.get("status.json"))["datasets"]["team-games"]["stored"]
    assert counted["2023-24"] == counted["2022-23"] + 1


def test_a_morning_in_a_bucket_lists_recent_days_only_and_misses_nothing_that_somebody_stored(upstream, aws, proxy):
    upstream.set(DATA_STORE="s3", TRACKER="s3")

    def counted(now: str) -> tuple[int, int]:
        upstream.at(now)
        proxy.requests.clear()
        assert upstream.main("status", "--publish") == 0, upstream.said
        found = json.loads(aws.get("status.json"))["datasets"]["team-games"]
        return found["stored"], found["known"]

    def lists_all() -> bool:
        return any("start-after=team-games%2F2024-09-15&encoding" in line for line in proxy.requests)

    upstream.at("2024-10-23T11:00:00Z")
    upstream.set(SEASON="2024-25")  # without it the season before is asked for as well
    assert upstream.chain("team-games") == 0, upstream.said
    upstream.set(SEASON="")
    stored, known = counted("2024-10-23T11:00:00Z")
    assert stored == known > 60 and lists_all(), "the first look"
    upstream.at("2024-10-24T11:00:00Z")
    assert upstream.chain("team-games") == 0, upstream.said
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

    upstream.set(DATE="2024-10-03", FORCE="1")
    assert upstream.chain("team-games") == 0, upstream.said
    upstream.set(DATE="", FORCE="")
    assert counted("2024-10-26T12:00:00Z")[0] == stored, "who stores something of an older day says so"
    aws.s3.delete_object(Bucket=aws.bucket, Key=old[1])
    assert upstream.main("gaps") == 65 and "2024-10-03" in upstream.said, "make gaps looks at everything"
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


def test_a_box_score_that_cannot_be_read_is_named_and_keeps_fill_gaps_from_no_other(upstream):
    upstream.at("2024-10-24T11:00:00Z")
    upstream.set(SEASON="2024-25", SEASON_TYPE="regular")
    for name in ("team-games", "player-boxscores"):
        assert upstream.chain(name) == 0, upstream.said
    upstream.set(SEASON="", SEASON_TYPE="")
    damaged, gone, *_ = upstream.files("player-boxscores")
    damaged.write_bytes(damaged.read_bytes()[:300])
    gone.unlink()
    named = f"1 stored file cannot be read: {damaged.relative_to(upstream.data)}: "
    assert upstream.main("gaps") == 65 and "missing 2 games: " in upstream.said and named in upstream.said
    assert upstream.main("gaps", "--fill") == 74 and damaged.parts[-2] in upstream.said
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


def test_a_postponed_game_is_no_alarm(upstream):
    postponed = upstream.league.league.season("2024-25").oddities.postponed
    upstream.at(f"{postponed.date + timedelta(days=1)}T11:00:00Z")
    assert upstream.chain("team-games") == 0
    assert upstream.main("gaps") == 0, upstream.out


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


def test_a_players_file_that_is_gone_is_missing_until_it_is_fetched_again(upstream):
    """The game's other players are there: how many there were is known from when they were stored."""
    upstream.at("2024-10-24T11:00:00Z")
    upstream.set(SEASON="2024-25", SEASON_TYPE="regular")  # without a season the one before is asked for as well
    assert upstream.chain("team-games") == 0 and upstream.chain("player-games") == 0
    upstream.set(SEASON="", SEASON_TYPE="")
    path = upstream.files("player-games")[-1]
    game = upstream.stored("player-games")[f"{path.relative_to(upstream.data)}"][0]["GAME_ID"]
    whole = path.read_bytes()
    path.unlink()
    assert upstream.main("gaps") == 65 and "player-games: 12 of 13 games\n  missing: " in upstream.out
    assert upstream.main("gaps", "--fill") == 0, upstream.said
    assert path.read_bytes() == whole
    path.write_text("garbage")  # which names no game
    assert upstream.main("gaps") == 65 and "player-games: 12 of 13 games\n  missing: " in upstream.out
    path.write_bytes(whole)

    upstream.at("2025-10-10T11:00:00Z")  # of a past season only folders are looked at
    upstream.main("gaps", "--json")
    before = upstream.out
    shutil.rmtree(path.parent)
    assert upstream.main("gaps", "--json") == 65
    assert [row["dataset"] for row in json.loads(upstream.out) if game in row["games"]] == ["player-games"]
    path.parent.mkdir()
    path.write_bytes(whole)
    upstream.main("gaps", "--json")
    assert upstream.out == before


def test_what_cannot_be_read_counts_as_missing_until_it_is_fetched_again(upstream):
    """A name in a folder is no box score; the next run stores what can be stored, and names what cannot."""
    upstream.at("2024-10-24T11:00:00Z")
    upstream.set(SEASON="2024-25", SEASON_TYPE="regular")
    for name in ("team-games", "player-games", "player-boxscores"):
        assert upstream.chain(name) == 0, upstream.said
    box, player = upstream.files("player-boxscores")[-1], upstream.files("player-games")[-1]
    whole, day = box.read_bytes(), player.parts[-3]
    box.rename(f"{box}.FF5be387")
    player.write_bytes(player.read_bytes()[:-9])
    assert upstream.main("gaps") == 65
    assert "player-boxscores: 12 of 13 games" in upstream.out
    assert "Regular Season player-games: 12 of 13 games" in upstream.out, "its other players are not enough"
    assert "move it away and run make player-games" in upstream.said
    assert f"{player.relative_to(upstream.data)}: not a CSV" in upstream.out
    assert upstream.main("gaps", "--json") == 65
    assert [row["season_type"] for row in json.loads(upstream.out) if row["unreadable"]] == ["Regular Season"]

    upstream.set(SEASON="", DATE=day, FORCE="1")
    assert upstream.chain("player-boxscores") == 0 and box.read_bytes() == whole, "a leftover is no box score"
    box.write_bytes(b"")
    assert upstream.chain("player-boxscores") == 0 and box.read_bytes() == whole, "nor is an empty file"
    other = upstream.files("player-games")[-2]
    other.unlink()
    assert upstream.chain("player-games") == 74 and f"make player-games DATE={day} FORCE=1" in upstream.said
    assert other.exists(), "the rest is stored"
    player.unlink()
    assert upstream.chain("player-games") == 0 and player.stat().st_size > 0
    upstream.set(DATE="", FORCE="")
    assert upstream.main("gaps") == 0, upstream.out


@pytest.mark.parametrize(
    "season, games", [("2018-19", "1,230"), ("2011-12", "990"), ("1997-98", "1,189"), ("1950-51", "354")]
)
def test_a_past_season_is_measured_by_its_own_numbers(upstream, recordings, season, games):
    upstream.set(NBA_STATS_URL=recordings.stats_url, NBA_CDN_URL=recordings.cdn_url, SEASON=season)
    upstream.set(SEASON_TYPE="regular")
    assert upstream.chain("team-games") == 0, upstream.said
    recordings.clear_requests()
    assert upstream.main("gaps") == 0, upstream.out
    assert f"{season} Regular Season team-games: {games} of {games} games, ok" in upstream.out
    upstream.files("team-games")[0].unlink()
    assert upstream.main("gaps") == 65, "a game has two teams"
    assert not recordings.requests


def test_what_was_asked_for_and_never_came_is_missing(upstream):
    """A season whose backfill failed is not forgotten."""
    upstream.at(EARLY)
    upstream.league.fault("403", "*")
    upstream.set(SEASON="2023-24", SEASON_TYPE="regular")
    assert upstream.chain("team-games") == 75
    upstream.set(SEASON="", SEASON_TYPE="")
    assert upstream.main("gaps") == 65
    assert "2023-24 Regular Season team-games: 0 of 1,230 games" in upstream.out
    assert "missing 1,230 games" in upstream.said


def test_a_backfill_that_stops_leaves_no_season_out(upstream, caplog):
    upstream.at(EARLY)
    upstream.league.fault("500", "*")
    upstream.set(NBA_RETRIES="1")
    assert upstream.main("backfill", "--from", "2022-23", "--to", "2023-24") == 69
    assert upstream.main("gaps", "--fill") == 69
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) <= 3, "a line a dataset, not one a season type"
    assert upstream.main("gaps") == 65
    assert "2022-23 Regular Season team-games: 0 of 1,230 games" in upstream.out
    assert "2022-23 Regular Season player-games: 0 of 1,230 games" in upstream.out
    assert "2022-23 Pre Season team-games: 0 games\n" in upstream.out, "nobody ever answered"
    assert "missing at least 2,469 games: all games of 2022-23 Pre Season, all games of 2022-23, " in upstream.said
    upstream.league.clear_faults()
    upstream.set(SEASON="2022-23", SEASON_TYPE="pre-season")
    assert upstream.main("gaps", "--fill") == 0, upstream.said
    assert "2022-23 Pre Season team-games: 60 of 60 games, ok" in upstream.out


def test_a_narrowed_look_tells_others_what_it_found(stored):
    assert stored.main("gaps") == 0
    gone, *_ = stored.files("team-games")
    gone.unlink()
    stored.set(DATASETS="team-games")
    assert stored.main("gaps") == 65
    assert json.loads((stored.data / "status.json").read_text())["datasets"]["team-games"]["stored"] == 92
    assert stored.main("gaps", "--fill") == 0
    assert json.loads((stored.data / "status.json").read_text())["datasets"]["team-games"]["stored"] == 93


def test_a_game_of_a_past_season_is_named_by_what_another_dataset_has_of_it(upstream):
    upstream.set(SEASON="2023-24", SEASON_TYPE="cup")
    assert upstream.chain("team-games") == upstream.chain("player-games") == 0, upstream.said
    ((row, *_), *_) = upstream.stored("team-games").values()
    for path in upstream.files("team-games"):
        path.unlink()
    upstream.set(SEASON="", SEASON_TYPE="")
    assert upstream.main("gaps") == 65
    teams = sorted(row["MATCHUP"].replace("vs.", "@").split(" @ "))
    (line,) = [line for line in upstream.out.splitlines() if line.startswith("  missing: ")]
    named = line.removeprefix("  missing: ").split()
    assert sorted(named[::2][:2]) == teams and named[3] == row["GAME_DATE"]


def test_without_a_stored_row_teams_are_named_as_the_league_names_them_today(upstream):
    upstream.at(EARLY)
    upstream.league.fault("403", "leaguegamelog")
    upstream.set(NBA_SOURCE="stats")
    assert upstream.chain("team-games") == 75
    upstream.set(NBA_SOURCE="auto")
    assert upstream.main("gaps") == 65
    assert "  missing: DET @ IND 2024-10-22, " in upstream.out and "16106127" not in upstream.out


def test_a_season_without_team_games_is_measured_by_its_own_numbers_too(upstream):
    upstream.set(SEASON="2023-24", SEASON_TYPE="playoffs")
    assert upstream.chain("player-games") == 0, upstream.said
    upstream.set(SEASON="", SEASON_TYPE="")
    assert upstream.main("gaps") == 0, upstream.out
    (line,) = [line for line in upstream.out.splitlines() if "player-games" in line]
    games = int(line.split()[3])
    assert f"2023-24 Playoffs player-games: {games} of {games} games, ok" == line
    days = sorted({path.parts[-3] for path in upstream.files("player-games")})
    shutil.rmtree(upstream.data / "player-games" / days[-1])
    assert upstream.main("gaps") == 65 and "Playoffs, which ends without a champion" in upstream.said
    for day in days[-30:-1]:
        shutil.rmtree(upstream.data / "player-games" / day)
    assert upstream.main("gaps") == 65


def test_a_season_that_is_on_and_of_which_nothing_ever_came_is_missing(upstream):
    upstream.set(NBA_SOURCE="stats")
    upstream.league.fault("403", "*")
    assert upstream.chain("team-games") == 75
    assert upstream.main("gaps") == 65
    assert "2024-25 Regular Season team-games: 0 games\n" in upstream.out
    assert "all games of 2024-25 Regular Season" in upstream.said and "missing at least " in upstream.said


def test_two_box_scores_of_a_playoff_are_no_whole_one(upstream):
    upstream.set(DATE="2023-05-01")
    assert upstream.chain("player-boxscores") == 0 and upstream.files("player-boxscores")
    upstream.set(DATE="")
    assert upstream.main("gaps") == 65, upstream.said
    assert "2022-23 Playoffs, which has 0 of 15 series decided" in upstream.said


def test_a_season_that_was_asked_for_by_team_counts_though_nothing_came(upstream):
    upstream.set(SEASON="2003-04", SEASON_TYPE="regular", TEAM="SEA")
    assert upstream.chain("team-games") == 65
    upstream.set(SEASON="", SEASON_TYPE="", TEAM="")
    assert upstream.main("gaps") == 65 and "2003-04 Regular Season team-games: 0 of 1,189 games" in upstream.out


def test_one_teams_games_are_no_whole_season(upstream):
    upstream.set(SEASON="2023-24", SEASON_TYPE="regular", TEAM="LAL")
    assert upstream.chain("player-games") == 0, upstream.said
    upstream.set(SEASON="", SEASON_TYPE="", TEAM="")
    assert upstream.main("gaps") == 65 and "player-games: 82 of 1,230 games" in upstream.out


def test_what_a_fetch_brought_since_the_last_look_counts_for_status(upstream):
    upstream.at(EARLY)
    for most in ("20", "1000"):
        upstream.set(SEASON="2024-25", SEASON_TYPE="regular", NBA_MAX_REQUESTS=most)
        assert upstream.chain("player-boxscores") == 0, upstream.said
        upstream.set(SEASON="", SEASON_TYPE="", NBA_MAX_REQUESTS="")
        assert upstream.main("status") == 0
    (line,) = [line for line in upstream.out.splitlines() if line.startswith("player-boxscores ")]
    assert "  fresh  " in line and "33 of 33" in line


def test_a_damaged_list_of_what_was_asked_for_stops_no_fetch(upstream):
    upstream.set(DATE="2025-01-14")
    assert upstream.chain("team-games") == 0
    damaged = upstream.data / "_metadata" / "asked.json"
    damaged.write_text("{")
    upstream.set(DATE="2025-01-13")
    assert upstream.chain("team-games") == 0 and len({path.parts[-2] for path in upstream.files("team-games")}) == 2
    assert damaged.read_text() == "{"
    upstream.set(DATE="")
    assert upstream.main("gaps") == 74 and "asked.json: cannot be read; delete it" in upstream.said


def test_a_game_whose_row_is_malformed_is_taken_from_another_endpoint(upstream, spoil):
    def malform(document):
        (table,) = document["resultSets"]
        table["rowSet"][0][table["headers"].index("PTS")] = "abc"

    spoil("leaguegamelog", malform, **log_of("2023-24", "PlayIn"))
    league = spoil("teamgamelogs", LeagueID="00", Season="2023-24", SeasonType="PlayIn")
    upstream.set(NBA_STATS_URL=league.stats_url, SEASON="2023-24", SEASON_TYPE="play-in")
    assert upstream.chain("team-games") == 0, upstream.said
    assert len({row["GAME_ID"] for rows in upstream.stored("team-games").values() for row in rows}) == 6


def test_box_scores_that_stopped_half_way_are_missing_and_filled_one_request_a_game(upstream, caplog):
    stored = upstream
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


def test_a_past_season_that_is_whole_is_not_opened_again_until_its_folders_change(upstream, recordings, monkeypatch):
    upstream.set(NBA_STATS_URL=recordings.stats_url, NBA_CDN_URL=recordings.cdn_url, SEASON="1997-98")
    upstream.set(SEASON_TYPE="regular")
    assert upstream.chain("team-games") == 0, upstream.said
    assert upstream.main("gaps") == 0
    opened = []
    monkeypatch.setattr(DataStore, "read", lambda self, dataset, key: opened.append(key))
    assert upstream.main("gaps") == 0 and "1,189 of 1,189 games, ok" in upstream.out
    assert opened == []
    monkeypatch.undo()
    upstream.files("team-games")[0].unlink()
    upstream.set(NBA_STATS_URL=recordings.stats_url, DATA_DIR=f"{upstream.data}")
    assert upstream.main("gaps") == 65


def test_before_the_first_fetch_it_says_what_to_do(upstream):
    assert upstream.main("gaps") == 0 and "run make team-games" in upstream.out


def test_what_is_missing_is_the_last_line_where_both_streams_are_one(house):
    asked = house.data / "_metadata" / "asked.json"
    asked.parent.mkdir(parents=True)
    asked.write_text('{"team-games": {"2023-24": ["Regular Season"]}}')
    done = house.run("bash", "-c", '"$@" 2>&1', "bash", f"{house.bin}/python", f"{ROOT}/scripts/gaps.py")
    assert done.returncode == 65 and done.stdout.splitlines()[-1].startswith("gaps: missing 1,230 games"), done.stdout


def test_make_daily_looks_at_a_past_season_only_when_something_was_added_to_it(upstream, opened):
    upstream.set(SEASON="2023-24", SEASON_TYPE="playoffs")
    assert upstream.chain("team-games") == 0, upstream.said
    upstream.set(SEASON="", SEASON_TYPE="")
    assert upstream.chain("team-games") == 0, upstream.said
    assert upstream.main("status", "--publish") == 0
    (game, *_) = (path for path in upstream.files("team-games") if "/2024-05" in f"{path}")
    body = game.read_bytes()
    game.unlink()
    del opened[:]
    assert upstream.main("status", "--publish") == 0 and not [path for path in opened if "/2024-05" in path]
    assert upstream.main("gaps") == 65, "make gaps looks at the folders"
    game.write_bytes(body)
    assert upstream.main("gaps") == 0

    upstream.set(SEASON="2023-24", SEASON_TYPE="regular", NBA_MAX_REQUESTS="1")
    assert upstream.chain("team-games") == 0, upstream.said
    upstream.set(SEASON="", SEASON_TYPE="")
    assert upstream.main("status", "--publish") == 0
    kept = json.loads((upstream.data / "status.json").read_bytes())["datasets"]["team-games"]
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
