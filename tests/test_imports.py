"""Imports point down: each part of lib imports what lib/__init__.py says, and only parts above it in that list."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
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


def part_of(path: Path) -> str:
    return path.relative_to(ROOT / "lib").parts[0].removesuffix(".py")


def graph() -> dict[str, set[str]]:
    """part -> the parts that it imports, in the order of lib/__init__.py's docstring."""
    listed = ast.get_docstring(ast.parse((ROOT / "lib" / "__init__.py").read_text())).partition("Its parts, ")[2]
    lines = [line for line in re.sub(r"\n {10,}", " ", listed).splitlines() if line.startswith("    ")]
    alone, *others = (line.split() for line in lines)
    return {part: set() for part in alone} | {part: set(imports) for part, *imports in others}


def test_each_part_imports_what_the_list_says_and_it_points_up():
    found = {}
    for path in FILES:
        if part_of(path) != "__init__":
            found.setdefault(part_of(path), set()).update(imported(path) - {part_of(path)})
    assert found == graph()
    above = set()
    for part, imports in graph().items():
        assert imports <= above, part
        above.add(part)


def test_every_file_of_jobs_joins_something():
    """Two wings, or one and another job. shared_block joins nba and the bucket, wanted the store and its own file."""
    for path in (ROOT / "lib" / "jobs").glob("[!_]*.py"):
        joined = imported(path) & {"tracker", "data_store", "nba", "tables", "jobs"}
        assert len(joined) >= 1 + (path.stem not in ("shared_block", "wanted")), path


def test_nothing_in_lib_prints_or_reads_the_command_line():
    for path in FILES:
        called = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert "print" not in called and "sys.argv" not in path.read_text(), path


def test_no_script_imports_another():
    """_fetch.py's asker() alone loads fetch scripts, by a dataset's name."""
    commands = {path.stem for path in (ROOT / "scripts").glob("*.py") if not path.stem.startswith("_")}
    assert "query" in commands
    for path in (ROOT / "scripts").glob("*.py"):
        imports = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Import)]
        froms = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)]
        modules = {name.name for node in imports for name in node.names} | {node.module for node in froms}
        assert not modules & commands, path


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
