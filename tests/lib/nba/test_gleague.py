"""LEAGUE=gleague: every dataset against the stand-in's tiny season; how the league itself answers is not known."""

import re

import pytest

from lib import config, datasets

MORNING, AFTER = "2024-12-20T12:00:00Z", "2025-06-20T12:00:00Z"


@pytest.fixture
def gleague(machine):
    machine.set(LEAGUE="gleague")
    machine.at(MORNING)
    return machine


def a_day(gleague) -> str:
    """A date with games."""
    assert gleague.chain("team-games") == 0, gleague.said
    return max(key.split("/")[2] for key in gleague.stored("gleague/team-games"))


@pytest.mark.parametrize("name", sorted(datasets.ALL))
def test_each_dataset_is_refused_with_its_reason_or_comes_of_this_league_alone(gleague, name):
    dataset = datasets.find(name)
    if why := dataset.why_not(config.league()):
        assert gleague.chain(name) == 2 and why in gleague.said
        return
    gleague.set(NBA_MAX_REQUESTS="1000", DATE=a_day(gleague) if dataset.is_of_games else "")
    gleague.set(PLAYER="2544" if dataset.request == "player" else "")
    for log in ("team-games", "player-games") if dataset.is_of_games else ():
        assert gleague.chain(log) == 0, gleague.said
    assert gleague.chain(name) == 0, gleague.said
    assert gleague.files(f"gleague/{dataset.folder}") and not gleague.files(dataset.folder)
    assert {request["params"].get("LeagueID", "20") for request in gleague.league.requests} <= {"20"}
    written = "".join(path.read_text() for path in gleague.files(f"gleague/{dataset.folder}"))
    assert not re.search(r"\b(161061\d{4}|00[1-6]2\d{6})\b", written), "a team or a game of the NBA"


def test_a_season_is_whole_by_its_own_log(gleague):
    gleague.at(AFTER)
    gleague.set(SEASON="2024-25")
    assert gleague.chain("team-games") == 0, gleague.said
    assert {row["GAME_ID"][:5] for rows in gleague.stored("gleague/team-games").values() for row in rows} == {
        "20224",
        "20424",
    }
    assert gleague.main("gaps") == 0 and gleague.main("status") == 0, gleague.out
    assert gleague.main("tables") == 0 and gleague.main("report") == 0, gleague.said
    assert "<h1>G League 2024-25</h1>" in (gleague.data / "gleague/report.html").read_text()


@pytest.mark.parametrize("name", ["draft", "franchises"])
def test_a_list_that_the_league_does_not_have_is_no_error_after_three_days(gleague, name):
    gleague.league.fault("empty-results", [datasets.find(name).endpoint])
    for day in (20, 21):
        gleague.at(f"2024-12-{day}T12:00:00Z")
        assert gleague.chain(name) == 65 and "the answer has no row" in gleague.said
    gleague.at("2024-12-22T12:00:00Z")
    assert gleague.chain(name) == 0 and not gleague.files(f"gleague/{name}"), gleague.said
    assert gleague.main("status") == 0, gleague.out
    gleague.league.clear_faults()
    gleague.set(FORCE="1")
    assert gleague.chain(name) == 0 and gleague.files(f"gleague/{name}"), gleague.said
    gleague.set(FORCE="")
    gleague.league.fault("empty-results", [datasets.find(name).endpoint])
    gleague.at("2026-01-22T12:00:00Z")
    assert gleague.chain(name) == 65, "of what is stored there is no empty copy"
