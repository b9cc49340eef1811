"""A season's statistics, a request a measure; rosters, a request a team; franchises, two tables in one answer."""

import json

import pytest

from lib import datasets
from lib.csvfile import text
from lib.datasets import COACHES, FRANCHISES, PLAYER_SEASON_STATS, ROSTERS, TEAM_SEASON_STATS
from tests.support.stage import RECORDINGS

STATS = (PLAYER_SEASON_STATS, TEAM_SEASON_STATS)


@pytest.mark.parametrize("dataset", STATS, ids=lambda dataset: dataset.name)
def test_every_measure_is_asked_for_once_a_day_as_planned(machine, dataset):
    machine.at("2024-11-05T11:00:00Z")
    endpoint, count = f"stats/{dataset.endpoint}", len(dataset.measures)
    assert machine.main("plan", dataset.name) == 0 and f"{count}  {endpoint}" in machine.out, machine.out
    assert machine.chain(dataset.name) == 0, machine.said
    assert machine.chain(dataset.name) == 0 and machine.counted() == {endpoint: count}
    stored = machine.stored(dataset.name)
    measures = {measure.replace(" ", "") for measure in dataset.measures}
    assert set(stored) == {f"{dataset.name}/2024-11-05/22024/{measure}.csv" for measure in measures}
    assert len({tuple(rows[0]) for rows in stored.values()}) == count, "each measure has its columns"
    assert all("GP_RANK" in rows[0] for rows in stored.values())
    machine.at("2024-11-06T11:00:00Z")
    assert machine.chain(dataset.name) == 0 and len(machine.files(dataset.name)) == 2 * count


@pytest.mark.parametrize(("typed", "stored"), [("Advanced", "Advanced"), ("four-factors", "FourFactors")])
def test_one_measure_can_be_asked_for_and_says_nothing_of_the_others(machine, typed, stored):
    machine.set(MEASURE=typed, TYPED="MEASURE")
    assert machine.chain("team-season-stats") == 0, machine.said
    assert list(machine.stored("team-season-stats")) == [f"team-season-stats/2025-01-15/22024/{stored}.csv"]
    machine.set(MEASURE="", TYPED="")
    assert machine.chain("team-season-stats") == 0 and len(machine.files("team-season-stats")) == 7


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("team-season-stats", "Advancd", "did you mean Advanced?"),
        ("team-season-stats", "Usage", "there are Base"),
        ("standings", "Base", "standings has no use for MEASURE"),
    ],
)
def test_a_measure_that_is_none_is_refused_with_the_nearest(machine, name, typed, said):
    machine.set(MEASURE=typed, TYPED="MEASURE")
    assert machine.chain(name) == 2 and said in machine.said, machine.said
    assert not machine.league.requests


def test_a_past_season_has_both_types_and_is_fetched_once(machine):
    words = ("--from", "2023-24", "--to", "2023-24", "--datasets", "team-season-stats")
    assert machine.main("plan", *words) == 0 and "14  stats/leaguedashteamstats" in machine.out
    assert machine.main("backfill", *words) == 0, machine.said
    assert machine.counted() == {"stats/leaguedashteamstats": 14}
    assert {key.split("/")[2] for key in machine.stored("team-season-stats")} == {"22023", "42023"}
    assert machine.main("plan", *words) == 0 and "0  requests" in machine.out


def test_a_type_that_is_over_is_left_alone_and_in_summer_nothing_is_due(machine):
    """In July the regular season is complete after its first copy; the playoffs go on to be asked for."""
    machine.at("2025-05-20T11:00:00Z")
    assert machine.chain("team-season-stats") == 0, machine.said
    assert machine.counted() == {"stats/leaguedashteamstats": 14}
    machine.at("2025-05-21T11:00:00Z")
    machine.league.clear_requests()
    assert machine.chain("team-season-stats") == 0, machine.said
    assert {sent["params"]["SeasonType"] for sent in machine.league.requests} == {"Playoffs"}
    machine.at("2025-08-20T11:00:00Z")
    assert machine.chain("team-season-stats") == 0, machine.said
    machine.at("2025-08-29T11:00:00Z")
    machine.league.clear_requests()
    assert machine.chain("team-season-stats") == 0 and not machine.league.requests


@pytest.mark.parametrize("dataset", STATS, ids=lambda dataset: dataset.name)
def test_no_row_of_a_season_that_is_on_is_nonsense(machine, dataset):
    machine.at("2024-11-05T11:00:00Z")
    machine.league.fault("empty-results", ["stats"])
    assert machine.chain(dataset.name) == 65 and not machine.files(dataset.name)


def test_before_the_season_there_is_nothing_to_ask_for(machine):
    machine.at("2024-09-20T11:00:00Z")
    assert machine.chain("team-season-stats") == 0 and not machine.league.requests


@pytest.mark.parametrize("dataset", STATS, ids=lambda dataset: dataset.name)
def test_an_answer_with_fewer_games_than_are_stored_is_of_an_earlier_day(machine, dataset):
    machine.at("2024-11-05T11:00:00Z")
    log = "player-games" if dataset is PLAYER_SEASON_STATS else "team-games"
    assert machine.chain(log) == 0, machine.said
    machine.league.now = "2024-11-03T11:00:00Z"
    machine.set(MEASURE="Base", TYPED="MEASURE")
    assert machine.chain(dataset.name) == 65 and "of an earlier day" in machine.said
    assert not machine.files(dataset.name)
    machine.league.now = "2024-11-05T11:00:00Z"
    assert machine.chain(dataset.name) == 0, "the games add up"


def half_the_points(document):
    (table,) = document["resultSets"]
    place = table["headers"].index("PTS")
    for row in table["rowSet"]:
        row[place] //= 2


def no_whole_numbers(document):
    """As PerGame has them: of nearly all players nothing can be stored."""
    (table,) = document["resultSets"]
    place = table["headers"].index("FGM")
    for row in table["rowSet"][20:]:
        row[place] += 0.5


def points_of_another(document):
    (table,) = document["resultSets"]
    place = table["headers"].index("PTS")
    first, second = table["rowSet"][:2]
    first[place], second[place] = 0, first[place] + second[place]


@pytest.mark.parametrize(("name", "change", "said"), [
    ("player-season-stats", half_the_points, "in the stored team-games"),
    ("team-season-stats", half_the_points, "in the stored team-games"),
    ("team-season-stats", points_of_another, "0 points of team"),
    ("player-season-stats", no_whole_numbers, "in the stored team-games"),
])  # fmt: skip
@pytest.mark.parametrize("is_over", [True, False])
def test_an_answer_with_fewer_points_than_the_stored_games_is_a_part(machine, alter, name, change, said, is_over):
    machine.at("2025-05-20T11:00:00Z" if is_over else "2024-11-01T11:00:00Z")
    season = ("2023-24", "Playoffs") if is_over else ("2024-25", "Regular Season")
    machine.set(SEASON=season[0], SEASON_TYPE=season[1], TYPED="SEASON SEASON_TYPE")
    assert machine.chain("team-games") == 0, machine.said
    alter(datasets.find(name).endpoint, change)
    machine.set(MEASURE="Base", TYPED="SEASON SEASON_TYPE MEASURE")
    assert machine.chain(name) == 65 and said in machine.said, machine.said
    assert not machine.files(name)
    alter(datasets.find(name).endpoint, lambda document: None)
    assert machine.chain(name) == 0, "the points add up"


def test_rosters_and_coaches_are_one_request_a_team(machine):
    assert machine.main("plan", "rosters", "coaches") == 0 and "30  stats/commonteamroster" in machine.out
    assert machine.chain("rosters") == 0 and machine.chain("coaches") == 0, machine.said
    assert machine.counted() == {"stats/commonteamroster": 30}
    rosters, coaches = machine.stored("rosters"), machine.stored("coaches")
    assert len(rosters) == len(coaches) == 30 and "rosters/2025-01-15/2024/1610612747.csv" in rosters
    assert all(len(rows) > 10 for rows in rosters.values())
    assert all("Head Coach" in {row["COACH_TYPE"] for row in rows} for rows in coaches.values())
    assert machine.chain("rosters") == 0 and machine.counted() == {"stats/commonteamroster": 30}


def test_a_teams_roster_can_be_asked_for_and_a_broken_one_costs_only_itself(machine):
    machine.set(TEAM="LAL", TYPED="TEAM")
    assert machine.chain("rosters") == 0, machine.said
    assert list(machine.stored("rosters")) == ["rosters/2025-01-15/2024/1610612747.csv"]
    machine.set(TEAM="", TYPED="")
    machine.league.fault("empty-results", ["commonteamroster"], count=1)
    assert machine.chain("rosters") == 65 and len(machine.files("rosters")) == 29
    assert machine.chain("rosters") == 0 and len(machine.files("rosters")) == 30
    assert machine.counted() == {"stats/commonteamroster": 31}, "what came is not asked for again"


def test_past_rosters_are_complete_once(machine):
    machine.set(SEASON="2022-23", TYPED="SEASON")
    assert machine.chain("rosters") == 0 and machine.chain("rosters") == 0
    assert machine.counted() == {"stats/commonteamroster": 30} and len(machine.files("rosters")) == 30


def test_franchises_and_those_that_are_gone_are_one_table(machine):
    assert machine.chain("franchises") == 0, machine.said
    (rows,) = machine.stored("franchises").values()
    assert {row["IS_DEFUNCT"] for row in rows} == {"0", "1"} and machine.counted() == {"stats/franchisehistory": 1}
    assert machine.chain("franchises") == 0 and machine.counted() == {"stats/franchisehistory": 1}


RECORDED = [
    (FRANCHISES, "default", "2026-02-22T11:00:00Z", {}),
    (ROSTERS, "2025_26-1610612739", "2026-02-22T11:00:00Z", {"TEAM": "CLE"}),
    (COACHES, "2025_26-1610612739", "2026-02-22T11:00:00Z", {"TEAM": "CLE"}),
    (PLAYER_SEASON_STATS, "Base-Totals-2025_26", "2026-02-22T11:00:00Z", {"MEASURE": "Base"}),
    (TEAM_SEASON_STATS, "Base-Totals-2025_26", "2026-02-22T11:00:00Z", {"MEASURE": "Base"}),
]


@pytest.mark.parametrize(("dataset", "start", "now", "typed"), RECORDED, ids=lambda value: getattr(value, "name", ""))
def test_its_recording_is_stored_whole_in_its_types(recorded, dataset, start, now, typed):
    (path,) = (RECORDINGS / "stats" / dataset.endpoint).glob(f"{start}*.json")
    recorded.set(NOW=now, **typed)
    assert recorded.chain(dataset.name) == 0, recorded.said
    rows = [row for part in recorded.stored(dataset.name).values() for row in part]
    tables = [
        table for table in json.loads(path.read_bytes())["resultSets"] if set(dataset.key[-1:]) <= {*table["headers"]}
    ]
    sent = [dict(zip(table["headers"], values)) for table in tables for values in table["rowSet"]]
    own = {"IS_DEFUNCT", "SEASON_ID", "MEASURE"} - set(tables[0]["headers"])
    stored = [{name: value for name, value in row.items() if name not in own} for row in rows]
    as_text = [{name: text(value, dataset.kind(name)) for name, value in row.items()} for row in sent]
    assert sorted(map(str, stored)) == sorted(map(str, as_text))
    kinds = {str: "text", int: "int", float: "float"}
    for name in sent[0]:
        seen = {kinds[type(row[name])] for row in sent if row[name] is not None}
        assert "ID" in name or seen <= {dataset.kind(name)} or (seen, dataset.kind(name)) == ({"int"}, "float"), name


def test_each_of_them_has_a_table_and_a_view(machine):
    machine.at("2024-11-05T11:00:00Z")
    for name in ("rosters", "coaches", "franchises", "team-season-stats"):
        assert machine.chain(name) == 0, machine.said
    sql = (
        "SELECT count(*) AS n FROM team_season_stats WHERE MEASURE = 'Advanced' AND season = '2024-25' AND PIE_RANK > 0"
    )
    assert machine.main("query", sql, "--format", "csv") == 0 and machine.out.split() == ["n", "30"], machine.said
    for view in ("rosters", "coaches", "franchises"):
        assert machine.main("query", f"SELECT count(*) AS n FROM {view}", "--format", "csv") == 0
        assert int(machine.out.split()[1]) >= len(datasets.find(view).name), machine.out
