"""A part of an answer, or of another game, is never taken for the whole: it costs its game, and is asked for again."""

import json

import pytest

from lib import datasets, holes

DAY = "2025-01-14"


@pytest.fixture
def evening(upstream, for_all):
    """A machine that has the logs of one evening, and is to fetch nothing but it."""
    upstream.set(DATE=DAY)
    upstream.has(for_all, "evening", "team-games", "player-games")
    return upstream


def a_game(upstream) -> str:
    return min(row["GAME_ID"] for rows in upstream.stored("team-games").values() for row in rows)


def of_rows(change):
    """change(row as a dict) -> the row, or None: left out; of every row of an answer's first table."""

    def altered(document):
        table = document["resultSets"][0]
        rows = [dict(zip(table["headers"], row, strict=True)) for row in table["rowSet"]]
        table["rowSet"] = [list(row.values()) for row in map(change, rows) if row]

    return altered


def without(column):
    def altered(document):
        for table in document["resultSets"]:
            place = table["headers"].index(column) if column in table["headers"] else None
            for row in (table["headers"], *table["rowSet"]) if place is not None else ():
                del row[place]

    return altered


def every(number):
    """Leaves out each so many-th of a team's rows."""
    seen = {}

    def change(row):
        seen[row["TEAM_ID"]] = seen.get(row["TEAM_ID"], 0) + 1
        return row if seen[row["TEAM_ID"]] % number else None

    return change


def missed_shots(row):
    return row if row["SHOT_MADE_FLAG"] else None


def shorter(row):
    return row | {"MIN": row["MIN"] + 11}


def a_day_early(row):
    return row | {"GAME_DATE": "2025-01-13T00:00:00"}


def five_off(row):
    return row | {"OPP_PTS": row["OPP_PTS"] + 5}


def actions(keep):
    def altered(document):
        document["game"]["actions"] = keep(document["game"]["actions"])

    return altered


def a_stranger(events):
    events[9]["teamId"] = 1610612799
    return events


@pytest.mark.parametrize(("name", "change", "said"), [
    ("shots", of_rows(missed_shots), "field goals tried, and the stored team-games"),
    ("play-by-play", actions(lambda events: events[-3:]), "has no event of period 1"),
    ("play-by-play", actions(lambda events: events[:20] + events[len(events) // 3:]), "made, and the stored"),
    ("play-by-play", actions(a_stranger), "has events of team 1610612799, which did not play"),
    ("hustle", of_rows(every(3)), "players, and the stored player-games"),
    ("tracking", of_rows(every(3)), "for 4 of 16 players"),
    ("lineups", of_rows(every(3)), "points, and the stored team-games"),
    ("player-games-advanced", of_rows(shorter), "minutes, and player-games"),
    ("team-games-misc", of_rows(shorter), "minutes, and team-games"),
    ("team-games-opponent", of_rows(five_off), "gives the opponent"),
])  # fmt: skip
def test_what_cannot_be_the_whole_evening_is_left_out(evening, alter, name, change, said):
    endpoint = next(endpoint for endpoint in datasets.find(name).sources.values() if endpoint)
    alter(endpoint, change)
    evening.set(NBA_SOURCE="stats")
    assert evening.chain(name) == 65 and said in evening.said, evening.said
    assert not evening.files(name) and not holes.of_the_league(name)


def test_a_game_is_dated_as_in_the_log_beside_it(upstream, alter):
    upstream.set(DATE_FROM="2025-01-13", DATE_TO=DAY)
    assert upstream.chain("player-games") == 0, upstream.said
    alter("playergamelogs", of_rows(lambda row: a_day_early(row) if DAY in row["GAME_DATE"] else row))
    assert upstream.chain("player-games-usage") == 65
    assert "is dated 2025-01-13, and 2025-01-14 in player-games" in upstream.said, upstream.said


@pytest.mark.parametrize("change", [
    of_rows(lambda row: None), of_rows(every(2)), of_rows(lambda row: row | {"TEAM_ID": 1610612799}),
], ids=["empty", "half", "another team"])  # fmt: skip
def test_one_measure_of_tracking_that_differs_from_the_others_costs_its_games(evening, alter, change):
    """Twelve answers make a row; one that is cut would leave its columns empty for good."""

    def of_one(document):
        if document["parameters"]["PtMeasureType"] == "Rebounding":
            change(document)

    alter("leaguedashptstats", of_one)
    assert evening.chain("tracking") == 65, evening.said
    assert not evening.files("tracking")


@pytest.mark.parametrize("lost", [str, int], ids=["text", "number"])
def test_a_game_id_without_its_zeros_costs_its_game_and_is_asked_for_again(evening, alter, lost):
    game = a_game(evening)

    def cut(row):
        return row | ({"GAME_ID": lost(int(row["GAME_ID"]))} if row["GAME_ID"] == game else {})

    alter("shotchartdetail", of_rows(cut))
    assert evening.chain("shots") == 65 and "is not ten digits" in evening.said, evening.said
    assert game not in {path.parent.name for path in evening.files("shots")} and evening.files("shots")
    assert game not in holes.of_the_league("shots")


@pytest.mark.parametrize(("name", "column"), [("hustle", "DEFLECTIONS"), ("player-games-advanced", "OFF_RATING")])
def test_a_column_that_a_game_lost_is_told(evening, alter, caplog, name, column):
    assert evening.chain(name) == 0 and "any more" not in caplog.text
    alter(datasets.find(name).endpoint, without(column))
    evening.set(FORCE="1")
    for kept in evening.data.glob("_metadata/answers/**/*.json"):
        kept.unlink()
    assert evening.chain(name) == 0
    assert f"{name}: no column {column} any more; empty from now on" in caplog.text


def nothing_of_shots(document):
    of_rows(lambda row: row if row["GAME_ID"] < "0042300105" else None)(document)


@pytest.mark.parametrize(("name", "endpoint", "change"), [
    ("shots", "shotchartdetail", nothing_of_shots),
    ("play-by-play", "playbyplayv3", actions(lambda events: [])),
])  # fmt: skip
def test_a_past_season_is_not_lost_to_one_odd_answer(upstream, alter, caplog, name, endpoint, change):
    """Many games of which nothing comes count as missing until the league says so on three days."""
    upstream.set(SEASON="2023-24", SEASON_TYPE="playoffs", NBA_MAX_REQUESTS="200")
    assert upstream.chain("team-games") == 0, upstream.said
    games = {row["GAME_ID"] for rows in upstream.stored("team-games").values() for row in rows}
    alter(endpoint, change)
    caplog.set_level("INFO")
    assert upstream.chain(name) == 0 and "asked for again until it says so on three days" in caplog.text
    assert upstream.main("gaps") == 65 and name in upstream.out, upstream.out
    assert upstream.main("status", "--json") == 0
    (state,) = [entry for entry in json.loads(upstream.out) if entry["dataset"] == name]
    assert state["state"] == "incomplete", state
    upstream.set(NBA_STATS_URL=upstream.league.stats_url, NBA_CDN_URL=upstream.league.cdn_url)
    assert upstream.chain(name) == 0, upstream.said
    assert {path.parent.name for path in upstream.files(name)} == games
    assert upstream.main("gaps") == 0, upstream.out


def test_gaps_names_the_games_of_which_the_league_kept_nothing(upstream, alter):
    upstream.set(SEASON="2023-24", SEASON_TYPE="playoffs")
    assert upstream.chain("team-games") == 0, upstream.said
    game = a_game(upstream)
    alter("shotchartdetail", of_rows(lambda row: row if row["GAME_ID"] != game else None))
    assert upstream.chain("shots") == 0, upstream.said
    assert upstream.main("gaps") == 0 and "no error: nothing kept of " in upstream.out, upstream.out
    (row, *_) = [row for rows in upstream.stored("team-games").values() for row in rows if row["GAME_ID"] == game]
    assert row["GAME_DATE"] in upstream.out.split("nothing kept of ")[1]
