"""What runs did, a JSON line a dataset and run, in _metadata/log/runs.jsonl: for status, report and the morning's job.

{"run": …, "dataset": …, "at": …, "seconds": …, "requests": …, "rows": …, "new_rows": …, "pending": …, "status": …,
 "problem": …}
"""

import contextlib
import json
import os

from lib import config, files

MOST_BYTES = 1_000_000  # then the older half goes; about five thousand runs
FIELDS = ("run", "dataset", "at", "seconds", "requests", "rows", "new_rows", "pending", "status", "problem")


def note(dataset_name: str, **facts) -> None:
    """Adds a run that ends now; facts: of FIELDS. Raises StorageFailed."""
    run = config.get("RUN_ID") or f"{os.getpid()}"
    line = {"run": run, "dataset": dataset_name, "at": config.stamp(config.now())} | facts
    path = _path()
    with files.disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > MOST_BYTES:
            lines = path.read_bytes().splitlines(keepends=True)
            files.write(path, b"".join(lines[len(lines) // 2 :]))
        with open(path, "ab") as file:  # one write of one line: two processes do not mix theirs
            file.write(json.dumps(line).encode() + b"\n")


def history() -> list[dict]:
    """The runs that are kept, the newest last; a line that a power cut left half is passed over."""
    try:
        lines = _path().read_bytes().splitlines()
    except OSError:
        return []
    runs = []
    for line in lines:
        with contextlib.suppress(ValueError):
            run = json.loads(line)
            if isinstance(run, dict) and {"dataset", "at", "status"} <= run.keys():
                runs.append(run)
    return runs


def _path():
    return config.metadata("log", "runs.jsonl")
