"""What storing costs: requests to S3, calls of the system, and none of it more with what is stored already."""

import itertools
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from lib import data_store
from lib.aws import Bucket
from lib.csvfile import Table
from lib.datasets import PLAYER_GAMES
from tests.support.stage import DAILY, ROOT

MOST_BESIDE = 80  # requests of a morning, with its status.json, beside the files that are new


@pytest.fixture
def in_a_row(monkeypatch):
    """in_a_row(): how many objects were read one after the other, at most, with nothing beside or between them."""
    calls = []

    def note(name: str):
        real = getattr(Bucket, name)

        def noted(self, *words, **how):
            calls.append(name if threading.current_thread() is threading.main_thread() else "")
            return real(self, *words, **how)

        monkeypatch.setattr(Bucket, name, noted)

    for name in ("get", "put", "listed", "folders", "_head"):
        note(name)
    return lambda: max(len([*same]) for name, same in itertools.groupby(calls) if name == "get")


def test_a_morning_on_an_empty_disk_writes_what_is_new_and_reads_nothing_that_is_not(machine, aws, proxy, in_a_row):
    machine.set(DATA_STORE="s3", TRACKER="s3", AWS_ENDPOINT_URL=f"http://127.0.0.1:{aws.port}")
    machine.at("2024-10-17T11:00:00Z")
    machine.set(DATE_FROM="2024-10-16")
    for name in DAILY:
        assert machine.chain(name) == 0, machine.said
        machine.seed(name, "2024-10-16")
    assert machine.main("status", "--publish") == 0, machine.said
    before = set(aws.keys())

    shutil.rmtree(machine.data)
    machine.forget()
    machine.at("2024-10-18T11:00:00Z")
    machine.set(DATE_FROM="", CORRECTION_DAYS="1", AWS_ENDPOINT_URL=proxy.url)
    for name in DAILY:
        assert machine.chain(name) == 0, machine.said
    assert machine.main("status", "--publish") == 0, machine.said
    new = [key for key in set(aws.keys()) - before if not key.startswith("_")]
    assert len({key for key in new if key.startswith("player-boxscores")}) >= 5
    rows = [line for line in proxy.requests if not re.search(r"/_metadata/|list-type=|status|badge", line)]
    written, read = ([line.split("/", 2)[2] for line in rows if line.startswith(verb)] for verb in ("PUT", "GET"))
    assert sorted(written) == sorted(new), "a PUT a new file"
    assert not read, "of new games neither: this machine has just written them"
    assert 1 <= in_a_row() <= 10
    assert len(proxy.requests) - len(new) <= MOST_BESIDE, "so nine games, 211 files, take 300 at most in all"


def test_a_week_after_the_careers_nobody_reads_them_to_learn_who_is_next(machine, aws, proxy):
    machine.set(DATA_STORE="s3", TRACKER="exists")
    machine.at("2024-10-26T11:00:00Z")
    machine.set(DATE="2024-10-24")
    assert machine.chain("player-games") == 0, machine.said
    machine.set(DATE="", NBA_MAX_REQUESTS="20")
    assert machine.chain("player-stats") == 0, machine.said
    fetched = {key.split("/")[2] for key in aws.keys("player-stats/2024-10-26/")}
    assert len(fetched) == 20

    proxy.requests.clear()
    machine.league.clear_requests()
    machine.at("2024-10-27T11:00:00Z")
    assert machine.chain("player-stats") == 0, machine.said
    asked = [request["params"]["PlayerID"] for request in machine.league.requests]
    assert len(asked) == 20 and fetched.isdisjoint(asked)
    read = [line for line in proxy.requests if re.match(r"(GET|HEAD) [^?]*/player-stats/2024-10-26/", line)]
    assert not read


def players(day: str, number: int) -> Table:
    columns = ["GAME_ID", "PLAYER_ID", "GAME_DATE", "PTS"]
    return Table(columns, [[f"00224{day[8:]}{n // 20:03d}", f"{1000 + n}", day, "5"] for n in range(number)])


def calls(tmp_path: Path, number: int) -> tuple[int, str]:
    """(system calls of storing a day's players, strace's table)"""
    code = (
        "import sys; from lib import data_store; from lib.datasets import PLAYER_GAMES\n"
        "from tests.lib.data_store.test_costs import players\n"
        "data_store.open_store().save(PLAYER_GAMES, players('2025-01-14', int(sys.argv[1])), '2025-01-15')"
    )
    counts, env = tmp_path / "counts", os.environ | {"DATA_DIR": f"{tmp_path / f'{number}'}"}
    command = ["strace", "-f", "-c", "-o", f"{counts}", sys.executable, "-c", code, f"{number}"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    if done.returncode and "ptrace" in done.stderr:
        pytest.skip("strace may not trace here")
    assert done.returncode == 0, done.stderr
    table = counts.read_text()
    return int(table.splitlines()[-1].split()[3]), table


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_a_file_costs_seven_calls_at_most_and_a_save_one_wait_for_the_disk(tmp_path):
    few, _ = calls(tmp_path, 100)
    many, table = calls(tmp_path, 600)
    assert (many - few) / 500 <= 7, table
    assert re.search(r" 1 +syncfs", table) and "fsync" not in table, table


def test_a_day_costs_the_same_whatever_is_stored(tmp_path, monkeypatch):
    """Files opened and folders listed by storing one day, with one day and with sixty stored before."""
    monkeypatch.setenv("DATA_DIR", f"{tmp_path}")
    store, seen = data_store.open_store(), []
    watched, costs = {"open", "os.listdir", "os.scandir"}, []
    sys.addaudithook(lambda event, args: seen.append(event) if event in watched else None)
    for month in ("11", "12", "01"):
        for day in range(1, 21):
            year = 2025 if month == "01" else 2024
            seen.clear()
            store.save(PLAYER_GAMES, players(f"{year}-{month}-{day:02d}", 3), "2025-01-30")
            costs.append(len(seen))
    watched.clear()  # a hook stays for as long as the process does
    assert max(costs[5:]) <= costs[4] + 2, costs
