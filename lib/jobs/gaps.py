"""Which games are missing, in every season, season type and dataset that counts.

Each of these counts from the moment it was asked for, or once anything of it is stored. A stored file that can be read
is there: season_files.py reads them, and season_look.py tells what is missing.
A past season that is whole, and whose folders have not changed since, is not opened again; FULL=1 opens everything.

    _metadata/gaps/<season>.json    what the last look at a season found, and what it depends on
"""

import json
import re
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from lib import config, data_store, datasets, files, holes, schedule, seasons
from lib.datasets import TEAM_GAMES, Dataset
from lib.jobs import season_files
from lib.jobs.due import open_tracker
from lib.jobs.season_files import Marks, digest, is_of_game
from lib.jobs.season_look import Look, looks_at
from lib.jobs.wanted import LOOKS, RECENT_DAYS, asked_for, look_key

_LOOK = re.compile(rf"{LOOKS}/(?P<season>\d{{4}}(-\d\d)?)\.json", re.ASCII)
LOOKED_AT = 4  # days for which a look says what the older files hold
RULE = 7  # a kept look that was made by another rule is made anew


def of_games() -> list[Dataset]:
    """The datasets that grow by games; team-games first, since the others are compared with it."""
    return sorted(
        (dataset for dataset in datasets.ALL.values() if dataset.is_of_games),
        key=lambda dataset: dataset is not TEAM_GAMES,
    )


def look(
    names: list[str] | None = None, season: str | None = None, season_type: str | None = None, quick: bool = False
) -> list[Look]:
    """How everything that counts stands, the oldest season first; only of some datasets, a season or a season type.

    quick: of a past season to which nothing was added, what the last look found counts; its folders are not listed.
    Of the current season, in a bucket, the files of its older days are not listed either: see _settled_before().
    """
    if config.get("DATA_STORE") == "s3":
        from lib import aws, shared_holes  # boto3: only who needs it waits for it

        shared_holes.take(aws.open_bucket())
    some = maybe_stored(of_games()) if quick else of_games()
    tracker = _in_tracker(some)
    lacking = {dataset.name: sorted(holes.of_the_league(dataset.name)) for dataset in of_games()}
    kept, is_first = _kept_looks() if quick and not config.get("FULL") else ({}, True)
    stored = {name: last.stored for name, last in kept.items() if last}
    counting = _counting(tracker, stored)
    unchanged = {name for name in stored if kept[name].facts == _facts(counting[name], lacking)}
    changed = None if is_first else {_today(), *kept, *counting} - unchanged
    times = {dataset.name: _times(dataset, changed) for dataset in some}
    stored = defaultdict(list, {name: stored[name] for name in unchanged})
    for name, by_season in times.items():
        for its_season in by_season:
            stored[its_season].append(name)
    wanted, looks = _counting(tracker, stored), []
    for its_season in sorted(wanted) if season is None else [season] * (season in wanted):
        if its_season in unchanged:
            looks += kept[its_season].looks
        else:
            counts = wanted[its_season]
            its_times = {dataset.name: times.get(dataset.name, {}).get(its_season, {}) for dataset in of_games()}
            looks += _season(its_season, counts, its_times, _facts(counts, lacking), quick)
    return [look for look in looks if (not names or look.dataset in names) and season_type in (None, look.season_type)]


def maybe_stored(some: list[Dataset]) -> list[Dataset]:
    """The datasets worth a look: in a bucket, where each look costs a request, only those that have a folder."""
    backend = data_store.open_store().backend
    folders = backend.folders("") if backend.is_shared else None
    return [dataset for dataset in some if folders is None or dataset.folder in folders]


def _times(dataset: Dataset, only: set[str] | None) -> dict[str, dict[str, str]]:
    """season -> {folder: a mark that changes with it}, of the folders that hold a day or a game; of some seasons."""
    starts = None if only is None else tuple(start for season in sorted(only) for start in _starts(dataset, season))
    backend, by_season = data_store.open_store().backend, defaultdict(dict)
    if only == {_today()}:  # whose files have marks of their own
        listed = backend.folders(dataset.folder, min(starts), f"{max(starts)}~")
        times = dict.fromkeys((name for name in listed if name.startswith(starts)), "")  # between them are others
    else:
        times = backend.times(dataset.folder, starts)
    by_game, league = is_of_game(dataset), config.league()
    for name, mark in times.items():
        season = seasons.of_folder(name, league) if by_game == name.isdigit() else None  # else nothing of ours
        if season and (only is None or season in only):
            by_season[season][name] = mark
    return by_season


def _starts(dataset: Dataset, season: str) -> list[str]:
    """How the folders of a season begin."""
    if is_of_game(dataset):
        return [f"{config.league().id}{code}{season[2:4]}" for code in seasons.CODES.values()]
    whole = seasons.bounds(season)
    months = (whole.last - whole.first).days // 28 + 2
    listed = (whole.first.month - 1 + number for number in range(months))
    return [f"{whole.first.year + month // 12}-{month % 12 + 1:02d}" for month in listed]


def _in_tracker(some: list[Dataset]) -> list[tuple[str, str, str]]:
    """(dataset, season, season type) of what the tracker knows."""
    tracker, known = open_tracker(), []
    for dataset in some:
        for entity in tracker.entities(dataset):
            season, _, season_type = entity.partition("/")
            if season_type:
                known.append((dataset.name, season, season_type))
    return known


def _counting(tracker: list[tuple[str, str, str]], stored: dict[str, list[str]]) -> dict[str, dict[str, set[str]]]:
    """season -> dataset -> the season types that count; an empty set: those of which something is stored.

    stored: season -> datasets of which something is stored.
    """
    wanted = defaultdict(lambda: defaultdict(set))
    for season, names in stored.items():
        for name in names:
            wanted[season][name]  # noqa: B018  (makes the entry)
    counting = {dataset.name for dataset in of_games()}
    for name, by_season in asked_for().items():
        for season, types in by_season.items():
            if name in counting:
                wanted[season][name].update(types)
    for name, season, season_type in tracker:
        wanted[season][name].add(season_type)
    return wanted


def _facts(wanted: dict[str, set[str]], lacking: dict[str, list[str]]) -> str:
    """A mark of what counts of a season, and of what the league itself lacks."""
    return digest([RULE, {name: sorted(types) for name, types in wanted.items()}, lacking])


def _season(
    season: str, wanted: dict[str, set[str]], times: dict[str, dict[str, str]], facts: str, quick: bool
) -> list[Look]:
    backend, key, is_on = data_store.open_store().backend, look_key(season), season == _today()
    body, version = backend.recall(key)
    last = None if config.get("FULL") else _kept(body)
    settled = _settled_before(last) if last and is_on and quick and backend.is_shared else None
    marks = season_files.marks_of([*wanted], season, times, settled) if is_on else Marks()
    found = [settled, marks.of, {name: [*times[name]] for name in wanted}] if settled else marks.of or times
    if last and last.mark == _mark(season, facts, found):
        return last.looks
    looks = looks_at(season_files.games(season, [*wanted], times, marks), wanted)
    body = {
        "mark": _mark(season, facts, found),  # changes when the schedule is fetched
        "facts": facts,
        "stored": [name for name in times if times[name]],
        "date": f"{seasons.eastern_date(config.now())}",
    }
    body |= {"looks": [asdict(look) for look in looks]}
    backend.remember(key, json.dumps(body, ensure_ascii=False).encode(), version)
    return looks


def _mark(season: str, facts: str, marks) -> str:
    """A mark of all that a look depends on: of the current season also its schedule and the date."""
    if season != _today():
        return digest([facts, marks])
    heard = schedule.stored(season)
    return digest([facts, marks, f"{seasons.eastern_date(config.now())}", heard and heard.fetched_at])


@dataclass(frozen=True)
class Kept:
    """What the last look at a season found; facts, stored, mark: what it depends on; date: when that was."""

    mark: str
    facts: str
    stored: list[str]
    looks: list[Look]
    date: date | None


def _kept(body: bytes | None) -> Kept | None:
    try:
        kept = files.parsed(body or b"{}")
        looks = [
            Look(**{name: tuple(value) if isinstance(value, list) else value for name, value in look.items()})
            for look in kept["looks"]
        ]
        looked = date.fromisoformat(kept["date"]) if "date" in kept else None
        return Kept(kept["mark"], kept["facts"], [*kept["stored"]], looks, looked)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _settled_before(last: Kept) -> str | None:
    """The day before which the files are as the last look found them; None: nobody knows.

    Whoever stores something of an older day has it looked at again, and a day that came or went is seen by its folder.
    """
    today = seasons.eastern_date(config.now())
    days = (today - last.date).days if last.date else -1
    return f"{today - timedelta(days=RECENT_DAYS + LOOKED_AT)}" if 0 <= days <= LOOKED_AT else None


def _kept_looks() -> tuple[dict[str, Kept | None], bool]:
    """(season -> what the last look at it found, of past seasons; None: it is to be looked at; is there no look yet)"""
    backend = data_store.open_store().backend
    listed = {key: _LOOK.fullmatch(key) for key in backend.list(LOOKS)}
    past = {key: look["season"] for key, look in listed.items() if look and look["season"] != _today()}
    bodies = backend.read_all(dict.fromkeys(past, b""))
    kept = {past[key]: _kept(body) for key, (body, _) in bodies.items()}
    return kept, not any(kept.values()) and not _kept(backend.recall(look_key(_today()))[0])


def _today() -> str:
    return seasons.of_day(seasons.eastern_date(config.now()))
