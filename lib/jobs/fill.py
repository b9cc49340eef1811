"""Fetches exactly the games that are missing."""

import logging
from collections.abc import Callable

from lib import config, datasets
from lib.asked import Asked
from lib.errors import OF_STATUS, Blocked, StorageFailed, Trouble, Unreachable
from lib.jobs import chain
from lib.jobs.season_look import Look
from lib.nba import budget

SPENT = "the budget of this one is spent"
log = logging.getLogger("nba-data")


def ask_for(looks: list[Look], asker: Callable, progress: Callable) -> None:
    """Runs the chain for the games that looks miss: one request for a log's season type, one for each box score.

    asker: Dataset -> how it is fetched; progress: (list, what) -> the same list, with a progress bar.
    Sends NBA_MAX_REQUESTS at most; the next run goes on. A dataset that ends in Trouble does not stop the others, nor a
    game that cannot be stored the dataset's others; the first Trouble is raised at the end.
    """
    failed: dict[str, Trouble] = {}
    unstored: list[StorageFailed] = []
    left = config.get("NBA_MAX_REQUESTS")
    wanted = [(look, asked) for look in looks for asked in _wanted(datasets.find(look.dataset), look)]
    for place, (look, asked) in enumerate(progress(wanted, "fill-gaps")):
        if left <= 0 or budget.stopped:
            log.info("fill-gaps: %d left for the next run: %s", len(wanted) - place, budget.stopped or SPENT)
            break
        if look.dataset in failed:
            continue
        dataset = datasets.find(look.dataset)
        try:
            with chain.quiet():
                outcome = chain.run(dataset, asker(dataset), asked)
        except StorageFailed as trouble:  # a file of this game is damaged
            unstored.append(trouble)
        except Trouble as trouble:
            failed[look.dataset] = trouble
        else:
            left -= outcome.report.spent.get("requests", 0) if outcome else 0
            if outcome and outcome.report.status in (Blocked.status, Unreachable.status):
                failed[look.dataset] = OF_STATUS[outcome.report.status](outcome.report.problem)
    for trouble in (*failed.values(), *unstored):
        raise trouble


def _wanted(dataset, look: Look) -> list[Asked]:
    if dataset.request == "game":  # those without a name have one once team-games has them
        return [Asked(game=game_id, force=True) for game_id in look.games]
    return [Asked(season=look.season, season_type=look.season_type, force=True)]
