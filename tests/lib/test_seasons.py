from datetime import UTC, date, datetime

import pytest

from lib import seasons
from lib.errors import Usage
from lib.seasons import Span


def test_six_in_the_morning_utc_is_still_the_day_before_in_new_york():
    assert seasons.yesterday(datetime(2025, 1, 15, 4, tzinfo=UTC)) == date(2025, 1, 13)
    assert seasons.yesterday(datetime(2025, 1, 15, 6, tzinfo=UTC)) == date(2025, 1, 14)


@pytest.mark.parametrize(
    "day, season",
    [
        ("2018-10-16", "2018-19"),
        ("2018-09-28", "2018-19"),  # pre-season had begun
        ("2019-06-13", "2018-19"),
        ("1999-12-31", "1999-00"),
        ("2020-10-11", "2019-20"),  # the bubble's last game
        ("2020-12-11", "2020-21"),
        ("2021-07-20", "2020-21"),
    ],
)
def test_a_date_belongs_to_its_season(day, season):
    assert seasons.of_day(date.fromisoformat(day)) == season
    assert date.fromisoformat(day) in seasons.bounds(season)


@pytest.mark.parametrize("text", ["2018", "2018-20", "18-19", "", "2018-19 "])
def test_what_is_no_season_is_refused_with_an_example(text):
    with pytest.raises(Usage, match="write it as"):
        seasons.start_year(text)


def test_a_season_before_there_was_a_league_is_called_a_season_all_the_same():
    with pytest.raises(Usage, match="the league's first season was 1946-47"):
        seasons.start_year("1945-46")


def test_a_season_by_its_first_year_is_answered_with_the_right_spelling():
    with pytest.raises(Usage, match="2023-24"):
        seasons.start_year("2023")


@pytest.mark.parametrize(
    "game_id, season, season_type",
    [
        ("0021800001", "2018-19", "Regular Season"),
        ("0049700401", "1997-98", "Playoffs"),
        ("0024600001", "1946-47", "Regular Season"),
        ("0052400121", "2024-25", "PlayIn"),
        ("0062400001", "2024-25", "IST"),
        ("0012400001", "2024-25", "Pre Season"),
        ("0032400001", "2024-25", "All Star"),
    ],
)
def test_a_game_id_tells_season_and_type(game_id, season, season_type):
    assert seasons.of_game(game_id) == (season, season_type)


@pytest.mark.parametrize("game_id", ["21800001", "0021800001x", "0071800001", "", "002180001"])
def test_an_id_without_its_zeros_is_none(game_id):
    assert not seasons.is_game_id(game_id)
    with pytest.raises(Usage):
        seasons.of_game(game_id)


@pytest.mark.parametrize(
    "text", ["2024-01-15", "2024-01-15T00:00:00", "JAN 15, 2024", "Jan 15, 2024", "01/15/2024", "01/15/2024 00:00:00"]
)
def test_every_spelling_of_a_game_date_is_read(text):
    assert seasons.game_day(text) == "2024-01-15"


@pytest.mark.parametrize(
    "day, season_types",
    [
        ("2025-01-20", ["Regular Season", "All Star"]),
        ("2024-12-17", ["Regular Season", "IST"]),
        ("2025-04-16", ["Regular Season", "Playoffs", "PlayIn"]),
        ("2025-06-10", ["Playoffs"]),
        ("2025-09-01", []),
        ("2018-12-17", ["Regular Season"]),  # before there was a Cup
    ],
)
def test_the_calendar_tells_which_types_can_be_played(day, season_types):
    when = date.fromisoformat(day)
    assert seasons.types_played(seasons.of_day(when), Span(when, when)) == season_types


def test_a_span_over_the_summer_is_cut_at_the_seasons():
    cut = seasons.parts(Span(date(2024, 6, 1), date(2024, 10, 30)))
    assert list(cut) == ["2023-24", "2024-25"]
    assert cut["2023-24"].last < cut["2024-25"].first


@pytest.mark.parametrize(
    "season, games",
    [("1950-51", 354), ("1969-70", 574), ("1983-84", 943), ("1997-98", 1189), ("1998-99", 725), ("2003-04", 1189),
     ("2011-12", 990), ("2014-15", 1230), ("2012-13", 1229), ("2019-20", 1059), ("2020-21", 1080), ("2024-25", 1230)],
)  # fmt: skip
def test_the_odd_seasons_have_the_games_they_had(season, games):
    assert seasons.regular_games(season) == games


def test_a_first_run_before_opening_night_reaches_back_to_last_season():
    assert seasons.so_far(date(2025, 9, 30)).first == seasons.bounds("2024-25").first
    assert seasons.so_far(date(2025, 11, 30)).first == seasons.bounds("2025-26").first


@pytest.mark.parametrize(
    "day, surely",
    [("2024-10-13", False), ("2024-11-04", True), ("2025-01-14", True), ("2025-04-20", False), ("2020-08-01", False)],
)
def test_who_plays_in_the_season_proper_has_a_career(day, surely):
    """Some play in October only, some in the playoffs only."""
    assert seasons.is_regular(seasons.day(day)) is surely
