"""Which games are missing, in every season, season type and dataset that counts.

Each of these counts from the moment it was asked for, or once anything of it is stored. A stored file that can be read
is there.
A past season that is whole, and whose folders have not changed since, is not opened again; FULL=1 opens everything.

    _metadata/asked.json            {dataset: {season: [season types asked for]}}
    _metadata/gaps/<season>.json    what the last look at a past season found
"""

import contextlib
import hashlib
import json
from collections import defaultdict
from dataclasses import asdict, dataclass, replace

from lib import completeness, config, data_store, datasets, files, holes, seasons
from lib.asked import Asked
from lib.datasets import TEAM_GAMES, Dataset
from lib.errors import StorageFailed
from lib.jobs.due import open_tracker
from lib.seasons import Span

RULE = 1  # looks kept under another rule are made again


@dataclass(frozen=True)
class Look:
    """How a season type of a dataset stands.

    have, should  games stored, and how many there are (None: nobody knows)
    missing       a text each: DAL @ LAC 2025-03-21; games: their ids, as far as they are known
    teams         "BOS 59 of 60", of the teams that lack some
    waiting       games that are past their date and not final: no alarm
    leagues       what the league itself does not have: no alarm
    unreadable    stored partitions of the season that cannot be read, each with what to do
    """

    dataset: str
    season: str
    season_type: str
    have: int
    should: int | None = None
    missing: tuple[str, ...] = ()
    games: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    leagues: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()

    @property
    def is_alarm(self) -> bool:
        return bool(self.missing or self.unreadable)


def of_games() -> list[Dataset]:
    """The datasets that grow by games; team-games first, since the others are compared with it."""
    return sorted(
        (dataset for dataset in datasets.ALL.values() if dataset.is_of_games),
        key=lambda dataset: dataset is not TEAM_GAMES,
    )


def note_asked(dataset: Dataset, asked: Asked) -> None:
    """Writes down that the games of some seasons and types are wanted. Raises StorageFailed."""
    if not dataset.is_of_games or not asked.dates or asked.team or asked.player or asked.game:
        return
    new = {}
    for season, part in seasons.parts(asked.dates).items():
        new[season] = [asked.season_type] if asked.season_type else seasons.types_played(season, part)
    with files.lock(config.metadata("locks", "asked.lock")):
        kept = _asked()
        before = kept.get(dataset.name, {})
        after = before | {season: sorted({*before.get(season, ()), *types}) for season, types in new.items()}
        if after != before:
            files.write(config.metadata("asked.json"), json.dumps(kept | {dataset.name: after}, indent=1).encode())


def look(names: list[str] | None = None, season: str | None = None, season_type: str | None = None) -> list[Look]:
    """How everything that counts stands, the oldest season first; only of some datasets, a season or a season type."""
    times = {dataset.name: _times(dataset) for dataset in of_games()}
    wanted = _wanted(times)
    looks = []
    for of in sorted(wanted) if season is None else [season] * (season in wanted):
        looks += _season(of, wanted[of], {name: by_season.get(of, {}) for name, by_season in times.items()})
    return [look for look in looks if (not names or look.dataset in names) and season_type in (None, look.season_type)]


def _asked() -> dict[str, dict[str, list[str]]]:
    path = config.metadata("asked.json")
    try:
        kept = json.loads(path.read_bytes())
        return {name: {season: list(types) for season, types in of.items()} for name, of in kept.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, TypeError):
        raise StorageFailed(f"{path}: cannot be read; delete it: what was asked for before is then forgotten") from None


def _times(dataset: Dataset) -> dict[str, dict[str, str]]:
    """season -> {folder: a mark that changes with it}, of the folders that hold a day or a game."""
    by_season = defaultdict(dict)
    for name, mark in data_store.open_store().backend.times(dataset.folder).items():
        with contextlib.suppress(ValueError):  # not made by this project
            by_season[_season_of(dataset, name)][name] = mark
    return by_season


def _season_of(dataset: Dataset, name: str) -> str:
    """The season of a folder; raises ValueError."""
    field = dataset.partition_fields[0]
    if not dataset.fits(field, name) or (field == "gameId" and not seasons.is_game_id(name)):
        raise ValueError(name)
    return seasons.of_game(name)[0] if field == "gameId" else seasons.of_day(seasons.day(name))


def _wanted(times: dict[str, dict]) -> dict[str, dict[str, set[str]]]:
    """season -> dataset -> the season types that count; an empty set: those of which something is stored."""
    wanted = defaultdict(lambda: defaultdict(set))
    for name, by_season in times.items():
        for season in by_season:
            wanted[season][name]  # noqa: B018  (makes the entry)
    for name, by_season in _asked().items():
        for season, types in by_season.items():
            if name in times:
                wanted[season][name].update(types)
    tracker = open_tracker()
    for name in times:
        for entry in tracker.history(datasets.ALL[name]):
            season, _, season_type = entry.entity.partition("/")
            if season_type:
                wanted[season][name].add(season_type)
    return wanted


def _season(season: str, wanted: dict[str, set[str]], times: dict[str, dict[str, str]]) -> list[Look]:
    path, is_on = config.metadata("gaps", f"{season}.json"), season == _today()
    holes_known = {name: sorted(holes.of_the_league(name)) for name in wanted}
    facts = [RULE, {name: sorted(types) for name, types in wanted.items()}, times, holes_known]
    mark = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
    kept = {} if is_on or config.get("FULL") else _kept(path)
    if kept.get("mark") == mark:
        return kept["looks"]
    looks = _look_at(season, wanted, times)
    if not is_on:
        body = {"mark": mark, "looks": [asdict(look) for look in looks]}
        files.write(path, json.dumps(body, ensure_ascii=False).encode())
    return looks


def _kept(path) -> dict:
    try:
        kept = json.loads(path.read_bytes())
        looks = [
            Look(**{k: tuple(v) if isinstance(v, list) else v for k, v in kept_look.items()})
            for kept_look in kept["looks"]
        ]
        return {"mark": kept["mark"], "looks": looks}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _today() -> str:
    return seasons.of_day(seasons.eastern_date(config.now()))


def _look_at(season: str, wanted: dict[str, set[str]], times: dict[str, dict[str, str]]) -> list[Look]:
    from lib.nba import schedule  # slow to import, and not needed for a kept look

    now = config.now()
    known = schedule.of_season(season, now) if season == _today() else None
    rows = _team_rows(season)
    have = {name: _ids(datasets.ALL[name], season, times[name]) for name in wanted}
    doubtful = {name: _doubtful(datasets.ALL[name], season, have[name]) for name in wanted}
    stored_types = {seasons.of_game(game_id)[1] for ids in have.values() for game_id in ids}
    yesterday = seasons.yesterday(now)
    whole = seasons.bounds(season)
    begun = set(seasons.types_played(season, Span(whole.first, min(whole.last, yesterday))))
    if known:
        begun = set(known.types_played(Span(whole.first, yesterday))) | stored_types
    damaged = {name: _damaged(datasets.ALL[name], season) for name in wanted}
    looks = []
    for season_type in (played_type for played_type in seasons.TYPES if played_type in begun | stored_types):
        counting = [
            name
            for name, types in wanted.items()
            if season_type in types or any(seasons.of_game(game_id)[1] == season_type for game_id in have[name])
        ]
        looks += _of_type(season, season_type, counting, rows, have, doubtful, known)
    return [replace(look, unreadable=damaged.pop(look.dataset, ())) for look in looks]


def _of_type(season, season_type, counting, rows, have, doubtful, known) -> list[Look]:
    """The looks at a season type of the datasets that count; doubtful: those of have that cannot be read whole."""
    of_type = [row for row in rows if seasons.of_game(row["GAME_ID"])[1] == season_type]
    ids = {name: {game_id for game_id in have[name] if seasons.of_game(game_id)[1] == season_type} for name in counting}
    names = {row["TEAM_ID"]: row["TEAM_ABBREVIATION"] for row in rows}
    today = f"{seasons.eastern_date(config.now())}"
    own = holes.of_the_league(TEAM_GAMES.name)
    teams = completeness.count(season, season_type, of_type, known, names, today, own)
    there = set(completeness.decided(of_type).games)
    expected = there.union(*ids.values(), teams.games)
    texts_of = _texts(rows, known, names)
    looks = []
    for name in counting:
        if name == TEAM_GAMES.name:
            missing = sorted(set(teams.games) | (expected - there))
            texts = tuple(texts_of.get(game_id, game_id) for game_id in missing) or tuple(teams.missing)
            of_team = tuple(f"{team} {had} of {should}" for team, (had, should) in teams.teams.items())
            numbers = (teams.have, max(teams.should or 0, len(there) + len(missing)) or None)
            waiting, leagues = tuple(teams.waiting), tuple(teams.leagues)
        else:
            readable = ids[name] - doubtful[name]
            missing = sorted(expected - readable - holes.of_the_league(name).keys())
            texts, of_team = tuple(texts_of.get(game_id, game_id) for game_id in missing), ()
            numbers, waiting, leagues = (len(readable), len(readable) + len(missing)), (), ()
        looks.append(Look(name, season, season_type, *numbers, texts, tuple(missing), of_team, waiting, leagues))
    return looks


def _texts(rows: list[dict], known, names: dict[str, str]) -> dict[str, str]:
    """game id -> IND @ BOS 2025-03-21"""
    texts = {}
    for row in rows:
        away, at, home = row["MATCHUP"].partition(" @ ")
        if at:
            texts[row["GAME_ID"]] = f"{away} @ {home} {row['GAME_DATE']}"
    for game in known.games if known else ():
        away, home = (names.get(team, team) for team in (game.away_team_id, game.home_team_id))
        texts[game.game_id] = f"{away} @ {home} {game.game_date}"
    return texts


def _team_rows(season: str) -> list[dict]:
    from lib.jobs.stored import team_rows

    return team_rows(seasons.bounds(season))


def _ids(dataset: Dataset, season: str, times: dict[str, str]) -> set[str]:
    """The games of a season of which something is stored."""
    store = data_store.open_store()
    if dataset.partition_fields[0] != "gameId":
        return set(store.games(dataset, seasons.bounds(season)))
    keys = store.existing(dataset, [{"gameId": game_id} for game_id in times])
    return {dataset.fields_of(key)["gameId"] for key in keys}


def _doubtful(dataset: Dataset, season: str, have: set[str]) -> set[str]:
    """Those of the games stored of which something cannot be read."""
    store = data_store.open_store()
    if dataset.partition_fields[0] != "gameId":
        return store.doubtful(dataset, seasons.bounds(season))
    return {game_id for game_id in have if not _is_readable(store, dataset, game_id)}


def _damaged(dataset: Dataset, season: str) -> tuple[str, ...]:
    """What of a season cannot be read; of games by their id that is missing anyway."""
    if dataset.partition_fields[0] == "gameId":
        return ()
    return tuple(f"{damage}" for damage in data_store.open_store().unreadable(dataset, seasons.bounds(season)))


def _is_readable(store, dataset: Dataset, game_id: str) -> bool:
    try:
        store.read(dataset, dataset.path({"gameId": game_id}))
    except StorageFailed:
        return False
    return True
