"""Bad answers, for each dataset: nothing wrong is stored, a bad row costs its game and no more, the next run mends.

The short form has one fault of the whole answer a dataset, by turns, and two of the nine logs by other measures, which
differ in their columns only; the long form has all.
"""

import json

import pytest

from lib import datasets
from lib.datasets import TEAM_GAMES
from tests.support.fuzz import IS_LONG

DAY = "2025-01-14"
# Faults of the whole answer, and the statuses that they may end with; a source that is left may still answer.
FAULTS = {"html": (65, 69, 75), "truncated": (65, 69), "empty": (65, 69), "missing-column": (65,), "duplicate": (65,)}
LIKE_THE_OTHERS = {dataset.name for dataset in datasets.ALL.values() if dataset.beside}
LIKE_THE_OTHERS -= {"player-games-usage", "team-games-four-factors"}
ASKED = [
    dataset
    for dataset in datasets.ALL.values()
    if dataset.sources.keys() != {"static"} and (IS_LONG or dataset.name not in LIKE_THE_OTHERS)
]
NEEDS = ("team-games", "player-games")


def endpoint_of(dataset) -> str:
    """Of the source that is asked first, which may cost a request."""
    return next(endpoint for endpoint in dataset.sources.values() if endpoint)


def host_of(dataset) -> str:
    return next(source for source, endpoint in dataset.sources.items() if endpoint)


def narrowed(dataset) -> dict[str, str]:
    """What else is set: one player, and in the short form one measure, whose answers are of one form."""
    of_one = {"PLAYER": "2544"} if dataset.request == "player" else {}
    return of_one | ({"MEASURE": dataset.measures[0]} if dataset.request == "measure" and not IS_LONG else {})


@pytest.fixture
def ready(machine, for_all):
    """ready(dataset): a machine with one evening's logs, that is to fetch this dataset of it from one source."""

    def made(dataset):
        if dataset.is_of_games and dataset.name not in NEEDS:
            machine.set(DATE=DAY)
            machine.has(for_all, "evening", *NEEDS)
        machine.set(NBA_RETRIES="1", NBA_SOURCE=host_of(dataset), DATE=DAY if dataset.is_of_games else "")
        machine.set(**narrowed(dataset))
        return machine

    return made


def rows_of(machine, dataset) -> dict[str, list[dict]]:
    """Part of the path (a game, or a file) -> its rows."""
    found = {}
    for path, rows in machine.stored(dataset.folder).items():
        for row in rows:
            game = row.get("GAME_ID") or row.get("gameId") if dataset.is_of_games else path
            found.setdefault(game, []).append(row)
    return found


@pytest.fixture
def clean(ready, for_all, machine_at, league, tmp_path, monkeypatch):
    """clean(dataset): what a run without faults stores."""

    def of(dataset):
        def build(folder):
            with monkeypatch.context() as patch:
                apart = machine_at(folder, patch)
                apart.set(NBA_SOURCE=host_of(dataset), DATE=DAY if dataset.is_of_games else "")
                if dataset.is_of_games and dataset.name not in NEEDS:
                    for name in NEEDS:
                        apart.set(NBA_SOURCE="auto")
                        assert apart.chain(name) == 0, apart.said
                    apart.set(NBA_SOURCE=host_of(dataset))
                apart.set(**narrowed(dataset))
                assert apart.chain(dataset.name) == 0, apart.said
                return rows_of(apart, dataset)

        return for_all(f"clean-{dataset.name}", build)

    return of


def by_turns(some: list, others) -> list:
    """Each of some with one of the others; in the long form with every one."""
    return [
        pytest.param(dataset, other, id=f"{dataset.name}-{getattr(other, '__name__', other)}")
        for at, dataset in enumerate(some)
        for place, other in enumerate(others)
        if IS_LONG or place == at % len(others)
    ]


@pytest.mark.parametrize("dataset, kind", by_turns(ASKED, FAULTS))
def test_an_answer_that_is_none_stores_nothing_and_the_next_run_has_all(clean, ready, dataset, kind):
    whole = clean(dataset)
    machine = ready(dataset)
    endpoints = [endpoint_of(dataset)]
    if dataset is datasets.SCHEDULE:
        endpoints = ["scheduleleaguev2", "staticData/scheduleLeagueV2"]
    if dataset.beside or dataset.name in (*NEEDS, "player-boxscores"):  # their other sources as well
        endpoints = ["stats"]
    machine.league.fault(kind, endpoints)
    status = machine.chain(dataset.name)
    stored = rows_of(machine, dataset)
    assert {game: whole[game] for game in stored} == stored, "what is stored is right"
    assert status in FAULTS[kind] or stored == whole, (status, machine.said)
    assert len(machine.said.splitlines()) <= 1 and "unexpected" not in machine.said
    machine.league.clear_faults()
    machine.forget()
    assert machine.chain(dataset.name) == 0, machine.said
    assert rows_of(machine, dataset) == whole


# -- one bad value ------------------------------------------------------


def tables(document) -> list[dict]:
    return document.get("resultSets") or []


def bad_row(document, dataset) -> None:
    """A word in the first number of one row in the middle."""
    for table in tables(document):
        headers, rows = table["headers"], table["rowSet"]
        numbers = [at for at, name in enumerate(headers) if dataset.kind(name) == "int" and not name.endswith("_RANK")]
        numbers = numbers or [at for at, name in enumerate(headers) if dataset.kind(name) == "float"]
        if numbers and rows:
            rows[len(rows) // 2][numbers[0]] = "many"
            return
    game = document.get("game") or next(iter(value for name, value in document.items() if name != "meta"))
    lists = [game.get("actions") or (game.get("officials")), (game.get("homeTeam") or {}).get("players")]
    row = next(rows for rows in lists if rows)[0]
    if "statistics" in row:
        row["statistics"]["points"] = "many"
    elif "period" in row:
        row["period"] = "many"
    else:
        row["personId"] = {"an": "object"}


def other_season(document, dataset) -> None:
    """The answer of another season, as its parameters tell."""
    told = document["parameters"]
    for part in told if isinstance(told, list) else [told]:
        part |= {name: "2019-20" for name in ("Season", "SeasonYear") if part.get(name)}


def other_league(document, dataset) -> None:
    told = document["parameters"]
    for part in told if isinstance(told, list) else [told]:
        part |= {"LeagueID": "20"} if "LeagueID" in part else {}


class Wire:
    """The league, of which the first answer of an endpoint that can be changed is changed."""

    def __init__(self, league, endpoint, change, dataset):
        self.real, self.endpoint, self.change, self.dataset = league.answer, endpoint.lower(), change, dataset
        self.is_changed = False

    def __call__(self, host, endpoint, asked, headers, fault=None):
        answer = self.real(host, endpoint, asked, headers, fault)
        if self.is_changed or not endpoint.lower().startswith(self.endpoint) or answer.status != 200:
            return answer
        document = json.loads(answer.body)
        self.change(document, self.dataset)
        self.is_changed = True
        return answer._replace(body=json.dumps(document).encode())


def is_with_numbers(dataset) -> bool:
    return any(kind in ("int", "float") for kind in dataset.types.values())


@pytest.mark.parametrize(
    "dataset",
    [dataset for dataset in ASKED if dataset.is_of_games or is_with_numbers(dataset)],
    ids=lambda dataset: dataset.name,
)
def test_one_bad_value_costs_its_game_or_row_and_no_more(clean, ready, monkeypatch, dataset):
    if dataset in (datasets.SCHEDULE, datasets.PLAYERS):
        pytest.skip("its answer has another shape: test_schedule.py, test_players.py")
    whole = clean(dataset)
    machine = ready(dataset)
    with monkeypatch.context() as patch:
        patch.setattr(machine.league, "answer", Wire(machine.league, endpoint_of(dataset), bad_row, dataset))
        assert machine.chain(dataset.name) == 65, machine.said
    stored = rows_of(machine, dataset)
    if dataset.is_of_games:
        assert len(whole) - 1 <= len(stored) < len(whole) and all(stored[game] == whole[game] for game in stored)
    elif dataset.request == "player":  # a career is one matter
        assert not stored
    else:
        rows, every = ([row for part in files.values() for row in part] for files in (stored, whole))
        assert len(rows) == len(every) - 1 and all(row in every for row in rows)
    machine.set(FORCE="1")
    assert machine.chain(dataset.name) == 0, machine.said
    assert sum(map(len, rows_of(machine, dataset).values())) == sum(map(len, whole.values()))


WITH_PARAMETERS = [
    dataset
    for dataset in ASKED
    if host_of(dataset) == "stats" and dataset.request != "game" and dataset is not datasets.SCHEDULE
]


@pytest.mark.parametrize("dataset, change", by_turns(WITH_PARAMETERS, [other_season, other_league]))
def test_an_answer_to_another_question_is_refused(ready, monkeypatch, dataset, change):
    machine = ready(dataset)
    changed = []

    def noted(document, of):
        before = json.dumps(document)
        change(document, of)
        changed.append(before != json.dumps(document))

    with monkeypatch.context() as patch:
        patch.setattr(machine.league, "answer", Wire(machine.league, endpoint_of(dataset), noted, dataset))
        status = machine.chain(dataset.name)
    if not any(changed):
        pytest.skip("its endpoint repeats no such parameter")
    assert status == 65 and "the answer is of" in machine.said, machine.said
    assert dataset is TEAM_GAMES or not machine.stored(dataset.folder) or dataset.request in ("team", "measure")
