"""What every script shares of the terminal: arguments, output, logs, exit statuses."""

import argparse
import json
import logging
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from lib import config, seasons  # noqa: E402  (the root must be on the path first)
from lib.errors import Trouble, Usage  # noqa: E402

log = logging.getLogger("nba-data")
PROGRESS_SECONDS = 15


def arguments(doc: str) -> argparse.ArgumentParser:
    """A parser whose help is the script's docstring."""
    return argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)


def game_arguments(options: argparse.ArgumentParser) -> None:
    """Which games: a season or dates, and a type. SEASON, DATE … are the defaults where none of them is given."""
    options.add_argument("--season", metavar="YYYY-YY", help="a season, such as 2018-19")
    options.add_argument("--date", metavar="DATE", help="one game date, US Eastern, such as 2024-01-20")
    options.add_argument("--date-from", metavar="DATE", help="first game date")
    options.add_argument("--date-to", metavar="DATE", help="last game date; default: yesterday's")
    options.add_argument(
        "--season-type",
        metavar="TYPE",
        default=config.get("SEASON_TYPE"),
        help=f"{', '.join(seasons.ALIASES)}; default: what is played on the dates asked for",
    )
    options.add_argument("--look-back", metavar="DAYS", type=int, default=0, help="and so many days before, corrected")
    _output_arguments(options)


def date_argument(options: argparse.ArgumentParser) -> None:
    """--date, of a dataset that is fetched whole."""
    options.add_argument("--date", metavar="DATE", help="the day it is fetched for; it is always as of now")
    _output_arguments(options)


def _output_arguments(options: argparse.ArgumentParser) -> None:
    options.add_argument("--output", metavar="FILE", help="write there, aside and moved; default: stdout")
    options.add_argument("--report", metavar="FILE", help="write what was fetched and what is missing, for mark.py")


def asked_span(args) -> seasons.Span | None:
    """The span that the arguments, or else the environment, ask for; None if neither does. Raises Usage."""
    asked = {name: getattr(args, name, None) for name in ("season", "date", "date_from", "date_to")}
    if not any(asked.values()):
        asked = {name: config.get(name.upper()) for name in asked}
    if not any(asked.values()):
        return None
    if sum(bool(asked[name]) for name in ("season", "date", "date_from")) != 1 or (asked["date_to"] and asked["date"]):
        raise Usage("ask for a season, for a date, or from a date (--date-from, --date-to): for one of the three")
    if asked["season"]:
        return seasons.bounds(asked["season"])
    if asked["date"]:
        return seasons.Span(seasons.day(asked["date"]), seasons.day(asked["date"]))
    first = seasons.day(asked["date_from"])
    last = seasons.day(asked["date_to"]) if asked["date_to"] else max(first, seasons.yesterday(config.now()))
    if last < first:
        raise Usage(f"--date-to {last} lies before --date-from {first}")
    return seasons.Span(first, last)


def game_span(args) -> tuple[seasons.Span, str | None]:
    """(the span asked for, by default the season so far; the season type asked for, or None)"""
    span = asked_span(args) or seasons.so_far(seasons.yesterday(config.now()))
    return span, seasons.season_type(args.season_type) if args.season_type else None


def read_report(path: Path) -> dict:
    """What a fetch script wrote with --report; raises StorageFailed."""
    from lib import files
    from lib.errors import StorageFailed

    with files.disk(path, "run the fetch script with --report first"):
        body = path.read_bytes()
    try:
        return json.loads(body)
    except ValueError:
        raise StorageFailed(f"{path}: not a report; run the fetch script with --report again") from None


def progress(wanted: list, what: str):
    """wanted itself, with a bar on a terminal, a line every PROGRESS_SECONDS in a log."""
    if sys.stderr.isatty():
        from tqdm import tqdm

        return tqdm(wanted, desc=what, unit="", dynamic_ncols=True)
    return _told(wanted, what)


def _told(wanted: list, what: str):
    said = time.monotonic()
    for done, one in enumerate(wanted):
        if time.monotonic() - said > PROGRESS_SECONDS:
            said = time.monotonic()
            log.info("%s: %d of %d", what, done, len(wanted))
        yield one


def hand_over(fetched, dataset, span, args) -> None:
    """Writes the rows, the report and the summary line; then raises the first of the failures, if there are any."""
    if fetched.failures and fetched.rows.empty:
        summarise(dataset, run_summary(span, fetched), 0)
        raise fetched.failures[0]
    body = as_csv(fetched.rows, dataset)
    write_output(body, args.output)
    summary = run_summary(span, fetched)
    if args.report:
        report = fetched.report(dataset, span, body, config.now()) | {"date": args.date, "run": summary}
        write_output(json.dumps(report, indent=1).encode(), args.report)
    else:
        summarise(dataset, summary)
    for failure in fetched.failures[1:]:
        log.error("%s: %s", dataset.name, failure)
    if fetched.failures:
        raise fetched.failures[0]


def as_csv(rows, dataset) -> bytes:
    """A DataFrame of JSON values as the dataset's CSV."""
    from lib.data_store import table

    built = table.build(rows.columns, rows.itertuples(index=False, name=None), dataset)
    return table.to_bytes(table.ordered(built, dataset))


def run_summary(span, fetched) -> dict:
    """What a run asked for and what came, as store.py repeats it with what was new of it."""
    from lib.nba import budget

    return {
        "span": f"{span}" if span else None,
        **budget.run.summary(),
        "rows": len(fetched.rows),
        "left_for_next_run": fetched.pending,
    }


def summarise(dataset, summary: dict, rows_new: int | None = None, files_new: int | None = None) -> None:
    """The one line of a run: requests by source and endpoint, retries, rows, seconds waited; all of it as fields."""
    asked, retries, pending = summary["requests"], summary["retries"], summary["left_for_next_run"]
    sent = f"{_count(sum(asked.values()), 'request')}"
    if asked:
        sent += f" ({', '.join(f'{count} {endpoint}' for endpoint, count in asked.items())})"
    parts = [
        summary["span"],
        sent,
        _count(retries, "retry", "retries") if retries else None,
        _count(summary["rows"], "row") if rows_new is None else f"{_count(summary['rows'], 'row')}, {rows_new} new",
        f"in {_count(files_new, 'new file')}" if files_new else None,
        f"{summary['waited_seconds']} seconds waited for the throttle" if summary["waited_seconds"] else None,
    ]
    fields = {"dataset": dataset.name, **summary}
    fields |= {} if rows_new is None else {"rows_new": rows_new}
    log.info("%s: %s", dataset.name, ", ".join(filter(None, parts)), extra={"fields": fields})
    if pending:
        log.info(
            "%s: %s left for the next run: the budget of this one is spent", dataset.name, _count(pending, "request")
        )


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def write_output(body: bytes, output: str | None) -> None:
    """To stdout, or aside and moved to a file."""
    if output:
        from lib import files

        files.write(Path(output), body)
    else:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()


def run(main) -> None:
    """Runs a script's main() and ends with the exit status of what went wrong, in one line on stderr."""
    try:
        _set_up_log()
        sys.exit(main())
    except BrokenPipeError:  # `| head` has what it wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
    except Trouble as trouble:
        _complain(str(trouble))
        sys.exit(trouble.status)
    except Exception as error:  # 1 would read as "nothing due"
        _complain(f"unexpected {type(error).__name__}: {error}; run again with LOG_LEVEL=debug and report it")
        sys.exit(70)


def _complain(line: str) -> None:
    script = Path(sys.argv[0]).stem
    _set_up_log(fallback=True)
    log.error("%s: %s", script, " ".join(line.split()))
    if os.environ.get("LOG_LEVEL") == "debug":
        import traceback  # heavy for the tracker check

        sys.stderr.write(masked(traceback.format_exc()))


def masked(text: str) -> str:
    """A text without the credentials of a proxy, wherever they come from."""
    if not os.environ.get("NBA_API_PROXY"):
        return text
    from lib.nba import proxies  # heavy for the tracker check

    return proxies.masked(text)


class _Line(logging.Formatter):
    def format(self, record):
        return masked(super().format(record))


def _set_up_log(fallback: bool = False) -> None:
    """One line an event on stderr; fallback: whatever the environment says."""
    if log.handlers:
        return
    as_json = not fallback and config.get("LOG_FORMAT") == "json"
    level = "info" if fallback else config.get("LOG_LEVEL")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLine() if as_json else _Line("%(message)s"))
    log.addHandler(handler)
    log.setLevel(level.upper())


class _JsonLine(logging.Formatter):
    """{"time": …, "level": …, "message": …} and whatever `extra={"fields": …}` adds."""

    def format(self, record):
        line = {"time": config.stamp(config.now()), "level": record.levelname.lower(), "message": record.getMessage()}
        return masked(json.dumps(line | getattr(record, "fields", {})))


def open_tracker():
    """The tracker that TRACKER names; `exists` is shown the data store and the kept schedules."""
    from lib import tracker

    if config.get("TRACKER") != "exists":
        return tracker.open_tracker()
    from lib import data_store, schedule

    return tracker.open_tracker(data_store.open_store().backend, schedule.stored)


def due_of(dataset, asked=None):
    """What is due of a dataset now, by the tracker, the kept schedules and what is asked for."""
    from lib import schedule

    look_back = int(config.get("CORRECTION_DAYS"))
    return open_tracker().should_fetch(dataset, asked or asked_for(), schedule.stored, config.now(), look_back)


def known_of(dataset):
    """What the tracker and the kept schedules know of a dataset, as a due.Known."""
    from lib import schedule

    return open_tracker().known(dataset, schedule.stored)


def asked_for():
    """What SEASON, DATE …, SEASON_TYPE, PLAYER, GAME and FORCE ask for, as a due.Asked."""
    from lib.tracker import due

    kind = config.get("SEASON_TYPE")
    return due.Asked(
        season=config.get("SEASON"),
        span=asked_span(argparse.Namespace()),
        season_type=seasons.season_type(kind) if kind else None,
        player=config.get("PLAYER"),
        game=config.get("GAME"),
        force=config.get("FORCE") == "1",
    )
