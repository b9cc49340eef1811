"""LEAGUE=wnba: the same scripts, another league; its data lie beside the NBA's and do not mix with them."""

import pytest

AFTER, DURING = "2024-12-01T12:00:00Z", "2024-07-10T12:00:00Z"


@pytest.fixture
def wnba(upstream):
    upstream.set(LEAGUE="wnba")
    upstream.at(AFTER)
    upstream.league.clear_requests()
    return upstream


def test_a_season_of_the_wnba_is_stored_below_its_own_folder(wnba):
    wnba.set(SEASON="2024", SEASON_TYPE="regular")
    assert wnba.chain("team-games") == 0, wnba.said
    assert wnba.chain("player-games") == 0, wnba.said
    rows = [row for rows in wnba.stored("wnba/team-games").values() for row in rows]
    assert len(rows) == 264 and {row["GAME_ID"][:5] for row in rows} == {"10224"}
    assert {row["SEASON_ID"] for row in rows} == {"22024"} and "PHO" in {row["TEAM_ABBREVIATION"] for row in rows}
    assert {path.name for path in wnba.data.iterdir()} == {"wnba"}
    assert {one["params"]["LeagueID"] for one in wnba.league.requests} == {"10"}
    wnba.league.clear_requests()
    assert wnba.chain("team-games") == 0 and wnba.league.requests == []  # complete, by the log itself
