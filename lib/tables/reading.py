"""The data for Python: load(), query() and datasets(), as pandas DataFrames."""

import difflib
import os
from pathlib import Path

from .. import config, seasons
from ..datasets import ALL
from ..errors import Usage
from . import names, reach
from . import query as sql_query
from .typed import quoted

ARGUMENTS = ("season", "season_type", "team", "player", "game", "date", "date_from", "date_to", "corrected", "data")


def load(name: str, **arguments):
    """The rows of a dataset, or of any view of docs/queries.md, as a pandas DataFrame.

        load("player-games", season="2024-25", team="LAL", date_from="2025-01-01")

    season       2024-25, or several: ["2023-24", "2024-25"]
    season_type  regular, playoffs, play-in, cup, pre-season, all-star
    team         LAL or 1610612747, or several
    player       2544 or "LeBron James", or several
    game         0022400123, or several
    date, date_from, date_to   game dates of New York, both ends included
    corrected    False: the values that were there before the league corrected them
    data         a folder or s3://bucket/prefix; default: DATA_DIR, the project's data, or DATA_STORE=s3 with S3_BUCKET

    Columns: those of the view. Ids are text, counts nullable integers, dates datetime64, a missing value is NA.
    Raises Usage for an unknown name, with the nearest known one.
    """
    _require_known(arguments)
    data, corrected = arguments.pop("data", None), arguments.pop("corrected", True)
    view = names.view(name)
    root = _root(data, view)
    if not corrected:
        view += "_as_stored"
    columns = _columns(root, view)
    conditions, values = [], []
    for argument, value in arguments.items():
        if value is not None:
            condition, more = _condition(root, view, columns, argument, value)
            conditions.append(condition)
            values += more
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return frame(sql_query.rows(root, f"FROM {quoted(view)}{where}", values))


def query(sql: str, data: str | Path | None = None):
    """What one SELECT over the views gives, as a DataFrame. Raises Usage for anything else."""
    root = _root(data, sql)
    return frame(reach.answered(root, lambda: sql_query.rows(root, sql)))


def datasets(data: str | Path | None = None):
    """A row a dataset: its view, how often it is fetched, and of what is stored its seasons, rows and games."""
    import pandas as pd

    root = _root(data, "")
    known = pd.DataFrame(
        [
            {"dataset": dataset.name, "view": names.view(dataset.name), "frequency": dataset.frequency}
            for dataset in ALL.values()
        ]
    )
    if not reach.has_tables(root):
        return known
    stored = query(
        "SELECT dataset, min(season) AS first_season, max(season) AS last_season, sum(rows)::BIGINT AS rows, "
        "max(last_game_date) AS last_game_date, sum(games_stored)::BIGINT AS games_stored, "
        "sum(games_known)::BIGINT AS games_known FROM tables GROUP BY dataset",
        root,
    )
    return known.merge(stored, how="left", on="dataset")


def frame(answer):
    """A DataFrame of an executed DuckDB connection, with whole numbers that stay whole beside missing ones."""
    import numpy as np
    import pandas as pd

    kinds = [str(column[1]) for column in answer.description]
    columns = {}
    for (name, values), kind in zip(answer.fetchnumpy().items(), kinds):
        mask = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else np.zeros(len(values), bool)
        columns[name] = _series(pd, np, np.ma.getdata(values), mask, kind)
    return pd.DataFrame(columns)


def _series(pd, np, values, mask, kind: str):
    if kind.endswith(("INT", "INTEGER")):  # a sum of whole numbers comes as HUGEINT, which numpy makes a float
        return pd.array(pd.arrays.IntegerArray(np.where(mask, 0, values).astype("int64"), mask.copy()))
    if kind in ("DOUBLE", "FLOAT") or kind.startswith("DECIMAL"):
        return pd.arrays.FloatingArray(values.astype("float64"), mask.copy())
    if kind == "BOOLEAN":
        return pd.arrays.BooleanArray(values.astype(bool), mask.copy())
    if kind == "VARCHAR":
        return pd.array(np.where(mask, None, values), dtype="string")
    series = pd.Series(values)
    return series.mask(mask) if mask.any() else series


TEAM_NAMES = ["TEAM_ABBREVIATION", "ABBREVIATION", "TEAM_NAME", "FULL_NAME", "NICKNAME", "TEAM_ID"]


def _condition(root: Path, view: str, columns: list[str], argument: str, value) -> tuple[str, list]:
    """SQL that narrows a view down by an argument, and its values; raises Usage."""
    several = [
        str(wanted) for wanted in ([value] if isinstance(value, str) or not hasattr(value, "__iter__") else value)
    ]
    marks = ", ".join("?" * len(several))
    column = {"season": "season", "season_type": "season_type", "game": "GAME_ID"}.get(argument)
    if argument in ("date", "date_from", "date_to"):
        sign = {"date": "=", "date_from": ">=", "date_to": "<="}[argument]
        _require_column(view, columns, argument, "GAME_DATE")
        return f"GAME_DATE {sign} ?", [seasons.day(str(value)[:10])]
    if argument == "team":
        return _who(root, view, columns, argument, TEAM_NAMES, several)
    if argument == "player":
        return _who(root, view, columns, argument, ["PLAYER_NAME", "FULL_NAME", "PLAYER_ID"], several)
    if argument == "season" and "season" not in columns:
        column = "SEASON"  # some of the league's answers have it themselves
    _require_column(view, columns, argument, column)
    if argument == "season":
        for season in several:
            seasons.start_year(season)
    if argument == "season_type":
        several = [seasons.season_type(text) for text in several]
    return f"{column} IN ({marks})", several


def _who(root: Path, view: str, columns: list[str], argument: str, names_and_id: list[str], several: list[str]):
    """As _condition(), of a team or player by name or id; a name that nobody has is refused, with the nearest."""
    *written, identity = names_and_id
    _require_column(view, columns, argument, identity)
    places = [quoted(name) for name in written if name in columns]
    if argument == "player" and not places and {"FIRST_NAME", "FAMILY_NAME"} <= set(columns):
        places = ["concat_ws(' ', FIRST_NAME, FAMILY_NAME)"]
    found = sql_query.rows(root, f"SELECT DISTINCT {', '.join([identity, *places])} FROM {quoted(view)}").fetchall()
    known = {str(name).upper(): row[0] for row in found for name in row if name is not None}
    for text in several:
        if text.upper() not in known:
            words = {word: name for name in known for word in name.split()}
            near = difflib.get_close_matches(text.upper(), known, 1, cutoff=0.6)
            near += [words[word] for word in difflib.get_close_matches(text.upper(), words, 1, cutoff=0.6)]
            raise Usage(f"{view}: no {argument} {text!r}{f'; did you mean {near[0]}?' if near else ''}")
    ids = [known[text.upper()] for text in several]
    return f"{identity} IN ({', '.join('?' * len(ids))})", ids


def _require_column(view: str, columns: list[str], argument: str, column: str) -> None:
    if column not in columns:
        raise Usage(f"{view} cannot be narrowed by {argument}: it has no {column}")


def _columns(root: Path, view: str) -> list[str]:
    rows = reach.answered(root, lambda: sql_query.rows(root, f"DESCRIBE {quoted(view)}"))
    return [row[0] for row in rows.fetchall()]


def _require_known(given) -> None:
    for name in given:
        if name not in ARGUMENTS:
            near = difflib.get_close_matches(name, ARGUMENTS, 1, cutoff=0.5)
            hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(ARGUMENTS)}"
            raise Usage(f"load() has no argument {name!r}{hint}")


def _root(data: str | Path | None, sql: str) -> Path:
    """The folder of the tables, up to date as far as it may be written. Raises Usage where nobody says which."""
    if data is not None:
        return reach.at(str(data), sql)
    if (config.ROOT / "Makefile").exists():  # installed with -e: the project's own folder and .env
        config.read_env_file()
        return reach.current(sql)[0]
    if config.get("DATA_STORE") == "s3":
        return reach.current(sql)[0]
    return reach.at(os.path.join(os.environ.get("DATA_DIR", "").strip() or "data", config.league().folder), sql)
