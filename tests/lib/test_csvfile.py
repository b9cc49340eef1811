import csv
import gzip
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import csvfile
from lib.datasets import PLAYER_GAMES, PLAYER_STATS, TEAM_GAMES, TEAMS
from lib.errors import Nonsense, StorageFailed


def test_whole_numbers_stay_whole_beside_missing_ones():
    built = csvfile.build(
        ["OREB", "FG_PCT", "GAME_ID"], [[12.0, 0.5, "0021800001"], [None, 1.0, "0021800002"]], TEAM_GAMES
    )
    assert built.rows == [["12", "0.5", "0021800001"], ["", "1.0", "0021800002"]]
    assert csvfile.build(["PLUS_MINUS"], [[-20.0], [float("nan")]], TEAM_GAMES).rows == [["-20"], [""]]


def test_the_same_rows_give_the_same_bytes_in_any_order():
    columns = ["GAME_ID", "TEAM_ID", "GAME_DATE", "TEAM_ABBREVIATION"]
    rows = [["2", "10", "2024-01-20", "LAL"], ["1", "20", "2024-01-19", "BOS"], ["2", "20", "2024-01-20", "BOS"]]
    bodies = {
        csvfile.to_bytes(csvfile.ordered(csvfile.Table(columns, order), TEAM_GAMES)) for order in (rows, rows[::-1])
    }
    assert len(bodies) == 1


def test_rows_stand_in_the_order_of_their_files():
    columns = ["GAME_ID", "PLAYER_ID", "GAME_DATE"]
    rows = [["1", "2544", "2024-01-20"], ["1", "201939", "2024-01-20"], ["1", "20", "2024-01-20"]]
    players = [row[1] for row in csvfile.ordered(csvfile.Table(columns, rows), PLAYER_GAMES).rows]
    paths = sorted(PLAYER_GAMES.path({"GAME_DATE": "2024-01-20", "PLAYER_ID": player}) for player in players)
    assert [path.split("/")[2] for path in paths] == players


def test_a_name_with_a_comma_and_a_line_end_comes_back():
    body = csvfile.to_bytes(csvfile.Table(["id", "full_name"], [["1", 'A, "B"\nC']]))
    assert csvfile.from_bytes(body, "x.csv").rows == [["1", 'A, "B"\nC']]


@pytest.mark.parametrize("body", [b"", b"a,b\n1\n", b'a,b\n"1,2\n', b"\xff\xfe"])
def test_what_is_no_csv_is_said_by_name(body):
    with pytest.raises(StorageFailed, match=r"teams\.csv: not a CSV"):
        csvfile.from_bytes(body, "teams.csv")


def test_in_pieces_the_rows_of_a_folder_stay_together(monkeypatch):
    monkeypatch.setattr(csvfile, "AT_ONCE", 3)
    days = [day for day, games in enumerate((1, 4, 1, 1, 2), start=10) for _ in range(games)]
    rows = [[f"{number:010}", f"2025-01-{day}"] for number, day in enumerate(days)]
    body = b"\xef\xbb\xbf" + csvfile.to_bytes(csvfile.Table(["GAME_ID", "GAME_DATE"], rows)).replace(b"\n", b"\r\n")
    tables = [*csvfile.pieces(body, "x.csv", TEAM_GAMES)]
    assert [row for table in tables for row in table.rows] == rows
    assert [len(table.rows) for table in tables] == [5, 4]


@pytest.mark.parametrize("body", [b"", b"GAME_DATE,b\n1\n", b'a,GAME_DATE\n"1,2\n', b"\xff\xfe", b"a,a\n1,2\n"])
def test_in_pieces_what_is_no_csv_is_said_by_name(body):
    with pytest.raises(StorageFailed, match=r"teams\.csv: not a CSV \([a-z]"):
        [*csvfile.pieces(body, "teams.csv", TEAM_GAMES)]


def test_a_missing_key_column_is_the_leagues_nonsense():
    with pytest.raises(Nonsense, match="team-games: no column GAME_ID"):
        csvfile.require(csvfile.Table(["TEAM_ID", "GAME_DATE", "TEAM_ABBREVIATION"], []), TEAM_GAMES)


CELLS = st.text(st.characters(exclude_categories=()), max_size=40) | st.sampled_from(
    (
        "\x85",
        "a\rb",
        "\r\n",
        "\u2028",
        '"',
        '""',
        "\x00",
        "\ufeff",
        "\ufeffid",
        ",",
        ";",
        "'",
        "=1+1",
        "\ud800",
        "\x1b[2J",
        " ",
    )
)
ANYTHING = CELLS | st.none() | st.integers() | st.floats() | st.booleans() | st.lists(st.integers(), max_size=2)


@st.composite
def tables(draw, cells):
    columns = draw(st.lists(cells, min_size=1, max_size=5, unique_by=str))
    return columns, draw(st.lists(st.lists(cells, min_size=len(columns), max_size=len(columns)), max_size=5))


@given(tables(CELLS))
def test_every_text_that_utf8_can_write_is_read_back(made):
    written = csvfile.Table(*made)
    try:
        body = csvfile.to_bytes(written)
    except Nonsense:
        assert any("\ud800" <= letter <= "\udfff" for row in (made[0], *made[1]) for cell in row for letter in cell)
        return
    assert csvfile.from_bytes(body, "x.csv") == written
    assert body.endswith(b"\n") and body.decode() and csvfile.to_bytes(csvfile.from_bytes(body, "x.csv")) == body


@given(tables(ANYTHING))
def test_every_value_of_an_answer_can_be_stored_and_read_back(made):
    columns = [f"{place}" for place, _ in enumerate(made[0])]
    built = csvfile.build(columns, made[1])
    assert csvfile.from_bytes(csvfile.to_bytes(built), "x.csv") == built
    for cell in (cell for row in built.rows for cell in row):
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029]", cell), "no control character is stored"
        assert cell not in ("nan", "inf", "-inf", "NaN") or cell in (value for row in made[1] for value in row)


@given(tables(CELLS.filter(str.isprintable)))
def test_a_spreadsheets_line_ends_and_mark_change_nothing(made):
    written = csvfile.Table(*made)
    body = csvfile.to_bytes(written).replace(b"\n", b"\r\n")
    assert csvfile.from_bytes(b"\xef\xbb\xbf" + body, "x.csv") == written


def test_a_cell_of_any_length_is_read_back():
    written = csvfile.Table(["a"], [["x" * 300_000]])
    assert csvfile.from_bytes(csvfile.to_bytes(written), "x.csv") == written


@given(
    st.binary(max_size=200) | st.binary(max_size=50).map(lambda tail: gzip.compress(b"GAME_ID,TEAM_ID\n")[:-5] + tail)
)
def test_any_bytes_are_rows_or_damage_with_a_name(body):
    key = "team-games/2025-01-14/LAL.csv"
    with pytest.raises(
        StorageFailed, match=f"^{key}: .*; move it away and run make team-games DATE=2025-01-14 FORCE=1$"
    ):
        csvfile.partition(TEAM_GAMES, key, body)


def test_a_copy_of_an_earlier_day_is_fetched_anew():
    with pytest.raises(StorageFailed, match="empty.*make teams FORCE=1 for a new copy"):
        csvfile.partition(TEAMS, "teams/2025-01-14/teams.csv", b"")
    with pytest.raises(StorageFailed, match="make player-stats PLAYER=2544 FORCE=1"):
        csvfile.partition(PLAYER_STATS, "player-stats/2025-01-14/2544/career.csv", b"x")


@pytest.mark.parametrize("cell", ["", "plain", "a,b", 'a "b"', "a\nb", " a ", ",", '"', "é", "\u2028"])
def test_the_bytes_are_those_of_a_csv_writer(cell):
    """Which is passed by where no cell needs quotes."""
    for row in (["x", cell], [cell, cell], [cell, ""]):
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([["A", "B"], row])
        assert csvfile.to_bytes(csvfile.Table(["A", "B"], [row])) == out.getvalue().encode()
