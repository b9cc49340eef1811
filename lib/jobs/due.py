"""Opens the tracker that TRACKER names, and decides what is due for a dataset."""

import contextlib
import logging
import os
from dataclasses import replace

from lib import config, metrics
from lib.asked import Asked, Unserved, from_environment, named
from lib.errors import Misconfigured, Trouble, Usage

log = logging.getLogger("nba-data")


def open_tracker(kind: str | None = None):
    """The tracker of this kind, or the one that TRACKER names; `exists` gets the data store and the kept schedules.

    Raises Misconfigured if it would tell other machines about data that are only on this one.
    """
    from lib import tracker as trackers

    kind = kind or config.get("TRACKER")
    if kind == "exists":
        from lib import data_store, schedule

        return trackers.open_tracker(kind, data_store.open_store().backend, schedule.stored)
    tracker = trackers.open_tracker(kind)
    if tracker.is_shared and config.get("DATA_STORE") == "local" and not config.get("S3_BUCKET"):
        raise Misconfigured(
            f"TRACKER={kind} tells other machines of data that would stay on this one: "
            "set S3_BUCKET, to which they are sent first, or DATA_STORE=s3, or TRACKER=file"
        )
    return tracker


@contextlib.contextmanager
def keeping_claim(dataset, entity: str = "all"):
    """Renews this run's claim of an entity during a step of the chain, and ends it if the step fails.

    The claim of a dead run expires.
    """
    from lib import tracker as trackers

    if not trackers.class_of(config.get("TRACKER")).has_claims:
        yield
        return
    import threading

    from lib.tracker.dynamodb import LEASE

    tracker, is_done = open_tracker(), threading.Event()

    def renew() -> None:
        while not is_done.wait(LEASE.total_seconds() / 3):
            try:
                tracker.renew(dataset, config.now(), entity)
            except Trouble as failure:  # the next renewal may succeed; do not stop the fetch
                log.warning("%s: the claim was not renewed: %s", dataset.name, failure)

    renewing = threading.Thread(target=renew, daemon=True)
    renewing.start()
    try:
        yield
    except Exception:
        _stop(renewing, is_done)
        with contextlib.suppress(Trouble):  # the step's own failure is the one to tell of
            tracker.give_up(dataset, config.now(), entity)
        raise
    finally:
        _stop(renewing, is_done)


def _stop(renewing, is_done) -> None:
    is_done.set()
    renewing.join(timeout=60)


def check(dataset, asked: Asked | None = None, claim: bool = False) -> Asked | None:
    """What to fetch for a dataset; None, with a log line, if nothing is due.

    claim: claim it, so that no other machine fetches it. Raises what due_of() raises, and StorageFailed for a damaged
    file of the dates asked for.
    """
    from lib import tracker as trackers

    try:
        due = due_of(dataset, asked)
    except Unserved as why:
        goals = config.typed("MAKECMDGOALS").split()
        if not goals or dataset.name in goals:
            raise
        log.info("%s", why)  # of a group: the others are fetched
        return None
    if due.asked and claim and trackers.class_of(config.get("TRACKER")).has_claims:
        tracker, entity = open_tracker(), claimed(due.asked)
        if other := tracker.claim(dataset, config.now(), entity):
            log.info("%s: is being fetched by %s", dataset.name, other)
            return None
        due = due_of(dataset, asked)  # another may have fetched it between the look and the claim
        if due.asked is None:
            tracker.release(dataset, entity)
    if due.asked is None:
        if dataset.is_of_games:
            _refuse_damage(dataset, (asked or from_environment(dataset)).span)
        fields = {"dataset": dataset.name} | metrics.ended(0)
        log.info("%s: nothing due: %s", dataset.name, due.why, extra={"fields": fields})
        return None
    return due.asked


def _refuse_damage(dataset, span) -> None:
    """Raises StorageFailed for the first stored file that cannot be read, of a few dates that somebody asked for."""
    if not span:
        return
    from lib.jobs import stored  # nobody waits for it whose dates are the tracker's

    if damaged := stored.damaged_in(dataset, span) if stored.is_short(span) else []:
        raise damaged[0]


def check_all(path: str) -> None:
    """Writes a line into a file for each dataset that make is to make: what check() says of it, or the word fresh.

    path: it ends in make's process id. A dataset gets no line if its check failed or it must be claimed; its own
    recipe checks it again. Raises Usage for what a dataset cannot use.
    """
    from lib import datasets
    from lib import tracker as trackers

    goals = set(config.typed("MAKECMDGOALS").split())
    has_claims = trackers.class_of(config.get("TRACKER")).has_claims
    lines = []
    for dataset in datasets.ALL.values():
        if goals & {dataset.name, dataset.group, "all"}:
            try:
                asked = check(dataset)
            except Usage:  # before another one is fetched
                raise
            except Trouble:
                continue
            if asked is None or not has_claims:
                lines.append(f"{dataset.name} {' '.join(asked.arguments()) if asked else 'fresh'}\n")
    folder, _, name = path.rpartition("/")
    with contextlib.suppress(OSError):  # a disk that is read only: each is checked alone
        for other in os.listdir(folder):
            if other.startswith(f"{name.rpartition('.')[0]}.") and not _lives(other.rpartition(".")[2]):
                os.unlink(f"{folder}/{other}")
        with open(path, "w") as file:
            file.writelines(lines)


def _lives(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


def claimed(asked: Asked) -> str:
    """The entity to claim: the season type, if a past season is asked for; else all."""
    from lib import seasons
    from lib.tracker import ALL

    if not asked.season or seasons.bounds(asked.season).last >= seasons.yesterday(config.now()):
        return ALL
    return "/".join(filter(None, (asked.season, asked.season_type)))


def due_of(dataset, asked: Asked | None = None):
    """What is due for a dataset now, given the tracker, the kept schedules and asked: a lib.tracker.due.Due.

    asked: by default what the environment asks for. Raises Usage for an impossible request.
    """
    from lib import schedule

    asked = identified(asked or from_environment(dataset))
    return open_tracker().should_fetch(dataset, asked, schedule.stored, config.now(), config.get("CORRECTION_DAYS"))


def identified(asked: Asked) -> Asked:
    """The same with the ids of the team and the player; raises Usage for unknown names."""
    if not asked.team and not asked.player:
        return asked
    from lib.nba import players, teams  # slow to import, and rarely needed

    found = {}
    for name, field, find in (("team", "teams", teams.find_ids), ("player", "player", players.find_id)):
        if text := getattr(asked, name):
            with named(name.upper(), text):
                found[field] = find(text)
    return replace(asked, **found)


def known_of(dataset):
    """What the tracker and the kept schedules know about a dataset: a due.Known."""
    from lib import schedule

    return open_tracker().known(dataset, schedule.stored)
