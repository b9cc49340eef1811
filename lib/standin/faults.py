"""Faults that the stand-in produces on request.

A fault on the wire replaces the answer or spoils its delivery; a fault in the data
changes the document before it is sent:

    wire  latency hang reset 403 429 500 500-text 404 html truncated cut empty
    data  nothing empty-results short missing-column new-column duplicate swapped-ids

    faults = Faults(seed=1)
    faults.add("403", endpoints=["leaguegamelog"], count=2)
    faults.add("hang", endpoints=["stats"], share=0.3)
    faults.next("stats", "leaguegamelog")   # the Fault this request meets, or None
"""

import threading
from copy import deepcopy
from dataclasses import dataclass
from random import Random

WIRE = ("latency", "hang", "reset", "403", "429", "500", "500-text", "404", "html", "truncated", "cut", "empty")
DATA = ("nothing", "empty-results", "short", "missing-column", "new-column", "duplicate", "swapped-ids")
KINDS = WIRE + DATA
KEYS = ("GAME_ID", "Game_ID", "PLAYER_ID", "PERSON_ID", "TEAM_ID", "TeamID")
DOCUMENT_KEYS = ("gameId", "personId")
SECONDS = {"latency": 1.0, "429": 3.0}

HTML_ERROR = b"""<!DOCTYPE html>
<html><head><title>Service Unavailable</title></head>
<body><h1>We will be right back</h1><p>Please try again in a few minutes.</p></body></html>
"""
TRACE = (
    b"System.InvalidOperationException: The stand-in league failed, as it was asked to.\r\n"
    b"   at Standin.Stats.Answer(Request request)\r\n"
)


@dataclass
class Fault:
    """`endpoints`: names, `stats`, `cdn`; empty for all. `count`: how often still; None for ever.

    `share`: of the requests, from 0 to 1. `seconds`: of latency, or of Retry-After.
    """

    kind: str
    endpoints: tuple = ()
    count: int | None = None
    share: float = 1.0
    seconds: float = 1.0

    def meets(self, host, endpoint):
        named = endpoint.lower()
        return not self.endpoints or any(
            name in (host, "*") or named == name or named.startswith(name + "/") for name in self.endpoints
        )


class Faults:
    """The faults in force, the oldest first; safe to use from many threads."""

    def __init__(self, seed=1):
        self._rng = Random(f"{seed}/faults")
        self._lock = threading.Lock()
        self._faults = []

    def add(self, kind, endpoints=(), count=None, share=1.0, seconds=None):
        if kind not in KINDS:
            raise ValueError(f"no fault is called {kind!r}; there are: {', '.join(KINDS)}")
        names = (endpoints,) if isinstance(endpoints, str) else endpoints
        seconds = SECONDS.get(kind, 1.0) if seconds is None else float(seconds)
        fault = Fault(kind, tuple(name.lower() for name in names), count, float(share), seconds)
        with self._lock:
            self._faults.append(fault)
        return fault

    def clear(self):
        with self._lock:
            self._faults.clear()

    def next(self, host, endpoint):
        """The Fault for this request, whose count goes down by one; None for a good answer."""
        with self._lock:
            for fault in self._faults:
                if not fault.meets(host, endpoint) or fault.count == 0:
                    continue
                if fault.share < 1 and self._rng.random() >= fault.share:
                    continue
                if fault.count is not None:
                    fault.count -= 1
                return fault
        return None


def parse(spec):
    """`KIND[=SECONDS][:ENDPOINTS[:COUNT or SHARE%]]` as the arguments of Faults.add."""
    kind, _, rest = spec.partition(":")
    names, _, how = rest.partition(":")
    kind, _, seconds = kind.partition("=")
    found = {"kind": kind, "endpoints": [name for name in names.split(",") if name]}
    try:
        if seconds:
            found["seconds"] = float(seconds)
        if how.endswith("%"):
            found["share"] = float(how[:-1]) / 100
        elif how:
            found["count"] = int(how)
    except ValueError:
        raise ValueError(f"{spec!r} is not KIND[=SECONDS][:ENDPOINTS[:COUNT or SHARE%]]") from None
    if kind not in KINDS:
        raise ValueError(f"no fault is called {kind!r}; there are: {', '.join(KINDS)}")
    return found


def denied(url):
    """The page of a refusal: 403, HTML, punctuation as numeric entities."""

    def entities(text):
        return "".join(c if c.isalnum() or c == " " else f"&#{ord(c)};" for c in text)

    return (
        "<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>\n<H1>Access Denied</H1>\n \n"
        f'The stand-in league will not let you have "{entities(url)}" on this server.<P>\n'
        f"Reference{entities('#18.5ta4d1n.1700000000.1')}\n</BODY>\n</HTML>\n"
    ).encode()


def spoil(kind, document):
    """A document (tables, or nested objects) with a fault in its data."""
    if kind == "nothing":
        return {}
    document = deepcopy(document)
    tables = document.get("resultSets")
    if isinstance(tables, list):
        for table in tables:
            _spoil_table(kind, table)
    else:
        _spoil_lists(kind, document)
    return document


def _spoil_table(kind, table):
    headers, rows = table["headers"], table["rowSet"]
    if kind == "empty-results":
        table["rowSet"] = []
    elif kind == "short":
        table["rowSet"] = rows[: len(rows) // 2]
    elif kind == "duplicate":
        table["rowSet"] = [row for row in rows for _ in (1, 2)]
    elif kind == "new-column":
        table["headers"] = [*headers, "NEW_COLUMN"]
        table["rowSet"] = [[*row, 0] for row in rows]
    else:
        at = next((headers.index(name) for name in KEYS if name in headers), 0)
        if kind == "missing-column":
            table["headers"] = headers[:at] + headers[at + 1 :]
            table["rowSet"] = [row[:at] + row[at + 1 :] for row in rows]
        elif headers[at].upper() == "GAME_ID":  # swapped-ids
            for row in rows:
                row[at] = int(row[at])


def _spoil_lists(kind, value):
    """In nested objects, rows are the objects that lists hold."""
    for key, inner in value.items():
        if isinstance(inner, dict):
            _spoil_lists(kind, inner)
        if kind == "swapped-ids" and key == "gameId":
            value[key] = int(inner)
        if not isinstance(inner, list):
            continue
        rows = [row for row in inner if isinstance(row, dict)]
        for row in rows:
            _spoil_lists(kind, row)
            if kind == "missing-column":
                for name in DOCUMENT_KEYS:
                    row.pop(name, None)
            elif kind == "new-column":
                row["newColumn"] = 0
        if kind == "empty-results":
            value[key] = []
        elif kind == "short":
            value[key] = inner[: len(inner) // 2]
        elif kind == "duplicate":
            value[key] = [row for row in inner for _ in (1, 2)]
