"""Answers that make no sense, kept for a person to look at: data/_quarantine/<what>.json and .why.txt"""

from pathlib import Path

from lib import config, files
from lib.nba import budget


def keep(what: str, reasons: list[str]) -> Path:
    """Writes the last answer's raw body and a line a reason; the next failure of the same thing replaces it."""
    path = config.data_dir() / "_quarantine" / f"{what.replace(' ', '-').replace('/', '-')}.json"
    files.write(path, budget.run.last_body.encode())
    files.write(path.with_suffix(".why.txt"), "".join(f"{reason}\n" for reason in reasons).encode())
    return path
