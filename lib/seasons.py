"""Seasons, season types, game dates (US Eastern) and the grammar of game ids."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from .errors import Usage

EASTERN = ZoneInfo("America/New_York")
FIRST_SEASON = "1946-47"

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
ALIASES = {
    "pre-season": "Pre Season",
    "regular": "Regular Season",
    "all-star": "All Star",
    "playoffs": "Playoffs",
    "play-in": "PlayIn",
    "cup": "IST",
}

# Lock-outs and the pandemic moved everything: there, any type may be played at any time.
IRREGULAR = (1998, 2011, 2019, 2020)
FIRST_YEARS = {"All Star": 1950, "PlayIn": 2019, "IST": 2023}
# Boston against Indiana, after the bombs at the marathon: listed, and never played.
CANCELLED = ("0021201214",)

# How many games a regular season had: (first season of the rule, games).
_REGULAR_GAMES = (
    (1946, 331), (1947, 192), (1948, 360), (1949, 561), (1950, 354), (1951, 330), (1952, 351), (1953, 324),
    (1954, 288), (1955, 290), (1957, 288), (1959, 300), (1960, 316), (1961, 360), (1966, 405), (1967, 492),
    (1968, 574), (1970, 697), (1974, 738), (1976, 902), (1980, 943), (1988, 1025), (1989, 1107), (1995, 1189),
    (1998, 725), (1999, 1189), (2004, 1230), (2011, 990), (2012, 1229), (2013, 1230), (2019, 1059), (2020, 1080),
    (2021, 1230),
)  # fmt: skip

# How many games a team played in a regular season, since all play as many: (first season of the rule, games).
_TEAM_GAMES = (
    (1953, 72), (1959, 75), (1960, 79), (1961, 80), (1966, 81), (1967, 82), (1998, 50), (1999, 82), (2011, 66),
    (2012, 82), (2020, 72), (2021, 82),
)  # fmt: skip
# Boston against Indiana was cancelled in April 2013; eight teams were not asked to end 2019-20, the others in part.
_ODD_TEAM_GAMES = {
    2012: {"BOS": 81, "IND": 81},
    2019: {
        "MIN": 64, **dict.fromkeys(("CHA", "CHI", "CLE", "GSW"), 65),
        **dict.fromkeys(("DET", "NYK"), 66), "ATL": 67, **dict.fromkeys(("LAL", "SAS"), 71),
        **dict.fromkeys(("BKN", "BOS", "HOU", "LAC", "NOP", "OKC", "SAC", "TOR", "UTA", "WAS"), 72),
        **dict.fromkeys(("DEN", "IND", "MEM", "MIA", "MIL", "ORL", "PHI", "PHX"), 73), "POR": 74, "DAL": 75,
    },
}  # fmt: skip

_SEASON = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_GAME_ID = re.compile(r"00([1-6])(\d{2})\d{5}", re.ASCII)


@dataclass(frozen=True)
class Span:
    """Game dates, both ends included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.first}" if self.first == self.last else f"{self.first}..{self.last}"


def eastern_date(when: datetime) -> date:
    """The date in New York, where the league keeps its calendar."""
    return when.astimezone(EASTERN).date()


def yesterday(when: datetime) -> date:
    """The last game date that is over, but for games still on past midnight."""
    return eastern_date(when) - timedelta(days=1)


def day(text: str) -> date:
    """A date from its text; raises Usage."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Usage(f"{text!r} is not a date; write it as 2024-01-20") from None


@cache
def game_day(text: str) -> str:
    """A game date in any of the league's spellings, as YYYY-MM-DD; raises ValueError."""
    text = text.strip()
    if text[4:5] == "-":
        return date.fromisoformat(text[:10]).isoformat()
    for spelling in ("%b %d, %Y", "%m/%d/%Y", "%m/%d/%Y %H:%M:%S"):
        try:
            return datetime.strptime(text.title(), spelling).date().isoformat()
        except ValueError:
            pass
    raise ValueError(f"{text!r} is no date")


def name(start_year: int) -> str:
    """2018 -> 2018-19"""
    return f"{start_year}-{(start_year + 1) % 100:02d}"


def start_year(season: str) -> int:
    """2018-19 -> 2018; raises Usage for what is no season."""
    found = _SEASON.fullmatch(season)
    if not found or name(int(found[1])) != season:
        hint = name(int(season)) if re.fullmatch(r"\d{4}", season) else "2018-19"
        raise Usage(f"{season!r} is not a season; write it as {hint}")
    if season < FIRST_SEASON:
        raise Usage(f"{season}: the league's first season was {FIRST_SEASON}")
    return int(found[1])


def of_day(when: date) -> str:
    """The season a game date belongs to."""
    season = name(when.year if (when.month, when.day) >= (9, 15) else when.year - 1)
    if when < bounds(season).first:  # 2019-20 ended in October 2020
        season = name(when.year - 1)
    return season


def bounds(season: str) -> Span:
    """The first and last date on which any game of a season can be."""
    year = start_year(season)
    return Span(_opening(year), _opening(year + 1) - timedelta(days=1))


def _opening(year: int) -> date:
    # Pre-season has begun as early as 28 September; 2020-21 began in December.
    return date(2020, 11, 1) if year == 2020 else date(year, 9, 15)


def so_far(yesterday: date) -> Span:
    """The season up to a date; last season as well while the new one has hardly begun."""
    season = of_day(yesterday)
    if yesterday < window(season, "Regular Season").first + timedelta(days=10):
        season = name(start_year(season) - 1)
    return Span(bounds(season).first, yesterday)


def between(first: str, last: str) -> list[str]:
    """The seasons from one to another, oldest first."""
    return [name(year) for year in range(start_year(first), start_year(last) + 1)]


def season_type(text: str) -> str:
    """A season type from what people type, or from the league's own spelling; raises Usage."""
    if text in CODES:
        return text
    try:
        return ALIASES[text.lower()]
    except KeyError:
        raise Usage(f"{text!r} is not a season type; it is one of {', '.join(ALIASES)}") from None


def window(season: str, season_type: str) -> Span | None:
    """When games of a type can be played in a season, generously; None if that season had none."""
    year = start_year(season)
    if year < FIRST_YEARS.get(season_type, 1946):
        return None
    if year in IRREGULAR:
        return bounds(season)
    is_early = year < 1985
    early_playoffs = date(year + 1, 3, 10) if is_early else date(year + 1, 4, 8)
    return {
        "Pre Season": Span(date(year, 9, 15), date(year, 11, 10) if year < 2006 else date(year, 10, 31)),
        # Nine seasons between 1967-68 and 1980-81 began between 9 and 14 October.
        "Regular Season": Span(date(year, 10, 1 if is_early else 15), date(year + 1, 4, 30)),
        "All Star": Span(date(year + 1, 1, 1), date(year + 1, 3, 5)),
        "Playoffs": Span(early_playoffs, date(year + 1, 7, 31)),
        "PlayIn": Span(date(year + 1, 4, 8), date(year + 1, 4, 30)),
        "IST": Span(date(year, 12, 5), date(year, 12, 25)),
    }[season_type]


def types_played(season: str, span: Span) -> list[str]:
    """The season types of which games can lie in a span of a season, by the calendar alone."""
    windows = {season_type: window(season, season_type) for season_type in TYPES}
    return [
        season_type
        for season_type, when in windows.items()
        if when and when.first <= span.last and span.first <= when.last
    ]


def is_regular(when: date) -> bool:
    """Whether who plays on a date surely plays in that regular season: neither before it nor after it only."""
    season_types = types_played(of_day(when), Span(when, when))
    return "Regular Season" in season_types and not {"Pre Season", "PlayIn", "Playoffs"} & set(season_types)


def regular_games(season: str) -> int:
    """How many games the regular season had, or is to have: 1,230 since 2004-05, with exceptions."""
    return next(games for year, games in reversed(_REGULAR_GAMES) if year <= start_year(season))


def play_in_games(season: str) -> int:
    """How many games the play-in had: six; a single one in 2019-20."""
    return 1 if start_year(season) == 2019 else 6


def games_a_team(season: str, abbreviation: str) -> int | None:
    """How many games a team played in a regular season; None before 1953-54, when they differed by team."""
    year = start_year(season)
    usual = next((games for first, games in reversed(_TEAM_GAMES) if first <= year), None)
    return _ODD_TEAM_GAMES.get(year, {}).get(abbreviation, usual)


def parts(span: Span) -> dict[str, Span]:
    """A span cut at the seasons' bounds: {season: span within it}, oldest first."""
    cut = {}
    for season in between(of_day(span.first), of_day(span.last)):
        whole = bounds(season)
        cut[season] = Span(max(span.first, whole.first), min(span.last, whole.last))
    return cut


def is_game_id(text: str) -> bool:
    return bool(_GAME_ID.fullmatch(text))


def game_id(text: str) -> str:
    """A game id's ten digits, also where their first two zeros were lost: 22400123; raises Usage."""
    found = text.zfill(10)
    of_game(found if len(text) == 8 else text)
    return found


def of_game(game_id: str) -> tuple[str, str]:
    """(season, season type) of a game id: 0021800001 -> 2018-19, Regular Season; raises Usage."""
    found = _GAME_ID.fullmatch(game_id)
    if not found:
        raise Usage(f"{game_id!r} is not a game id; it has ten digits, such as 0022400123")
    year = int(found[2])
    season_types = {code: season_type for season_type, code in CODES.items()}
    return name(year + (1900 if year >= 46 else 2000)), season_types[found[1]]
