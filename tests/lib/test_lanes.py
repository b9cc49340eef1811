"""Several pieces of work at once, in processes: what comes back, and what is left where one dies."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lib.errors import Nonsense, Trouble
from lib.lanes import Lanes
from tests.support.stage import ROOT

PARENT = """
import sys, time
sys.path[:0] = [{root!r}, {root!r} + "/tests/lib"]
import test_lanes
from lib.lanes import Lanes
if __name__ == "__main__":
    with Lanes(2, test_lanes.work, test_lanes.begin) as lanes:
        lanes.start("0"), lanes.start("0")
        print(*(lanes.ended(60)[1] for _ in range(2)), flush=True)
        time.sleep(60)
"""


def begin():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def work(item: str) -> int:
    if item == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    if item == "fails":
        raise Nonsense("no games")
    time.sleep(float(item))
    return os.getpid()


def test_two_at_once_and_a_lane_takes_the_next():
    with Lanes(2, work, begin) as lanes:
        for item in ("1", "1"):
            lanes.start(item)
        assert not lanes.is_free and lanes.ended(0) is None
        first = {lanes.ended(30)[1] for _ in range(2)}
        assert len(first) == 2 and lanes.is_free and not lanes.busy
        lanes.start("0")
        assert lanes.ended(30)[1] in first and os.getpid() not in first


def test_a_failure_and_a_death_are_told_in_one_line():
    with Lanes(2, work, begin) as lanes:
        lanes.start("fails")
        with pytest.raises(Nonsense, match="no games"):
            lanes.ended(30)
        lanes.start("dies")
        with pytest.raises(Trouble, match=r"dies: its process ended \(killed, perhaps for want of memory\); run"):
            lanes.ended(30)


def test_what_is_at_work_ends_its_work_first():
    began = time.monotonic()
    with Lanes(1, work, begin) as lanes:
        lanes.start("0")
        lanes.ended(30)
        lanes.start("1")
    assert time.monotonic() - began > 1, "SIGTERM, and its work goes on as long as it likes"


def test_lanes_of_a_killed_process_end():
    command = [sys.executable, "-c", PARENT.format(root=str(ROOT))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        lanes = parent.stdout.readline().split()
        parent.kill()
    assert len(lanes) == 2
    until = time.monotonic() + 20
    while (alive := [lane for lane in lanes if runs(lane)]) and time.monotonic() < until:
        time.sleep(0.05)
    assert not alive


def runs(process: str) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return bool(Path(f"/proc/{process}/cmdline").read_bytes())
    except OSError:
        return False
