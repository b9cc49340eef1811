"""Which games are missing, in every season, season type and dataset that counts.

Each of these counts from the moment it was asked for, or once anything of it is stored. A stored file that can be read
is there.
A past season that is whole, and whose folders have not changed since, is not opened again; FULL=1 opens everything.

    _metadata/gaps/<season>.json    what the last look at a season found, and what it depends on
"""

import hashlib
import json
import re
from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

from lib import completeness, config, csvfile, data_store, datasets, files, holes, schedule, seasons
from lib.datasets import TEAM_GAMES, Dataset
from lib.errors import StorageFailed
from lib.jobs.due import open_tracker
from lib.jobs.wanted import LOOKS, RECENT_DAYS, asked_for, look_key
from lib.seasons import Span

ROW = ("GAME_ID", "GAME_DATE", "TEAM_ID", "TEAM_ABBREVIATION", "MATCHUP", "WL")
_LOOK = re.compile(rf"{LOOKS}/(?P<season>\d{{4}}(-\d\d)?)\.json", re.ASCII)
NAMED, FEW = 80, 10  # days of another log of which all rows are read: the playoffs have sixty; of more, a few
LOOKED_AT = 4  # days for which a look says what the older files hold
RULE = 6  # a kept look that was made by another rule is made anew


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


def look(
    names: list[str] | None = None, season: str | None = None, season_type: str | None = None, quick: bool = False
) -> list[Look]:
    """How everything that counts stands, the oldest season first; only of some datasets, a season or a season type.

    quick: of a past season to which nothing was added, what the last look found counts; its folders are not listed.
    Of the season that is on, in a bucket, neither are the files of its older days: see _settled_before().
    """
    if config.get("DATA_STORE") == "s3":
        from lib import aws  # boto3: only who needs it waits for it
        from lib.jobs import shared_holes

        shared_holes.take(aws.open_bucket())
    some = maybe_stored(of_games()) if quick else of_games()
    tracker = _in_tracker(some)
    lacking = {dataset.name: sorted(holes.of_the_league(dataset.name)) for dataset in of_games()}
    kept, is_first = _kept_looks() if quick and not config.get("FULL") else ({}, True)
    stored = {of: last.stored for of, last in kept.items() if last}
    counting = _counting(tracker, stored)
    unchanged = {of for of in stored if kept[of].facts == _facts(counting[of], lacking)}
    changed = None if is_first else {_today(), *kept, *counting} - unchanged
    times = {dataset.name: _times(dataset, changed) for dataset in some}
    stored = defaultdict(list, {of: stored[of] for of in unchanged})
    for name, by_season in times.items():
        for of in by_season:
            stored[of].append(name)
    wanted, looks = _counting(tracker, stored), []
    for of in sorted(wanted) if season is None else [season] * (season in wanted):
        if of in unchanged:
            looks += kept[of].looks
        else:
            of_season = {dataset.name: times.get(dataset.name, {}).get(of, {}) for dataset in of_games()}
            looks += _season(of, wanted[of], of_season, _facts(wanted[of], lacking), quick)
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
        times = dict.fromkeys(backend.folders(dataset.folder, min(starts), f"{max(starts)}~"), "")
    else:
        times = backend.times(dataset.folder, starts)
    for name, mark in times.items():
        season = seasons.of_folder(name) if _is_of_game(dataset) == name.isdigit() else None  # else nothing of ours
        if season and (only is None or season in only):
            by_season[season][name] = mark
    return by_season


def _starts(dataset: Dataset, season: str) -> list[str]:
    """How the folders of a season begin."""
    if _is_of_game(dataset):
        return [f"{config.league().id}{code}{season[2:4]}" for code in seasons.CODES.values()]
    whole = seasons.bounds(season)
    months = (whole.last - whole.first).days // 28 + 2
    listed = (whole.first.month - 1 + number for number in range(months))
    return [f"{whole.first.year + month // 12}-{month % 12 + 1:02d}" for month in listed]


def _is_of_game(dataset: Dataset) -> bool:
    """Whether a folder of it is a game, not a day."""
    return dataset.partition_fields[0] == dataset.game_field


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
    return _digest([RULE, {name: sorted(types) for name, types in wanted.items()}, lacking])


def _digest(facts) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _season(
    season: str, wanted: dict[str, set[str]], times: dict[str, dict[str, str]], facts: str, quick: bool
) -> list[Look]:
    backend, key, is_on = data_store.open_store().backend, look_key(season), season == _today()
    body, version = backend.recall(key)
    last = None if config.get("FULL") else _kept(body)
    settled = _settled_before(last) if last and is_on and quick and backend.is_shared else None
    days = {name: _days(datasets.ALL[name], season, settled) for name in wanted} if is_on else {}
    marks = {name: _marks(datasets.ALL[name], days[name], times[name]) for name in wanted} if is_on else None
    found = [settled, marks, {name: [*times[name]] for name in wanted}] if settled else marks or times
    if last and last.mark == _mark(season, facts, found):
        return last.looks
    looks = _look_at(season, wanted, times, marks, days, settled)
    body = {
        "mark": _mark(season, facts, found),  # which changes when the schedule was fetched
        "facts": facts,
        "stored": [name for name in times if times[name]],
        "date": f"{seasons.eastern_date(config.now())}",
    }
    body |= {"looks": [asdict(look) for look in looks]}
    backend.remember(key, json.dumps(body, ensure_ascii=False).encode(), version)
    return looks


def _mark(season: str, facts: str, marks) -> str:
    """A mark of all that a look depends on: of the season that is on also its schedule and the date."""
    if season != _today():
        return _digest([facts, marks])
    heard = schedule.stored(season)
    return _digest([facts, marks, f"{seasons.eastern_date(config.now())}", heard and heard.fetched_at])


def _days(dataset: Dataset, season: str, since: str | None = None) -> dict[str, str] | None:
    """What the store says of each day of a season, or of those since one; None for a dataset by game."""
    whole = seasons.bounds(season)
    first = max(whole.first, seasons.day(since)) if since else whole.first
    return None if _is_of_game(dataset) else data_store.open_store().backend.days(dataset, first, whole.last)


def _marks(dataset: Dataset, days: dict[str, str] | None, games) -> dict[str, str]:
    """{day, or game id: a mark that changes with each of its files}; games: ids that have a folder"""
    if days is not None:
        return {day: _digest(mark) for day, mark in days.items()}
    keys = {dataset.path({dataset.game_field: game}): game for game in games}
    return {keys[key]: version for key, version in data_store.open_store().backend.versions([*keys]).items()}


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


def _look_at(
    season: str, wanted: dict[str, set[str]], times: dict, marks: dict | None, days: dict, settled: str | None
) -> list[Look]:
    from lib.nba import teams  # heavy, and not needed for a season that was looked at
    from lib.nba.schedule import of_season

    now = config.now()
    known = of_season(season, now) if season == _today() else None
    memory = Memory(season, marks, settled, times[TEAM_GAMES.name])
    rows = memory.team_rows()
    store, whole = data_store.open_store(), seasons.bounds(season)
    have, doubtful, damaged, days_of = {}, {}, {}, {}
    for dataset in (datasets.ALL[name] for name in wanted):
        if _is_of_game(dataset):  # what of games cannot be read is missing, by its id
            have[dataset.name], doubtful[dataset.name] = memory.games(dataset, times[dataset.name])
            keys = {dataset.path({dataset.game_field: game}): game for game in doubtful[dataset.name]}
            damaged[dataset.name] = {f"{store.damage(dataset, key)}": {game} for key, game in keys.items()}
        else:
            games, damaged[dataset.name], cut = store.look(
                dataset, whole, days.get(dataset.name), settled, times[dataset.name]
            )
            have[dataset.name], doubtful[dataset.name] = set(games), cut.union(*damaged[dataset.name].values())
            days_of[dataset.name] = games
    memory.keep()
    stored_types = {seasons.of_game(game_id)[1] for ids in have.values() for game_id in ids}
    yesterday = seasons.yesterday(now)
    begun = set(seasons.types_played(season, Span(whole.first, min(whole.last, yesterday))))
    if known:
        begun = set(known.types_played(Span(whole.first, yesterday))) | stored_types
    names = teams.names() | {row["TEAM_ID"]: row["TEAM_ABBREVIATION"] for row in rows}
    also = _rows_elsewhere({row["GAME_ID"] for row in rows}, days_of)
    texts_of = _texts([*rows, *{row["GAME_ID"]: row for row in also}.values()], known or schedule.stored(season), names)
    looks = []
    for season_type in (played_type for played_type in seasons.TYPES if played_type in begun | stored_types):
        counting = [
            name
            for name, types in wanted.items()
            if season_type in types or any(seasons.of_game(game_id)[1] == season_type for game_id in have[name])
        ]
        of_type = [row for row in rows if seasons.of_game(row["GAME_ID"])[1] == season_type]
        logged = of_type or [row for row in also if seasons.of_game(row["GAME_ID"])[1] == season_type]
        looks += _of_type(season, season_type, counting, of_type, logged, have, doubtful, known, names, texts_of)
    told = [replace(look, unreadable=_unreadable(look, damaged.get(look.dataset, {}))) for look in looks]
    lost = {name: set(texts) - {text for look in told for text in look.unreadable} for name, texts in damaged.items()}
    # Of which game nobody knows: most likely of the regular season.
    places = sorted(range(len(told)), key=lambda place: told[place].season_type != "Regular Season")
    for place in places:
        look = told[place]
        told[place] = replace(look, unreadable=look.unreadable + tuple(sorted(lost.pop(look.dataset, ()))))
    return told


def _unreadable(look: Look, damages: dict[str, set[str]]) -> tuple[str, ...]:
    """The damaged partitions with a game of a season type."""
    return tuple(
        text for text, games in damages.items() if look.season_type in {seasons.of_game(game)[1] for game in games}
    )


def _of_type(season, season_type, counting, rows, logged, have, doubtful, known, names, texts_of) -> list[Look]:
    """The looks at a season type of the datasets that count; doubtful: those of have that cannot be read whole.

    rows: its team-games; logged: these, or rows of another log where there are none. names: team id -> abbreviation.
    texts_of: game id -> IND @ BOS 2025-03-21, as far as it is known.
    """
    ids = {name: {game_id for game_id in have[name] if seasons.of_game(game_id)[1] == season_type} for name in counting}
    today = f"{seasons.eastern_date(config.now())}"
    own = holes.of_the_league(TEAM_GAMES.name)
    others = set() if rows else set().union(*ids.values())
    decided = completeness.decided(logged).games.keys()
    teams = completeness.count(
        season, season_type, logged if decided >= others else [], known, names, today, own, others
    )
    there = set(completeness.decided(rows).games)
    expected = there.union(*ids.values(), teams.games)
    looks = []
    for name in counting:
        if name == TEAM_GAMES.name:
            missing = sorted(set(teams.games) | (expected - there))
            texts = tuple(texts_of.get(game_id, game_id) for game_id in missing) or tuple(teams.missing)
            of_team = tuple(f"{team} {had} of {should}" for team, (had, should) in teams.teams.items())
            numbers = (len(there), max(teams.should or 0, len(there) + len(missing)) or None)
            waiting, leagues = tuple(teams.waiting), tuple(teams.leagues)
        else:
            readable = ids[name] - doubtful[name]
            missing = sorted(expected - readable - holes.of_the_league(name).keys())
            texts, of_team = tuple(texts_of.get(game_id, game_id) for game_id in missing), ()
            should = len(readable) + len(missing)
            if teams.missing and not teams.games and len(readable) <= teams.have:  # nobody knows which ones
                texts, should = (*texts, *teams.missing), max(should, teams.should) if teams.should else None
            numbers, waiting, leagues = (len(readable), should or None), (), ()
            if not readable and holes.of_the_league(name).get(f"{season}/{season_type}") == completeness.EMPTY:
                missing, texts, numbers = [], (), (0, None)
                leagues = (f"the league's {season_type} of {season} {completeness.EMPTY}",)
        is_nothing_there = not (ids[name] or texts or leagues or teams.have)
        if is_nothing_there and _is_unheard(name, season, season_type, known):
            texts = (f"all games of {season} {season_type}",)
        looks.append(Look(name, season, season_type, *numbers, texts, tuple(missing), of_team, waiting, leagues))
    return looks


def _is_unheard(name: str, season: str, season_type: str, known) -> bool:
    """Whether a season type of which nothing is stored was never answered, so far as its number of games cannot tell.

    That is a past exhibition of which no answer was empty, and a regular season that is on and has no schedule.
    """
    if season_type in completeness.EXHIBITIONS:
        is_log = datasets.ALL[name].request == "season"
        return is_log and season != _today() and f"{season}/{season_type}" not in holes.kept(name)
    yesterday = seasons.yesterday(config.now())
    is_on = season == _today() and season_type == "Regular Season"
    return is_on and not known and schedule.has_begun(season, season_type, yesterday)


def _texts(rows: list[dict], known, names: dict[str, str]) -> dict[str, str]:
    """game id -> IND @ BOS 2025-03-21"""
    texts = {}
    for row in rows:
        away, at, home = row["MATCHUP"].partition(" @ ")
        if not at:
            home, at, away = row["MATCHUP"].partition(" vs. ")
        if at:
            texts[row["GAME_ID"]] = f"{away} @ {home} {row['GAME_DATE']}"
    for game in known.games if known else ():
        away, home = (names.get(team, team) for team in (game.away_team_id, game.home_team_id))
        texts[game.game_id] = f"{away} @ {home} {game.game_date}"
    return texts


def _rows_elsewhere(named: set[str], days_of: dict[str, dict[str, str]]) -> list[dict]:
    """A row of each team of games that team-games does not have and another log does, as far as NAMED goes.

    named: the ids that team-games has. days_of: dataset -> {game id: game date} of what is stored of a season.
    """
    places = {
        (name, day): None
        for name, days in days_of.items()
        if "MATCHUP" in datasets.ALL[name].types
        for game_id, day in days.items()
        if game_id not in named
    }
    store, rows = data_store.open_store(), {}
    for name, day in [*places][: NAMED if len(places) <= NAMED else FEW]:
        dataset = datasets.ALL[name]
        for table in store.read_all(dataset, [key for key, _ in store.partitions(dataset, GAME_DATE=day)]):
            rows |= {(row["GAME_ID"], row["TEAM_ID"]): row for row in table.dicts()}
    return [*rows.values()]


class Memory:
    """What the files of the season that is on said, by their marks: only those that changed are read again.

    _metadata/gaps/files/<season>.json  {dataset: {day, or game id: [mark, what it said]}}
    """

    def __init__(self, season: str, marks: dict[str, dict[str, str]] | None, settled: str | None, team_days):
        """marks: dataset -> {day, or game id: mark}; None: everything is read.

        settled: the day before which files are as they were; team_days: the days that team-games has a folder of.
        """
        self.season, self.marks, self.settled, self.team_days = season, marks, settled, team_days
        self.backend, self.key = data_store.open_store().backend, f"{LOOKS}/files/{season}.json"
        body, self.version = self.backend.recall(self.key) if marks else (None, None)
        self.kept = {} if config.get("FULL") else _said(body)
        self.said: dict[str, dict] = {}

    def team_rows(self) -> list[dict]:
        """Of the season's team-games rows what is needed here: ROW."""
        from lib.jobs.stored import team_rows

        if self.marks is None:
            return team_rows(seasons.bounds(self.season))

        def read(days: list[str]) -> list[list[list[str]]]:
            store, rows = data_store.open_store(), {day: [] for day in days}
            listed = store.between(TEAM_GAMES, Span(seasons.day(days[0]), seasons.day(days[-1])))
            for table in store.read_all(TEAM_GAMES, [key for key, of in listed if of["GAME_DATE"] in rows]):
                for row in table.dicts():
                    rows[row["GAME_DATE"]].append([row[column] for column in ROW])
            return [*rows.values()]

        marks, older = self.marks.get(TEAM_GAMES.name), {}
        if self.settled:
            kept = self.kept.get(TEAM_GAMES.name, {})
            older = {day: mark for day, (mark, _) in kept.items() if day < self.settled}
            if older.keys() != {day for day in self.team_days if day < self.settled}:
                marks = None  # some came or went
        marks = older | marks if marks else _marks(TEAM_GAMES, _days(TEAM_GAMES, self.season), ())
        return [dict(zip(ROW, row, strict=True)) for rows in self._of(TEAM_GAMES.name, marks, read) for row in rows]

    def games(self, dataset: Dataset, folders) -> tuple[set[str], set[str]]:
        """(those of some games of which something is stored, those of them that cannot be read)"""
        marks = _marks(dataset, None, folders) if self.marks is None else self.marks[dataset.name]

        def read(games: list[str]) -> list[bool]:
            keys = [dataset.path({dataset.game_field: game}) for game in games]
            bodies = self.backend.read_all(dict.fromkeys(keys, b""))
            return [_is_readable(dataset, key, bodies.get(key, (b"", None))[0]) for key in keys]

        can_be_read = dict(zip(sorted(marks), self._of(dataset.name, marks, read), strict=True))
        return set(marks), {game_id for game_id, is_readable in can_be_read.items() if not is_readable}

    def _of(self, name: str, marks: dict[str, str], read) -> list:
        kept = self.kept.get(name, {})
        new = [place for place, mark in sorted(marks.items()) if kept.get(place, [""])[0] != mark]
        said = dict(zip(new, read(new), strict=True)) if new else {}
        self.said[name] = {
            place: [mark, said[place]] if place in said else kept[place] for place, mark in sorted(marks.items())
        }
        return [said for _, said in self.said[name].values()]

    def keep(self) -> None:
        if self.marks and self.said != self.kept:
            body = json.dumps(self.said, separators=(",", ":"), ensure_ascii=False).encode()
            self.backend.remember(self.key, body, self.version)


def _is_readable(dataset: Dataset, key: str, body: bytes) -> bool:
    try:
        csvfile.partition(dataset, key, body)
    except StorageFailed:
        return False
    return True


def _said(body: bytes | None) -> dict:
    try:
        kept = files.parsed(body or b"{}")
        return kept if all(len(entry) == 2 for of in kept.values() for entry in of.values()) else {}
    except (ValueError, TypeError, AttributeError):
        return {}
