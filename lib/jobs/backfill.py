"""The steps of a backfill: one dataset, season and season type each, the newest season first."""

import json
from dataclasses import dataclass

from lib import aws, config, datasets, files, seasons
from lib.asked import Asked, named
from lib.errors import Usage
from lib.jobs import wanted
from lib.jobs.due import due_of
from lib.tracker import due

LOGS = (datasets.TEAM_GAMES.name, datasets.PLAYER_GAMES.name)


@dataclass(frozen=True)
class Step:
    """One dataset of a season; season_type: a season type, None where a season has no types (careers)."""

    dataset: datasets.Dataset
    season: str
    season_type: str | None

    def __str__(self) -> str:
        return " ".join(filter(None, (self.dataset.name, self.season, self.season_type)))

    @property
    def asked(self) -> Asked:
        return Asked(season=self.season, season_type=self.season_type, force=config.get("FORCE") == "1")

    def due(self) -> due.Due:
        """What to fetch for a step; in the current season, only what no backfill has fetched today."""
        found = due_of(self.dataset, self.asked)
        if found.asked and config.get("FORCE") != "1" and f"{self}" in _had():
            return due.Due(None, "had today")
        return found

    def note_had(self) -> None:
        if config.get("DATA_STORE") == "s3":
            aws.open_bucket().put(f"{_folder()}/{self}", b"had", None, "text/plain")
        else:
            files.write(_path(), json.dumps(dict.fromkeys((*_had(), f"{self}"), _today()), indent=1).encode())


def datasets_of(text: str | None) -> list[str]:
    """The names in a text, with blanks or commas between them; LOGS where it is empty. Raises Usage.

    A group, such as extra, stands for its datasets that have seasons.
    """
    groups, found = {dataset.group for dataset in datasets.ALL.values()} | {"all"}, []
    with named("DATASETS", text):
        for name in (text or "").replace(",", " ").split():
            if name in groups - datasets.ALL.keys():
                found += [dataset.name for dataset in datasets.group(name) if dataset.request != "everything"]
            else:
                found.append(datasets.find(name).name)
    return list(dict.fromkeys(found)) or list(LOGS)


def steps(first: str, last: str, names: list[str], season_type: str | None = None) -> list[Step]:
    """Every season and type from one season to another, newest season first, and game logs before the rest.

    season_type: as typed, of all but careers; None: every one.
    """
    for name, season in (("FROM", first), ("TO", last)):
        with named(name, season):
            seasons.start_year(season)
    with named("SEASON_TYPE", season_type):
        only = seasons.season_type(season_type) if season_type else None
    named_ones = [dataset for dataset in datasets.ALL.values() if dataset.name in names]
    for name in names:
        if why := datasets.find(name).why_not(config.league()):
            raise Usage(f"{name}: not of the {config.league().title}: {why}")
        if datasets.find(name).request == "everything":
            raise Usage(f"{name} has no seasons to backfill; run make {name}")
    found, yesterday = [], seasons.yesterday(config.now())
    for season in reversed(seasons.between(first, last)):
        span = seasons.bounds(season)
        season_types = seasons.types_played(season, seasons.Span(span.first, min(span.last, yesterday)))
        season_types = [played for played in season_types if only in (None, played)]
        season_types.sort(key=lambda played: played != datasets.REGULAR)  # the longest to store comes first
        played = [dataset for dataset in named_ones if dataset.is_of_games]
        found += [
            Step(dataset, season, season_type)
            for season_type in season_types
            for dataset in played
            if season >= seasons.first_of(dataset) and (season_type == only or dataset.has(season_type))
        ]
        whole = [dataset for dataset in named_ones if not dataset.is_of_games and season >= seasons.first_of(dataset)]
        found += [Step(dataset, season, None) for dataset in whole if season_types]
    if not found:
        raise Usage(f"nothing was played from {first} to {last} as far as it was asked for; FROM is the older season")
    return found


def note_asked(found: list[Step]) -> None:
    """Records that the games of all steps were asked for, so that make gaps misses those that never began."""
    types: dict[str, dict[str, list[str]]] = {}
    for step in found:
        if step.season_type:
            types.setdefault(step.dataset.name, {}).setdefault(step.season, []).append(step.season_type)
    wanted.note(types)


def dealt(found: list[Step], index: int, size: int) -> list[Step]:
    """The steps in the order for one of several machines: its own seasons, then the next machine's, and so on.

    Every season belongs to one machine. A machine that is done goes on with the seasons of the others.
    """
    owners = {season: number % size for number, season in enumerate(dict.fromkeys(step.season for step in found))}
    return sorted(found, key=lambda step: (owners[step.season] - index) % size)


def _path():
    return config.metadata("backfill.json")


def _folder() -> str:
    """The folder in the bucket with an object for each step done today, which all machines read."""
    return f"_metadata/backfill/{_today()}"


def _today() -> str:
    return f"{seasons.eastern_date(config.now())}"


def _had() -> list[str]:
    """The steps done today."""
    if config.get("DATA_STORE") == "s3":
        return [key.rpartition("/")[2] for key in aws.open_bucket().list(_folder())]
    try:
        had = files.parsed(_path().read_bytes())
    except (OSError, ValueError):  # no file yet; at worst the current season is fetched again
        had = None
    return [step for step, day in had.items() if day == _today()] if isinstance(had, dict) else []
