"""What everything costs: a day, and a season's backfill, in requests that the throttle lets pass in minutes.

That a plan is what is then sent, test_plan.py shows for each dataset.
"""

import re
from datetime import date

from lib import config, datasets
from lib.nba import schedule
from lib.seasons import Span

A_GAME = {dataset.name for dataset in datasets.ALL.values() if dataset.request == "game"}
DAY, A_GAMES_DAY, SEASON = 45, 15, 110


def planned(machine, *words) -> int:
    assert machine.main("plan", *words) == 0, machine.said
    return int(re.search(r"^ *([\d,]+)  requests? in", machine.out, re.MULTILINE)[1].replace(",", ""))


def test_a_day_of_everything(machine):
    """Yesterday's games of a day of January; what is weekly or yearly was fetched before."""
    for dataset in datasets.ALL.values():
        if dataset.is_of_games:
            machine.seed(dataset.name, "2025-01-13")
        elif dataset.frequency != "daily":
            machine.seed(dataset.name, "2025-01-14")
    machine.at("2025-01-14T11:00:00Z")
    known = schedule.of_season("2024-25", config.now())  # it tells which types are played
    stored_by_date(machine, known, "2025-01-06", "2025-01-13")
    machine.at("2025-01-15T11:00:00Z")
    machine.set(CORRECTION_DAYS="7")
    all_at_once = [name for name in datasets.ALL if name not in A_GAME]
    assert planned(machine, *all_at_once) <= DAY, machine.out
    for name in A_GAME:  # and the schedule, which tells the games
        assert planned(machine, name) <= A_GAMES_DAY + 1, machine.out


def test_a_monday_of_what_takes_twelve_requests_a_date(machine):
    """It looks at last week's dates once more, within one run."""
    machine.at("2025-01-19T11:00:00Z")
    stored_by_date(machine, schedule.of_season("2024-25", config.now()), "2025-01-06", "2025-01-18")
    machine.at("2025-01-20T11:00:00Z")
    machine.set(CORRECTION_DAYS="7")
    machine.seed("tracking", "2025-01-18")
    assert planned(machine, "tracking") in range(50, config.get("NBA_MAX_REQUESTS")), machine.out


def stored_by_date(machine, known, first, last) -> None:
    """As if everything that is asked for by date were stored of some days, so that it is looked at once more."""
    for game in known.played(Span(date.fromisoformat(first), date.fromisoformat(last))):
        for dataset in datasets.ALL.values():
            if dataset.request == "date":
                path = machine.data / dataset.path({dataset.game_field: game.game_id})
                path.parent.mkdir(parents=True)
                path.write_text("stored")


def test_a_season_of_everything_but_what_is_asked_game_by_game_or_date_by_date(machine):
    """By date, a season has some 165 requests: what the league tells of a season at once has no games in it."""
    names = [
        dataset.name
        for dataset in datasets.ALL.values()
        if dataset.request not in ("everything", "player", "game", "date") and "SEASON" in dataset.accepts
    ]
    words = ("--from", "2023-24", "--to", "2023-24", "--datasets", " ".join(names))
    assert planned(machine, *words) <= SEASON, machine.out
