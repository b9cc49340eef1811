"""A schedule that no longer lists games of an earlier copy is no proof that they were not played."""

import logging
from dataclasses import replace
from datetime import date

import pytest

from lib import schedule
from lib.schedule import CANCELLED, FINAL, SCHEDULED, Game, Schedule

PATH = "staticData/scheduleLeagueV2"
EVENING, MORNING = "2024-10-27", "2024-10-28T11:00:00Z"


def without(day: str):
    def change(document):
        for games_of in document["leagueSchedule"]["gameDates"]:
            games_of["games"] = [game for game in games_of["games"] if game["gameDateEst"][:10] != day]

    return change


@pytest.fixture
def stored(machine):
    """A machine that has everything up to the evening before."""
    machine.at(f"{EVENING}T11:00:00Z")
    assert machine.chain("team-games") == 0, machine.said
    machine.at(MORNING)
    return machine


def test_an_evening_that_the_schedule_lost_is_fetched_from_the_log(stored, alter, caplog):
    alter(PATH, without(EVENING))
    with caplog.at_level(logging.WARNING, "nba-data"):
        assert stored.chain("team-games") == 0, stored.said
    assert any(f"team-games/{EVENING}/" in path for path in stored.stored("team-games"))
    assert stored.report.spent["requests"] == 2, "the schedule and the log"
    assert "lacks 7 games of an earlier copy, such as 00224000" in caplog.text
    assert stored.chain("team-games") == 0 and not stored.report, "nothing is due"


def test_until_the_log_was_asked_the_lost_evening_stays_due(stored, alter):
    alter(PATH, without(EVENING))
    stored.set(NBA_MAX_REQUESTS="1")
    assert stored.chain("team-games") == 0 and stored.report.spent["pending"] == 1
    stored.set(NBA_MAX_REQUESTS="100")
    stored.at("2024-10-29T11:00:00Z")
    assert stored.chain("team-games") == 0, stored.said
    assert any(f"team-games/{EVENING}/" in path for path in stored.stored("team-games"))


def test_lost_are_games_that_were_final_or_to_be_played_by_now():
    def game(number: int, day: str, state: str = SCHEDULED) -> Game:
        return Game(f"00224{number:05}", day, state, "1", "2", 0, 0)

    final, due, long_due, off, ahead = (
        game(1, "2024-10-22", FINAL),
        game(2, "2024-10-27"),
        game(3, "2024-10-20"),
        game(4, "2024-10-27", CANCELLED),
        game(5, "2024-10-30"),
    )
    moved = game(6, "2024-10-27")
    earlier = Schedule("2024-25", "2024-10-27T11:00:00Z", "cdn", (final, due, long_due, off, ahead, moved))
    fresh = Schedule("2024-25", MORNING, "cdn", (replace(moved, game_date="2024-11-27"),))
    assert fresh.lost_of(earlier, date(2024, 10, 28)) == [final, due], "a game long due is believed to be off"


def test_a_series_that_is_decided_loses_none():
    def game(number: int, state: str, day: str) -> Game:
        return Game(f"004240010{number}", day, state, "1", "2", 100, 90)

    won = tuple(game(number, FINAL, f"2025-04-2{number}") for number in range(1, 5))
    fifth = game(5, SCHEDULED, "2025-04-26")
    earlier = Schedule("2024-25", "2025-04-23T11:00:00Z", "cdn", (*won[:2], fifth))
    today = date(2025, 4, 27)
    assert not Schedule("2024-25", MORNING, "cdn", won).lost_of(earlier, today)
    assert Schedule("2024-25", MORNING, "cdn", won[:3]).lost_of(earlier, today) == [fifth]
    assert not schedule.Schedule("2024-25", MORNING, "cdn", won).is_over(), "only the Finals end a season"
