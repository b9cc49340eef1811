"""What sync replaces in a bucket: the newest by its own account stays, whoever sends last."""

import json
import shutil

import pytest

from lib import aws as lib_aws
from lib import config
from lib.jobs.publish import Publish
from lib.tables import places

CSV, OTHER = places.csv("team-games", "2024-25"), places.csv("team-games", "2023-24")


@pytest.fixture
def send(aws, tmp_path, monkeypatch):
    """send({key: text or JSON}): what a machine with these files publishes; returns the keys."""
    monkeypatch.setenv("NOW", "2025-01-20T12:00:00Z")

    def publish(files: dict) -> list[str]:
        shutil.rmtree(config.data_dir(), ignore_errors=True)
        for key, body in files.items():
            path = config.data_dir() / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body if isinstance(body, str) else json.dumps(body))
        folder = tmp_path / "aside"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return Publish(lib_aws.open_bucket(), folder).send()

    return publish


def files_of(made: str, **tables: tuple) -> dict:
    """A machine's files: tables of season -> (last game date, games), made at a time."""
    files, listed = {}, []
    for season, (last, games) in tables.items():
        key = places.csv("team-games", season.replace("_", "-"))
        facts = {"lastGameDate": last, "gamesStored": games, "madeAt": made}
        listed.append({"path": key.removeprefix("seasons/"), "hash": f"{last} {games}", **facts})
        files[key] = f"{last} {games}\n"
    files[places.MANIFEST] = {"created": made, "resources": listed}
    return files | {"status.json": {"updated": made}, "badge-team-games.json": {"message": made}}


def named(aws) -> dict:
    listed = json.loads(aws.get(places.MANIFEST))["resources"]
    return {entry["path"]: (entry["lastGameDate"], entry["gamesStored"]) for entry in listed}


def test_the_newer_of_two_machines_stays_whoever_sends_last(aws, send):
    newer = files_of("2025-01-15T11:00:00Z", **{"2024_25": ("2025-01-14", 590)})
    older = files_of("2025-01-14T11:00:00Z", **{"2024_25": ("2025-01-13", 580), "2023_24": ("2024-06-17", 1230)})
    assert set(send(newer)) == set(newer)
    assert set(send(older)) == {OTHER, places.MANIFEST}, "what only it has, and the package that names it"
    assert aws.get(CSV) == b"2025-01-14 590\n" and aws.get(OTHER) == b"2024-06-17 1230\n"
    assert named(aws) == {
        "csv/2024-25/team-games.csv": ("2025-01-14", 590),
        "csv/2023-24/team-games.csv": ("2024-06-17", 1230),
    }
    assert json.loads(aws.get("status.json"))["updated"] == "2025-01-15T11:00:00Z"
    assert b"01-15" in aws.get("badge-team-games.json")
    assert send(older) == send(newer) == [], "and nobody takes it back"
    late = files_of("2025-01-16T11:00:00Z", **{"2024_25": ("2025-01-13", 580)})
    assert CSV not in send(late), "made later, of fewer games"
    assert len(named(aws)) == 2


def test_what_tells_of_the_future_holds_nobody_up(aws, send):
    send(files_of("2030-01-01T00:00:00Z", **{"2024_25": ("2030-01-01", 9)}))
    now = files_of("2025-01-15T11:00:00Z", **{"2024_25": ("2025-01-14", 590)})
    assert set(send(now)) == set(now)
    assert named(aws) == {"csv/2024-25/team-games.csv": ("2025-01-14", 590)}


def test_what_another_machine_sends_meanwhile_is_looked_at_again(aws, send, monkeypatch):
    newer = files_of("2025-01-16T11:00:00Z", **{"2024_25": ("2025-01-15", 600)})
    older = files_of("2025-01-15T11:00:00Z", **{"2024_25": ("2025-01-14", 590)})
    put, left = lib_aws.Bucket.put, dict(newer)

    def meanwhile(bucket, key, *how, **more):
        while left:
            other, body = left.popitem()
            aws.s3.put_object(Bucket=aws.bucket, Key=other, Body=body if isinstance(body, str) else json.dumps(body))
        return put(bucket, key, *how, **more)

    monkeypatch.setattr(lib_aws.Bucket, "put", meanwhile)
    assert send(older) == []
    assert aws.get(CSV) == b"2025-01-15 600\n" and json.loads(aws.get("status.json"))["updated"].startswith(
        "2025-01-16"
    )


@pytest.mark.parametrize(
    "body", ("", "[]", "{", '{"resources": 5}', '{"resources": [5, {"path": 5}], "created": 5}', "[" * 9999)
)
def test_a_package_or_status_that_cannot_be_read_is_replaced(aws, send, body):
    for key in (places.MANIFEST, "status.json"):
        aws.s3.put_object(Bucket=aws.bucket, Key=key, Body=body)
    now = files_of("2025-01-15T11:00:00Z", **{"2024_25": ("2025-01-14", 590)})
    assert set(send(now)) == set(now)


def test_a_machine_whose_data_are_in_s3_sends_its_status_there(machine, aws):
    machine.set(DATA_STORE="s3", TRACKER="s3", DATE="2025-01-14")
    assert machine.chain("team-games") == 0, machine.said
    machine.set(DATE="")
    assert machine.main("status", "--publish") == 0, machine.said
    assert json.loads(aws.get("status.json"))["datasets"]["team-games"]["state"]
    assert json.loads(aws.get("badge-team-games.json"))["label"] == "team-games"
