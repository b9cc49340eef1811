"""One budget for all processes: interval, ceilings, cool-downs, and what a killed one leaves behind."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from lib import config, urls
from lib.errors import StorageFailed
from lib.nba import budget, hosts, proxies
from lib.nba.throttle import FORGIVES, SLOWEST, Throttle, ceiling

URL = "http://league.test/stats"
# Each prints the moments at which it may ask.
ASK = """
import sys, time
from lib.nba.throttle import Throttle
throttle = Throttle("stats")
print("ready", flush=True); sys.stdin.readline()
for _ in range(4):
    throttle.wait()
    print(time.time(), flush=True)
"""
HOLD = """
import time
from lib.nba import hosts
with hosts.state("stats", "throttle"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def a_machine_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("NBA_STATS_URL", URL)
    monkeypatch.setenv("NBA_CDN_URL", "http://cdn.test/static/json")
    monkeypatch.setenv("NBA_MIN_INTERVAL", "0")
    budget.start()
    yield
    budget.start()


def process(code):
    return subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_four_processes_keep_one_interval(monkeypatch):
    monkeypatch.setenv("NBA_MIN_INTERVAL", "0.1")
    askers = [process(ASK) for _ in range(4)]
    for asker in askers:
        assert asker.stdout.readline() == "ready\n"
    outs = [asker.communicate("go\n")[0] for asker in askers]
    moments = sorted(float(line) for out in outs for line in out.split())
    gaps = [later - sooner for sooner, later in zip(moments, moments[1:])]
    assert len(moments) == 16
    assert sum(gaps) / len(gaps) > 0.097, "one in a tenth of a second, as far as a clock tells after a sleep"


@pytest.mark.parametrize("name, seconds", [("NBA_PER_MINUTE", 60), ("NBA_PER_HOUR", 3600)])
def test_a_ceiling_holds_over_runs(monkeypatch, name, seconds):
    monkeypatch.setenv(name, "5")
    monkeypatch.setenv("NBA_DEADLINE", "30")
    began = time.monotonic()
    for _ in range(5):
        Throttle("stats").wait()  # as a new process has it
    assert time.monotonic() - began < 1, "a burst is fine"
    with pytest.raises(budget.BudgetSpent, match="beyond NBA_DEADLINE"):
        Throttle("stats").wait()
    monkeypatch.setenv("NBA_DEADLINE", "7200")
    moment = Throttle("stats")._take_turn()
    assert seconds - 2 < moment - time.time() <= seconds


def test_another_host_and_another_proxy_have_their_own_budget(monkeypatch):
    monkeypatch.setenv("NBA_PER_HOUR", "1")
    monkeypatch.setenv("NBA_DEADLINE", "30")
    Throttle("stats").wait()
    Throttle("cdn").wait()
    Throttle("stats", urls.read("NBA_API_PROXY", "http://proxy.test:8080")).wait()
    with pytest.raises(budget.BudgetSpent):
        Throttle("stats").wait()


def state_file():
    (path,) = hosts._folder().glob("*.throttle.json")
    return path


def test_the_folder_and_what_is_in_it_is_its_users_alone_and_names_hold_no_secret(monkeypatch, tmp_path):
    monkeypatch.setenv("NBA_STATS_URL", "http://me:s3cret@league.test:81/t0ken/stats")
    monkeypatch.setenv("NBA_API_PROXY", "http://you:pa55word@gate.test:7000, http://two:pa55word@gate.test:7000")
    first, second = proxies._listed()
    for proxy in (first, second):
        Throttle("stats", proxy).wait()
    folder = hosts._folder()
    assert folder.stat().st_mode & 0o777 == 0o700
    names = {path.name for path in folder.glob("*.json")}
    assert names == {f"league.test_81.stats.throttle-gate.test_7000{place}.json" for place in ("", "_2")}


def test_what_somebody_else_wrote_is_not_believed(monkeypatch, tmp_path):
    Throttle("stats").wait()
    closed = json.dumps({"closed_until": time.time() + 600, "why": "refused (403)"})
    theirs = tmp_path / "nba-data-4711" / state_file().name
    theirs.parent.mkdir()
    theirs.write_text(closed)
    assert Throttle("stats").closed() is None, "another user's folder"
    state_file().write_text(closed)
    assert Throttle("stats").closed()[1] == "refused (403)", "our own"
    path = state_file()
    path.unlink()
    path.symlink_to(theirs)
    assert Throttle("stats").closed() is None, "a link"
    if os.getuid() == 0:
        path.unlink()
        path.write_text(closed)
        os.chown(path, 4711, 4711)
        assert Throttle("stats").closed() is None, "a file of another user's"
        os.chown(path.parent, 4711, 4711)
        with pytest.raises(StorageFailed, match="belongs to somebody else; set TMPDIR"):
            Throttle("stats").wait()


def test_a_temporary_folder_that_cannot_be_written_names_its_cure(monkeypatch):
    monkeypatch.setenv("TMPDIR", "/proc")
    with pytest.raises(StorageFailed, match="/proc/nba-data-.*set TMPDIR to a folder of your own"):
        Throttle("stats").wait()


@pytest.mark.parametrize(
    "damage",
    [
        "[]",
        "[" * 100_000,
        '{"times": "x", "closed_until": null, "slow": "y", "answered": "z"}',
        '{"times": 5, "closed_until": NaN, "slow": Infinity, "answered": true}',
        '{"times": [null, "x", NaN, 17], "pause_until": []}',
        '{"times": [17',
    ],
)
def test_damage_in_the_state_is_left_out(damage):
    Throttle("stats").wait()
    state_file().write_text(damage)
    throttle = Throttle("stats")
    assert throttle.closed() is None and not throttle.is_known()
    began = time.monotonic()
    throttle.wait()
    assert time.monotonic() - began < 1 and len(json.loads(state_file().read_bytes())["times"]) <= 2


@pytest.mark.parametrize("ahead", [20, 1700, 86400, 5 * 365 * 86400])
def test_a_clock_that_ran_ahead_once_stops_nothing(monkeypatch, caplog, ahead):
    monkeypatch.setenv("NBA_MIN_INTERVAL", "0.1")
    monkeypatch.setenv("NBA_PER_MINUTE", "2")
    real = time.time
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: real() + ahead)
        for _ in range(2):
            Throttle("stats").wait()
        Throttle("stats").cool_down(600, "refused (403)")
        hosts.avoid("stats", "*", "refused (403)")
    began = time.monotonic()
    assert Throttle("stats").closed() is None and hosts.avoided("stats", "leaguegamelog") is None
    Throttle("stats").wait()
    assert time.monotonic() - began < 1
    assert caplog.text.count("throttle.json: written in the future, so it is not believed; going on without") == 1


def test_times_too_far_ahead_are_not_believed_even_where_nobody_says_when_they_were_written(caplog):
    Throttle("stats").wait()
    day = 24 * 3600
    far = {"times": [time.time() + 2 * day], "closed_until": time.time() + 2 * day, "why": "x"}
    state_file().write_text(json.dumps(far))
    Throttle("stats").wait()
    assert "closed_until of a host's throttle" in caplog.text
    (path,) = [path.with_name(path.name.replace("throttle", "avoid")) for path in [state_file()]]
    path.write_text(json.dumps({"*": [time.time() + 9 * day, "x"], "leaguegamelog": ["x", 5], "other": 7}))
    assert hosts.avoided("stats", "leaguegamelog") is hosts.avoided("stats", "other") is None


def test_the_cdn_has_no_ceiling_and_learns_how_fast_is_too_fast(monkeypatch):
    monkeypatch.setenv("NBA_STATS_URL", config.LEAGUE_STATS_URL)
    monkeypatch.setenv("NBA_CDN_URL", config.LEAGUE_CDN_URL)
    assert (ceiling("NBA_PER_MINUTE", "stats"), ceiling("NBA_PER_MINUTE", "cdn")) == (25, None)
    cdn, now = Throttle("cdn"), [time.time()]
    monkeypatch.setattr(time, "time", lambda: now[0])

    def ask(count):
        for _ in range(count):
            now[0] = cdn._take_turn()
        return now[0]

    ask(3)
    assert not cdn.slow_down(), "a 403 after a handful of requests is not for asking too fast"
    ask(20)
    assert cdn.slow_down()
    refused = now[0]
    assert ask(1) - refused >= FORGIVES, "nobody asks until it forgives"
    began = ask(1)
    slower = ask(1) - began
    assert 0.6 <= slower <= 0.7
    for _ in range(8):
        ask(15)
        cdn.slow_down()
    ask(1)
    began = ask(1)
    assert ask(1) - began <= SLOWEST, "within known limits"
    ask(300)
    began = ask(10)
    assert ask(10) - began < 1, "and it forgets again"


def test_a_killed_holder_frees_the_budget():
    holder = process(HOLD)
    assert holder.stdout.readline() == "held\n"
    asker = process(ASK)
    assert asker.stdout.readline() == "ready\n"
    asker.stdin.write("go\n")
    asker.stdin.flush()
    time.sleep(0.5)
    assert asker.poll() is None, "it waits for the holder"
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    out, _ = asker.communicate(timeout=10)
    assert len(out.split()) == 4
