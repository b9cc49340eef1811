"""What counts when games are looked for: what was asked for; and what was stored since a season was looked at.

_metadata/asked.json            {dataset: {season: [season types asked for]}}
_metadata/gaps/<season>.json    what the last look at a season found: lib/jobs/gaps.py; {}: it is to be looked at
"""

import json
from datetime import date
from functools import cache

from lib import config, files, seasons
from lib.asked import Asked
from lib.datasets import Dataset
from lib.errors import StorageFailed, Usage


def note_asked(dataset: Dataset, asked: Asked) -> None:
    """Writes down that the games of some seasons and types are wanted. Raises StorageFailed."""
    if not dataset.is_of_games or not asked.dates or asked.team or asked.player or asked.game:
        return
    new = {}
    for season, part in seasons.parts(asked.dates).items():
        if season < seasons.first_of(dataset):
            continue
        played = list(filter(dataset.has, seasons.types_played(season, part)))
        new[season] = [asked.season_type] if asked.season_type else played
    kept = asked_for().get(dataset.name, {})
    if all(set(types) <= set(kept.get(season, ())) for season, types in new.items()):
        return
    with files.lock(config.metadata("locks", "asked.lock")):
        kept = asked_for()
        before = kept.get(dataset.name, {})
        after = before | {season: sorted({*before.get(season, ()), *types}) for season, types in new.items()}
        if after != before:
            files.write(config.metadata("asked.json"), json.dumps(kept | {dataset.name: after}, indent=1).encode())


def asked_for() -> dict[str, dict[str, list[str]]]:
    """dataset -> season -> the season types asked for. Raises StorageFailed."""
    path = config.metadata("asked.json")
    try:
        kept = files.parsed(path.read_bytes())
        return {name: {season: list(types) for season, types in of.items()} for name, of in kept.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, TypeError):
        raise StorageFailed(f"{path}: cannot be read; delete it: what was asked for before is then forgotten") from None


def look_again(folders) -> None:
    """Writes down that the seasons of some folders, such as 2024-01-20 or a game id, changed. Raises StorageFailed."""
    today = seasons.of_day(seasons.eastern_date(config.now()))
    for season in {season_of(folder) for folder in folders} - {None, today}:  # the season that is on always counts anew
        files.write(look_path(season), b"{}")


def look_path(season: str):
    return config.metadata("gaps", f"{season}.json")


def season_of(folder: str) -> str | None:
    """The season of a partition's first folder: a game date or a game id; None for anything else."""
    try:
        if folder.isdigit():
            return _of_game(folder[:5], config.get("LEAGUE")) if len(folder) == 10 else None
        if folder != f"{date.fromisoformat(folder)}":
            return None
        return _of_month(folder[:7], config.get("LEAGUE")) or seasons.of_day(date.fromisoformat(folder))
    except (ValueError, OverflowError, Usage):  # no date, or one before the first season
        return None


@cache
def _of_game(start: str, league) -> str | None:
    return seasons.of_game(f"{start}00000")[0] if seasons.is_game_id(f"{start}00000") else None


@cache
def _of_month(month: str, league) -> str | None:
    """The season of every day of a month; None where two seasons share it."""
    first, last = (seasons.of_day(date.fromisoformat(f"{month}-{day}")) for day in ("01", "28"))
    return first if first == last else None
