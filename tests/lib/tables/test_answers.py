"""docs/queries.md: each question's answers in SQL, pandas and the shell run, and say the same."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from lib.tables import query, reading
from tests.support.tables import make

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "queries.md").read_text()
QUESTIONS = dict(re.findall(r"^### (.+?)\n(.*?)(?=^##|\Z)", PAGE, re.S | re.M))


def code(question: str, language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", QUESTIONS[question], re.S)
    return found


@pytest.fixture(scope="module")
def tables(five_days):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(five_days))
        patch.setenv("NOW", "2024-10-27T11:00:00Z")
        make(five_days)
        yield five_days


def lines(rows) -> list[str]:
    return sorted(",".join("" if value is None else f"{value}" for value in row) for row in rows)


@pytest.mark.parametrize("question", QUESTIONS)
def test_sql_pandas_and_the_shell_give_the_same_answer(tables, house, question):
    by_sql = lines(query.rows(tables, code(question, "sql")).fetchall())
    assert by_sql, "an empty answer proves nothing"
    scope = {"nba_data": reading, "pd": pd}
    exec(code(question, "python"), scope)
    text = io.StringIO()
    scope["answer"].to_csv(text, index=False, header=False)
    assert sorted(text.getvalue().splitlines()) == by_sql
    (house.data.parent / "data").symlink_to(tables)
    for name in ("Makefile", "scripts", "lib", ".venv", "requirements.txt"):
        (house.data.parent / name).symlink_to(house.root / name)
    command = code(question, "shell")
    env = house.env | {"NOW": "2024-10-27T11:00:00Z", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["bash", "-c", f"set -euo pipefail; {command}"], env=env, cwd=house.data.parent, capture_output=True, text=True
    )
    assert sorted(done.stdout.splitlines()) == by_sql, done.stderr


def test_the_notebook_runs_from_its_first_cell_to_its_last(tables, monkeypatch):
    notebook = json.loads((ROOT / "docs" / "reading.ipynb").read_text())
    monkeypatch.setitem(sys.modules, "nba_data", reading)
    monkeypatch.setenv("DATA_DIR", str(tables))
    scope: dict = {}
    for cell in notebook["cells"]:
        assert not cell.get("outputs"), "kept without what it printed"
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), scope)
    assert len(scope["games"]) and len(scope["scorers"]) == 10 and len(scope["missing"])


def test_the_page_answers_what_people_ask():
    assert len(QUESTIONS) == 7


def test_every_view_is_on_the_page(tables):
    named = set(re.findall(r"`(\w+)(?:\('[\d-]+'\))?`", PAGE.partition("## Answers")[0]))
    views = {re.sub("_(history|as_stored)$", "", name) for name in query.view_names(tables)}
    assert {"player_games", "standings_on", "missing"} <= views <= named
