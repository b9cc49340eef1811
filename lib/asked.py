"""Asked: what the user asks for, in one type from the environment and the options to the request.

To add a flag that the tracker check passes to the fetch, add a field here and set it in lib/tracker/due.py.
"""

import contextlib
import logging
import os
from dataclasses import dataclass, field, fields, replace
from datetime import date

from lib import config, datasets, seasons
from lib.datasets import Dataset
from lib.errors import Usage
from lib.seasons import Span

DATES = ("DATE", "DATE_FROM", "DATE_TO")
WHEN = ("SEASON", "SEASON_TYPE", *DATES)
# Each variable that narrows a fetch, and what a dataset accepts that can use it.
NARROWING = {name: name for name in ("SEASON", "SEASON_TYPE", "TEAM", "PLAYER", "GAME", "MEASURE")} | dict.fromkeys(
    DATES, "DATE"
)


log = logging.getLogger("nba-data")


class Unusable(Usage):
    """A variable is set that this dataset cannot use."""


class Unserved(Usage):
    """The league does not have this dataset."""


def _passed_on(help: str, default, **options):
    """A field that the check passes to the fetch script as a flag; options: those of argparse."""
    return field(default=default, metadata={"help": help} | options)


@dataclass(frozen=True)
class Asked:
    """What is asked for of a dataset; every field may be absent.

    season, span  game dates: a season, or two dates; for a dataset that is fetched whole, the day of the fetch
    season_type   as the league spells it
    team, player  as typed; game: a game id of ten digits; measure: one of the dataset's
    teams         the team's ids (two for a city with two teams), filled in by lib.jobs.due.identified()
    force         fetch even what is not due
    """

    season: str | None = None
    span: Span | None = None
    season_type: str | None = None
    team: str | None = None
    player: str | None = None
    game: str | None = None
    measure: str | None = None
    force: bool = False
    teams: tuple[str, ...] = ()
    look_back: int = _passed_on("compare so many days before with what is stored", 0, type=int, metavar="DAYS")
    active: bool = _passed_on("who played this season, by the stored player-games", False, action="store_true")
    left: str = _passed_on("only this season type: the season's others are complete", "", metavar="TYPE")
    new: bool = _passed_on("ask for nothing that is stored", False, action="store_true")

    @property
    def dates(self) -> Span | None:
        """The dates of the season or span asked for."""
        return seasons.bounds(self.season) if self.season else self.span

    def arguments(self) -> list[str]:
        """The arguments that the check prints for the fetch script, which reads TEAM, PLAYER … itself."""
        words = ["--season", self.season] if self.season else []
        if self.span and self.span.first == self.span.last:
            words += ["--date", f"{self.span.first}"]
        elif self.span:
            words += ["--date-from", f"{self.span.first}", "--date-to", f"{self.span.last}"]
        for passed in PASSED_ON:
            if value := getattr(self, passed.name):
                words += [_flag(passed)] if value is True else [_flag(passed), f"{value}"]
        return words


PASSED_ON = tuple(option for option in fields(Asked) if option.metadata)


def from_environment(dataset: Dataset) -> Asked:
    """What SEASON, DATE …, SEASON_TYPE, TEAM, PLAYER, GAME, MEASURE and FORCE ask for from a dataset.

    Raises Usage, Unusable for a variable that the dataset cannot use, and Unserved if the league lacks the dataset.
    """
    known = {config.frequency_name(dataset) for dataset in datasets.ALL.values()}
    for name in (*os.environ.get("TYPED", "").split(), *config.FROM_FILE):
        if name.endswith("_FREQUENCY") and name not in known:
            raise Usage(f"{config.unknown(name, known)}{config.from_file(name)}")
    texts = _environment(dataset)
    if left := [name for name in NARROWING if config.typed(name) and name not in texts]:
        log.info("%s: has no dates; the other targets use %s", dataset.name, " and ".join(left))
    return _read(dataset, texts, {})


def add_options(options, dataset: Dataset) -> None:
    """Adds the options of a dataset's fetch script. If an option is absent, its variable applies."""
    if "SEASON" in dataset.accepts:
        options.add_argument("--season", metavar="YYYY-YY", help="a season, such as 2018-19")
    if "DATE" in dataset.accepts:
        options.add_argument("--date", metavar="DATE", help="one game date, US Eastern, such as 2024-01-20")
        options.add_argument("--date-from", metavar="DATE", help="first game date")
        options.add_argument("--date-to", metavar="DATE", help="last game date; default: yesterday's")
    else:
        options.add_argument("--date", metavar="DATE", help="the day it is fetched for; it is always as of now")
    if "SEASON_TYPE" in dataset.accepts:
        listed = f"{', '.join(seasons.ALIASES)}; default: what is played on the dates asked for"
        options.add_argument("--season-type", metavar="TYPE", help=listed)
    for name, meaning in (("TEAM", "LAL, Lakers or 1610612747"), ("PLAYER", "an id or a name"), ("GAME", "a game id")):
        if name in dataset.accepts:
            options.add_argument(f"--{name.lower()}", metavar=name, help=meaning)
    if "MEASURE" in dataset.accepts:
        listed = f"{', '.join(dataset.measures)}; default: all"
        options.add_argument("--measure", metavar="MEASURE", help=listed)
    for passed in PASSED_ON:
        options.add_argument(_flag(passed), dest=passed.name, default=passed.default, **passed.metadata)


def from_options(args, dataset: Dataset) -> Asked:
    """What a fetch script's options ask for, then the environment; by default the season so far.

    Raises as from_environment().
    """
    given = {name: text for name in NARROWING if (text := getattr(args, name.lower(), None))}
    texts = _environment(dataset)
    if given.keys() & {"SEASON", "GAME", *DATES}:  # SEASON=2018-19 does not narrow --date
        texts = {name: text for name, text in texts.items() if name not in ("SEASON", "GAME", *DATES)}
    asked = _read(dataset, texts | given, {passed.name: getattr(args, passed.name) for passed in PASSED_ON})
    if dataset.is_of_games and not (asked.dates or asked.game):
        return replace(asked, span=seasons.so_far(seasons.yesterday(config.now())))
    return asked


def _environment(dataset: Dataset) -> dict[str, str]:
    """variable -> text, for the variables that narrow a dataset. Raises Unusable, and Unserved."""
    if why := dataset.why_not(config.league()):
        raise Unserved(f"{dataset.name}: not of the {config.league().title}: {why}; LEAGUE=nba has it")
    texts = {name: text for name in NARROWING if (text := config.typed(name))}
    useless = [name for name in texts if NARROWING[name] not in dataset.accepts]
    for name in useless:
        if not (name in WHEN and _others_accept(NARROWING[name])):
            narrowed = [variable for variable, option in NARROWING.items() if option in dataset.accepts]
            uses = f"it is narrowed by {', '.join(narrowed)}" if narrowed else "it is always fetched whole"
            raise Unusable(f"{name}={texts[name]}{config.origin(name)}: {dataset.name} has no use for {name}; {uses}")
    return {name: text for name, text in texts.items() if name not in useless}


def _others_accept(option: str) -> bool:
    """Whether another of make's targets can use the variable, as in `make teams team-games DATE=2025-01-14`."""
    goals = config.typed("MAKECMDGOALS").split()
    return any(
        option in dataset.accepts and {dataset.name, dataset.group, "all"} & set(goals)
        for dataset in datasets.ALL.values()
    )


def _read(dataset: Dataset, texts: dict[str, str], passed: dict) -> Asked:
    """texts: variable -> text; passed: the fields that the check passes on. Raises Usage."""

    def read(name: str, reader):
        if name not in texts:
            return None
        with named(name, texts[name]):
            return reader(texts[name])

    season, season_type = read("SEASON", begun), read("SEASON_TYPE", seasons.season_type)
    game, span = read("GAME", seasons.game_id), None
    measure = read("MEASURE", lambda text: _measure(dataset, text))
    first, last = read("DATE_FROM", seasons.day) or read("DATE", seasons.day), read("DATE_TO", seasons.day)
    if dataset.is_of_games:
        _require_one({name for name in texts if name in ("SEASON", *DATES)})
    if first:
        last = last or (first if "DATE" in texts else max(first, seasons.yesterday(config.now())))
        span = _span(first, last)
    if game and (others := [name for name in texts if name != "GAME"]):
        raise Usage(f"GAME={game} is one game, which {others[0]}={texts[others[0]]} cannot narrow; give one of them")
    if dataset.request == "player" and season and "PLAYER" in texts:
        raise Usage(f"a career has every season; give SEASON={season} or PLAYER={texts['PLAYER']}, not both")
    if season_type:
        _require_played(
            season or seasons.of_day(span.last if span else seasons.eastern_date(config.now())), season_type
        )
    force = config.get("FORCE") == "1"
    return Asked(season, span, season_type, texts.get("TEAM"), texts.get("PLAYER"), game, measure, force, **passed)


@contextlib.contextmanager
def named(name: str, text: str):
    """Adds to an error where a variable's text comes from, if it was not typed after make."""
    try:
        yield
    except Usage as wrong:
        origin = config.origin(name) if config.typed(name) == text else ""
        raise Usage(f"{name}={text}{origin}: {wrong}" if origin else f"{wrong}") from None


def _measure(dataset: Dataset, text: str) -> str:
    """A dataset's measure in any spelling: Four Factors, four-factors, fourfactors; raises Usage."""
    spelled = {_plain(name): name for name in dataset.measures}
    if _plain(text) not in spelled:
        raise Usage(f"{dataset.name}, its measure: {config.unknown(text, dataset.measures)}")
    return spelled[_plain(text)]


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def begun(season: str) -> str:
    """A season that has begun; raises Usage."""
    first, today = seasons.bounds(season).first, seasons.eastern_date(config.now())
    if first > today:
        raise Usage(f"{season} has not begun; today is {today}, in {seasons.of_day(today)}")
    return season


def _require_played(season: str, season_type: str) -> None:
    if season_type not in config.league().windows(seasons.start_year(season)):
        raise Usage(f"the {config.league().title} has no {season_type} games; leave SEASON_TYPE out")
    if not seasons.window(season, season_type):
        raise Usage(f"{season} had no {season_type} games; leave SEASON_TYPE out, or ask for another season")


def _require_one(dates: set[str]) -> None:
    if dates and dates not in ({"SEASON"}, {"DATE"}, {"DATE_FROM"}, {"DATE_FROM", "DATE_TO"}):
        raise Usage("ask for a season, for a date, or from a date (--date-from, --date-to): for one of the three")


def _span(first: date, last: date) -> Span:
    today, oldest = seasons.eastern_date(config.now()), seasons.bounds(seasons.first()).first
    if last < first:
        raise Usage(f"--date-to {last} lies before --date-from {first}")
    if first > today:
        raise Usage(f"{first} lies ahead; in New York it is {today}")
    if first < oldest:
        raise Usage(f"{first} lies before the league's first season, {seasons.first()}")
    return Span(first, last)


def _flag(passed) -> str:
    return f"--{passed.name.replace('_', '-')}"
