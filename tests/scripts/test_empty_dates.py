"""A league, or a season of it, without any hustle or tracking: asked for on three days at a small price, then left."""

import logging

import pytest

from lib import datasets, holes
from tests.support.stage import MID_SEASON

DURING = [f"2024-07-{day:02}T12:00:00Z" for day in range(10, 16)]
NAMES = ("hustle", "tracking")


@pytest.fixture
def wnba(machine):
    """A machine with a season of the WNBA so far, whose league counts no hustle and no tracking."""
    machine.set(LEAGUE="wnba", NBA_MAX_REQUESTS="1000")
    machine.at(DURING[0])
    for name in ("team-games", "player-games"):
        assert machine.chain(name) == 0, machine.said
    machine.league.fault("empty-results", [datasets.find(name).endpoint for name in NAMES])
    machine.league.clear_requests()
    return machine


def morning(machine, now: str) -> None:
    machine.at(now)
    for name in ("team-games", "player-games"):
        assert machine.chain(name) == 0, machine.said
    machine.league.clear_requests()


@pytest.mark.parametrize("name", NAMES)
def test_on_the_third_day_it_is_concluded_for_the_season(wnba, name, caplog):
    for day in DURING[:2]:
        morning(wnba, day)
        assert wnba.chain(name) == 65 and "no row, though games were played" in wnba.said
        assert len(wnba.league.requests) == 4, "three dates and one more, of tracking one measure"
        wnba.league.clear_requests()
        assert wnba.chain(name) == 65 and not wnba.league.requests, "not again on the same day"
    morning(wnba, DURING[2])
    with caplog.at_level(logging.INFO, "nba-data"):
        assert wnba.chain(name) == 0, wnba.said
    assert caplog.text.count("on three days") == 1
    assert f"{name}: the league has nothing of 2024 Regular Season" in caplog.text
    assert wnba.main("status") == 0, wnba.out
    wnba.set(DATASETS=name)
    assert wnba.main("gaps") == 0, wnba.out
    wnba.set(DATASETS="")
    for day in DURING[3:]:
        morning(wnba, day)
        assert wnba.chain(name) == 0 and wnba.report.spent["pending"] == 0, wnba.said
        assert len(wnba.league.requests) <= 1, "of a season that is on the newest date is asked for"
        assert wnba.main("status") == 0, wnba.out
    wnba.set(FORCE="1")
    wnba.chain(name)
    assert wnba.league.requests


@pytest.mark.parametrize("name", NAMES)
def test_what_is_counted_after_all_is_asked_for(wnba, name):
    for day in DURING[:3]:
        morning(wnba, day)
        wnba.chain(name)
    assert holes.of_the_league(name)
    wnba.league.clear_faults()
    morning(wnba, DURING[4])
    assert wnba.chain(name) == 0 and wnba.files(f"wnba/{name}"), wnba.said
    assert not holes.kept(name)
    wnba.set(DATASETS=name)
    assert wnba.main("gaps") == 65, "the dates before are missing now"


def test_a_past_season_is_backfilled_without_it(wnba):
    wnba.set(SEASON="2023", SEASON_TYPE="regular")
    for name in ("team-games", "player-games"):
        assert wnba.chain(name) == 0, wnba.said
    for day in DURING[:3]:
        wnba.at(day)
        status = wnba.chain("hustle")
    assert status == 0, wnba.said
    wnba.league.clear_requests()
    wnba.at(DURING[3])
    assert wnba.chain("hustle") == 0 and not wnba.league.requests, wnba.said


def test_where_a_date_has_data_an_empty_one_is_asked_for_again_the_same_day(machine):
    """The NBA's hustle of an evening that the league has not counted yet."""
    for day in ("2025-01-13", "2025-01-14"):
        machine.set(DATE=day)
        for name in ("team-games", "player-games"):
            assert machine.chain(name) == 0, machine.said
    machine.set(DATE="2025-01-13")
    assert machine.chain("hustle") == 0, machine.said
    machine.set(DATE="2025-01-14")
    machine.league.fault("empty-results", ["leaguehustlestatsplayer"])
    assert machine.chain("hustle") == 65
    machine.league.clear_faults()
    machine.at(MID_SEASON.replace("11:", "15:"))
    assert machine.chain("hustle") == 0 and len({path.parent for path in machine.files("hustle")}) > 7, machine.said
