"""The simulated league: it adds up, it is the same everywhere, its oddities are where they say."""

import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from lib.standin import fixtures
from lib.standin.clock import instant, to_utc
from lib.standin.league import FINAL, LIVE, SCHEDULED, SEASON_TYPES, League

ROOT = Path(__file__).resolve().parents[3]
LONG_AFTER = instant("2026-08-15T00:00:00Z")
DIGEST = """
import hashlib, json
from lib.standin.clock import instant
from lib.standin.league import League
from lib.standin.answers import endpoints
params = {"PlayerOrTeam": "P", "Season": "2024-25", "SeasonType": "Regular Season", "LeagueID": "00",
          "Counter": "0", "Sorter": "DATE", "Direction": "ASC"}
answer = endpoints.stats(League(seed=1), "leaguegamelog", params, instant("2024-12-01T12:00:00Z"))
print(hashlib.sha256(json.dumps(answer).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def league(simulated):
    return simulated.league


@pytest.fixture(scope="module")
def season(league):
    return league.season("2024-25")


@pytest.fixture(scope="module")
def boxes(season):
    return [season.box(game) for season_type in SEASON_TYPES for game in season.games(season_type)]


def test_the_same_seed_gives_the_same_bytes_in_every_process():
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_another_seed_is_another_league(season):
    other = League(seed=2).season("2024-25")
    assert other.games("Regular Season")[0] != season.games("Regular Season")[0]


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2026])
@pytest.mark.parametrize("seed", [1, 2])
def test_every_team_plays_82_games_half_of_them_at_home_and_none_twice_a_day(year, seed):
    games = fixtures.regular_season(seed, year)
    assert len(games) == 1230
    assert set(Counter(game.home.id for game in games).values()) == {41}
    assert set(Counter(game.away.id for game in games).values()) == {41}
    days = Counter((game.date, team.id) for game in games for team in (game.home, game.away))
    assert max(days.values()) == 1


def test_moved_games_do_not_make_a_team_play_twice_a_day(season):
    days = Counter(
        (game.date, team.id)
        for season_type in SEASON_TYPES
        for game in season.games(season_type)
        for team in (game.home, game.away)
    )
    assert max(days.values()) == 1


def test_a_season_has_all_its_kinds_of_games(season):
    counts = {season_type: len(season.games(season_type)) for season_type in SEASON_TYPES}
    assert counts == {
        "Pre Season": 60,
        "Regular Season": 1230,
        "All Star": 1,
        "PlayIn": 6,
        "IST": 1,
        "Playoffs": counts["Playoffs"],
    }
    assert 60 <= counts["Playoffs"] <= 105
    assert season.games("Regular Season")[0].date.month == 10
    assert season.games("Regular Season")[-1].date.month == 4
    assert season.games("Playoffs")[-1].date.month == 6
    assert season.games("IST")[0].id == "0062400001"
    assert {game.id[:5] for game in season.games("Playoffs")} == {"00424"}


def test_the_cup_began_in_2023(league):
    assert league.season("2022-23").games("IST") == []


def test_players_add_up_to_their_team_and_the_team_to_the_score(boxes):
    assert boxes
    for box in boxes:
        for side, other in ((box.home, box.away), (box.away, box.home)):
            team, lines = side.total, side.lines
            for column in ("SEC", "FGM", "FGA", "FG3M", "FTM", "OREB", "DREB", "AST", "TOV", "PTS"):
                assert getattr(team, column) == sum(getattr(line, column) for line in lines)
            assert 5 * (48 + 5 * box.overtimes) * 60 == team.SEC
            assert team.PTS == 2 * team.FGM + team.FG3M + team.FTM == sum(side.quarters)
            assert team.PLUS_MINUS == team.PTS - other.total.PTS != 0
            assert sum(line.PLUS_MINUS for line in lines) == 5 * team.PLUS_MINUS
            assert team.BLKA == other.total.BLK and team.PFD == other.total.PF
            assert min(side.quarters) >= 0 and len(side.quarters) == 4 + box.overtimes
            assert team.AST <= team.FGM


def test_a_player_has_no_more_of_anything_than_there_can_be(boxes):
    assert boxes
    for box in boxes:
        for line in (*box.home.lines, *box.away.lines):
            assert 0 < line.SEC <= (48 + 5 * box.overtimes) * 60
            assert line.FG3M <= line.FG3A <= line.FGA and line.FGM <= line.FGA
            assert line.FGM - line.FG3M <= line.FGA - line.FG3A
            assert line.FTM <= line.FTA and line.PF <= 6
            assert line.REB == line.OREB + line.DREB


def test_in_overtime_regulation_ended_level(boxes):
    extra = [box for box in boxes if box.overtimes]
    assert extra and any(box.overtimes > 1 for box in extra)
    for box in extra:
        before = sum(box.home.quarters[:-1]) - sum(box.away.quarters[:-1])
        assert before == 0


def test_scores_look_like_basketball(boxes):
    points = [side.total.PTS for box in boxes for side in (box.home, box.away)]
    assert 108 < sum(points) / len(points) < 118
    assert min(points) > 55 and max(points) < 175
    home = sum(box.home.total.PLUS_MINUS > 0 for box in boxes) / len(boxes)
    assert 0.5 < home < 0.62


def test_some_games_begin_past_midnight_utc_and_some_end_past_midnight_eastern(season):
    games = season.games("Regular Season")
    assert sum(game.tip.date() > game.date for game in games) > 400
    midnight = [game for game in games if season.ends(game) > to_utc(game.eastern.replace(hour=23, minute=59))]
    assert midnight and all(game.home.behind == 3 for game in midnight if not season.box(game).overtimes)


def test_the_traded_player_plays_for_two_teams(league, season):
    traded, day = season.oddities.traded, season.oddities.traded_on
    teams = {}
    for game in season.games("Regular Season"):
        box = season.box(game)
        for side in (box.home, box.away):
            if any(line.player.id == traded.player.id for line in side.lines):
                teams.setdefault(side.team.id, []).append(game.date)
    assert max(teams[traded.old]) < day <= min(teams[traded.new])
    assert set(teams) == {traded.old, traded.new}


def test_lebron_is_a_laker_in_every_season(league):
    for named in ("2022-23", "2023-24", "2024-25", "2026-27"):
        squad = league.season(named).rosters[1610612747]
        assert 2544 in [player.id for player in squad]


def test_rosters_change_between_seasons_and_nobody_is_in_two(league):
    rosters = [league.season(named).rosters for named in ("2023-24", "2024-25")]
    players = [{player.id: team for team, squad in teams.items() for player in squad} for teams in rosters]
    assert [len(by_id) for by_id in players] == [sum(map(len, teams.values())) for teams in rosters]
    assert all(15 <= len(squad) <= 20 for squad in rosters[1].values())
    rookies = set(players[1]) - set(players[0])
    moved = {p for p in set(players[0]) & set(players[1]) if players[0][p] != players[1][p]}
    assert len(rookies) == 30 and 10 < len(moved) < 60


def test_the_postponed_game_keeps_its_id_and_is_played_later(league, season):
    odd, old = season.oddities, season.oddities.postponed
    game = league.game(old.id)
    assert game.date > old.date and odd.postponed_at < old.tip < odd.announced_at < game.tip


def test_one_season_has_a_game_that_is_never_played(league):
    odd = league.season("2022-23").oddities
    game = league.game(odd.cancelled)
    assert league.status(game, LONG_AFTER) == SCHEDULED and league.box(game, LONG_AFTER) is None
    assert league.season("2024-25").oddities.cancelled is None


def test_every_week_a_game_is_corrected_three_days_after_its_end(league, season):
    corrections = league.season("2024-25").corrections

    def weeks(games):
        return {(game.date - season.days.opening).days // 7 for game in games}

    assert weeks(league.game(made.game_id) for made in corrections) == weeks(season.games("Regular Season"))
    for made in corrections:
        game = league.game(made.game_id)
        assert made.at == season.ends(game) + timedelta(days=3)
        for now, value in ((made.at - timedelta(seconds=1), made.before), (made.at, made.after)):
            box = league.box(game, now)
            lines = {line.player.id: line for line in (*box.home.lines, *box.away.lines)}
            assert getattr(lines[made.player_id], made.column) == value
            for side in (box.home, box.away):
                assert sum(line.REB for line in side.lines) == side.total.REB
                assert sum(line.AST for line in side.lines) == side.total.AST
                assert box.home.total.PLUS_MINUS * (1 if side is box.home else -1) == side.total.PLUS_MINUS


def test_both_kinds_of_correction_occur(league):
    assert {made.column for made in league.season("2024-25").corrections} == {"AST", "REB", "DREB"}


def test_a_game_is_scheduled_then_in_progress_then_final(league, season):
    game = next(g for g in season.games("Regular Season") if season.box(g).overtimes == 1)
    end = game.tip + timedelta(hours=2, minutes=25)
    assert league.status(game, game.tip - timedelta(seconds=1)) == SCHEDULED
    assert league.status(game, game.tip) == league.status(game, end - timedelta(seconds=1)) == LIVE
    assert league.status(game, end) == FINAL


def test_a_game_in_progress_adds_up_too(league, season):
    game = season.games("Regular Season")[5]
    for minutes in (1, 40, 90, 134):
        box = league.box(game, game.tip + timedelta(minutes=minutes))
        for side in (box.home, box.away):
            assert sum(side.quarters) == side.total.PTS == sum(line.PTS for line in side.lines)
            assert sum(line.PLUS_MINUS for line in side.lines) == 5 * side.total.PLUS_MINUS
        assert box.home.total.PLUS_MINUS == box.home.total.PTS - box.away.total.PTS


def test_the_playoffs_are_best_of_seven_won_by_the_scores(season):
    series = {}
    for game in season.games("Playoffs"):
        series.setdefault(game.id[:9], []).append(season.winner(game).id)
    assert Counter(key[7] for key in series) == {"1": 8, "2": 4, "3": 2, "4": 1}
    for winners in series.values():
        assert max(Counter(winners).values()) == 4 == Counter(winners)[winners[-1]]


def test_a_playoff_round_begins_when_its_teams_are_known(season):
    games = season.games("Playoffs") + season.games("PlayIn")
    assert len(games) > 60
    for game in games:
        assert game.known < game.tip
