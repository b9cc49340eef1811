"""Games that the league itself does not have: missing on three different days, or from all of its endpoints.

Kept in _metadata/holes/<dataset>.json: {item: {"lacks": text, "days": [the first three dates]}}, and "by_all": true
where every endpoint lacked it. An item is a game id, or a season and type such as 1953-54/Regular Season. A file that
cannot be read counts as empty: at worst the league is asked again.
"""

import json
from dataclasses import dataclass

from . import config, files

DAYS = 3


@dataclass(frozen=True)
class Hole:
    """What the league lacks of an item, the days on which that was seen, and whether every endpoint lacked it."""

    lacks: str
    days: tuple[str, ...] = ()
    by_all: bool = False

    @property
    def is_the_leagues(self) -> bool:
        return self.by_all or len(self.days) >= DAYS


def of_the_league(dataset: str) -> dict[str, str]:
    """What of a dataset the league itself does not have, item -> text: nobody asks for it, but with FORCE=1."""
    if config.get("FORCE") == "1":
        return {}
    return {item: hole.lacks for item, hole in kept(dataset).items() if hole.is_the_leagues}


def are_new(dataset: str, lacks: dict[str, str]) -> bool:
    """Whether at least one of these (item -> text) is not recorded yet with this text."""
    known = kept(dataset)
    return any(item not in known or known[item].lacks != text for item, text in lacks.items())


def note(dataset: str, lacks: dict[str, str], there=frozenset(), today: str = "", by_all: bool = False) -> None:
    """Writes down what an answer of today lacks, item -> text; there: items that are there after all.

    by_all: whether all of the league's endpoints lack the same.
    """
    if not lacks and not kept(dataset).keys() & there:
        return
    with _lock(dataset):
        holes = {item: hole for item, hole in kept(dataset).items() if item not in there}
        for item, text in lacks.items():
            hole = holes.get(item, Hole(text))
            if hole.lacks != text:
                hole = Hole(text)
            days = tuple(day for day in hole.days if day <= today)  # a later one is damage
            days = days if today in days or len(days) >= DAYS else (*days, today)
            holes[item] = Hole(text, days, hole.by_all or by_all)
        files.write(_path(dataset), to_bytes(holes))


def are_the_leagues(dataset: str, lacks: dict[str, str], today: str) -> bool:
    """Writes down what an answer of today lacks; returns whether each has been the same on three days."""
    note(dataset, lacks, today=today)
    return lacks.keys() <= of_the_league(dataset).keys()


def add(dataset: str, received: dict[str, Hole]) -> None:
    """Adds the holes that another machine recorded."""
    with _lock(dataset):
        ours = kept(dataset)
        if (both := joined(ours, received)) != ours:
            files.write(_path(dataset), to_bytes(both))


def kept(dataset: str) -> dict[str, Hole]:
    """item -> hole, for all recorded holes of a dataset."""
    try:
        return read(_path(dataset).read_bytes())
    except OSError:
        return {}


def read(body: bytes) -> dict[str, Hole]:
    """item -> hole from a file's bytes; empty if they cannot be read."""
    try:
        return {
            item: Hole(f"{kept['lacks']}", tuple(sorted({f"{day}" for day in kept["days"]})), bool(kept.get("by_all")))
            for item, kept in files.parsed(body).items()
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def to_bytes(holes: dict[str, Hole]) -> bytes:
    body = {
        item: {"lacks": hole.lacks, "days": hole.days} | ({"by_all": True} if hole.by_all else {})
        for item, hole in sorted(holes.items())
    }
    return json.dumps(body, indent=1, ensure_ascii=False).encode()


def joined(ours: dict[str, Hole], theirs: dict[str, Hole]) -> dict[str, Hole]:
    """The holes of two machines: the days of both if they recorded the same text, else the later machine's."""
    both = ours | theirs
    for item in ours.keys() & theirs.keys():
        mine, their = ours[item], theirs[item]
        if mine.lacks == their.lacks:
            both[item] = Hole(mine.lacks, tuple(sorted({*mine.days, *their.days})[:DAYS]), mine.by_all or their.by_all)
        else:
            both[item] = max(mine, their, key=lambda hole: (hole.days[-1:], hole.lacks))
    return both


def _lock(dataset: str):
    return files.lock(config.metadata("locks", f"holes-{dataset}.lock"))


def _path(dataset: str):
    return config.metadata("holes", f"{dataset}.json")
