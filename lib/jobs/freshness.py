"""How fresh and complete each dataset is, published as status.json and badge-<dataset>.json in DATA_DIR.

status.json
    {"updated": …, "datasets": {"team-games": {"state": "fresh", "since": …, "why": …, "through": …, "stored": …,
     "known": …}}}
badge-<dataset>.json
    as shields.io reads an endpoint: {"schemaVersion": 1, "label": …, "message": …, "color": …}
"""

import json
import re
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from lib import config, data_store, datasets, files, runs, schedule, seasons
from lib.asked import Asked
from lib.datasets import Dataset
from lib.errors import Usage
from lib.jobs import gaps
from lib.jobs.chain import counted
from lib.jobs.due import open_tracker
from lib.tracker import ALL, Entry
from lib.tracker.due import PERIOD_DAYS, decide

STATUS = "status.json"
FRESH, LATE, INCOMPLETE = "fresh", "late", "incomplete"
COLORS = {FRESH: "brightgreen", LATE: "red", INCOMPLETE: "orange"}
# A dataset is late so many days after it was due: a run that fails once is repeated the next morning.
GRACE = {"daily": 1, "weekly": 7, "monthly": 7, "yearly": 7}
REFUSED = re.compile(r"\((?:403|429)\)")
WORDS = {65: "the league's answer makes no sense", 69: "the league does not answer, or not this", 75: "blocked"}


@dataclass(frozen=True)
class State:
    """The state of a dataset.

    since    the date on which this state began; why: the reason in words, empty if it is fresh
    through  the last game date up to which all is stored; for a dataset without games, the day of its last fetch
    stored, known  numbers of games in all seasons that count; None for a dataset without games
    """

    state: str
    since: str
    why: str
    through: str | None
    stored: int | None = None
    known: int | None = None


def now() -> dict[str, State]:
    """dataset -> its state, for datasets that were ever asked for; lateness as of now, games as last counted.

    Counts the games, and publishes, if that never happened or something ran here since.
    """
    kept = _kept()
    if _ran_since():
        return publish()
    if any(dataset.is_of_games and dataset.name not in kept and has_some(dataset) for dataset in datasets.served()):
        return publish()
    return _states(kept)


def _ran_since() -> bool:
    """Whether a dataset was fetched here after status.json was written, if it was."""
    try:
        ran_at = runs.changed_at()
    except OSError:  # nothing ran here
        return False
    try:
        return ran_at > _path().stat().st_mtime_ns
    except OSError:  # nothing was published yet
        return True


def has_some(dataset: Dataset) -> bool:
    """Whether a dataset has any stored rows."""
    return bool(data_store.open_store().backend.folders(dataset.folder))


def judged(looks: list[gaps.Look]) -> dict[str, State]:
    """The same with games as these looks counted them; writes nothing."""
    return _states(_kept(), _counted(looks))


def publish(looks: list[gaps.Look] | None = None) -> dict[str, State]:
    """Writes status.json and the badges, and returns how each dataset stands. Raises StorageFailed.

    looks: how all games stand; by default they are counted now, of seasons to which something was added.
    """
    states = _states(_kept(), _counted(gaps.look(quick=True) if looks is None else looks))
    for name, state in states.items():
        message = f"{state.state}, {state.through}" if state.through else state.state
        badge = {"schemaVersion": 1, "label": name, "message": message, "color": COLORS[state.state]}
        files.write(config.data_dir() / f"badge-{name}.json", json.dumps(badge).encode())
    by_name = {name: asdict(state) for name, state in states.items()}
    document = {"updated": config.stamp(config.now()), "datasets": by_name}
    files.write(_path(), json.dumps(document, indent=1, ensure_ascii=False).encode())
    return states


def _counted(looks: list[gaps.Look]) -> dict[str, dict]:
    counted = {}
    for look in looks:
        counts = counted.setdefault(look.dataset, {"stored": 0, "known": 0, "missing": Counter()})
        counts["stored"] += look.have
        counts["known"] += look.have if look.should is None else look.should
        counts["missing"].update(look.missing)
    return counted


def _states(before: dict[str, dict], counted: dict[str, dict] | None = None) -> dict[str, State]:
    """counted: dataset -> games stored and known, and a Counter of what is missing; by default as before."""
    today, states = f"{seasons.eastern_date(config.now())}", {}
    tracker, worth_a_look = open_tracker(), gaps.maybe_stored(datasets.served())
    for dataset in datasets.served():
        kept = before.get(dataset.name, {})
        counts = kept if counted is None else counted.get(dataset.name, {})
        last = tracker.latest(dataset, ALL) if counts or dataset in worth_a_look else None
        has_come = counts.get("stored") or (dataset in worth_a_look and last)
        if not has_come and _failing(dataset):
            state, why = LATE, f"late: nothing came yet: {_reason(dataset)}"
        elif has_come or (dataset.is_of_games and counts):
            state, why = _judged(dataset, last, counts if counted is not None else None, kept)
        else:
            continue
        since = kept["since"] if kept.get("state") == state else today
        games = (counts.get("stored", 0), counts.get("known", 0)) if dataset.is_of_games else (None, None)
        states[dataset.name] = State(state, since, why, _through(dataset, last), *games)
    return states


def _judged(dataset: Dataset, last: Entry | None, counts: dict | None, kept: dict) -> tuple[str, str]:
    """(state, why); last: the tracker's entry of all of it"""
    if days := _days_late(dataset, last):
        return LATE, f"late by {days} day{'' if days == 1 else 's'}: {_reason(dataset)}"
    if counts is None:  # not counted now: as last counted
        return (INCOMPLETE, kept["why"]) if kept.get("state") == INCOMPLETE else (FRESH, "")
    if missing := list(counts.get("missing", ())):
        more = f" and {len(missing) - 1:,} more" if len(missing) > 1 else ""
        return INCOMPLETE, f"incomplete: {missing[0]}{more} missing"
    return FRESH, ""


def _path():
    return config.data_dir() / STATUS


def _kept() -> dict[str, dict]:
    """What status.json says, of the bucket where the data are there; {} if it cannot be read."""
    try:
        body, _ = data_store.open_store().backend.recall(STATUS)
        kept = files.parsed(body or b"{}")["datasets"]
        return {name: asdict(State(**state)) for name, state in kept.items() if state["state"] in COLORS}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _days_late(dataset: Dataset, last: Entry | None) -> int:
    """The number of days by which a dataset is late; 0: on time."""
    now = config.now()
    today = seasons.eastern_date(now)
    if not dataset.is_of_games:
        frequency = config.frequency(dataset)
        known = open_tracker().known_by(last, dataset, schedule.stored)
        if decide(dataset, known, Asked(), now).asked is None:
            return 0
        due = seasons.eastern_date(config.instant(last.fetched_at, "last_fetched"))
        if dataset.in_season:  # it is not due before the next game
            due = _first_played(dataset, due, today - timedelta(days=1)) or today
        due += timedelta(days=PERIOD_DAYS[frequency])
        return max(0, (today - due).days - GRACE[frequency] + 1)
    first = _first_missing(dataset, last, today - timedelta(days=1))
    if first:  # it is not late before it was first asked for
        is_new = not (last and last.date)
        first = max(first, (_failed_since(dataset) or today) if is_new else _first_run(dataset, last))
    if first and not config.league().has_schedule:  # only after a fetch is it known that a day has no games
        first = max(first, _last_well(dataset) or first)
    return max(0, (today - first).days - GRACE["daily"]) if first else 0


def _first_missing(dataset: Dataset, last: Entry | None, yesterday: date) -> date | None:
    """The first date with games that are not all stored; None if there is none."""
    after = date.fromisoformat(last.date) + timedelta(days=1) if last and last.date else None
    return _first_played(dataset, after or seasons.bounds(seasons.of_day(yesterday)).first, yesterday)


def _first_played(dataset: Dataset, after: date, yesterday: date) -> date | None:
    """The first date with games between two dates; None if there is none."""
    known = schedule.stored(seasons.of_day(yesterday))
    while after <= yesterday:
        span = seasons.Span(after, after)
        if known.played(span, dataset.season_types) if known else seasons.is_regular(after):
            return after
        after += timedelta(days=1)
    return None


def _through(dataset: Dataset, last: Entry | None) -> str | None:
    return ((last.date if dataset.is_of_games else last.fetched_at[:10]) or None) if last else None


def _first_run(dataset: Dataset, last: Entry) -> date:
    """The day of the first run that is known: of this machine, or of the one that told the tracker."""
    here = next((run["at"] for run in runs.history() if run["dataset"] == dataset.name), last.fetched_at)
    return seasons.eastern_date(min(config.instant(at, "at") for at in (here, last.fetched_at)))


def _last_well(dataset: Dataset) -> date | None:
    """The day of the last run that fetched everything that was due."""
    last = next((run["at"] for run in reversed(runs.history()) if _is_well(run, dataset)), None)
    return seasons.eastern_date(config.instant(last, "at")) if last else None


def _is_well(run: dict, dataset: Dataset) -> bool:
    return run["dataset"] == dataset.name and not (run["status"] or run.get("pending") or run.get("is_part"))


def _failed_since(dataset: Dataset) -> date | None:
    """The day since which every run failed; None if the last run succeeded."""
    failing = _failing(dataset)
    return seasons.eastern_date(config.instant(failing[0]["at"], "at")) if failing else None


def _failing(dataset: Dataset) -> list[dict]:
    """The failed runs since the last success, oldest first."""
    failing = []
    for run in reversed(runs.history()):
        # A part that failed, or what cannot be had at all, says nothing of the dataset.
        if run["dataset"] == dataset.name and not run.get("is_part") and run["status"] != Usage.status:
            if not run["status"]:
                break
            failing.insert(0, run)
    return failing


def _reason(dataset: Dataset) -> str:
    """Such as: blocked (403) since Tuesday 11:00 UTC."""
    failing = _failing(dataset)
    if not failing:
        last = next((run for run in reversed(runs.history()) if run["dataset"] == dataset.name), None)
        if not last:
            return "never run here"
        when = f"{config.instant(last['at'], 'at'):%A %H:%M} UTC"
        if left := last.get("pending"):
            return f"the run of {when} left {counted(left, 'request')} for the next one"
        if (seasons.eastern_date(config.now()) - seasons.eastern_date(config.instant(last["at"], "at"))).days < 1:
            return f"the league had nothing newer {when}"
        return f"not run since {when}"
    first, last, problem = failing[0], failing[-1], failing[-1].get("problem") or ""
    word = WORDS.get(last["status"], problem or f"failed with {last['status']}")
    if answer := REFUSED.search(problem):
        word += f" {answer[0]}"
    return f"{word} since {config.instant(first['at'], 'at'):%A %H:%M} UTC"
