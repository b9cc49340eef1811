"""Asking for the games that are missing, and for nothing else."""

import logging
from collections.abc import Callable

from lib import config, datasets
from lib.asked import Asked
from lib.jobs import chain
from lib.jobs.gaps import Look

log = logging.getLogger("nba-data")


def ask_for(looks: list[Look], asker: Callable) -> None:
    """Runs the chain for what looks miss: a log's season type in one request, a box score in one a game.

    asker: Dataset -> how it is fetched. Sends NBA_MAX_REQUESTS at most; the next run goes on.
    """
    left = config.get("NBA_MAX_REQUESTS")
    for look in looks:
        dataset = datasets.find(look.dataset)
        for wanted in _wanted(dataset, look):
            if left <= 0:
                log.info(
                    "%s %s: the rest is for the next run; the budget of this one is spent", look.dataset, look.season
                )
                return
            outcome = chain.run(dataset, asker(dataset), wanted)
            left -= outcome.report.spent.get("requests", 0) if outcome else 0


def _wanted(dataset, look: Look) -> list[Asked]:
    if dataset.request == "game" and look.games:
        return [Asked(game=game_id, force=True) for game_id in look.games]
    return [Asked(season=look.season, season_type=look.season_type, force=True)]
