"""The catalogue: one record a dataset. Adding one is a record here, a fetch script and a line in the Makefile."""

import re
from dataclasses import dataclass

from lib.errors import Usage

_FIELD = re.compile(r"\{([A-Za-z_0-9]+)\}")


@dataclass(frozen=True)
class Dataset:
    """What is fixed about one dataset.

    name        as in `make NAME`
    module      its name in the tracker
    frequency   daily (in season), weekly, monthly or yearly
    strategy    append: history stays as it is; overwrite: a new copy a date
    key         the columns that tell its rows apart
    partition   the path of a row's file below the root; {date} is the date of the fetch
    types       column -> text, date, int or float; a column not named here is kept as it comes
    request     what one request brings: everything, a season (and type), a player or a game
    sources     who is asked, best first
    """

    name: str
    module: str
    frequency: str
    strategy: str
    key: tuple[str, ...]
    partition: str
    types: dict[str, str]
    request: str
    sources: tuple[str, ...]

    @property
    def is_of_games(self) -> bool:
        """Whether it grows by game dates; the others are fetched whole, once a period."""
        return self.strategy == "append"

    @property
    def partition_fields(self) -> tuple[str, ...]:
        return tuple(_FIELD.findall(self.partition))

    def path(self, values: dict[str, str]) -> str:
        """The partition of a row: {"GAME_DATE": "2024-01-20", …} -> team-games/2024-01-20/LAL.csv"""
        return _FIELD.sub(lambda field: values[field[1]], self.partition)


def _types(**columns: str) -> dict[str, str]:
    return {column: kind for kind, names in columns.items() for column in names.split()}


_LINE_COUNTS = "MIN FGM FGA FG3M FG3A FTM FTA OREB DREB REB AST STL BLK TOV PF PTS"
_LINE_SHARES = "FG_PCT FG3_PCT FT_PCT"

TEAMS = Dataset(
    name="teams",
    module="teams",
    frequency="yearly",
    strategy="overwrite",
    key=("id",),
    partition="teams/{date}/teams.csv",
    types=_types(text="id full_name abbreviation nickname city state", int="year_founded"),
    request="everything",
    sources=("static",),
)

PLAYERS = Dataset(
    name="players",
    module="players",
    frequency="yearly",
    strategy="overwrite",
    key=("id",),
    partition="players/{date}/players.csv",
    types=_types(text="id full_name first_name last_name is_active"),
    request="everything",
    sources=("static", "stats"),
)

TEAM_GAMES = Dataset(
    name="team-games",
    module="game_boxscores",
    frequency="daily",
    strategy="append",
    key=("GAME_ID", "TEAM_ID"),
    partition="team-games/{GAME_DATE}/{TEAM_ABBREVIATION}.csv",
    types=_types(
        text="SEASON_ID TEAM_ID TEAM_ABBREVIATION TEAM_NAME GAME_ID MATCHUP WL",
        date="GAME_DATE",
        int=f"{_LINE_COUNTS} PLUS_MINUS VIDEO_AVAILABLE",
        float=_LINE_SHARES,
    ),
    request="season",
    sources=("stats", "cdn"),
)

PLAYER_GAMES = Dataset(
    name="player-games",
    module="player_game_logs",
    frequency="daily",
    strategy="append",
    key=("GAME_ID", "PLAYER_ID"),
    partition="player-games/{GAME_DATE}/{PLAYER_ID}/games.csv",
    types=_types(
        text="SEASON_ID PLAYER_ID PLAYER_NAME TEAM_ID TEAM_ABBREVIATION TEAM_NAME GAME_ID MATCHUP WL",
        date="GAME_DATE",
        int=f"{_LINE_COUNTS} PLUS_MINUS VIDEO_AVAILABLE",
        float=f"{_LINE_SHARES} FANTASY_PTS",
    ),
    request="season",
    sources=("stats", "cdn"),
)

PLAYER_STATS = Dataset(
    name="player-stats",
    module="career_stats",
    frequency="weekly",
    strategy="overwrite",
    key=("PLAYER_ID", "SEASON_ID", "TEAM_ID"),
    partition="player-stats/{date}/{PLAYER_ID}/career.csv",
    types=_types(
        text="PLAYER_ID SEASON_ID LEAGUE_ID TEAM_ID TEAM_ABBREVIATION",
        int=f"PLAYER_AGE GP GS {_LINE_COUNTS}",
        float=_LINE_SHARES,
    ),
    request="player",
    sources=("stats",),
)

PLAYER_BOXSCORES = Dataset(
    name="player-boxscores",
    module="player_boxscores",
    frequency="daily",
    strategy="append",
    key=("gameId", "personId"),
    partition="player-boxscores/{gameId}/boxscores.csv",
    types=_types(
        text="gameId teamId teamCity teamName teamTricode teamSlug personId firstName familyName nameI playerSlug "
        "position comment jerseyNum minutes homeTeamId awayTeamId",
        int="fieldGoalsMade fieldGoalsAttempted threePointersMade threePointersAttempted freeThrowsMade "
        "freeThrowsAttempted reboundsOffensive reboundsDefensive reboundsTotal assists steals blocks turnovers "
        "foulsPersonal points plusMinusPoints",
        float="fieldGoalsPercentage threePointersPercentage freeThrowsPercentage",
    ),
    request="game",
    sources=("stats", "cdn"),
)

ALL = {dataset.name: dataset for dataset in (TEAMS, PLAYERS, TEAM_GAMES, PLAYER_GAMES, PLAYER_STATS, PLAYER_BOXSCORES)}


def find(name: str) -> Dataset:
    """The dataset of a name; raises Usage."""
    try:
        return ALL[name]
    except KeyError:
        raise Usage(f"no dataset {name!r}; there are {', '.join(ALL)}") from None
