"""Rosters: the players and coaches of each team, one answer for each team."""

from collections.abc import Callable
from datetime import datetime

from lib import seasons
from lib.asked import Asked
from lib.datasets import REGULAR, Dataset
from lib.errors import Nonsense
from lib.nba import cut, whole
from lib.nba.fetched import Fetched


def fetch(dataset: Dataset, name: str, asked: Asked, now: datetime, newest: Callable | None = None) -> Fetched:
    """A row for each player, or coach, of one team or of all. Source: commonteamroster.

    name: the result set; the answer is kept, and the other dataset uses it.
    newest: (season, team id) -> (path, number of rows) of the newest stored roster.
    A team without anybody is Nonsense in this season; in a past season the team did not play.
    """
    today = seasons.of_day(seasons.eastern_date(now))

    def ask(part: whole.Part) -> Fetched:
        season, team_id = part

        def is_cut(rows) -> str | None:
            return cut.roster(rows, season, team_id, *newest(season, team_id)) if newest else None

        answered = whole.fetch(dataset, name, season < today, whole.named(part), is_cut, team_id=team_id, season=season)
        team, of_season = dataset.key[:2]
        if strangers := {(row[team], row[of_season]) for row in answered.rows} - {(team_id, season[:4])}:
            raise Nonsense(f"{dataset.name} {season} {team_id}: the answer is of {strangers.pop()}; try later")
        return answered

    fetched = whole.fetch_all(dataset, whole.parts(dataset, asked, now), ask)
    fetched.is_part = bool(asked.team)
    season = asked.season or today
    if not (fetched.rows or fetched.failures or fetched.pending):
        raise Nonsense(f"{dataset.name} {season}: nobody in any answer; nothing was stored, try later")
    if seasons.bounds(season).last < seasons.yesterday(now):
        fetched.complete = {(season, REGULAR): len(fetched.rows)}
    return fetched
