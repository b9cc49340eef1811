"""make new-dataset: in a copy of the tree it writes what a dataset takes, which is then planned and fetched."""

import os
import shutil
import subprocess

import pytest

from tests.support.stage import ROOT


@pytest.fixture
def tree(tmp_path):
    copy = tmp_path / "tree"
    for name in ("lib", "scripts", "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.iterdir():
        if path.is_file() and (path.name == "Makefile" or path.suffix in (".toml", ".ini")):
            shutil.copy(path, copy / path.name)
    (copy / ".venv").symlink_to((ROOT / ".venv").resolve())
    return copy


def python(tree, *words, **env):
    env = {**os.environ, "ENV_FILE": "/dev/null", "DATA_DIR": f"{tree.parent / 'data'}", "NBA_MIN_INTERVAL": "0", **env}
    return subprocess.run(
        [tree / ".venv" / "bin" / "python", *words], cwd=tree, env=env, capture_output=True, text=True, timeout=120
    )


def test_a_dataset_is_written_fetched_and_planned(tree, league):
    done = python(tree, "scripts/new_dataset.py", "trial-totals", "leaguedashteamstats")
    assert done.returncode == 0 and "needs an answer" not in done.stderr, done.stderr
    other = python(tree, "scripts/new_dataset.py", "trial-bios", "leaguedashplayerbiostats")
    assert "does not have leaguedashplayerbiostats: the test makes its answer up" in other.stderr
    assert python(tree, "scripts/new_dataset.py", "trial-combine", "draftcombinestats").returncode == 0
    of_a_defender = python(tree, "scripts/new_dataset.py", "trial-defence", "leaguedashptdefend")
    assert of_a_defender.returncode == 0, of_a_defender.stderr
    kinds = python(tree, "-c", "from lib import datasets; print(datasets.ALL['trial-bios'].types)").stdout
    for kind in ("'PLAYER_ID': 'text'", "'GP': 'int'", "'PTS': 'float'", "'TS_PCT': 'float'", "'PLAYER_NAME': 'text'"):
        assert kind in kinds, kinds
    assert "DRAFT_YEAR" not in kinds, "it is Undrafted at times"
    assert '"season_all_time"' in (tree / "scripts/fetch_trial_combine.py").read_text()
    assert (tree / "scripts" / "fetch_trial_totals.py").stat().st_mode & 0o111
    assert (tree / "tests" / "scripts" / "test_trial_totals.py").exists()
    assert [line for line in (tree / "Makefile").read_text().splitlines() if line.startswith("trial-totals:")]
    league.now = "2024-11-05T11:00:00Z"
    env = {"NBA_STATS_URL": league.stats_url, "NBA_CDN_URL": league.cdn_url, "NOW": "2024-11-05T11:00:00Z"}
    env["TMPDIR"] = f"{tree.parent}"
    planned = python(tree, "scripts/plan.py", "trial-totals", **env)
    assert "1  stats/leaguedashteamstats" in planned.stdout, planned.stderr
    fetched = python(tree, "scripts/fetch_trial_totals.py", **env)
    assert fetched.returncode == 0 and len(fetched.stdout.splitlines()) == 31, fetched.stderr
    assert fetched.stdout.startswith("SEASON,TEAM_ID,") and "\n2024-25,1610612737," in fetched.stdout
    past = ("--from", "2023-24", "--to", "2023-24", "--datasets", "trial-totals")
    assert "1  stats/leaguedashteamstats" in python(tree, "scripts/plan.py", *past, **env).stdout
    filled = python(tree, "scripts/backfill.py", *past, **env)
    assert filled.returncode == 0, filled.stderr
    assert list((tree.parent / "data" / "trial-totals").glob("*/2023-24.csv"))
    assert "0  requests" in python(tree, "scripts/plan.py", *past, **env).stdout, "once is enough"
    made = (
        "lib/datasets.py",
        *(f"scripts/fetch_{name}.py" for name in ("trial_totals", "trial_bios", "trial_defence")),
    )
    made += tuple(f"tests/scripts/test_{name}.py" for name in ("trial_totals", "trial_bios", "trial_defence"))
    checked = python(tree, "-m", "ruff", "check", *made)
    assert checked.returncode == 0, checked.stdout
    formatted = python(tree, "-m", "ruff", "format", "--diff", *made)
    assert formatted.returncode == 0, formatted.stdout
    written = (
        f"tests/scripts/test_{name}.py" for name in ("trial_totals", "trial_bios", "trial_combine", "trial_defence")
    )
    tested = python(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", *written)
    assert tested.returncode == 0, tested.stdout[-2000:]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("trial-totals", "leaguedashteamstat"), "did you mean leaguedashteamstats?"),
        (("standings", "leaguestandingsv3"), "there is standings already"),
        (("../evil", "leaguestandingsv3"), "is no dataset's name"),
        (("trial-totals",), "make new-dataset NAME="),
        (("shot-locations", "leaguedashplayershotlocations"), "has no id in its first table"),
        (("events", "videoevents"), "videoevents has no id in its first table"),
        (("boards", "scoreboardv2"), "scoreboardv2 answers for one date"),
        (("cup", "iststandings"), "iststandings answers in objects, not in tables"),
        (("rotations", "gamerotation"), "gamerotation answers for one game: write its record by hand"),
        (("franchise-players", "franchiseplayers"), "franchiseplayers answers for one team: write its record by hand"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(machine, words, said):
    assert machine.main("new_dataset", *words) == 2 and said in machine.said, machine.said
    assert not (ROOT / "scripts" / "fetch_trial_totals.py").exists()
