"""Recorded answers, served again.

A folder has an INDEX.json, a list of {"file", "host", "endpoint", "params", "status"},
and the files that it names. A request gets the recording of its endpoint with the same
parameters; sorting and default values are ignored. An exact match is served unchanged.
"""

import contextlib
import json
from datetime import datetime
from pathlib import Path

IGNORED = {"Counter", "Direction", "Sorter"}
DATES = {"DateFrom", "DateTo", "GameDate"}
DEFAULTS = {"MeasureType": "Base", "PerMode": "Totals", "PaceAdjust": "N", "PlusMinus": "N", "Rank": "N"}
# these take a season as `2025` and as `2025-26`
YEARS = {"commonteamroster", "drafthistory"}


class Replay:
    def __init__(self, folder):
        self.folder = Path(folder)
        index = json.loads((self.folder / "INDEX.json").read_text(encoding="utf-8"))
        self._recordings = {}
        for entry in index:
            key = entry["host"], entry["endpoint"].lower()
            self._recordings.setdefault(key, []).append((_normal(entry["endpoint"], entry.get("params") or {}), entry))

    def answer(self, host, endpoint, params):
        """(status, body) of a request; 404 and one line of text when it was not recorded."""
        asked = _normal(endpoint, params)
        recordings = self._recordings.get((host, endpoint.lower()), [])
        for recorded, entry in recordings:
            if recorded == asked:
                return entry["status"], self._body(entry)
        undated = {name: value for name, value in asked.items() if name not in ("DateFrom", "DateTo")}
        for recorded, entry in recordings:
            if recorded == undated != asked:
                body = self._between(entry, asked.get("DateFrom", ""), asked.get("DateTo", "9999"))
                if body is not None:
                    return entry["status"], body
        return 404, _not_recorded(host, endpoint, asked, recordings)

    def _body(self, entry):
        return (self.folder / entry["file"]).read_bytes()

    def _between(self, entry, first, last):
        """The recording's rows of these dates, as the league would answer; None if it has no dates."""
        document = json.loads(self._body(entry))
        tables = document.get("resultSets") or []
        dated = [table for table in tables if "GAME_DATE" in table["headers"]]
        if not dated:
            return None
        for table in dated:
            at = table["headers"].index("GAME_DATE")
            table["rowSet"] = [row for row in table["rowSet"] if first <= _iso(row[at]) <= last]
        return json.dumps(document).encode()


def _normal(endpoint, params):
    """{name: value} of the parameters that count: neither empty nor 0 nor the default, dates and years alike."""
    normal = {}
    for name, value in params.items():
        text = _iso(value) if name in DATES else str(value)
        if name == "Season" and endpoint.lower() in YEARS:
            text = text[:4]
        if name not in IGNORED and text not in ("", "0", "None", DEFAULTS.get(name)):
            normal[name] = text
    return normal


def _iso(text):
    """A date as the endpoints write it (`20240115` and `JAN 15, 2024` too) as `2024-01-15`."""
    text = str(text)[:12].split("T0")[0].title()
    for form in ("%Y-%m-%d", "%m/%d/%Y", "%Y%m%d", "%b %d, %Y"):
        with contextlib.suppress(ValueError):
            return datetime.strptime(text, form).date().isoformat()
    return text


def _not_recorded(host, endpoint, asked, recordings):
    told = ", ".join(f"{name}={value}" for name, value in sorted(asked.items())) or "no parameters"
    have = (
        "; ".join(
            ", ".join(f"{name}={value}" for name, value in sorted(recorded.items())) or "no parameters"
            for recorded, _ in recordings
        )
        or "none"
    )
    return f"not recorded: {host} {endpoint} with {told}; recorded of it: {have}\n".encode()
