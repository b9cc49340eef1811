"""make doctor: what it sees, what it calls it, what mends it."""

import time

import pytest

from lib.nba import probe


@pytest.fixture
def doctor(machine):
    def look(**env):
        machine.set(**env)
        machine.league.clear_requests()
        began = time.monotonic()
        status = machine.main("doctor")
        assert time.monotonic() - began < 10 and len(machine.league.requests) <= 3
        return status, dict(line.split(maxsplit=1) for line in machine.out.splitlines())

    return look


def test_where_all_is_well_every_line_is_ok(doctor):
    status, lines = doctor()
    assert status == 0
    assert [name for name, text in lines.items() if " ok" not in f" {text}"] == []
    assert "takes stats for the games" in lines["source"]


@pytest.mark.parametrize(
    "kind, verdict, mends",
    [("403", "blocked: refused (403)", "NBA_API_PROXY"), ("429", "throttled", "wait"), ("500", "out of order", "wait")],
)
def test_a_block_a_throttle_and_an_outage_are_told_apart(doctor, machine, kind, verdict, mends):
    machine.league.fault(kind, ["stats"])
    status, lines = doctor()
    assert status == {"403": 75, "429": 75, "500": 69}[kind]
    assert verdict in lines["stats"] and mends in lines["stats"]
    assert " ok" in lines["CDN"] or lines["CDN"].startswith("ok")
    assert "takes cdn for the games" in lines["source"]


def test_a_hang_is_how_a_cloud_is_blocked(doctor, machine, monkeypatch):
    monkeypatch.setattr(probe, "SECONDS", 0.3)
    machine.league.fault("hang", ["stats"])
    status, lines = doctor()
    assert status == 75 and "blocked: connects, then says nothing" in lines["stats"]


def test_no_network_is_no_block(doctor):
    status, lines = doctor(NBA_STATS_URL="http://127.0.0.1:9/stats", NBA_CDN_URL="http://127.0.0.1:9/static/json")
    assert status == 69 and "no network: connection refused" in lines["stats"] and "no network" in lines["CDN"]
    assert "has none that answers" in lines["source"]


def test_one_host_that_cannot_be_reached_is_an_outage(doctor):
    status, lines = doctor(NBA_STATS_URL="http://127.0.0.1:9/stats")
    assert status == 69 and "out of order: connection refused" in lines["stats"]


def test_a_cool_down_is_told_and_not_disturbed(doctor, machine):
    machine.league.fault("403", ["stats"])
    machine.set(NBA_SOURCE="stats")
    assert machine.main("fetch_team_games", "--date", "2025-01-14") == 75
    machine.league.clear_faults()
    machine.set(NBA_SOURCE="auto")
    status, lines = doctor()
    assert status == 75 and "in a cool-down for another 10 minutes" in lines["stats"]
    assert {request["host"] for request in machine.league.requests} == {"cdn"}


def test_a_folder_that_cannot_be_written_names_the_command(doctor, tmp_path):
    (tmp_path / "file").write_text("")
    status, lines = doctor(DATA_DIR=f"{tmp_path}/file/data")
    assert status == 74 and "chown" in lines["writing"]


def test_a_bucket_that_is_not_there_is_told(doctor, aws, monkeypatch):
    monkeypatch.setenv("S3_BUCKET", "nobody-has-this")
    status, lines = doctor()
    assert status == 74 and "bucket" in lines["aws"] and "aws s3 mb s3://nobody-has-this" in lines["aws"]
    monkeypatch.setenv("S3_BUCKET", aws.bucket)
    assert doctor()[1]["aws"].startswith("ok")


def test_stored_files_that_cannot_be_read_are_listed_with_what_mends_them(doctor, machine):
    assert machine.chain("teams") == 0
    folder = machine.data / "player-boxscores" / "0022400001"
    folder.mkdir(parents=True)
    (folder / "boxscores.csv.FF5be387").write_bytes(b"a leftover is nobody's")
    assert doctor()[1]["stored"] == "files   ok, all"
    (folder / "boxscores.csv").write_bytes(b"gameId;personId\r\n22400001;2544\r\n")
    status, lines = doctor()
    assert status == 74 and "player-boxscores/0022400001/boxscores.csv: was saved by another" in lines["stored"]
    assert "make player-boxscores GAME=0022400001 FORCE=1" in lines["stored"]


def test_stored_files_in_a_bucket_are_looked_at_too(doctor, aws):
    aws.s3.put_object(Bucket=aws.bucket, Key="player-boxscores/0022400001/boxscores.csv", Body=b"no;csv")
    status, lines = doctor(DATA_STORE="s3", TRACKER="exists")
    assert status == 74 and "player-boxscores/0022400001/boxscores.csv" in lines["stored"]
    aws.s3.delete_object(Bucket=aws.bucket, Key="player-boxscores/0022400001/boxscores.csv")
    assert doctor()[1]["stored"] == "files   ok, all"


def test_a_env_file_that_others_can_read_is_told(doctor, tmp_path):
    path = tmp_path / "of mine.env"
    path.write_text("NBA_MIN_INTERVAL=0\n")
    path.chmod(0o644)
    status, lines = doctor(ENV_FILE=f"{path}")
    assert status == 78 and f"chmod 600 {path}" in lines[".env"]
    path.chmod(0o600)
    assert doctor()[1][".env"].startswith("ok")
