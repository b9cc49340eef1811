"""Game logs by other measures: appended like the logs, held against them, and never with fewer players."""

import json

import pytest

from lib import datasets, seasons
from lib.nba import measures
from lib.nba.question import Question
from tests.support.stage import RECORDINGS

MEASURED = [dataset for dataset in datasets.ALL.values() if dataset.beside]
A_WEEK = "2024-10-29T11:00:00Z"


@pytest.mark.parametrize("dataset", MEASURED, ids=lambda dataset: dataset.name)
def test_a_day_of_each_is_one_request_with_a_row_for_each_of_the_logs(machine, dataset):
    for name in (dataset.name, dataset.beside):
        machine.seed(name, "2025-01-13")
        assert machine.chain(name) == 0, machine.said
    assert machine.counted()[f"stats/{dataset.endpoint}"] == 1
    rows, log = machine.stored(dataset.name), machine.stored(dataset.beside)
    assert {key.partition("/")[2] for key in rows} == {key.partition("/")[2] for key in log}
    (row,) = rows[next(iter(rows))]
    assert set(dataset.types) - {"TEAM_COUNT"} <= set(row) and not any(name.endswith("_RANK") for name in row)
    assert machine.chain(dataset.name) == 0 and machine.counted()[f"stats/{dataset.endpoint}"] == 1


@pytest.fixture
def a_week(machine):
    machine.at(A_WEEK)
    return machine


def test_the_season_so_far_is_regular_only_and_planned(a_week):
    assert a_week.main("plan", "team-games-advanced") == 0 and "1  stats/teamgamelogs" in a_week.out, a_week.out
    assert a_week.chain("team-games-advanced") == 0, a_week.said
    assert [sent["params"]["SeasonType"] for sent in a_week.league.requests if sent["host"] == "stats"] == [
        "Regular Season"
    ]
    assert a_week.main("gaps") == 0, a_week.out
    assert a_week.chain("team-games-advanced") == 0 and a_week.counted()["stats/teamgamelogs"] == 1


def test_a_player_whom_the_log_has_must_not_be_missing(a_week):
    """His game is left out and asked for again; the others are stored."""
    assert a_week.chain("player-games") == 0, a_week.said
    some = next(path for path in a_week.files("player-games") if path.parent.parent.name == "2024-10-25")
    rows = some.read_text()
    stranger = some.parent.parent / "999999" / "games.csv"
    stranger.parent.mkdir()
    stranger.write_text(rows.replace(f",{some.parent.name},", ",999999,"))
    assert a_week.chain("player-games-usage") == 65
    assert "lacks 1 of the rows of player-games, such as PLAYER_ID 999999" in a_week.said, a_week.said
    assert len(a_week.files("player-games-usage")) < len(a_week.files("player-games"))
    stranger.unlink()
    assert a_week.chain("player-games-usage") == 0, a_week.said
    assert len(a_week.files("player-games-usage")) == len(
        [path for path in a_week.files("player-games") if path.parent.parent.name >= "2024-10-22"]
    )


def test_a_corrected_value_is_found_and_ranks_are_none(a_week):
    assert a_week.chain("team-games-scoring") == 0, a_week.said
    path = a_week.files("team-games-scoring")[-3]
    header, row = path.read_text().splitlines()
    place = header.split(",").index("PCT_PTS_3PT")
    cells = row.split(",")
    cells[place] = "0.999"
    path.write_text(f"{header}\n{','.join(cells)}\n")
    a_week.at("2024-10-30T11:00:00Z")
    a_week.set(CORRECTION_DAYS="7")
    assert a_week.chain("team-games-scoring") == 0, a_week.said
    assert a_week.main("corrections") == 0
    assert a_week.out.count("team-games-scoring") == 1 and "PCT_PTS_3PT" in a_week.out, a_week.out


def test_a_backfill_has_regular_season_and_playoffs(machine):
    words = ("--from", "2023-24", "--to", "2023-24", "--datasets", "team-games-four-factors")
    assert machine.main("plan", *words) == 0 and "2  stats/teamgamelogs" in machine.out, machine.out
    assert machine.main("backfill", *words) == 0, machine.said
    assert machine.counted()["stats/teamgamelogs"] == 2
    assert machine.main("plan", *words) == 0 and "0  requests" in machine.out, "once is enough"


def test_a_game_that_the_log_itself_lacks_is_not_missed(machine):
    """Of 2022-23 the league in a box never played one game."""
    machine.set(SEASON="2022-23", SEASON_TYPE="regular")
    assert machine.chain("team-games") == 0, machine.said
    machine.league.clear_requests()
    assert machine.chain("team-games-advanced") == 0, machine.said
    assert machine.asked_endpoints() == ["stats/teamgamelogs"], "and no box score"
    machine.set(SEASON_TYPE="")
    assert machine.main("gaps") == 0, machine.out


def test_the_wnbas_are_below_its_folder(machine):
    machine.set(LEAGUE="wnba")
    machine.at("2024-07-02T11:00:00Z")
    assert machine.chain("team-games-advanced") == 0, machine.said
    assert machine.counted() == {"stats/teamgamelogs": 1} and machine.files("wnba/team-games-advanced")


def test_days_of_other_games_make_nobody_late(machine):
    """The play-in and the all-star game have no such rows, and nobody waits for them."""
    machine.seed("team-games-misc", "2025-04-13")
    machine.at("2025-04-17T11:00:00Z")
    assert machine.chain("team-games-misc") == 0, machine.said
    assert "stats/teamgamelogs" not in machine.counted()
    assert machine.main("status") == 0 and "late" not in machine.out, machine.out


# -- the second source --------------------------------------------------

WITH_BOX_SCORES = [dataset for dataset in MEASURED if measures.endpoint(*dataset.measures)]


@pytest.fixture
def an_evening(machine):
    for name in datasets.ALL:
        if datasets.find(name).is_of_games:
            machine.seed(name, "2025-01-13")
    assert machine.chain("team-games") == 0 and machine.chain("player-games") == 0, machine.said
    machine.league.clear_requests()
    return machine


@pytest.mark.parametrize("dataset", WITH_BOX_SCORES, ids=lambda dataset: dataset.name)
def test_where_the_measured_log_fails_the_box_scores_say_the_same(an_evening, dataset):
    """A request a game, one row for each of the log's; the measured log then only fills in what box scores lack."""
    an_evening.league.fault("404", [dataset.endpoint])
    assert an_evening.chain(dataset.name) == 0, an_evening.said
    games = {row["GAME_ID"] for rows in an_evening.stored("team-games").values() for row in rows}
    assert an_evening.counted()[f"stats/{measures.endpoint(*dataset.measures)}"] == len(games)
    stored = an_evening.stored(dataset.name)
    assert {key.partition("/")[2] for key in stored} == {
        key.partition("/")[2] for key in an_evening.stored(dataset.beside)
    }
    (row,) = next(iter(stored.values()))
    assert row["WL"] in "WL" and float(row["MIN"]) > 0 and row["SEASON_YEAR"] == "2024-25"
    an_evening.league.clear_faults()
    an_evening.forget()
    an_evening.set(FORCE="1")
    assert an_evening.chain(dataset.name) == 0, an_evening.said
    assert an_evening.main("corrections") == 0
    changes = [line.split(",") for line in an_evening.out.splitlines() if dataset.name in line]
    assert all(stored == "" and column not in row for *_, column, stored, _ in changes), an_evening.out


def test_players_and_teams_share_a_box_score(an_evening):
    an_evening.league.fault("404", ["playergamelogs", "teamgamelogs"])
    assert an_evening.chain("player-games-misc") == 0, an_evening.said
    sent = an_evening.counted()["stats/boxscoremiscv3"]
    assert an_evening.chain("team-games-misc") == 0, an_evening.said
    assert an_evening.counted()["stats/boxscoremiscv3"] == sent > 0


def test_without_the_log_nobody_is_asked_game_by_game(machine):
    machine.seed("player-games-misc", "2025-01-13")
    machine.league.fault("404", ["playergamelogs"])
    assert machine.chain("player-games-misc") == 65 and "run make player-games first" in machine.said
    assert "stats/boxscoremiscv3" not in machine.counted() and not machine.files("player-games-misc")


def test_a_game_whose_minutes_are_others_is_left_out_and_asked_for_again(an_evening):
    """The others are stored; no budget is left is no failure either."""
    (path, *_) = an_evening.files("team-games")
    header, row = path.read_text().splitlines()
    cells = dict(zip(header.split(","), row.split(",")))
    path.write_text(f"{header}\n{','.join((cells | {'MIN': '999'}).values())}\n")
    an_evening.league.fault("404", ["teamgamelogs"])
    assert an_evening.chain("team-games-scoring") == 65 and "and 999 in team-games" in an_evening.said
    stored = {row["GAME_ID"] for rows in an_evening.stored("team-games-scoring").values() for row in rows}
    assert stored and cells["GAME_ID"] not in stored
    path.write_text(f"{header}\n{row}\n")
    assert an_evening.chain("team-games-scoring") == 0, an_evening.said
    stored = {row["GAME_ID"] for rows in an_evening.stored("team-games-scoring").values() for row in rows}
    assert cells["GAME_ID"] in stored


RECORDED = [
    (dataset, path)
    for dataset in WITH_BOX_SCORES
    for path in sorted((RECORDINGS / "stats" / measures.endpoint(*dataset.measures)).glob("0022200552*.json"))
]


@pytest.mark.parametrize(("dataset", "path"), RECORDED, ids=lambda value: getattr(value, "name", ""))
def test_a_recorded_box_score_becomes_the_rows_of_the_log(machine, play, dataset, path):
    """Every number of each who played, by the name that the log has for it."""
    document = json.loads(path.read_bytes())
    (box,) = (part for name, part in document.items() if name != "meta")
    who, of_teams = dataset.key[-1], dataset.beside == "team-games"
    sent = {f"{side['teamId']}": side for side in (box["homeTeam"], box["awayTeam"])}
    if not of_teams:
        sent = {f"{player['personId']}": player for side in sent.values() for player in side["players"]}
    sent = {key: line["statistics"] for key, line in sent.items() if line["statistics"]["minutes"]}
    logged = []
    for place, key in enumerate(sent):
        names = {
            "TEAM_ID": key if of_teams else box["homeTeamId"],
            "TEAM_ABBREVIATION": "CLE",
            "TEAM_NAME": "Cleveland",
        }
        names |= {"GAME_ID": "0022200552", "GAME_DATE": "2023-01-02", "MATCHUP": "CLE vs. CHI", "WL": "LW"[place % 2]}
        logged.append(names | {"PLAYER_ID": key, "PLAYER_NAME": "A", "MIN": ""})
    rows = measures.of_game(question_of(dataset), "0022200552", logged) if play({path.parent.name: document}) else []
    columns = measures.COLUMNS[dataset.measures[0]]
    if dataset.name == "player-games-advanced":
        columns = columns | measures.OF_A_PLAYER
    if dataset.name == "team-games-misc":  # its log has none of these
        columns = {column: name for column, name in columns.items() if column not in ("BLK", "BLKA", "PF", "PFD")}
    assert len(rows) == len(sent) >= 2
    for row in rows:
        line = sent[row[who]]
        for column, name in columns.items():
            told = (
                round(line[name] / 100, 3)
                if (column, dataset.name) == ("TM_TOV_PCT", "team-games-advanced")
                else line[name]
            )
            assert row[column] == told and dataset.kind(column) in ("int", "float"), column
        unused = (
            set(line) - set(columns.values()) - {"minutes"} - {name for name in line if name.startswith("estimated")}
        )
        assert unused <= {"usagePercentage", "blocks", "blocksAgainst", "foulsPersonal", "foulsDrawn"}
        minutes_, seconds = map(int, line["minutes"].split(":"))
        assert row["MIN"] == (minutes_ + seconds / 60) / (5 if of_teams else 1)


def question_of(dataset):
    day = seasons.day("2023-01-02")
    span = seasons.Span(day, day)
    return Question(dataset, "2022-23", "Regular Season", span, span, day)
