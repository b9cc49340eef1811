"""The short WNBA season: LeagueID 10, one year as its name, four quarters of ten minutes."""

from collections import Counter

import pytest

from tests.support.client import Client

DURING, AFTER = "2024-07-10T12:00:00Z", "2024-12-01T12:00:00Z"
WNBA = {"LeagueID": "10", "season": "2024"}


@pytest.fixture
def games(client, standin):
    """{game id: its two rows} of the whole regular season."""
    standin.now = AFTER
    games = {}
    for row in client.log(**WNBA):
        games.setdefault(row["GAME_ID"], []).append(row)
    return games


def test_twelve_teams_meet_each_other_at_home_and_away(games):
    assert len(games) == 132 and {game_id[:5] for game_id in games} == {"10224"}
    assert all(len(pair) == 2 and {row["WL"] for row in pair} == {"W", "L"} for pair in games.values())
    played = Counter(row["TEAM_ABBREVIATION"] for pair in games.values() for row in pair)
    assert len(played) == 12 and set(played.values()) == {22} and "PHO" in played
    rows = [row for pair in games.values() for row in pair]
    assert {row["SEASON_ID"] for row in rows} == {"22024"}
    assert {row["GAME_DATE"][:4] for row in rows} == {"2024"}
    assert {row["MIN"] for row in rows} <= {200, 225, 250}  # of five players, overtimes included


def test_players_add_up_to_their_team(client, games):
    points = Counter()
    for row in client.log("P", **WNBA):
        points[row["GAME_ID"], row["TEAM_ID"]] += row["PTS"]
    assert points == {(row["GAME_ID"], row["TEAM_ID"]): row["PTS"] for pair in games.values() for row in pair}


def test_quarters_last_ten_minutes_in_the_play_by_play_and_the_box_score(client, games):
    game_id = min(games)
    answer = client.get("playbyplayv3", GameID=game_id, StartPeriod="0", EndPeriod="0").json()
    starts = [action["clock"] for action in answer["game"]["actions"] if action["subType"] == "start"]
    assert starts[:4] == ["PT10M00.00S"] * 4
    box = client.box_score(game_id)
    assert box["homeTeam"]["statistics"]["minutes"] in ("200:00", "225:00", "250:00")
    assert answer["game"]["actions"][-1]["scoreHome"] == str(box["homeTeam"]["statistics"]["points"])


def test_the_season_s_playoffs_follow_it(client, standin, games):
    playoffs = client.log(season_type="Playoffs", **WNBA)
    assert {row["GAME_ID"][:5] for row in playoffs} == {"10424"}
    assert min(row["GAME_DATE"] for row in playoffs) > max(row["GAME_DATE"] for row in games[max(games)])
    standin.now = DURING
    assert client.log(season_type="Playoffs", **WNBA) == []
    assert 0 < len(client.log(**WNBA)) < 264


def test_the_leagues_do_not_mix(client, standin):
    standin.now = DURING
    standings = {"LeagueID": "10", "Season": "2024", "SeasonType": "Regular Season"}
    table = client.rows(client.get("leaguestandingsv3", **standings).json())
    assert len(table) == 12 and {row["LeagueID"] for row in table} == {"10"}
    people = {"LeagueID": "10", "Season": "2024", "IsOnlyCurrentSeason": "1"}
    assert len(client.rows(client.get("commonallplayers", **people).json())) == 144
    schedule = client.get("scheduleleaguev2", LeagueID="10", Season="2024").json()["leagueSchedule"]
    assert schedule["leagueId"] == "10" and sum(len(day["games"]) for day in schedule["gameDates"]) == 132
    assert client.log(LeagueID="10", season="2024-25") == client.log(LeagueID="00", season="2024") == []
    assert client.log(LeagueID="00", season="2023-24")
    person = client.log("P", **WNBA)[0]["PLAYER_ID"]
    career = {"PlayerID": person, "PerMode": "Totals", "LeagueID": "10"}
    rows = Client.rows(client.get("playercareerstats", **career).json())
    assert rows[-1]["SEASON_ID"] == "2024" and rows[-1]["LEAGUE_ID"] == "10"
    refused = client.get("leaguestandingsv3", **{**standings, "LeagueID": "30"})
    assert refused.status_code == 400 and "LeagueID" in refused.text
