"""An answer from its skeleton, a file of shapes/, and the values that belong in it.

    {"resource": "leaguegamelog", "parameters": "LeagueID Counter|number",
     "resultSets": {"LeagueGameLog": "GAME_ID @who FG_PCT=FGM/FGA|3? VIDEO_AVAILABLE=1"},
     "parts": {"who": {"PlayerOrTeam": {"T": "", "P": "PLAYER_ID PLAYER_NAME"}}}}

A column is HEADER, HEADER=NAME where the value has another name, HEADER=FGM/FGA for a ratio, HEADER=GAME.id for an
attribute, HEADER=1 or ='00' for a constant. |FORM says how it is written: |3 with three decimals, 0.0 where there is
no value; |3? the same and null; |%Y%m%d as a date. @part stands for a list of columns, which may depend on a
parameter; `defaults` are parameters that may be left out. X_RANK is worked out from X. A value that is absent is null.

    {"document": {"gameId": "$GAME_ID", "homeTeam": "@team", "awayTeam": "@team", "version": 1},
     "parts": {"team": {"players": [{"personId": "$PLAYER_ID|number"}]}}}

An object takes its values from the object of its name, or else from where it lies in. A list repeats its only
element, which a value may choose ({"?": "TYPE", "rebound": {…}}), for each of the values of its name; without any it
stays as it is. A key that ends in ? is left out where there is no value. "like" names a skeleton whose parts it shares.
"""

import json
from functools import cache
from math import floor
from operator import methodcaller
from pathlib import Path

from lib.standin.clock import EASTERN, iso

SHAPES = Path(__file__).parent / "shapes"
LOW_IS_BEST = {"L", "TOV", "BLKA", "PF", "DEF_RATING", "TM_TOV_PCT", "OPP_PTS"}
FORMS = {
    "float": lambda value: None if value is None else float(value),
    "number": lambda text: int(text or 0),
    "number?": lambda text: int(text or 0) or None,
    "american": lambda day: day and f"{day[5:7]}/{day[8:]}/{day[:4]}" if day and day[4] == "-" else day,
    "clock": lambda seconds: f"{seconds // 60}:{seconds % 60:02d}" if seconds else "",
    "clock0": lambda seconds: f"{seconds // 60}:{seconds % 60:02d}",
    "precise": lambda seconds: f"PT{int(seconds) // 60:02d}M{seconds % 60:05.2f}S",
    "rounded": lambda seconds: None if seconds is None else (seconds + 30) // 60,
    "min": lambda seconds: float(seconds // 60),
    "minutes": lambda seconds: int(seconds) // 60,
    "seconds": lambda seconds: int(seconds) % 60,
    "calculated": lambda seconds: f"PT{(seconds + 30) // 60:02d}M",
    "duration": lambda seconds: f"PT{seconds // 60:02d}M{seconds % 60:02d}.00S",
    "iso": iso,
    "eastern": lambda moment: moment.astimezone(EASTERN).isoformat(),
    "midnight": lambda day: f"{day}T00:00:00",
}


def answer(endpoint, params, values):
    """The document of an endpoint.

    values: {name: value} of a nested one; of tables {name of a result set: [{name: value}]}, or the rows of the first.
    """
    shape = skeleton(endpoint)
    if "document" in shape:
        return _document(endpoint)(values)
    rows = values if isinstance(values, dict) else {next(iter(shape["resultSets"])): values}
    asked = {"LeagueID": "00", **shape.get("defaults", {}), **{name: text for name, text in params.items() if text}}
    parts = tuple((name, _part(part, asked)) for name, part in shape["parts"].items())
    for row in (row for of_set in rows.values() for row in of_set):
        row.setdefault("LEAGUE_ID", asked["LeagueID"])
    return {
        "resource": shape["resource"],
        "parameters": {header: value(asked) for header, value in _columns(shape["parameters"], ())},
        "resultSets": [
            _table(name, _columns(columns, parts), rows.get(name, ())) for name, columns in shape["resultSets"].items()
        ],
    }


@cache
def skeleton(endpoint):
    shape = json.loads((SHAPES / f"{endpoint}.json").read_text(encoding="utf-8"))
    shared = skeleton(shape["like"])["parts"] if "like" in shape else {}
    return shape | {"parts": shared | shape.get("parts", {})}


def lacks(endpoint, params):
    """Whether a parameter asks for what the skeleton has no columns for, such as a measure of another endpoint."""
    choices = [part.items() for part in skeleton(endpoint)["parts"].values() if isinstance(part, dict)]
    return any(params.get(name) and params[name] not in columns for part in choices for name, columns in part)


@cache
def _document(endpoint):
    """The function of values that gives the document of an endpoint without tables."""
    return _filler("", skeleton(endpoint)["document"], skeleton(endpoint)["parts"])


def _filler(key, shape, parts):
    """The function of an object's values that gives what stands under its key."""
    while isinstance(shape, str) and shape.startswith("@"):
        shape = parts[shape[1:]]
    if isinstance(shape, str) and shape.startswith("$"):
        return _value(shape[1:])
    if isinstance(shape, list) and shape:
        row = _filler("", shape[0], parts)
        return lambda values: [row(entry) for entry in values[key]] if key in values else shape
    if not isinstance(shape, dict):
        return lambda values: shape
    fields = [(name.removesuffix("?"), name[-1] == "?", _filler(name, inner, parts)) for name, inner in shape.items()]
    if "?" in shape:
        rows = {name: row for name, _, row in fields}
        return lambda values: rows[values[shape["?"]]](values)

    def fill(values):
        values = values.get(key, values)
        if values is None:
            return None
        read = ((name, value(values), is_optional) for name, is_optional, value in fields)
        return {name: value for name, value, is_optional in read if value is not None or not is_optional}

    return fill


def _part(part, params):
    """The columns that a part stands for: text, or {parameter: {its value: text}}, the first by default."""
    if isinstance(part, str):
        return part
    [(name, choices)] = part.items()
    return choices.get(params.get(name), next(iter(choices.values())))


@cache
def _columns(text, parts):
    """((header, function of the values)) of a list of columns."""
    for name, part in parts:
        text = text.replace(f"@{name}", part)
    columns = []
    for column in text.split():
        header, _, source = column.partition("=")
        header, bar, form = header.partition("|")
        columns.append((header, _value(source or header + bar + form)))
    return tuple(columns)


@cache
def _value(text):
    """The function of {name: value} that NAME, NAME|FORM, 1 or 'text' stands for."""
    name, _, form = text.partition("|")
    if name[0] in "'0123456789":
        constant = name.strip("'") if name[0] == "'" else json.loads(name)
        return lambda values: constant
    read = _read(name)
    if not form:
        return read
    write = FORMS.get(form) or (_rounded(form) if form[0].isdigit() else lambda day: day.strftime(form))
    return lambda values: write(read(values))


def _read(name):
    part, _, whole = name.partition("/")
    if whole[:1].isdigit():
        number = float(whole)
        return lambda values: values[part] / number
    if whole:
        return lambda values: values[part] / values[whole] if values.get(whole) else None
    thing, *path = name.split(".")

    def read(values):
        value = values.get(thing)
        for attribute in path:
            value = None if value is None else getattr(value, attribute)
        return value

    return read if path else methodcaller("get", name)


def _rounded(form):
    """Halves are rounded up, as the league does."""
    digits, none = int(form.rstrip("?")), None if form.endswith("?") else 0.0
    scale = 10**digits

    def write(value):
        if value is None:
            return none
        # a little more than a half, since a ratio such as 33/80 is a little less than it should be
        return floor(value * scale + 0.5 + 1e-9) / scale if digits < 9 else round(value, digits)

    return write


def _table(name, columns, rows):
    written = {header: list(map(value, rows)) for header, value in columns}
    for header in written:
        if header.endswith("_RANK"):
            ranked = header.removesuffix("_RANK")
            written[header] = _ranks(ranked, written.get(ranked) or [row.get(ranked) for row in rows])
    return {"name": name, "headers": list(written), "rowSet": [list(row) for row in zip(*written.values())]}


def _ranks(name, values):
    """The rank of each value in its column; equal ones share the better."""
    values, places = [-1 if value is None else value for value in values], {}
    for place, value in enumerate(sorted(values, reverse=name not in LOW_IS_BEST), 1):
        places.setdefault(value, place)
    return [places[value] for value in values]
