"""make, end to end, with the data or the tracker in AWS."""

import json
import re

import pytest

from lib import datasets

BOOKS = (
    r"_metadata/fetch_log\.json",
    r"_metadata/fetch_log/[-0-9a-f]+\.json",
    r"_metadata/fetch_state/[a-z_]+/[^/]+\.json",
    r"_metadata/fetch_tracker\.json",
    r"_metadata/index/[a-z-]+/\d{4}-\d\d\.json",
    r"_metadata/schedule/\d{4}-\d\d\.json",
    r"status\.json",
    r"badge-[a-z-]+\.json",
)
TABLES = (
    r"seasons/parquet/([a-z-]+)/season=[^/]+/\1\.parquet",
    r"seasons/csv/[^/]+/[a-z-]+\.csv",
    r"seasons/schemas/[a-z-]+\.json",
    r"seasons/datapackage\.json",
)
NOW = "2024-10-26T11:00:00Z"  # four nights into the season


@pytest.fixture
def league(league):
    league.now = NOW
    return league


@pytest.fixture
def house(house, aws):
    house.env |= aws.env | {"NOW": NOW, "PLAYER": ""}
    return house


def test_daily_and_sync_lay_the_bucket_out_as_planned(house, aws, machine_at, tmp_path, monkeypatch):
    here = machine_at(tmp_path, monkeypatch)
    here.set(NOW=NOW, NBA_MAX_REQUESTS="12")
    for name, dataset in datasets.ALL.items():
        here.set(DATE="2024-10-22" if "DATE" in dataset.accepts else "", PLAYER="2544" * (dataset.request == "player"))
        assert here.chain(name) == 0, here.said
    here.set(DATE="", PLAYER="")
    assert here.main("status", "--publish") == 0
    done = house.make("sync")
    assert done.returncode == 0, done.stderr
    keys = aws.keys()
    other = [key for key in keys if not datasets.of_path(key)]
    assert [key for key in other if not any(re.fullmatch(form, key) for form in BOOKS + TABLES)] == []
    assert all(any(re.fullmatch(form, key) for key in other) for form in TABLES)
    assert {datasets.of_path(key)[0].name for key in keys if key not in other} == set(datasets.ALL)
    assert "player-stats/2024-10-26/2544/career.csv" in keys and "_metadata/fetch_log.json" in keys


def test_the_manifest_is_told_after_the_bucket_has_the_data(house, aws, proxy):
    house.env |= aws.env | {"TRACKER": "s3"}
    done = house.make("team-games")
    assert done.returncode == 0, done.stderr
    puts = [line.split("?")[0] for line in proxy.requests if line.startswith("PUT")]
    first_claim = next(n for n, put in enumerate(puts) if "/_metadata/fetch_" in put)
    data = [n for n, put in enumerate(puts) if "/team-games/" in put]
    assert data and max(data) < first_claim
    assert json.loads(aws.get("_metadata/fetch_log.json"))["entries"][-1]["entity_type"] == "game_boxscores"
    assert "s3_key" in json.loads(aws.get("_metadata/fetch_log.json"))["entries"][-1]


def test_two_machines_never_fetch_the_same_and_a_dead_ones_work_is_taken_over(house, aws, house_of, tmp_path, league):
    house.env |= {"TRACKER": "dynamodb"}
    other = house_of(tmp_path / "other", league)
    other.data.mkdir(parents=True)
    other.env |= house.env | {"DATA_DIR": str(other.data)}
    taken = house.script("should_fetch", "team-games", "--claim")
    assert taken.returncode == 0 and "--date-from" in taken.stdout
    refused = other.script("should_fetch", "team-games", "--claim")
    assert (refused.returncode, refused.stdout) == (1, "fresh\n") and "is being fetched by" in refused.stderr
    assert house.script("should_fetch", "team-games", "--claim").returncode == 0, "its own claim is its own"
    later = other.script("should_fetch", "team-games", "--claim", NOW="2024-10-26T12:00:00Z")
    assert later.returncode == 0, "the claim of the dead ended"
    assert house.script("should_fetch", "team-games", "--claim", NOW="2024-10-26T12:01:00Z").stdout == "fresh\n"


def test_a_claim_ends_with_the_fetch_whether_it_brought_something_or_not(house, aws, house_of, tmp_path, league):
    house.env |= {"TRACKER": "dynamodb", "NBA_RETRIES": "1"}
    league.fault("500", ["leaguegamelog"], count=9)
    league.fault("500", ["teamgamelogs"], count=9)
    league.fault("500", ["leaguegamefinder"], count=9)
    failed = house.make("team-games", NBA_SOURCE="stats")
    key = {"pk": {"S": "game_boxscores#all"}, "fetch_date": {"S": "current"}}
    item = aws.dynamodb.get_item(TableName=aws.env["DYNAMODB_TABLE"], Key=key)["Item"]
    assert failed.returncode != 0 and item["status"]["S"] == "failed" and "lease_owner" not in item
    league.clear_faults()
    assert house.make("team-games").returncode == 0
    item = aws.dynamodb.get_item(TableName=aws.env["DYNAMODB_TABLE"], Key=key)["Item"]
    assert item["status"]["S"] == "completed" and "lease_owner" not in item


def test_with_exists_and_the_data_in_s3_a_second_empty_disk_fetches_nothing(house, aws, house_of, tmp_path, league):
    """Two spot machines, one after the other: neither has a disk, the bucket is all they know."""
    targets = ("teams", "players", "team-games")
    house.env |= {"TRACKER": "exists", "DATA_STORE": "s3"}
    first = house.make(*targets, "sync")
    assert first.returncode == 0, first.stderr
    assert not house.files("team-games") and not house.files("teams"), "nothing stays on the disk"
    held = aws.keys()
    assert "team-games/_complete/2024-10-25.csv" in held and "teams/2024-10-26/teams.csv" in held
    league.clear_requests()
    other = house_of(tmp_path / "other", league)
    other.data.mkdir(parents=True)
    other.env |= house.env | {"DATA_DIR": str(other.data)}
    second = other.make(*targets, "sync")
    assert second.returncode == 0 and second.stderr.count("nothing due") == len(targets), second.stderr
    assert not league.requests and aws.keys() == held
    other.env["NOW"] = league.now = "2024-10-27T11:00:00Z"
    assert other.make(*targets).returncode == 0
    assert {request["endpoint"] for request in league.requests} == {"staticData/scheduleLeagueV2", "leaguegamelog"}
    assert {key.split("/")[1] for key in set(aws.keys()) - set(held)} == {"2024-10-26", "_complete"}
