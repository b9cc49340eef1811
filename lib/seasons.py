"""Seasons, season types, game dates (US Eastern) and game ids of the league that LEAGUE names."""

import re
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from . import leagues
from .config import league
from .errors import Usage
from .leagues import Span

EASTERN = ZoneInfo("America/New_York")
# A season type as the league spells it: the third digit of its game ids, and what people type.
CODES = {
    "Pre Season": "1",
    "Regular Season": "2",
    "All Star": "3",
    "Playoffs": "4",
    "PlayIn": "5",
    "IST": "6",
}
TYPES = tuple(CODES)
_TYPE_OF = {code: season_type for season_type, code in CODES.items()}
ALIASES = {
    "pre-season": "Pre Season",
    "regular": "Regular Season",
    "all-star": "All Star",
    "playoffs": "Playoffs",
    "play-in": "PlayIn",
    "cup": "IST",
}


def eastern_date(when: datetime) -> date:
    """The date in New York, whose calendar the league uses."""
    return when.astimezone(EASTERN).date()


def yesterday(when: datetime) -> date:
    """Yesterday's game date; some of its games may still be on after midnight."""
    return eastern_date(when) - timedelta(days=1)


def day(text: str) -> date:
    """A date from its text; raises Usage."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Usage(f"{text!r} is not a date; write it as 2024-01-20") from None


def of_folder(folder: str, its_league=None) -> str | None:
    """The season of a folder that is named for a game date or a game id; None for anything else.

    its_league: that of the run, for those who ask of thousands.
    """
    known = its_league or league()
    try:
        if folder.isdigit():
            return _of_game_start(folder[:5], known) if len(folder) == 10 else None
        if folder != f"{date.fromisoformat(folder)}":
            return None
        return _of_month(folder[:7], known) or of_day(date.fromisoformat(folder))
    except (ValueError, OverflowError, Usage):  # no date, or one before the first season
        return None


@cache
def _of_game_start(start: str, its_league) -> str | None:
    return of_game(f"{start}00000")[0] if is_game_id(f"{start}00000") else None


@cache
def _of_month(month: str, its_league) -> str | None:
    """The season of all of a month's days; None where a season begins in it."""
    first = date.fromisoformat(f"{month}-01")
    found = {of_day(first), of_day(first + timedelta(days=30))}
    return found.pop() if len(found) == 1 else None


@cache
def game_day(text: str) -> str:
    """A game date in any of the league's spellings, as YYYY-MM-DD; raises ValueError."""
    text = text.strip()
    if text[4:5] == "-" or re.fullmatch("[0-9]{8}", text):
        return date.fromisoformat(text[:10]).isoformat()
    for spelling in ("%b %d, %Y", "%m/%d/%Y", "%m/%d/%Y %H:%M:%S"):
        try:
            return datetime.strptime(text.title(), spelling).date().isoformat()
        except ValueError:
            pass
    raise ValueError(f"{text!r} is no date")


def name(start_year: int) -> str:
    """2018 -> 2018-19; of the WNBA 2018."""
    return league().season(start_year)


def first() -> str:
    """The league's first season."""
    return name(league().first_year)


def first_of(dataset) -> str:
    """The first season for which the league may have a dataset; known for the NBA only."""
    return dataset.since if dataset.since and league().name == "nba" else first()


def require(dataset, season: str) -> None:
    """Raises Usage for a season of which the league has nothing of a dataset."""
    if season < first_of(dataset):
        raise Usage(f"{dataset.name}: the league has none of {season}; its first season is {first_of(dataset)}")


def start_year(season: str) -> int:
    """2018-19 -> 2018; raises Usage if it is not a season."""
    year = league().year(season)
    if year is None:
        written = re.match(r"\d{4}", season, re.ASCII)
        example = name(int(written[0]) if written and _may_be_meant(season) else 2018)
        raise Usage(f"{season!r} is not a season; write it as {example}")
    if year < league().first_year:
        raise Usage(f"{season}: the league's first season was {first()}")
    return year


def _may_be_meant(season: str) -> bool:
    """Whether a text is a season in another league's spelling."""
    return any(other.year(season) for other in leagues.ALL.values())


def of_day(when: date) -> str:
    """The season of a game date; raises Usage before the first season."""
    season = name(when.year if when >= league().opens(when.year) else when.year - 1)
    bounds(season)
    return season


def bounds(season: str) -> Span:
    """The first and last possible date of a season's games."""
    year, opens = start_year(season), league().opens
    return Span(opens(year), opens(year + 1) - timedelta(days=1))


def so_far(yesterday: date) -> Span:
    """The season up to a date; includes last season while the new one has hardly begun."""
    season = of_day(yesterday)
    if yesterday < window(season, "Regular Season").first + timedelta(days=10):
        season = name(start_year(season) - 1)
    return Span(bounds(season).first, yesterday)


def between(first: str, last: str) -> list[str]:
    """The seasons from one to another, oldest first."""
    return [name(year) for year in range(start_year(first), start_year(last) + 1)]


def season_type(text: str) -> str:
    """A season type from its short name, or from the league's spelling; raises Usage."""
    if text in CODES:
        return text
    try:
        return ALIASES[text.lower()]
    except KeyError:
        raise Usage(f"{text!r} is not a season type; it is one of {', '.join(ALIASES)}") from None


def alias(season_type: str) -> str:
    """A season type's short name: Regular Season -> regular"""
    return next(alias for alias, name in ALIASES.items() if name == season_type)


def window(season: str, season_type: str) -> Span | None:
    """The widest span in which games of a type can be played in a season; None if the season had none."""
    year, windows = start_year(season), league().windows
    if year < league().first_years.get(season_type, league().first_year):
        return None
    when = windows(year).get(season_type)
    return bounds(season) if when and year in league().irregular else when


def types_played(season: str, span: Span) -> list[str]:
    """The season types that can have games in a span of a season, by the calendar alone."""
    windows = {season_type: window(season, season_type) for season_type in TYPES}
    return [
        season_type
        for season_type, when in windows.items()
        if when and when.first <= span.last and span.first <= when.last
    ]


def is_regular(when: date) -> bool:
    """Whether somebody who plays on this date certainly plays in that regular season."""
    season_types = types_played(of_day(when), Span(when, when))
    return "Regular Season" in season_types and not {"Pre Season", "PlayIn", "Playoffs"} & set(season_types)


def regular_games(season: str) -> int | None:
    """The number of games of a regular season: 1,230 since 2004-05, with exceptions.

    None if only the game log can tell.
    """
    return rule(league().regular_games, start_year(season))


def rule(rules: tuple[tuple[int, int], ...], year: int) -> int | None:
    """The rule that applies in a year; rules: (first year, rule) …"""
    return next((value for first_year, value in reversed(rules) if first_year <= year), None)


def play_in_games(season: str) -> int:
    """The number of play-in games: six; one in 2019-20."""
    return 1 if start_year(season) == 2019 else 6


def games_a_team(season: str, abbreviation: str) -> int | None:
    """The number of games of a team in a regular season; None before 1953-54, when it differed by team."""
    year = start_year(season)
    return league().odd_team_games.get(year, {}).get(abbreviation, rule(league().team_games, year))


def parts(span: Span) -> dict[str, Span]:
    """A span cut at the seasons' bounds: {season: span within it}, oldest first."""
    cut = {}
    for season in between(of_day(span.first), of_day(span.last)):
        whole = bounds(season)
        cut[season] = Span(max(span.first, whole.first), min(span.last, whole.last))
    return cut


def is_game_id(text: str) -> bool:
    return bool(_game_ids(league()).fullmatch(text))


def game_id(text: str) -> str:
    """A game id's ten digits, also from an id that lost its first two zeros, as 22400123; raises Usage."""
    found = text.zfill(10)
    of_game(found if len(text) == 8 else text)
    return found


def of_game(game_id: str) -> tuple[str, str]:
    """(season, season type) of a game id: 0021800001 -> 2018-19, Regular Season; raises Usage."""
    return _of_game(league(), game_id)


@lru_cache(maxsize=4096)  # the games of three seasons, which are looked at again and again
def _of_game(of: leagues.League, game_id: str) -> tuple[str, str]:
    found = _game_ids(of).fullmatch(game_id)
    if not found:
        if other := leagues.of_game_id(game_id):
            raise Usage(f"{game_id!r} is a game of the {other.title}, not of the {of.title}; set LEAGUE={other}")
        raise Usage(f"{game_id!r} is not a game id; it has ten digits, such as {of.id}22400123")
    year = int(found[2])
    return of.season(year + (1900 if year >= 46 else 2000)), _TYPE_OF[found[1]]


@cache
def _game_ids(of: leagues.League) -> re.Pattern:
    return re.compile(of.game_ids, re.ASCII)
