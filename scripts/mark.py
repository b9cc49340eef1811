#!/usr/bin/env python3
"""Write down in the tracker what a fetch brought; run it when its rows are stored.

example:
  scripts/mark.py team-games report.json
"""

from datetime import date, timedelta
from pathlib import Path

from _script import arguments, log, read_report, run  # first: it puts the root on sys.path

from lib import datasets, seasons, tracker
from lib.tracker import ALL, Entry


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("dataset", metavar="DATASET", help=", ".join(datasets.ALL))
    options.add_argument("report", metavar="REPORT", type=Path, help="what the fetch script wrote with --report")
    args = options.parse_args(argv)
    dataset = datasets.find(args.dataset)
    report = read_report(args.report)

    known = tracker.open_tracker()
    entries = season_entries(dataset, report) + player_entries(dataset, report)
    if dataset.is_of_games:
        entries += daily_entry(dataset, report, known.last_game_date(dataset))
    elif report["is_whole"] and (report["rows"] or dataset.request == "player"):  # nobody may be waiting
        entries += [entry(dataset, report, ALL, report["fetched_at"][:10])]
    if entries:
        known.mark_fetched(dataset, entries)
    done = [said(one) for one in entries if one.entity not in report["brought"]]
    log.info("%s: %s", dataset.name, ", ".join(done) or "not done yet: the next run goes on")


def entry(dataset, report, entity, when, rows=None) -> Entry:
    rows = report["rows"] if rows is None else rows
    return Entry(dataset.module, entity, when, rows, report["sha256"], report["source"], report["fetched_at"])


def season_entries(dataset, report) -> list[Entry]:
    """The seasons and types that are over and whole."""
    if report["is_part"]:
        return []
    day = report["fetched_at"][:10]
    return [entry(dataset, report, f"{season}/{kind}", day, rows) for season, kind, rows in report["complete"]]


def player_entries(dataset, report) -> list[Entry]:
    """Each player who was asked about, also one without a career: he is not asked about again this period."""
    day = report["fetched_at"][:10]
    return [entry(dataset, report, player_id, day, rows) for player_id, rows in report["brought"].items()]


def daily_entry(dataset, report, last: str | None) -> list[Entry]:
    """The last game date, moved on where no gap is left behind it."""
    if report["is_part"] or report["season_type"] or not goes_on(report["span"][0], last):
        return []
    new = max(filter(None, (last, report["last_game_date"])), default=None)
    return [entry(dataset, report, ALL, new)] if new else []


def goes_on(first: str, last: str | None) -> bool:
    """Whether a span starts where the stored games end, or at a season's beginning."""
    begins = date.fromisoformat(first)
    if last and begins <= date.fromisoformat(last) + timedelta(days=1):
        return True
    return begins == seasons.bounds(seasons.of_day(begins)).first


def said(one: Entry) -> str:
    return f"stored through {one.date}" if one.entity == ALL else f"{one.entity} is complete"


if __name__ == "__main__":
    run(main)
