from datetime import UTC, date, datetime

import pytest

from lib import datasets, schedule, seasons
from lib.asked import Asked
from lib.schedule import Game, Schedule
from lib.seasons import Span
from lib.tracker.due import Known, decide

MORNING = datetime(2025, 1, 15, 11, tzinfo=UTC)


def dates(first, last):
    return (["--date", first] if first == last else ["--date-from", first, "--date-to", last]) + ["--new"]


def due(dataset=datasets.TEAM_GAMES, asked=None, now=MORNING, look_back=0, **known):
    known.setdefault("frequency", dataset.frequency)
    found = decide(dataset, Known(**known), asked or Asked(), now, look_back).asked
    return found.arguments() if found else None


def season_2024(*games):
    """A schedule heard this morning: (game id, date, state, home score, away score)"""
    rows = tuple(Game(game_id, day, state, "1", "2", home, away) for game_id, day, state, home, away in games)
    return Schedule("2024-25", "2025-01-15T10:00:00Z", "cdn", rows)


def test_a_first_run_asks_for_the_season_so_far():
    assert due() == dates("2024-09-15", "2025-01-14")


def test_a_daily_run_asks_for_the_missing_date_only():
    assert due(last_game_date=date(2025, 1, 13)) == dates("2025-01-14", "2025-01-14")


def test_a_week_off_is_caught_up_in_one_go():
    assert due(last_game_date=date(2025, 1, 7)) == dates("2025-01-08", "2025-01-14")


def test_it_looks_back_for_corrections():
    assert due(last_game_date=date(2025, 1, 13), look_back=7)[-3:] == ["--look-back", "7", "--new"]


def test_nothing_is_due_when_yesterday_is_stored():
    assert due(last_game_date=date(2025, 1, 14)) is None


def test_in_the_evening_of_new_york_yesterday_is_the_day_before():
    assert due(last_game_date=date(2025, 1, 13), now=datetime(2025, 1, 15, 4, tzinfo=UTC)) is None


def test_days_without_games_are_not_asked_for():
    break_week = season_2024(
        ("0022400800", "2025-01-12", "final", 1, 2), ("0022400801", "2025-01-17", "scheduled", 0, 0)
    )
    assert due(last_game_date=date(2025, 1, 12), schedule_of=lambda season: break_week) is None


def test_an_old_schedule_proves_nothing():
    old = season_2024(("0022400800", "2025-01-12", "final", 1, 2))
    late = datetime(2025, 2, 1, 11, tzinfo=UTC)
    assert due(last_game_date=date(2025, 1, 12), schedule_of=lambda season: old, now=late) is not None


def test_a_postponed_game_does_not_make_a_date_due():
    off = season_2024(
        ("0022400800", "2025-01-13", "final", 1, 2), ("0022400801", "2025-01-14", schedule.POSTPONED, 0, 0)
    )
    assert due(last_game_date=date(2025, 1, 13), schedule_of=lambda season: off) is None


def test_out_of_season_it_is_due_only_until_the_last_game_is_stored():
    finals = [(f"004240040{n}", f"2025-06-{10 + n}", "final", 100, 90) for n in range(1, 5)]
    over = {"2024-25": season_2024(*finals)}
    august = datetime(2025, 8, 20, 11, tzinfo=UTC)
    assert due(last_game_date=date(2025, 6, 13), schedule_of=over.get, now=august) == dates("2025-06-14", "2025-08-19")
    assert due(last_game_date=date(2025, 6, 14), schedule_of=over.get, now=august) is None


def test_finals_that_are_not_won_leave_the_season_open():
    finals = [(f"004240040{n}", f"2025-06-{10 + n}", "final", 100, 90) for n in range(1, 4)]
    july = datetime(2025, 7, 20, 11, tzinfo=UTC)
    assert (
        due(last_game_date=date(2025, 6, 13), schedule_of={"2024-25": season_2024(*finals)}.get, now=july) is not None
    )


def test_a_gap_of_years_is_left_to_a_backfill():
    assert due(last_game_date=date(2019, 6, 13)) == dates("2024-09-15", "2025-01-14")


def test_a_season_asked_for_is_due_until_all_its_types_are_complete():
    complete = {("2018-19", season_type) for season_type in seasons.types_played("2018-19", seasons.bounds("2018-19"))}
    asked = Asked(season="2018-19")
    assert due(asked=asked) == ["--season", "2018-19", "--new"]
    assert due(asked=asked, is_complete=lambda *what: what in complete - {("2018-19", "Playoffs")}) is not None
    assert due(asked=asked, is_complete=lambda *what: what in complete) is None
    assert due(asked=Asked(season="2018-19", force=True), is_complete=lambda *what: True) is not None


def test_a_stored_date_asked_for_again_is_fresh():
    asked = Asked(span=Span(date(2025, 1, 10), date(2025, 1, 10)))
    assert due(asked=asked, last_game_date=date(2025, 1, 14)) is None
    assert due(asked=asked, last_game_date=date(2025, 1, 9)) == dates("2025-01-10", "2025-01-10")


@pytest.mark.parametrize(
    "dataset, last, is_due",
    [
        (datasets.PLAYER_STATS, "2025-01-08T11:00:30Z", True),  # half a minute short of a week: cron is never exact
        (datasets.PLAYER_STATS, "2025-01-09T01:00:00Z", True),  # still the 8th in New York
        (datasets.PLAYER_STATS, "2025-01-09T11:00:00Z", False),
        (datasets.TEAMS, "2024-01-16T11:00:00Z", True),
        (datasets.TEAMS, "2024-06-01T11:00:00Z", False),
    ],
)
def test_a_whole_dataset_is_due_when_its_period_is_over(dataset, last, is_due):
    assert (due(dataset, last_fetched=datetime.fromisoformat(last)) is not None) == is_due


def test_box_scores_that_are_stored_are_not_asked_for_again():
    assert due(datasets.PLAYER_BOXSCORES)[-1] == "--new"
