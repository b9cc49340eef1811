"""make gaps: what should be stored and is not, by the schedule or by a season's own numbers."""

import shutil
from datetime import timedelta

import pytest

EARLY = "2024-11-05T11:00:00Z"  # two weeks into the season


@pytest.fixture
def stored(upstream):
    """A machine with all of the season so far."""
    upstream.at(EARLY)
    assert upstream.chain("team-games") == 0
    return upstream


def test_nothing_is_missing_and_nothing_is_asked(stored):
    stored.league.clear_requests()
    assert stored.main("gaps") == 0, stored.out
    assert stored.out.count("ok") == stored.out.count("\n") and "2024-25 Regular Season team-games" in stored.out
    assert not stored.league.requests, "the schedule is at hand"


def test_a_game_that_is_gone_is_an_alarm_by_game_and_team(stored):
    day = stored.files("team-games")[-1].parent
    games = {rows[0]["GAME_ID"] for path, rows in stored.stored("team-games").items() if day.name in path}
    shutil.rmtree(day)
    assert stored.main("gaps") == 65 and len(games) < 10
    assert f"{day.name} 0022400" in stored.out and "teams: " in stored.out
    assert all(game in stored.out for game in games)
    assert "FORCE=1 SEASON=" in stored.said
    stored.set(FORCE="1", SEASON="2024-25")
    assert stored.chain("team-games") == 0
    stored.set(FORCE="", SEASON="")
    assert stored.main("gaps") == 0, "what it says mends it"


def test_a_postponed_game_is_no_alarm(upstream):
    postponed = upstream.league.league.season("2024-25").oddities.postponed
    upstream.at(f"{postponed.original.date + timedelta(days=1)}T11:00:00Z")
    assert upstream.chain("team-games") == 0
    assert upstream.main("gaps") == 0, upstream.out


def test_the_other_datasets_of_games_are_held_against_the_teams(stored):
    assert stored.chain("player-games") == 0
    (path, *_) = stored.files("player-games")
    game = stored.stored("player-games")[path.relative_to(stored.data).as_posix()][0]["GAME_ID"]
    for one in stored.files("player-games"):
        if game in one.read_text():
            one.unlink()
    assert stored.main("gaps") == 65
    assert game in stored.out and "player-games" in stored.out


def test_what_cannot_be_read_counts_as_missing_until_it_is_fetched_again(upstream):
    """A name in a folder is no box score; the next run stores what can be stored, and names what cannot."""
    upstream.at("2024-10-24T11:00:00Z")
    upstream.set(SEASON="2024-25")
    for name in ("team-games", "player-games", "player-boxscores"):
        assert upstream.chain(name) == 0, upstream.said
    box, player = upstream.files("player-boxscores")[-1], upstream.files("player-games")[-1]
    game, whole, day = box.parent.name, box.read_bytes(), player.parts[-3]
    box.rename(f"{box}.FF5be387")
    player.write_bytes(player.read_bytes()[:-9])
    assert upstream.main("gaps") == 65
    assert game in upstream.out and f"{player.relative_to(upstream.data)}: not a CSV" in upstream.out

    upstream.set(SEASON="", DATE=day, FORCE="1")
    assert upstream.chain("player-boxscores") == 0 and box.read_bytes() == whole, "a leftover is no box score"
    box.write_bytes(b"")
    assert upstream.chain("player-boxscores") == 0 and box.read_bytes() == whole, "nor is an empty file"
    other = upstream.files("player-games")[-2]
    other.unlink()
    assert upstream.chain("player-games") == 74 and f"make player-games DATE={day} FORCE=1" in upstream.said
    assert other.exists(), "the rest is stored"
    player.unlink()
    assert upstream.chain("player-games") == 0 and player.stat().st_size > 0
    upstream.set(DATE="", FORCE="", SEASON="2024-25")
    assert upstream.main("gaps") == 0, upstream.out


@pytest.mark.parametrize(
    "season, games", [("2018-19", "1,230"), ("2011-12", "990"), ("1997-98", "1,189"), ("1950-51", "354")]
)
def test_a_past_season_is_measured_by_its_own_numbers(upstream, recordings, season, games):
    upstream.set(NBA_STATS_URL=recordings.stats_url, NBA_CDN_URL=recordings.cdn_url, SEASON=season)
    upstream.set(SEASON_TYPE="regular")
    assert upstream.chain("team-games") == 0, upstream.said
    recordings.clear_requests()
    assert upstream.main("gaps") == 0, upstream.out
    assert f"{season} Regular Season team-games: {games} of {games} games, ok" in upstream.out
    upstream.files("team-games")[0].unlink()
    assert upstream.main("gaps") == 65, "a game has two teams"
    assert not recordings.requests


def test_before_the_first_fetch_it_says_what_to_do(upstream):
    assert upstream.main("gaps") == 0 and "run make team-games" in upstream.out
