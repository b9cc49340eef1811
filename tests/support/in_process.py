"""The scripts in this process, each as if it were started anew: what make chains, without the price of six starts."""

import contextlib
import csv
import importlib
import io
import json
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from lib import config, datasets, tracker
from lib.errors import Trouble
from lib.jobs import chain
from lib.jobs.report import Report
from lib.nba import budget
from lib.nba.exchange import CA_VARIABLES
from lib.standin.server import Standin
from lib.tracker import ALL, Entry
from tests.support.stage import MID_SEASON


@dataclass
class Machine:
    """A machine with its own data and memory, and a league to ask."""

    league: Standin
    data: Path
    monkeypatch: pytest.MonkeyPatch
    out: str = ""  # the last script's stdout
    said: str = ""  # the trouble it ended with
    report: Report | None = None  # what the last chain's fetch handed over
    asked: budget.Run | None = None  # what it asked for; of a chain, its fetch

    def set(self, **env: str) -> None:
        for name, value in env.items():
            self.monkeypatch.setenv(name, value)

    def at(self, now: str) -> None:
        """Moves our clock and the league's."""
        self.set(NOW=now)
        self.league.now = now

    def main(self, name: str, *argv: str) -> int:
        """A script's exit status, as its run() makes it."""
        self.restart()
        stdout, self.said = io.TextIOWrapper(io.BytesIO(), newline=""), ""
        try:
            with contextlib.redirect_stdout(stdout):
                return importlib.import_module(name).main([*map(str, argv)]) or 0
        except Trouble as trouble:
            self.said = str(trouble)
            return trouble.status
        except SystemExit as end:  # --help, or a usage of argparse's
            return end.code or 0
        finally:
            stdout.flush()
            self.out = stdout.buffer.getvalue().decode()
            self.asked = budget.run

    def restart(self) -> None:
        """As in a new process."""
        budget.start()

    def rows(self, name: str, *argv: str) -> list[dict]:
        """What a fetch script prints."""
        assert self.main(name, *argv) == 0, self.said
        return list(csv.DictReader(self.out.splitlines()))

    def chain(self, name: str) -> int:
        """What `make NAME` does, as a Lambda does it: check, fetch, store, mark in one process."""
        self.restart()
        self.said, self.report = "", None
        dataset = datasets.find(name)
        try:
            outcome = chain.run(dataset, importlib.import_module("_fetch").asker(dataset))
        except Trouble as trouble:
            self.said = str(trouble)
            return trouble.status
        finally:
            self.asked = budget.run
        self.report = outcome and outcome.report
        self.said = self.report.problem if self.report else ""
        return self.report.status if self.report else 0

    def has(self, for_all, kept: str, *names: str) -> None:
        """As if it had run the chains of datasets: they run once for all tests, and what they leave is copied."""

        def build(folder: Path) -> Path:
            for name in names:
                assert self.chain(name) == 0, self.said
            return Path(shutil.copytree(self.data, folder / "data"))

        made = for_all(kept, build)
        shutil.copytree(made, self.data, dirs_exist_ok=True)
        self.league.clear_requests()
        self.forget()

    def stored(self, name: str) -> dict[str, list[dict]]:
        """path -> rows, of what is stored."""
        found = {}
        for path in self.files(name):
            with open(path, newline="") as file:
                found[path.relative_to(self.data).as_posix()] = list(csv.DictReader(file))
        return found

    def seed(self, name: str, last_game_date: str) -> None:
        """As if every game up to a date were stored: a daily run asks for one evening."""
        dataset = datasets.find(name)
        entry = Entry(dataset.module, ALL, last_game_date, 1, "", "stats", MID_SEASON)
        tracker.open_tracker().mark_fetched(dataset, [entry])

    def files(self, name: str) -> list[Path]:
        return sorted(path for path in (self.data / name).rglob("*") if path.is_file())

    def asked_endpoints(self) -> list[str]:
        return [f"{request['host']}/{request['endpoint'].partition('_0')[0]}" for request in self.league.requests]

    def counted(self) -> dict[str, int]:
        return dict(Counter(self.asked_endpoints()))

    def forget(self) -> None:
        """As after some days: no cool-down, nothing remembered of the league's hosts."""
        for path in self.data.parent.glob("nba-data-*/*"):
            path.unlink()

    def later(self, seconds: float) -> None:
        """As if what is remembered of the league's hosts were so much older."""
        for path in self.data.parent.glob("nba-data-*/*.json"):
            kept = json.loads(path.read_bytes())
            kept = {name: _earlier(value, seconds) for name, value in kept.items()}
            path.write_text(json.dumps(kept))


def _earlier(value, seconds: float):
    if isinstance(value, list):
        return [_earlier(part, seconds) for part in value]
    return value - seconds if isinstance(value, float) else value


@pytest.fixture(scope="session")
def machine_at(simulated):
    """machine_at(folder, monkeypatch): a Machine with nothing stored; answers come at once."""

    def build(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
        for name in (*config.VARIABLES, *CA_VARIABLES, "MAKECMDGOALS", "TYPED"):  # the tests run under make
            monkeypatch.delenv(name, raising=False)
        here = Machine(simulated, folder / "data", monkeypatch)
        here.set(
            DATA_DIR=f"{here.data}",
            TMPDIR=f"{folder}",
            NBA_STATS_URL=simulated.stats_url,
            NBA_CDN_URL=simulated.cdn_url,
            NBA_MIN_INTERVAL="0",
            NBA_RETRIES="3",
            CORRECTION_DAYS="0",
            NOW=MID_SEASON,
        )
        monkeypatch.setattr("tempfile.tempdir", None)
        return here

    return build


@pytest.fixture
def machine(machine_at, league, tmp_path, monkeypatch):
    yield machine_at(tmp_path, monkeypatch)
    budget.start()


@pytest.fixture
def recorded(machine, recordings):
    """A machine whose league gives the recorded answers."""
    machine.set(NBA_STATS_URL=recordings.stats_url, NBA_CDN_URL=recordings.cdn_url, NBA_TIMEOUT="60")
    machine.league = recordings
    return machine
