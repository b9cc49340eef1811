"""Faults on request: of the wire, in place of the answer or in its delivery, and of the data, in the document."""

import re
import threading
from dataclasses import dataclass
from pathlib import Path
from random import Random

WIRE = ("latency", "hang", "reset", "403", "429", "500", "500-text", "404", "html", "truncated", "cut", "empty")
# fault -> the rows it lets through
ROWS = {
    "empty-results": lambda rows: [],
    "short": lambda rows: rows[: len(rows) // 2],
    "duplicate": lambda rows: [row for row in rows for _ in (1, 2)],
}
DATA = ("nothing", *ROWS, "missing-column", "new-column", "swapped-ids")
KINDS = WIRE + DATA
KEYS = ("GAME_ID", "Game_ID", "PLAYER_ID", "PERSON_ID", "TEAM_ID", "TeamID")
SECONDS = {"latency": 1.0, "429": 3.0}

PAGES = Path(__file__).parent / "pages"
HTML_ERROR, TRACE = ((PAGES / name).read_bytes() for name in ("unavailable.html", "trace.txt"))


@dataclass
class Fault:
    """`endpoints`: names, `stats`, `cdn`; empty for all. `count`: requests still to affect; None: no limit.

    `share`: of the requests, from 0 to 1. `seconds`: of latency, or of Retry-After.
    """

    kind: str
    endpoints: tuple = ()
    count: int | None = None
    share: float = 1.0
    seconds: float | None = None

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"no fault is called {self.kind!r}; there are: {', '.join(KINDS)}")
        names = (self.endpoints,) if isinstance(self.endpoints, str) else self.endpoints
        self.endpoints, self.share = [name.lower() for name in names], float(self.share)
        self.seconds = float(SECONDS.get(self.kind, 1.0) if self.seconds is None else self.seconds)

    def meets(self, host, endpoint):
        named = f"{endpoint.lower()}/"
        everything = not self.endpoints or host in self.endpoints or "*" in self.endpoints
        return self.count != 0 and (everything or any(named.startswith(f"{name}/") for name in self.endpoints))


class Faults:
    """The faults in force, the oldest first; safe to use from many threads."""

    def __init__(self, seed=1):
        self._rng, self._lock, self._faults = Random(f"{seed}/faults"), threading.Lock(), []

    def add(self, *args, **named):
        """Puts a Fault in force."""
        with self._lock:
            self._faults.append(Fault(*args, **named))

    def clear(self):
        with self._lock:
            self._faults.clear()

    def next(self, host, endpoint):
        """The Fault for this request, whose count goes down by one; None for a good answer."""
        with self._lock:
            for fault in self._faults:
                if not fault.meets(host, endpoint) or (fault.share < 1 and self._rng.random() >= fault.share):
                    continue
                fault.count = fault.count and fault.count - 1
                return fault
        return None


def parse(spec):
    """`KIND[=SECONDS][:ENDPOINTS[:COUNT or SHARE%]]` as the arguments of a Fault."""
    kind, _, rest = spec.partition(":")
    names, _, how = rest.partition(":")
    kind, _, seconds = kind.partition("=")
    fault = {"kind": kind, "endpoints": [name for name in names.split(",") if name]}
    try:
        if seconds:
            fault["seconds"] = float(seconds)
        if how:
            fault |= {"share": float(how[:-1]) / 100} if how.endswith("%") else {"count": int(how)}
    except ValueError:
        raise ValueError(f"{spec!r} is not KIND[=SECONDS][:ENDPOINTS[:COUNT or SHARE%]]") from None
    Fault(**fault)  # raises for a kind that there is not
    return fault


def denied(url):
    """The page of a refusal: 403, HTML, punctuation as numeric entities."""
    shown = re.sub("[^a-zA-Z0-9 ]", lambda found: f"&#{ord(found[0])};", url)
    return (PAGES / "denied.html").read_text(encoding="utf-8").format(url=shown).encode()


def spoil(kind, document):
    """The document with a fault of DATA in it; it is changed in place."""
    if isinstance(document.get("resultSets"), list):
        for table in document["resultSets"]:
            _spoil_table(kind, table)
    else:
        _spoil_object(kind, document)
    return {} if kind == "nothing" else document


def _spoil_table(kind, table):
    headers, rows = table["headers"], table["rowSet"]
    at = next((headers.index(name) for name in KEYS if name in headers), 0)
    if kind in ROWS:
        table["rowSet"] = ROWS[kind](rows)
    elif kind == "new-column":
        table |= {"headers": [*headers, "NEW_COLUMN"], "rowSet": [[*row, 0] for row in rows]}
    elif kind == "missing-column":
        for row in [headers, *rows]:
            del row[at]
    elif headers[at].upper() == "GAME_ID":  # swapped-ids
        for row in rows:
            row[at] = int(row[at])


def _spoil_object(kind, value):
    """In nested objects, rows are the objects that lists hold."""
    for key, inner in value.items():
        if kind == "swapped-ids" and key == "gameId":
            value[key] = int(inner)
        is_list = isinstance(inner, list)
        for row in inner if is_list else [inner]:
            if isinstance(row, dict):
                _spoil_object(kind, row)
                for name in ("gameId", "personId") if is_list and kind == "missing-column" else ():
                    row.pop(name, None)
                if is_list and kind == "new-column":
                    row["newColumn"] = 0
        if is_list and kind in ROWS:
            value[key] = ROWS[kind](inner)
