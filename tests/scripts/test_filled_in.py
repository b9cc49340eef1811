"""Values that a first answer lacked and a later one has: the file stays, the value stands beside it."""

import pytest

from lib import datasets
from lib.tables import reading, roll

A_WEEK = "2024-10-29T11:00:00Z"


@pytest.fixture
def a_week(machine):
    machine.at(A_WEEK)
    machine.set(SEASON="2024-25", SEASON_TYPE="regular")
    return machine


def again(machine, name):
    machine.forget()
    machine.set(FORCE="1")
    assert machine.chain(name) == 0, machine.said


def listed(machine) -> list[list[str]]:
    assert machine.main("corrections") == 0
    return [line.split(",") for line in machine.out.splitlines()[1:]]


def loaded(machine, name):
    """(the table as the league has it now, as it was stored)"""
    roll.up_to_date(machine.data, [datasets.find(named) for named in ("team-games", "player-games", name)])
    return (reading.load(name, corrected=corrected, data=machine.data) for corrected in (True, False))


def test_a_value_that_the_first_source_lacks_comes_with_the_next(a_week, caplog):
    """leaguegamefinder has no team's TOV; the log has it, later."""
    a_week.league.fault("500", ["leaguegamelog", "teamgamelogs"])
    assert a_week.chain("team-games") == 0, a_week.said
    before = {path: path.read_bytes() for path in a_week.files("team-games")}
    assert all(row["TOV"] == "" for rows in a_week.stored("team-games").values() for row in rows)
    a_week.league.clear_faults()
    again(a_week, "team-games")
    assert {path: path.read_bytes() for path in a_week.files("team-games")} == before, "what is stored stays"
    lines = listed(a_week)
    assert len(lines) == len(before) and {line[4] for line in lines} == {"TOV"}
    assert all(stored == "" and int(current) > 0 for *_, stored, current in lines)
    assert f"filled in {len(before)} stored values" in caplog.text

    now, stored = loaded(a_week, "team-games")
    assert now["TOV"].notna().all() and now["corrected"].notna().all() and stored["TOV"].isna().all()
    assert a_week.main("corrections", "--apply") == 0
    assert len([*a_week.data.glob("revisions/team-games/*/*/1.csv")]) == len(before)

    a_week.league.fault("500", ["leaguegamelog", "teamgamelogs"])
    again(a_week, "team-games")
    a_week.league.clear_faults()
    again(a_week, "team-games")
    assert listed(a_week) == lines, "the poorer source takes nothing back, and the other says it once"


def test_a_column_that_the_stored_files_lack_is_filled_in(a_week, alter):
    """Of one team only: the tables have the column, and a row without it is as it was."""
    lacking = ("PACE", "PIE", "POSS")

    def poorer(document):
        table = document["resultSets"][0]
        places = [place for place, name in enumerate(table["headers"]) if name not in lacking]
        table["headers"] = [table["headers"][place] for place in places]
        table["rowSet"] = [[row[place] for place in places] for row in table["rowSet"]]

    def of_one_only(document):
        table = document["resultSets"][0]
        places = [table["headers"].index(name) for name in lacking]
        team = table["headers"].index("TEAM_ABBREVIATION")
        for row in table["rowSet"]:
            for place in places if row[team] != "LAL" else ():
                row[place] = None

    alter("teamgamelogs", poorer)
    assert a_week.chain("team-games-advanced") == 0, a_week.said
    alter("teamgamelogs", of_one_only)
    again(a_week, "team-games-advanced")
    lines = listed(a_week)
    assert {line[4] for line in lines} == {*lacking} and all(line[5] == "" != line[6] for line in lines)
    assert len(lines) == 3 * len([path for path in a_week.files("team-games-advanced") if path.stem == "LAL"]) > 0
    now, stored = loaded(a_week, "team-games-advanced")
    theirs = now["TEAM_ABBREVIATION"] == "LAL"
    for column in lacking:
        assert now[theirs][column].notna().all() and now[~theirs][column].isna().all()
        assert stored[column].isna().all()
    assert now[theirs]["corrected"].notna().all() and now[~theirs]["corrected"].isna().all()


@pytest.mark.parametrize(
    ("name", "column"),
    [("shots", "SHOT_ZONE_BASIC"), ("hustle", "DEFLECTIONS"), ("lineups", "PLUS_MINUS"), ("tracking", "DIST_MILES")],
)
def test_a_game_that_is_a_file_is_filled_in_too(machine, for_all, alter, name, column):
    machine.set(DATE="2025-01-14", FORCE="1")
    machine.has(for_all, "evening", "team-games", "player-games")

    def without(document):
        table = document["resultSets"][0]
        for row in table["rowSet"] if column in table["headers"] else ():
            row[table["headers"].index(column)] = None

    alter(datasets.find(name).endpoint, without)
    assert machine.chain(name) == 0, machine.said
    alter(datasets.find(name).endpoint, lambda document: None)
    again(machine, name)
    lines = listed(machine)
    assert len(lines) > 50 and {line[4] for line in lines} == {column}
    now, stored = loaded(machine, name)
    assert now[column].notna().any() and stored[column].isna().all()
