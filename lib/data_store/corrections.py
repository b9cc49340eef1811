"""What the league corrected after it was stored: a list by day found, and corrected copies beside the originals.

corrections/<date found>.csv            dataset, game, row_key, column, stored, current
revisions/<partition>/<number>.csv      the partition as corrected; the original stays as it is
"""

from lib.data_store import table
from lib.data_store.table import Table
from lib.datasets import ALL, Dataset

FOLDER, REVISIONS = "corrections", "revisions"
COLUMNS = ["dataset", "game", "row_key", "column", "stored", "current"]
# Whether the league's site has a video of it changes for every game; at a neutral site each source has its own idea
# of who is at home.
NOT_A_STATISTIC = {"VIDEO_AVAILABLE", "MATCHUP"}


def record(store, differences: list[dict], today: str) -> int:
    """Writes down the differences that are not yet; returns how many they are.

    A value that one side has not is the silence of another source, no correction.
    """
    with store.backend.writing(FOLDER):
        known = {_place(one): one["current"] for one in found(store)}
        new = {
            _place(one): one
            for one in differences
            if one["stored"] != "" != one["current"] and one["column"] not in NOT_A_STATISTIC
        }
        new = [one for place, one in new.items() if known.get(place) != one["current"]]
        if new:
            rows = [[one[column] for column in COLUMNS] for one in new]
            while not _add(store, f"{FOLDER}/{today}.csv", rows):
                pass  # another writer was first: add to what it wrote
    return len(new)


def found(store) -> list[dict]:
    """Every correction as it was written down, the oldest first, with `found`, the date of it."""
    listed = []
    for key in store.list(FOLDER):
        day = key.rpartition("/")[2].removesuffix(".csv")
        listed += [{"found": day, **row} for row in table.from_bytes(store.backend.read(key), key).dicts()]
    return listed


def apply(store) -> list[str]:
    """Writes a revision of each partition that corrections change and none has yet; returns their keys."""
    wanted: dict[str, dict] = {}
    for one in found(store):  # the latest finding of a value is the last
        wanted.setdefault(one["dataset"], {}).setdefault(one["row_key"], {})[one["column"]] = one["current"]
    written = []
    with store.backend.writing(FOLDER):
        for name, rows in wanted.items():
            dataset = ALL[name]
            for key in _candidates(store, dataset, rows):
                written += _revise(store, dataset, key, rows)
    return written


def latest(store, key: str) -> str:
    """The key of a partition's latest revision, or its own."""
    return max(store.list(f"{REVISIONS}/{key}"), key=_number, default=key)


def _number(revision: str) -> int:
    return int(revision.rpartition("/")[2].removesuffix(".csv"))


def _revise(store, dataset: Dataset, key: str, corrected: dict) -> list[str]:
    at = latest(store, key)
    stored = table.from_bytes(store.backend.read(at), at)
    rows = stored.dicts()
    for row in rows:
        row |= corrected.get("/".join(row[column] for column in dataset.key), {})
    revised = [[row[column] for column in stored.columns] for row in rows]
    if revised == stored.rows:
        return []
    number = 1 if at == key else _number(at) + 1
    body = table.to_bytes(Table(stored.columns, revised))
    while store.backend.write_all({(made := f"{REVISIONS}/{key}/{number}.csv"): (body, None)}):
        number += 1  # another writer took it
    return [made]


def _candidates(store, dataset: Dataset, row_keys) -> list[str]:
    """The partitions that may hold rows of these keys: by what a path tells of player and game."""
    games, others = {key.split("/")[0] for key in row_keys}, {key.split("/")[1] for key in row_keys}
    keys = []
    for key, fields in store.partitions(dataset):
        if fields.get("gameId", next(iter(games))) in games and fields.get("PLAYER_ID", next(iter(others))) in others:
            keys.append(key)
    return keys


def _place(one: dict) -> tuple:
    return one["dataset"], one["row_key"], one["column"]


def _add(store, key: str, rows: list[list[str]]) -> bool:
    """Adds rows to a list of corrections; False if another writer was first."""
    body, version = store.backend.read_all([key]).get(key, (None, None))
    before = table.from_bytes(body, key).rows if body else []
    return not store.backend.write_all({key: (table.to_bytes(Table(COLUMNS, before + rows)), version)})
