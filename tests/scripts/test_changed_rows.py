"""Rows of a stored game that the league adds, or takes away: the file stays, the correction stands beside it."""

import pytest

from lib import data_store, datasets
from lib.csvfile import Table
from lib.tables import reading, roll

DAY = "2025-01-14"


@pytest.fixture
def evening(machine, for_all):
    """A machine that has the logs of one evening, and is to fetch nothing but it."""
    machine.set(DATE=DAY, FORCE="1")
    machine.has(for_all, "evening", "team-games", "player-games")
    return machine


@pytest.fixture
def again(evening, alter):
    """again(name, change): fetches it once more, from a league whose answers are as change(document) leaves them."""

    def again(name, change):
        alter(datasets.find(name).endpoint, change)
        assert evening.chain(name) == 0, evening.said

    return again


def missed(document) -> list:
    """A shot that was missed: one more or less of them fits the log."""
    table = document["resultSets"][0]
    return next(row for row in table["rowSet"] if not row[table["headers"].index("SHOT_MADE_FLAG")])


def one_less(document):
    document["resultSets"][0]["rowSet"].remove(missed(document))


def one_more(document):
    headers, rows = document["resultSets"][0]["headers"], document["resultSets"][0]["rowSet"]
    rows.append(missed(document).copy())
    rows[-1][headers.index("GAME_EVENT_ID")] = 9999


def as_ever(document):
    pass


def listed(evening) -> list[list[str]]:
    assert evening.main("corrections") == 0
    return [line.split(",") for line in evening.out.splitlines()[1:]]


def tables(evening):
    """The shots as the league has them now, and as they were stored."""
    roll.up_to_date(evening.data, [datasets.find(name) for name in ("team-games", "shots")])
    now, stored = (reading.load("shots", corrected=corrected, data=evening.data) for corrected in (True, False))
    for rows in (now, stored):
        rows["key"] = rows["GAME_ID"] + "/" + rows["GAME_EVENT_ID"].astype(str)
    return now, stored


@pytest.mark.parametrize(("change", "more"), [(one_less, -1), (one_more, 1)], ids=["less", "more"])
def test_a_shot_that_the_league_adds_or_takes_away_is_a_correction(evening, again, change, more):
    assert evening.chain("shots") == 0, evening.said
    before = {path.parent.name: path.read_bytes() for path in evening.files("shots")}
    count = sum(body.count(b"\n") - 1 for body in before.values())
    again("shots", change)
    assert {path.parent.name: path.read_bytes() for path in evening.files("shots")} == before, "what is stored stays"
    lines = listed(evening)
    ((game, key),) = {(line[2], line[3]) for line in lines}
    assert "GAME_EVENT_ID" in [line[4] for line in lines] and len(lines) > 15, "every value of the one row"
    assert all(bool(stored) == (more < 0) and bool(current) == (more > 0) for *_, stored, current in lines)

    now, stored = tables(evening)
    assert (len(now), len(stored)) == (count + more, count)
    assert (key in set(now["key"]), key in set(stored["key"])) == (more > 0, more < 0)
    assert now["corrected"].notna().sum() == max(more, 0)
    assert set(stored["season"]) == {"2024-25"} and stored[["season_type", "LOC_X"]].notna().all(axis=None)

    assert evening.main("corrections", "--apply") == 0
    (revision,) = evening.data.glob("revisions/shots/*/shots.csv/1.csv")
    assert revision.read_bytes().count(b"\n") == before[game].count(b"\n") + more
    again("shots", change)
    assert listed(evening) == lines, "said once"
    again("shots", as_ever)
    assert len(listed(evening)) == 2 * len(lines), "and taken back"
    now, stored = tables(evening)
    assert (len(now), len(stored), now["corrected"].notna().sum()) == (count, count, 0)


def test_an_event_that_the_league_takes_away_is_a_correction(evening, again):
    assert evening.chain("play-by-play") == 0, evening.said
    path = evening.files("play-by-play")[0]
    game, before = path.parent.name, path.read_bytes()
    number = before.decode().splitlines()[9].split(",")[1]

    def without(document):
        if document["game"]["gameId"] == game:
            events = document["game"]["actions"]
            events[:] = [event for event in events if f"{event['actionId']}" != number]

    again("play-by-play", without)
    assert path.read_bytes() == before
    assert {line[3] for line in listed(evening)} == {f"{game}/{number}"}


def test_the_report_names_a_row_once(evening, again):
    assert evening.chain("shots") == 0, evening.said
    again("shots", one_more)
    assert evening.main("report") == 0, evening.said
    page = (evening.data / "report.html").read_text()
    assert page.count("9999") == 1 and "/9999 absent → present, found 2025-01-15" in page


def test_a_cut_answer_has_taken_nothing_away(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", f"{tmp_path}")
    store, dataset = data_store.open_store(), datasets.find("game-officials")

    def saved(count: int) -> list[str]:
        rows = [["0022400001", f"{person}", "somebody"] for person in range(count)]
        found = store.save(dataset, Table(["gameId", "personId", "name"], rows), DAY, is_answer=True)
        return sorted({difference["row_key"] for difference in found.differences})

    assert saved(10) == [] and saved(7) == []
    assert saved(9) == ["0022400001/9"] and saved(11) == ["0022400001/10"]


# -- answers that are out of order --------------------------------------


def every(column: str, value):
    """A change that gives each row of an answer the same value."""

    def change(document):
        table = document["resultSets"][0]
        for row in table["rowSet"] if column in table["headers"] else ():
            row[table["headers"].index(column)] = value

    return change


def nowhere(document):
    every("LOC_X", 0)(document)
    every("LOC_Y", 0)(document)


@pytest.mark.parametrize(
    ("change", "said"), [(nowhere, "at one place"), (every("SHOT_TYPE", "2PT Field Goal"), "threes made")]
)
def test_shots_that_cannot_be_the_stored_games_are_refused_at_first_and_later(evening, alter, change, said):
    alter("shotchartdetail", change)
    assert evening.chain("shots") == 65 and said in evening.said, evening.said
    assert not evening.files("shots")
    alter("shotchartdetail", as_ever)
    evening.forget()
    assert evening.chain("shots") == 0 and evening.files("shots"), evening.said
    alter("shotchartdetail", change)
    assert evening.chain("shots") == 65 and said in evening.said, evening.said
    assert listed(evening) == []


@pytest.mark.parametrize(
    ("name", "column", "value"), [("shots", "SHOT_DISTANCE", 0), ("hustle", "DEFLECTIONS", 0), ("team-games", "REB", 7)]
)
def test_values_that_all_become_one_are_no_corrections(evening, alter, name, column, value):
    assert evening.chain(name) == 0, evening.said
    alter(datasets.find(name).endpoint, every(column, value))
    assert evening.chain(name) == 65 and f"{column} is {value} wherever it differs" in evening.said, evening.said
    assert listed(evening) == []


@pytest.mark.parametrize(("name", "column"), [("shots", "SHOT_DISTANCE"), ("team-games", "REB")])
def test_they_are_asked_for_again_until_three_days_agree(evening, alter, name, column):
    assert evening.chain(name) == 0, evening.said
    evening.seed(name, DAY)
    evening.set(DATE="", FORCE="", CORRECTION_DAYS="7")
    alter(datasets.find(name).endpoint, every(column, 7))
    for day, status in ((16, 65), (17, 65), (18, 0)):
        evening.forget()
        evening.at(f"2025-01-{day}T13:00:00Z")
        assert evening.chain(name) == status, evening.said
        assert {line[4] for line in listed(evening)} == (set() if status else {column})


def test_what_changes_to_different_values_is_corrected_however_much_it_is(evening, again):
    """The league measures the places of a whole evening again."""
    assert evening.chain("shots") == 0, evening.said

    def measured_again(document):
        table = document["resultSets"][0]
        place = table["headers"].index("LOC_X")
        for row in table["rowSet"]:
            row[place] += 3

    again("shots", measured_again)
    assert len(listed(evening)) > 500 and {line[4] for line in listed(evening)} == {"LOC_X"}
