"""What is asked for: a season or dates, a type, a player … by options, or else by the environment's SEASON, DATE …"""

import argparse

import _script  # noqa: F401  (it puts the root on sys.path)

from lib import config, seasons
from lib.errors import Usage


def game_arguments(options: argparse.ArgumentParser) -> None:
    """Which games: a season or dates, and a type. SEASON, DATE … are the defaults where none of them is given."""
    options.add_argument("--season", metavar="YYYY-YY", help="a season, such as 2018-19")
    options.add_argument("--date", metavar="DATE", help="one game date, US Eastern, such as 2024-01-20")
    options.add_argument("--date-from", metavar="DATE", help="first game date")
    options.add_argument("--date-to", metavar="DATE", help="last game date; default: yesterday's")
    options.add_argument(
        "--season-type",
        metavar="TYPE",
        default=config.get("SEASON_TYPE"),
        help=f"{', '.join(seasons.ALIASES)}; default: what is played on the dates asked for",
    )
    options.add_argument("--look-back", metavar="DAYS", type=int, default=0, help="and so many days before, corrected")
    _output_arguments(options)


def date_argument(options: argparse.ArgumentParser) -> None:
    """--date, of a dataset that is fetched whole."""
    options.add_argument("--date", metavar="DATE", help="the day it is fetched for; it is always as of now")
    _output_arguments(options)


def _output_arguments(options: argparse.ArgumentParser) -> None:
    options.add_argument("--output", metavar="FILE", help="write there, aside and moved; default: stdout")
    options.add_argument("--report", metavar="FILE", help="write what was fetched and what is missing, for mark.py")


def asked_span(args) -> seasons.Span | None:
    """The span that the arguments, or else the environment, ask for; None if neither does. Raises Usage."""
    asked = {name: getattr(args, name, None) for name in ("season", "date", "date_from", "date_to")}
    if not any(asked.values()):
        asked = {name: config.get(name.upper()) for name in asked}
    if not any(asked.values()):
        return None
    if sum(bool(asked[name]) for name in ("season", "date", "date_from")) != 1 or (asked["date_to"] and asked["date"]):
        raise Usage("ask for a season, for a date, or from a date (--date-from, --date-to): for one of the three")
    if asked["season"]:
        return seasons.bounds(asked["season"])
    if asked["date"]:
        return seasons.Span(seasons.day(asked["date"]), seasons.day(asked["date"]))
    first = seasons.day(asked["date_from"])
    last = seasons.day(asked["date_to"]) if asked["date_to"] else max(first, seasons.yesterday(config.now()))
    if last < first:
        raise Usage(f"--date-to {last} lies before --date-from {first}")
    return seasons.Span(first, last)


def game_span(args) -> tuple[seasons.Span, str | None]:
    """(the span asked for, by default the season so far; the season type asked for, or None)"""
    span = asked_span(args) or seasons.so_far(seasons.yesterday(config.now()))
    return span, seasons.season_type(args.season_type) if args.season_type else None


def asked_for():
    """What SEASON, DATE …, SEASON_TYPE, PLAYER, GAME and FORCE ask for, as a due.Asked."""
    from lib.tracker import due

    season_type = config.get("SEASON_TYPE")
    return due.Asked(
        season=config.get("SEASON"),
        span=asked_span(argparse.Namespace()),
        season_type=seasons.season_type(season_type) if season_type else None,
        player=config.get("PLAYER"),
        game=config.get("GAME"),
        force=config.get("FORCE") == "1",
    )
