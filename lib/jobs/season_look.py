"""What a season lacks, by season type and dataset."""

from dataclasses import dataclass, replace

from lib import completeness, config, data_store, datasets, holes, schedule, seasons
from lib.datasets import REGULAR, TEAM_GAMES
from lib.jobs.season_files import StoredSeason
from lib.schedule import Schedule
from lib.seasons import Span

NAMED, FEW = 80, 10  # days of another log of which all rows are read: the playoffs have sixty; of more, a few


@dataclass(frozen=True)
class Look:
    """How a season type of a dataset stands.

    have, should  games stored, and how many there are (None: nobody knows)
    missing       a text each: DAL @ LAC 2025-03-21; games: their ids, as far as they are known
    teams         "BOS 59 of 60", of the teams that lack some
    waiting       games that are past their date and not final: no alarm
    leagues       what the league itself does not have: no alarm
    unreadable    stored partitions of the season that cannot be read, each with what to do
    is_asked      whether it counts; a season type that nobody asked for, while others of the season count, does not
    """

    dataset: str
    season: str
    season_type: str
    have: int = 0
    should: int | None = None
    missing: tuple[str, ...] = ()
    games: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    leagues: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    is_asked: bool = True

    @property
    def is_alarm(self) -> bool:
        return bool(self.missing or self.unreadable)


def looks_at(games: StoredSeason, wanted: dict[str, set[str]]) -> list[Look]:
    """How a season stands.

    wanted: dataset -> the season types that count, besides those of which something is stored
    """
    season = _Season(games)
    looks = [look for season_type in season.types() for look in season.of_type(season_type, wanted)]
    return _with_damage(looks, games.damaged)


class _Season:
    """What is stored of a season, and what else tells of its games."""

    def __init__(self, games: StoredSeason):
        from lib.nba import teams  # heavy, and not needed for a season that was looked at
        from lib.nba.schedule import of_season

        self.games, self.season, self.now = games, games.season, config.now()
        self.is_on = self.season == seasons.of_day(seasons.eastern_date(self.now))
        self.schedule: Schedule | None = of_season(self.season, self.now) if self.is_on else None
        self.names = teams.names() | {row["TEAM_ID"]: row["TEAM_ABBREVIATION"] for row in games.rows}
        self.elsewhere = _rows_elsewhere(games)
        a_row_each = {row["GAME_ID"]: row for row in self.elsewhere}
        self.texts = _texts(
            [*games.rows, *a_row_each.values()], self.schedule or schedule.stored(self.season), self.names
        )

    def types(self) -> list[str]:
        """The season types that have begun, or of which something is stored."""
        stored = {seasons.of_game(game_id)[1] for ids in self.games.stored.values() for game_id in ids}
        whole, yesterday = seasons.bounds(self.season), seasons.yesterday(self.now)
        if self.schedule:
            begun = self.schedule.types_played(Span(whole.first, yesterday))
        else:
            begun = seasons.types_played(self.season, Span(whole.first, min(whole.last, yesterday)))
        return [season_type for season_type in seasons.TYPES if season_type in stored.union(begun)]

    def of_type(self, season_type: str, wanted: dict[str, set[str]]) -> list[Look]:
        """The looks at a season type of the datasets that count in the season."""
        ids = {name: self.games.of_type(name, season_type) for name in wanted}
        left_out = [name for name, games in ids.items() if not games and season_type not in wanted[name]]
        ids = {name: games for name, games in ids.items() if name not in left_out}
        rows = [row for row in self.games.rows if seasons.of_game(row["GAME_ID"])[1] == season_type]
        logged = rows or [row for row in self.elsewhere if seasons.of_game(row["GAME_ID"])[1] == season_type]
        others = set() if rows else set().union(*ids.values())
        counted = completeness.count(
            self.season,
            season_type,
            logged if completeness.decided(logged).games.keys() >= others else [],
            self.schedule,
            self.names,
            f"{seasons.eastern_date(self.now)}",
            holes.of_the_league(TEAM_GAMES.name),
            others,
        )
        there = set(completeness.decided(rows).games)
        expected = there.union(*ids.values(), counted.games)
        looks = []
        for name, its_ids in ids.items():
            look = Look(name, self.season, season_type)
            if name == TEAM_GAMES.name:
                look = self._of_team_games(look, there, expected, counted)
            else:
                look = self._of_another(look, its_ids, expected, counted)
            is_nothing_there = not (its_ids or look.missing or look.leagues or counted.have)
            if is_nothing_there and self._is_unheard(name, season_type):
                look = replace(look, missing=(f"all games of {self.season} {season_type}",))
            looks.append(look)
        unasked = [name for name in left_out if datasets.ALL[name].has(season_type)]
        return looks + [Look(name, self.season, season_type, is_asked=False) for name in unasked]

    def _of_team_games(self, look: Look, there: set[str], expected: set[str], counted: completeness.Count) -> Look:
        missing = sorted(set(counted.games) | (expected - there))
        return replace(
            look,
            have=len(there),
            should=max(counted.should or 0, len(there) + len(missing)) or None,
            missing=self._named(missing) or tuple(counted.missing),
            games=tuple(missing),
            teams=tuple(f"{team} {had} of {should}" for team, (had, should) in counted.teams.items()),
            waiting=tuple(counted.waiting),
            leagues=tuple(counted.leagues),
        )

    def _of_another(self, look: Look, ids: set[str], expected: set[str], counted: completeness.Count) -> Look:
        noted, name = holes.of_the_league(look.dataset), look.dataset
        readable = ids - self.games.doubtful[name]
        if not readable and noted.get(f"{self.season}/{look.season_type}") == completeness.EMPTY:
            return replace(look, leagues=(f"the league's {look.season_type} of {self.season} {completeness.EMPTY}",))
        missing = sorted(expected - readable - noted.keys())
        texts, should = self._named(missing), len(readable) + len(missing)
        if counted.missing and not counted.games and len(readable) <= counted.have:  # nobody knows which ones
            texts, should = (*texts, *counted.missing), max(should, counted.should) if counted.should else None
        leagues = tuple(f"nothing kept of {text}" for text in self._named(sorted((expected - readable) & noted.keys())))
        known = {"have": len(readable), "should": should or None, "missing": texts, "games": tuple(missing)}
        return replace(look, leagues=leagues, **known)

    def _named(self, ids: list[str]) -> tuple[str, ...]:
        return tuple(self.texts.get(game_id, game_id) for game_id in ids)

    def _is_unheard(self, name: str, season_type: str) -> bool:
        """Whether a season type of which nothing is stored was never answered, if its number of games cannot tell.

        That is a past exhibition of which no answer was empty, and a current regular season without a schedule.
        """
        if season_type in completeness.EXHIBITIONS:
            is_log = datasets.ALL[name].request == "season"
            return is_log and not self.is_on and f"{self.season}/{season_type}" not in holes.kept(name)
        if season_type != REGULAR or not self.is_on or self.schedule:
            return False
        return schedule.has_begun(self.season, season_type, seasons.yesterday(self.now))


def _with_damage(looks: list[Look], damaged: dict[str, dict[str, set[str]]]) -> list[Look]:
    """The looks, each with the damaged partitions of its games.

    Damaged files whose games are unknown are listed under the regular season, if there is one.
    """
    looks = [replace(look, unreadable=_unreadable(look, damaged.get(look.dataset, {}))) for look in looks]
    lost = {name: set(texts) - {text for look in looks for text in look.unreadable} for name, texts in damaged.items()}
    for place in sorted(range(len(looks)), key=lambda place: looks[place].season_type != REGULAR):
        look = looks[place]
        looks[place] = replace(look, unreadable=look.unreadable + tuple(sorted(lost.pop(look.dataset, ()))))
    return looks


def _unreadable(look: Look, damages: dict[str, set[str]]) -> tuple[str, ...]:
    """The damaged partitions with a game of a season type."""
    return tuple(
        text for text, games in damages.items() if look.season_type in {seasons.of_game(game)[1] for game in games}
    )


def _texts(rows: list[dict], known: Schedule | None, names: dict[str, str]) -> dict[str, str]:
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


def _rows_elsewhere(games: StoredSeason) -> list[dict]:
    """A row of each team of games that team-games does not have and another log does, as far as NAMED goes."""
    named = {row["GAME_ID"] for row in games.rows}
    places = {
        (name, day): None
        for name, days in games.days.items()
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
