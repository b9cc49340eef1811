"""A season's statistics, a request a measure; rosters, a request a team; franchises, two tables in one answer."""

import json

import pytest

from lib import datasets
from lib.csvfile import text
from lib.datasets import COACHES, FRANCHISES, PLAYER_SEASON_STATS, ROSTERS, TEAM_SEASON_STATS
from tests.support.stage import RECORDINGS

STATS = (PLAYER_SEASON_STATS, TEAM_SEASON_STATS)


@pytest.mark.parametrize("dataset", STATS, ids=lambda dataset: dataset.name)
def test_every_measure_is_asked_for_once_a_day_as_planned(upstream, dataset):
    upstream.at("2024-11-05T11:00:00Z")
    endpoint, count = f"stats/{dataset.endpoint}", len(dataset.measures)
    assert upstream.main("plan", dataset.name) == 0 and f"{count}  {endpoint}" in upstream.out, upstream.out
    assert upstream.chain(dataset.name) == 0, upstream.said
    assert upstream.chain(dataset.name) == 0 and upstream.counted() == {endpoint: count}
    stored = upstream.stored(dataset.name)
    measures = {measure.replace(" ", "") for measure in dataset.measures}
    assert set(stored) == {f"{dataset.name}/2024-11-05/22024/{measure}.csv" for measure in measures}
    assert len({tuple(rows[0]) for rows in stored.values()}) == count, "each measure has its columns"
    assert all("GP_RANK" in rows[0] for rows in stored.values())
    upstream.at("2024-11-06T11:00:00Z")
    assert upstream.chain(dataset.name) == 0 and len(upstream.files(dataset.name)) == 2 * count


@pytest.mark.parametrize(("typed", "stored"), [("Advanced", "Advanced"), ("four-factors", "FourFactors")])
def test_one_measure_can_be_asked_for_and_says_nothing_of_the_others(upstream, typed, stored):
    upstream.set(MEASURE=typed, TYPED="MEASURE")
    assert upstream.chain("team-season-stats") == 0, upstream.said
    assert list(upstream.stored("team-season-stats")) == [f"team-season-stats/2025-01-15/22024/{stored}.csv"]
    upstream.set(MEASURE="", TYPED="")
    assert upstream.chain("team-season-stats") == 0 and len(upstream.files("team-season-stats")) == 7


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("team-season-stats", "Advancd", "did you mean Advanced?"),
        ("team-season-stats", "Usage", "there are Base"),
        ("standings", "Base", "standings has no use for MEASURE"),
    ],
)
def test_a_measure_that_is_none_is_refused_with_the_nearest(upstream, name, typed, said):
    upstream.set(MEASURE=typed, TYPED="MEASURE")
    assert upstream.chain(name) == 2 and said in upstream.said, upstream.said
    assert not upstream.league.requests


def test_a_past_season_has_both_types_and_is_fetched_once(upstream):
    words = ("--from", "2023-24", "--to", "2023-24", "--datasets", "team-season-stats")
    assert upstream.main("plan", *words) == 0 and "14  stats/leaguedashteamstats" in upstream.out
    assert upstream.main("backfill", *words) == 0, upstream.said
    assert upstream.counted() == {"stats/leaguedashteamstats": 14}
    assert {key.split("/")[2] for key in upstream.stored("team-season-stats")} == {"22023", "42023"}
    assert upstream.main("plan", *words) == 0 and "0  requests" in upstream.out


def test_a_type_that_is_over_is_left_alone_and_in_summer_nothing_is_due(upstream):
    """In July the regular season is complete after its first copy; the playoffs go on to be asked for."""
    upstream.at("2025-05-20T11:00:00Z")
    assert upstream.chain("team-season-stats") == 0, upstream.said
    assert upstream.counted() == {"stats/leaguedashteamstats": 14}
    upstream.at("2025-05-21T11:00:00Z")
    upstream.league.clear_requests()
    assert upstream.chain("team-season-stats") == 0, upstream.said
    assert {sent["params"]["SeasonType"] for sent in upstream.league.requests} == {"Playoffs"}
    upstream.at("2025-08-20T11:00:00Z")
    assert upstream.chain("team-season-stats") == 0, upstream.said
    upstream.at("2025-08-29T11:00:00Z")
    upstream.league.clear_requests()
    assert upstream.chain("team-season-stats") == 0 and not upstream.league.requests


@pytest.mark.parametrize("dataset", STATS, ids=lambda dataset: dataset.name)
def test_no_row_of_a_season_that_is_on_is_nonsense(upstream, dataset):
    upstream.at("2024-11-05T11:00:00Z")
    upstream.league.fault("empty-results", ["stats"])
    assert upstream.chain(dataset.name) == 65 and not upstream.files(dataset.name)


def test_before_the_season_there_is_nothing_to_ask_for(upstream):
    upstream.at("2024-09-20T11:00:00Z")
    assert upstream.chain("team-season-stats") == 0 and not upstream.league.requests


@pytest.mark.parametrize("dataset", STATS, ids=lambda dataset: dataset.name)
def test_an_answer_with_fewer_games_than_are_stored_is_of_an_earlier_day(upstream, dataset):
    upstream.at("2024-11-05T11:00:00Z")
    log = "player-games" if dataset is PLAYER_SEASON_STATS else "team-games"
    assert upstream.chain(log) == 0, upstream.said
    upstream.league.now = "2024-11-03T11:00:00Z"
    upstream.set(MEASURE="Base", TYPED="MEASURE")
    assert upstream.chain(dataset.name) == 65 and "of an earlier day" in upstream.said
    assert not upstream.files(dataset.name)
    upstream.league.now = "2024-11-05T11:00:00Z"
    assert upstream.chain(dataset.name) == 0, "the games add up"


def half_the_points(document):
    (table,) = document["resultSets"]
    place = table["headers"].index("PTS")
    for row in table["rowSet"]:
        row[place] //= 2


def points_of_another(document):
    (table,) = document["resultSets"]
    place = table["headers"].index("PTS")
    first, second = table["rowSet"][:2]
    first[place], second[place] = 0, first[place] + second[place]


@pytest.mark.parametrize(("name", "change", "said"), [
    ("player-season-stats", half_the_points, "in the stored team-games"),
    ("team-season-stats", half_the_points, "in the stored team-games"),
    ("team-season-stats", points_of_another, "0 points of team"),
])  # fmt: skip
def test_an_answer_with_fewer_points_than_all_stored_games_is_a_part(upstream, alter, name, change, said):
    upstream.at("2025-05-20T11:00:00Z")
    upstream.set(SEASON="2023-24", SEASON_TYPE="Playoffs", TYPED="SEASON SEASON_TYPE")
    assert upstream.chain("team-games") == 0, upstream.said
    alter(datasets.find(name).endpoint, change)
    upstream.set(MEASURE="Base", TYPED="SEASON SEASON_TYPE MEASURE")
    assert upstream.chain(name) == 65 and said in upstream.said, upstream.said
    assert not upstream.files(name)
    alter(datasets.find(name).endpoint, lambda document: None)
    assert upstream.chain(name) == 0, "the points add up"


def test_rosters_and_coaches_are_one_request_a_team(upstream):
    assert upstream.main("plan", "rosters", "coaches") == 0 and "30  stats/commonteamroster" in upstream.out
    assert upstream.chain("rosters") == 0 and upstream.chain("coaches") == 0, upstream.said
    assert upstream.counted() == {"stats/commonteamroster": 30}
    rosters, coaches = upstream.stored("rosters"), upstream.stored("coaches")
    assert len(rosters) == len(coaches) == 30 and "rosters/2025-01-15/2024/1610612747.csv" in rosters
    assert all(len(rows) > 10 for rows in rosters.values())
    assert all("Head Coach" in {row["COACH_TYPE"] for row in rows} for rows in coaches.values())
    assert upstream.chain("rosters") == 0 and upstream.counted() == {"stats/commonteamroster": 30}


def test_a_teams_roster_can_be_asked_for_and_a_broken_one_costs_only_itself(upstream):
    upstream.set(TEAM="LAL", TYPED="TEAM")
    assert upstream.chain("rosters") == 0, upstream.said
    assert list(upstream.stored("rosters")) == ["rosters/2025-01-15/2024/1610612747.csv"]
    upstream.set(TEAM="", TYPED="")
    upstream.league.fault("empty-results", ["commonteamroster"], count=1)
    assert upstream.chain("rosters") == 65 and len(upstream.files("rosters")) == 29
    assert upstream.chain("rosters") == 0 and len(upstream.files("rosters")) == 30
    assert upstream.counted() == {"stats/commonteamroster": 31}, "what came is not asked for again"


def test_past_rosters_are_complete_once(upstream):
    upstream.set(SEASON="2022-23", TYPED="SEASON")
    assert upstream.chain("rosters") == 0 and upstream.chain("rosters") == 0
    assert upstream.counted() == {"stats/commonteamroster": 30} and len(upstream.files("rosters")) == 30


def test_franchises_and_those_that_are_gone_are_one_table(upstream):
    assert upstream.chain("franchises") == 0, upstream.said
    (rows,) = upstream.stored("franchises").values()
    assert {row["IS_DEFUNCT"] for row in rows} == {"0", "1"} and upstream.counted() == {"stats/franchisehistory": 1}
    assert upstream.chain("franchises") == 0 and upstream.counted() == {"stats/franchisehistory": 1}


RECORDED = [
    (FRANCHISES, "default", "2026-02-22T11:00:00Z", {}),
    (ROSTERS, "2025_26-1610612739", "2026-02-22T11:00:00Z", {"TEAM": "CLE"}),
    (COACHES, "2025_26-1610612739", "2026-02-22T11:00:00Z", {"TEAM": "CLE"}),
    (PLAYER_SEASON_STATS, "Base-Totals-2025_26", "2026-02-22T11:00:00Z", {"MEASURE": "Base"}),
    (TEAM_SEASON_STATS, "Base-Totals-2025_26", "2026-02-22T11:00:00Z", {"MEASURE": "Base"}),
]


@pytest.mark.parametrize(("dataset", "start", "now", "typed"), RECORDED, ids=lambda value: getattr(value, "name", ""))
def test_its_recording_is_stored_whole_in_its_types(upstream, recordings, dataset, start, now, typed):
    (path,) = (RECORDINGS / "stats" / dataset.endpoint).glob(f"{start}*.json")
    upstream.set(NBA_STATS_URL=recordings.stats_url, NBA_CDN_URL=recordings.cdn_url, NOW=now, **typed)
    assert upstream.chain(dataset.name) == 0, upstream.said
    rows = [row for part in upstream.stored(dataset.name).values() for row in part]
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


def test_each_of_them_has_a_table_and_a_view(upstream):
    upstream.at("2024-11-05T11:00:00Z")
    for name in ("rosters", "coaches", "franchises", "team-season-stats"):
        assert upstream.chain(name) == 0, upstream.said
    sql = (
        "SELECT count(*) AS n FROM team_season_stats WHERE MEASURE = 'Advanced' AND season = '2024-25' AND PIE_RANK > 0"
    )
    assert upstream.main("query", sql, "--format", "csv") == 0 and upstream.out.split() == ["n", "30"], upstream.said
    for view in ("rosters", "coaches", "franchises"):
        assert upstream.main("query", f"SELECT count(*) AS n FROM {view}", "--format", "csv") == 0
        assert int(upstream.out.split()[1]) >= len(datasets.find(view).name), upstream.out
