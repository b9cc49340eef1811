"""The tracker that keeps no book: what is fetched is what lies in the store.

    teams/2025-01-15/teams.csv                  the teams, fetched that day
    player-stats/2025-01-15/2544/career.csv     a career, asked for that day (no row: he has none)
    player-stats/_complete/2025-01-15.csv       everybody's was asked for by that day
    team-games/_complete/2025-01-14.csv         every game up to that date is stored
    team-games/_complete/2018-19/Playoffs.csv   so are the playoffs of that season

What lies in _complete has a header and no row. That of a game date is written only when the kept schedule says that
every game up to it is final, or off, and moves on over days without games: an object that exists is never asked
for again. A season's is written when its own game numbers prove it whole.
"""

import hashlib
from datetime import date, timedelta

from lib import config, seasons
from lib.errors import Misconfigured
from lib.tracker import ALL, Entry, Tracker

DONE = "_complete"


class ExistsTracker(Tracker):
    """Says of an entry what its object says: no source, of the time the day, of a season its end."""

    def __init__(self, objects, schedule_of):
        """objects: the store's backend; schedule_of: season -> lib.schedule.Schedule, or None."""
        if objects is None:
            raise Misconfigured("TRACKER=exists looks at the data store; it cannot be opened without one")
        self.objects = objects
        self.schedule_of = schedule_of

    def latest(self, dataset, entity):
        if "/" in entity:
            return self._entry(dataset, entity, _done(dataset, entity))
        if dataset.request == "everything":
            keys = [dataset.path({"date": day}) for day in self.objects.folders(dataset.name)]
        elif entity == ALL:
            keys = [key for key in self.objects.list(f"{dataset.name}/{DONE}") if key.count("/") == 2]
        elif dataset.is_of_games:
            keys = [dataset.path(dict.fromkeys(dataset.partition_fields, entity))]
        else:
            days = (day for day in self.objects.folders(dataset.name) if day != DONE)
            keys = [_of_player(dataset, entity, day) for day in days]
        found = (self._entry(dataset, entity, key) for key in reversed(keys))
        return next((one for one in found if one), None)

    def mark_fetched(self, dataset, entries):
        keys = []
        for one in entries:
            if "/" in one.entity:
                keys.append(_done(dataset, one.entity))
            elif dataset.is_of_games:
                keys += [_done(dataset, day) for day in self._complete(one)]
            elif dataset.request == "player":
                day = f"{seasons.eastern_date(config.instant(one.fetched_at, 'fetched_at'))}"
                if one.entity == ALL:
                    keys.append(_done(dataset, day))
                elif one.rows == 0:
                    keys.append(_of_player(dataset, one.entity, day))
        header = ",".join(dataset.types).encode() + b"\n"
        with self.objects.writing(dataset.name):
            new = {key: (header, None) for key in keys if not self.objects.exists(key)}
            self.objects.write_all(new)  # who is late finds there what he would have written

    def history(self, dataset, entity=None):
        if entity is not None:
            return [one for one in [self.latest(dataset, entity)] if one]
        keys = {}
        for key in self.objects.list(dataset.name if dataset.request == "player" else f"{dataset.name}/{DONE}"):
            place = key.removesuffix(".csv").split("/")
            if place[1] == DONE:
                keys["/".join(place[2:]) if len(place) > 3 else ALL] = key
            else:
                keys[place[2]] = key  # sorted by date: the latest stays
        found = [self._entry(dataset, name, key) for name, key in keys.items()]
        if dataset.request == "everything":
            found = [self.latest(dataset, ALL)]
        return sorted((one for one in found if one), key=lambda one: one.fetched_at, reverse=True)

    def _entry(self, dataset, entity: str, key: str) -> Entry | None:
        """What an object says of an entity; None where there is no object, or an empty one."""
        body = self.objects.read(key)
        if not body:
            return None
        if "/" in entity:  # nothing says when it was fetched; it was over then
            season, kind = entity.split("/")
            day = f"{(seasons.window(season, kind) or seasons.bounds(season)).last}"
        else:
            day = next((part for part in key.removesuffix(".csv").split("/") if _is_date(part)), "")
        time = f"{day}T17:00:00Z" if day else ""  # noon in New York, more or less
        return Entry(dataset.module, entity, day, body.count(b"\n") - 1, hashlib.sha256(body).hexdigest(), "", time)

    def _complete(self, one: Entry) -> list[str]:
        """The date up to which all is final by the schedule: the entry's, or the last one without a game since."""
        last = date.fromisoformat(one.date)
        whole = seasons.bounds(seasons.of_day(last))
        schedule = self.schedule_of(seasons.of_day(last))
        if schedule is None or any(game.state != "final" for game in schedule.played(seasons.Span(whole.first, last))):
            return []
        yesterday = seasons.yesterday(config.instant(one.fetched_at, "fetched_at"))
        while last < min(yesterday, whole.last):
            following = last + timedelta(days=1)
            if schedule.played(seasons.Span(following, following)):
                break
            last = following
        return [f"{last}"]


def _done(dataset, what: str) -> str:
    return f"{dataset.name}/{DONE}/{what}.csv"


def _of_player(dataset, entity: str, day: str) -> str:
    return dataset.path(dict.fromkeys(dataset.partition_fields, entity) | {"date": day})


def _is_date(text: str) -> bool:
    return len(text) == 10 and text[4] == text[7] == "-"
