#!/usr/bin/env python3
"""Write down in the tracker what a fetch brought; run it when its rows are stored.

examples:
  scripts/mark.py team-games report.json
  scripts/mark.py team-games --failed
"""

import subprocess
from datetime import date, timedelta
from pathlib import Path

from _fetch import read_report  # first: the root on sys.path
from _script import ROOT, arguments, log, run

from lib import config, datasets, seasons
from lib.errors import StorageFailed, Usage
from lib.jobs.due import open_tracker
from lib.tracker import ALL, Entry


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("dataset", metavar="DATASET", help=", ".join(datasets.ALL))
    options.add_argument(
        "report", metavar="REPORT", type=Path, nargs="?", help="what the fetch script wrote with --report"
    )
    options.add_argument("--failed", action="store_true", help="instead of REPORT: the fetch brought nothing")
    args = options.parse_args(argv)
    dataset = datasets.find(args.dataset)
    if args.failed == bool(args.report):
        raise Usage("give the fetch script's report, or --failed")

    known = open_tracker()
    if args.failed:
        known.give_up(dataset, config.now())
        return
    report = read_report(args.report)
    entries = season_entries(dataset, report) + player_entries(dataset, report)
    if dataset.is_of_games:
        entries += daily_entry(dataset, report, known.last_game_date(dataset))
    elif report["is_whole"] and (report["rows"] or dataset.request == "player"):
        entries += [entry(dataset, report, ALL, report["fetched_at"][:10])]
    send_first()
    known.mark_fetched(dataset, entries)  # also none: a claim ends here
    done = [said(dataset, one) for one in entries if one.entity not in report["brought"]]
    log.info("%s: %s", dataset.name, ", ".join(done) or "not done yet: the next run goes on")


def send_first() -> None:
    """Syncs local data before a tracker in AWS tells others of them. Raises StorageFailed."""
    if config.get("TRACKER") in ("s3", "dynamodb") and config.get("DATA_STORE") == "local":
        sync = subprocess.run([ROOT / "scripts" / "sync.sh", "push"])
        if sync.returncode:
            raise StorageFailed("the data could not be sent to S3, so the tracker was not told; run again")


def entry(dataset, report, entity, when, rows=None) -> Entry:
    rows = report["rows"] if rows is None else rows
    return Entry(dataset.module, entity, when, rows, report["sha256"], report["source"], report["fetched_at"])


def season_entries(dataset, report) -> list[Entry]:
    """The seasons and types that are over and whole."""
    if report["is_part"]:
        return []
    day = report["fetched_at"][:10]
    return [
        entry(dataset, report, f"{season}/{season_type}", day, rows) for season, season_type, rows in report["complete"]
    ]


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


def said(dataset, one: Entry) -> str:
    if one.entity != ALL:
        return f"{one.entity} is complete"
    return f"stored through {one.date}" if dataset.is_of_games else f"done for {one.date}"


if __name__ == "__main__":
    run(main)
