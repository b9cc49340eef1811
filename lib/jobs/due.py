"""The tracker that TRACKER names, and what of a dataset is due by it."""

from _asked import asked_for

from lib import config


def open_tracker():
    """The tracker that TRACKER names; `exists` is shown the data store and the kept schedules."""
    from lib import tracker

    if config.get("TRACKER") != "exists":
        return tracker.open_tracker()
    from lib import data_store, schedule

    return tracker.open_tracker(data_store.open_store().backend, schedule.stored)


def due_of(dataset, asked=None):
    """What is due of a dataset now, by the tracker, the kept schedules and what is asked for."""
    from lib import schedule

    look_back = config.get("CORRECTION_DAYS")
    return open_tracker().should_fetch(dataset, asked or asked_for(), schedule.stored, config.now(), look_back)


def known_of(dataset):
    """What the tracker and the kept schedules know of a dataset, as a due.Known."""
    from lib import schedule

    return open_tracker().known(dataset, schedule.stored)
