"""Game logs by other measures: appended like the logs, held against them, and never with fewer players."""

import pytest

from lib import datasets

MEASURED = [dataset for dataset in datasets.ALL.values() if dataset.beside]
A_WEEK = "2024-10-29T11:00:00Z"


@pytest.mark.parametrize("dataset", MEASURED, ids=lambda dataset: dataset.name)
def test_a_day_of_each_is_one_request_with_a_row_for_each_of_the_logs(upstream, dataset):
    for name in (dataset.name, dataset.beside):
        upstream.seed(name, "2025-01-13")
        assert upstream.chain(name) == 0, upstream.said
    assert upstream.counted()[f"stats/{dataset.endpoint}"] == 1
    rows, log = upstream.stored(dataset.name), upstream.stored(dataset.beside)
    assert {key.partition("/")[2] for key in rows} == {key.partition("/")[2] for key in log}
    (row,) = rows[next(iter(rows))]
    assert set(dataset.types) - {"TEAM_COUNT"} <= set(row) and not any(name.endswith("_RANK") for name in row)
    assert upstream.chain(dataset.name) == 0 and upstream.counted()[f"stats/{dataset.endpoint}"] == 1


@pytest.fixture
def a_week(upstream):
    upstream.at(A_WEEK)
    return upstream


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


def test_a_backfill_has_regular_season_and_playoffs(upstream):
    words = ("--from", "2023-24", "--to", "2023-24", "--datasets", "team-games-four-factors")
    assert upstream.main("plan", *words) == 0 and "2  stats/teamgamelogs" in upstream.out, upstream.out
    assert upstream.main("backfill", *words) == 0, upstream.said
    assert upstream.counted()["stats/teamgamelogs"] == 2
    assert upstream.main("plan", *words) == 0 and "0  requests" in upstream.out, "once is enough"


def test_the_wnbas_are_below_its_folder(upstream):
    upstream.set(LEAGUE="wnba")
    upstream.at("2024-07-02T11:00:00Z")
    assert upstream.chain("team-games-advanced") == 0, upstream.said
    assert upstream.counted() == {"stats/teamgamelogs": 1} and upstream.files("wnba/team-games-advanced")


def test_days_of_other_games_make_nobody_late(upstream):
    """The play-in and the all-star game have no such rows, and nobody waits for them."""
    upstream.seed("team-games-misc", "2025-04-13")
    upstream.at("2025-04-17T11:00:00Z")
    assert upstream.chain("team-games-misc") == 0, upstream.said
    assert "stats/teamgamelogs" not in upstream.counted()
    assert upstream.main("status") == 0 and "late" not in upstream.out, upstream.out
