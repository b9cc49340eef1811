"""Imports point down: each part of lib may know only what lies below it."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BASE = {
    "errors",
    "leagues",
    "config",
    "urls",
    "files",
    "datasets",
    "csvfile",
    "seasons",
    "schedule",
    "completeness",
    "holes",
    "aws",
}
MAY_IMPORT = {
    "errors": set(),
    "leagues": set(),
    "config": {"errors", "leagues"},
    "urls": {"errors"},
    "files": {"errors", "config"},
    "datasets": {"errors", "leagues", "config"},
    "csvfile": {"errors", "datasets"},
    "columns": set(),
    "seasons": {"errors", "leagues", "config"},
    "schedule": {"errors", "config", "files", "seasons"},
    "asked": {"errors", "config", "seasons", "datasets"},
    "metrics": set(),
    "handler": {"config", "datasets", "errors", "metrics", "aws", "jobs"},
    "leftovers": {"config", "datasets"},
    "completeness": {"config", "seasons", "schedule"},
    "holes": {"config", "files"},
    "aws": {"errors", "config"},
    "data_store": BASE - {"schedule"} | {"data_store"},
    "tracker": BASE | {"asked", "tracker"},
    "nba": BASE - {"aws"} | {"asked", "nba"},
    "tables": BASE | {"tables", "columns", "csvfile"},
    "page": {"page"},
    "jobs": BASE
    | {"page", "metrics", "asked", "completeness", "leftovers", "data_store", "tracker", "nba", "tables", "jobs"},
    "standin": {"errors", "seasons", "standin"},
}
FILES = sorted((ROOT / "lib").rglob("*.py"))


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:  # from . import a, from ..errors import Usage
            inside = path.relative_to(ROOT / "lib").parts[: -node.level]
            whole = [*inside, *(node.module or "").split(".")] if node.module else inside
            found |= {whole[0]} if whole else {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "lib":
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lib."):
            found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {name.name.split(".")[1] for name in node.names if name.name.startswith("lib.")}
            found |= {"scripts" for name in node.names if name.name == "_script"}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path):
    part = path.relative_to(ROOT / "lib").parts[0].removesuffix(".py")
    if part != "__init__":
        assert imported(path) <= MAY_IMPORT[part]


def test_nothing_in_lib_prints_or_reads_the_command_line():
    for path in FILES:
        called = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert "print" not in called and "sys.argv" not in path.read_text(), path


def test_the_tracker_check_loads_nothing_heavy(house):
    code = (
        "import sys, runpy; sys.argv = ['should_fetch.py', 'team-games']; sys.path.insert(0, 'scripts')\n"
        "try: runpy.run_path('scripts/should_fetch.py', run_name='__main__')\n"
        "except SystemExit: print(*sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ | house.env, capture_output=True, text=True
    )
    loaded = set(done.stdout.split())
    assert "lib.tracker.due" in loaded
    assert not loaded & {"pandas", "numpy", "nba_api", "requests", "boto3", "filelock", "tenacity", "tqdm"}


def test_the_map_of_the_league_names_every_file_of_it():
    folder = ROOT / "lib" / "nba"
    told = (folder / "__init__.py").read_text()
    names = [path.name for path in folder.rglob("*.py") if path.name != "__init__.py"]
    assert len(names) > 10 and [name for name in names if name not in told] == []


def test_a_fetch_moves_its_rows_without_pandas(house):
    code = (
        "import sys, runpy; sys.argv = ['fetch', '--date', '2025-01-14']; sys.path.insert(0, 'scripts')\n"
        "try: runpy.run_path('scripts/fetch_player_games.py', run_name='__main__')\n"
        "except SystemExit: print('pandas' in sys.modules, file=sys.stderr)"
    )
    env = os.environ | house.env
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.stdout.count("\n") > 100 and done.stderr.endswith("False\n"), done.stderr
