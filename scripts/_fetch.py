"""What a fetch hands over: the CSV, the report for store.py and mark.py, the run in one line."""

import json
from pathlib import Path

from _script import log, write_output

from lib import config


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
        "failures": len(fetched.failures),
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
        why = "" if summary["failures"] else ": the budget of this one is spent"
        log.info("%s: %s left for the next run%s", dataset.name, _count(pending, "request"), why)


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


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
