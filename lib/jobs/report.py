"""The files that a fetch passes to store and mark: a CSV, and a report with its hash and the tracker's entries."""

import json
import re
import time
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from pathlib import Path

from lib import config, files, leftovers, seasons
from lib.asked import Asked
from lib.datasets import Dataset
from lib.errors import StorageFailed, Trouble, Usage
from lib.tracker import ALL, Entry


@dataclass(frozen=True)
class Report:
    """The facts about a fetched CSV.

    sha256    of the CSV; "" if nothing came
    date      the day of the fetch, which is in the path of datasets that are fetched whole
    span      the first and the last game date asked for; () for a dataset without games
    entries   the tracker's entries, written once the rows are stored; ALL's only if no gap is left before the span
    is_part   only some teams, players or games were asked for, which proves nothing about the others
    part      which ones, and how much there is: "LAL 2025-01-08: 1 game", or a game's id; "" if all were asked for
    claimed   the tracker's entity that this run has claimed
    status    the exit status of the first failure, 0 if there is none; problem: its message
    spent     requests, seconds, rows, and pending: requests left for the next run
    """

    sha256: str
    date: str
    span: tuple[str, ...]
    entries: tuple[Entry, ...]
    is_part: bool = False
    part: str = ""
    status: int = 0
    problem: str = ""
    spent: dict = field(default_factory=dict)
    claimed: str = ALL


def of(dataset: Dataset, fetched, asked: Asked, body: bytes) -> Report:
    """The report of a lib.nba.fetched.Fetched whose rows are body."""
    import hashlib  # mark reads what a fetch wrote

    now = config.stamp(config.now())
    sha256, source = hashlib.sha256(body).hexdigest(), "+".join(sorted(fetched.sources))

    def entry(entity: str, date: str, rows: int) -> Entry:
        return Entry(dataset.module, entity, date, rows, sha256, source, now)

    if fetched.failures and not fetched.rows:
        return failed(fetched.failures[0], fetched.pending, fetched.is_part)
    entries, rows, today = [], len(fetched.rows), now[:10]
    is_all = not (fetched.is_part or fetched.failures or fetched.pending)
    if is_all or (dataset.is_of_games and not fetched.is_part):  # rows that are not of games prove nothing in part
        entries += [entry("/".join(part), today, count) for part, count in fetched.complete.items()]
    if dataset.request == "player":  # also a player without a career, so that he is not fetched again this period
        entries += [entry(player_id, today, count) for player_id, count in fetched.brought.items()]
    span = asked.dates if dataset.is_of_games else None
    if span and not (fetched.is_part or fetched.season_type):
        entries += [entry(ALL, fetched.last_game_date or "", rows)]
    if not dataset.is_of_games and is_all and not asked.season:  # a past season proves nothing about today
        entries += [entry(ALL, today, rows)]
    date = asked.span.first if asked.span else seasons.eastern_date(config.now())
    dates = (f"{span.first}", f"{span.last}") if span else ()
    status, problem = (fetched.failures[0].status, f"{fetched.failures[0]}") if fetched.failures else (0, "")
    part, spent = _part(dataset, fetched, asked), _spent(rows, fetched.pending)
    return Report(sha256, f"{date}", dates, tuple(entries), fetched.is_part, part, status, problem, spent)


def _part(dataset: Dataset, fetched, asked: Asked) -> str:
    """The part that was asked for: "LAL 2025-01-08: 1 game", a game's id, "Advanced 2023-24"; "" for all of it."""
    if not dataset.is_of_games:
        return " ".join(filter(None, (asked.measure, asked.season)))
    if not (fetched.is_part or asked.season_type) or asked.game:
        return asked.game or ""
    from lib.completeness import games_text
    from lib.nba import players, teams  # heavy, and loaded by now

    who = [teams.name_of(team_id) for team_id in asked.teams]
    who += [players.name_of(asked.player)] if asked.player else []
    games = {row["GAME_ID"] for row in fetched.rows} if fetched.listed is None else range(fetched.listed)
    what = " ".join(filter(None, (*who, asked.season_type, f"{asked.season or asked.span}")))
    return f"{what}: {games_text(len(games)) if games else 'no game'}"


def failed(failure: Trouble, pending: int = 0, is_part: bool = False) -> Report:
    """The report of a fetch without rows."""
    return Report("", "", (), (), is_part, "", failure.status, f"{failure}", _spent(0, pending))


def _spent(rows: int, pending: int) -> dict:
    from lib.nba import budget

    seconds = round(time.monotonic() - budget.run.started, 1)
    return {"requests": budget.run.sent, "seconds": seconds, "rows": rows, "pending": pending}


def as_csv(rows, dataset: Dataset) -> bytes:
    """lib.nba.answer.Rows, or Packed, as the dataset's CSV: what it is made of is in memory some rows at a time."""
    from lib import csvfile

    columns = rows.columns
    header = csvfile.to_bytes(csvfile.build(columns, []))
    written = [header]
    for places in _by_folder(rows, dataset):
        cells = [[row.get(column) for column in columns] for row in map(rows.__getitem__, places)]
        table = csvfile.ordered(csvfile.build(columns, cells, dataset), dataset)
        written.append(csvfile.to_bytes(table)[len(header) :])
    return b"".join(written)


def _by_folder(rows, dataset: Dataset):
    """The places of rows, some csvfile.AT_ONCE in a list, in the order of the topmost folders that they will lie in."""
    from lib import csvfile

    field = next((name for name in dataset.partition_fields if name in rows.columns), None)
    if field is None or len(rows) <= csvfile.AT_ONCE:
        yield range(len(rows))
        return
    folders = defaultdict(list)
    for place in range(len(rows)):
        folders[f"{rows[place].get(field)}/"].append(place)
    places = []
    for folder in sorted(folders):
        places += folders[folder]
        if len(places) >= csvfile.AT_ONCE:
            yield places
            places = []
    yield places


def paths(dataset: Dataset, run: str) -> tuple[Path, Path]:
    """The paths of a run's CSV and report; run: its number on this machine. Raises Usage."""
    if not re.fullmatch(r"[0-9]{1,20}", run):
        raise Usage(f"--run {run!r} is not a number; the shell's process id does")
    return leftovers.run_file(dataset.name, run, "csv"), leftovers.run_file(dataset.name, run, "json")


def write(path: Path, report: Report) -> None:
    files.write(path, json.dumps(asdict(report), indent=1).encode())


def read(path: Path) -> Report:
    """Reads a run's report; raises StorageFailed."""
    with files.disk(path, "run the fetch script with --run first"):
        body = path.read_bytes()
    try:
        kept = files.parsed(body)
        entries = tuple(Entry(**entry) for entry in kept["entries"])
        return Report(**kept | {"entries": entries, "span": tuple(kept["span"])})
    except (ValueError, TypeError, KeyError):
        raise StorageFailed(f"{path}: is not a report; run the fetch script with --run again") from None


def clear(csv: Path, report: Path) -> None:
    """Removes a finished run's files, and files that killed runs left."""
    with files.disk(csv):
        for path in (csv, report):
            path.unlink(missing_ok=True)
        leftovers.sweep()
