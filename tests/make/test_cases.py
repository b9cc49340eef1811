"""make against recorded answers that are spoiled in one place: it costs what it must, and no more."""

import csv
from pathlib import Path

import pytest

from lib.standin.server import Standin

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"
REGULAR = ("SEASON=2018-19", "SEASON_TYPE=regular")


@pytest.fixture
def case(tmp_path, house_of):
    """case(name): a house whose league plays the answers of a folder; skips where there is none."""
    playing = []

    def play(name):
        if not (CASES / name).is_dir():
            pytest.skip(f"no recordings at {CASES / name}")
        playing.append(Standin(replay=CASES / name).__enter__())
        house = house_of(tmp_path, playing[0])
        house.env["NOW"] = "2019-11-20T12:00:00Z"
        return house

    yield play
    for league in playing:
        league.__exit__(None, None, None)


def rows(house, dataset):
    return [row for path in house.files(dataset) for row in csv.DictReader(path.read_text().splitlines())]


def quarantined(house):
    return "".join(path.read_text() for path in house.files("_quarantine") if path.name.endswith(".why.txt"))


@pytest.mark.parametrize("name", ["name-nel", "name-cr"])
def test_a_control_character_in_a_name_is_a_blank_in_what_is_stored(case, name):
    house = case(name)
    for words in (REGULAR, (*REGULAR, "FORCE=1")):
        done = house.make("player-games", *words)
        assert "unexpected" not in done.stderr and "Error 7" not in done.stderr, done.stderr
    (named,) = [row for row in rows(house, "player-games") if row["PLAYER_ID"] == "9000"]
    assert named["PLAYER_NAME"] == "Given Family"
    assert len(rows(house, "player-games")) > 20
    assert "Error 7" not in house.make("gaps").stderr


def test_a_row_without_an_abbreviation_costs_its_game_and_no_other(case):
    house = case("abbreviation-null")
    done = house.make("team-games", *REGULAR)
    assert "Error 65" in done.stderr and "0021800002 TEAM_ABBREVIATION" in done.stderr
    assert {row["GAME_ID"] for row in rows(house, "team-games")} == {"0021800001"}
    assert "0021800002: TEAM_ABBREVIATION" in quarantined(house)
    assert "0021800002" in (house.data / "_quarantine/team-games-2018-19-Regular-Season.json").read_text()


def test_minutes_in_the_other_spelling_are_stored_as_minutes_and_seconds(case):
    house = case("minutes-iso")
    house.env["NOW"] = "2026-11-20T12:00:00Z"
    done = house.make("player-boxscores", "GAME=0022200552")
    assert done.returncode == 0, done.stderr
    played = {row["personId"]: row["minutes"] for row in rows(house, "player-boxscores")}
    assert (played["9000"], played["9004"]) == ("19:09", "49:48") and "" in played.values()


def test_an_empty_career_of_somebody_asked_for_is_not_done(case):
    house = case("career-empty")
    done = house.make("player-stats", "PLAYER=9000")
    assert "Error 65" in done.stderr and "9000: an empty career" in done.stderr
    assert not house.files("player-stats")
    tracker = house.data / "_metadata/fetch_tracker.json"
    assert not tracker.exists() or "9000" not in tracker.read_text()
    house.league.clear_requests()
    house.make("player-stats", "PLAYER=9000")
    assert len(house.league.requests) == 1, "it is asked for again"
