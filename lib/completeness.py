"""Decides whether a season type is complete: one rule, for the league's answers and for the stored games.

Games are counted by id once they are decided. If there is a schedule, every game that it calls final must be present.
A season type that is over and has no complete schedule is compared with what is known about it: a regular season's
number of games, the playoffs' champion. The number of All-Star and pre-season games is not known, so one game is
enough. If a league's numbers of games are not known, a regular season is compared with itself: see _by_itself().
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace

from lib import config, seasons
from lib.schedule import FINAL, OFF, Game, Schedule

EXHIBITIONS = ("Pre Season", "All Star")
EMPTY, ABSENT = "is empty", "is missing"
SHOWN = 3  # ids of missing games in a message
SERIES = 15  # of the playoffs since 1983-84


@dataclass(frozen=True)
class Decided:
    """Games that are over: game id -> (game date, {team id: W or L})."""

    games: dict[str, tuple[str, dict[str, str]]]


@dataclass(frozen=True)
class Missing:
    """What a season type lacks; false if nothing.

    games   ids of the games known to be missing, sorted
    number  (how many games there are, how many there should be), where only that is known
    reason  another sign that games are missing
    """

    season: str
    season_type: str
    games: tuple[str, ...] = ()
    number: tuple[int, int] | None = None
    reason: str | None = None

    def __bool__(self) -> bool:
        return bool(self.games or self.number or self.reason)

    def __str__(self) -> str:
        named = f"{', '.join(self.games[:SHOWN])}{' …' if len(self.games) > SHOWN else ''}"
        parts = [self.reason] if self.reason else []
        if self.number:
            parts.append("has {:,} of {:,} games".format(*self.number) + (f", without {named}" if self.games else ""))
        elif self.games:
            was = "was" if len(self.games) == 1 else "were"
            parts.append(f"lacks {games_text(len(self.games))} that {was} played: {named}")
        return " and ".join(parts)

    @property
    def is_alarm(self) -> bool:
        """Whether something is wrong; a season without any exhibition games is not."""
        return bool(self) and not (self.season_type in EXHIBITIONS and self.reason)

    def unnamed(self) -> str:
        """The missing games where nobody knows which ones: 13 games of 1975-76, all games of 2022-23 PlayIn"""
        if self.number:
            return f"{games_text(self.number[1] - self.number[0])} of {self._of()}"
        return f"all games of {self._of()}" if self.reason == EMPTY else f"games of {self._of()}, which {self.reason}"

    def items(self) -> dict[str, str]:
        """item -> text for each missing thing; an item is a game id, or else a season and season type."""
        if self.number or self.reason:
            return {f"{self.season}/{self.season_type}": f"{self}"}
        return dict.fromkeys(self.games, ABSENT)

    def but(self, items: set[str]) -> "Missing":
        """What is missing, without these items."""
        if f"{self.season}/{self.season_type}" in items:
            return Missing(self.season, self.season_type)
        return replace(self, games=tuple(game for game in self.games if game not in items))

    def only(self, items: set[str]) -> "Missing":
        """What is missing, limited to these items."""
        if self.number or self.reason:
            return self if f"{self.season}/{self.season_type}" in items else Missing(self.season, self.season_type)
        return replace(self, games=tuple(game for game in self.games if game in items))

    def leagues(self) -> list[str]:
        """The same as texts, in the words for what the league itself does not have."""
        if self.number:
            has, should = self.number
            if should - has == 1:
                return [f"the league has no {should:,}{_ordinal(should)} game of {self._of()}"]
            return [f"the league has {has:,} of {should:,} games of {self._of()}"]
        if self.reason:
            return [f"the league's {self.season_type} of {self.season} {self.reason}"]
        return [_lacked(game, ABSENT) for game in self.games]

    def _of(self) -> str:
        return self.season if self.season_type == "Regular Season" else f"{self.season} {self.season_type}"


def decided(rows: list[dict]) -> Decided:
    """The games of team or player rows (GAME_ID, GAME_DATE, TEAM_ID, WL) with two teams and one winner."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for row in rows:
        found.setdefault(row["GAME_ID"], (row["GAME_DATE"], {}))[1][row["TEAM_ID"]] = row["WL"]
    return Decided({game_id: game for game_id, game in found.items() if _has_winner(game[1])})


def _has_winner(results: dict[str, str]) -> bool:
    return len(results) == 2 and set(results.values()) == {"W", "L"}


def missing(
    season: str,
    season_type: str,
    have: Decided,
    schedule: Schedule | None = None,
    span: seasons.Span | None = None,
    stored=frozenset(),
    besides=frozenset(),
    is_over: bool = True,
) -> Missing:
    """What a season type lacks, given the games that are present.

    schedule: the season's; span: the dates that count. stored: ids that must be present too.
    besides: ids that may be absent. is_over: the whole season type is meant, and it is over.
    """
    games = _scheduled(schedule, season_type, span)
    final = {game.game_id for game in games if game.state == FINAL}
    everything = set(have.games) | set(besides)
    # An All-Star weekend's schedule has games that no log may ever have: the Rising Stars' 0032400004 to 6.
    is_all_star = season_type == "All Star"
    must = set(stored) if is_all_star else final | set(stored)
    if lacking := must - everything:
        return Missing(season, season_type, tuple(sorted(lacking)))
    is_proven = len(final) == len(games) > 0 and not is_all_star and _is_whole(schedule, season, season_type)
    if is_proven or not (is_over or (is_all_star and final)):
        return Missing(season, season_type)
    if season_type == "Playoffs":
        return _of_playoffs(season, have, everything)
    should = _should_have(season, season_type, have)
    if len(everything) >= should:
        return Missing(season, season_type)
    if not everything:
        return Missing(season, season_type, reason=EMPTY)
    named = _numbers_missing(season, everything, should) if season_type == "Regular Season" else ()
    return Missing(season, season_type, named, (len(everything), should))


def _is_whole(schedule: Schedule, season: str, season_type: str) -> bool:
    """Whether a schedule lists all games of a season type, including cancelled ones."""
    named = sum(game.season_type == season_type for game in schedule.games)
    return season_type != "Regular Season" or named >= seasons.regular_games(season)


def _should_have(season: str, season_type: str, have: Decided) -> int:
    """The least number of games that a season type has."""
    if season_type == "Regular Season":
        return seasons.regular_games(season) or _by_itself(have)
    return seasons.play_in_games(season) if season_type == "PlayIn" else 1


def _by_itself(have: Decided) -> int:
    """A regular season's number of games from its own log: teams play equally many, and ids are numbered from 1.

    An id that is more than twice the number of games does not count.
    """
    played = Counter(team for _, results in have.games.values() for team in results)
    as_many_each = (max(played.values(), default=0) * len(played) + 1) // 2
    last = max((int(game_id[5:]) for game_id in have.games), default=0)
    return max(1, as_many_each, last if last <= 2 * len(have.games) else 0)


def _numbers_missing(season: str, have: set[str], should: int) -> tuple[str, ...]:
    """The missing ids of a regular season that is numbered from 1; none if it is numbered otherwise."""
    prefix = f"{config.league().id}2{season[2:4]}"
    cancelled = {game_id for game_id in config.league().cancelled if game_id.startswith(prefix)}
    numbered = {f"{prefix}{number:05}" for number in range(1, should + len(cancelled) + 1)} - cancelled
    named = sorted(numbered - have)
    return tuple(named) if len(named) == should - len(have) else ()


def _of_playoffs(season: str, have: Decided, everything: set[str]) -> Missing:
    if not everything:
        return Missing(season, "Playoffs", reason=EMPTY)
    year, full = seasons.start_year(season), config.league().full_playoffs
    has_results = any(results for _, results in have.games.values())
    if has_results and not _has_champion(have, seasons.rule(config.league().wins, year)):
        return Missing(season, "Playoffs", reason="ends without a champion")
    if full is None or year < full:
        return Missing(season, "Playoffs")
    # Ids read 004, the year, 00, round, series, game: a series' games are numbered from 1, and end with a fourth win.
    series, wins = defaultdict(set), defaultdict(Counter)
    for game_id in everything:
        series[game_id[:9]].add(int(game_id[9]))
    for game_id, (_, results) in have.games.items():
        wins[game_id[:9]].update(team for team, result in results.items() if result == "W")
    skipped = [
        f"{place}{game}" for place, games in series.items() for game in range(1, max(games)) if game not in games
    ]
    # Of a series whose results nobody has, the number of its last game says whether it can be over.
    won = sum(max(wins[place].values(), default=max(games)) >= 4 for place, games in series.items())
    undecided = None if won >= SERIES or everything != set(have.games) else f"has {won} of {SERIES} series decided"
    return Missing(season, "Playoffs", tuple(sorted(skipped)), reason=undecided)


def _has_champion(have: Decided, wins: int) -> bool:
    """Whether the winner of the last game has won so many games (four in the NBA) against that opponent."""
    if not have.games:
        return False
    last = max(have.games, key=lambda game_id: (have.games[game_id][0], game_id))
    results = have.games[last][1]
    champion = next(team for team, result in results.items() if result == "W")
    series = [game for _, game in have.games.values() if set(game) == set(results)]
    return sum(game[champion] == "W" for game in series) >= wins


def _scheduled(schedule: Schedule | None, season_type: str, span: seasons.Span | None) -> list[Game]:
    games = [] if not schedule else schedule.played(span) if span else schedule.games
    return [game for game in games if game.season_type == season_type and game.state not in OFF]


def games_text(number: int) -> str:
    return f"{number:,} game{'' if number == 1 else 's'}"


def _ordinal(number: int) -> str:
    return "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


# -- what is stored -----------------------------------------------------


@dataclass
class Count:
    """How many games of a season type there should be, and what is missing.

    should   None if not known
    missing  a text for each missing game, or another problem; each is an alarm
    games    the ids of the missing games, if known
    teams    abbreviation -> (games stored, games there should be), for teams that lack games
    waiting  games past their date that are neither final nor cancelled; no alarm
    leagues  what the league itself does not have; no alarm
    """

    season: str
    season_type: str
    have: int
    should: int | None = None
    missing: list[str] = field(default_factory=list)
    games: tuple[str, ...] = ()
    teams: dict[str, tuple[int, int]] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    leagues: list[str] = field(default_factory=list)

    @property
    def is_alarm(self) -> bool:
        return bool(self.missing or self.teams)


def count(
    season: str,
    season_type: str,
    rows: list[dict],
    schedule: Schedule | None,
    names: dict[str, str],
    today: str,
    holes: dict[str, str] | None = None,
    others=frozenset(),
) -> Count:
    """Compares a season type's stored games with what there should be.

    rows: team-games, or another log where there are none. names: team id -> abbreviation. holes: item of Missing ->
    text, for what the league itself does not have. others: ids of games of which no result is known, if no row is.
    """
    have, when, holes = decided(rows), seasons.window(season, season_type), holes or {}
    if not have.games:
        have = Decided(dict.fromkeys(others, ("", {})))
    is_over = when is not None and f"{when.last}" < today
    of = season, season_type
    never = {item for item in holes if seasons.is_game_id(item) and seasons.of_game(item) == of} - have.games.keys()
    lacking = missing(season, season_type, have, schedule, besides=never, is_over=is_over)
    own = {item for item, text in lacking.items().items() if holes.get(item) == text}
    alarming = lacking.but(own)
    leagues = lacking.only(own).leagues() + [_lacked(game_id, holes[game_id]) for game_id in sorted(never)]
    found = Count(season, season_type, len(have.games), leagues=leagues)
    games = {game.game_id: game for game in _scheduled(schedule, season_type, None)}
    if games and season_type not in EXHIBITIONS:
        should = [game for game in games.values() if game.state == FINAL and game.game_id not in never]
        found.should = len(should)
        found.teams = _teams_of(should, have, names)
    elif season_type == "Regular Season" and is_over:
        found.should = seasons.regular_games(season) or _by_itself(have)
        found.should = len(have.games) if own else max(found.should - len(never), len(have.games))
        had = Counter(row["TEAM_ABBREVIATION"] for row in rows if row["GAME_ID"] in have.games)
        most = 0 if seasons.regular_games(season) else max(had.values(), default=0)
        should = {team: seasons.games_a_team(season, team) or most for team in had}
        found.teams = {team: (had[team], should[team]) for team in sorted(had) if alarming and had[team] < should[team]}
    found.waiting = [
        _described(game, names) for game in games.values() if game.game_date < today and game.state != FINAL
    ]
    if alarming.is_alarm:
        named = [_described(games[game_id], names) if game_id in games else game_id for game_id in alarming.games]
        found.games = alarming.games
        found.missing = named or [alarming.unnamed()]
    return found


def _lacked(game_id: str, lacks: str) -> str:
    """What the league lacks of a game: the text of a lib.holes.Hole."""
    return f"the league has no game {game_id}" if lacks == ABSENT else f"the league's game {game_id} {lacks}"


def _teams_of(should: list[Game], have: Decided, names: dict[str, str]) -> dict[str, tuple[int, int]]:
    """abbreviation -> (games stored, games there should be), for teams that lack games."""
    teams, had = Counter(), Counter()
    for game in should:
        for team in (game.home_team_id, game.away_team_id):
            teams[names.get(team, team)] += 1
            had[names.get(team, team)] += game.game_id in have.games
    return {team: (had[team], teams[team]) for team in sorted(teams) if had[team] < teams[team]}


def _described(game: Game, names: dict[str, str]) -> str:
    away, home = (names.get(team, team) for team in (game.away_team_id, game.home_team_id))
    return f"{away} @ {home} {game.game_date}"
