"""Season totals by player or team, as the league adds them up: one request for each measure and season type."""

from collections.abc import Callable
from datetime import datetime

from lib import schedule, seasons
from lib.asked import Asked
from lib.datasets import REGULAR, Dataset
from lib.errors import Nonsense
from lib.nba import check, cut, whole
from lib.nba.answer import Rows
from lib.nba.fetched import Fetched

MOST = 0.99  # of the points in the stored games must be in the answer: some may have been corrected since
OF_THE_REST = 0.9  # of games and points, where rows that cannot be right were left out


def fetch(
    dataset: Dataset,
    name: str,
    asked: Asked,
    now: datetime,
    least: Callable[[str, str], int],
    points_of: Callable[[str, str], dict[str, int]],
) -> Fetched:
    """Totals, a row for each player or team and measure. SEASON_ID and MEASURE come first and are ours.

    name: the result set. least: (season, season type) -> number of stored games of players, or teams; an answer
    with fewer games is out of date and left out. points_of: the same -> {team id: points} of the stored games; an
    answer with fewer is left out. Source: leaguedashplayerstats or leaguedashteamstats.
    """
    yesterday = seasons.yesterday(now)

    def ask(part: whole.Part) -> Fetched:
        season, season_type, measure = part
        own = {"SEASON_ID": f"{seasons.CODES[season_type]}{season[:4]}", "MEASURE": measure.replace(" ", "")}
        answered = whole.fetch(
            dataset,
            {name: own},
            season=season,
            season_type_all_star=season_type,
            measure_type_detailed_defense=measure,
            per_mode_detailed="Totals",
        )
        games, stored = sum(row["GP"] or 0 for row in answered.rows), least(season, season_type)
        if games < stored * (OF_THE_REST if answered.failures else 1):
            raise Nonsense(
                f"{dataset.name} {season} {season_type} {measure}: {games:,} games in all, and {stored:,} are stored; "
                "the answer is of an earlier day, try later"
            )
        if not check.are_counted(answered.rows, check.counted(answered.rows.columns, dataset)):
            raise Nonsense(f"{dataset.name} {season} {season_type} {measure}: {check.UNCOUNTED}, try later")
        of_teams = "PLAYER_ID" not in answered.rows.columns and season_type == REGULAR and not answered.failures
        if lacks := of_teams and cut.regular_season(games, season, yesterday):
            raise Nonsense(f"{dataset.name} {season} {measure}: {lacks}, try later")
        points = points_of(season, season_type) if "PTS" in answered.rows.columns else {}
        if fewer := _fewer(answered.rows, points, is_whole=not answered.failures) if points else None:
            raise Nonsense(f"{dataset.name} {season} {season_type} {measure}: {fewer}; the answer is a part, try later")
        return answered

    asked_for = whole.parts(dataset, asked, now)
    fetched = whole.fetch_all(dataset, asked_for, ask)
    fetched.is_part = bool(asked.measure or (asked.season_type and not asked.season))
    season_types = {(season, season_type) for season, season_type, _ in asked_for}
    fetched.complete = {part: len(fetched.rows) for part in season_types if schedule.is_over(*part, yesterday)}
    return fetched


def _fewer(rows: Rows, stored: dict[str, int], is_whole: bool) -> str | None:
    """Where an answer has clearly fewer points than the stored games, in all or of a team; it may have more.

    is_whole: no row was left out of it.
    """
    points, of_teams = {"": 0}, is_whole and "PLAYER_ID" not in rows.columns
    for row in rows:
        points[""] += row["PTS"] or 0
        if of_teams:
            points[row["TEAM_ID"]] = row["PTS"] or 0
    wanted = (stored if of_teams else {}) | {"": sum(stored.values())}
    for team, scored in wanted.items():
        if points.get(team, 0) < (MOST if is_whole else OF_THE_REST) * scored:
            of = f" of team {team}" if team else ""
            return f"{points.get(team, 0):,} points{of}, and {scored:,} in the stored team-games"
    return None
