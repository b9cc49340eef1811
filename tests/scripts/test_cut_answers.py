"""A part of an answer, or of another game, is never taken for the whole: it costs its game, and is asked for again."""

import json

import pytest

from lib import datasets, holes, schedule

DAY = "2025-01-14"


@pytest.fixture
def evening(machine, for_all):
    """A machine that has the logs of one evening, and is to fetch nothing but it."""
    machine.set(DATE=DAY)
    machine.has(for_all, "evening", "team-games", "player-games")
    return machine


def a_game(machine) -> str:
    return min(row["GAME_ID"] for rows in machine.stored("team-games").values() for row in rows)


def of_rows(change):
    """change(row as a dict) -> the row, or None: left out; of every row of an answer's first table."""

    def altered(document):
        table = document["resultSets"][0]
        rows = [dict(zip(table["headers"], row, strict=True)) for row in table["rowSet"]]
        table["rowSet"] = [list(row.values()) for row in map(change, rows) if row]

    return altered


def without(column):
    def altered(document):
        for table in document["resultSets"]:
            place = table["headers"].index(column) if column in table["headers"] else None
            for row in (table["headers"], *table["rowSet"]) if place is not None else ():
                del row[place]

    return altered


def every(number):
    """Leaves out each so many-th of a team's rows."""
    seen = {}

    def change(row):
        seen[row["TEAM_ID"]] = seen.get(row["TEAM_ID"], 0) + 1
        return row if seen[row["TEAM_ID"]] % number else None

    return change


def by_team(leave_out):
    """leave_out(a team's rows as dicts, those with the fewest minutes first) -> the ids that go."""

    def altered(document):
        table = document["resultSets"][0]
        rows = [dict(zip(table["headers"], row, strict=True)) for row in table["rowSet"]]
        who, gone = table["headers"][1 if "GROUP_ID" in table["headers"] else 0], set()
        for team in sorted({row["TEAM_ID"] for row in rows}):
            of_team = [row for row in rows if row["TEAM_ID"] == team]
            gone |= {(team, row[who]) for row in leave_out(sorted(of_team, key=lambda row: row["MIN"]))}
        table["rowSet"] = [[*row.values()] for row in rows if (row["TEAM_ID"], row[who]) not in gone]

    return altered


def three(rows):
    return [row for row in rows if row["MIN"] > 20][:3]


def one_and_who_played_little(rows):
    return [row for row in rows if row["MIN"] < 11] + [row for row in rows if row["MIN"] > 20][:1]


def shortest_third(rows):
    return rows[: len(rows) // 3]


def without_points(row):
    return row | {"PTS": row["PTS"] // 2}


def missed_shots(row):
    return row if row["SHOT_MADE_FLAG"] else None


def shorter(row):
    return row | {"MIN": row["MIN"] + 11}


def uncounted(value):
    """As before the league has counted: who played, and for how long, is there already."""

    def change(row):
        there = {"AGE", "G", "GP", "W", "L", "MIN"} | {name for name in row if "_ID" in name or "NAME" in name}
        return {name: kept if name in there or isinstance(kept, str) else value for name, kept in row.items()}

    return change


def without_minutes(row):
    return row | {"MIN": None}


def a_day_early(row):
    return row | {"GAME_DATE": "2025-01-13T00:00:00"}


def five_off(row):
    return row | {"OPP_PTS": row["OPP_PTS"] + 5}


def actions(keep):
    def altered(document):
        document["game"]["actions"] = keep(document["game"]["actions"])

    return altered


def a_stranger(events):
    events[9]["teamId"] = 1610612799
    return events


def another_shooter(events):
    shot = next(event for event in events if event["actionType"] in ("Made Shot", "2pt"))
    shot["personId"] = 2
    return events


def one_clock(events):
    return [event | {"clock": "PT05M00.00S"} for event in events]


def nobody_substituted(events):
    return [event for event in events if event["actionType"].lower() != "substitution"]


def of_players(change):
    """change(a team's ids, sorted) -> other ids, in their order; of every row, or line-up, of an answer."""

    def altered(document):
        table = document["resultSets"][0]
        who, team = (table["headers"].index(name) for name in ("GROUP_ID", "TEAM_ID"))
        ids = [[row[team], row[who].strip("-").split("-")] for row in table["rowSet"]]
        for one in {one for one, _ in ids}:
            squad = sorted({player for other, five in ids if other == one for player in five})
            others = dict(zip(squad, change(squad), strict=True))
            for row, (other, five) in zip(table["rowSet"], ids, strict=True):
                row[who] = f"-{'-'.join(others[player] for player in five)}-" if other == one else row[who]

    return altered


def one_who_did_not_play(squad):
    return ["2", *squad[1:]]


def as_on_another_date(squad):
    return [*squad[1:], squad[0]]


def another(document):
    """Of one player, all rows have another's id."""
    table = document["resultSets"][0]
    who = table["headers"].index("PLAYER_ID")
    one = min(row[who] for row in table["rowSet"])
    for row in table["rowSet"]:
        row[who] = 2 if row[who] == one else row[who]


def without_most_misses(events):
    return [event for number, event in enumerate(events) if event["shotResult"] != "Missed" or number % 4 == 0]


def without_some(kind):
    return lambda events: [
        event for number, event in enumerate(events) if event["actionType"] != kind or number % 3 == 0
    ]


def swapped(events):
    for event in events:
        event["scoreHome"], event["scoreAway"] = event["scoreAway"], event["scoreHome"]
    return events


@pytest.mark.parametrize(("name", "change", "said"), [
    ("play-by-play", actions(swapped), "the home team's first, and the stored team-games"),
    ("play-by-play-live", actions(swapped), "the home team's first, and the stored team-games"),
    ("shots", of_rows(missed_shots), "field goals tried, and the stored team-games"),
    ("play-by-play", actions(lambda events: events[-3:]), "has no event of period 1"),
    ("play-by-play", actions(lambda events: events[:20] + events[len(events) // 3:]), "made, and the stored"),
    ("play-by-play", actions(without_most_misses), "field goals tried, and the stored"),
    ("play-by-play", actions(without_some("Rebound")), "rebounds, and the stored team-games"),
    ("play-by-play", actions(without_some("Turnover")), "turnovers, and the stored team-games"),
    ("play-by-play", actions(without_some("Foul")), "fouls, and the stored team-games"),
    ("play-by-play", actions(without_some("Free Throw")), "free throws made, and the stored team-games"),
    ("play-by-play-live", actions(without_some("rebound")), "rebounds, and the stored team-games"),
    ("play-by-play-live", actions(without_some("foul")), "fouls, and the stored team-games"),
    ("play-by-play", actions(another_shooter), "has player 2, who is not in the stored player-games"),
    ("play-by-play-live", actions(another_shooter), "has player 2, who is not in the stored player-games"),
    ("play-by-play", actions(one_clock), "has many events at the same time of the clock"),
    ("play-by-play-live", actions(one_clock), "has many events at the same time of the clock"),
    ("play-by-play", actions(nobody_substituted), "has no substitution"),
    ("play-by-play-live", actions(nobody_substituted), "has no substitution"),
    ("play-by-play", actions(a_stranger), "has events of team 1610612799, which did not play"),
    ("hustle", of_rows(every(3)), "minutes in the stored player-games, such as"),
    ("hustle", by_team(three), "lacks 6 of those with 12 minutes in the stored player-games, such as"),
    ("tracking", by_team(three), "lacks 6 of those with 12 minutes in the stored player-games, such as"),
    ("tracking", of_rows(every(3)), "for 4 of 16 players"),
    ("hustle", of_rows(uncounted(0)), "the league has not counted yet"),
    ("tracking", of_rows(uncounted(None)), "the league has not counted yet"),
    ("lineups", of_rows(every(3)), "minutes, and the stored team-games"),
    ("lineups", by_team(shortest_third), "minutes, and the stored team-games"),
    ("lineups", of_rows(without_points), "points, and the stored team-games"),
    ("lineups", of_players(one_who_did_not_play), "has player 2, who is not in the stored player-games"),
    ("lineups", of_players(as_on_another_date), "minutes, and the stored player-games"),
    ("player-games-advanced", of_rows(shorter), "minutes, and player-games"),
    ("player-games-advanced", of_rows(without_minutes), "no minutes, and player-games"),
    ("team-games-misc", of_rows(shorter), "minutes, and team-games"),
    ("team-games-opponent", of_rows(five_off), "gives the opponent"),
])  # fmt: skip
def test_what_cannot_be_the_whole_evening_is_left_out(evening, alter, name, change, said):
    endpoint = next(endpoint for endpoint in datasets.find(name).sources.values() if endpoint)
    alter(endpoint, change)
    evening.set(NBA_SOURCE="cdn" if endpoint.startswith("liveData") else "stats")
    assert evening.chain(name) == 65 and said in evening.said, evening.said
    assert not evening.files(name) and not holes.of_the_league(name)


@pytest.mark.parametrize("name", ["shots", "hustle", "tracking"])
def test_a_game_with_somebody_who_did_not_play_in_it_is_left_out(evening, alter, name):
    alter(datasets.find(name).endpoint, another)
    assert evening.chain(name) == 65, evening.said
    assert "has player 2, who is not in the stored player-games of this game" in evening.said, evening.said
    assert len(evening.files(name)) == len(evening.files("team-games")) / 2 - 1


def test_where_only_some_players_are_stored_nobody_is_a_stranger(evening, alter):
    evening.files("player-games")[0].unlink()
    for path in evening.files("player-games")[3:]:
        path.unlink()
    for name in ("shots", "lineups", "play-by-play"):
        assert evening.chain(name) == 0 and evening.files(name), evening.said


def of_box_scores(document, column, change):
    """What a box score counts, of its players and its teams."""
    box = document.get("game") or document["boxScoreTraditional"]
    for side in (box["homeTeam"], box["awayTeam"]):
        for counted in (side, *side["players"]):
            counted["statistics"][column] = change(counted["statistics"][column])


@pytest.mark.parametrize(("column", "what"), [
    ("assists", "assists"), ("reboundsTotal", "rebounds"), ("steals", "steals"), ("blocks", "blocks"),
    ("turnovers", "turnovers"), ("freeThrowsMade", "free throws made"), ("threePointersMade", "threes made"),
    ("fieldGoalsMade", "field goals made"),
])  # fmt: skip
def test_a_box_score_that_counts_less_than_the_stored_log_is_refused(evening, alter, column, what):
    alter("boxscoretraditionalv3", lambda document: of_box_scores(document, column, lambda count: 0))
    evening.set(NBA_SOURCE="stats")
    assert evening.chain("player-boxscores") == 65 and f" {what}, and the stored team-games {{" in evening.said
    alter("boxscoretraditionalv3", lambda document: None)
    assert evening.chain("player-boxscores") == 0, "the next answer is another one"
    assert len(evening.files("player-boxscores")) == len(evening.files("team-games")) / 2


def test_so_is_one_of_the_cdn(evening, alter):
    alter("liveData/boxscore", lambda document: of_box_scores(document, "assists", lambda count: 0))
    evening.set(NBA_SOURCE="cdn")
    assert evening.chain("player-boxscores") == 65 and " assists, and the stored team-games {" in evening.said


def test_a_box_score_may_have_been_corrected_before_the_log(evening, alter):
    def one_more(document):
        player = document["boxScoreTraditional"]["homeTeam"]["players"][0]["statistics"]
        player["assists"] += 3

    alter("boxscoretraditionalv3", one_more)
    assert evening.chain("player-boxscores") == 0, evening.said


def test_who_had_no_hustle_may_be_left_out(evening, alter):
    """By the recorded season it is mostly who played some minutes; of those who played longer one in three hundred."""
    alter("leaguehustlestatsplayer", by_team(one_and_who_played_little))
    assert evening.chain("hustle") == 0, evening.said
    games = {row["GAME_ID"] for rows in evening.stored("team-games").values() for row in rows}
    assert {path.parent.name for path in evening.files("hustle")} == games


def one_official(document):
    game = document.get("game") or document["boxScoreSummary"]
    game["officials"] = game["officials"][:1]


def test_a_single_official_is_no_crew(evening, alter):
    alter("boxscoresummaryv3", one_official)
    evening.set(NBA_SOURCE="stats")
    assert evening.chain("game-officials") == 65 and "1 official is no crew" in evening.said, evening.said
    assert not evening.files("game-officials")
    alter("liveData/boxscore", one_official)
    evening.set(NBA_SOURCE="auto")
    assert evening.chain("game-officials") == 0, "the stats service has them"
    assert all(len(rows) == 3 for rows in evening.stored("game-officials").values())


def two_officials(document):
    del document["game"]["officials"][2:]


def test_two_officials_of_the_cdn_are_believed_if_the_stats_service_does_not_answer(evening, alter):
    """One may have dropped out; a crew has three in every season that the CDN has."""
    alter("liveData/boxscore", two_officials)
    games = len(evening.files("team-games")) // 2
    assert evening.chain("game-officials") == 0, evening.said
    assert [len(rows) for rows in evening.stored("game-officials").values()] == [3] * games
    for path in evening.files("game-officials"):
        path.unlink()
    evening.set(NBA_SOURCE="cdn")
    assert evening.chain("game-officials") == 0, evening.said
    assert [len(rows) for rows in evening.stored("game-officials").values()] == [2] * games


@pytest.mark.parametrize("name", ["play-by-play", "player-boxscores", "shots"])
def test_a_game_of_a_later_day_costs_no_request(evening, caplog, name):
    known = schedule.stored("2024-25")
    game = next(game.game_id for game in known.games if game.game_date > "2025-02-01")
    evening.set(DATE="", GAME=game)
    evening.league.clear_requests()
    caplog.set_level("INFO")
    assert evening.chain(name) == 0 and not evening.league.requests
    assert f"game {game} has no " in caplog.text and "yet; ask again when it is over" in caplog.text


def test_a_game_without_some_kinds_of_events_is_no_news_of_the_live_feed(evening, alter, caplog):
    def bare(events):
        return [
            {name: of for name, of in event.items() if not name.startswith(("jumpBall", "block"))} for event in events
        ]

    alter("liveData/playbyplay", actions(bare))
    assert evening.chain("play-by-play-live") == 0 and "any more" not in caplog.text, caplog.text
    assert evening.files("play-by-play-live")


@pytest.mark.parametrize("name", ["hustle", "tracking"])
def test_players_of_one_team_are_no_game(evening, alter, name):
    rows = [row for rows in evening.stored("team-games").values() for row in rows]
    home = {row["TEAM_ID"] for row in rows if " vs. " in row["MATCHUP"]}
    alter(datasets.find(name).endpoint, of_rows(lambda row: row if f"{row['TEAM_ID']}" in home else None))
    assert evening.chain(name) == 65 and "has players of 1 team" in evening.said, evening.said
    assert not evening.files(name)


def test_a_game_is_dated_as_in_the_log_beside_it(machine, alter):
    machine.set(DATE_FROM="2025-01-13", DATE_TO=DAY)
    assert machine.chain("player-games") == 0, machine.said
    alter("playergamelogs", of_rows(lambda row: a_day_early(row) if DAY in row["GAME_DATE"] else row))
    assert machine.chain("player-games-usage") == 65
    assert "is dated 2025-01-13, and 2025-01-14 in player-games" in machine.said, machine.said


@pytest.mark.parametrize("change", [
    of_rows(lambda row: None), of_rows(every(2)), of_rows(lambda row: row | {"TEAM_ID": 1610612799}),
], ids=["empty", "half", "another team"])  # fmt: skip
def test_one_measure_of_tracking_that_differs_from_the_others_costs_its_games(evening, alter, change):
    """Twelve answers make a row; one that is cut would leave its columns empty for good."""

    def of_one(document):
        if document["parameters"]["PtMeasureType"] == "Rebounding":
            change(document)

    alter("leaguedashptstats", of_one)
    assert evening.chain("tracking") == 65, evening.said
    assert not evening.files("tracking")


@pytest.mark.parametrize("lost", [str, int], ids=["text", "number"])
def test_a_game_id_without_its_zeros_costs_its_game_and_is_asked_for_again(evening, alter, lost):
    game = a_game(evening)

    def cut(row):
        return row | ({"GAME_ID": lost(int(row["GAME_ID"]))} if row["GAME_ID"] == game else {})

    alter("shotchartdetail", of_rows(cut))
    assert evening.chain("shots") == 65 and "is not ten digits" in evening.said, evening.said
    assert game not in {path.parent.name for path in evening.files("shots")} and evening.files("shots")
    assert game not in holes.of_the_league("shots")


@pytest.mark.parametrize(("name", "column"), [("hustle", "DEFLECTIONS"), ("player-games-advanced", "OFF_RATING")])
def test_a_column_that_a_game_lost_is_told(evening, alter, caplog, name, column):
    assert evening.chain(name) == 0 and "any more" not in caplog.text
    alter(datasets.find(name).endpoint, without(column))
    evening.set(FORCE="1")
    for kept in evening.data.glob("_metadata/answers/**/*.json"):
        kept.unlink()
    assert evening.chain(name) == 0
    assert f"{name}: no column {column} any more; empty from now on" in caplog.text


@pytest.mark.parametrize(("name", "endpoint", "change"), [
    ("shots", "shotchartdetail", of_rows(lambda row: row if row["GAME_ID"] == "0052300101" else None)),
    ("play-by-play", "playbyplayv3", actions(lambda events: [])),
])  # fmt: skip
def test_a_past_season_is_not_lost_to_one_odd_answer(machine, alter, caplog, monkeypatch, name, endpoint, change):
    """Many games of which nothing comes count as missing until the league says so on three days."""
    monkeypatch.setattr("lib.nba.fetched.FEW", 3)
    machine.set(SEASON="2023-24", SEASON_TYPE="PlayIn")
    assert machine.chain("team-games") == 0, machine.said
    games = {row["GAME_ID"] for rows in machine.stored("team-games").values() for row in rows}
    alter(endpoint, change)
    caplog.set_level("INFO")
    assert machine.chain(name) == 0 and "asked for again until it says so on three days" in caplog.text
    assert machine.main("gaps") == 65 and name in machine.out, machine.out
    assert machine.main("status", "--json") == 0
    (state,) = [entry for entry in json.loads(machine.out) if entry["dataset"] == name]
    assert state["state"] == "incomplete", state
    machine.set(NBA_STATS_URL=machine.league.stats_url, NBA_CDN_URL=machine.league.cdn_url)
    assert machine.chain(name) == 0, machine.said
    assert {path.parent.name for path in machine.files(name)} == games
    assert machine.main("gaps") == 0, machine.out


def test_a_past_game_that_a_dates_answer_lacks_is_asked_for_again(machine, alter):
    machine.set(SEASON="2023-24", SEASON_TYPE="PlayIn")
    assert machine.chain("team-games") == 0 and machine.chain("player-games") == 0, machine.said
    game = a_game(machine)
    teams = {row["TEAM_ID"] for rows in machine.stored("team-games").values() for row in rows if row["GAME_ID"] == game}
    alter("leaguehustlestatsplayer", of_rows(lambda row: row if f"{row['TEAM_ID']}" not in teams else None))
    machine.chain("hustle")
    assert machine.files("hustle") and game not in {path.parent.name for path in machine.files("hustle")}
    assert machine.main("gaps") == 65, machine.out
    machine.set(NBA_STATS_URL=machine.league.stats_url, NBA_CDN_URL=machine.league.cdn_url)
    machine.at("2025-01-16T11:00:00Z")
    assert machine.chain("hustle") == 0, machine.said
    assert game in {path.parent.name for path in machine.files("hustle")} and machine.main("gaps") == 0, machine.out


def test_gaps_names_the_games_of_which_the_league_kept_nothing(machine, alter):
    machine.set(SEASON="2023-24", SEASON_TYPE="PlayIn")
    assert machine.chain("team-games") == 0, machine.said
    game = a_game(machine)
    alter("playbyplayv3", lambda document: document["game"]["gameId"] == game and actions(lambda _: [])(document))
    assert machine.chain("play-by-play") == 0, machine.said
    assert machine.main("gaps") == 0 and "no error: nothing kept of " in machine.out, machine.out
    (row, *_) = [row for rows in machine.stored("team-games").values() for row in rows if row["GAME_ID"] == game]
    assert row["GAME_DATE"] in machine.out.split("nothing kept of ")[1]


# -- copies of today ----------------------------------------------------


def some(number):
    """The first rows of each table."""

    def altered(document):
        for table in document["resultSets"]:
            del table["rowSet"][number:]

    return altered


@pytest.mark.parametrize(("name", "gone"), [("draft", 1), ("franchises", 1), ("player-info", 260)])
def test_a_copy_with_fewer_rows_than_the_last_one_is_not_taken_whatever_is_typed(machine, alter, name, gone):
    """A draft stays; of players, a fifth may go. FORCE=1 only fetches again."""
    assert machine.chain(name) == 0, machine.said
    (first,) = machine.files(name)
    machine.at("2025-01-25T11:00:00Z")
    alter(datasets.find(name).endpoint, lambda document: document["resultSets"][0]["rowSet"].__delitem__(slice(gone)))
    machine.set(FORCE="1")
    assert machine.chain(name) == 65 and "nothing was stored, try later" in machine.said, machine.said
    assert machine.files(name) == [first]
    machine.set(NBA_STATS_URL=machine.league.stats_url)
    assert machine.chain(name) == 0 and len(machine.files(name)) == 2


def test_a_list_that_did_shrink_is_taken_once_its_copies_are_moved_away(machine, alter):
    assert machine.chain("player-info") == 0, machine.said
    machine.at("2025-07-25T11:00:00Z")
    alter("playerindex", some(300))
    assert machine.chain("player-info") == 65, machine.said
    assert "300 rows, and player-info/2025-01-15/players.csv has " in machine.said
    assert "or move the copies in player-info/ away if they are gone" in machine.said, machine.said
    (machine.data / "player-info").rename(machine.data.parent / "player-info")
    assert machine.chain("player-info") == 0 and len(machine.files("player-info")) == 1


@pytest.mark.parametrize(("change", "said"), [
    (some(20), "the answer lacks a team"),
    (of_rows(lambda row: row | {"WINS": 0, "LOSSES": 0}), "the answer is of an earlier day"),
    (without("LOSSES"), "no column LOSSES"),
], ids=["cut", "nothing played", "renamed"])  # fmt: skip
def test_standings_that_cannot_be_whole_are_not_stored(evening, alter, change, said):
    evening.set(DATE="")
    alter("leaguestandingsv3", change)
    assert evening.chain("standings") == 65 and said in evening.said, evening.said
    assert not evening.files("standings")


def test_a_past_season_with_a_row_left_out_is_asked_for_again(machine, alter):
    team = 1610612747
    alter("leaguestandingsv3", of_rows(lambda row: row | ({"WINS": "most"} if row["TeamID"] == team else {})))
    machine.set(SEASON="2023-24")
    assert machine.chain("standings") == 65 and "1 left out" in machine.said, machine.said
    machine.set(NBA_STATS_URL=machine.league.stats_url)
    assert machine.chain("standings") == 0, machine.said
    assert [len(rows) for rows in machine.stored("standings").values()] == [30]


@pytest.mark.parametrize(("season", "players"), [("", 11), ("2023-24", 9)])
def test_half_a_roster_is_no_team(machine, alter, season, players):
    machine.set(TEAM="LAL", SEASON=season, FORCE="1")
    alter("commonteamroster", some(players))
    assert machine.chain("rosters") == 65 and f"{players} players are no team" in machine.said, machine.said
    assert not machine.files("rosters")
    assert machine.chain("coaches") == 0, machine.said


def test_a_roster_has_most_of_the_players_of_the_newest_one_of_its_season(machine, alter):
    machine.set(TEAM="LAL", FORCE="1")
    assert machine.chain("rosters") == 0, machine.said
    ((path, rows),) = machine.stored("rosters").items()
    few = (4 * len(rows) - 1) // 5
    assert few >= 12
    machine.at("2025-01-25T11:00:00Z")
    alter("commonteamroster", some(few))
    assert machine.chain("rosters") == 65 and f"{few} rows, and {path} has {len(rows)}" in machine.said, machine.said
    assert len(machine.files("rosters")) == 1
    alter("commonteamroster", some(few + 1))
    assert machine.chain("rosters") == 0 and len(machine.files("rosters")) == 2, "one was waived"


def test_one_bad_row_of_a_whole_dataset_is_left_at_after_three_days(machine, alter):
    """It costs its row; that it stays bad is no reason to ask every day."""

    def spoil(row):
        return row | ({"OVERALL_PICK": "first"} if row["PERSON_ID"] == bad else {})

    assert machine.chain("draft") == 0, machine.said
    bad = int(next(iter(machine.stored("draft").values()))[0]["PERSON_ID"])
    alter("drafthistory", of_rows(spoil))
    for day in ("2026-01-15", "2026-01-16"):
        machine.at(f"{day}T11:00:00Z")
        assert machine.chain("draft") == 65 and "OVERALL_PICK" in machine.said
    machine.at("2026-01-17T11:00:00Z")
    assert machine.chain("draft") == 0, machine.said
    machine.at("2026-01-18T11:00:00Z")
    assert machine.main("should_fetch", "draft") == 1, "not due for a year"


# -- what is said of a game ---------------------------------------------


def test_an_official_without_an_id_is_told_with_his_game(evening, alter):
    game = a_game(evening)

    def nameless(document):
        if document["boxScoreSummary"]["gameId"] == game:
            document["boxScoreSummary"]["officials"][0]["personId"] = None

    alter("boxscoresummaryv3", nameless)
    evening.set(NBA_SOURCE="stats")
    assert evening.chain("game-officials") == 65
    assert f"game-officials {game}: personId cannot be None; left out, run again" in evening.said, evening.said
    assert game not in {path.parent.name for path in evening.files("game-officials")} and evening.files(
        "game-officials"
    )


def test_a_game_of_which_nothing_was_kept_says_so_each_time(machine, alter, caplog):
    machine.set(GAME="0022300105")
    alter("playbyplayv3", actions(lambda events: []))
    caplog.set_level("INFO")
    for _ in range(2):
        caplog.clear()
        assert machine.chain("play-by-play") == 0
        assert "the league kept nothing of" in caplog.text and "0022300105" in caplog.text


def test_a_league_without_a_cdn_is_not_planned_to_be_asked_there(machine):
    machine.set(LEAGUE="wnba")
    machine.at("2024-07-02T11:00:00Z")
    assert machine.main("plan", "game-officials") == 0, machine.said
    assert "stats/boxscoresummaryv3" in machine.out and "cdn/" not in machine.out, machine.out
