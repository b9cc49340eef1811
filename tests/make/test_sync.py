"""make sync and make pull, as a user runs them: the real AWS CLI against AWS in a box."""

import contextlib
import csv
import http.server
import json
import os
import random
import shutil
import signal
import subprocess
import time

import pytest

from lib.tables import places
from tests.support.aws import Refuses
from tests.support.fuzz import IS_LONG
from tests.support.served import served
from tests.support.stage import ROOT, well

KILLS = 20 if IS_LONG else 3


@pytest.fixture(scope="module")
def stored(simulated, for_all, house_of):
    """A data folder with the teams and a day of team-games."""
    return for_all("teams-and-a-day", lambda folder: teams_and_a_day(house_of(folder, well(simulated))))


def teams_and_a_day(house):
    assert house.make("team-games", "teams", DATE="2025-01-14").returncode == 0
    return house.data


@pytest.fixture
def house(house, aws, stored):
    house.env |= aws.env
    shutil.copytree(stored, house.data)
    return house


def sync(house, what, **env):
    return house.run(str(house.root / "scripts" / "sync.sh"), what, **env)


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
    table = places.parquet("team-games", "2024-25"), places.csv("team-games", "2024-25"), places.MANIFEST
    assert [key for key in planned if not key.startswith(("_metadata", "seasons/"))] == new
    assert {key for key in planned if key.startswith("seasons/")} == set(table)
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
    assert kept == {"fetch_tracker.json", "fetch_log.json", "fetch_state", "index", "schedule"}
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
    holes = house.data / "_metadata/holes/team-games.json"
    holes.parent.mkdir()
    days = ["2026-01-01", "2026-01-02", "2026-01-03"]
    holes.write_text(json.dumps({"1953-54/Regular Season": {"lacks": "has 323 of 324 games", "days": days}}))
    assert "_metadata/holes/team-games.json" in sync(house, "plan").stdout.split()
    house.make("sync")
    assert "_metadata/holes/team-games.json" not in sync(house, "plan").stdout.split()
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
    told = json.loads((other.data / "_metadata/holes/team-games.json").read_bytes())
    assert told == json.loads(holes.read_bytes()), "what the league does not have is not asked for here either"


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


@pytest.fixture
def other(house, aws, house_of, tmp_path, league):
    """A second machine, with nothing on its disk, that uses the same bucket."""
    other = house_of(tmp_path / "other", league)
    other.data.mkdir(parents=True)
    other.env |= aws.env
    return other


def corrections(house):
    rows = []
    for path in house.files("corrections"):
        with open(path, newline="") as file:
            rows += [(row["column"], row["stored"], row["current"]) for row in csv.DictReader(file)]
    return rows


def with_points(body: bytes, points: str) -> bytes:
    """A file of team-games, with its row's points changed and its length kept."""
    header, row = body.decode().splitlines()
    cells = row.split(",")
    cells[header.split(",").index("PTS")] = points
    return f"{header}\n{','.join(cells)}\n".encode()


def of_a_team(house):
    path = house.files("team-games")[0]
    return path, path.relative_to(house.data).as_posix()


def tree(house):
    """path -> bytes of the data; tables are made from them on each machine."""
    made = {"_metadata", "seasons"}
    files = (path for path in house.data.rglob("*") if path.is_file() and not made & set(path.parts))
    return {path.relative_to(house.data).as_posix(): path.read_bytes() for path in files}


# -- pull ---------------------------------------------------------------


def test_pull_changes_and_deletes_nothing_and_what_differs_becomes_a_correction(house, aws):
    house.make("sync")
    path, key = of_a_team(house)
    for name in (f"{path.name}.original", "XXX.csv.1a2B3c4D", "notes.txt"):
        path.with_name(name).write_text("mine")
    aws.s3.put_object(Bucket=aws.bucket, Key=key, Body=with_points(path.read_bytes(), "999"))  # of the same size
    aws.s3.put_object(Bucket=aws.bucket, Key="_metadata/fetch_tracker.json", Body=b'{"modules":{}}')
    before, tracker = tree(house), (house.data / "_metadata/fetch_tracker.json").read_bytes()
    for _ in range(2):
        pulled = house.make("pull")
        assert pulled.returncode == 0, pulled.stderr
        after = tree(house)
        assert {name: after[name] for name in before} == before
        assert (house.data / "_metadata/fetch_tracker.json").read_bytes() == tracker
        ((column, _, current),) = corrections(house)
        assert (column, current) == ("PTS", "999")
    assert house.make("sync").returncode == 0 and corrections(house) == corrections(house)[:1]


def test_the_tracker_of_a_second_machine_follows_the_first(house, aws, other, league):
    house.env["NOW"] = other.env["NOW"] = league.now = "2024-10-26T11:00:00Z"
    for day in ("2024-10-26T11:00:00Z", "2024-10-27T11:00:00Z", "2024-10-28T11:00:00Z"):
        house.at(day)
        other.env["NOW"] = day
        for target in ("team-games", "sync"):
            done = house.make(target)
            assert done.returncode == 0, done.stderr
        pulled = other.make("pull")
        assert pulled.returncode == 0, pulled.stderr
        league.clear_requests()
        due = other.script("should_fetch", "team-games")
        assert (due.returncode, due.stdout) == (1, "fresh\n"), due.stderr
        assert not league.requests
    assert local_keys(other, "team-games") == local_keys(house, "team-games")


def test_pull_takes_no_key_that_is_not_ours(house, aws, other):
    house.make("sync")
    strays = (
        "_metadata/schedule/../locks/x",
        "_metadata/schedule/../../../x.json",
        "team-games/2025-01-14/LAL.csv.original",
        "team-games/../../x/_complete/2025-01-14.csv",
        "revisions/../team-games/2025-01-14/LAL.csv/1.csv",
        "mine/notes.txt",
    )
    for key in strays:
        aws.s3.put_object(Bucket=aws.bucket, Key=key, Body=b"a,b\n")
    pulled = other.make("pull")
    assert pulled.returncode == 0 and "nothing of ours" in pulled.stderr
    assert local_keys(other, "team-games", "teams") == local_keys(house, "team-games", "teams")
    names = {path.name for path in other.data.parent.rglob("*")}
    assert not names & {"x", "x.json", "LAL.csv.original", "notes.txt", "revisions"}


def test_a_damaged_object_costs_itself_and_the_tracker_waits_for_it(house, aws, other):
    house.make("sync")
    path, key = of_a_team(house)
    aws.s3.put_object(Bucket=aws.bucket, Key=key, Body=b"<html>no CSV</html>")
    pulled = sync(other, "pull")
    assert pulled.returncode == 74 and key in pulled.stderr and "restore its previous version" in pulled.stderr
    assert set(local_keys(house, "team-games")) - set(local_keys(other, "team-games")) == {key}
    assert not (other.data / "_metadata/fetch_tracker.json").exists(), "it would tell of what is not here"
    aws.s3.put_object(Bucket=aws.bucket, Key=key, Body=path.read_bytes())
    assert sync(other, "pull").returncode == 0
    assert local_keys(house, "team-games") == local_keys(other, "team-games")
    assert (other.data / "_metadata/fetch_tracker.json").exists()


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"modules": 7}'])
def test_a_damaged_tracker_in_the_bucket_stops_a_pull_before_anything_comes(house, aws, other, body):
    house.make("sync")
    aws.s3.put_object(Bucket=aws.bucket, Key="_metadata/fetch_tracker.json", Body=body)
    pulled = sync(other, "pull")
    assert pulled.returncode == 74 and "_metadata/fetch_tracker.json" in pulled.stderr
    assert "restore its previous version" in pulled.stderr and local_keys(other, "team-games") == []
    pushed = sync(house, "push", FULL="1")
    assert pushed.returncode == 74 and "_metadata/fetch_tracker.json" in pushed.stderr
    assert aws.get("_metadata/fetch_tracker.json") == body


# -- two machines -------------------------------------------------------


def test_two_machines_overwrite_nothing_of_each_other(house, aws, other, stored):
    shutil.copytree(stored, other.data, dirs_exist_ok=True)
    path, key = of_a_team(other)
    original = path.read_bytes()
    path.write_bytes(with_points(original, "999"))
    for machine, column in ((house, "AST"), (other, "REB")):
        listed = machine.data / "corrections" / "2025-01-15.csv"  # as an earlier version named it
        listed.parent.mkdir()
        listed.write_text(f"dataset,game,row_key,column,stored,current\nteam-games,1,1/2,{column},5,6\n")
    tracker = json.loads((other.data / "_metadata/fetch_tracker.json").read_bytes())
    tracker["modules"]["career_stats"] = {"last_fetched": "2025-01-15T10:00:00Z"}
    (other.data / "_metadata/fetch_tracker.json").write_text(json.dumps(tracker))
    for machine in (house, other, house):
        pushed = sync(machine, "push", FULL="1")
        assert pushed.returncode == 0, pushed.stderr
    assert aws.versions(key) == [original], "the first one's, never replaced"
    lists = [aws.get(listed).decode() for listed in aws.keys("corrections/")]
    told = [line.split(",")[3:] for text in lists for line in text.splitlines()[1:]]
    assert ["AST", "5", "6"] in told and ["REB", "5", "6"] in told
    assert [row[2] for row in told if row[0] == "PTS"] == ["999"], "where they differ is a correction"
    modules = json.loads(aws.get("_metadata/fetch_tracker.json"))["modules"]
    assert {"career_stats", "teams"} <= modules.keys(), "the trackers are merged"
    for machine in (house, other):
        assert sync(machine, "pull").returncode == 0
        assert len([correction for correction in corrections(machine) if correction[0] == "PTS"]) == 1, (
            "nobody finds it again"
        )
    assert path.read_bytes() != original and of_a_team(house)[0].read_bytes() == original


def test_rows_of_two_machines_in_one_file_come_together(house, aws, other, stored):
    shutil.copytree(stored, other.data, dirs_exist_ok=True)
    path, key = of_a_team(other)
    header, row = path.read_text().splitlines()
    cells = row.split(",")
    cells[header.split(",").index("GAME_ID")] = "0022499999"
    path.write_text(f"{header}\n{','.join(cells)}\n")
    for machine in (house, other):
        assert sync(machine, "push", FULL="1").returncode == 0
    assert set(aws.get(key).decode().splitlines()) == {header, row, ",".join(cells)}
    for machine in (house, other):
        assert sync(machine, "pull").returncode == 0
        assert (machine.data / key).read_bytes() == aws.get(key)


def test_full_sends_nothing_that_is_damaged_or_nobodys(house, aws):
    house.make("sync")
    held = aws.keys()
    path, key = of_a_team(house)
    cut = house.files("team-games")[-1]
    path.write_bytes(b"")
    strays = (".XXX.csv.tmp", "XXX.csv.FF5be387", "notes.csv.orig", "../x.csv")
    for name in ("cron.log", "seasons/.unfinished.parquet", *(f"team-games/2025-01-14/{stray}" for stray in strays)):
        (house.data / name).parent.mkdir(parents=True, exist_ok=True)
        (house.data / name).write_text("a,b\n")
    whole = cut.read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    done = sync(house, "push", FULL="1")
    assert done.returncode == 74 and cut.name in done.stderr and "all else is done" in done.stderr
    assert aws.keys() == held and aws.get(key) and aws.get(cut.relative_to(house.data).as_posix()) == whole


def test_an_entry_marked_behind_a_newer_one_is_told_to_the_manifest_too(house, aws):
    assert house.make("sync").returncode == 0
    path = house.data / "_metadata/fetch_tracker.json"
    for season, at in (("2022-23", "2025-01-15T12:00:00Z"), ("2021-22", "2025-01-15T10:00:00Z")):
        whole = json.loads(path.read_bytes())
        entities = whole["modules"].setdefault("game_boxscores", {}).setdefault("entities", {})
        entities[f"{season}/Playoffs"] = {"last_fetched": at, "date": "2025-01-15", "rows": 9}
        path.write_text(json.dumps(whole))
        assert house.make("sync").returncode == 0
    log = json.loads(aws.get("_metadata/fetch_log.json"))["entries"]
    told = [line["entity_id"] for line in log]
    assert told.count("2022-23/Playoffs") == told.count("2021-22/Playoffs") == 1


def test_another_bucket_gets_everything(house, aws):
    house.make("sync")
    name = f"{aws.bucket}-2"
    aws.s3.create_bucket(Bucket=name)
    assert house.make("sync", S3_BUCKET=name).returncode == 0
    listed = aws.s3.list_objects_v2(Bucket=name)["Contents"]
    assert sorted(entry["Key"] for entry in listed) == aws.keys()


@pytest.mark.parametrize("place", [{"S3_PREFIX": "//a/"}, {"S3_PREFIX": "a\r"}, {"S3_PREFIX": " a/ "}])
def test_one_tree_is_one_tree_however_its_place_is_spelled(house, aws, place):
    bucket = {"S3_BUCKET": f"{aws.bucket}/"}
    assert house.make("sync", S3_PREFIX="a").returncode == 0
    held = aws.keys()
    done = sync(house, "push", FULL="1", **bucket, **place)
    assert done.returncode == 0, done.stderr
    assert aws.keys() == held and {key.split("/")[0] for key in held} == {"a"}


# -- tables and status --------------------------------------------------


def test_tables_go_after_the_tracker_their_manifest_after_them_and_the_status_last(house, aws, proxy):
    house.env |= aws.env
    for name in ("status.json", "badge-team-games.json"):
        (house.data / name).write_bytes(b"1")
    assert house.make("sync", SYNC="tables").returncode == 0
    made = {path.relative_to(house.data).as_posix() for path in (house.data / "seasons").rglob("*.*") if path.is_file()}
    assert set(aws.keys()) == {*made, "status.json", "badge-team-games.json"} and places.MANIFEST in made
    assert house.make("team-games", DATE="2025-01-13").returncode == 0
    (house.data / "status.json").write_bytes(b"2")
    changed = [
        places.csv("team-games", "2024-25"),
        places.parquet("team-games", "2024-25"),
        places.MANIFEST,
        "status.json",
    ]
    assert sync(house, "plan", SYNC="tables").stdout.split() == changed
    proxy.requests.clear()
    assert house.make("sync").returncode == 0
    puts = [line.split("?")[0].partition(f"{aws.bucket}/")[2] for line in proxy.requests if line.startswith("PUT")]
    order = [puts.index(key) for key in ("_metadata/fetch_tracker.json", changed[1].replace("=", "%3D"), *changed[2:])]
    assert order == sorted(order) and puts[-1] == "status.json"
    assert "badge-team-games.json" not in puts
    assert aws.get(changed[1]) == (house.data / changed[1]).read_bytes()


# -- hopeless -----------------------------------------------------------


@pytest.mark.parametrize(
    "wrong, status, says",
    [
        (dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), ""), 78, "aws configure"),
        ({"S3_BUCKET": "nobody-has-this-one"}, 74, "make deploy-storage"),
        ({"AWS_PROFILE": "nobody"}, 78, "correct AWS_PROFILE"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, 74, "see the network"),
    ],
)  # fmt: skip
def test_what_is_hopeless_is_one_line_at_once(house, wrong, status, says):
    for what in ("push", "pull"):
        begun = time.monotonic()
        done = sync(house, what, **wrong)
        assert done.returncode == status and done.stderr.count("\n") == 1 and says in done.stderr, done.stderr
        assert time.monotonic() - begun < 20, "a second or two; more only where the machine is busy"


def test_who_may_not_use_the_bucket_is_told_in_one_line(house):
    with served(Refuses, requests=[]) as server:
        for what in ("push", "pull"):
            server.requests.clear()
            done = sync(house, what, AWS_ENDPOINT_URL=server.url)
            assert done.returncode == 74 and done.stderr.count("\n") == 1, done.stderr
            assert "aws sts get-caller-identity" in done.stderr and len(server.requests) == 1


class Anything(http.server.BaseHTTPRequestHandler):
    """Says yes to whatever it is asked."""

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else self.server.body)

    do_GET = do_PUT = do_POST = do_HEAD = answer

    def log_message(self, *_):
        pass


@pytest.mark.parametrize("body", [b"", b"<html>Welcome!</html>", b"{}"])
def test_an_address_that_says_yes_to_everything_is_not_believed(house, body):
    with served(Anything, body=body) as server:
        for what in ("push", "pull"):
            done = sync(house, what, AWS_ENDPOINT_URL=server.url)
            assert done.returncode == 74 and "AWS_ENDPOINT_URL" in done.stderr, done.stderr
        assert list((house.data / "_metadata" / "journal").glob("*.txt")), "nothing counts as sent"


# -- kills --------------------------------------------------------------


def killed(house, what: str, after: float) -> None:
    command = [str(ROOT / "scripts" / "sync.sh"), what]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=house.env, start_new_session=True, **quiet) as process:
        time.sleep(after)
        with contextlib.suppress(ProcessLookupError):  # it was quicker
            os.killpg(process.pid, signal.SIGKILL)


def test_kills_at_any_moment_lose_and_change_nothing(house, aws, other):
    moments = random.Random(2025)
    expected, begun = tree(house), time.monotonic()
    assert sync(house, "plan").returncode == 0
    long = 2 * (time.monotonic() - begun)
    for _ in range(KILLS):
        killed(house, "push", moments.uniform(0.2, long))
        assert all(aws.get(key) == expected[key] for key in set(aws.keys()) & set(expected))
    assert sync(house, "push").returncode == 0
    assert {key: aws.get(key) for key in expected} == expected
    for _ in range(KILLS):
        killed(other, "pull", moments.uniform(0.2, long))
        assert all(expected[key] == body for key, body in tree(other).items()), "half a file, or a wrong one"
    assert sync(other, "pull").returncode == 0
    assert tree(other) == expected == tree(house)
    assert not list(other.data.glob("_metadata/tmp/pull-*"))
