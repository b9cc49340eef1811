#!/usr/bin/env python3
"""Show what is stored of each dataset, how fresh it is and when it is due next.

examples:
  scripts/status.py
  scripts/status.py --due     what would be fetched now, and why
  scripts/status.py --json    the same for programs
"""

import json
import sys
from datetime import timedelta

from _script import arguments, run  # first: the root on sys.path
from lib import asked, config, data_store, datasets, seasons
from lib.asked import Asked, Unusable
from lib.jobs.due import due_of, known_of, open_tracker
from lib.tracker import due

HORIZON_DAYS = 400  # how far ahead the next due date is looked for


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("--due", action="store_true", help="what would be fetched now, and why")
    options.add_argument("--json", action="store_true", help="an object a dataset instead of a table")
    args = options.parse_args(argv)

    describe = due_line if args.due else status_line
    lines = [describe(dataset) for dataset in datasets.ALL.values()]
    print(json.dumps(lines, indent=1) if args.json else table(lines))


def due_line(dataset) -> dict:
    try:
        due_now = due_of(dataset)
    except Unusable as wrong:  # the other datasets can use it
        due_now = due.Due(None, f"{wrong}")
    fetched = " ".join(due_now.asked.arguments()) if due_now.asked else "nothing"
    return {"dataset": dataset.name, "would fetch": fetched, "why": due_now.why}


def status_line(dataset) -> dict:
    stored = data_store.open_store().count(dataset)
    known = open_tracker()
    return {
        "dataset": dataset.name,
        "module": dataset.module,
        "last fetched": known.last_fetched(dataset),
        "next due": next_due(dataset),
        "last game date": known.last_game_date(dataset),
        "rows": stored.rows,
        "files": stored.files,
        "size": stored.bytes,
        "strategy": f"{config.frequency(dataset)} {dataset.strategy}",
    }


def next_due(dataset) -> str | None:
    """The first day on which a run would fetch something; None if none is in sight."""
    known, now = known_of(dataset), config.now()
    for days in range(HORIZON_DAYS):
        if due.decide(dataset, known, Asked(), now + timedelta(days=days)).asked:
            return f"{seasons.eastern_date(now + timedelta(days=days))}" if days else "now"
    return None


def table(lines: list[dict]) -> str:
    """Columns wide enough, numbers to the right."""
    cells = [list(lines[0])] + [[shown(name, value) for name, value in line.items()] for line in lines]
    widths = [max(map(len, column)) for column in zip(*cells)]
    to_right = [name in ("rows", "files", "size") for name in lines[0]]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width) for cell, width, right in zip(row, widths, to_right)
        ).rstrip()
        for row in cells
    )


def shown(name: str, value) -> str:
    if value is None:
        return "-"
    if name == "size":
        return f"{value / 1e6:.1f} MB" if value >= 1e6 else f"{value / 1e3:.1f} kB"
    return f"{value:,}" if isinstance(value, int) else value


if __name__ == "__main__":
    run(main, uses=asked.USES if "--due" in sys.argv else ())
