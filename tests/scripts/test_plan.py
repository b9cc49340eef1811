"""make plan: what a target, or a backfill, would ask for; it is what is then asked, and sends nothing."""

import re

import pytest

from lib import config, datasets
from lib.nba import schedule
from tests.support.stage import DAILY

FILES = re.compile("/(boxscore|playbyplay)$")  # what a file of the CDN is named by


def planned(machine, *words):
    """source/endpoint -> requests, as plan prints them."""
    machine.league.clear_requests()
    assert machine.main("plan", *words) == 0, machine.said
    assert not machine.league.requests, "a plan sends nothing"
    *lines, total = [line for line in machine.out.splitlines() if re.match(r" *[\d,]+  ", line)]
    found = {line.split()[1]: int(line.split()[0].replace(",", "")) for line in lines}
    assert int(total.split()[0].replace(",", "")) == sum(found.values()) and re.search(
        r"in (about \d+ minutes|under a minute)", total
    )
    return found


def yesterdays_schedule(machine):
    """The games but one evening's are stored, and the day before's schedule tells what is played."""
    for dataset in datasets.ALL.values():
        if dataset.is_of_games:
            machine.seed(dataset.name, "2024-10-23")
    machine.at("2024-10-24T11:00:00Z")
    assert schedule.of_season("2024-25", config.now())
    machine.at("2024-10-25T11:00:00Z")


@pytest.mark.parametrize("source", ["auto", "stats", "cdn"])
def test_a_daily_run_asks_for_what_was_planned(machine, source):
    machine.set(NBA_SOURCE=source, CORRECTION_DAYS="7")
    yesterdays_schedule(machine)
    expected = planned(machine, "daily")
    for name in DAILY:
        assert machine.chain(name) == 0
    asked = machine.counted()
    assert {FILES.sub("", name): count for name, count in asked.items()} == expected
    assert planned(machine, "daily") == {}


@pytest.mark.parametrize("source", ["auto", "stats"])
def test_every_dataset_asks_for_what_was_planned(machine, source):
    machine.set(NBA_SOURCE=source, NBA_MAX_REQUESTS="1000")
    yesterdays_schedule(machine)
    sent = {}
    for name, dataset in datasets.ALL.items():
        if source not in (*dataset.sources, "auto") and dataset.sources.keys() != {"static"}:
            continue
        if source == "stats" and dataset.sources.keys() == {"stats"}:  # as with auto: it has no other
            continue
        expected = planned(machine, name)
        assert machine.chain(name) == 0, machine.said
        sent[name] = {FILES.sub("", asked): n for asked, n in machine.counted().items()}
        assert sent[name] == expected, name
        assert planned(machine, name) == {}, "then it is fresh"
    free = {"teams", "schedule"} | ({"coaches", "players"} if source == "auto" else set())
    assert {name for name in sent if not sent[name]} == free


def test_a_backfill_costs_two_requests_a_season_and_type(machine):
    expected = planned(machine, "--from", "2021-22", "--to", "2022-23")
    season_types = 5  # no Cup yet
    assert expected == {"stats/leaguegamelog": 2 * 2 * season_types}


def test_the_minutes_follow_the_throttle(machine):
    machine.set(NBA_PER_MINUTE="25", NBA_MIN_INTERVAL="0.6")
    planned(machine, "--from", "1996-97", "--to", "2022-23")
    requests = 27 * 4 * 2 + 2 * 4
    assert int(re.search(r"about (\d+) minutes", machine.out)[1]) == pytest.approx(requests / 25, abs=2)


def test_the_time_is_told_in_hours_where_it_is_long(machine):
    machine.set(NBA_PER_MINUTE="25", NBA_PER_HOUR="500")
    machine.main("plan", "--from", "2004-05", "--to", "2022-23", "--datasets", "player-boxscores")
    assert re.search(r"requests in about 5\d hours", machine.out)


def test_what_exceeds_a_runs_budget_says_how_many_runs(machine):
    machine.seed("player-boxscores", "2025-01-01")
    machine.set(NBA_MAX_REQUESTS="20")
    planned(machine, "player-boxscores")
    assert re.search(r"in [3-6] runs of NBA_MAX_REQUESTS=20", machine.out), "some ninety games in two weeks"


@pytest.mark.parametrize(("name", "measures"), [("hustle", 1), ("tracking", 12)])
def test_a_backfill_by_date_says_why_it_is_many_and_is_planned_as_it_is_sent(machine, name, measures):
    """Without a stored log the dates are guessed; with it they are known."""
    words = ("--from", "2023-24", "--to", "2023-24", "--datasets", name)
    machine.set(SEASON_TYPE="playoffs", NBA_MAX_REQUESTS="1000")
    guessed = planned(machine, *words)[f"stats/{datasets.find(name).endpoint}"]
    assert f"{guessed:,} requests for {name} (each date and measure): no answer of the league" in machine.out
    machine.set(SEASON="2023-24")
    assert machine.chain("team-games") == 0 and machine.chain("player-games") == 0, machine.said
    machine.set(SEASON="")
    known = planned(machine, *words)
    assert known[f"stats/{datasets.find(name).endpoint}"] == pytest.approx(guessed, rel=0.25)
    if measures == 1:
        assert machine.main("backfill", *words) == 0, machine.said
        assert machine.counted() == known


def test_a_backfill_that_is_cheap_has_nothing_to_explain(machine):
    planned(machine, "--from", "2023-24", "--to", "2023-24", "--datasets", "shots standings")
    assert "several of them apart" not in machine.out
