"""Season types of which the league has no data for any date, as the WNBA's hustle: asked for on three days, then left.

Only of datasets that are asked for by date, and only while no game of the season type is stored: see answer.EmptyDate.
lib/holes.py remembers each game of an empty date, and then the season type. Of a season that is on, the newest date is
still asked for, in case the league counts it after all.
"""

import logging

from lib import completeness, config, holes, seasons
from lib.datasets import Dataset
from lib.nba.answer import EmptyDate

log = logging.getLogger("nba-data")

SEVERAL = 3  # dates; one more, picked at random, is asked for if they are empty


def part_of(game_id: str) -> str:
    """2024-25/Regular Season"""
    return "/".join(seasons.of_game(game_id))


def not_kept(dataset: Dataset, game_ids) -> set[str]:
    """Those of some games of which the league itself has nothing: of each alone, or of its season type."""
    own = holes.of_the_league(dataset.name)
    found = own.keys() & {*game_ids}
    if dataset.request == "date":
        found |= {game_id for game_id in game_ids if own.get(part_of(game_id)) == completeness.EMPTY}
    return found


def asked_again(dataset: Dataset, wanted: list[str]) -> str | None:
    """The newest of some games if its season is on and its season type is known to be empty."""
    own, newest = holes.of_the_league(dataset.name), wanted[-1]
    season, _ = seasons.of_game(newest)
    is_on = season == seasons.of_day(seasons.eastern_date(config.now()))
    is_one = dataset.request == "date" and own.get(part_of(newest)) == completeness.EMPTY
    return newest if is_one and is_on and newest not in own else None


def are_enough(dates: list[EmptyDate]) -> bool:
    """Whether so many dates of a season type are empty that the others are left for another day."""
    return len(dates) > SEVERAL or (len(dates) == SEVERAL and all(date.is_old for date in dates))


def reopened(dataset: Dataset, game_id: str) -> set[str]:
    """What was written down of an empty season type of which a game has rows after all: it, and its games."""
    if dataset.request != "date" or (part := part_of(game_id)) not in (known := holes.kept(dataset.name)):
        return set()
    return {item for item in known if item == part or (seasons.is_game_id(item) and part_of(item) == part)}


def is_empty(dataset: Dataset, part: str, came: list[str]) -> bool:
    """Whether a season type has no data: no game came, and several dates were empty on three days; writes it down."""
    if any(part_of(game_id) == part for game_id in came):
        return False
    own = holes.of_the_league(dataset.name)
    texts = {text for item, text in own.items() if seasons.is_game_id(item) and part_of(item) == part}
    if sum(text.endswith(EmptyDate.WHY) for text in texts) < SEVERAL:
        return False
    today = f"{seasons.eastern_date(config.now())}"
    holes.note(dataset.name, {part: completeness.EMPTY}, today=today, by_all=True)
    line = "%s: the league has nothing of %s: several dates, empty on three days; no longer asked for, but with FORCE=1"
    log.info(line, dataset.name, part.replace("/", " "))
    return True
