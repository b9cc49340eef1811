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


def test_everything_follows(wnba, caplog):
    caplog.set_level("INFO")
    wnba.at(DURING)
    wnba.set(NBA_MAX_REQUESTS="1000")
    for name in ("teams", "players", "team-games", "player-games", "player-boxscores", "standings", "player-info", "draft"):
        print(name, wnba.chain(name), wnba.said, wnba.counted()); wnba.league.clear_requests()
    wnba.set(PLAYER="Breanna Stewart")
    print("stats", wnba.chain("player-stats"), wnba.said)
    wnba.set(PLAYER="")
    for name in ("gaps", "tables", "status", "report", "plan", "doctor"):
        print(name, wnba.main(name), wnba.said, wnba.out)
    for sql in ("FROM team_games LIMIT 3", "FROM standings_on('2024-07-01')", "FROM games LIMIT 3", "FROM season_averages LIMIT 2"):
        wnba.set(SQL=sql)
        print(wnba.main("query"), wnba.said, wnba.out)
    print(sorted(p.relative_to(wnba.data).as_posix() for p in wnba.data.rglob("*") if p.is_file() and "_metadata/answers" not in str(p) and "/team-games/" not in str(p) and "/player-" not in str(p)))
    print(caplog.text)
    assert 0
