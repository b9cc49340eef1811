"""What everything costs: a day, and a season's backfill, in requests that the throttle lets pass in minutes.

That a plan is what is then sent, test_plan.py shows for each dataset.
"""

import re

from lib import config, datasets
from lib.nba import schedule

A_GAME = {dataset.name for dataset in datasets.ALL.values() if dataset.request == "game"}
DAY, A_GAMES_DAY, SEASON = 45, 15, 110


def planned(upstream, *words) -> int:
    assert upstream.main("plan", *words) == 0, upstream.said
    return int(re.search(r"^ *([\d,]+)  requests? in", upstream.out, re.MULTILINE)[1].replace(",", ""))


def test_a_day_of_everything(upstream):
    """Yesterday's games of a day of January; what is weekly or yearly was fetched before."""
    for dataset in datasets.ALL.values():
        if dataset.is_of_games:
            upstream.seed(dataset.name, "2025-01-13")
        elif dataset.frequency != "daily":
            upstream.seed(dataset.name, "2025-01-14")
    upstream.at("2025-01-14T11:00:00Z")
    assert schedule.of_season("2024-25", config.now()), "it tells which types are played"
    upstream.at("2025-01-15T11:00:00Z")
    all_at_once = [name for name in datasets.ALL if name not in A_GAME]
    assert planned(upstream, *all_at_once) <= DAY, upstream.out
    for name in A_GAME:  # and the schedule, which tells the games
        assert planned(upstream, name) <= A_GAMES_DAY + 1, upstream.out


def test_a_season_of_everything_but_what_is_asked_game_by_game_or_date_by_date(upstream):
    """By date, a season has some 165 requests: what the league tells of a season at once has no games in it."""
    names = [
        dataset.name
        for dataset in datasets.ALL.values()
        if dataset.request not in ("everything", "player", "game", "date") and "SEASON" in dataset.accepts
    ]
    words = ("--from", "2023-24", "--to", "2023-24", "--datasets", " ".join(names))
    assert planned(upstream, *words) <= SEASON, upstream.out
