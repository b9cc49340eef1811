#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Show how fresh and whole each dataset is, and when it is due next; exit 1 when one is late.

Games are those of the last look by make gaps, make daily or the morning's job; FULL=1 looks again.

examples:
  scripts/status.py
  scripts/status.py --due     what would be fetched now, and why
  scripts/status.py --json    the same for programs
"""

import json
import os
import sys
import textwrap
from dataclasses import asdict
from datetime import timedelta

from _script import arguments, run, write_output  # first: the root on sys.path
from lib import config, datasets, seasons
from lib.asked import Asked, Unusable
from lib.jobs import freshness
from lib.jobs.due import due_of, known_of
from lib.tracker import due

HORIZON_DAYS = 400  # how far ahead the next due date is looked for
COLORS = {freshness.FRESH: "32", freshness.LATE: "31", freshness.INCOMPLETE: "33"}
NEVER, PART = "never", "in part"  # only some players were asked for, by name


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("--due", action="store_true", help="what would be fetched now, and why")
    options.add_argument("--json", action="store_true", help="an object a dataset instead of a table")
    options.add_argument("--publish", action="store_true", help="write status.json and the badges; print nothing")
    args = options.parse_args(argv)
    if args.due:
        lines = [due_line(dataset) for dataset in datasets.served()]
        print(json.dumps(lines, indent=1) if args.json else table(lines))
        return 0
    if args.publish:
        if config.get("DATA_STORE") == "s3":
            from lib.jobs import publish  # heavy: only who sends waits for it

            publish.send_status()
        else:
            freshness.publish()
        return 0
    states = freshness.publish() if config.get("FULL") else freshness.now()
    if args.json:
        print(json.dumps([as_json(dataset, states.get(dataset.name)) for dataset in datasets.served()], indent=1))
    else:
        listed = table([line(dataset, states.get(dataset.name)) for dataset in datasets.served()])
        write_output(f"{listed}\n".encode(), None)  # print() would spell the colours out
        for name, state in states.items():
            if state.why:
                print(textwrap.fill(f"{name}: {state.why}", 80, subsequent_indent="  "))
    return int(any(state.state == freshness.LATE for state in states.values()))


def as_json(dataset, state) -> dict:
    facts = asdict(state) if state else {"state": without_state(dataset)}
    return {"dataset": dataset.name, "module": dataset.module, **facts, "next_due": next_due(dataset)}


def line(dataset, state) -> dict:
    games = None if not state or not state.known else f"{state.stored:,} of {state.known:,}"
    word = state.state if state else without_state(dataset)
    through = state.through if state else None
    return {"dataset": dataset.name, "state": word, "through": through, "games": games, "next due": next_due(dataset)}


def without_state(dataset) -> str:
    return PART if freshness.has_some(dataset) else NEVER


def due_line(dataset) -> dict:
    try:
        due_now = due_of(dataset)
    except Unusable as wrong:  # the other datasets can use it
        due_now = due.Due(None, f"{wrong}")
    fetched = " ".join(due_now.asked.arguments()) if due_now.asked else "nothing"
    return {"dataset": dataset.name, "would fetch": fetched, "why": due_now.why}


def next_due(dataset) -> str | None:
    """The first day on which a run would fetch something; None if none is in sight."""
    known, now = known_of(dataset), config.now()
    for days in range(HORIZON_DAYS):
        if due.decide(dataset, known, Asked(), now + timedelta(days=days)).asked:
            return f"{seasons.eastern_date(now + timedelta(days=days))}" if days else "now"
    return None


def table(lines: list[dict]) -> str:
    """Columns wide enough; states in colour on a terminal."""
    cells = [list(lines[0])] + [["-" if value is None else value for value in line.values()] for line in lines]
    widths = [max(map(len, column)) for column in zip(*cells)]
    rows = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in cells]
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return "\n".join(rows)
    return "\n".join(colored(text, row[1]) for text, row in zip(rows, cells))


def colored(text: str, word: str) -> str:
    return text.replace(word, f"\033[{COLORS[word]}m{word}\033[0m", 1) if word in COLORS else text


if __name__ == "__main__":
    run(main)
