"""What the league corrected after it was stored: a list by day found, and corrected copies beside the originals.

corrections/<date found>.<machine>.csv  dataset, game, row_key, column, stored, current; a list for each
                                        machine; without <machine> where a bucket is the store. A value that was
                                        stored empty is from nothing. A row that was added, or taken away: a line for
                                        each of its values, from or to nothing
revisions/<partition>/<number>.csv      the partition as corrected; the original stays as it is
_metadata/index/corrections.json        {list: [mark, its rows]}, so that a run reads only new lists
"""

import json
import re
from collections import Counter, defaultdict

from lib import csvfile, files, seasons
from lib.csvfile import Table
from lib.datasets import ALL, Dataset, of_path
from lib.errors import StorageFailed

FOLDER, REVISIONS = "corrections", "revisions"
COLUMNS = ["dataset", "game", "row_key", "column", "stored", "current"]
# Whether the league's site has a video of it changes for every game; at a neutral site each source has its own idea
# of which team is at home; an age is that of the day of the answer.
NOT_A_STATISTIC = {"VIDEO_AVAILABLE", "AVAILABLE_FLAG", "MATCHUP", "AGE"}
MANY, SEVERAL, MOST = 10, 3, 0.9
_FILE = re.compile(rf"{FOLDER}/(\d{{4}}-\d\d-\d\d)[A-Za-z0-9._-]*\.csv")
_REVISION = re.compile(rf"{REVISIONS}/(.+)/(\d{{1,9}})\.csv")
_INDEX = "_metadata/index/corrections.json"


def record(store, differences: list[dict], today: str) -> int:
    """Writes down new differences; returns how many.

    A current value that is empty means that the source lacks it; it is not a correction, unless the whole row was
    taken away, which its key shows. A stored value that was empty is filled in by the first that has it. A difference
    whose current value is the stored one takes an earlier correction back.
    """
    whole = {_row(change) for change in differences if change["column"] in ALL[change["dataset"]].key}
    stated = [change for change in differences if _row(change) in whole or _is_statement(change)]
    if not stated:
        return 0
    with store.backend.writing(FOLDER):
        known = latest_values(store, problems=[])  # save() has reported them
        new = {_place(difference): difference for difference in stated}
        new = [change for place, change in new.items() if _value(known, place, change["stored"]) != change["current"]]
        if new:
            rows = [[change[column] for column in COLUMNS] for change in new]
            while not _add(store, list_of(store, today), rows):
                pass  # another writer was first: add to what it wrote
    return len(new)


def apart(differences: list[dict]) -> tuple[list[dict], dict[str, str]]:
    """(differences that may be corrections, {column: the value that its other ones became}).

    MANY stored values, of which there were SEVERAL, become one only in an answer that is out of order.
    """
    columns = defaultdict(list)
    for change in differences:
        if change["stored"] != "" != change["current"] != change["stored"] and _is_statement(change):
            columns[change["column"]].append(change)
    collapsed = {}
    for column, changes in columns.items():
        ((value, count),) = Counter(change["current"] for change in changes).most_common(1)
        before = {change["stored"] for change in changes if change["current"] == value}
        if count >= max(MANY, MOST * len(changes)) and len(before) >= SEVERAL:
            collapsed[column] = value
    return [change for change in differences if change["column"] not in collapsed], collapsed


def unexplained(differences: list[dict], known: list[dict]) -> list[dict]:
    """The differences between two stores that no correction explains; one store may have the corrected value."""
    values = defaultdict(set)
    for correction in known:
        values[_place(correction)] |= {correction["stored"], correction["current"]}
    return [change for change in differences if not {change["stored"], change["current"]} <= values[_place(change)]]


def list_of(store, today: str) -> str:
    """The key of the list to which this machine adds what it finds today."""
    if store.backend.is_shared:
        return f"{FOLDER}/{today}.csv"
    name = re.sub(r"[^A-Za-z0-9_-]", "", files.machine().rpartition("/")[2])[:40]
    return f"{FOLDER}/{today}.{name}.csv"


def is_list(key: str) -> bool:
    name = _FILE.fullmatch(key)
    return bool(name) and csvfile.is_day(name[1])


def is_revision(key: str) -> bool:
    name = _REVISION.fullmatch(key)
    return bool(name) and of_path(name[1]) is not None


def read_list(body: bytes, key: str) -> Table:
    """A list of corrections from its bytes; raises StorageFailed."""
    return Table(COLUMNS, _rows(csvfile.from_bytes(body, key), key))


def next_number(store, revision: str) -> int:
    """The first number that is free for a revision of the same partition."""
    last = latest(store, _REVISION.fullmatch(revision)[1])
    return _number(last) + 1 if is_revision(last) else 1


def found(store) -> list[dict]:
    """Every correction as written down, the oldest first, with its date as `found`."""
    listed = []
    for key, rows in _files(store).items():
        day = _FILE.fullmatch(key)[1]
        listed += [{"found": day, **dict(zip(COLUMNS, row, strict=True))} for row in rows]
    return listed


def latest_values(store, problems: list | None = None) -> dict[tuple[str, str], dict[str, str]]:
    """(dataset, row key) -> {column: its value by the latest correction}"""
    values = defaultdict(dict)
    for rows in _files(store, problems).values():
        for name, _, row, column, _, current in rows:
            values[name, row][column] = current
    return values


def apply(store) -> list[str]:
    """Writes a revision of each partition with corrections that no revision contains yet; returns their keys."""
    wanted: dict[str, dict] = defaultdict(dict)
    for (name, row_key), values in latest_values(store).items():
        wanted[name][row_key] = values
    written = []
    with store.backend.writing(FOLDER):
        for name, rows in wanted.items():
            if name in ALL:
                for key in _candidates(store, ALL[name], rows):
                    written += _revise(store, ALL[name], key, rows)
    return written


def latest(store, key: str) -> str:
    """The key of a partition's latest revision, or its own."""
    revisions = [revision for revision in store.backend.list(f"{REVISIONS}/{key}") if _REVISION.fullmatch(revision)]
    return max(revisions, key=_number, default=key)


def _number(revision: str) -> int:
    return int(_REVISION.fullmatch(revision)[2])


def _revise(store, dataset: Dataset, key: str, corrected: dict) -> list[str]:
    original, at = csvfile.from_bytes(store.backend.read(key), key), latest(store, key)
    current = original if at == key else csvfile.from_bytes(store.backend.read(at), at)
    revised = csvfile.corrected(dataset, dataset.fields_of(key), original, corrected)
    if revised.rows == current.rows:
        return []
    number = 1 if at == key else _number(at) + 1
    body = csvfile.to_bytes(revised)
    while store.backend.write_all({(made := f"{REVISIONS}/{key}/{number}.csv"): (body, None)}):
        number += 1  # another writer took it
    return [made]


def _candidates(store, dataset: Dataset, row_keys) -> list[str]:
    """The partitions that may hold rows of these keys, judged by their paths and the index."""
    keys, wanted = [], [dict(zip(dataset.key, name.split("/"))) for name in row_keys]
    if "GAME_DATE" not in dataset.partition_fields:
        return sorted(store.backend.exist([dataset.path(values) for values in wanted]))
    games = {values[dataset.key[0]] for values in wanted}
    for season in {seasons.of_game(game)[0] for game in games if seasons.is_game_id(game)}:
        days = {day for game, day in store.games(dataset, seasons.bounds(season)).items() if game in games}
        for key, fields in (part for day in sorted(days) for part in store.partitions(dataset, GAME_DATE=day)):
            if any(fields.get(name, value) == value for values in wanted for name, value in values.items()):
                keys.append(key)
    return keys


def _files(store, problems: list | None = None) -> dict[str, list[list[str]]]:
    """key -> rows of COLUMNS, the oldest first; problems: collects the damage; without it the first is raised."""
    marks = {key: mark for key, mark in store.backend.marks(FOLDER).items() if _FILE.fullmatch(key)}
    if not marks:
        return {}
    body, version = store.backend.recall(_INDEX)
    try:
        kept = {key: rows for key, (mark, rows) in files.parsed(body or b"{}").items() if marks.get(key) == mark}
    except (ValueError, TypeError, AttributeError):
        kept = {}
    new = [key for key in sorted(marks) if key not in kept]
    for key, (stored, _) in store.backend.read_all(dict.fromkeys(new, b"")).items():
        try:
            kept[key] = _rows(csvfile.from_bytes(stored, key), key)
        except StorageFailed as damage:
            if problems is None:
                raise
            problems.append(damage)
    if new:
        index = {key: [marks[key], rows] for key, rows in kept.items()}
        store.backend.remember(_INDEX, json.dumps(index, separators=(",", ":")).encode(), version)
    return dict(sorted(kept.items()))


def _rows(table: Table, key: str) -> list[list[str]]:
    if missing := [column for column in COLUMNS if column not in table.columns]:
        raise StorageFailed(f"{key}: has no column {', '.join(missing)}; restore it, or move it away")
    return [[row[column] for column in COLUMNS] for row in table.dicts()]


def _is_statement(difference: dict) -> bool:
    stored, current = difference["stored"], difference["current"]
    column = difference["column"]
    is_statistic = column not in NOT_A_STATISTIC and not column.endswith("_RANK")  # among the rows of one answer
    is_blank = stored != current and stored.strip() == current.strip()  # one source's "11  " is the other's 11
    return current != "" and not is_blank and is_statistic


def _value(known: dict, place: tuple, stored: str) -> str:
    """The latest value of a place: the last correction's, or the stored one."""
    name, row, column = place
    return known.get((name, row), {}).get(column, stored)


def _row(difference: dict) -> tuple:
    return difference["dataset"], difference["row_key"]


def _place(difference: dict) -> tuple:
    return *_row(difference), difference["column"]


def _add(store, key: str, rows: list[list[str]]) -> bool:
    """Adds rows to a list of corrections; False if another writer was first."""
    body, version = store.backend.read_all({key: b""}).get(key, (None, None))
    before = _rows(csvfile.from_bytes(body, key), key) if body else []
    return not store.backend.write_all({key: (csvfile.to_bytes(Table(COLUMNS, before + rows)), version)})
