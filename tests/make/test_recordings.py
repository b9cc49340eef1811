"""make against the league's own recorded answers."""

import csv
from collections import Counter

import pytest


def read(path):
    return list(csv.DictReader(path.read_text().splitlines()))


@pytest.fixture
def old_house(tmp_path, recordings, house_of):
    """A house whose league plays the recordings; no clock of them is known, so each test sets its own."""
    return house_of(tmp_path, recordings)


def test_2018_19_gives_2460_rows_in_2460_files_and_is_asked_for_once(old_house, recordings):
    words = ["team-games", "SEASON=2018-19", "SEASON_TYPE=regular"]
    done = old_house.make(*words)
    assert done.returncode == 0, done.stderr
    files = old_house.files("team-games")
    rows = [row for path in files for row in read(path)]
    assert len(files) == len(rows) == 2460
    assert all(len(row["GAME_ID"]) == 10 for row in rows) and len({row["GAME_ID"] for row in rows}) == 1230
    assert set(Counter(row["TEAM_ABBREVIATION"] for row in rows).values()) == {82}

    fetched = old_house.script("fetch_team_games", "--season", "2018-19", "--season-type", "regular").stdout
    header, *lines = fetched.splitlines()
    catted = [line for path in files for line in path.read_text().splitlines()]
    assert [line for line in catted if line != header] == lines, "cat-ing the files gives the script's own rows"

    recordings.clear_requests()
    assert old_house.make(*words).returncode == 0
    assert not recordings.requests


def test_2018_19_players_points_add_up_to_their_teams(old_house):
    words = ["--season", "2018-19", "--season-type", "regular"]
    teams = list(csv.DictReader(old_house.script("fetch_team_games", *words).stdout.splitlines()))
    players = list(csv.DictReader(old_house.script("fetch_player_games", *words).stdout.splitlines()))
    points = Counter()
    for row in players:
        points[row["GAME_ID"], row["TEAM_ID"]] += int(row["PTS"])
    assert len(players) == 26101
    assert points == {(row["GAME_ID"], row["TEAM_ID"]): int(row["PTS"]) for row in teams}


def test_1950_51_keeps_its_nulls_empty_and_its_numbers_whole(old_house):
    done = old_house.make("team-games", "SEASON=1950-51", "SEASON_TYPE=regular")
    assert done.returncode == 0, done.stderr
    rows = [row for path in old_house.files("team-games") for row in read(path)]
    assert len(rows) == 708
    assert {row["OREB"] for row in rows} == {row["FG3M"] for row in rows} == {""}
    assert all(value == "" or value.isdigit() for row in rows for value in (row["FGM"], row["AST"], row["PTS"]))
    assert any(row["AST"] == "" for row in rows) and any(row["AST"] for row in rows)
    assert "complete" in done.stderr


def test_1983_84_has_one_column_of_both_kinds(old_house):
    done = old_house.make("team-games", "SEASON=1983-84", "SEASON_TYPE=regular")
    assert done.returncode == 0, done.stderr
    offensive = [row["OREB"] for path in old_house.files("team-games") for row in read(path)]
    assert offensive.count("") == 1840 and sum(value.isdigit() for value in offensive) == 46


def test_2025_26_in_part_is_stored_but_not_called_complete(old_house):
    words = ["team-games", "SEASON=2025-26", "SEASON_TYPE=regular", "NOW=2026-02-22T11:00:00Z"]
    done = old_house.make(*words)
    assert done.returncode == 0, done.stderr
    assert len(old_house.files("team-games")) == 1688
    assert "complete" not in done.stderr


def test_a_season_that_has_not_begun_is_empty_and_not_marked(old_house):
    done = old_house.make("team-games", "SEASON=2026-27", "SEASON_TYPE=regular", "NOW=2026-10-16T11:00:00Z")
    assert "team-games: Regular Season 2026-27: no game" in done.stderr
    assert old_house.files("team-games") == []


def test_a_career_and_a_box_score_come_as_the_league_lists_them(old_house):
    career = list(
        csv.DictReader(old_house.script("fetch_player_stats", "--player", "LeBron James").stdout.splitlines())
    )
    assert len(career) == 23 and career[0]["PLAYER_AGE"] == "19" and career[0]["LEAGUE_ID"] == "00"
    highs = ["--result-set", "SeasonHighs", "--result-set", "CareerHighs", "--output", "highs.csv"]
    assert old_house.script("fetch_player_stats", "--player", "2544", *highs).returncode == 0
    season, career = (read(old_house.data.parent / name) for name in ("highs.csv", "highs.CareerHighs.csv"))
    assert (len(season), len(career)) == (17, 19)
    assert any(row["STAT_VALUE"] == "61" and row["VS_TEAM_NAME"] == "Bobcats" for row in career)
    box = list(csv.DictReader(old_house.script("fetch_player_boxscores", "--game", "0022200552").stdout.splitlines()))
    assert len(box) == 23 and sum(int(row["points"]) for row in box if row["teamTricode"] == "CLE") == 145
    assert any(row["minutes"] == "" and row["comment"].startswith("DNP") for row in box)
