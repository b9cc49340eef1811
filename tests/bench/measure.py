"""What a process costs, what it starts included; and the machine, to read the figures by."""

import contextlib
import json
import os
import platform
import shlex
import subprocess
import sys
import threading
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"


@dataclass(frozen=True)
class Cost:
    """Processor seconds, seconds, megabytes of the largest process, exit status, what was said."""

    cpu: float
    seconds: float
    megabytes: float
    status: int = 0
    said: str = ""


def run(command: list, env: dict[str, str], statuses=(0,)) -> Cost:
    """Runs a command and everything that it starts. Raises RuntimeError where it ends with another status."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [*map(str, command)], env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    if process.returncode not in statuses:
        raise RuntimeError(f"{command}: status {process.returncode}\n{said[-2000:]}")
    return Cost(used.ru_utime + used.ru_stime, seconds, used.ru_maxrss / 1024, process.returncode, said)


def make(target: str, env: dict[str, str], statuses=(0,)) -> Cost:
    return run(["make", "--no-print-directory", *shlex.split(target)], env, statuses)


@contextlib.contextmanager
def together():
    """A list whose last item is the most megabytes that all processes begun inside the with block had at one time."""
    most, is_done = [0.0], threading.Event()

    def look() -> None:
        while not is_done.wait(0.2):
            sizes = [_proportional(f"/proc/{process}/smaps_rollup") for process in _children(os.getpid())]
            most.append(max(most[-1], sum(sizes)))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield most
    finally:
        is_done.set()
        looking.join()


def _children(process: int) -> list[int]:
    """Whatever a process started and what that started, but for the league in a box."""
    with contextlib.suppress(OSError):
        threads = Path(f"/proc/{process}/task").glob("*/children")
        below = [int(child) for thread in threads for child in thread.read_text().split()]
        below = [child for child in below if b"standin.py" not in Path(f"/proc/{child}/cmdline").read_bytes()]
        return below + [other for child in below for other in _children(child)]
    return []


def _proportional(path: str) -> float:
    """A process's megabytes, a share of what it shares with others."""
    with contextlib.suppress(OSError):
        return next((int(line.split()[1]) / 1024 for line in _lines(path) if line.startswith("Pss:")), 0)
    return 0


def in_turn(times: int, *works) -> list[list[Cost]]:
    """The costs of several works, each run so many times, one after the other: what disturbs one disturbs all."""
    found = [[] for _ in works]
    for _ in range(times):
        for costs, work in zip(found, works, strict=True):
            costs.append(work())
    return found


def middle(costs: list[Cost]) -> Cost:
    return Cost(*(median(getattr(cost, name) for cost in costs) for name in ("cpu", "seconds", "megabytes")))


def spread(costs: list[Cost]) -> str:
    """0.31 (0.29 to 0.40)"""
    times = sorted(cost.cpu for cost in costs)
    return f"{median(times):.2f} ({times[0]:.2f} to {times[-1]:.2f})"


class League:
    """The league in a box, in a process of its own whose cost is told apart."""

    def __init__(self, now: str, latency: float = 0):
        words = ["--fault", f"latency={latency}:*"] if latency else []
        command = [PYTHON, ROOT / "scripts" / "standin.py", "--port", "0", "--now", now, *words]
        env = {"PATH": os.environ["PATH"], "ENV_FILE": "/dev/null"}
        self.process = subprocess.Popen([*map(str, command)], env=env, stdout=subprocess.PIPE, text=True)
        self.env = dict(self.process.stdout.readline().strip().split("=", 1) for _ in range(2))
        self.url = self.env["NBA_STATS_URL"].removesuffix("/stats")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def at(self, now: str) -> None:
        self._ask("PUT", "now", now.encode())

    def fault(self, **fault) -> None:
        self._ask("POST", "faults", json.dumps(fault).encode())

    def well(self) -> None:
        self._ask("DELETE", "faults")

    def asked(self) -> list[str]:
        """The endpoints of the requests since the last look."""
        asked = [entry["endpoint"].partition("_0")[0] for entry in json.loads(self._ask("GET", "requests"))]
        self._ask("DELETE", "requests")
        return asked

    def cpu(self) -> float:
        """Its own processor seconds so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _ask(self, method: str, what: str, body: bytes | None = None) -> bytes:
        request = urllib.request.Request(f"{self.url}/_standin/{what}", body, method=method)
        with urllib.request.urlopen(request) as answer:
            return answer.read()


def environment(folder: Path, league: League | None, now: str, **more: str) -> dict[str, str]:
    """What a target runs in: nothing of the caller's, all files below folder."""
    env = {
        "PATH": f"{PYTHON.parent}:{os.environ['PATH']}",
        "HOME": f"{folder}",
        "TMPDIR": f"{folder}",
        "DATA_DIR": f"{folder / 'data'}",
        "ENV_FILE": "/dev/null",
        "NBA_MIN_INTERVAL": "0",
        "NBA_MAX_REQUESTS": "100000",
        "NOW": now,
    }
    return env | (league.env if league else {}) | more


def machine() -> str:
    """What the figures were measured on, in a line."""
    model = next((line.partition(": ")[2] for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "")
    memory = next((int(line.split()[1]) / 2**20 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    cores = os.cpu_count()
    return (
        f"{cores} cores ({model or platform.machine()}), {memory:.0f} GB of memory, {platform.system()}, "
        f"Python {sys.version.split()[0]}; load average {os.getloadavg()[0]:.1f} at the start"
    )


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if os.path.exists(path) else []
