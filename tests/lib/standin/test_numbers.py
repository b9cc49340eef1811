"""One game, told by many endpoints: the numbers of each follow from the others."""

from collections import Counter

import pytest

AFTER_SEASON = "2025-07-01T12:00:00Z"
ASKED = {"SeasonType": "Regular Season", "Season": "2024-25", "LeagueID": "00", "LastNGames": "0", "Month": "0"}
ASKED |= {"OpponentTeamID": "0", "Period": "0", "TeamID": "0", "PlayerID": "0", "PerMode": "Totals"}
ASKED |= {"PlusMinus": "N", "PaceAdjust": "N", "Rank": "N"}
ASKED |= dict.fromkeys(["Outcome", "Location", "SeasonSegment", "VsConference", "VsDivision", "GameSegment"], "")
COLUMNS = {"shot": ("FGA", "FGM"), "free throw": ("FTA", "FTM")}


@pytest.fixture
def game(standin):
    """A final game with overtime."""
    season = standin.league.season("2024-25")
    return next(game for game in season.games("Regular Season") if season.box(game).overtimes)


@pytest.fixture
def log(client, game):
    """{player id: his row of the game log}."""
    day = game.date.isoformat()
    return {row["PLAYER_ID"]: row for row in client.log("P", DateFrom=day, DateTo=day) if row["GAME_ID"] == game.id}


def ask(client, endpoint, which=0, **params):
    """The first table of an endpoint of dates and measures, as [{column: value}]."""
    answer = client.get(endpoint, **{**ASKED, "DateFrom": "", "DateTo": "", **params})
    assert answer.status_code == 200, answer.text
    return client.rows(answer.json(), which)


def actions_of(client, game):
    answer = client.get("playbyplayv3", GameID=game.id, StartPeriod="0", EndPeriod="0")
    return answer.json()["game"]["actions"]


def test_the_play_by_play_adds_up_to_the_score_of_every_period(client, game):
    live = client.get(f"liveData/boxscore/boxscore_{game.id}", "cdn").json()["game"]
    ends = [
        action for action in actions_of(client, game) if (action["actionType"], action["subType"]) == ("period", "end")
    ]
    for side, score in (("homeTeam", "scoreHome"), ("awayTeam", "scoreAway")):
        scores = [0, *(int(action[score]) for action in ends)]
        assert [b - a for a, b in zip(scores, scores[1:])] == [period["score"] for period in live[side]["periods"]]
    assert ends[-1]["pointsTotal"] == live["homeTeam"]["score"] + live["awayTeam"]["score"]


def test_the_play_by_play_adds_up_to_the_game_log(client, game, log):
    counts = Counter()
    for action in actions_of(client, game):
        kind, person = action["actionType"], action["personId"]
        if action["isFieldGoal"]:
            counts[person, "FGA"] += 1
            counts[person, "FGM"] += action["shotResult"] == "Made"
            counts[person, "FG3A"] += action["shotValue"] == 3
        elif kind in ("Free Throw", "Rebound", "Turnover", "Foul"):
            counts[person, {"Free Throw": "FTA", "Rebound": "REB", "Turnover": "TOV", "Foul": "PF"}[kind]] += 1
        elif not kind:
            counts[person, "STL" if "STEAL" in action["description"] else "BLK"] += 1
        if action["shotResult"] == "Made" and " AST)" in action["description"]:
            counts["AST"] += 1
    for person, row in log.items():
        for column in ("FGA", "FGM", "FG3A", "FTA", "REB", "TOV", "PF", "STL", "BLK"):
            assert counts[person, column] == row[column], (row["PLAYER_NAME"], column)
    assert counts["AST"] == sum(row["AST"] for row in log.values())


def test_substitutions_give_everybody_his_minutes(client, game):
    box = client.box_score(game.id)
    live = client.get(f"liveData/playbyplay/playbyplay_{game.id}", "cdn").json()["game"]["actions"]
    for side in ("homeTeam", "awayTeam"):
        players = box[side]["players"]
        floor = {player["personId"] for player in players if player["position"]}
        seconds, period, clock = Counter(), 1, 720.0
        for action in live:
            minutes, rest = action["clock"][2:-1].split("M")
            now = int(minutes) * 60 + float(rest)
            if action["period"] != period:
                period, clock = action["period"], 720.0 if action["period"] <= 4 else 300.0
            for person in floor:
                seconds[person] += clock - now
            clock = now
            if action["actionType"] == "substitution" and action["teamId"] == box[side]["teamId"]:
                (floor.remove if action["subType"] == "out" else floor.add)(action["personId"])
        assert len(floor) == 5
        for player in players:
            minutes, rest = (player["statistics"]["minutes"] or "0:00").split(":")
            assert abs(seconds[player["personId"]] - int(minutes) * 60 - int(rest)) < 1


def test_both_play_by_plays_tell_the_same_baskets(client, game):
    live = client.get(f"liveData/playbyplay/playbyplay_{game.id}", "cdn").json()["game"]["actions"]
    baskets = [(a["actionNumber"], a["personId"], a["clock"]) for a in live if a.get("pointsTotal")]
    ours = [(a["actionNumber"], a["personId"], a["clock"]) for a in actions_of(client, game) if a["pointsTotal"]]
    assert baskets == [basket for basket in ours if basket[1]]
    assert len({action["actionNumber"] for action in live}) == len(live)


def test_a_game_not_begun_has_no_actions(client):
    answer = client.get("playbyplayv3", GameID="0022401100", StartPeriod="0", EndPeriod="0").json()
    assert answer["game"] == {"gameId": "0022401100", "videoAvailable": 1, "actions": []}
    assert client.get("liveData/playbyplay/playbyplay_0022401100", "cdn").status_code == 403


def test_shots_are_those_of_the_play_by_play_and_of_the_log(client, game, log):
    day = {"DateFrom": game.date.isoformat(), "DateTo": game.date.isoformat()}
    league = ask(client, "shotchartdetail", ContextMeasure="FGA", **day)
    shots = [row for row in league if row["GAME_ID"] == game.id]
    told = {action["actionNumber"]: action for action in actions_of(client, game) if action["isFieldGoal"]}
    assert {row["GAME_EVENT_ID"] for row in shots} == set(told) and len(shots) == len(told)
    for row in shots:
        action = told[row["GAME_EVENT_ID"]]
        assert (row["LOC_X"], row["LOC_Y"]) == (action["xLegacy"], action["yLegacy"])
        assert row["SHOT_TYPE"][0] == str(action["shotValue"]) and row["PLAYER_ID"] == action["personId"]
    for person, row in log.items():
        mine = [shot["SHOT_MADE_FLAG"] for shot in shots if shot["PLAYER_ID"] == person]
        assert (len(mine), sum(mine)) == (row["FGA"], row["FGM"])
    makes = ask(client, "shotchartdetail", ContextMeasure="PTS", **day)
    assert makes == [row for row in league if row["SHOT_MADE_FLAG"]]
    averages = ask(client, "shotchartdetail", 1, ContextMeasure="FGA", **day)
    assert sum(row["FGA"] for row in averages) == len(league)


def test_points_in_the_paint_are_the_shots_made_there(client, game):
    day = {"DateFrom": game.date.isoformat(), "DateTo": game.date.isoformat()}
    inside = Counter()
    for row in ask(client, "shotchartdetail", ContextMeasure="PTS", **day):
        near = row["SHOT_ZONE_BASIC"] in ("Restricted Area", "In The Paint (Non-RA)")
        inside[row["GAME_ID"], row["PLAYER_ID"]] += 2 * near
    misc = ask(client, "playergamelogs", MeasureType="Misc", **day)
    assert misc and all(row["PTS_PAINT"] == inside[row["GAME_ID"], row["PLAYER_ID"]] for row in misc)


def test_lineups_add_up_to_their_team(client, game):
    day = {"DateFrom": game.date.isoformat(), "DateTo": game.date.isoformat()}
    rows = ask(client, "leaguedashlineups", MeasureType="Base", GroupQuantity="5", **day)
    teams = {row["TEAM_ID"]: row for row in client.log("T", **day)}
    assert len(teams) >= 2
    for team, row in teams.items():
        ours = [lineup for lineup in rows if lineup["TEAM_ID"] == team]
        assert all(lineup["GROUP_ID"].count("-") == 6 for lineup in ours)
        for column in ("PTS", "FGA", "REB", "AST", "PLUS_MINUS"):
            assert sum(lineup[column] for lineup in ours) == row[column]
        assert round(sum(lineup["MIN"] for lineup in ours)) == row["MIN"] / 5
        for lineup in ours:
            assert lineup["FG3M"] <= lineup["FGM"] <= lineup["FGA"] and lineup["FG3A"] <= lineup["FGA"]
            assert lineup["PTS"] == 2 * lineup["FGM"] + lineup["FG3M"] + lineup["FTM"]


def test_a_season_of_lineups_is_cut_at_2000(client, standin):
    standin.now = "2024-12-01T12:00:00Z"
    rows = ask(client, "leaguedashlineups", MeasureType="Base", GroupQuantity="5")
    assert len(rows) == 2000 and rows == sorted(rows, key=lambda row: -row["MIN"])


RANGES = dict.fromkeys(["StartPeriod", "EndPeriod", "StartRange", "EndRange", "RangeType"], "0")


def test_hustle_and_tracking_of_a_date_are_those_of_the_box_scores(client, game):
    day = {"DateFrom": game.date.isoformat(), "DateTo": game.date.isoformat()}
    hustle = {row["PLAYER_ID"]: row for row in ask(client, "leaguehustlestatsplayer", **day)}
    tracking = {
        row["PLAYER_ID"]: row
        for row in ask(client, "leaguedashptstats", PtMeasureType="Passing", PlayerOrTeam="Player", **day)
    }
    box = client.get("boxscoretraditionalv3", GameID=game.id, **RANGES).json()["boxScoreTraditional"]
    for player in box["homeTeam"]["players"] + box["awayTeam"]["players"]:
        minutes, _, seconds = player["statistics"]["minutes"].partition(":")
        if not seconds:
            assert player["personId"] not in hustle
            continue
        row = hustle[player["personId"]]
        assert row["G"] == 1 and row["MIN"] == pytest.approx(int(minutes) + int(seconds) / 60, abs=0.06)
        assert tracking[player["personId"]]["MIN"] == pytest.approx(row["MIN"], abs=1)  # whole minutes
    assert set(hustle) == set(tracking)


@pytest.mark.parametrize("measure", ["Advanced", "Misc", "Scoring", "Usage"])
def test_a_measured_log_says_what_the_box_score_of_its_kind_says(client, game, measure):
    day = {"DateFrom": game.date.isoformat(), "DateTo": game.date.isoformat()}
    rows = {
        row["PLAYER_ID"]: row
        for row in ask(client, "playergamelogs", MeasureType=measure, **day)
        if row["GAME_ID"] == game.id
    }
    box = client.get(f"boxscore{measure.lower()}v3", GameID=game.id, **RANGES).json()[f"boxScore{measure}"]
    names = {
        "Advanced": {"OFF_RATING": "offensiveRating", "USG_PCT": "usagePercentage", "PIE": "PIE"},
        "Misc": {"PTS_PAINT": "pointsPaint", "OPP_PTS_FB": "oppPointsFastBreak", "BLKA": "blocksAgainst"},
        "Scoring": {"PCT_PTS_3PT": "percentagePoints3pt", "PCT_AST_FGM": "percentageAssistedFGM"},
        "Usage": {"PCT_FGA": "percentageFieldGoalsAttempted", "PCT_PTS": "percentagePoints"},
    }[measure]
    players = [
        player
        for side in ("homeTeam", "awayTeam")
        for player in box[side]["players"]
        if player["statistics"]["minutes"]
    ]
    assert {player["personId"] for player in players} == set(rows)
    for player in players:
        for column, name in names.items():
            assert rows[player["personId"]][column] == player["statistics"][name]


def test_team_ratings_follow_from_the_score(client, game):
    day = {"DateFrom": game.date.isoformat(), "DateTo": game.date.isoformat()}
    rows = [row for row in ask(client, "teamgamelogs", MeasureType="Advanced", **day) if row["GAME_ID"] == game.id]
    points = {row["TEAM_ID"]: row["PTS"] for row in client.log("T", **day)}
    for row in rows:
        assert row["OFF_RATING"] == round(100 * points[row["TEAM_ID"]] / row["POSS"], 1)
        assert (row["NET_RATING"] > 0) == (row["WL"] == "W")
    assert round(sum(row["PIE"] for row in rows), 2) == 1


def test_a_measure_that_an_endpoint_does_not_have_is_answered_with_nothing(client):
    for endpoint, measure in (("leaguedashteamstats", "Usage"), ("playergamelogs", "Four Factors")):
        answer = client.get(endpoint, **{**ASKED, "DateFrom": "", "DateTo": "", "MeasureType": measure})
        assert answer.json() == {}


@pytest.mark.parametrize("measure", ["Advanced", "Misc", "Scoring", "Usage", "Opponent", "Defense", "Four Factors"])
def test_every_measure_of_a_season_has_a_row_a_player_and_ranks(client, standin, measure):
    standin.now = "2024-11-10T12:00:00Z"
    rows = ask(client, "leaguedashplayerstats", MeasureType=measure)
    assert len(rows) > 250 and min(row["GP_RANK"] for row in rows) == 1
    assert None not in {value for row in rows for value in row.values()}


@pytest.mark.parametrize("kind", ["Rebounding", "Possessions", "PullUpShot", "Defense", "ElbowTouch", "Efficiency"])
def test_every_kind_of_tracking_has_its_columns_filled(client, kind):
    day = {"DateFrom": "2025-01-13", "DateTo": "2025-01-13"}
    for who in ("Player", "Team"):
        rows = ask(client, "leaguedashptstats", PtMeasureType=kind, PlayerOrTeam=who, **day)
        empty = {column for row in rows for column, value in row.items() if value is None}
        assert rows and all(column.endswith("_PCT") for column in empty)


def test_the_summary_names_the_officials_and_the_absent_of_the_cdn(client, game):
    summary = client.get("boxscoresummaryv3", GameID=game.id).json()["boxScoreSummary"]
    live = client.get(f"liveData/boxscore/boxscore_{game.id}", "cdn").json()["game"]
    assert [row["personId"] for row in summary["officials"]] == [row["personId"] for row in live["officials"]]
    assert summary["attendance"] == live["attendance"] and summary["gameCode"] == live["gameCode"]
    for side in ("homeTeam", "awayTeam"):
        assert summary[side]["periods"] == live[side]["periods"]
        absent = {player["personId"] for player in live[side]["players"] if player["status"] == "INACTIVE"}
        assert {player["personId"] for player in summary[side]["inactives"]} == absent


def test_the_draft_agrees_with_the_player_index(client):
    picks = {row["PERSON_ID"]: row for row in ask(client, "drafthistory", Season="")}
    assert len({(row["SEASON"], row["PERSON_ID"]) for row in picks.values()}) == len(picks) > 400
    index = client.rows(client.get("playerindex", LeagueID="00", Season="2024-25").json())
    for row in index:
        drafted = picks.get(row["PERSON_ID"])
        assert row["DRAFT_NUMBER"] == (drafted and drafted["OVERALL_PICK"])
        assert row["DRAFT_YEAR"] == (drafted and int(drafted["SEASON"]))


def test_every_team_has_a_franchise(client):
    franchises, defunct = (ask(client, "franchisehistory", which) for which in (0, 1))
    assert len(franchises) == 30 and len(defunct) == 1
    assert all(row["WINS"] + row["LOSSES"] == row["GAMES"] for row in [*franchises, *defunct])
