"""The stats service's game logs from any of its endpoints, in the columns and values of LeagueGameLog."""

from collections import defaultdict

from nba_api.stats.endpoints.leaguegamefinder import LeagueGameFinder
from nba_api.stats.endpoints.leaguegamelog import LeagueGameLog
from nba_api.stats.endpoints.playergamelogs import PlayerGameLogs
from nba_api.stats.endpoints.teamgamelogs import TeamGameLogs

from lib import config, seasons
from lib.datasets import PLAYER_GAMES, TEAM_GAMES, Dataset
from lib.nba import answer, check, client
from lib.nba.answer import Rows
from lib.nba.sources import Way
from lib.seasons import Span

LETTERS = {TEAM_GAMES.name: "T", PLAYER_GAMES.name: "P"}
_TEAM_LOG = LeagueGameLog.expected_data["LeagueGameLog"]
# LeagueGameLog's own order.
COLUMNS = {
    TEAM_GAMES.name: _TEAM_LOG,
    PLAYER_GAMES.name: [_TEAM_LOG[0], "PLAYER_ID", "PLAYER_NAME", *_TEAM_LOG[1:-1], "FANTASY_PTS", _TEAM_LOG[-1]],
}
_SHAPED = _TEAM_LOG[1:-2]  # what _as_log() makes the log's rows of
_SHARES = (("FG_PCT", "FGA"), ("FG3_PCT", "FG3A"), ("FT_PCT", "FTA"))


def ways(dataset: Dataset, season: str, season_type: str, span: Span) -> list[Way]:
    """The endpoints that return a season type's games within a span, as rows with the columns of COLUMNS."""
    if dataset.measures:
        return [Way(client.STATS, dataset.endpoint, lambda: measured_logs(dataset, season, season_type, span))]
    several = "teamgamelogs" if dataset is TEAM_GAMES else "playergamelogs"
    return [
        Way(client.STATS, "leaguegamelog", lambda: league_game_log(dataset, season, season_type, span)),
        Way(client.STATS, several, lambda: game_logs(dataset, season, season_type, span)),
        Way(client.STATS, "leaguegamefinder", lambda: game_finder(dataset, season, season_type, span)),
    ]


def league_game_log(dataset: Dataset, season: str, season_type: str, span: Span) -> Rows:
    """All games listed, also unfinished ones. Source: leaguegamelog, LeagueGameLog."""
    within = dates(season, span)
    endpoint = LeagueGameLog(
        season=season,
        season_type_all_star=season_type,
        player_or_team_abbreviation=LETTERS[dataset.name],
        get_request=False,
        **{f"{name}_nullable": value for name, value in within.items()},
    )
    return answer.result_set(client.stats(endpoint), "LeagueGameLog", dataset, _needed(dataset))


def game_logs(dataset: Dataset, season: str, season_type: str, span: Span) -> Rows:
    """The same rows from teamgamelogs or playergamelogs; VIDEO_AVAILABLE is empty."""
    name = "TeamGameLogs" if dataset is TEAM_GAMES else "PlayerGameLogs"
    made = TeamGameLogs if dataset is TEAM_GAMES else PlayerGameLogs
    within = {f"{name}_nullable": value for name, value in dates(season, span).items()}
    found = client.stats(made(season_nullable=season, season_type_nullable=season_type, get_request=False, **within))
    rows = answer.result_set(
        found, name, dataset, [*_needed(dataset), *_TEAM_LOG[1:-2]], "_RANK", SEASON_YEAR="text", MIN="float"
    )

    def as_logged(row):
        # Here a team's minutes are the game's (48) and a player's are fractions; the log has the sum (240) and rounds.
        times = 5 if dataset is TEAM_GAMES else 1
        row["SEASON_ID"] = seasons.CODES[season_type] + season[:4]
        row["MIN"] = None if row["MIN"] is None else int(row["MIN"] * times + 0.5)

    return _as_log(rows, dataset, as_logged)


def measured_logs(dataset: Dataset, season: str, season_type: str, span: Span) -> Rows:
    """Rows of a measure that the logs lack, as they come, without the ranks, which depend on the rows of the answer.

    Source: playergamelogs or teamgamelogs. Raises Nonsense if it lacks many of the measure's columns.
    """
    made = PlayerGameLogs if dataset.beside == PLAYER_GAMES.name else TeamGameLogs
    within = {f"{name}_nullable": value for name, value in dates(season, span).items()}
    (measure,) = dataset.measures
    endpoint = made(
        season_nullable=season,
        season_type_nullable=season_type,
        measure_type_player_game_logs_nullable=measure,
        get_request=False,
        **within,
    )
    rows = answer.result_set(client.stats(endpoint), made.__name__, dataset, _needed(dataset)[:-1], without="_RANK")
    with answer.reading(dataset.name, rows.document):
        check.require_most(rows.columns, dataset)
    return rows


def game_finder(dataset: Dataset, season: str, season_type: str, span: Span) -> Rows:
    """The same rows from leaguegamefinder. VIDEO_AVAILABLE is empty; a team's TOV too: it lacks team turnovers."""
    within = {f"{name}_nullable": value for name, value in dates(season, span).items()}
    endpoint = LeagueGameFinder(
        player_or_team_abbreviation=LETTERS[dataset.name],
        season_nullable=season,
        season_type_nullable=season_type,
        get_request=False,
        **within,
    )
    rows = answer.result_set(
        client.stats(endpoint),
        "LeagueGameFinderResults",
        dataset,
        (*_needed(dataset), *_SHAPED),
        MIN="float",
        PLUS_MINUS="float",
    )

    def as_logged(row):
        if dataset is TEAM_GAMES:
            row |= {"TOV": None, "MIN": _played(row["MIN"])}

    return _as_log(rows, dataset, as_logged)


def fantasy_points(row: dict) -> float | None:
    """FANTASY_PTS as LeagueGameLog works them out; None if a count is missing."""
    counts = [row[name] for name in ("PTS", "REB", "AST", "STL", "BLK", "TOV")]
    if None in counts:
        return None
    points, rebounds, assists, steals, blocks, turnovers = counts
    return round(points + 1.2 * rebounds + 1.5 * assists + 3 * (steals + blocks) - turnovers, 1)


def _needed(dataset: Dataset) -> tuple[str, ...]:
    return (*dataset.key, *dataset.partition_fields, "TEAM_ID", "MATCHUP", "WL", "PTS")


def _as_log(rows: Rows, dataset: Dataset, as_logged) -> Rows:
    """The rows in COLUMNS. Columns that the endpoint lacks, and percentages without attempts, are empty.

    as_logged: changes a row's values to what the log has. The rows are changed in place: a season of copies is 40 MB.
    """
    columns = COLUMNS[dataset.name]
    for row in rows:
        as_logged(row)
    if dataset is TEAM_GAMES:
        _set_margins(rows)
    for row in rows:
        for share, attempts in _SHARES:
            row[share] = row[share] if row[attempts] else None
        if dataset is PLAYER_GAMES:
            row["FANTASY_PTS"] = fantasy_points(row)
    made = answer.normalised(columns, [[row.get(name) for name in columns] for row in rows], dataset)
    made.spoiled += rows.spoiled  # and made has those with a fraction that no rule makes whole
    made.document = rows.document
    return made


def _set_margins(rows: list[dict]) -> None:
    """Sets PLUS_MINUS to the difference in points, as in the log; the finder's is sometimes off, -27.6 for -27."""
    games = defaultdict(list)
    for row in rows:
        games[row["GAME_ID"]].append(row)
    for game in games.values():
        points = [row["PTS"] for row in game]
        if len(game) == 2 and None not in points:
            game[0]["PLUS_MINUS"], game[1]["PLUS_MINUS"] = points[0] - points[1], points[1] - points[0]


def _played(minutes):
    """A team's minutes, 240 and 25 for each overtime, from the finder's sum of rounded minutes, which may be off."""
    whole = 5 * config.league().minutes
    return whole + 25 * round((minutes - whole) / 25) if minutes and minutes > whole - 10 else minutes


def dates(season: str, span: Span) -> dict[str, str]:
    """DateFrom and DateTo in the service's format; a bound that the season itself has is left out."""
    whole = seasons.bounds(season)
    if span.first <= whole.first:
        return {}
    last = {"date_to": f"{span.last:%m/%d/%Y}"} if span.last < whole.last else {}
    return {"date_from": f"{span.first:%m/%d/%Y}", **last}
