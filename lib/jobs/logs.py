"""Fetches game logs for their scripts: the stored games must be in the answer, and TEAM or PLAYER selects rows."""

from lib import config
from lib.asked import Asked
from lib.datasets import ALL, Dataset
from lib.jobs.stored import games_in, rows_beside, rows_in
from lib.nba import gamelog
from lib.nba.fetched import Fetched


def fetch(dataset: Dataset, asked: Asked) -> Fetched:
    """The games of the dates asked for; of one team or player, if one is asked for."""
    stored = games_in(dataset) if asked.new else None
    beside = rows_beside(dataset) if dataset.beside else None
    span, season_type, look_back = asked.dates, asked.season_type, asked.look_back
    logged = rows_in(ALL[dataset.beside]) if dataset.beside else None
    fetched = gamelog.fetch(dataset, span, season_type, look_back, config.now(), stored, beside, logged)
    if asked.teams:
        fetched.select("TEAM_ID", asked.teams)
    if asked.player:
        fetched.select("PLAYER_ID", (asked.player,))
    return fetched
