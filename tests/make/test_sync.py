"""make sync and make pull, as a user runs them: the real AWS CLI against AWS in a box."""

import json
import os
import shutil

import pytest

from tests.conftest import ROOT, well

SIX = ("players", "teams", "team-games", "player-games", "player-stats", "player-boxscores")


@pytest.fixture(scope="module")
def stored(box, tmp_path_factory, house_of):
    """A data folder with the teams and a day of team-games."""
    house = house_of(tmp_path_factory.mktemp("stored"), well(box))
    assert house.make("team-games", "teams", DATE="2025-01-14").returncode == 0
    return house.data


@pytest.fixture
def house(house, aws, stored):
    house.env |= aws.env
    shutil.copytree(stored, house.data)
    for path in house.files("_metadata/schedule"):
        os.utime(path, (0, 0))  # what is two seconds old may have been on its way while a sync looked: it is sent again
    return house


def sync(house, what, **env):
    return house.run(str(ROOT / "scripts" / "sync.sh"), what, **env)


def local_keys(house, *tops):
    return sorted(path.relative_to(house.data).as_posix() for top in tops for path in house.files(top))


def test_without_a_bucket_there_is_nothing_to_do(house):
    for target in ("sync", "pull"):
        done = house.make(target, S3_BUCKET="")
        assert done.returncode == 0 and "S3_BUCKET is not set: nothing to sync" in done.stderr


def test_plan_lists_what_push_sends_and_a_second_push_sends_nothing(house, aws):
    planned = sync(house, "plan")
    assert planned.returncode == 0, planned.stderr
    assert aws.keys() == [], "a plan moves nothing"
    pushed = house.make("sync")
    assert pushed.returncode == 0, pushed.stderr
    assert sorted(planned.stdout.split("\n")[:-1]) == aws.keys()
    assert set(local_keys(house, "team-games", "teams")) <= set(aws.keys())
    again = sync(house, "plan").stdout.split()
    assert again == [], "the bucket has all of it"


def test_the_bucket_holds_the_bytes_as_csv(house, aws):
    house.make("sync")
    for path in house.files("team-games"):
        key = path.relative_to(house.data).as_posix()
        assert aws.get(key) == path.read_bytes()
        assert aws.s3.head_object(Bucket=aws.bucket, Key=key)["ContentType"] == "text/csv"
    log = json.loads(aws.get("_metadata/fetch_log.json"))["entries"]
    assert {"teams", "game_boxscores"} >= {line["entity_type"] for line in log} and log
    fields = {"entity_type", "entity_id", "date", "s3_key", "record_count", "fetched_at", "sha256", "source"}
    assert all(fields <= line.keys() for line in log)


def test_only_what_changed_is_sent(house, aws):
    house.make("sync")
    assert house.make("team-games", DATE="2025-01-13").returncode == 0
    new = [path.relative_to(house.data).as_posix() for path in house.files("team-games/2025-01-13")]
    planned = sync(house, "plan").stdout.split()
    assert [key for key in planned if not key.startswith("_metadata")] == new
    house.make("sync")
    assert set(new) <= set(aws.keys())


def test_a_prefix_is_honoured(house, aws):
    assert house.make("sync", S3_PREFIX="/nba/raw/").returncode == 0
    assert {key.split("/")[:2] == ["nba", "raw"] for key in set(aws.keys())} == {True}


def test_what_lies_beside_the_data_comes_along_and_what_belongs_to_the_machine_does_not(house, aws):
    for name in ("_quarantine/bad.json", "_metadata/answers/x", "_metadata/run/x"):
        path = house.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a,b\n")
    house.make("sync")
    assert "_quarantine/bad.json" in set(aws.keys())
    kept = {key.split("/")[1] for key in aws.keys("_metadata/")}
    assert kept <= {"fetch_tracker.json", "fetch_log.json", "fetch_state", "schedule"}
    assert house.make("sync", FULL="1").returncode == 0
    assert {key.split("/")[1] for key in aws.keys("_metadata/")} == kept


def test_full_finds_what_the_journal_does_not_know(house, aws):
    house.make("sync")
    lost = aws.keys("team-games/")[3]
    aws.s3.delete_object(Bucket=aws.bucket, Key=lost)
    assert lost not in sync(house, "plan").stdout.split()
    assert lost in sync(house, "plan", FULL="1").stdout.split()
    house.make("sync", FULL="1")
    assert lost in set(aws.keys())


def test_a_new_machine_pulls_and_has_nothing_to_fetch(house, aws, house_of, tmp_path, league):
    house.make("sync")
    other = house_of(tmp_path / "other", league)
    other.data.mkdir(parents=True)
    other.env |= aws.env
    pulled = other.make("pull")
    assert pulled.returncode == 0, pulled.stderr
    tops = ("team-games", "teams")
    assert local_keys(other, *tops) == local_keys(house, *tops)
    assert (other.data / "_metadata/fetch_tracker.json").read_bytes() == (
        house.data / "_metadata/fetch_tracker.json"
    ).read_bytes()


@pytest.mark.parametrize("lost_answer", (False, True))
def test_cut_between_any_two_calls_the_bucket_never_claims_what_it_does_not_hold(house, aws, proxy, lost_answer):
    house.env |= aws.env | {"AWS_MAX_ATTEMPTS": "1"}
    keep_few(house)
    proxy.lost_answer, at = lost_answer, int(lost_answer)
    while True:
        proxy.requests.clear()
        proxy.cut_at = at
        done = sync(house, "push")
        held = set(aws.keys())
        if any("fetch_log.json" in key or "fetch_tracker.json" in key for key in held):
            assert set(local_keys(house, "team-games", "teams")) <= held
        if done.returncode == 0:
            break
        assert done.returncode == 74 and "next make sync" in done.stderr
        at += 2  # the other half of the calls is cut in the other way
    proxy.heal()
    assert sync(house, "push").returncode == 0
    assert set(local_keys(house, "team-games", "teams")) <= set(aws.keys())
    assert "teams" in {line["entity_type"] for line in json.loads(aws.get("_metadata/fetch_log.json"))["entries"]}


def keep_few(house):
    """A game of one team: the cut is tried between all calls, and each costs a process."""
    for path in house.files("team-games")[1:]:
        path.unlink()


