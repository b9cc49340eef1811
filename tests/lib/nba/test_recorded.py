"""Each recording comes out as the league sent it, cell by cell; and the CDN's as the stats service would have it."""

import json
import re

import pytest

from lib import leagues, seasons
from lib.csvfile import text
from lib.datasets import PLAYER_BOXSCORES, PLAYER_GAMES, PLAYER_STATS, TEAM_GAMES
from lib.nba import boxscores
from lib.nba.sources import cdn
from lib.nba.sources.cdn import _COUNTS as LOGGED
from lib.nba.sources.stats import COLUMNS
from tests.support.stage import RECORDINGS, ROOT

LETTERS = {"T": ("fetch_team_games", TEAM_GAMES), "P": ("fetch_player_games", PLAYER_GAMES)}


def recordings_of(endpoint, host="stats"):
    """The recordings of an endpoint: their entries in the index."""
    if not RECORDINGS.is_dir():
        return []
    index = json.loads((RECORDINGS / "INDEX.json").read_text())
    found = [entry for entry in index if entry["host"] == host and entry["endpoint"].startswith(endpoint)]
    return [entry for entry in found if entry["status"] == 200]


def league_of(entry):
    """The league of a recording, as LEAGUE has it: by its LeagueID, else by its game's id."""
    told = entry["params"].get("LeagueID") or entry["params"].get("GameID", "00")[:2]
    return next(league.name for league in leagues.ALL.values() if league.id == told)


def name_of(entry):
    return entry["file"]


def document(entry):
    return json.loads((RECORDINGS / entry["file"]).read_text())


def as_stored(headers, rows, dataset):
    return [
        {name: text(value, dataset.types.get(name)) for name, value in zip(headers, row, strict=True)} for row in rows
    ]


def by_key(rows, dataset):
    return {tuple(row[column] for column in dataset.key): row for row in rows}


def differences(ours, theirs, dataset):
    """[(key, column, ours, theirs)] of rows of the same keys."""
    ours, theirs = by_key(ours, dataset), by_key(theirs, dataset)
    assert set(ours) == set(theirs)
    return [
        (key, column, ours[key][column], value)
        for key, row in theirs.items()
        for column, value in row.items()
        if ours[key][column] != value
    ]


@pytest.mark.parametrize("entry", recordings_of("leaguegamelog"), ids=name_of)
def test_a_recorded_game_log_comes_out_cell_by_cell(recorded, entry):
    table = document(entry)["resultSets"][0]
    season = entry["params"]["Season"]
    recorded.set(LEAGUE=league_of(entry))
    recorded.at(f"{max(seasons.bounds(season).last, seasons.day('2026-02-22'))}T11:00:00Z")
    if season == "2025-26":
        recorded.at("2026-02-22T11:00:00Z")  # the day of the recording
    script, dataset = LETTERS[entry["params"]["PlayerOrTeam"]]
    ours = (
        recorded.rows(script, "--season", season, "--season-type", entry["params"]["SeasonType"])
        if table["rowSet"]
        else []
    )
    assert differences(ours, as_stored(table["headers"], table["rowSet"], dataset), dataset) == []


@pytest.mark.parametrize("entry", recordings_of("playercareerstats"), ids=name_of)
def test_a_recorded_career_comes_out_cell_by_cell(recorded, entry):
    table = document(entry)["resultSets"][0]
    recorded.set(LEAGUE=league_of(entry))
    ours = recorded.rows("fetch_player_stats", "--player", entry["params"]["PlayerID"])
    assert differences(ours, as_stored(table["headers"], table["rowSet"], PLAYER_STATS), PLAYER_STATS) == []


@pytest.mark.parametrize("entry", recordings_of("boxscoretraditionalv3"), ids=name_of)
def test_a_recorded_box_score_comes_out_cell_by_cell(recorded, entry):
    box = document(entry)["boxScoreTraditional"]
    theirs = [
        {"gameId": box["gameId"]}
        | {name: value for name, value in player.items() if name != "statistics"}
        | player["statistics"]
        for side in ("homeTeam", "awayTeam")
        for player in box[side]["players"]
    ]
    recorded.set(LEAGUE=league_of(entry))
    ours = recorded.rows("fetch_player_boxscores", "--game", entry["params"]["GameID"])
    stored = [as_stored(row, [row.values()], PLAYER_BOXSCORES)[0] for row in theirs]
    assert differences(ours, stored, PLAYER_BOXSCORES) == []


def test_the_recorded_players_come_out_with_their_names_split(recorded):
    (entry, *_) = recordings_of("commonallplayers")
    table = document(entry)["resultSets"][0]
    recorded.at("2025-11-05T11:00:00Z")
    recorded.set(NBA_SOURCE="stats")
    ours = {row["id"]: row for row in recorded.rows("fetch_players")}
    assert len(ours) == len(table["rowSet"]) > 5000
    for person, last_first, name, status, *_ in table["rowSet"]:
        row = ours[f"{person}"]
        assert (row["full_name"], row["is_active"]) == (name, str(status == 1))
        if ", " in last_first:
            assert f"{row['last_name']}, {row['first_name']}" == last_first
    split = {person: (ours[person]["first_name"], ours[person]["last_name"]) for person in ("2397", "1627753", "2403")}
    assert split == {"2397": ("Ming", "Yao"), "1627753": ("Qi", "Zhou"), "2403": ("", "Nene")}


def told():
    """dataset -> (equal, derived, missing): the columns as docs/sources.md lists them for the CDN."""
    page = (ROOT / "docs/sources.md").read_text().partition("## What the CDN gives")[2]
    rows = (line.split("|")[1:-1] for line in page.splitlines() if line.startswith("| "))
    return {name.strip(): [set(re.findall("`([A-Za-z0-9_]+)`", cell)) for cell in cells] for name, *cells in rows}


def test_the_docs_tell_of_each_column_that_the_cdn_serves_exactly_once():
    for dataset, columns in ((TEAM_GAMES, COLUMNS), (PLAYER_GAMES, COLUMNS), (PLAYER_BOXSCORES, None)):
        listed = [column for columns_of in told()[dataset.name] for column in columns_of]
        assert sorted(listed) == sorted(columns[dataset.name] if columns else boxscores.COLUMNS), dataset.name


@pytest.mark.parametrize("dataset", [TEAM_GAMES, PLAYER_GAMES], ids=lambda dataset: dataset.name)
@pytest.mark.parametrize("entry", recordings_of("liveData/boxscore", "cdn"), ids=name_of)
def test_a_recorded_box_score_of_the_cdn_as_a_log_has_each_column_as_the_docs_say(entry, dataset):
    game, (equal, _, missing) = document(entry)["game"], told()[dataset.name]
    teams = {f"{game[side]['teamId']}": game[side] for side in ("homeTeam", "awayTeam")}
    people = {f"{player['personId']}": player for team in teams.values() for player in team["players"]}
    rows = cdn.log_rows(dataset, game, "2020-12-22")
    assert len(rows) == (2 if dataset is TEAM_GAMES else sum(player["played"] == "1" for player in people.values()))
    for row in rows:
        team = teams[row["TEAM_ID"]]
        player = team if dataset is TEAM_GAMES else people[row["PLAYER_ID"]]
        line = player["statistics"]
        named = {"GAME_ID": game["gameId"], "TEAM_ABBREVIATION": team["teamTricode"], "TEAM_ID": row["TEAM_ID"]}
        named |= {"PLAYER_ID": f"{player.get('personId')}", "PLAYER_NAME": player.get("name")}
        named |= {"TOV": line.get("turnoversTotal", line["turnovers"]), "PLUS_MINUS": line.get("plusMinusPoints")}
        for column in equal:
            assert row[column] == (named[column] if column in named else line[LOGGED[column]]), column
        assert {row[column] for column in missing} == {None}
        assert row["REB"] == line["reboundsOffensive"] + line["reboundsDefensive"]
        for share, made, tried in (("FG_PCT", "FGM", "FGA"), ("FG3_PCT", "FG3M", "FG3A"), ("FT_PCT", "FTM", "FTA")):
            assert row[share] == (int(1000 * row[made] / row[tried] + 0.5) / 1000 if row[tried] else None)
        minutes, seconds = (float(part) for part in line["minutes"].removeprefix("PT").removesuffix("S").split("M"))
        assert row["MIN"] == int(minutes + int(seconds + 0.5) / 60 + 0.5)
    assert sum(row["PLUS_MINUS"] for row in rows) == 0


DERIVED_IN_BOX, MISSING_IN_BOX = told()["player-boxscores"][1:]


@pytest.mark.parametrize("entry", recordings_of("liveData/boxscore", "cdn"), ids=name_of)
def test_a_recorded_box_score_of_the_cdn_has_each_column_as_the_docs_say(recorded, entry):
    game = document(entry)["game"]
    recorded.set(NBA_SOURCE="cdn")
    ours = by_key(recorded.rows("fetch_player_boxscores", "--game", game["gameId"]), PLAYER_BOXSCORES)
    bench = [(game[side], player) for side in ("homeTeam", "awayTeam") for player in game[side]["players"]]
    bench = [(team, player) for team, player in bench if player["status"] == "ACTIVE"]
    assert len(bench) == len(ours) > 20
    for team, player in bench:
        row, line = ours[game["gameId"], f"{player['personId']}"], player["statistics"]
        assert all(row[column] == "" for column in MISSING_IN_BOX)
        equal = {
            **player,
            **line,
            **team,
            "homeTeamId": game["homeTeam"]["teamId"],
            "awayTeamId": game["awayTeam"]["teamId"],
        }
        for column in set(row) - DERIVED_IN_BOX - MISSING_IN_BOX - {"gameId", "points"}:
            assert row[column] == text(equal[column], PLAYER_BOXSCORES.types[column]), column
        for share in ("fieldGoals", "threePointers", "freeThrows"):
            made, tried = line[f"{share}Made"], line[f"{share}Attempted"]
            assert float(row[f"{share}Percentage"]) == (int(1000 * made / tried + 0.5) / 1000 if tried else 0)
            assert abs(float(row[f"{share}Percentage"]) - line[f"{share}Percentage"]) <= 0.00051
        minutes, seconds = (float(part) for part in line["minutes"].removeprefix("PT").removesuffix("S").split("M"))
        assert row["minutes"] == f"{int(minutes)}:{int(seconds + 0.5):02d}"
        assert (row["position"] != "") == (player["starter"] == "1") and row["position"] in ("", "F", "C", "G")


def test_what_a_season_of_players_counts_is_what_its_teams_count():
    """How far a box score may be from the stored team-games; of turnovers some are the team's own."""
    logs = {entry["params"]["PlayerOrTeam"]: entry for entry in recordings_of("leaguegamelog") if is_2018(entry)}
    if not logs:
        pytest.skip(f"no recordings at {RECORDINGS}")
    tables = {letter: document(entry)["resultSets"][0] for letter, entry in logs.items()}
    rows = {name: [dict(zip(table["headers"], row)) for row in table["rowSet"]] for name, table in tables.items()}
    for column in boxscores._COUNTED:
        logged, sums = boxscores._LOGGED[column], {}
        for row in rows["P"]:
            game = row["GAME_ID"], row["TEAM_ID"]
            sums[game] = sums.get(game, 0) + row[logged]
        off = [row[logged] - sums[row["GAME_ID"], row["TEAM_ID"]] for row in rows["T"]]
        assert len(off) == 2460 and min(off) == 0 and max(off) == boxscores.OF_THE_TEAM.get(column, 0), column


def is_2018(entry):
    return (entry["params"]["Season"], entry["params"]["SeasonType"]) == ("2018-19", "Regular Season")
