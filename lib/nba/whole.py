"""What one request brings whole: every row of one result set, for the day it is asked on."""

import importlib

from lib.datasets import Dataset
from lib.errors import Nonsense
from lib.nba import answer, client, quarantine, sources
from lib.nba.fetched import Fetched
from lib.nba.sources import Way


def fetch(dataset: Dataset, name: str, **asked) -> Fetched:
    """A result set of the dataset's own endpoint, in the catalogue's types; columns: the dataset's, or as they come.

    asked: the endpoint's parameters, as nba_api names them.
    A row that cannot be right is left out, and among the failures. Raises what sources.first() raises; Nonsense where
    the set, or a column of the key, is missing, or two rows have the same key.
    """
    endpoint = _endpoint(dataset.endpoint)(**asked, get_request=False)
    way = Way(client.STATS, dataset.endpoint, lambda: client.stats(endpoint))
    document, source = sources.first(dataset.name, [way])
    with answer.reading(dataset.name, document):
        rows = answer.result_set(document, name, dataset, (*dataset.key, *_in_path(dataset)))
        if len({tuple(row[column] for column in dataset.key) for row in rows}) < len(rows):
            raise Nonsense(f"{dataset.name}: a row is listed twice; try later, and see make doctor")
    answer.note_new(rows, dataset)
    fetched = Fetched(rows, {source})
    if rows.spoiled:
        reasons = [row.reason for row in rows.spoiled]
        path = quarantine.keep(dataset.name, document, reasons)
        told = f"{dataset.name}: {len(reasons)} left out, such as {reasons[0]:.150}: see {path}"
        fetched.failures.append(Nonsense(told))
    return fetched


def _in_path(dataset: Dataset) -> list[str]:
    return [name for name in dataset.partition_fields if name != "date"]


def _endpoint(name: str) -> type:
    """nba_api's class of an endpoint: leaguestandingsv3 -> LeagueStandingsV3"""
    module = importlib.import_module(f"nba_api.stats.endpoints.{name}")
    return next(kind for kind in vars(module).values() if getattr(kind, "endpoint", None) == name)
