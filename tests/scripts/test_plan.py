"""make plan: what a target, or a backfill, would ask for; it is what is then asked, and sends nothing."""

import re

import pytest

from lib import config, datasets
from lib.nba import schedule
from tests.support.stage import DAILY

FILES = re.compile("/(boxscore|playbyplay)$")  # what a file of the CDN is named by


def planned(upstream, *words):
    """source/endpoint -> requests, as plan prints them."""
    upstream.league.clear_requests()
    assert upstream.main("plan", *words) == 0, upstream.said
    assert not upstream.league.requests, "a plan sends nothing"
    *lines, total = [line for line in upstream.out.splitlines() if re.match(r" *[\d,]+  ", line)]
    found = {line.split()[1]: int(line.split()[0].replace(",", "")) for line in lines}
    assert int(total.split()[0].replace(",", "")) == sum(found.values()) and re.search(
        r"in (about \d+ minutes|under a minute)", total
    )
    return found


def yesterdays_schedule(upstream):
    """The games but one evening's are stored, and the day before's schedule tells what is played."""
    for dataset in datasets.ALL.values():
        if dataset.is_of_games:
            upstream.seed(dataset.name, "2024-10-23")
    upstream.at("2024-10-24T11:00:00Z")
    assert schedule.of_season("2024-25", config.now())
    upstream.at("2024-10-25T11:00:00Z")


@pytest.mark.parametrize("source", ["auto", "stats", "cdn"])
def test_a_daily_run_asks_for_what_was_planned(upstream, source):
    upstream.set(NBA_SOURCE=source, CORRECTION_DAYS="7")
    yesterdays_schedule(upstream)
    expected = planned(upstream, "daily")
    for name in DAILY:
        assert upstream.chain(name) == 0
    asked = upstream.counted()
    assert {FILES.sub("", name): count for name, count in asked.items()} == expected
    assert planned(upstream, "daily") == {}


@pytest.mark.parametrize("source", ["auto", "stats"])
def test_every_dataset_asks_for_what_was_planned(upstream, source):
    upstream.set(NBA_SOURCE=source, NBA_MAX_REQUESTS="1000")
    yesterdays_schedule(upstream)
    sent = {}
    for name, dataset in datasets.ALL.items():
        if source not in (*dataset.sources, "auto") and dataset.sources.keys() != {"static"}:
            continue
        if source == "stats" and dataset.sources.keys() == {"stats"}:  # as with auto: it has no other
            continue
        expected = planned(upstream, name)
        assert upstream.chain(name) == 0, upstream.said
        sent[name] = {FILES.sub("", asked): n for asked, n in upstream.counted().items()}
        assert sent[name] == expected, name
        assert planned(upstream, name) == {}, "then it is fresh"
    free = {"teams", "schedule"} | ({"coaches", "players"} if source == "auto" else set())
    assert {name for name in sent if not sent[name]} == free


def test_a_backfill_costs_two_requests_a_season_and_type(upstream):
    expected = planned(upstream, "--from", "2021-22", "--to", "2022-23")
    season_types = 5  # no Cup yet
    assert expected == {"stats/leaguegamelog": 2 * 2 * season_types}


def test_the_minutes_follow_the_throttle(upstream):
    upstream.set(NBA_PER_MINUTE="25", NBA_MIN_INTERVAL="0.6")
    planned(upstream, "--from", "1996-97", "--to", "2022-23")
    requests = 27 * 4 * 2 + 2 * 4
    assert int(re.search(r"about (\d+) minutes", upstream.out)[1]) == pytest.approx(requests / 25, abs=2)


def test_the_time_is_told_in_hours_where_it_is_long(upstream):
    upstream.set(NBA_PER_MINUTE="25", NBA_PER_HOUR="500")
    upstream.main("plan", "--from", "2004-05", "--to", "2022-23", "--datasets", "player-boxscores")
    assert re.search(r"requests in about 5\d hours", upstream.out)


def test_what_exceeds_a_runs_budget_says_how_many_runs(upstream):
    upstream.seed("player-boxscores", "2025-01-01")
    upstream.set(NBA_MAX_REQUESTS="20")
    planned(upstream, "player-boxscores")
    assert re.search(r"in [3-6] runs of NBA_MAX_REQUESTS=20", upstream.out), "some ninety games in two weeks"


@pytest.mark.parametrize(("name", "measures"), [("hustle", 1), ("tracking", 12)])
def test_a_backfill_by_date_says_why_it_is_many_and_is_planned_as_it_is_sent(upstream, name, measures):
    """Without a stored log the dates are guessed; with it they are known."""
    words = ("--from", "2023-24", "--to", "2023-24", "--datasets", name)
    upstream.set(SEASON_TYPE="playoffs", NBA_MAX_REQUESTS="1000")
    guessed = planned(upstream, *words)[f"stats/{datasets.find(name).endpoint}"]
    assert f"{guessed:,} requests for {name} (each date and measure): no answer of the league" in upstream.out
    upstream.set(SEASON="2023-24")
    assert upstream.chain("team-games") == 0 and upstream.chain("player-games") == 0, upstream.said
    upstream.set(SEASON="")
    known = planned(upstream, *words)
    assert known[f"stats/{datasets.find(name).endpoint}"] == pytest.approx(guessed, rel=0.25)
    if measures == 1:
        assert upstream.main("backfill", *words) == 0, upstream.said
        assert upstream.counted() == known


def test_a_backfill_that_is_cheap_has_nothing_to_explain(upstream):
    planned(upstream, "--from", "2023-24", "--to", "2023-24", "--datasets", "shots standings")
    assert "several of them apart" not in upstream.out
