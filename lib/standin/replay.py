"""Recorded answers, served again.

A folder has an INDEX.json, a list of {"file", "host", "endpoint", "params", "status"}, and these files. A request gets
the recording with the same parameters, unchanged; sorting and default values do not count.
"""

import json
from pathlib import Path

from lib.standin.params import RULES, day

IGNORED = {"Counter", "Direction", "Sorter"}
DEFAULTS = {"MeasureType": "Base", "PerMode": "Totals", "PaceAdjust": "N", "PlusMinus": "N", "Rank": "N"}
YEARS = {"commonteamroster", "drafthistory"}  # these take a season as `2025` and as `2025-26`


class Replay:
    def __init__(self, folder):
        self.folder, self._recordings = Path(folder), {}
        for entry in json.loads((self.folder / "INDEX.json").read_text(encoding="utf-8")):
            endpoint = entry["endpoint"].lower()
            recordings = self._recordings.setdefault((entry["host"], endpoint), [])
            recordings.append((_normal(endpoint, entry.get("params") or {}), entry))

    def answer(self, host, endpoint, params):
        """(status, body) of a request; 404 and one line of text when it was not recorded."""
        asked, recordings = _normal(endpoint, params), self._recordings.get((host, endpoint.lower()), [])
        for recorded, entry in recordings:
            if recorded == asked:
                return entry["status"], (self.folder / entry["file"]).read_bytes()
        undated = {name: value for name, value in asked.items() if name not in ("DateFrom", "DateTo")}
        for recorded, entry in recordings:
            if recorded == undated:
                document = json.loads((self.folder / entry["file"]).read_bytes())
                if _cut(document, asked.get("DateFrom", ""), asked.get("DateTo", "9999")):
                    return entry["status"], json.dumps(document).encode()
        have = "; ".join(_listed(recorded) for recorded, _ in recordings) or "none"
        return 404, f"not recorded: {host} {endpoint} with {_listed(asked)}; recorded of it: {have}\n".encode()


def _cut(document, first, last):
    """Leaves a recording's rows of these dates, as the league would answer; False if it has no dates."""
    dated = [table for table in document.get("resultSets") or [] if "GAME_DATE" in table["headers"]]
    for table in dated:
        at = table["headers"].index("GAME_DATE")
        table["rowSet"] = [row for row in table["rowSet"] if first <= _iso(row[at]) <= last]
    return bool(dated)


def _normal(endpoint, params):
    """{name: value} of the parameters that count: neither empty nor 0 nor the default, dates and years alike."""
    normal = {}
    for name, value in params.items():
        text = _iso(value) if name in RULES["dates"] else str(value)
        if name == "Season" and endpoint.lower() in YEARS:
            text = text[:4]
        if name not in IGNORED and text not in ("", "0", "None", DEFAULTS.get(name)):
            normal[name] = text
    return normal


def _iso(text):
    """A date as the endpoints write it (`20240115` and `JAN 15, 2024` too) as `2024-01-15`."""
    text = str(text)[:12].split("T0")[0].title()
    found = day(text, "%Y%m%d", "%b %d, %Y")
    return found.isoformat() if found else text


def _listed(params):
    return ", ".join(f"{name}={value}" for name, value in sorted(params.items())) or "no parameters"
