"""seasons/datapackage.json: a Frictionless Data Package (version 2) of the tables, written after what it names.

A resource a file, with its sha256, bytes and rows; how fresh it is (lastGameDate, madeAt) and how whole (gamesStored of
gamesKnown). Schemas lie beside it, one a dataset.
"""

import hashlib
import json
from pathlib import Path

from .. import columns, config, datasets, files, schedule, seasons
from ..errors import StorageFailed, Usage
from . import corrected, dictionary, names, places
from .typed import literal, quoted

NAME = "nba-data"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
FRICTIONLESS = {"VARCHAR": "string", "DATE": "date", "BIGINT": "integer", "DOUBLE": "number"}
FORMATS = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


def read(root: Path) -> dict:
    """The package as it is; one without resources if it is absent or unreadable."""
    return read_at(root / places.MANIFEST)


def read_at(path: Path) -> dict:
    try:
        found = files.parsed(path.read_bytes())
    except (OSError, ValueError):
        found = None
    listed = found.get("resources") if isinstance(found, dict) else None
    needed = {"dataset", "season", "format", "path"}
    if isinstance(listed, list) and all(isinstance(entry, dict) and needed <= entry.keys() for entry in listed):
        return found
    return {"resources": []}


def update(connection, root: Path, name: str, made: list[str]) -> None:
    """Describes the tables of these seasons anew; all others stay as they are described."""
    kept = [
        entry
        for entry in read(root)["resources"]
        if (entry["dataset"], entry["season"]) not in {(name, season) for season in made}
    ]
    fresh = [entry for season in made for entry in _resources(connection, root, name, season)]
    _write(root, kept + fresh)


def is_late(root: Path) -> bool:
    """Whether the package is absent, or older than a kept schedule, which may know of more games."""
    manifest = root / places.MANIFEST
    if not read(root)["resources"]:
        return any((root / places.SEASONS / "parquet").glob("*/season=*/*.parquet"))
    heard = [path.stat().st_mtime_ns for path in (root / "_metadata" / "schedule").glob("*.json")]
    return max(heard, default=0) > manifest.stat().st_mtime_ns


def refresh(connection, root: Path) -> None:
    """Counts the games known anew, of every season that has a schedule; describes all tables where nothing does."""
    if not read(root)["resources"]:
        for name in (*datasets.ALL, corrected.NAME):
            update(connection, root, name, list(places.tables(root, name)))
    entries = read(root)["resources"]
    heard = {
        entry["season"] for entry in entries if "gamesKnown" in entry and places.schedule_of(root, entry["season"])
    }
    counts = {season: games_known(connection, root, season) for season in heard}
    for entry in entries:
        if entry["season"] in counts and "gamesKnown" in entry:
            entry["gamesKnown"] = counts[entry["season"]]
    _write(root, entries)


def games_known(connection, root: Path, season: str) -> int | None:
    """How many games of a season are over, as far as anybody knows; None for the current season without a schedule.

    By the kept schedule; of a past season, the number of its regular games, and of the other types what is stored.
    """
    kept = places.schedule_of(root, season)
    if kept:
        return sum(game.state == schedule.FINAL for game in kept.games)
    if season == seasons.of_day(seasons.yesterday(config.now())):
        return None
    stored = set()
    for dataset in datasets.ALL.values():
        path, game = root / places.parquet(dataset.name, season), names.game_column(dataset)
        if game and path.exists():
            rows = connection.execute(f"SELECT DISTINCT {quoted(game)} FROM read_parquet({literal(path)})").fetchall()
            stored |= {row[0] for row in rows}
    regular = sum(seasons.of_game(game)[1] == "Regular Season" for game in stored)
    return max(seasons.regular_games(season) or 0, regular) + len(stored) - regular


def bundle(root: Path, to: Path) -> list[str]:
    """Copies the package to a folder, each file compared with what the package says of it; returns what was copied.

    Beside it README.md, the data dictionary, and CHECKSUMS.sha256, for sha256sum --check. What is in the folder
    already must be an older copy. Raises Usage and StorageFailed.
    """
    with files.lock(root / places.LOCK):  # no table is moved meanwhile
        return _copied(root / places.SEASONS, read(root), to)


def _copied(source: Path, body: dict, to: Path) -> list[str]:
    if to.exists() and any(to.iterdir()) and read_at(to / "datapackage.json").get("name") != NAME:
        raise Usage(f"{to}: holds something that is no package of ours; name an empty folder")
    listed = {entry["path"]: entry for entry in body["resources"]}
    sums = []
    for path, entry in listed.items():
        with files.disk(source / path):
            content = (source / path).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if entry["hash"] != f"sha256:{digest}":
            raise StorageFailed(f"{source / path}: is not what the package says; run make tables FULL=1")
        files.write(to / path, content)
        sums.append(f"{digest}  {path}\n")
    for path in sorted({entry["schema"] for entry in body["resources"]}):
        files.write(to / path, (source / path).read_bytes())
    files.write(to / "README.md", dictionary.markdown().encode())
    files.write(to / "CHECKSUMS.sha256", "".join(sums).encode())
    files.write(to / "datapackage.json", json.dumps(body, indent=1).encode())
    return list(listed)


def _resources(connection, root: Path, name: str, season: str) -> list[dict]:
    table = root / places.parquet(name, season)
    kinds = dict(connection.execute(f"SELECT column_name, column_type FROM (DESCRIBE FROM {_from(table)})").fetchall())
    facts = {"dataset": name, "season": season} | _facts(connection, root, name, season)
    facts["madeAt"] = config.stamp(config.now())
    schema = _keep_schema(root, name, season, kinds)
    as_csv, as_parquet = (_resource(root, kind, name, season, schema) | facts for kind in FORMATS)
    return [as_csv | {"rows": facts["rowCount"]}, as_parquet]  # validators count the rows of what they can read


def _resource(root: Path, kind: str, name: str, season: str, schema: str) -> dict:
    key = (places.csv if kind == "csv" else places.parquet)(name, season)
    body = (root / key).read_bytes()
    return {
        "name": f"{name}-{season}-{kind}",
        "type": "table" if kind == "csv" else "file",  # most readers of packages know nothing of Parquet
        "path": key.removeprefix(f"{places.SEASONS}/"),
        "format": kind,
        "mediatype": FORMATS[kind],
        "encoding": "utf-8",
        "bytes": len(body),
        "hash": f"sha256:{hashlib.sha256(body).hexdigest()}",
        "schema": schema,
    }


def _facts(connection, root: Path, name: str, season: str) -> dict:
    """Rows; of games also how many, and the last one's date."""
    table, dataset = _from(root / places.parquet(name, season)), datasets.ALL.get(name)
    rows = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    game = names.game_column(dataset) if dataset and dataset.is_of_games else None
    if not game:
        return {"rowCount": rows}
    games, last = connection.execute(f"SELECT count(DISTINCT {quoted(game)}), NULL FROM {table}").fetchone()
    if "GAME_DATE" in dataset.types:
        last = connection.execute(f"SELECT max(GAME_DATE) FROM {table}").fetchone()[0]
    elif (log := root / places.parquet(datasets.TEAM_GAMES.name, season)).exists():
        last = connection.execute(
            f"SELECT max(GAME_DATE) FROM {_from(log)} WHERE GAME_ID IN (SELECT {quoted(game)} FROM {table})"
        ).fetchone()[0]
    return {
        "rowCount": rows,
        "lastGameDate": last and f"{last}",
        "gamesStored": games,
        "gamesKnown": games_known(connection, root, season),
    }


def _keep_schema(root: Path, name: str, season: str, kinds: dict[str, str]) -> str:
    """Writes a table's schema, and returns its path: the dataset's, or the season's own where its columns differ."""
    body = json.dumps(schema(name, kinds), indent=1).encode()
    usual, own = (f"schemas/{stem}.json" for stem in (name, f"{name}-{season}"))
    path = root / places.SEASONS / usual
    if path.exists() and path.read_bytes() != body:
        usual = own
    files.write(root / places.SEASONS / usual, body)
    return usual


def schema(name: str, kinds: dict[str, str]) -> dict:
    """A Table Schema; kinds: column -> its type in DuckDB."""
    dataset = datasets.ALL.get(name)
    fields = []
    for column, kind in kinds.items():
        meaning = columns.of(column)
        field = {"name": column, "type": FRICTIONLESS[kind], "description": meaning.meaning, "unit": meaning.unit}
        fields.append({key: value for key, value in field.items() if value})
    found = {"fields": fields, "missingValues": [""]}
    if dataset:
        own = [] if dataset.strategy == "append" else ["fetched"]
        found["primaryKey"] = [column for column in (*dataset.key, *own) if column in kinds]
    return found


def _write(root: Path, resources: list[dict]) -> None:
    now = config.now()
    body = {
        "$schema": PROFILE,
        "name": NAME,
        "title": f"{config.league().title} statistics, one table a dataset and season",
        "description": "What the league publishes of its games, with its own columns; ids are text, dates New York's. "
        "gamesStored of gamesKnown says how whole a table is, lastGameDate and madeAt how fresh.",
        "version": f"{now:%Y.%m.%d}",
        "created": config.stamp(now),
        "sources": [{"title": "NBA", "path": "https://www.nba.com/stats"}],
        "resources": sorted(resources, key=lambda entry: (entry["dataset"], entry["season"], entry["format"])),
    }
    files.write(root / places.MANIFEST, json.dumps(body, indent=1).encode())


def _from(path: Path) -> str:
    return f"read_parquet({literal(path)}, hive_partitioning=false)"
