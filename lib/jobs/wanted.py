"""Records which games make gaps must look for: seasons that were asked for, and seasons with newly stored files.

_metadata/asked.json            {dataset: {season: [season types asked for]}}
_metadata/gaps/<season>.json    what the last look at a season found: lib/jobs/gaps.py; {}: it is to be looked at;
                                where the data are, so that a machine without a disk knows it too
"""

import json
import logging
from datetime import timedelta

from lib import config, files, seasons
from lib.asked import Asked
from lib.datasets import Dataset
from lib.errors import StorageFailed

LOOKS = "_metadata/gaps"
log = logging.getLogger("nba-data")
RECENT_DAYS = 8  # a daily run stores nothing of earlier days: CORRECTION_DAYS


def note_asked(dataset: Dataset, asked: Asked) -> None:
    """Records that the games of some seasons and season types were asked for; a damaged file is told."""
    if not dataset.is_of_games or not asked.dates:
        return
    new = {}
    for season, part in seasons.parts(asked.dates).items():
        if season < seasons.first_of(dataset):
            continue
        played = list(filter(dataset.has, seasons.types_played(season, part)))
        new[season] = [asked.season_type] if asked.season_type else played
    try:
        note({dataset.name: new})
    except StorageFailed as damage:  # what is asked for now still comes
        log.warning("%s", damage)


def note(new: dict[str, dict[str, list[str]]]) -> None:
    """Adds to asked_for(), whose shape new has. Raises StorageFailed."""
    kept = asked_for()
    if _merged(kept, new) == kept:
        return
    with files.lock(config.metadata("locks", "asked.lock")):
        files.write(config.metadata("asked.json"), json.dumps(_merged(asked_for(), new), indent=1).encode())


def _merged(kept: dict, new: dict) -> dict:
    merged = {name: dict(by_season) for name, by_season in kept.items()}
    for name, by_season in new.items():
        before = merged.setdefault(name, {})
        before |= {season: sorted({*before.get(season, ()), *types}) for season, types in by_season.items()}
    return merged


def asked_for() -> dict[str, dict[str, list[str]]]:
    """dataset -> season -> the season types asked for. Raises StorageFailed."""
    path = config.metadata("asked.json")
    try:
        kept = files.parsed(path.read_bytes())
        return {name: {season: list(types) for season, types in seasons.items()} for name, seasons in kept.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, TypeError):
        raise StorageFailed(f"{path}: cannot be read; delete it: what was asked for before is then forgotten") from None


def look_again(folders, backend=None) -> None:
    """Writes down that the seasons of some folders, such as 2024-01-20 or a game id, changed. Raises StorageFailed.

    backend: where they lie, by default the data store's.
    """
    from lib import data_store  # heavy, and a fetch has no use for it

    backend, today = backend or data_store.open_store().backend, seasons.eastern_date(config.now())
    # Of the current season, recent days always count anew, and so do the games that have a folder of their own.
    recent = f"{today - timedelta(days=RECENT_DAYS)}"

    def is_to_be_told(folder: str) -> bool:
        return seasons.of_folder(folder) != seasons.of_day(today) or not folder.isdigit() and folder < recent

    for season in {seasons.of_folder(folder) for folder in folders if is_to_be_told(folder)} - {None}:
        backend.replace(look_key(season), b"{}")


def look_key(season: str) -> str:
    return f"{LOOKS}/{season}.json"
