"""One spelling of columns for all views: the game logs', which most of the league's answers share.

gameId and GAME_ID are GAME_ID, personId is PLAYER_ID, points is PTS; what is ours is in small letters.
"""

from ..columns import snake
from ..datasets import Dataset

# Other words of the league for what the game logs have.
_SAME = {
    "PERSON_ID": "PLAYER_ID",
    "TEAM_TRICODE": "TEAM_ABBREVIATION",
    "FIELD_GOALS_MADE": "FGM",
    "FIELD_GOALS_ATTEMPTED": "FGA",
    "FIELD_GOALS_PERCENTAGE": "FG_PCT",
    "THREE_POINTERS_MADE": "FG3M",
    "THREE_POINTERS_ATTEMPTED": "FG3A",
    "THREE_POINTERS_PERCENTAGE": "FG3_PCT",
    "FREE_THROWS_MADE": "FTM",
    "FREE_THROWS_ATTEMPTED": "FTA",
    "FREE_THROWS_PERCENTAGE": "FT_PCT",
    "REBOUNDS_OFFENSIVE": "OREB",
    "REBOUNDS_DEFENSIVE": "DREB",
    "REBOUNDS_TOTAL": "REB",
    "ASSISTS": "AST",
    "STEALS": "STL",
    "BLOCKS": "BLK",
    "TURNOVERS": "TOV",
    "FOULS_PERSONAL": "PF",
    "POINTS": "PTS",
    "PLUS_MINUS_POINTS": "PLUS_MINUS",
}
OURS = {
    "fetched",
    "corrected",
    "season",
    "season_type",
    "found",
    "dataset",
    "row_key",
    "column_name",
    "before",
    "after",
}


def view(table: str) -> str:
    """player-games -> player_games"""
    return table.replace("-", "_")


def column(name: str, dataset: Dataset | None = None) -> str:
    """A column as the views spell it. `id` is whose id it is: teams' is TEAM_ID, players' PLAYER_ID."""
    if name in OURS:
        return name
    upper = snake(name)
    if upper == "ID" and dataset:
        upper = f"{dataset.name.removesuffix('s').upper()}_ID"
    return _SAME.get(upper, upper)


def spellings(columns: list[str], dataset: Dataset | None = None) -> dict[str, str]:
    """column -> its spelling in the view; one whose other word is there as well keeps its own."""
    found: dict[str, str] = {}
    for name in columns:
        wanted = column(name, dataset)
        found[name] = snake(name) if wanted in found.values() or (wanted != name and wanted in columns) else wanted
    return found


def game_column(dataset: Dataset) -> str | None:
    """The column of a dataset's key that holds the game."""
    return next((name for name in dataset.key if snake(name) == "GAME_ID"), None)
