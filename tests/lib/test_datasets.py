import pytest

from lib import datasets
from lib.datasets import ALL, PLAYER_BOXSCORES, PLAYER_GAMES, PLAYERS, TEAM_GAMES, TEAMS
from lib.errors import Usage

VALUES = {"date": "2025-01-15", "GAME_DATE": "2025-01-14", "TEAM_ABBREVIATION": "LAL"}
VARIABLES = {"SEASON", "SEASON_TYPE", "DATE", "TEAM", "PLAYER", "GAME", "MEASURE"}


@pytest.mark.parametrize("dataset", ALL.values(), ids=lambda dataset: dataset.name)
def test_a_path_tells_the_fields_it_was_made_of(dataset):
    values = {name: VALUES.get(name, "0022400001") for name in dataset.partition_fields}
    path = dataset.path(values)
    assert dataset.fields_of(path) == values
    assert datasets.of_path(path) == (dataset, values)


@pytest.mark.parametrize(
    "path",
    (
        "player-boxscores/0022400001/boxscores.csv.FF5be387",
        "player-boxscores/0022400001/boxscores.csv.original",
        "player-boxscores/0022400001/.boxscores.csv",
        "player-boxscores/old/boxscores.csv",
        "player-boxscores/0022400001/old/boxscores.csv",
        "player-boxscores/0022400001\n/boxscores.csv",
        "player-boxscores/boxscores.csv",
        "team-games/2025-02-30/LAL.csv",
        "team-games/2025-1-14/LAL.csv",
        "team-games/2025-01-14/LAL copy.csv",
        "team-games/2025-01-14/LAL.old.csv",
        "team-games/2025-01-14/../LAL.csv",
        "team-games/_complete/2025-01-14.csv",
        "team-games/2025-01-14/notes.txt",
        "_metadata/schedule/../locks/x",
        "",
    ),
)
def test_what_is_no_partition_is_nobodys(path):
    assert datasets.of_path(path) is None


@pytest.mark.parametrize(
    ("name", "value"),
    (
        ("GAME_DATE", "2025-02-30"),
        ("GAME_DATE", ""),
        ("PLAYER_ID", "../x"),
        ("PLAYER_ID", "٢"),
        ("PLAYER_ID", "9" * 300),
    ),
)
def test_a_value_that_no_path_can_hold_is_named(name, value):
    with pytest.raises(ValueError, match=f"{name} is .*which no path can hold"):
        PLAYER_GAMES.path({"GAME_DATE": "2025-01-14", "PLAYER_ID": "2544", name: value})


def test_a_prefix_goes_as_far_as_the_values_do():
    assert TEAM_GAMES.prefix({}) == "team-games/"
    assert TEAM_GAMES.prefix({"GAME_DATE": "2025-01-14"}) == "team-games/2025-01-14/"
    assert TEAM_GAMES.prefix({"TEAM_ABBREVIATION": "LAL"}) == "team-games/", "the date comes first"
    assert TEAM_GAMES.prefix(VALUES) == TEAM_GAMES.path(VALUES)
    assert PLAYER_BOXSCORES.folder == "player-boxscores"


def test_a_record_says_who_is_asked_and_what_narrows_it():
    assert (TEAM_GAMES.source, TEAM_GAMES.endpoint) == ("stats", "leaguegamelog")
    assert (PLAYERS.endpoint, PLAYERS.sources["stats"]) == ("", "commonallplayers"), "nba_api's own list is free"
    for dataset in ALL.values():
        assert set(dataset.accepts) <= VARIABLES
        assert dataset.in_season or not dataset.is_of_games, "games are played in season"
    assert TEAMS.accepts == () and "GAME" in PLAYER_BOXSCORES.accepts


@pytest.mark.parametrize("read, name, near", [
    (datasets.find, "team-game", "team-games"), (datasets.group, "dayly", "daily"), (datasets.group, "shot", "shots"),
])  # fmt: skip
def test_an_unknown_name_is_refused_with_the_nearest(read, name, near):
    with pytest.raises(Usage, match=f"'{name}' is unknown; did you mean {near}"):
        read(name)
