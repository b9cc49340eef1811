"""The leagues, one record for each: everything that differs between them is a field here.

LEAGUE names the league of a run (lib.config.league()); the default is the NBA. All leagues are at the same hosts, told
apart by LeagueID, so they share the throttle and its limits. Dates are US Eastern in all of them. See docs/leagues.md.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True)
class Span:
    """Game dates, both ends included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.first}" if self.first == self.last else f"{self.first}..{self.last}"


@dataclass(frozen=True, eq=False)
class League:
    """The facts about one league. A year is the first year of a season.

    name         its value in LEAGUE
    title        its name for people
    id           LeagueID, and the first two digits of its game ids
    folder       folder of its data below DATA_DIR and S3_PREFIX; empty for the NBA
    first_year   year of its first season
    is_one_year  a season is written 2024, not 2024-25
    opens        year -> the first possible date of a game of the season
    windows      year -> {season type: the widest span in which its games can be played}
    irregular    years in which any season type may be played at any time
    first_years  season type -> the first year that had it
    minutes      minutes of a game without overtime
    teams        approximate number of teams
    usually      season type -> approximate number of games
    days         season type -> approximate number of dates with games
    wins         (first year of the rule, wins that decide the last series) …
    late_opening days after the start of its window by which a regular season has certainly begun; no break is longer
    has_schedule the league gives a schedule; otherwise the game log shows what is complete
    has_cdn      the CDN has its box scores
    regular_games, team_games   (first year of the rule, games) …; empty if only the log can tell
    odd_team_games              year -> {abbreviation: games}, for teams with another number of games
    cancelled                   ids of games that are listed but were never played
    full_playoffs               the first year with series and game in playoff ids, and only best-of-seven series
    """

    name: str
    title: str
    id: str
    folder: str
    first_year: int
    is_one_year: bool
    opens: Callable[[int], date]
    windows: Callable[[int], dict[str, Span]]
    minutes: int
    teams: int
    usually: dict[str, int]
    days: dict[str, int]
    wins: tuple[tuple[int, int], ...]
    late_opening: timedelta
    irregular: tuple[int, ...] = ()
    first_years: dict[str, int] = field(default_factory=dict)
    has_schedule: bool = False
    has_cdn: bool = False
    regular_games: tuple[tuple[int, int], ...] = ()
    team_games: tuple[tuple[int, int], ...] = ()
    odd_team_games: dict[int, dict[str, int]] = field(default_factory=dict)
    cancelled: tuple[str, ...] = ()
    full_playoffs: int | None = None

    def __str__(self) -> str:
        return self.name

    def season(self, year: int) -> str:
        """2018 -> 2018-19, or 2018 if seasons are named by one year."""
        return f"{year}" if self.is_one_year else f"{year}-{(year + 1) % 100:02d}"

    def year(self, season: str) -> int | None:
        """The inverse of season(); None if it is not a season."""
        found = re.fullmatch(r"(\d{4})(-\d{2})?", season, re.ASCII)
        return int(found[1]) if found and self.season(int(found[1])) == season else None

    @property
    def game_ids(self) -> str:
        """A pattern for its game ids: league, season type, two digits of the year, five digits in sequence."""
        return rf"{self.id}([1-6])(\d{{2}})\d{{5}}"


def _nba_windows(year: int) -> dict[str, Span]:
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
    }


def _wnba_windows(year: int) -> dict[str, Span]:
    return {
        # Until 2002 seasons began as late as the end of June.
        "Pre Season": Span(date(year, 4, 10), date(year, 6, 20) if year < 2003 else date(year, 5, 25)),
        "Regular Season": Span(date(year, 4, 20), date(year, 10, 20)),
        "All Star": Span(date(year, 6, 25), date(year, 8, 10)),
        "Playoffs": Span(date(year, 8, 10), date(year, 11, 10)),
    }


def _gleague_windows(year: int) -> dict[str, Span]:
    return {
        "Regular Season": Span(date(year, 11, 1), date(year + 1, 4, 20)),
        "Playoffs": Span(date(year + 1, 3, 20), date(year + 1, 5, 15)),
    }


NBA = League(
    name="nba",
    title="NBA",
    id="00",
    folder="",
    first_year=1946,
    is_one_year=False,
    # Pre-season has begun as early as 28 September; 2020-21 began in December.
    opens=lambda year: date(2020, 11, 1) if year == 2020 else date(year, 9, 15),
    windows=_nba_windows,
    minutes=48,
    teams=30,
    usually={"Pre Season": 70, "All Star": 1, "Playoffs": 85, "PlayIn": 6, "IST": 1},
    days={"Pre Season": 17, "Regular Season": 165, "All Star": 1, "Playoffs": 45, "PlayIn": 3, "IST": 1},
    wins=((1946, 4),),
    late_opening=timedelta(days=14),
    # Lock-outs and the pandemic moved everything.
    irregular=(1998, 2011, 2019, 2020),
    first_years={"All Star": 1950, "PlayIn": 2019, "IST": 2023},
    has_schedule=True,
    has_cdn=True,
    regular_games=(
        (1946, 331), (1947, 192), (1948, 360), (1949, 561), (1950, 354), (1951, 330), (1952, 351), (1953, 324),
        (1954, 288), (1955, 290), (1957, 288), (1959, 300), (1960, 316), (1961, 360), (1966, 405), (1967, 492),
        (1968, 574), (1970, 697), (1974, 738), (1976, 902), (1980, 943), (1988, 1025), (1989, 1107), (1995, 1189),
        (1998, 725), (1999, 1189), (2004, 1230), (2011, 990), (2012, 1229), (2013, 1230), (2019, 1059), (2020, 1080),
        (2021, 1230),
    ),
    # All teams play equally many games.
    team_games=(
        (1953, 72), (1959, 75), (1960, 79), (1961, 80), (1966, 81), (1967, 82), (1998, 50), (1999, 82), (2011, 66),
        (2012, 82), (2020, 72), (2021, 82),
    ),
    # Boston against Indiana was cancelled in April 2013; eight teams were not asked to end 2019-20, the others in part.
    odd_team_games={
        2012: {"BOS": 81, "IND": 81},
        2019: {
            "MIN": 64, **dict.fromkeys(("CHA", "CHI", "CLE", "GSW"), 65),
            **dict.fromkeys(("DET", "NYK"), 66), "ATL": 67, **dict.fromkeys(("LAL", "SAS"), 71),
            **dict.fromkeys(("BKN", "BOS", "HOU", "LAC", "NOP", "OKC", "SAC", "TOR", "UTA", "WAS"), 72),
            **dict.fromkeys(("DEN", "IND", "MEM", "MIA", "MIL", "ORL", "PHI", "PHX"), 73), "POR": 74, "DAL": 75,
        },
    },
    # Boston against Indiana, after the bombs at the marathon: listed, and never played.
    cancelled=("0021201214",),
    full_playoffs=2002,
)  # fmt: skip

WNBA = League(
    name="wnba",
    title="WNBA",
    id="10",
    folder="wnba",
    first_year=1997,
    is_one_year=True,
    opens=lambda year: date(year, 1, 1),
    windows=_wnba_windows,
    minutes=40,
    teams=13,
    usually={"Pre Season": 15, "Regular Season": 240, "All Star": 1, "Playoffs": 24},
    days={"Pre Season": 9, "Regular Season": 95, "All Star": 1, "Playoffs": 22},
    wins=((1997, 1), (1998, 2), (2005, 3), (2025, 4)),
    late_opening=timedelta(days=45),
    irregular=(2020,),
    first_years={"All Star": 1999},
)

GLEAGUE = League(
    name="gleague",
    title="G League",
    id="20",
    folder="gleague",
    first_year=2001,
    is_one_year=False,
    opens=lambda year: date(year, 9, 15),
    windows=_gleague_windows,
    minutes=48,
    teams=30,
    usually={"Regular Season": 500, "Playoffs": 25},
    days={"Regular Season": 120, "Playoffs": 20},
    wins=((2001, 1),),
    late_opening=timedelta(days=31),
    irregular=(2019, 2020),
)

ALL = {league.name: league for league in (NBA, WNBA, GLEAGUE)}


def find(text: str) -> League:
    """The league with this name; raises ValueError with the known names."""
    if league := ALL.get(text.lower()):
        return league
    import difflib  # only for a misspelt name

    near = difflib.get_close_matches(text.lower(), ALL, n=1, cutoff=0.3)
    raise ValueError(f"one of {', '.join(ALL)}" + (f"; did you mean {near[0]}?" if near else ""))


def of_game_id(text: str) -> League | None:
    """The league that a game id belongs to."""
    return next((league for league in ALL.values() if re.fullmatch(league.game_ids, text, re.ASCII)), None)
