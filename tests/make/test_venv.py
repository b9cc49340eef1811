"""A .venv that cannot be used is told of in a line, with what mends it."""

import os
import shutil
import subprocess
import sys

import pytest

from lib import leftovers
from tests.support.stage import ROOT

HOLD = (
    "import fcntl, sys; held = open(sys.argv[1]); fcntl.flock(held, fcntl.LOCK_SH); print(flush=True); sys.stdin.read()"
)


@pytest.fixture
def project(tmp_path, house):
    """make in a folder with a .venv of its own, for the test to break."""
    for name in ("Makefile", "scripts", "lib", "requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / ".ready").touch()

    def make(*words, **env):
        return subprocess.run(
            ["make", "-C", str(tmp_path), *words], env=house.env | env, capture_output=True, text=True
        )

    return tmp_path, make


@pytest.mark.parametrize("broken", ["no python", "dangling python", "moved"])
def test_a_broken_venv_is_a_matter_of_configuration(project, broken):
    folder, make = project
    if broken == "dangling python":
        (folder / ".venv/bin/python").symlink_to("/nowhere/python")
    if broken == "moved":
        (folder / ".venv/bin/python").symlink_to(os.path.realpath("/usr/bin/env"))
        (folder / ".venv/bin/pip").write_text("#!/nowhere/project/.venv/bin/python\n")
    done = make("teams")
    assert "setup: .venv was moved, or its Python is gone: run make clean, then make setup" in done.stderr
    assert "Error 78" in done.stderr and "127" not in done.stderr and len(done.stderr.splitlines()) == 2
    assert make("help").returncode == 0


def test_pythonsafepath_does_not_hide_the_scripts_from_make(house):
    done = subprocess.run(
        ["make", "-C", str(ROOT), "teams"],
        env=house.env | {"PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0 and house.files("teams"), done.stderr


def test_pythonsafepath_does_not_hide_the_scripts_from_each_other(house):
    for script in ("fetch_teams.py", "status.py", "clean.py"):
        asked = [str(ROOT / "scripts" / script), "--help"]
        done = subprocess.run(asked, env=house.env | {"PYTHONSAFEPATH": "1"}, capture_output=True, text=True)
        assert done.returncode == 0 and "usage" in done.stdout, done.stderr


def test_clean_leaves_a_venv_that_a_job_is_running_in(project, house):
    folder, make = project
    for name in ("scripts", "lib"):  # links would lead to the real .venv
        (folder / name).unlink()
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / ".venv/pyvenv.cfg").touch()
    (folder / ".venv/bin/python").symlink_to(sys.executable)
    job = [str(folder / ".venv/bin/python"), "-c", HOLD, str(folder / ".venv/.ready"), "scripts/morning.py"]
    with subprocess.Popen(job, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        running.stdout.readline()
        done = make("clean")
        assert (
            "is running in it; wait for its end or stop it" in done.stderr
            and f"scripts/morning.py (process {running.pid})" in done.stderr
        )
        assert (folder / ".venv/bin/python").is_symlink() and done.returncode == 2
        running.communicate(b"\n")
    # Between two steps nothing but the run's file tells of it.
    left = house.data / "_metadata/run" / f"teams.{leftovers.HOST}.{os.getpid()}.csv"
    left.parent.mkdir(parents=True)
    left.touch()
    assert f"make teams (process {os.getpid()}) is running" in make("clean").stderr
    left.unlink()
    assert make("clean").returncode == 0 and not (folder / ".venv").exists()


def test_a_script_holds_its_venv_until_it_ends(house):
    asking = "import fcntl; fcntl.flock(open(_script.IN_USE), fcntl.LOCK_EX | fcntl.LOCK_NB)"
    code = f"import _script\ntry:\n _script._hold_venv()\n {asking}\nexcept BlockingIOError: print('held')"
    env = house.env | {"PYTHONPATH": f"{ROOT / 'scripts'}"}
    done = subprocess.run([ROOT / ".venv/bin/python", "-c", code], env=env, capture_output=True, text=True)
    assert done.stdout == "held\n", done.stderr
