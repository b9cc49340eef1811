"""What a run costs does not grow with history: requests, files opened, folders listed, modules imported."""

import shutil
import subprocess
import sys
from collections import Counter

import pytest

from tests.bench import history
from tests.support.stage import MID_SEASON, ROOT

FEW, MANY = 1, 4  # past seasons of some games each
GAMES = 8
QUIET = ("status --publish", "status", "status --due", "gaps", "plan --target daily")


@pytest.fixture
def history_of(machine_at, tmp_path, monkeypatch, league):
    """history_of(seasons): so many past seasons stored, all looked at, and three days of the running one."""

    def build(count: int):
        here = machine_at(tmp_path / f"{count}", monkeypatch)
        history.lay(here.data, "2023-24", count, GAMES)
        here.seed("team-games", "2025-01-11")
        here.seed("player-games", "2025-01-11")
        for name in ("team-games", "player-games"):
            assert here.chain(name) == 0, here.said
        here.main("gaps")
        here.league.clear_requests()
        return here

    return build


def test_what_is_opened_and_asked_for_is_the_same_whatever_is_stored(history_of, opened):
    """But for the small file that says what the last look at a season found."""
    seen, loaded = {}, {}
    for count in (FEW, MANY):
        here, seen[count] = history_of(count), {}

        def note(job: str, here=here, noted=seen[count]) -> None:
            inside = [path.removeprefix(f"{here.data}/") for path in opened if path.startswith(f"{here.data}/")]
            noted[job] = Counter(path for path in inside if not path.startswith("_metadata/gaps/"))
            noted[job].update(here.asked_endpoints())
            here.league.clear_requests()
            del opened[:]

        note("what came before")
        for job in QUIET:
            here.main(*job.split())
            assert not [path for path in opened if path.endswith(".csv")], job
            note(job)
        here.at("2025-01-16T11:00:00Z")
        for name in ("team-games", "player-games"):
            assert here.chain(name) == 0, here.said
            note(f"a new day of {name}")
        here.at(MID_SEASON)
        loaded[count] = set(sys.modules)
    assert loaded[MANY] == loaded[FEW], "all in one process: with more seasons nothing further is imported"
    assert seen[MANY]["a new day of team-games"]["stats/leaguegamelog"] == 1
    for job in [*QUIET, "a new day of team-games", "a new day of player-games"]:
        assert seen[MANY][job].total() <= seen[FEW][job].total(), (job, seen[MANY][job] - seen[FEW][job])


def test_what_a_new_day_sends_to_a_bucket_is_the_same_whatever_is_stored(
    machine_at, league, tmp_path, monkeypatch, aws, proxy
):
    """But for the lists of all seasons: what the trackers know, and which tables there are."""
    lists = ("_metadata/fetch_log.json", "_metadata/fetch_tracker.json", "seasons/datapackage.json")
    monkeypatch.setattr(history, "ROUNDS", ())  # each file is a request: few games, and of teams
    sent, listed = {}, {}
    for count in (FEW, MANY):
        here = machine_at(tmp_path / f"{count}", monkeypatch)
        history.lay(here.data, "2023-24", count, 2)
        shutil.rmtree(here.data / "player-games")
        here.seed("team-games", "2025-01-13")
        assert here.chain("team-games") == 0 and here.files("team-games/2025-01-14"), here.said
        here.set(**aws.env, S3_PREFIX=f"{count}")
        assert here.main("sync", "push") == 0, here.said
        here.at("2025-01-16T11:00:00Z")
        assert here.chain("team-games") == 0, here.said
        proxy.sent.clear()
        assert here.main("sync", "push") == 0, here.said
        here.at(MID_SEASON)
        sent[count] = {path.partition(f"/{count}/")[2]: size for path, size in proxy.sent.items() if size}
        listed[count] = sum(sent[count].pop(path) for path in lists)
    assert sent[MANY] == sent[FEW]
    assert sum(path.startswith("team-games/") for path in sent[FEW]) == 18
    assert listed[MANY] - listed[FEW] < (MANY - FEW) * 20_000


def test_yesterdays_answers_are_swept_without_being_read(machine, opened):
    machine.seed("player-boxscores", "2025-01-13")
    assert machine.chain("player-boxscores") == 0, machine.said
    yesterdays = machine.files("_metadata/answers/boxscoretraditionalv3")
    assert yesterdays
    machine.at("2025-01-16T11:00:00Z")
    del opened[:]
    assert machine.chain("player-boxscores") == 0, machine.said
    assert not {f"{path}" for path in yesterdays} & {*opened}
    assert not [path for path in yesterdays if path.exists()]
    assert machine.files("_metadata/answers/boxscoretraditionalv3")


def test_make_asks_python_once_whether_several_datasets_are_due(house):
    """Its other starts are those of the steps that have something to do."""
    for _ in range(2):
        done = house.make("teams", "players")
        assert done.returncode == 0, done.stderr
    assert done.stderr.count("nothing due") == 2
    listed = house.make("-n", "teams", "players").stdout
    assert listed.count("should_fetch.py --all") == 1


@pytest.mark.parametrize(
    "script, most", [("should_fetch", 123), ("store", 130), ("mark", 130), ("status", 155), ("fetch_team_games", 390)]
)
def test_a_step_imports_what_it_uses(script, most):
    """A start of Python is half of what a step costs; each module is some tenths of a millisecond."""
    code = f"import sys; sys.path[:0] = ['scripts', '.']; import {script}; print(len(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) <= most
