"""The history of runs, one JSON line for each dataset and run, in _metadata/log/runs.jsonl: for status and report.

{"run": …, "dataset": …, "at": …, "seconds": …, "requests": …, "rows": …, "new_rows": …, "pending": …, "status": …,
 "problem": …}, and "is_part": true where only some teams, players or games were asked for
"""

import contextlib
import functools
import json
import os
from pathlib import Path

from lib import config, files

MOST_BYTES = 1_000_000  # about five thousand runs; then the older half is dropped


def note(dataset_name: str, **facts) -> None:
    """Adds a run that ends now; facts: the fields from seconds on. Raises StorageFailed."""
    run = config.run_id() or f"{os.getpid()}"
    line = {"run": run, "dataset": dataset_name, "at": config.stamp(config.now())} | facts
    path = _path()
    with files.disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > MOST_BYTES:
            lines = path.read_bytes().splitlines(keepends=True)
            files.write(path, b"".join(lines[len(lines) // 2 :]))
        with open(path, "ab") as file:  # one write, so that lines of two processes do not mix
            file.write(json.dumps(line).encode() + b"\n")


def changed_at() -> int:
    """When the last run was added, in nanoseconds; raises OSError if there is none."""
    return _path().stat().st_mtime_ns


def history() -> list[dict]:
    """The kept runs, newest last; an incomplete line is skipped."""
    try:
        about = _path().stat()
        return _read(_path(), about.st_mtime_ns, about.st_size)
    except OSError:
        return []


@functools.lru_cache(maxsize=1)  # status asks several times for each dataset
def _read(path: Path, changed_at: int, size: int) -> list[dict]:
    runs = []
    for line in path.read_bytes().splitlines():
        with contextlib.suppress(ValueError):
            run = files.parsed(line)
            if isinstance(run, dict) and {"dataset", "at", "status"} <= run.keys():
                runs.append(run)
    return runs


def _path():
    return config.metadata("log", "runs.jsonl")
