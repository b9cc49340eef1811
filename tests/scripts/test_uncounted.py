"""Measures of which the league has counted nothing, or a part: refused, and asked for again."""

import pytest

from lib import datasets

MEASURED = [dataset.name for dataset in datasets.ALL.values() if dataset.beside]
LAST = "2024-10-28"


@pytest.fixture
def a_week(machine):
    machine.at("2024-10-29T11:00:00Z")
    return machine


def after_minutes(document, change):
    """change(row, places) of each row: the places of all that stands after its minutes, without the ranks."""
    table = document["resultSets"][0]
    headers = table["headers"]
    places = [place for place in range(headers.index("MIN") + 1, len(headers)) if "RANK" not in headers[place]]
    for row in table["rowSet"]:
        change(dict(zip(headers, row)), row, places)


@pytest.mark.parametrize("value", [None, 0])
@pytest.mark.parametrize("name", MEASURED)
def test_a_date_that_is_not_counted_yet_is_asked_for_again(a_week, alter, name, value):
    def uncounted(named, row, places):
        for place in places if named["GAME_DATE"].startswith(LAST) else ():
            row[place] = value

    alter(datasets.find(name).endpoint, lambda document: after_minutes(document, uncounted))
    assert a_week.chain(name) == 65 and "has not counted yet" in a_week.said, a_week.said
    days = {row["GAME_DATE"] for rows in a_week.stored(name).values() for row in rows}
    assert days and LAST not in days
    a_week.forget()
    alter(datasets.find(name).endpoint, lambda document: None)
    assert a_week.chain(name) == 0, a_week.said
    assert LAST in {row["GAME_DATE"] for rows in a_week.stored(name).values() for row in rows}


def test_a_column_that_nobody_counted_then_is_none_of_them(a_week, alter):
    """As OREB_PCT of old seasons; and many a player has no number at all."""

    def old(named, row, places):
        for place in places[1:] if named["TEAM_ABBREVIATION"] == "LAL" else places[:3]:
            row[place] = None

    alter("teamgamelogs", lambda document: after_minutes(document, old))
    assert a_week.chain("team-games-advanced") == 0, a_week.said


@pytest.mark.parametrize(("lost", "status"), [(1, 0), (9, 65)])
def test_an_answer_without_many_of_its_columns_is_refused(a_week, alter, lost, status):
    def poorer(document):
        table = document["resultSets"][0]
        first = table["headers"].index("MIN") + 1
        for cells in (table["headers"], *table["rowSet"]):
            del cells[first : first + lost]

    alter("teamgamelogs", poorer)
    assert a_week.chain("team-games-advanced") == status, a_week.said
    assert bool(a_week.files("team-games-advanced")) == (status == 0)
    assert not status or "lacks 9 of the 20 columns" in a_week.said, a_week.said


@pytest.mark.parametrize("name", ["player-season-stats", "team-season-stats"])
def test_a_measure_of_the_season_that_is_not_counted_is_refused(machine, alter, name):
    machine.set(MEASURE="Advanced", TYPED="MEASURE")

    def uncounted(named, row, places):
        for place in places:
            row[place] = None

    alter(datasets.find(name).endpoint, lambda document: after_minutes(document, uncounted))
    assert machine.chain(name) == 65 and "has not counted yet" in machine.said, machine.said
    assert not machine.files(name)
