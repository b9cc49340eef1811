"""One budget for all processes: interval, ceilings, cool-downs, and what a killed one leaves behind."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from lib.errors import Blocked
from lib.nba import budget, hosts
from lib.nba.throttle import Throttle

URL = "http://league.test/stats"
# Each prints the moments at which it may ask.
ASK = f"""
import sys, time
from lib.nba.throttle import Throttle
throttle = Throttle("{URL}")
print("ready", flush=True); sys.stdin.readline()
for _ in range(4):
    throttle.wait()
    print(time.time(), flush=True)
"""
HOLD = f"""
import time
from lib.nba import hosts
with hosts.state("{URL}", "throttle"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def a_machine_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("NBA_MIN_INTERVAL", "0")
    budget.run = budget.Run()
    yield
    budget.run = budget.Run()


def process(code):
    return subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_four_processes_keep_one_interval_and_jitter_it(monkeypatch):
    monkeypatch.setenv("NBA_MIN_INTERVAL", "0.1")
    askers = [process(ASK) for _ in range(4)]
    for one in askers:
        assert one.stdout.readline() == "ready\n"
    outs = [one.communicate("go\n")[0] for one in askers]
    moments = sorted(float(line) for out in outs for line in out.split())
    gaps = [later - sooner for sooner, later in zip(moments, moments[1:])]
    assert len(moments) == 16 and moments[-1] - moments[0] + 0.2 > 16 * 0.1
    assert sum(gaps) / len(gaps) > 0.1, "never faster than one in a tenth of a second"
    assert max(gaps) - min(gaps) > 0.005, "not like clockwork"


@pytest.mark.parametrize("name, seconds", [("NBA_PER_MINUTE", 60), ("NBA_PER_HOUR", 3600)])
def test_a_ceiling_holds_over_runs(monkeypatch, name, seconds):
    monkeypatch.setenv(name, "5")
    monkeypatch.setenv("NBA_DEADLINE", "30")
    began = time.monotonic()
    for _ in range(5):
        Throttle(URL).wait()  # as a new process has it
    assert time.monotonic() - began < 1, "a burst is fine"
    with pytest.raises(budget.BudgetSpent, match="beyond NBA_DEADLINE"):
        Throttle(URL).wait()
    monkeypatch.setenv("NBA_DEADLINE", "7200")
    moment = Throttle(URL)._take_turn()
    assert seconds - 2 < moment - time.time() <= seconds


def test_another_host_and_another_proxy_have_their_own_budget(monkeypatch):
    monkeypatch.setenv("NBA_PER_HOUR", "1")
    monkeypatch.setenv("NBA_DEADLINE", "30")
    Throttle(URL).wait()
    Throttle("http://cdn.test/static/json").wait()
    Throttle(URL, "http://proxy.test:8080").wait()
    with pytest.raises(budget.BudgetSpent):
        Throttle(URL).wait()


def test_another_user_of_the_machine_counts_as_well(monkeypatch, tmp_path):
    monkeypatch.setenv("NBA_PER_MINUTE", "5")
    monkeypatch.setenv("NBA_DEADLINE", "30")
    for _ in range(3):
        Throttle(URL).wait()
    (path,) = hosts._folder().glob("*.throttle.json")
    theirs = tmp_path / "nba-data-4711" / path.name
    theirs.parent.mkdir()
    theirs.write_text(json.dumps({"times": [time.time()] * 2}))
    with pytest.raises(budget.BudgetSpent):
        Throttle(URL).wait()
    theirs.write_text(json.dumps({"closed_until": time.time() + 600, "why": "refused (403)"}))
    with pytest.raises(Blocked, match="another 10 minutes, since it said: refused"):
        Throttle(URL).wait()
    monkeypatch.setenv("NBA_PER_MINUTE", "25")
    for nonsense in ("[]", '{"times": "x", "closed_until": null}', '{"times": 5}', '{"times'):
        theirs.write_text(nonsense)
        assert Throttle(URL).closed() is None
        Throttle(URL)._take_turn()


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


def test_state_cut_by_a_power_failure_is_started_anew():
    Throttle(URL).wait()
    with hosts.state(URL, "throttle") as kept:
        assert len(kept["times"]) == 1
    (path,) = hosts._folder().glob("*.throttle.json")
    path.write_text('{"times": [17')
    Throttle(URL).wait()
