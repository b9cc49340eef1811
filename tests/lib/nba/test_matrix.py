"""Every fault against every dataset: complete data or a clear exit status, and nothing wrong stored.

The matrix is printed at the end of the test run. In its short form a fault meets two of the datasets, by turns, in
one of the two scopes each; make fuzz fills it.
"""

import itertools
import shutil

import pytest

from lib import csvfile as table
from lib import data_store, datasets, files, tracker
from lib.nba import boxscores, careers, gamelog, probe  # noqa: F401  (loaded before a timeout can be short)
from lib.standin import faults
from tests.support.fuzz import IS_LONG
from tests.support.stage import well

EVENING, BEFORE = "2025-01-14", "2025-01-13"
PLAYERS = 3
NAMES = ("players", "team-games", "player-games", "player-boxscores", "player-stats")
SCOPES = {"stats": {"endpoints": ["stats"]}, "all": {}}  # the CDN is well, or nobody is
EVERY = [*itertools.product(NAMES, faults.KINDS, SCOPES)]
MET = 20 if IS_LONG else 3
CLEAR = {65, 69, 75}
# The columns that only the stats service has, and what is new.
SILENT = {"VIDEO_AVAILABLE", "teamSlug", "playerSlug", "NEW_COLUMN", "newColumn"}


def in_turn() -> list[tuple]:
    """Each fault with two of the datasets: it comes from the stats service of one, from everybody of the other."""
    return [
        (NAMES[(turn + step) % len(NAMES)], kind, scope)
        for turn, kind in enumerate(faults.KINDS)
        for step, scope in zip((0, 2) if turn % 2 else (2, 0), SCOPES, strict=True)
    ]


@pytest.fixture(scope="module")
def truth(simulated, machine_at, for_all):
    """dataset -> {path: rows} of a run without faults."""
    return for_all("truth", lambda folder: faultless(simulated, machine_at, folder))


def faultless(simulated, machine_at, folder) -> dict:
    well(simulated)
    found = {"schedule": {}}
    with pytest.MonkeyPatch.context() as patch:
        for name in NAMES:
            (folder / name).mkdir()
            here = machine_at(folder / name, patch)
            prepare(here, name)
            assert here.chain(name) == 0
            found[name] = here.stored(name)
            for path in here.files("_metadata/schedule"):
                found["schedule"][path.name] = path.read_bytes()
            assert found[name]
    return found


def prepare(here, name: str) -> None:
    """What was there yesterday: games up to BEFORE; of careers, three players to ask about."""
    if name == "players":
        here.set(NBA_SOURCE="stats")
    elif name == "player-stats":
        some = here.league.league.season("2024-25").box(here.league.league.game("0022400610")).home.lines[:PLAYERS]
        columns = ["GAME_ID", "PLAYER_ID", "GAME_DATE"]
        rows = [["0022400610", f"{line.player.id}", EVENING] for line in some]
        data_store.open_store().save(datasets.PLAYER_GAMES, table.Table(columns, rows), EVENING)
    else:
        here.seed(name, BEFORE)


def know_the_schedule(here, kept: dict) -> None:
    """As when an earlier job of the day asked for it."""
    for name, body in kept.items():
        files.write(here.data / "_metadata" / "schedule" / name, body)


def wrong(here, name: str, truth: dict) -> list[str]:
    """What is stored and is not as the league has it; what one source does not have may be empty."""
    key, found = datasets.find(name).key, []
    for path, rows in here.stored(name).items():
        if rows == truth.get(path):  # at once, where that is all there is to see
            continue
        true = {tuple(row[column] for column in key): row for row in truth.get(path, [])}
        if len(true) < len(rows):
            found.append(f"{path}: {len(rows)} rows of {len(true)}")
        for row in rows:
            other = true.get(tuple(row[column] for column in key), {})
            if any(other.get(column) != value for column, value in row.items() if column not in SILENT):
                found.append(f"{path}: {row}")
    return found


def is_complete(here, name: str, truth: dict) -> bool:
    have = here.stored(name)
    return all(len(have.get(path, [])) == len(rows) for path, rows in truth.items())


def is_marked(name: str) -> bool:
    dataset, known = datasets.find(name), tracker.open_tracker()
    if dataset.is_of_games:
        return known.last_game_date(dataset) >= EVENING
    return known.last_fetched(dataset) is not None


@pytest.mark.parametrize("name, kind, scope", EVERY if IS_LONG else in_turn())
def test_a_fault_ends_with_complete_data_or_a_clear_status(
    name, kind, scope, machine, truth, record_property, monkeypatch
):
    prepare(machine, name)
    if scope != "all":
        know_the_schedule(machine, truth["schedule"])
    machine.set(NBA_TIMEOUT="0.8", NBA_RETRIES="2")  # a hang is given up within a second
    machine.league.fault(kind, seconds=0.05, **SCOPES[scope])

    with monkeypatch.context() as patch:
        patch.setattr(probe, "SECONDS", 0.8)  # so is the question whether the host answers anything
        status = machine.chain(name)

    complete = is_complete(machine, name, truth[name])
    record_property("matrix", [name, kind, scope, "complete" if complete and not status else f"{status}"])
    assert not wrong(machine, name, truth[name])[:3]
    assert (status == 0 and complete) or status in CLEAR, machine.said
    assert complete or not is_marked(name)

    # And when the league is well again, and its cool-downs are over, the next run completes the data.
    machine.league.clear_faults()
    machine.forget()
    machine.set(NBA_TIMEOUT="30")
    assert machine.chain(name) == 0, machine.said
    assert is_complete(machine, name, truth[name])
    assert not wrong(machine, name, truth[name])[:3]


@pytest.mark.parametrize("name", NAMES)
def test_all_faults_mixed_at_thirty_percent_end_with_complete_data(name, machine, truth, record_property):
    """Three in ten requests meet a fault, whichever it is; as often as it takes until some were met."""
    prepare(machine, name)
    machine.set(NBA_TIMEOUT="0.8")
    for kind in faults.KINDS:
        machine.league.fault(kind, share=1 - 0.7 ** (1 / len(faults.KINDS)), seconds=0.05)
    statuses = []
    while (met(machine) < MET or 0 not in statuses) and len(statuses) < 10 * MET:
        status = machine.chain(name)
        statuses.append(status)
        complete = is_complete(machine, name, truth[name])
        assert not wrong(machine, name, truth[name])[:3]
        assert (status == 0 and complete) or status in CLEAR
        if status == 0:  # once more from the beginning
            shutil.rmtree(machine.data)
            prepare(machine, name)
        machine.forget()
    assert met(machine) >= MET and 0 in statuses
    record_property("matrix", [name, "30% of all", "all", f"complete in {statuses.index(0) + 1}"])


def met(machine) -> int:
    """How many requests met a fault."""
    return sum(request["fault"] is not None for request in machine.league.requests)
