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
def test_a_season_before_its_first_is_told_without_a_request(upstream, dataset):
    season = before(dataset.since)
    upstream.set(SEASON=season)
    assert upstream.chain(dataset.name) == 2, upstream.said
    assert f"{dataset.name}: the league has none of {season}; its first season is {dataset.since}" in upstream.said
    assert not upstream.league.requests and not upstream.files(dataset.name)


@pytest.mark.parametrize("dataset", WITH_A_FIRST, ids=lambda dataset: dataset.name)
def test_a_backfill_begins_with_its_first_season(upstream, dataset):
    words = ("--datasets", dataset.name, "--from", before(before(dataset.since)), "--to")
    assert upstream.main("plan", *words, before(dataset.since)) == 2
    assert upstream.main("plan", *words, dataset.since) == 0, upstream.said


@pytest.mark.parametrize("dataset", WITH_SEASONS, ids=lambda dataset: dataset.name)
def test_an_empty_season_is_not_stored_and_not_taken_for_whole(upstream, dataset):
    """A season that was played: an answer without a row says nothing of it."""
    upstream.league.fault("empty-results", ["stats"])
    upstream.set(SEASON="2023-24", SEASON_TYPE="playoffs" if "SEASON_TYPE" in dataset.accepts else "")
    if dataset.request == "player":
        upstream.set(PLAYER="2544")
    status = upstream.chain(dataset.name)
    assert not upstream.files(dataset.name)
    if dataset.request != "player":  # who has not played yet has no career, and that is no error
        assert status == 65, (status, upstream.said)
        assert upstream.main("should_fetch", dataset.name) == 0, "it is due again"


def test_a_season_without_a_measure_is_left_alone_after_three_days(upstream):
    """Nobody knows the first season that has these measures."""
    name, log = "team-games-misc", "team-games"
    upstream.set(SEASON="2022-23", SEASON_TYPE="playoffs")
    assert upstream.chain(log) == 0, upstream.said
    endpoint = datasets.find(name).endpoint
    upstream.league.fault("empty-results", [endpoint])
    for day in DAYS[:2]:
        upstream.at(day)
        assert upstream.chain(name) == 65 and "the answer is empty" in upstream.said
    upstream.at(DAYS[2])
    assert upstream.chain(name) == 0, upstream.said
    upstream.league.clear_requests()
    upstream.at(DAYS[3])
    assert upstream.chain(name) == 0 and not upstream.league.requests
    upstream.set(SEASON="", SEASON_TYPE="", DATASETS=name)
    assert upstream.main("gaps") == 0, upstream.out
    assert f"2022-23 Playoffs {name}: 0 games, ok" in upstream.out
    assert "no error: the league's Playoffs of 2022-23 is empty" in upstream.out
    assert not upstream.files(name)


@pytest.mark.parametrize("dataset", BY_GAME, ids=lambda dataset: dataset.name)
def test_a_day_of_which_nothing_comes_is_left_alone_after_three_days(upstream, for_all, dataset):
    """Shots, hustle … by date: the same games, missing on three days; the rest goes on."""
    if dataset.request == "game":
        pytest.skip("a game without data is told by its own answer: test_by_game.py")
    upstream.set(DATE="2025-01-14")
    upstream.has(for_all, "evening", "team-games", "player-games")
    upstream.league.fault("empty-results", [dataset.endpoint])
    for day in DAYS[:3]:
        upstream.at(day)
        upstream.chain(dataset.name)
    assert holes.of_the_league(dataset.name) and not upstream.files(dataset.name)
    upstream.league.clear_requests()
    upstream.at(DAYS[3])
    assert upstream.chain(dataset.name) == 0, upstream.said
    assert f"stats/{dataset.endpoint}" not in upstream.counted()
    upstream.league.clear_faults()
    upstream.set(FORCE="1")
    assert upstream.chain(dataset.name) == 0 and upstream.files(dataset.name), "FORCE=1 asks all the same"
