"""Check, fetch, store, mark: the steps of make's recipe, each alone, and all of them in one process."""

import contextlib
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from lib import config, files, metrics, runs, seasons
from lib.asked import Asked
from lib.datasets import Dataset
from lib.errors import Nonsense, StorageFailed, Trouble
from lib.jobs import report as reports
from lib.jobs.due import check, claimed, keeping_claim, open_tracker
from lib.jobs.report import Report
from lib.jobs.wanted import look_again, note_asked
from lib.tracker import ALL, Entry

log = logging.getLogger("nba-data")
GOES_ON = "not done yet: the next run goes on"
SHOWN = 5  # problems that are logged one by one


@dataclass(frozen=True)
class Outcome:
    """How a chain ended: its report, how many rows were new, how many requests the budget left for the next run."""

    report: Report
    new_rows: int
    pending: int


@contextlib.contextmanager
def quiet():
    """Logs only warnings and errors inside the with block."""
    level = log.level
    log.setLevel(max(level, logging.WARNING))
    try:
        yield
    finally:
        log.setLevel(level)


def run(dataset: Dataset, ask: Callable, asked: Asked | None = None, ends_in: float = float("inf")) -> Outcome | None:
    """All four steps; None if nothing is due. The report says what could not be fetched.

    ask: Asked -> lib.nba.fetched.Fetched, as the dataset's fetch script has it.
    asked: by default what the environment asks for. ends_in: seconds until the platform ends the run.
    """
    from lib.nba import budget

    budget.start(ends_in)
    asked = check(dataset, asked, claim=True)
    if asked is None:
        return None
    csv, path = reports.paths(dataset, f"{os.getpid()}")
    pending = fetch(dataset, ask, asked, csv, path)
    new_rows = store(dataset, csv, reports.read(path))
    report = mark(dataset, reports.read(path))
    reports.clear(csv, path)
    return Outcome(report, new_rows, pending)


def fetch(dataset: Dataset, ask: Callable, asked: Asked, csv: Path, path: Path) -> int:
    """Writes the fetched rows to csv and a report to path, also if nothing came.

    Returns how many requests the budget left for the next run.
    """
    from lib.nba.budget import BudgetSpent

    note_asked(dataset, asked)
    entity = claimed(asked)
    try:
        with keeping_claim(dataset, entity), _shared(dataset):
            fetched = ask(asked)
            refuse_fewer_rows(dataset, fetched.rows)
    except BudgetSpent as spent:
        log.info("%s: nothing came: %s", dataset.name, spent)
        reports.write(path, Report("", "", (), (), claimed=entity))
        return 1
    except Trouble as failure:
        complain(dataset, [failure])
        is_part = bool(asked.team or asked.player or asked.game)
        reports.write(path, replace(reports.failed(failure, is_part=is_part), claimed=entity))
        return 0
    body = reports.as_csv(fetched.rows, dataset)
    files.write(csv, body)
    tell(dataset, fetched, asked)
    complain(dataset, fetched.failures)
    reports.write(path, replace(reports.of(dataset, fetched, asked, body), claimed=entity))
    return fetched.pending


def refuse_fewer_rows(dataset: Dataset, rows) -> None:
    """Raises Nonsense for all of a dataset with far fewer rows than the newest stored copy: the answer is cut."""
    if dataset.request != "everything":
        return
    from lib.jobs import stored
    from lib.nba import cut

    if why := cut.fewer(rows, dataset, *stored.newest_copy(dataset)):
        raise Nonsense(f"{dataset.name}: {why}")


@contextlib.contextmanager
def _shared(dataset: Dataset):
    """If the data are in a bucket: shares what this machine finds out (holes, blocks), and takes what others found."""
    if config.get("DATA_STORE") != "s3":
        yield
        return
    from lib import shared_holes  # boto3 is slow to import, so only where it is needed
    from lib.jobs import shared_block

    with shared_holes.shared_at_once(dataset.name), shared_block.shared_at_once():
        yield


def tell(dataset: Dataset, fetched, asked: Asked) -> None:
    """Logs one line: requests by source and endpoint, retries, rows, seconds waited."""
    from lib.nba import budget

    summary = budget.run.summary()
    sent, when = summary["requests"], asked.season or asked.span or asked.game
    endpoints = f" ({', '.join(f'{count} {endpoint}' for endpoint, count in sent.items())})" if sent else ""
    parts = [
        f"{when}" if when and dataset.is_of_games else None,
        f"{counted(sum(sent.values()), 'request')}{endpoints}",
        counted(summary["retries"], "retry", "retries") if summary["retries"] else None,
        counted(len(fetched.rows), "row"),
        f"{summary['waited_seconds']} seconds waited for the throttle" if summary["waited_seconds"] else None,
    ]
    facts = {"span": f"{when or ''}", "rows": len(fetched.rows), "left_for_next_run": fetched.pending}
    fields = {"dataset": dataset.name, **summary, **facts, "failures": len(fetched.failures)}
    fields["requests_sent"] = sum(sent.values())
    if fetched.failures and not sent:  # no request was sent
        return
    log.info("%s: %s", dataset.name, ", ".join(filter(None, parts)), extra={"fields": fields})
    if fetched.pending:
        why = "" if fetched.failures else f": {budget.stopped or 'the budget of this one is spent'}"
        log.info("%s: %s left for the next run%s", dataset.name, counted(fetched.pending, "request"), why)


def complain(dataset: Dataset, failures) -> None:
    """Logs each failure once, in one line."""
    for line in dict.fromkeys(f"{failure}" for failure in failures):
        is_path = line.startswith(f"{dataset.name}/")
        log.error("%s: %s", dataset.name, line if is_path else line.removeprefix(dataset.name).lstrip(": "))


def store(dataset: Dataset, csv: Path, report: Report | None = None) -> int:
    """Stores a CSV, each row in its partition; returns how many rows were new.

    Raises StorageFailed: the CSV does not match its report, or some rows could not be stored (the others are).
    """
    if report and not report.sha256:
        return 0
    with keeping_claim(dataset, report.claimed) if report else contextlib.nullcontext():
        return _store(dataset, csv, report)


def _store(dataset: Dataset, csv: Path, report: Report | None) -> int:
    import hashlib

    from lib import csvfile, data_store
    from lib.data_store import corrections

    with files.disk(csv, "run the fetch script first"):
        body = csv.read_bytes()
    if report and hashlib.sha256(body).hexdigest() != report.sha256:
        raise StorageFailed(f"{csv}: is not what its report tells of; run the fetch script again")
    today, folders = f"{seasons.eastern_date(config.now())}", set()
    data, problems = data_store.open_store(), []

    def told():
        """The CSV's tables; before each is stored, since the store may be killed, the seasons that it changes."""
        for table in csvfile.pieces(body, f"{csv}", dataset):
            csvfile.require(table, dataset)
            place = dataset.partition_fields[0]
            new = {row[table.columns.index(place)] for row in table.rows} if dataset.is_of_games else set()
            look_again(new)
            folders.update(new)
            yield table

    saved = data.save_all(dataset, told(), report.date if report else today, problems, is_answer=report is not None)
    look_again(folders if saved.new_rows else ())  # and after, since somebody may have looked meanwhile
    new = f"{counted(saved.new_rows, 'new row')} in {counted(saved.new_files, 'new file')}"
    said = f"{new if saved.new_rows else 'nothing new to store'} below {where(dataset.folder)}"
    fields = {"dataset": dataset.name, "rows_new": saved.new_rows, "files_new": saved.new_files}
    log.info("%s: %s", dataset.name, said, extra={"fields": fields})
    if found := corrections.record(data, _believed(dataset, saved.differences, today, problems), today):
        changed = counted(found, "stored value")
        log.warning("%s: the league corrected or filled in %s: see make corrections", dataset.name, changed)
    for problem in problems[1:SHOWN]:
        log.error("%s: %s", dataset.name, problem)
    if len(problems) > SHOWN:
        log.error("%s: and %s like these: see make doctor", dataset.name, counted(len(problems) - SHOWN, "problem"))
    if problems:  # all else is stored
        raise problems[0]
    return saved.new_rows


def _believed(dataset: Dataset, differences: list[dict], today: str, problems: list[Trouble]) -> list[dict]:
    """The differences that count as corrections; problems: receives why others do not, until three days agree."""
    from lib.data_store import corrections

    changes, collapsed = corrections.apart(differences)
    if not collapsed:
        return differences
    from lib import holes  # rarely needed

    lacks = {f"column {column}": f"is {value} wherever it differs" for column, value in collapsed.items()}
    with _shared(dataset):
        if holes.are_the_leagues(dataset.name, lacks, today):
            return differences
    why = "; ".join(f"{column} {what}" for column, what in lacks.items())
    problems.append(Nonsense(f"{dataset.name}: {why} from many stored values: no correction is taken of it; run again"))
    return changes


def mark(dataset: Dataset, report: Report) -> Report:
    """Writes the report's entries that leave no gap to the tracker; gives up the claim if nothing came."""
    tracker = open_tracker()
    facts = {"is_part": True} if report.is_part else {}
    runs.note(dataset.name, status=report.status, problem=report.problem, **report.spent, **facts)
    if not report.sha256:
        tracker.give_up(dataset, config.now(), report.claimed)
        if config.get("LOG_FORMAT") == "json":
            log.info("%s: nothing came", dataset.name, extra={"fields": _end(dataset, report, tracker, "")})
        return report
    last = tracker.last_game_date(dataset)
    entries = [entry for entry in (_without_gap(dataset, entry, report, last) for entry in report.entries) if entry]
    with keeping_claim(dataset, report.claimed):
        if tracker.is_shared and config.get("DATA_STORE") == "local":
            send_first()
        tracker.mark_fetched(dataset, entries)
        tracker.release(dataset, report.claimed)
    reached = max((entry.date for entry in entries if entry.entity == ALL), default=last)
    fields = _end(dataset, report, tracker, (dataset.is_of_games and reached) or "")
    said = _said(dataset, entries, report)
    if said or config.get("LOG_FORMAT") == "json":  # its readers count every run
        log.info("%s: %s", dataset.name, said or "ended", extra={"fields": fields})
    return report


def _end(dataset: Dataset, report: Report, tracker, last: str) -> dict:
    """Log fields for monitoring: the run's status, hours since the last success, days since the last stored game."""
    fields, now = {"dataset": dataset.name} | metrics.ended(report.status), config.now()
    if last:
        fields["days_since_last_game"] = (seasons.eastern_date(now) - date.fromisoformat(last)).days
    if report.status and (before := tracker.last_fetched(dataset)):
        fields["hours_since_success"] = round((now - config.instant(before, "last_fetched")).total_seconds() / 3600, 1)
    return fields | ({} if report.status else {"hours_since_success": 0})


def _without_gap(dataset: Dataset, entry: Entry, report: Report, last: str | None) -> Entry | None:
    """The entry to write: the last game date moves on only if there is no gap before it. None: write nothing."""
    if entry.entity != ALL or not dataset.is_of_games:
        return entry
    first, end = map(date.fromisoformat, report.span)
    through = date.fromisoformat(last) if last else None
    if through and end < through:  # an older season: the last game date has nothing to do with it
        return None
    follows = through and first <= through + timedelta(days=1)
    is_opening = first == seasons.bounds(seasons.of_day(first)).first
    reached = max(entry.date, last or "")
    return replace(entry, date=reached) if reached and (follows or is_opening) else None


def send_first() -> None:
    """Syncs local data before a tracker in AWS tells others of them. Raises StorageFailed."""
    import subprocess  # only a shared tracker needs it

    sync = subprocess.run([config.ROOT / "scripts" / "sync.sh", "push"])
    if sync.returncode:
        raise StorageFailed("the data could not be sent to S3, so the tracker was not told; run again")


def _said(dataset: Dataset, entries: list[Entry], report: Report) -> str:
    """What is stored now, in words; empty if the line about stored rows already has it."""
    whole, said = {}, []
    for entry in entries:
        season, _, season_type = entry.entity.partition("/")
        if season_type and not entry.rows:
            said.append(f"the league has nothing of {season} {season_type}")
        elif season_type:
            whole.setdefault(season, []).append(season_type)
        elif season == ALL:
            said.append(f"stored through {entry.date}" if dataset.is_of_games else f"done for {entry.date}")
    said = [f"{season} {', '.join(types)} complete" for season, types in whole.items()] + said
    if said:
        return ", ".join(said)
    if report.spent.get("pending") and not dataset.is_of_games:
        return GOES_ON
    is_all_there = not (report.status or report.spent.get("pending"))
    if not (report.is_part or (report.part and is_all_there)):
        reached = next((entry.date for entry in report.entries if entry.entity == ALL), "")
        if reached and reached <= (through := open_tracker().last_game_date(dataset) or ""):
            return f"stored through {through}"
        if reached:
            return f"stored from {report.span[0]} through {reached}; games before that are missing"
        return _nothing_came(report) or GOES_ON
    if dataset.request == "player" and len(entries) == 1:
        from lib.nba.players import name_of

        career = where(dataset.path({"date": report.date, "PLAYER_ID": entries[0].entity}))
        return f"{name_of(entries[0].entity)}: {career if entries[0].rows else 'has no career yet'}"
    if seasons.is_game_id(report.part):
        key = dataset.path({dataset.game_field: report.part})
        return f"game {report.part}: {where(key)}" if _is_stored(dataset, report.part) else ""
    if report.part.endswith(": no game"):
        return report.part
    return f"{report.part}, below {where(dataset.folder)}" if report.part else ""


def _nothing_came(report: Report) -> str:
    """The text for dates without a game; empty if games came, or may still come."""
    if not report.span or report.status or report.spent.get("rows") or report.spent.get("pending"):
        return ""
    from lib import schedule  # only a run without a row waits for it

    span = seasons.Span(*map(date.fromisoformat, report.span))
    schedules = [schedule.stored(season) for season in seasons.parts(span)]
    games = [game for kept in schedules if kept for game in kept.played(span)]
    if any(game.state == schedule.FINAL for game in games):
        return ""
    return f"{counted(len(games), 'game')} on {span}, not final yet" if games else f"no game on {span}"


def _is_stored(dataset: Dataset, game_id: str) -> bool:
    from lib import data_store

    return bool(data_store.open_store().existing(dataset, [{dataset.game_field: game_id}]))


def where(key: str) -> str:
    """The path or S3 address of a key, for a person to read."""
    if config.get("DATA_STORE") == "s3":
        return "/".join(filter(None, ("s3:/", config.get("S3_BUCKET"), config.s3_prefix(), key)))
    path = config.data_dir() / key
    return f"{path.relative_to(config.ROOT) if path.is_relative_to(config.ROOT) else path}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """1 row, 2,460 rows"""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
