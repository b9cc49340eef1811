"""When a season type is whole: decided games count, each by its id."""

import pytest

from lib import completeness, seasons
from lib.completeness import decided, missing
from lib.schedule import FINAL, Game, Schedule

HOME, AWAY = "1610612747", "1610612738"


def rows(*game_ids, day="2024-01-10", winner=HOME):
    """Both teams' rows of games, as they are stored."""
    return [
        {
            "GAME_ID": game_id,
            "GAME_DATE": day,
            "TEAM_ID": team,
            "TEAM_ABBREVIATION": {HOME: "LAL", AWAY: "BOS"}[team],
            "WL": "W" if team == winner else "L",
        }
        for game_id in game_ids
        for team in (HOME, AWAY)
    ]


def regular(season, numbers):
    return [f"002{season[2:4]}{number:05}" for number in numbers]


def of(season, season_type, found, **more):
    return missing(season, season_type, decided(found), **more)


def test_a_cancelled_game_does_not_stand_for_a_missing_one():
    """0021201214 is listed without a result; 2012-13 has 1,229 games."""
    numbers = [number for number in range(1, 1231) if number not in (700, 1214)]
    listed = rows(*regular("2012-13", numbers)) + [
        {"GAME_ID": "0021201214", "GAME_DATE": "2013-04-16", "TEAM_ID": team, "WL": None} for team in (HOME, AWAY)
    ]
    short = of("2012-13", "Regular Season", listed)
    assert short.games == ("0021200700",) and short.number == (1228, 1229)
    assert not of("2012-13", "Regular Season", listed + rows("0021200700"))


def test_a_game_that_lacks_its_result_is_not_there():
    listed = rows(*regular("2013-14", range(1, 1231)))
    assert not of("2013-14", "Regular Season", listed)
    for row in listed:
        row["WL"] = None if row["GAME_ID"] == "0021300700" else row["WL"]
    assert of("2013-14", "Regular Season", listed).games == ("0021300700",)


@pytest.mark.parametrize("season, games", [("1955-56", 290), ("1956-57", 290), ("1953-54", 324), ("1957-58", 288)])
def test_the_fifties_have_the_games_they_had_tie_breakers_among_them(season, games):
    assert not of(season, "Regular Season", rows(*regular(season, range(1, games + 1))))
    assert of(season, "Regular Season", rows(*regular(season, range(1, games - 1)))).number == (games - 2, games)


@pytest.mark.parametrize("season_type", ["Pre Season", "All Star"])
def test_an_empty_exhibition_is_not_whole_and_no_alarm(season_type):
    empty = of("1990-91", season_type, [])
    assert empty and not empty.is_alarm


@pytest.mark.parametrize("season, games", [("2019-20", 1), ("2020-21", 6), ("2024-25", 6)])
def test_a_play_in_has_six_games_and_one_in_the_bubble(season, games):
    ids = [f"005{season[2:4]}00{number:03}" for number in range(101, 101 + games)]
    assert not of(season, "PlayIn", rows(*ids))
    assert of(season, "PlayIn", rows(*ids[1:])).is_alarm


def test_the_cup_has_its_final():
    assert of("2023-24", "IST", []).is_alarm and not of("2023-24", "IST", rows("0062300001"))


def playoffs(season="2021-22"):
    """Fifteen series of six games each, the last one last."""
    found = []
    for series_round, series in ((1, 8), (2, 4), (3, 2), (4, 1)):
        for place in range(series):
            for game in range(1, 7):
                winner = AWAY if game in (2, 5) else HOME
                game_id = f"004{season[2:4]}00{series_round}{place}{game}"
                found += rows(game_id, day=f"2022-0{series_round + 3}-{game + 10}", winner=winner)
    return found


def test_playoffs_with_a_game_missing_in_the_middle_are_not_whole():
    """A champion alone proves only the last series."""
    found = playoffs()
    assert not of("2021-22", "Playoffs", found)
    assert of("2021-22", "Playoffs", [row for row in found if row["GAME_ID"] != "0042100123"]).games == ("0042100123",)
    lost = [row for row in found if row["GAME_ID"] != "0042100136"]  # the last of a series
    assert "14 of 15 series" in f"{of('2021-22', 'Playoffs', lost)}"
    final = [row for row in found if not row["GAME_ID"].startswith("00421004")]
    assert "14 of 15" in f"{of('2021-22', 'Playoffs', final)}"


def test_a_series_whose_results_are_not_known_counts_by_its_games():
    """As where box scores are stored whose team-games are not."""
    have = decided(playoffs())
    for games, lacks in (("123456", ""), ("123", "14 of 15 series")):
        known = {game_id: game for game_id, game in have.games.items() if not game_id.startswith("004210010")}
        known |= {f"004210010{game}": ("", {}) for game in games}
        assert lacks in f"{missing('2021-22', 'Playoffs', completeness.Decided(known))}"
        assert bool(lacks) == bool(missing("2021-22", "Playoffs", completeness.Decided(known)))


def test_playoffs_of_old_need_a_champion():
    games = [f"00446000{number:02}" for number in range(1, 20)]
    found = rows(*games, day="1947-04-22")
    assert not of("1946-47", "Playoffs", found)
    assert "champion" in f"{of('1946-47', 'Playoffs', found[:6])}"


def scheduled(*game_ids, state=FINAL, day="2025-02-16"):
    games = (Game(game_id, day, state, HOME, AWAY, 1, 0) for game_id in game_ids)
    return Schedule("2024-25", "2025-02-17T11:00:00Z", "cdn", tuple(games))


def test_what_the_schedule_calls_final_must_be_there():
    schedule = scheduled("0022400001", "0022400002")
    assert of("2024-25", "Regular Season", rows("0022400001"), schedule=schedule, is_over=False).games == (
        "0022400002",
    )


def test_the_rising_stars_are_not_waited_for_and_the_all_stars_are():
    schedule = scheduled(*(f"003240000{number}" for number in range(1, 7)))
    stars = rows("0032400001", "0032400002", "0032400003")
    assert not of("2024-25", "All Star", stars, schedule=schedule, is_over=False)
    assert of("2024-25", "All Star", [], schedule=schedule, is_over=False)


def counted(season, season_type, found, today, **more):
    return completeness.count(season, season_type, found, None, {}, today, **more)


def test_mid_season_without_a_schedule_nothing_is_said_to_be_missing():
    stored = rows(*regular("2025-26", range(1, 300)))
    for season_type, games in (("Regular Season", stored), ("IST", []), ("PlayIn", []), ("Playoffs", [])):
        count = counted("2025-26", season_type, games, "2025-12-10")
        assert (count.is_alarm, count.should) == (False, None)


def test_what_the_league_does_not_have_is_told_apart_and_a_loss_beside_it_is_an_alarm():
    found = rows(*[f"00253000{number:02}" for number in range(1, 51)], *regular("1953-54", range(1000, 1273)))
    holes = {"1953-54/Regular Season": "has 323 of 324 games"}
    count = counted("1953-54", "Regular Season", found, "2026-01-01", holes=holes)
    assert count.leagues == ["the league has no 324th game of 1953-54"] and not count.missing
    assert count.should == count.have, "what the league does not have is not known as a game"
    lost = counted("1953-54", "Regular Season", found[2:], "2026-01-01", holes=holes)
    assert lost.missing and not lost.leagues


def test_a_game_that_the_league_itself_cannot_tell_is_no_alarm():
    found = rows(*regular("2013-14", [number for number in range(1, 1231) if number != 700]))
    assert counted("2013-14", "Regular Season", found, "2026-01-01").missing == ["0021300700"]
    count = counted("2013-14", "Regular Season", found, "2026-01-01", holes={"0021300700": "has no winner"})
    assert not count.missing and count.leagues == ["the league's game 0021300700 has no winner"]


@pytest.mark.parametrize(
    "season, day",
    [("1967-68", "1967-10-14"), ("1969-70", "1969-10-14"), ("1973-74", "1973-10-09"), ("1980-81", "1980-10-10")],
)
def test_a_regular_season_that_began_early_is_asked_for_from_its_first_day(season, day):
    when = seasons.day(day)
    assert "Regular Season" in seasons.types_played(season, seasons.Span(when, when))
    assert seasons.window(season, "Regular Season").first < when
