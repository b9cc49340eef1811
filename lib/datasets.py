"""The catalogue: one record a dataset. Adding one is a record here, a fetch script and a line in the Makefile.

make new-dataset NAME=… ENDPOINT=… writes the three, and a test.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property

from . import config
from .errors import Usage
from .leagues import League

_FIELD = re.compile(r"\{([A-Za-z_0-9]+)\}")
# What may stand for a field of a path, by the kind of the field.
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_ID = "[0-9]{1,40}"
_WORD = "[A-Za-z0-9][A-Za-z0-9_-]{0,39}"

FIXED, AS_THEY_COME = "fixed", "as they come"
# Columns that stand beside those that a record names: a rank for each, and the numbers that an average is made of.
_FAMILIES = ((re.compile(".+_RANK"), "int"), (re.compile("sp_work_.+"), "float"))
REGULAR, PLAYOFFS = "Regular Season", "Playoffs"
# The groups of what everybody wants; the others' datasets are asked for only where somebody has begun with them.
OF_EVERYBODY = ("daily", "weekly", "yearly")


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
    request     what one request brings: everything, season (and type), measure (of a season), team, player, game, or
                date and dates: all games of one date, of several
    sources     who is asked, best first: source -> the endpoint that answers ("": none, it comes with nba_api)
    accepts     what narrows it: SEASON, SEASON_TYPE, DATE (with DATE_FROM, DATE_TO), TEAM, PLAYER, GAME, MEASURE
    season_types  those that it is fetched of unless another is asked for; (): every one, or it has none
    measures    the league's kinds of numbers that it has, one request each
    beside      the dataset that has a row for each of its rows, with the same key and path
    in_season   whether it changes only while games are played: nothing of it is due in summer
    columns     fixed: types names them all, and a new one is announced; as they come: they differ by season
    group       the target of make that fetches it among others
    lacking     a league's name -> why it has none of it
    since       the first season that the NBA keeps it of
    only_grows  whether a later copy never has fewer rows
    optional    columns that a whole game may lack
    is_revisited  of a request a game: whether one of which anything was corrected is asked for once more,
                  CORRECTION_DAYS later; what several games share is asked for again without it
    """

    name: str
    module: str
    frequency: str
    strategy: str
    key: tuple[str, ...]
    partition: str
    types: dict[str, str]
    request: str
    sources: dict[str, str]
    accepts: tuple[str, ...] = ()
    season_types: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    beside: str = ""
    in_season: bool = False
    columns: str = FIXED
    group: str = "extra"
    lacking: dict[str, str] = field(default_factory=dict)
    since: str = ""
    only_grows: bool = False
    optional: tuple[str, ...] = ()
    is_revisited: bool = False

    @property
    def is_of_games(self) -> bool:
        """Whether it grows by game dates; the others are fetched whole, once a period."""
        return self.strategy == "append"

    def __reduce__(self):  # another process has the one of its own catalogue, not a copy
        return find, (self.name,)

    def kind(self, column: str) -> str | None:
        """The type of a column; None for one that is kept as it comes. Rank and work columns are matched by pattern."""
        return self.types.get(column) or next((kind for form, kind in _FAMILIES if form.fullmatch(column)), None)

    def kinds(self, columns: tuple[str, ...]) -> tuple[str | None, ...]:
        """The types of columns, for those who ask for thousands of files with the same ones."""
        if columns not in self._kinds:
            self._kinds[columns] = tuple(map(self.kind, columns))
        return self._kinds[columns]

    @cached_property
    def _kinds(self) -> dict[tuple[str, ...], tuple[str | None, ...]]:
        return {}

    def has(self, season_type: str) -> bool:
        """Whether it is fetched of a season type that nobody names."""
        return not self.season_types or season_type in self.season_types

    @property
    def source(self) -> str:
        """Who is asked first."""
        return next(iter(self.sources))

    @property
    def endpoint(self) -> str:
        """The endpoint of its first source; empty where that costs no request."""
        return self.sources[self.source]

    def why_not(self, league: League) -> str | None:
        """Why a league has none of it; None where it has some, as far as is known."""
        if self.sources.keys() == {"cdn"} and not league.has_cdn:
            return "only the CDN has it, of the NBA alone"
        return self.lacking.get(league.name)

    @property
    def game_field(self) -> str | None:
        """The field of its path that names the game, where a game is a file: gameId, or GAME_ID."""
        return next((name for name in self.partition_fields if name in ("gameId", "GAME_ID")), None)

    @cached_property
    def partition_fields(self) -> tuple[str, ...]:
        return tuple(_FIELD.findall(self.partition))

    @property
    def folder(self) -> str:
        """The folder that holds all of its partitions, such as `team-games`."""
        return self.partition.partition("/{")[0]

    def path(self, values: dict[str, str]) -> str:
        """The partition of a row: {"GAME_DATE": "2024-01-20", …} -> team-games/2024-01-20/LAL.csv

        Raises ValueError for a value that cannot be part of a path.
        """
        path = self.partition.format_map(values)
        if self.fields_of(path) is None:
            name = next((name for name in self.partition_fields if not self.fits(name, values[name])), "the whole")
            raise ValueError(f"{name} is {values.get(name, path)!r}, which no path can hold")
        return path

    def fields_of(self, path: str) -> dict[str, str] | None:
        """The inverse of path(): team-games/2024-01-20/LAL.csv -> {"GAME_DATE": "2024-01-20", …}

        None for a path that is no partition of this dataset.
        """
        found = self._pattern.fullmatch(path)
        fields = found and found.groupdict()
        for name in self._days if fields else ():
            if not _is_day(fields[name]):
                return None
        return fields

    def prefix(self, values: dict[str, str]) -> str:
        """The path as far as these values tell it: {"GAME_DATE": "2024-01-20"} -> team-games/2024-01-20/"""
        known = _FIELD.sub(lambda field: values.get(field[1]) or field[0], self.partition)
        return known.partition("{")[0]

    def fits(self, name: str, value: str) -> bool:
        """Whether a value can stand for a field of the partition's path."""
        return re.fullmatch(self._form(name), value) is not None and (name not in self._days or _is_day(value))

    @cached_property
    def _pattern(self) -> re.Pattern:
        parts = _FIELD.split(self.partition)  # text and names of fields in turn
        parts[::2] = map(re.escape, parts[::2])
        parts[1::2] = [f"(?P<{name}>{self._form(name)})" for name in parts[1::2]]
        return re.compile("".join(parts))

    @cached_property
    def _days(self) -> tuple[str, ...]:
        return tuple(name for name in self.partition_fields if name == "date" or self.types.get(name) == "date")

    def _form(self, name: str) -> str:
        if name in self._days:
            return _DAY
        return _ID if name.upper().endswith("ID") else _WORD


@cache  # a season's 25,000 paths have 170 days
def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


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
    sources={"static": ""},
    group="yearly",
    lacking={"gleague": "nba_api has no list of its teams"},
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
    sources={"static": "", "stats": "commonallplayers"},
    group="yearly",
    lacking={"gleague": "nba_api has no list of its players"},
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
    sources={"stats": "leaguegamelog", "cdn": "liveData/boxscore"},
    accepts=("SEASON", "SEASON_TYPE", "DATE", "TEAM"),
    in_season=True,
    group="daily",
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
    sources={"stats": "leaguegamelog", "cdn": "liveData/boxscore"},
    accepts=("SEASON", "SEASON_TYPE", "DATE", "TEAM", "PLAYER"),
    in_season=True,
    group="daily",
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
    sources={"stats": "playercareerstats"},
    accepts=("SEASON", "PLAYER"),
    group="weekly",
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
    sources={"stats": "boxscoretraditionalv3", "cdn": "liveData/boxscore"},
    accepts=("SEASON", "SEASON_TYPE", "DATE", "TEAM", "GAME"),
    in_season=True,
    group="daily",
)

STANDINGS = Dataset(
    name="standings",
    module="standings",
    frequency="daily",
    strategy="overwrite",
    key=("SeasonID", "TeamID"),
    partition="standings/{date}/{SeasonID}.csv",
    types=_types(
        text="LeagueID SeasonID TeamID TeamCity TeamName TeamSlug Conference ConferenceRecord ClinchIndicator Division "
        "DivisionRecord Record HOME ROAD NEUTRAL L10 Last10Home Last10Road OT ThreePTSOrLess TenPTSOrMore "
        "strLongHomeStreak strLongRoadStreak strCurrentHomeStreak strCurrentRoadStreak strCurrentStreak AheadAtHalf "
        "BehindAtHalf TiedAtHalf AheadAtThird BehindAtThird TiedAtThird Score100PTS OppScore100PTS OppOver500 "
        "LeadInFGPCT LeadInReb FewerTurnovers vsEast vsAtlantic vsCentral vsSoutheast vsWest vsNorthwest vsPacific "
        "vsSouthwest vsMidwest Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Score_80_Plus Opp_Score_80_Plus "
        "Score_Below_80 Opp_Score_Below_80",
        int="PlayoffRank DivisionRank LeagueRank WINS LOSSES LongHomeStreak LongRoadStreak LongWinStreak "
        "LongLossStreak CurrentHomeStreak CurrentRoadStreak CurrentStreak ClinchedPlayIn ClinchedPostSeason "
        "TotalPoints OppTotalPoints DiffTotalPoints",
        float="WinPCT ConferenceGamesBack DivisionGamesBack LeagueGamesBack PointsPG OppPointsPG DiffPointsPG",
    ),
    request="season",
    sources={"stats": "leaguestandingsv3"},
    accepts=("SEASON",),
    season_types=(REGULAR,),
    in_season=True,
    columns=AS_THEY_COME,
    since="1996-97",
)

PLAYER_INFO = Dataset(
    name="player-info",
    module="player_info",
    frequency="weekly",
    strategy="overwrite",
    key=("PERSON_ID",),
    partition="player-info/{date}/players.csv",
    types=_types(
        text="PERSON_ID PLAYER_LAST_NAME PLAYER_FIRST_NAME PLAYER_SLUG TEAM_ID TEAM_SLUG TEAM_CITY TEAM_NAME "
        "TEAM_ABBREVIATION JERSEY_NUMBER POSITION HEIGHT WEIGHT COLLEGE COUNTRY FROM_YEAR TO_YEAR STATS_TIMEFRAME",
        int="IS_DEFUNCT DRAFT_YEAR DRAFT_ROUND DRAFT_NUMBER",
        float="ROSTER_STATUS PTS REB AST",
    ),
    request="everything",
    sources={"stats": "playerindex"},
    columns=AS_THEY_COME,
)

DRAFT = Dataset(
    name="draft",
    module="draft",
    frequency="yearly",
    strategy="overwrite",
    key=("SEASON", "PERSON_ID"),
    partition="draft/{date}/draft.csv",
    types=_types(
        text="PERSON_ID PLAYER_NAME SEASON DRAFT_TYPE TEAM_ID TEAM_CITY TEAM_NAME TEAM_ABBREVIATION ORGANIZATION "
        "ORGANIZATION_TYPE",
        int="ROUND_NUMBER ROUND_PICK OVERALL_PICK PLAYER_PROFILE_FLAG",
    ),
    request="everything",
    sources={"stats": "drafthistory"},
    columns=AS_THEY_COME,
    only_grows=True,
)

_OF_A_SIDE = "Id City Name Tricode Slug"
_SIDES = ("homeTeam", "awayTeam")
SCHEDULE = Dataset(
    name="schedule",
    module="schedule",
    frequency="daily",
    strategy="overwrite",
    key=("gameId",),
    partition="schedule/{date}/{seasonYear}.csv",
    types=_types(
        text="seasonYear seasonType gameId gameCode gameState gameStatusText gameTimeEst gameDateTimeEst gameDateUTC "
        "gameTimeUTC gameDateTimeUTC awayTeamTime homeTeamTime day weekName ifNecessary seriesGameNumber gameLabel "
        "gameSubLabel seriesText arenaName arenaState arenaCity postponedStatus branchLink gameSubtype isNeutral "
        + " ".join(f"{side}{name}" for side in _SIDES for name in _OF_A_SIDE.split()),
        date="gameDateEst",
        int="gameStatus gameSequence monthNum weekNumber "
        + " ".join(f"{side}{name}" for side in _SIDES for name in ("Wins", "Losses", "Score", "Seed")),
    ),
    request="season",
    sources={"cdn": "staticData/scheduleLeagueV2", "stats": "scheduleleaguev2"},
    accepts=("SEASON",),
    season_types=(REGULAR,),
    columns=AS_THEY_COME,
    lacking=dict.fromkeys(("wnba", "gleague"), "the league gives no schedule"),
)

FRANCHISES = Dataset(
    name="franchises",
    module="franchises",
    frequency="yearly",
    strategy="overwrite",
    key=("TEAM_ID", "START_YEAR", "END_YEAR", "YEARS"),
    partition="franchises/{date}/franchises.csv",
    types=_types(
        text="LEAGUE_ID TEAM_ID TEAM_CITY TEAM_NAME START_YEAR END_YEAR",
        int="YEARS GAMES WINS LOSSES PO_APPEARANCES DIV_TITLES CONF_TITLES LEAGUE_TITLES IS_DEFUNCT",
        float="WIN_PCT",
    ),
    request="everything",
    sources={"stats": "franchisehistory"},
    columns=AS_THEY_COME,
    only_grows=True,
)

NO_TEAMS = {"gleague": "nba_api has no list of its teams, each of which is asked for"}

ROSTERS = Dataset(
    name="rosters",
    module="rosters",
    frequency="weekly",
    strategy="overwrite",
    key=("TeamID", "SEASON", "PLAYER_ID"),
    partition="rosters/{date}/{SEASON}/{TeamID}.csv",
    types=_types(
        text="TeamID SEASON LeagueID PLAYER NICKNAME PLAYER_SLUG NUM POSITION HEIGHT WEIGHT BIRTH_DATE EXP SCHOOL "
        "PLAYER_ID HOW_ACQUIRED",
        int="SUPPLEMENTAL_STATUS",
        float="AGE",
    ),
    request="team",
    sources={"stats": "commonteamroster"},
    accepts=("SEASON", "TEAM"),
    season_types=(REGULAR,),
    columns=AS_THEY_COME,
    since="1995-96",
    lacking=NO_TEAMS,
)

COACHES = Dataset(
    name="coaches",
    module="coaches",
    frequency="weekly",
    strategy="overwrite",
    key=("TEAM_ID", "SEASON", "COACH_ID"),
    partition="coaches/{date}/{SEASON}/{TEAM_ID}.csv",
    types=_types(
        text="TEAM_ID SEASON COACH_ID FIRST_NAME LAST_NAME COACH_NAME COACH_TYPE",
        int="IS_ASSISTANT SORT_SEQUENCE SUB_SORT_SEQUENCE",
    ),
    request="team",
    sources={"stats": "commonteamroster"},
    accepts=("SEASON", "TEAM"),
    season_types=(REGULAR,),
    columns=AS_THEY_COME,
    since="1995-96",
    lacking=NO_TEAMS,
)

# What the measures of the season's statistics and of the game logs have in common, by measure.
_RATINGS = (
    "E_OFF_RATING OFF_RATING E_DEF_RATING DEF_RATING E_NET_RATING NET_RATING AST_PCT AST_TO AST_RATIO OREB_PCT "
    "DREB_PCT REB_PCT TM_TOV_PCT EFG_PCT TS_PCT E_PACE PACE PACE_PER40 PIE"
)
_OF_A_PLAYER = "E_TOV_PCT USG_PCT E_USG_PCT FGM_PG FGA_PG FG_PCT"
_FOUR_FACTORS = "EFG_PCT FTA_RATE TM_TOV_PCT OREB_PCT OPP_EFG_PCT OPP_FTA_RATE OPP_TOV_PCT OPP_OREB_PCT"
_WAYS = "PTS_OFF_TOV PTS_2ND_CHANCE PTS_FB PTS_PAINT OPP_PTS_OFF_TOV OPP_PTS_2ND_CHANCE OPP_PTS_FB OPP_PTS_PAINT"
_SHARES_OF_POINTS = (
    "PCT_FGA_2PT PCT_FGA_3PT PCT_PTS_2PT PCT_PTS_2PT_MR PCT_PTS_3PT PCT_PTS_FB PCT_PTS_FT PCT_PTS_OFF_TOV "
    "PCT_PTS_PAINT PCT_AST_2PM PCT_UAST_2PM PCT_AST_3PM PCT_UAST_3PM PCT_AST_FGM PCT_UAST_FGM"
)
_SHARES_OF_THE_TEAM = (
    "PCT_FGM PCT_FGA PCT_FG3M PCT_FG3A PCT_FTM PCT_FTA PCT_OREB PCT_DREB PCT_REB PCT_AST PCT_TOV PCT_STL PCT_BLK "
    "PCT_BLKA PCT_PF PCT_PFD PCT_PTS"
)
_SEASON_COUNTS = "GP W L FGM FGA FG3M FG3A FTM FTA OREB DREB REB AST STL BLK BLKA PF PFD PTS POSS"
_OPPONENTS = (
    "OPP_FGM OPP_FGA OPP_FG3M OPP_FG3A OPP_FTM OPP_FTA OPP_OREB OPP_DREB OPP_REB OPP_AST OPP_TOV OPP_STL OPP_BLK "
    "OPP_BLKA OPP_PF OPP_PFD OPP_PTS"
)
_OPPONENTS_SHARES = "OPP_FG_PCT OPP_FG3_PCT OPP_FT_PCT"
_SEASON_SHARES = f"W_PCT MIN {_LINE_SHARES} {_RATINGS} {_FOUR_FACTORS} {_SHARES_OF_POINTS} {_OPPONENTS_SHARES} DEF_WS"

PLAYER_SEASON_STATS = Dataset(
    name="player-season-stats",
    module="player_season_stats",
    frequency="daily",
    strategy="overwrite",
    key=("SEASON_ID", "MEASURE", "PLAYER_ID"),
    partition="player-season-stats/{date}/{SEASON_ID}/{MEASURE}.csv",
    types=_types(
        text="SEASON_ID MEASURE PLAYER_ID PLAYER_NAME NICKNAME TEAM_ID TEAM_ABBREVIATION",
        int=f"{_SEASON_COUNTS} TOV PLUS_MINUS DD2 TD3 TEAM_COUNT {_WAYS} {_OPPONENTS}",
        float=f"AGE {_SEASON_SHARES} {_OF_A_PLAYER} {_SHARES_OF_THE_TEAM} NBA_FANTASY_PTS WNBA_FANTASY_PTS",
    ),
    request="measure",
    sources={"stats": "leaguedashplayerstats"},
    accepts=("SEASON", "SEASON_TYPE", "MEASURE"),
    season_types=(REGULAR, PLAYOFFS),
    measures=("Base", "Advanced", "Misc", "Four Factors", "Scoring", "Opponent", "Usage", "Defense"),
    in_season=True,
    columns=AS_THEY_COME,
    since="1996-97",
)

TEAM_SEASON_STATS = Dataset(
    name="team-season-stats",
    module="team_season_stats",
    frequency="daily",
    strategy="overwrite",
    key=("SEASON_ID", "MEASURE", "TEAM_ID"),
    partition="team-season-stats/{date}/{SEASON_ID}/{MEASURE}.csv",
    types=_types(
        text="SEASON_ID MEASURE TEAM_ID TEAM_NAME",
        int=f"{_SEASON_COUNTS} {_WAYS} {_OPPONENTS}",
        float=f"{_SEASON_SHARES} TOV PLUS_MINUS",
    ),
    request="measure",
    sources={"stats": "leaguedashteamstats"},
    accepts=("SEASON", "SEASON_TYPE", "MEASURE"),
    season_types=(REGULAR, PLAYOFFS),
    measures=("Base", "Advanced", "Misc", "Four Factors", "Scoring", "Opponent", "Defense"),
    in_season=True,
    columns=AS_THEY_COME,
    since="1996-97",
)


def _measured(log: Dataset, measure: str, endpoint: str, **columns: str) -> Dataset:
    """A game log by another measure, in a tree of its own beside the log's, with a row for each of its rows."""
    name = f"{log.name}-{measure.lower().replace(' ', '-')}"
    own = "SEASON_YEAR TEAM_ID TEAM_ABBREVIATION TEAM_NAME GAME_ID MATCHUP WL"
    columns["text"] = own if log is TEAM_GAMES else f"PLAYER_ID PLAYER_NAME {own}"
    columns["float"] = f"MIN {columns.get('float', '')}"
    if log is TEAM_GAMES:
        columns["int"] = f"{columns.get('int', '')} AVAILABLE_FLAG"
    return replace(
        log,
        name=name,
        module=name.replace("-", "_"),
        partition=f"{name}/{log.partition.partition('/')[2]}",
        types=_types(date="GAME_DATE", **columns),
        sources={"stats": endpoint},
        season_types=(REGULAR, PLAYOFFS),
        measures=(measure,),
        beside=log.name,
        columns=AS_THEY_COME,
        group="extra",
        since="1996-97",
    )


def _of_players(measure: str, **columns: str) -> Dataset:
    return _measured(PLAYER_GAMES, measure, "playergamelogs", **columns)


def _of_teams(measure: str, **columns: str) -> Dataset:
    return _measured(TEAM_GAMES, measure, "teamgamelogs", **columns)


PLAYER_GAMES_ADVANCED = _of_players("Advanced", int="POSS FGM FGA", float=f"{_RATINGS} {_OF_A_PLAYER}")
PLAYER_GAMES_MISC = _of_players("Misc", int=f"{_WAYS} BLK BLKA PF PFD", float="NBA_FANTASY_PTS")
PLAYER_GAMES_SCORING = _of_players("Scoring", float=_SHARES_OF_POINTS)
PLAYER_GAMES_USAGE = _of_players("Usage", float=f"USG_PCT {_SHARES_OF_THE_TEAM}")
TEAM_GAMES_ADVANCED = _of_teams("Advanced", int="POSS", float=_RATINGS)
TEAM_GAMES_FOUR_FACTORS = _of_teams("Four Factors", float=_FOUR_FACTORS)
TEAM_GAMES_MISC = _of_teams("Misc", int=_WAYS)
TEAM_GAMES_SCORING = _of_teams("Scoring", float=_SHARES_OF_POINTS)
TEAM_GAMES_OPPONENT = _of_teams("Opponent", int=f"{_OPPONENTS} PLUS_MINUS", float=_OPPONENTS_SHARES)

PLAY_BY_PLAY = Dataset(
    name="play-by-play",
    module="play_by_play",
    frequency="daily",
    strategy="append",
    key=("gameId", "actionId"),
    partition="play-by-play/{gameId}/events.csv",
    types=_types(
        text="gameId clock teamId teamTricode personId playerName playerNameI shotResult scoreHome scoreAway location "
        "description actionType subType actionId",
        int="actionNumber period xLegacy yLegacy shotDistance isFieldGoal pointsTotal videoAvailable shotValue",
    ),
    request="game",
    sources={"stats": "playbyplayv3"},
    accepts=("SEASON", "SEASON_TYPE", "DATE", "TEAM", "GAME"),
    in_season=True,
    group="games-detail",
    since="1996-97",
    is_revisited=True,
)

# Columns that the CDN has only where such an event happened; the recorded game has one recovered jump ball.
_OF_SOME_EVENTS = (
    "jumpBallRecoveredName jumpBallRecoverdPersonId jumpBallWonPlayerName jumpBallWonPersonId jumpBallLostPlayerName "
    "jumpBallLostPersonId blockPlayerName blockPersonId stealPlayerName stealPersonId descriptor officialId"
)
# The CDN tells a game in a shape of its own, with another key: a dataset of its own, as two shapes make no one table.
PLAY_BY_PLAY_LIVE = Dataset(
    name="play-by-play-live",
    module="play_by_play_live",
    frequency="daily",
    strategy="append",
    key=("gameId", "actionNumber"),
    partition="play-by-play-live/{gameId}/events.csv",
    types=_types(
        text="gameId actionNumber clock timeActual periodType actionType subType qualifiers personId possession "
        "scoreHome scoreAway edited side description personIdsFilter teamId teamTricode playerName playerNameI "
        "foulDrawnPlayerName foulDrawnPersonId shotResult assistPlayerNameInitial assistPersonId " + _OF_SOME_EVENTS,
        int="period orderNumber xLegacy yLegacy isFieldGoal turnoverTotal foulPersonalTotal foulTechnicalTotal "
        "pointsTotal assistTotal shotActionNumber reboundTotal reboundDefensiveTotal reboundOffensiveTotal",
        float="x y shotDistance",
    ),
    request="game",
    sources={"cdn": "liveData/playbyplay"},
    accepts=("SEASON", "SEASON_TYPE", "DATE", "TEAM", "GAME"),
    in_season=True,
    columns=AS_THEY_COME,
    group="play-by-play-live",
    optional=tuple(_OF_SOME_EVENTS.split()),
    since="2020-21",
    is_revisited=True,
)

GAME_OFFICIALS = Dataset(
    name="game-officials",
    module="game_officials",
    frequency="daily",
    strategy="append",
    key=("gameId", "personId"),
    partition="game-officials/{gameId}/officials.csv",
    types=_types(text="gameId personId name nameI firstName familyName jerseyNum assignment"),
    request="game",
    sources={"cdn": "liveData/boxscore", "stats": "boxscoresummaryv3"},
    accepts=("SEASON", "SEASON_TYPE", "DATE", "TEAM", "GAME"),
    in_season=True,
    group="games-detail",
    since="1996-97",
    is_revisited=True,
)

SHOTS = Dataset(
    name="shots",
    module="shots",
    frequency="daily",
    strategy="append",
    key=("GAME_ID", "GAME_EVENT_ID"),
    partition="shots/{GAME_ID}/shots.csv",
    types=_types(
        text="GRID_TYPE GAME_ID GAME_EVENT_ID PLAYER_ID PLAYER_NAME TEAM_ID TEAM_NAME EVENT_TYPE ACTION_TYPE SHOT_TYPE "
        "SHOT_ZONE_BASIC SHOT_ZONE_AREA SHOT_ZONE_RANGE HTM VTM",
        date="GAME_DATE",
        int="PERIOD MINUTES_REMAINING SECONDS_REMAINING SHOT_DISTANCE LOC_X LOC_Y SHOT_ATTEMPTED_FLAG SHOT_MADE_FLAG",
    ),
    request="dates",
    sources={"stats": "shotchartdetail"},
    accepts=("SEASON", "SEASON_TYPE", "DATE", "TEAM", "GAME"),
    in_season=True,
    since="1996-97",
)

HUSTLE = Dataset(
    name="hustle",
    module="hustle",
    frequency="daily",
    strategy="append",
    key=("GAME_ID", "PLAYER_ID"),
    partition="hustle/{GAME_ID}/players.csv",
    types=_types(
        text="GAME_ID PLAYER_ID PLAYER_NAME TEAM_ID TEAM_ABBREVIATION",
        int="AGE G CONTESTED_SHOTS CONTESTED_SHOTS_2PT CONTESTED_SHOTS_3PT DEFLECTIONS CHARGES_DRAWN SCREEN_ASSISTS "
        "SCREEN_AST_PTS OFF_LOOSE_BALLS_RECOVERED DEF_LOOSE_BALLS_RECOVERED LOOSE_BALLS_RECOVERED OFF_BOXOUTS "
        "DEF_BOXOUTS BOX_OUT_PLAYER_TEAM_REBS BOX_OUT_PLAYER_REBS BOX_OUTS",
        float="MIN PCT_LOOSE_BALLS_RECOVERED_OFF PCT_LOOSE_BALLS_RECOVERED_DEF PCT_BOX_OUTS_OFF PCT_BOX_OUTS_DEF "
        "PCT_BOX_OUTS_TEAM_REB PCT_BOX_OUTS_REB",
    ),
    request="date",
    sources={"stats": "leaguehustlestatsplayer"},
    accepts=("SEASON", "SEASON_TYPE", "DATE", "TEAM", "GAME"),
    in_season=True,
    columns=AS_THEY_COME,
    since="2015-16",
)

_TOUCHES = ("ELBOW_TOUCH", "POST_TOUCH", "PAINT_TOUCH")
_TOUCH_COUNTS = ("FGM", "FGA", "FTM", "FTA", "PTS", "PASSES", "AST", "TOV", "FOULS")
_TOUCH_SHARES = ("FG", "FT", "PTS", "PASSES", "AST", "TOV", "FOULS")

TRACKING = Dataset(
    name="tracking",
    module="tracking",
    frequency="daily",
    strategy="append",
    key=("GAME_ID", "PLAYER_ID"),
    partition="tracking/{GAME_ID}/players.csv",
    types=_types(
        text="GAME_ID PLAYER_ID PLAYER_NAME TEAM_ID TEAM_ABBREVIATION",
        int="GP W L MIN DIST_FEET OREB OREB_CONTEST OREB_UNCONTEST OREB_CHANCES OREB_CHANCE_DEFER DREB DREB_CONTEST "
        "DREB_UNCONTEST DREB_CHANCES DREB_CHANCE_DEFER REB REB_CONTEST REB_UNCONTEST REB_CHANCES REB_CHANCE_DEFER "
        "POINTS TOUCHES FRONT_CT_TOUCHES ELBOW_TOUCHES POST_TOUCHES PAINT_TOUCHES CATCH_SHOOT_FGM CATCH_SHOOT_FGA "
        "CATCH_SHOOT_PTS CATCH_SHOOT_FG3M CATCH_SHOOT_FG3A PULL_UP_FGM PULL_UP_FGA PULL_UP_PTS PULL_UP_FG3M "
        "PULL_UP_FG3A STL BLK DEF_RIM_FGM DEF_RIM_FGA DRIVES DRIVE_FGM DRIVE_FGA DRIVE_FTM DRIVE_FTA DRIVE_PTS "
        "DRIVE_PASSES DRIVE_AST DRIVE_TOV DRIVE_PF PASSES_MADE PASSES_RECEIVED AST FT_AST SECONDARY_AST POTENTIAL_AST "
        "AST_PTS_CREATED AST_ADJ " + " ".join(f"{touch}_{count}" for touch in _TOUCHES for count in _TOUCH_COUNTS),
        float="DIST_MILES DIST_MILES_OFF DIST_MILES_DEF AVG_SPEED AVG_SPEED_OFF AVG_SPEED_DEF OREB_CONTEST_PCT "
        "OREB_CHANCE_PCT OREB_CHANCE_PCT_ADJ AVG_OREB_DIST DREB_CONTEST_PCT DREB_CHANCE_PCT DREB_CHANCE_PCT_ADJ "
        "AVG_DREB_DIST REB_CONTEST_PCT REB_CHANCE_PCT REB_CHANCE_PCT_ADJ AVG_REB_DIST TIME_OF_POSS "
        "AVG_SEC_PER_TOUCH AVG_DRIB_PER_TOUCH PTS_PER_TOUCH PTS_PER_ELBOW_TOUCH PTS_PER_POST_TOUCH "
        "PTS_PER_PAINT_TOUCH CATCH_SHOOT_FG_PCT CATCH_SHOOT_FG3_PCT CATCH_SHOOT_EFG_PCT PULL_UP_FG_PCT "
        "PULL_UP_FG3_PCT PULL_UP_EFG_PCT DEF_RIM_FG_PCT DRIVE_FG_PCT DRIVE_FT_PCT DRIVE_PTS_PCT DRIVE_PASSES_PCT "
        "DRIVE_AST_PCT DRIVE_TOV_PCT DRIVE_PF_PCT AST_TO_PASS_PCT AST_TO_PASS_PCT_ADJ EFF_FG_PCT "
        + " ".join(f"{touch}_{of}_PCT" for touch in _TOUCHES for of in _TOUCH_SHARES),
    ),
    request="date",
    sources={"stats": "leaguedashptstats"},
    accepts=("SEASON", "SEASON_TYPE", "DATE", "TEAM", "GAME"),
    in_season=True,
    columns=AS_THEY_COME,
    since="2013-14",
    measures=(
        "SpeedDistance",
        "Rebounding",
        "Possessions",
        "CatchShoot",
        "PullUpShot",
        "Defense",
        "Drives",
        "Passing",
        "ElbowTouch",
        "PostTouch",
        "PaintTouch",
        "Efficiency",
    ),
)

LINEUPS = Dataset(
    name="lineups",
    module="lineups",
    frequency="daily",
    strategy="append",
    key=("GAME_ID", "TEAM_ID", "GROUP_ID"),
    partition="lineups/{GAME_ID}/lineups.csv",
    types=_types(
        text="GAME_ID GROUP_SET GROUP_ID GROUP_NAME TEAM_ID TEAM_ABBREVIATION",
        int="GP W L FGM FGA FG3M FG3A FTM FTA OREB DREB REB AST TOV STL BLK BLKA PF PFD PTS PLUS_MINUS SUM_TIME_PLAYED",
        float="W_PCT MIN FG_PCT FG3_PCT FT_PCT",
    ),
    request="date",
    sources={"stats": "leaguedashlineups"},
    accepts=("SEASON", "SEASON_TYPE", "DATE", "TEAM", "GAME"),
    in_season=True,
    columns=AS_THEY_COME,
    since="2007-08",
)

ALL = {
    dataset.name: dataset
    for dataset in (
        TEAMS,
        PLAYERS,
        TEAM_GAMES,
        PLAYER_GAMES,
        PLAYER_STATS,
        PLAYER_BOXSCORES,
        STANDINGS,
        SCHEDULE,
        PLAYER_INFO,
        DRAFT,
        FRANCHISES,
        ROSTERS,
        COACHES,
        PLAYER_SEASON_STATS,
        TEAM_SEASON_STATS,
        PLAYER_GAMES_ADVANCED,
        PLAYER_GAMES_MISC,
        PLAYER_GAMES_SCORING,
        PLAYER_GAMES_USAGE,
        TEAM_GAMES_ADVANCED,
        TEAM_GAMES_FOUR_FACTORS,
        TEAM_GAMES_MISC,
        TEAM_GAMES_SCORING,
        TEAM_GAMES_OPPONENT,
        PLAY_BY_PLAY,
        PLAY_BY_PLAY_LIVE,
        GAME_OFFICIALS,
        SHOTS,
        HUSTLE,
        TRACKING,
        LINEUPS,
    )
}


def find(name: str) -> Dataset:
    """The dataset of a name; raises Usage, with the nearest name."""
    if name not in ALL:
        raise Usage(f"dataset {config.unknown(name, ALL, 'make lists them')}")
    return ALL[name]


def served() -> list[Dataset]:
    """Those that the league of the run has."""
    return [dataset for dataset in ALL.values() if not dataset.why_not(config.league())]


def group(name: str) -> list[Dataset]:
    """The datasets that a target of make fetches: a group, all, or one by its name; raises Usage."""
    groups = ("all", *sorted({dataset.group for dataset in ALL.values()}))
    if name in groups:
        return [dataset for dataset in served() if name in ("all", dataset.group)]
    if name not in ALL:
        raise Usage(f"target {config.unknown(name, (*groups, *ALL), 'make lists them')}")
    return [ALL[name]]


def of_path(path: str) -> tuple[Dataset, dict[str, str]] | None:
    """(the dataset, the fields of its path) of a partition; None for a path that is no dataset's."""
    for dataset in ALL.values():
        if (fields := dataset.fields_of(path)) is not None:
            return dataset, fields
    return None
