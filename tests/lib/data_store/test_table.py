import pytest

from lib.data_store import table
from lib.datasets import PLAYER_GAMES, TEAM_GAMES
from lib.errors import Nonsense, StorageFailed


def test_whole_numbers_stay_whole_beside_missing_ones():
    built = table.build(
        ["OREB", "FG_PCT", "GAME_ID"], [[12.0, 0.5, "0021800001"], [None, 1.0, "0021800002"]], TEAM_GAMES
    )
    assert built.rows == [["12", "0.5", "0021800001"], ["", "1.0", "0021800002"]]
    assert table.build(["PLUS_MINUS"], [[-20.0], [float("nan")]], TEAM_GAMES).rows == [["-20"], [""]]


def test_the_same_rows_give_the_same_bytes_in_any_order():
    columns = ["GAME_ID", "TEAM_ID", "GAME_DATE", "TEAM_ABBREVIATION"]
    rows = [["2", "10", "2024-01-20", "LAL"], ["1", "20", "2024-01-19", "BOS"], ["2", "20", "2024-01-20", "BOS"]]
    bodies = {table.to_bytes(table.ordered(table.Table(columns, order), TEAM_GAMES)) for order in (rows, rows[::-1])}
    assert len(bodies) == 1


def test_rows_stand_in_the_order_of_their_files():
    columns = ["GAME_ID", "PLAYER_ID", "GAME_DATE"]
    rows = [["1", "2544", "2024-01-20"], ["1", "201939", "2024-01-20"], ["1", "20", "2024-01-20"]]
    players = [row[1] for row in table.ordered(table.Table(columns, rows), PLAYER_GAMES).rows]
    paths = sorted(PLAYER_GAMES.path({"GAME_DATE": "2024-01-20", "PLAYER_ID": player}) for player in players)
    assert [path.split("/")[2] for path in paths] == players


def test_a_name_with_a_comma_and_a_line_end_comes_back():
    body = table.to_bytes(table.Table(["id", "full_name"], [["1", 'A, "B"\nC']]))
    assert table.from_bytes(body, "x.csv").rows == [["1", 'A, "B"\nC']]


@pytest.mark.parametrize("body", [b"", b"a,b\n1\n", b'a,b\n"1,2\n', b"\xff\xfe"])
def test_what_is_no_csv_is_said_by_name(body):
    with pytest.raises(StorageFailed, match=r"teams\.csv: not a CSV"):
        table.from_bytes(body, "teams.csv")


def test_a_missing_key_column_is_the_leagues_nonsense():
    with pytest.raises(Nonsense, match="team-games: no column GAME_ID"):
        table.require(table.Table(["TEAM_ID", "GAME_DATE", "TEAM_ABBREVIATION"], []), TEAM_GAMES)
