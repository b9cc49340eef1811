#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""List the games that are missing; exit 65 if there are any.

A season, season type and dataset counts from the moment it was asked for, or once anything of it is stored. Other
season types of the same season are named in a line.
SEASON, SEASON_TYPE and DATASETS narrow it down. FULL=1 opens every file again.

examples:
  scripts/gaps.py
  scripts/gaps.py --json
  scripts/gaps.py --fill      fetch exactly those
"""

import json
from dataclasses import asdict

from _fetch import asker  # first: the root on sys.path
from _script import arguments, progress, run
from lib import config, datasets, seasons
from lib.asked import begun
from lib.completeness import games_text
from lib.errors import Nonsense, StorageFailed, Usage
from lib.jobs import fill, freshness, gaps
from lib.jobs.chain import counted
from lib.jobs.gaps import of_games
from lib.jobs.season_look import Look

SHOWN = 10


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("--json", action="store_true", help="an object a season type and dataset")
    options.add_argument("--fill", action="store_true", help="ask for the games that are missing, then look again")
    args = options.parse_args(argv)
    narrowed = names(), season(), season_type()

    looks = gaps.look(*narrowed)
    if args.fill and any(look.missing for look in looks):
        fill.ask_for([look for look in looks if look.missing], asker, progress)
        looks = gaps.look(*narrowed)
    freshness.publish(None if any(narrowed) else looks)
    if args.json:
        print(json.dumps([asdict(look) for look in looks], indent=1, ensure_ascii=False))
    else:
        for look in looks:
            if look.is_asked:
                tell(look)
        tell_unasked(looks)
    damaged = [*dict.fromkeys(text for look in looks for text in look.unreadable)]
    such_as = ", such as" if len(damaged) > 1 else ":"
    told = f"{counted(len(damaged), 'stored file')} cannot be read{such_as} {damaged[0]}" if damaged else ""
    if missing := missing_games(looks):
        number, shown = sum(missing.values()), [*missing][:SHOWN]
        left, them = number - sum(missing[text] for text in shown), "it" if number == 1 else "them"
        more = f" and {left:,} more" if left else ""
        least = "at least " if any(look.missing and look.should is None for look in looks) else ""
        todo = told or f"make fill-gaps asks for {them}"
        raise Nonsense(f"missing {least}{games_text(number)}: {', '.join(shown)}{more}; {todo}")
    if damaged:
        raise StorageFailed(told)
    if not args.json:
        print(summary(looks))


def missing_games(looks: list[Look]) -> dict[str, int]:
    """text -> number of games that are missing; a game that several datasets lack is one game.

    Where nobody knows which games are missing, a text stands for several, or for one at least.
    """
    lacking = [look for look in looks if look.missing]
    missing = {text: 1 for look in lacking for text in look.missing[: len(look.games)]}
    for look in lacking:
        number = max((look.should or 0) - look.have - len(look.games), 1)
        missing |= {text: max(number, missing.get(text, 0)) for text in look.missing[len(look.games) :]}
    return missing


def names() -> list[str]:
    """The datasets that DATASETS names; raises Usage."""
    named = (config.get("DATASETS") or "").replace(",", " ").split()
    for name in named:
        if not datasets.find(name).is_of_games:
            raise Usage(f"{name} has no games; there are {', '.join(dataset.name for dataset in of_games())}")
    return named


def season() -> str | None:
    text = config.get("SEASON")
    return text and begun(text)


def season_type() -> str | None:
    text = config.get("SEASON_TYPE")
    return text and seasons.season_type(text)


def tell(look: Look) -> None:
    games = games_text(look.have) if look.should is None else f"{look.have:,} of {games_text(look.should)}"
    print(f"{look.season} {look.season_type} {look.dataset}: {games}{'' if look.is_alarm else ', ok'}")
    for label, listed in (
        ("missing", look.missing),
        ("cannot be read", look.unreadable),
        ("teams", look.teams),
        ("not final yet", look.waiting),
        ("no error", look.leagues),
    ):
        if listed:
            more = f" and {len(listed) - SHOWN:,} more" if len(listed) > SHOWN else ""
            print(f"  {label}: {', '.join(listed[:SHOWN])}{more}")


def tell_unasked(looks: list[Look]) -> None:
    """A line for the season types that nobody asked for, and for the datasets that are fetched of some only."""
    unasked = {}
    for look in looks:
        if not look.is_asked:
            unasked.setdefault((look.season, look.dataset), []).append(seasons.alias(look.season_type))
    for (season, name), types in unasked.items():
        print(f"{season} {name}: not asked for: {', '.join(types)}; make {name} SEASON={season} SEASON_TYPE={types[0]}")
    limited = {}
    for name in dict.fromkeys(look.dataset for look in looks):
        limited.setdefault(datasets.ALL[name].season_types, []).append(name)
    for types, (name, *others) in limited.items():
        if types:
            them = f"{name} and {len(others)} more" if others else name
            print(f"{them}: of {' and '.join(types)} only; SEASON_TYPE asks for others")


def summary(looks: list[Look]) -> str:
    """complete: 3 seasons, 3,911 games"""
    if not looks:
        narrowed = [f"{name}={text}" for name in ("SEASON", "SEASON_TYPE", "DATASETS") if (text := config.get(name))]
        yet = f"of {' '.join(narrowed)} nothing" if narrowed else "nothing"
        fetches = (config.get("DATASETS") or "team-games").replace(",", " ")
        return f"{yet} is stored yet and nothing was asked for; run make {fetches}"
    of = {look.season for look in looks if look.is_asked}
    games = {}
    for look in looks:
        key = look.season, look.season_type
        games[key] = max(games.get(key, 0), look.have)
    return f"complete: {counted(len(of), 'season')}, {games_text(sum(games.values()))}"


if __name__ == "__main__":
    run(main)
