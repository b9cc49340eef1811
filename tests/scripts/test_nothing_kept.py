"""What the league has nothing of: told as such, never stored, not complete, and not asked for every day."""

import pytest

from lib import datasets, holes, seasons

WITH_A_FIRST = [dataset for dataset in datasets.ALL.values() if dataset.since]
WITH_SEASONS = [dataset for dataset in datasets.ALL.values() if "SEASON" in dataset.accepts]
BY_GAME = [dataset for dataset in datasets.ALL.values() if dataset.game_field]
DAYS = [f"2025-01-{day}T11:00:00Z" for day in (15, 16, 17, 18)]


def before(season: str) -> str:
    return seasons.name(seasons.start_year(season) - 1)


@pytest.mark.parametrize("dataset", WITH_A_FIRST, ids=lambda dataset: dataset.name)
def test_a_season_before_its_first_is_told_without_a_request(machine, dataset):
    season = before(dataset.since)
    machine.set(SEASON=season)
    assert machine.chain(dataset.name) == 2, machine.said
    assert f"{dataset.name}: the league has none of {season}; its first season is {dataset.since}" in machine.said
    assert not machine.league.requests and not machine.files(dataset.name)


@pytest.mark.parametrize("dataset", WITH_A_FIRST, ids=lambda dataset: dataset.name)
def test_a_backfill_begins_with_its_first_season(machine, dataset):
    words = ("--datasets", dataset.name, "--from", before(before(dataset.since)), "--to")
    assert machine.main("plan", *words, before(dataset.since)) == 2
    assert machine.main("plan", *words, dataset.since) == 0, machine.said


@pytest.mark.parametrize("dataset", WITH_SEASONS, ids=lambda dataset: dataset.name)
def test_an_empty_season_is_not_stored_and_not_taken_for_whole(machine, dataset):
    """A season that was played: an answer without a row says nothing of it."""
    machine.league.fault("empty-results", ["stats"])
    machine.set(SEASON="2023-24", SEASON_TYPE="playoffs" if "SEASON_TYPE" in dataset.accepts else "")
    if dataset.request == "player":
        machine.set(PLAYER="2544")
    status = machine.chain(dataset.name)
    assert not machine.files(dataset.name)
    if dataset.request != "player":  # who has not played yet has no career, and that is no error
        assert status == 65, (status, machine.said)
        assert machine.main("should_fetch", dataset.name) == 0, "it is due again"


def test_a_season_without_a_measure_is_left_alone_after_three_days(machine):
    """Nobody knows the first season that has these measures."""
    name, log = "team-games-misc", "team-games"
    machine.set(SEASON="2022-23", SEASON_TYPE="playoffs")
    assert machine.chain(log) == 0, machine.said
    endpoint = datasets.find(name).endpoint
    machine.league.fault("empty-results", [endpoint])
    for day in DAYS[:2]:
        machine.at(day)
        assert machine.chain(name) == 65 and "the answer is empty" in machine.said
    machine.at(DAYS[2])
    assert machine.chain(name) == 0, machine.said
    machine.league.clear_requests()
    machine.at(DAYS[3])
    assert machine.chain(name) == 0 and not machine.league.requests
    machine.set(SEASON="", SEASON_TYPE="", DATASETS=name)
    assert machine.main("gaps") == 0, machine.out
    assert f"2022-23 Playoffs {name}: 0 games, ok" in machine.out
    assert "no error: the league's Playoffs of 2022-23 is empty" in machine.out
    assert not machine.files(name)


@pytest.mark.parametrize("dataset", BY_GAME, ids=lambda dataset: dataset.name)
def test_a_day_of_which_nothing_comes_is_left_alone_after_three_days(machine, for_all, dataset):
    """Shots, hustle … by date: the same games, missing on three days; the rest goes on."""
    if dataset.request == "game":
        pytest.skip("a game without data is told by its own answer: test_by_game.py")
    machine.set(DATE="2025-01-14")
    machine.has(for_all, "evening", "team-games", "player-games")
    machine.league.fault("empty-results", [dataset.endpoint])
    for day in DAYS[:3]:
        machine.at(day)
        machine.chain(dataset.name)
    assert holes.of_the_league(dataset.name) and not machine.files(dataset.name)
    machine.league.clear_requests()
    machine.at(DAYS[3])
    assert machine.chain(dataset.name) == 0, machine.said
    assert f"stats/{dataset.endpoint}" not in machine.counted()
    machine.league.clear_faults()
    machine.set(FORCE="1")
    assert machine.chain(dataset.name) == 0 and machine.files(dataset.name), "FORCE=1 asks all the same"


def test_while_no_game_has_data_nothing_is_concluded_of_any(machine, for_all):
    """The league's fault of three days cost its games for good."""
    machine.set(DATE="2025-01-14")
    machine.has(for_all, "evening", "team-games", "player-games")
    machine.league.fault("empty-results", ["playbyplayv3"])
    for day in DAYS[:3]:
        machine.at(day)
        assert machine.chain("play-by-play") == 65 and "nor of any other; try later" in machine.said, machine.said
    assert not holes.kept("play-by-play") and not machine.files("play-by-play")
    machine.league.clear_faults()
    machine.at(DAYS[3])
    assert machine.chain("play-by-play") == 0 and machine.files("play-by-play"), machine.said
