"""What the endpoints answer: filters, the clock, the oddities, one number in many places."""

from collections import Counter
from datetime import timedelta

import pytest

from lib.standin.clock import iso

AFTER_SEASON = "2025-07-01T12:00:00Z"
LAKERS = 1610612747


@pytest.fixture
def season(standin):
    return standin.league.season("2024-25")


def test_a_season_has_two_rows_a_game_that_mirror_each_other(client, standin, season):
    standin.now = AFTER_SEASON
    games = {}
    for row in client.log():
        games.setdefault(row["GAME_ID"], []).append(row)
    twice = games.pop(season.oddities.switched)
    assert len(games) == 1229 and len(twice) == 4
    for row, other in games.values():
        assert {row["WL"], other["WL"]} == {"W", "L"}
        assert row["PLUS_MINUS"] == row["PTS"] - other["PTS"] == -other["PLUS_MINUS"]
        assert row["MATCHUP"][:3] == row["TEAM_ABBREVIATION"] and " vs. " in row["MATCHUP"]
        assert other["MATCHUP"] == f"{other['TEAM_ABBREVIATION']} @ {row['TEAM_ABBREVIATION']}"
    played = Counter(row["TEAM_ID"] for pair in games.values() for row in pair)
    played.update(row["TEAM_ID"] for row in twice[:2])
    assert set(played.values()) == {82}


def test_the_odd_game_is_listed_twice_with_its_teams_switched(client, standin, season):
    standin.now = AFTER_SEASON
    game = standin.league.game(season.oddities.switched)
    home, away = game.home.abbreviation, game.away.abbreviation
    for kind in "TP":
        day = game.date.isoformat()
        rows = [row for row in client.log(kind, DateFrom=day, DateTo=day) if row["GAME_ID"] == game.id]
        half = len(rows) // 2
        assert {row["MATCHUP"] for row in rows[:half]} == {f"{away} @ {home}"}
        assert {row["MATCHUP"] for row in rows[half:]} == {f"{home} @ {away}"}
        assert [row | {"MATCHUP": ""} for row in rows[:half]] == [row | {"MATCHUP": ""} for row in rows[half:]]
    found = client.get("leaguegamefinder", PlayerOrTeam="T", Season="2024-25").json()
    matchups = [row["MATCHUP"] for row in client.rows(found) if row["GAME_ID"] == game.id]
    assert matchups == [f"{away} @ {home}"] * 2


def test_the_schedule_and_the_log_agree_on_what_is_final(client):
    schedule = client.schedule()
    final = {game_id for game_id, game in schedule.items() if game["gameStatus"] == 3 and game_id.startswith("002")}
    assert final == {row["GAME_ID"] for row in client.log() if row["WL"]}
    scores = {(row["GAME_ID"], row["TEAM_ID"]): row["PTS"] for row in client.log()}
    for game_id in final:
        for side in ("homeTeam", "awayTeam"):
            team = schedule[game_id][side]
            assert scores[game_id, team["teamId"]] == team["score"]


def test_a_west_coast_game_still_on_has_no_winner(client, standin, season):
    game = next(g for g in season.games("Regular Season")[200:] if g.eastern.hour == 22 and g.home.behind == 3)
    standin.now = iso(game.tip + timedelta(hours=2))
    rows = [row for row in client.log() if row["GAME_ID"] == game.id]
    assert [row["WL"] for row in rows] == [None, None]
    assert 0 < rows[0]["MIN"] < 240 and rows[0]["GAME_DATE"] == game.date.isoformat()
    assert client.schedule()[game.id]["gameStatus"] == 2
    assert client.get(f"liveData/boxscore/boxscore_{game.id}", "cdn").json()["game"]["gameStatus"] == 2
    standin.now = iso(season.ends(game))
    assert {row["WL"] for row in client.log() if row["GAME_ID"] == game.id} == {"W", "L"}


def test_a_game_not_begun_is_in_the_schedule_only(client, standin):
    game = standin.league.game("0022401100")
    assert client.schedule()[game.id]["gameStatus"] == 1
    assert not [row for row in client.log() if row["GAME_ID"] == game.id]
    assert client.box_score(game.id) is None
    refused = client.get(f"liveData/boxscore/boxscore_{game.id}", "cdn")
    assert refused.status_code == 403 and "Access Denied" in refused.text


def test_a_season_not_begun_has_headers_and_no_rows(client, standin):
    standin.now = "2024-09-20T12:00:00Z"
    for kind, width in (("T", 29), ("P", 32)):
        assert client.log(kind) == []
        answer = client.get(
            "leaguegamelog",
            Season="2026-27",
            SeasonType="Regular Season",
            LeagueID="00",
            PlayerOrTeam=kind,
            Counter="0",
            Sorter="DATE",
            Direction="ASC",
        ).json()
        assert len(answer["resultSets"][0]["headers"]) == width
        assert answer["resultSets"][0]["rowSet"] == []


def test_the_postponed_game_is_ppd_until_its_new_date(client, standin, season):
    odd = season.oddities
    old, new = odd.postponed, standin.league.game(odd.postponed.id)

    def listed(moment):
        standin.now = iso(moment)
        shown = client.schedule()[old.id]
        return shown["listed"][:10], shown["gameStatusText"], shown["gameStatus"]

    before, after = f"{old.date:%m/%d/%Y}", f"{new.date:%m/%d/%Y}"
    assert listed(odd.postponed_at - timedelta(hours=1))[0] == before
    assert listed(old.tip + timedelta(days=2)) == (before, "PPD", 1)
    date, text, status = listed(new.tip - timedelta(hours=4))
    assert (date, status) == (after, 1) and text.endswith(" ET")
    assert not [row for row in client.log() if row["GAME_ID"] == old.id]
    assert listed(season.ends(new))[::2] == (after, 3)
    assert {row["GAME_DATE"] for row in client.log() if row["GAME_ID"] == old.id} == {new.date.isoformat()}


def test_the_cancelled_game_is_listed_with_nothing_in_it(client, standin):
    standin.now = "2023-07-01T12:00:00Z"
    cancelled = standin.league.season("2022-23").oddities.cancelled
    log = client.log(season="2022-23")
    rows = [row for row in log if row["GAME_ID"] == cancelled]
    assert len(rows) == 2 and all(row["WL"] is row["PTS"] is row["MIN"] is None for row in rows)
    assert [row["VIDEO_AVAILABLE"] for row in rows] == [0, 0]  # the last column: a row is as long as the others
    assert len({row["GAME_ID"] for row in log if row["WL"]}) == 1229
    day = rows[0]["GAME_DATE"]
    players = client.log("P", season="2022-23", DateFrom=day, DateTo=day)
    assert players and cancelled not in {row["GAME_ID"] for row in players}
    assert client.schedule()[cancelled]["gameStatusText"] == "Cancelled"


@pytest.mark.parametrize(
    "season_type, prefix, games",
    [
        ("Pre Season", "001", 60),
        ("PlayIn", "005", 6),
        ("IST", "006", 1),
        ("All Star", "003", 1),
        ("All-Star", "003", 1),
        ("Playoffs", "004", None),
    ],
)
def test_each_season_type_has_its_own_games(client, standin, season_type, prefix, games):
    standin.now = AFTER_SEASON
    log = client.log(season_type=season_type)
    found = {row["GAME_ID"] for row in log}
    assert {game_id[:3] for game_id in found} == {prefix}
    assert len(log) == 2 * len(found) and len(found) == (games or len(found))
    assert {row["SEASON_ID"] for row in log} == {f"{prefix[2]}2024"}


def test_dates_filter_inclusively_in_both_spellings(client):
    whole = client.log()
    wanted = [row for row in whole if "2024-12-01" <= row["GAME_DATE"] <= "2024-12-07"]
    assert wanted == client.log(DateFrom="12/01/2024", DateTo="12/07/2024")
    assert wanted == client.log(DateFrom="2024-12-01", DateTo="2024-12-07")
    assert client.log(Direction="DESC")[0]["GAME_DATE"] == whole[-1]["GAME_DATE"]
    assert client.log(Sorter="PTS", Direction="DESC")[0]["PTS"] == max(row["PTS"] for row in whole)


def test_the_finder_filters(client):
    def find(**params):
        asked = {"PlayerOrTeam": "T", "Season": "2024-25", **params}
        return client.rows(client.get("leaguegamefinder", **asked).json())

    ours = find(TeamID=LAKERS)
    assert {row["TEAM_ID"] for row in ours} == {LAKERS}
    assert ours == sorted(ours, key=lambda row: row["GAME_DATE"], reverse=True)
    assert {row["WL"] for row in find(TeamID=LAKERS, Outcome="W")} == {"W"}
    assert all(" vs. " in row["MATCHUP"] for row in find(TeamID=LAKERS, Location="Home", SeasonType="Regular Season"))
    assert {row["PLAYER_ID"] for row in find(PlayerOrTeam="P", PlayerID=2544)} == {2544}


def test_box_scores_and_logs_carry_the_same_numbers(client, season):
    game = next(g for g in season.games("Regular Season") if season.box(g).overtimes)
    box = client.box_score(game.id)
    live = client.get(f"liveData/boxscore/boxscore_{game.id}", "cdn").json()["game"]
    day = game.date.isoformat()
    log = {row["PLAYER_ID"]: row for row in client.log("P", DateFrom=day, DateTo=day) if row["GAME_ID"] == game.id}
    names = {
        "points": "PTS",
        "reboundsTotal": "REB",
        "assists": "AST",
        "turnovers": "TOV",
        "foulsPersonal": "PF",
        "fieldGoalsAttempted": "FGA",
        "plusMinusPoints": "PLUS_MINUS",
    }
    shares = {"fieldGoalsPercentage": "FG_PCT", "threePointersPercentage": "FG3_PCT", "freeThrowsPercentage": "FT_PCT"}
    seen = set()
    for side in ("homeTeam", "awayTeam"):
        assert len(live[side]["periods"]) == live["period"] == 4 + season.box(game).overtimes
        cdn = {player["personId"]: player for player in live[side]["players"]}
        for player in box[side]["players"]:
            mine, person = player["statistics"], player["personId"]
            if not mine["minutes"]:
                assert player["comment"].startswith("DNP - ") and person not in log
                assert cdn[person]["played"] == "0"
                continue
            seen.add(person)
            minutes, seconds = map(int, mine["minutes"].split(":"))
            assert cdn[person]["statistics"]["minutes"] == f"PT{minutes:02d}M{seconds:02d}.00S"
            assert log[person]["MIN"] == (minutes * 60 + seconds + 30) // 60
            for name, column in names.items():
                assert mine[name] == cdn[person]["statistics"][name] == log[person][column]
            for name, column in shares.items():
                assert mine[name] == (log[person][column] or 0.0)
    assert seen == set(log)


def test_percentages_of_no_attempts_are_null_in_the_log_and_nought_in_box_scores(client):
    row = next(row for row in client.log("P", DateTo="2024-11-01") if row["FTA"] == 0)
    assert row["FT_PCT"] is None
    box = client.box_score(row["GAME_ID"])
    player = next(
        p for side in ("homeTeam", "awayTeam") for p in box[side]["players"] if p["personId"] == row["PLAYER_ID"]
    )
    assert player["statistics"]["freeThrowsPercentage"] == 0.0


def test_a_correction_is_served_from_its_instant(client, standin):
    made = standin.league.season("2024-25").corrections[0]

    def value():
        return next(
            row[made.column]
            for row in client.log("P", DateTo=made.at.date().isoformat())
            if (row["GAME_ID"], row["PLAYER_ID"]) == (made.game_id, made.player_id)
        )

    standin.now = iso(made.at - timedelta(seconds=1))
    assert value() == made.before
    standin.now = iso(made.at)
    assert value() == made.after


def test_a_traded_player_has_a_row_a_team_and_a_total(client, standin, season):
    standin.now = AFTER_SEASON
    traded = season.oddities.traded
    answer = client.get("playercareerstats", PlayerID=traded.player.id, PerMode="Totals").json()
    rows = [row for row in client.rows(answer) if row["SEASON_ID"] == "2024-25"]
    assert [row["TEAM_ID"] for row in rows] == [traded.old, traded.new, 0]
    assert rows[2]["TEAM_ABBREVIATION"] == "TOT"
    for column in ("GP", "PTS", "REB", "FGA"):
        assert rows[0][column] + rows[1][column] == rows[2][column]
    average = client.get("playercareerstats", PlayerID=traded.player.id, PerMode="PerGame").json()
    row = client.rows(average)[-1]
    assert row["PTS"] == round(rows[2]["PTS"] / rows[2]["GP"], 1)


def test_a_career_adds_up_to_the_game_logs(client):
    career = client.rows(client.get("playercareerstats", PlayerID=2544, PerMode="Totals").json())
    games = [row for row in client.log("P") if row["PLAYER_ID"] == 2544]
    assert career[-1]["SEASON_ID"] == "2024-25"
    distinct = {row["GAME_ID"]: row["PTS"] for row in games if row["WL"]}
    assert career[-1]["PTS"] == sum(distinct.values()) and career[-1]["GP"] == len(distinct)


def test_somebody_who_never_played_has_a_career_without_rows(client):
    answer = client.get("playercareerstats", PlayerID="1", PerMode="Totals").json()
    assert len(answer["resultSets"]) == 14
    assert not any(table["rowSet"] for table in answer["resultSets"])


def test_the_cdn_schedule_is_of_the_season_that_now_lies_in(client, standin):
    def named():
        return client.get("staticData/scheduleLeagueV2_1", "cdn").json()["leagueSchedule"]["seasonYear"]

    assert named() == "2024-25"
    standin.now = "2025-07-31T12:00:00Z"
    assert named() == "2024-25"
    standin.now = "2025-08-01T12:00:00Z"
    assert named() == "2025-26"


def test_the_cup_final_has_no_teams_until_they_are_known(client, standin):
    standin.now = "2024-12-01T12:00:00Z"
    shown = client.schedule()["0062400001"]
    assert shown["gameStatusText"] == "TBD" and shown["homeTeam"]["teamId"] == 0
    standin.now = "2024-12-11T12:00:00Z"
    assert client.schedule()["0062400001"]["homeTeam"]["teamId"]


def test_playoff_games_appear_with_their_teams_and_go_when_not_needed(client, standin, season):
    standin.now = "2025-04-20T12:00:00Z"
    shown = [game for game in client.schedule().values() if game["gameId"].startswith("004")]
    assert len(shown) == 56 and {game["gameId"][7] for game in shown} == {"1"}
    assert sum(game["ifNecessary"] for game in shown) == 24
    standin.now = AFTER_SEASON
    left = {game_id for game_id in client.schedule() if game_id.startswith("004")}
    assert left == {game.id for game in season.games("Playoffs")}


def test_the_scoreboard_shows_the_day(client, standin, season):
    standin.now = "2025-01-15T04:30:00Z"  # evening of the 14th in the East
    games = client.get("liveData/scoreboard/todaysScoreboard_00", "cdn").json()["scoreboard"]
    assert games["gameDate"] == "2025-01-14"
    expected = {game.id for game in season.games("Regular Season") if game.date.isoformat() == "2025-01-14"}
    assert {game["gameId"] for game in games["games"]} == expected
    standin.now = "2025-07-15T20:00:00Z"  # a day without games
    assert client.get("liveData/scoreboard/todaysScoreboard_00", "cdn").json()["scoreboard"]["games"] == []


def test_standings_follow_from_the_games(client):
    answer = client.get("leaguestandingsv3", LeagueID="00", Season="2024-25", SeasonType="Regular Season").json()
    won = Counter()
    for row in {(row["GAME_ID"], row["TEAM_ID"]): row for row in client.log()}.values():
        won[row["TEAM_ID"]] += row["WL"] == "W"
    table = client.rows(answer)
    assert {row["TeamID"]: row["WINS"] for row in table} == dict(won)
    assert all(row["Record"] == f"{row['WINS']}-{row['LOSSES']}" for row in table)


def test_rosters_name_everyone_who_plays(client):
    index = client.rows(client.get("playerindex", LeagueID="00", Season="2024-25").json())
    assert 480 < len(index) < 540
    assert {row["PLAYER_ID"] for row in client.log("P")} <= {row["PERSON_ID"] for row in index}
    roster = client.rows(client.get("commonteamroster", TeamID=LAKERS, Season="2024-25").json())
    assert "LeBron James" in [row["PLAYER"] for row in roster]
    everyone, current = (
        client.rows(client.get("commonallplayers", LeagueID="00", Season="2024-25", IsOnlyCurrentSeason=only).json())
        for only in "01"
    )
    assert len(everyone) > 5000 and len(current) == len(index)
    assert {row["ROSTERSTATUS"] for row in current} == {1}


@pytest.mark.parametrize(
    "endpoint, params, said",
    [
        ("boxscoretraditionalv3", {}, "GameID is required; The StartPeriod property is required.; "),
        ("playercareerstats", {"PerMode": "Totals"}, "PlayerID is required"),
        ("leaguegamefinder", {"PlayerOrTeam": "X"}, "The field PlayerOrTeam must match the regular expression"),
        ("leaguegamefinder", {"PlayerOrTeam": "T", "SeasonType": "Summer"}, "The field SeasonType must match"),
        ("leaguegamefinder", {"PlayerOrTeam": "T", "DateFrom": "a"}, "The value 'a' is not valid for DateFrom."),
    ],
)
def test_a_wrong_request_is_refused_in_words(client, endpoint, params, said):
    refused = client.get(endpoint, **params)
    assert refused.status_code == 400 and refused.text.startswith(said)


def test_an_unknown_endpoint_is_404(client):
    assert client.get("playbyplayv2").status_code == 404
