"""A .venv that cannot be used is told of in a line, with what mends it."""

import os
import subprocess

import pytest

from tests.conftest import ROOT


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
