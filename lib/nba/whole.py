"""Datasets that one request returns completely: all rows of its result sets, as of the day of the request."""

import importlib
import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from lib import config, holes, schedule, seasons
from lib.asked import Asked
from lib.datasets import REGULAR, Dataset
from lib.errors import Nonsense
from lib.leagues import NBA
from lib.nba import answer, cache, client, quarantine, sources
from lib.nba.fetched import Fetched, one_by_one
from lib.nba.sources import Way

log = logging.getLogger("nba-data")

Part = tuple[str, ...]  # what one request brings: (season, team id), (season, season type, measure) or (season,)


def parts(dataset: Dataset, asked: Asked, now: datetime) -> list[Part]:
    """The parts of a dataset that are asked for, one request each.

    A season that has not begun has no measures, so none is asked for. Raises Usage for one before the league's first.
    """
    yesterday = seasons.yesterday(now)
    season = asked.season or seasons.of_day(seasons.eastern_date(now))
    seasons.require(dataset, season)
    if dataset.request == "team":
        from lib.nba import teams

        return [(season, team_id) for team_id in (asked.teams or teams.ids())]
    if dataset.request == "measure":
        left = [seasons.season_type(asked.left)] if asked.left else dataset.season_types
        season_types = [asked.season_type] if asked.season_type else left
        begun = [season_type for season_type in season_types if schedule.has_begun(season, season_type, yesterday)]
        measures = [asked.measure] if asked.measure else dataset.measures
        return [(season, season_type, measure) for season_type in begun for measure in measures]
    return [(season,) if "SEASON" in dataset.accepts else ()]


def named(part: Part) -> str:
    """A part's name in the cache: 2024-25-1610612747"""
    return "-".join(part)


def fetch(
    dataset: Dataset,
    sets: str | dict[str, dict],
    may_be_empty: bool = False,
    kept_as: str | None = None,
    cut: Callable[[answer.Rows], str | None] | None = None,
    **parameters,
) -> Fetched:
    """Result sets of the dataset's endpoint as one table, in the catalogue's types.

    sets: the name of a result set; or name -> {column: value}, with columns of ours before the league's.
    kept_as: keep the answer in the cache under this name for a day.
    cut: rows -> why the answer is not whole, and what to do, or None: lib/nba/cut.py.
    parameters: the endpoint's parameters, as nba_api names them.
    A spoiled row is left out and recorded as a failure. Raises what sources.first() raises; Nonsense if a set or a
    key column is missing, two rows have the same key, there is no row where there must be one, or it is cut.
    """
    sets = {sets: {}} if isinstance(sets, str) else sets
    endpoint = _endpoint(dataset.endpoint)(**parameters, get_request=False)
    way = Way(client.STATS, dataset.endpoint, lambda: client.stats(endpoint))

    def ask() -> dict:
        return sources.first(dataset.name, [way])[0]

    def read(document: dict) -> tuple[answer.Rows, dict]:
        rows = _rows(dataset, sets, may_be_empty, document)
        if why := cut and cut(rows):
            raise Nonsense(f"{dataset.name}: {why}")
        return rows, document

    rows, document = cache.once(dataset.endpoint, kept_as, ask, read) if kept_as else read(ask())
    answer.note_new(rows, dataset)
    fetched = Fetched(rows, {way.source})
    if rows.spoiled:
        reasons = [row.reason for row in rows.spoiled]
        path = quarantine.keep(dataset.name, document, reasons)
        failure = Nonsense(f"{dataset.name}: {len(reasons)} left out, such as {reasons[0]:.150}: see {path}")
        lacks = {"/".join(map(answer.shown, _key(dataset, row.cells))): row.reason for row in rows.spoiled}
        if holes.are_the_leagues(dataset.name, lacks, f"{seasons.eastern_date(config.now())}"):
            log.info("%s; the same on three days: no longer an error", failure)
        else:
            fetched.failures.append(failure)
    return fetched


def _key(dataset: Dataset, cells: dict) -> tuple:
    return tuple(cells.get(column) for column in dataset.key)


def of_season(dataset: Dataset, name: str, asked: Asked, parameter: str) -> Fetched:
    """A result set of one season, with SEASON before the league's columns; complete once the season is over.

    parameter: of the endpoint, for the season. Raises what fetch() raises; Usage for one before the league's first.
    """
    now = config.now()
    season = asked.season or seasons.of_day(seasons.eastern_date(now))
    seasons.require(dataset, season)
    fetched = fetch(dataset, {name: {"SEASON": season}}, **{parameter: season})
    if schedule.is_over(season, REGULAR, seasons.yesterday(now)):
        fetched.complete = {(season, REGULAR): len(fetched.rows)}
    return fetched


def _rows(dataset: Dataset, sets: dict[str, dict], may_be_empty: bool, document: dict) -> answer.Rows:
    """The rows of some result sets as one table."""
    rows = answer.Rows([])
    with answer.reading(dataset.name, document):
        for name, own in sets.items():
            needed = [column for column in (*dataset.key, *dataset.partition_fields) if column not in {*own, "date"}]
            part = answer.result_set(document, name, dataset, needed)
            rows += [own | row for row in part]
            rows.columns = [*dict.fromkeys((*rows.columns, *own, *part.columns))]
            rows.spoiled += part.spoiled
        if len({_key(dataset, row) for row in rows}) < len(rows):
            raise Nonsense(f"{dataset.name}: a row is listed twice; try later, and see make doctor")
        if not (rows or rows.spoiled or may_be_empty or _has_none(dataset)):
            raise Nonsense(f"{dataset.name}: the answer has no row; nothing was stored, try later")
    return rows


def _has_none(dataset: Dataset) -> bool:
    """Whether another league than the NBA has nothing of a list, such as a draft: it was empty on three days.

    Once a copy is stored, lib/jobs/chain.py refuses an empty one.
    """
    if dataset.request != "everything" or config.league() is NBA:
        return False
    today = f"{seasons.eastern_date(config.now())}"
    if not holes.are_the_leagues(dataset.name, {dataset.name: "has no row"}, today):
        return False
    log.info("%s: the league has none: no row on three days; FORCE=1 asks again", dataset.name)
    return True


def fetch_all(dataset: Dataset, wanted: Iterable[Part], ask: Callable[[Part], Fetched]) -> Fetched:
    """Calls ask() for each part and joins the results; a part that fails is recorded, the others go on."""
    failures, answered_by = [], set()
    of_name = {" ".join((dataset.name, *part)): part for part in wanted}

    def rows(name: str) -> answer.Rows:
        answered = ask(of_name[name])
        failures.extend(answered.failures)
        answered_by.update(answered.sources)
        return answered.rows

    fetched = one_by_one(list(of_name), rows)
    fetched.failures += failures
    fetched.sources |= answered_by
    if not fetched.rows:
        fetched.rows = answer.Rows(dataset.types)
    return fetched


def _endpoint(name: str) -> type:
    """nba_api's class of an endpoint: leaguestandingsv3 -> LeagueStandingsV3"""
    module = importlib.import_module(f"nba_api.stats.endpoints.{name}")
    return next(kind for kind in vars(module).values() if getattr(kind, "endpoint", None) == name)
