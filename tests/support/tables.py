"""A simulated season's first days, with their tables: made, asked and changed as the tests of tables need them."""

import csv
import io
import os
import shutil
from pathlib import Path

from lib.datasets import ALL
from lib.tables import query, roll

AFTER = "2024-10-27T11:00:00Z"  # the season began on the 22nd


def linked(folder: Path, to: Path) -> Path:
    """A copy of a folder whose files are links: like the store, tests only ever replace a file, by put()."""
    return shutil.copytree(folder, to, copy_function=os.link)


def put(path: Path, body: str | bytes) -> None:
    """Replaces a file, or makes one, as the store does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    aside.write_bytes(body if isinstance(body, bytes) else body.encode())
    os.replace(aside, path)


def at(folder: Path, monkeypatch) -> Path:
    monkeypatch.setenv("DATA_DIR", str(folder))
    monkeypatch.setenv("NOW", AFTER)
    return folder


def make(data: Path, **how) -> roll.Made:
    return roll.up_to_date(data, list(ALL.values()), **how)


def ask(data: Path, sql: str) -> list[tuple]:
    return query.rows(data, sql).fetchall()


def partitions(data: Path, name: str) -> list[Path]:
    return sorted(path for path in (data / name).rglob("*.csv"))


def rows_of(path: Path) -> list[dict]:
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def correct(data: Path, found: str, *rows: tuple[str, ...]) -> None:
    """Writes down corrections as the store does: dataset, game, row_key, column, stored, current."""
    path = data / "corrections" / f"{found}.csv"
    path.parent.mkdir(exist_ok=True)
    put(path, as_csv([["dataset", "game", "row_key", "column", "stored", "current"], *rows]))


def as_csv(rows) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
