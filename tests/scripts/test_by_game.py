"""Datasets of which a game is a file: asked for once and as planned, held against what is stored, resumed, looked at
once more, and left at it where the league kept nothing."""

import contextlib
import csv
import json

import pytest

from lib import config, datasets, holes
from lib.nba import answer, schedule
from lib.standin.server import Standin
from tests.support.stage import MID_SEASON, RECORDINGS

DAY = "2025-01-14"
AT_ONCE = {name: len(dataset.measures) or 1 for name, dataset in datasets.ALL.items() if "date" in dataset.request}
ASKED = {
    "play-by-play": "stats/playbyplayv3",
    "play-by-play-live": "cdn/liveData/playbyplay/playbyplay",
    "game-officials": "cdn/liveData/boxscore/boxscore",
}


@pytest.fixture
def evening(machine, for_all):
    """A machine that has the logs of one evening, and is to fetch nothing but it."""
    machine.set(DATE=DAY)
    machine.has(for_all, "evening", "team-games", "player-games")
    return machine


def rows_of(machine, name):
    return [row for rows in machine.stored(name).values() for row in rows]


def team_sums(machine, column):
    return {(row["GAME_ID"], row["TEAM_ID"]): int(row[column]) for row in rows_of(machine, "team-games")}


@pytest.mark.parametrize("name", [*ASKED, *AT_ONCE])
def test_an_evening_is_fetched_once_and_is_whole(evening, name):
    games = {row["GAME_ID"] for row in rows_of(evening, "team-games")}
    assert evening.chain(name) == 0, evening.said
    assert {path.split("/")[1] for path in evening.stored(name)} == games
    sent = evening.counted()
    if name in AT_ONCE:
        assert sum(sent.values()) == AT_ONCE[name], "the league at once"
    else:
        assert sent == {ASKED[name]: len(games)}
    assert evening.chain(name) == 0 and evening.counted() == sent, "nothing is asked for twice"


def test_shots_and_line_ups_add_up_to_the_logs(evening):
    for name in ("shots", "lineups"):
        assert evening.chain(name) == 0, evening.said
    made = dict.fromkeys(team_sums(evening, "FGM"), 0)
    for row in rows_of(evening, "shots"):
        made[row["GAME_ID"], row["TEAM_ID"]] += int(row["SHOT_MADE_FLAG"])
    assert made == team_sums(evening, "FGM")
    assert {row["GAME_DATE"] for row in rows_of(evening, "shots")} == {DAY}
    points = dict.fromkeys(made, 0)
    for row in rows_of(evening, "lineups"):
        points[row["GAME_ID"], row["TEAM_ID"]] += int(row["PTS"])
    assert points == team_sums(evening, "PTS")


@pytest.mark.parametrize("name", ["hustle", "tracking"])
def test_a_row_of_a_date_is_a_players_game(evening, name):
    assert evening.chain(name) == 0, evening.said
    played = {(row["GAME_ID"], row["PLAYER_ID"]) for row in rows_of(evening, "player-games")}
    assert {(row["GAME_ID"], row["PLAYER_ID"]) for row in rows_of(evening, name)} == played


def test_twelve_measures_stand_side_by_side(evening):
    assert evening.chain("tracking") == 0, evening.said
    row = rows_of(evening, "tracking")[0]
    assert {"DIST_MILES", "REB_CHANCES", "TOUCHES", "PULL_UP_FGA", "DRIVES", "PASSES_MADE", "EFF_FG_PCT"} <= row.keys()


@pytest.mark.parametrize("name", ["play-by-play", "shots"])
def test_what_does_not_fit_the_stored_log_is_left_out(evening, name):
    """One stored score is another: the game is not believed, the others are stored."""
    path = evening.files("team-games")[0]
    rows = list(csv.DictReader(path.read_text().splitlines()))
    wrong = {"PTS": "999", "FGM": "99"}
    text = [",".join(rows[0]), ",".join({**rows[0], **wrong}.values())]
    path.write_text("\n".join(text) + "\n")
    assert evening.chain(name) == 65 and rows[0]["GAME_ID"] in evening.said and "stored team-games" in evening.said
    stored = {path.split("/")[1] for path in evening.stored(name)}
    assert (
        rows[0]["GAME_ID"] not in stored
        and len(stored) == len({r["GAME_ID"] for r in rows_of(evening, "team-games")}) - 1
    )


@pytest.mark.parametrize(("name", "endpoint"), [("play-by-play", "playbyplayv3"), ("play-by-play-live", "cdn")])
def test_what_fails_for_one_game_names_it_and_blames_no_network(evening, name, endpoint):
    evening.set(NBA_RETRIES="1")
    evening.league.fault("500", [endpoint], count=1)
    assert evening.chain(name) == 69, evening.said
    (line,) = [line for line in evening.said.splitlines() if "server error" in line]
    failed = {row["GAME_ID"] for row in rows_of(evening, "team-games")} - {
        row["gameId"] for row in rows_of(evening, name)
    }
    assert f" of game {failed.pop()}: server error (500); the league failed at it; try later" in line and not failed


def test_a_budget_that_ends_is_taken_up_again(evening):
    evening.set(NBA_MAX_REQUESTS="3")
    assert evening.chain("play-by-play") == 0 and len(evening.files("play-by-play")) == 3
    evening.set(NBA_MAX_REQUESTS="100")
    assert evening.chain("play-by-play") == 0
    assert evening.counted()["stats/playbyplayv3"] == len(evening.files("play-by-play"))


def test_the_officials_are_free_where_the_cdn_had_the_box_scores(evening):
    evening.set(NBA_SOURCE="cdn")
    assert evening.chain("player-boxscores") == 0
    evening.league.clear_requests()
    assert evening.chain("game-officials") == 0 and not evening.league.requests
    evening.set(NBA_SOURCE="stats", FORCE="1")
    assert evening.chain("game-officials") == 0, "the stats service names the same"
    assert not list(evening.data.glob("corrections/*"))


def test_a_game_of_which_something_was_corrected_is_looked_at_once_more(machine):
    """A week later, and for nothing new but its own request; what differs is a correction beside it."""
    machine.at("2025-01-08T11:00:00Z")
    machine.set(DATE="2025-01-07", CORRECTION_DAYS="7")
    assert machine.chain("team-games") == 0 and machine.chain("play-by-play") == 0
    path = machine.files("play-by-play")[0]
    body = path.read_text()
    path.write_text(body.replace("Jump Ball ", "Jump ball ", 1))
    corrected = path.parent.name
    listed = machine.data / "corrections" / "2025-01-09.csv"
    listed.parent.mkdir()
    listed.write_text(
        f"dataset,game,row_key,column,stored,current\nplayer-games,{corrected},{corrected}/2544,AST,7,8\n"
    )
    machine.at(MID_SEASON)
    machine.seed("play-by-play", "2025-01-13")
    machine.set(DATE="")
    assert schedule.of_season("2024-25", config.now())
    machine.league.clear_requests()
    before = len(machine.files("play-by-play"))
    assert machine.main("plan", "play-by-play") == 0
    planned = int(machine.out.split("stats/playbyplayv3")[0].split()[-1])
    assert machine.chain("play-by-play") == 0, machine.said
    assert machine.counted() == {"stats/playbyplayv3": planned}
    new = len(machine.files("play-by-play")) - before
    assert new and before > 1 and planned == new + 1, "the new ones, and the corrected one of the old"
    found = [other for other in machine.data.glob("corrections/*") if other != listed]
    assert "Jump Ball " in found[0].read_text()
    assert "Jump ball " in path.read_text(), "what is stored stays"


@pytest.mark.parametrize(
    ("name", "column", "morning"),
    [("hustle", "DEFLECTIONS", "15"), ("lineups", "PTS", "15"), ("tracking", "PASSES_MADE", "20")],
)
def test_a_date_is_looked_at_once_more_and_what_was_counted_late_is_a_correction(
    machine, for_all, name, column, morning
):
    """A week later; a date of twelve requests on a Monday, with the whole week of it."""
    machine.at("2025-01-08T11:00:00Z")
    machine.set(DATE="2025-01-07", CORRECTION_DAYS="7")
    machine.has(for_all, "a week ago", "team-games", "player-games")
    assert machine.chain(name) == 0, machine.said
    path = machine.files(name)[0]
    rows = list(csv.DictReader(path.read_text().splitlines()))
    right, wrong = rows[0][column], f"{int(rows[0][column]) + 1}"
    changed = [rows[0] | {column: wrong}, *rows[1:]]
    text = [",".join(row) for row in (rows[0], *(row.values() for row in changed))]
    path.write_text("\n".join(text) + "\n")
    machine.set(DATE="")
    machine.at(f"2025-01-{morning}T11:00:00Z")
    machine.seed(name, f"2025-01-{int(morning) - 2}")
    assert schedule.of_season("2024-25", config.now())
    assert machine.main("plan", name) == 0
    planned = int(machine.out.split(" request")[-2].split()[-1])
    machine.league.clear_requests()
    assert machine.chain(name) == 0, machine.said
    assert len(machine.league.requests) == planned == 2 * AT_ONCE[name]
    assert path.read_text().splitlines()[1].split(",") == text[1].split(","), "what is stored stays"
    assert machine.main("corrections") == 0
    assert [line.split(",")[-3:] for line in machine.out.splitlines()[1:]] == [[column, wrong, right]]
    assert machine.main("tables") == 0, machine.said
    table = machine.data / "seasons" / "csv" / "2024-25" / f"{name}.csv"
    (row,) = (
        row
        for row in csv.DictReader(table.read_text().splitlines())
        if all(row[key] == rows[0][key] for key in datasets.find(name).key)
    )
    assert row[column] == right and row["corrected"] == f"2025-01-{morning}"
    machine.league.clear_requests()
    machine.seed(name, f"2025-01-{int(morning) - 1}")
    assert machine.chain(name) == 0 and not machine.league.requests, "once"


def test_a_second_look_that_the_budget_ends_is_told_and_takes_nothing_from_the_new_games(machine, caplog):
    machine.at("2025-01-08T11:00:00Z")
    machine.set(DATE="2025-01-07", CORRECTION_DAYS="7")
    for name in ("team-games", "player-games", "tracking"):
        assert machine.chain(name) == 0, machine.said
    machine.set(DATE="", NBA_MAX_REQUESTS="20")
    machine.at("2025-01-20T11:00:00Z")
    machine.seed("tracking", "2025-01-18")
    before = len(machine.files("tracking"))
    assert machine.chain("tracking") == 0, machine.said
    assert len(machine.files("tracking")) > before and machine.report.spent["pending"] == 0
    assert "games again; FORCE=1 DATE_FROM=2025-01-07 DATE_TO=2025-01-07 does" in caplog.text


@pytest.mark.parametrize(("name", "column"), [("shots", "FGM"), ("play-by-play", "PTS")])
def test_what_agrees_with_the_corrected_log_is_right(evening, name, column):
    """The stored log keeps what the league said first; without the correction the new answer would never be taken."""
    evening.set(DATE="2025-01-14")
    assert evening.chain("team-games") == 0, evening.said
    path = evening.files("team-games")[0]
    (row,) = evening.stored("team-games")[path.relative_to(evening.data).as_posix()]
    right = row[column]
    wrong = str(int(right) + 1)
    path.write_text(",".join(row) + "\n" + ",".join((row | {column: wrong}).values()) + "\n")
    evening.set(GAME=row["GAME_ID"], DATE="")
    assert evening.chain(name) == 65 and "stored team-games" in evening.said
    listed = evening.data / "corrections" / "2025-01-15.csv"
    listed.parent.mkdir()
    key = f"{row['GAME_ID']}/{row['TEAM_ID']}"
    listed.write_text(
        f"dataset,game,row_key,column,stored,current\nteam-games,{row['GAME_ID']},{key},{column},{wrong},{right}\n"
    )
    assert evening.chain(name) == 0, evening.said
    assert len(evening.files(name)) == 1


@pytest.mark.parametrize("damage", ["cut", "header"])
@pytest.mark.parametrize("narrowing", ["GAME", "DATE"])
@pytest.mark.parametrize("is_known", [False, True])
def test_a_damaged_file_is_named_by_whoever_asks_for_its_game_or_date(evening, damage, narrowing, is_known):
    assert evening.chain("play-by-play") == 0, evening.said
    path = evening.files("play-by-play")[0]
    body = path.read_text()
    bad = body[: len(body) // 2] if damage == "cut" else body.partition("\n")[0] + "\n"
    path.write_text(bad)
    evening.set(DATE=DAY if narrowing == "DATE" else "", GAME=path.parent.name if narrowing == "GAME" else "")
    if is_known:
        evening.seed("play-by-play", DAY)
    evening.league.clear_requests()
    assert evening.chain("play-by-play") == 74 and not evening.league.requests
    todo = f"move it away and run make play-by-play GAME={path.parent.name} FORCE=1"
    assert evening.said.startswith(f"play-by-play/{path.parent.name}/events.csv: ") and todo in evening.said
    assert path.read_text() == bad, "nothing of a user's is changed"
    path.unlink()
    evening.set(DATE="", GAME=path.parent.name, FORCE="1")
    assert evening.chain("play-by-play") == 0 and path.read_text() == body


def test_an_emptied_file_is_named_where_all_was_stored_and_fetched_by_its_game(evening):
    assert evening.chain("play-by-play") == 0, evening.said
    path = evening.files("play-by-play")[0]
    body = path.read_text()
    path.write_text("")
    evening.seed("play-by-play", DAY)
    assert evening.chain("play-by-play") == 74 and f"{path.parent.name}/events.csv: " in evening.said
    evening.set(DATE="", GAME=path.parent.name)
    assert evening.chain("play-by-play") == 0 and path.read_text() == body


def test_a_damaged_log_of_a_date_that_was_stored_is_named(evening):
    evening.seed("player-games", DAY)
    path = evening.files("player-games")[0]
    path.write_text("a\n1\n")
    assert evening.chain("player-games") == 74 and path.parent.name in evening.said
    evening.set(DATE="")
    evening.seed("player-games", "2025-01-15")
    assert evening.chain("player-games") == 0, "a day that nobody asks for costs nothing"


@pytest.mark.parametrize("name", ["hustle", "tracking", "lineups", "shots"])
def test_a_date_without_a_row_is_no_empty_date(evening, name):
    evening.league.fault("empty-results", ["stats"])
    assert evening.chain(name) == 65 and "no row, though games were played" in evening.said
    assert not evening.files(name) and not holes.of_the_league(name)


def test_a_cut_answer_is_never_stored(evening, monkeypatch):
    monkeypatch.setattr("lib.nba.at_once.CUT", 100)
    assert evening.chain("lineups") == 65 and "cut at 100 rows" in evening.said
    assert not evening.files("lineups")


def test_where_the_league_at_once_fails_the_teams_are_asked(evening):
    evening.league.fault("500", ["shotchartdetail"], count=1)
    evening.set(NBA_RETRIES="1")
    assert evening.chain("shots") == 0, evening.said
    teams = {row["TEAM_ID"] for row in rows_of(evening, "team-games")}
    assert evening.counted()["stats/shotchartdetail"] == 1 + len(teams)
    assert {row["TEAM_ID"] for row in rows_of(evening, "shots")} == teams


@pytest.mark.parametrize("name, endpoint, document", [
    ("play-by-play", "playbyplayv3", {"game": {"gameId": "0011600001", "videoAvailable": 0, "actions": []}}),
    ("player-boxscores", "boxscoretraditionalv3", {"boxScoreTraditional": {
        "gameId": "0011600001", "awayTeamId": 0, "homeTeamId": 0, **{
            side: {"teamId": 0, "teamCity": None, "teamName": None, "teamTricode": None, "teamSlug": None,
                   "players": [], "statistics": None, "starters": None, "bench": None}
            for side in ("homeTeam", "awayTeam")}}}),
])  # fmt: skip
def test_a_game_of_which_nothing_was_kept_is_neither_an_error_nor_data(machine, tmp_path, name, endpoint, document):
    """It is asked for once: V3 answers so of most of a pre-season."""
    with keeping_nothing(machine, tmp_path / "league", endpoint, document) as league:
        assert machine.chain(name) == 0, machine.said
        assert not machine.files(name) and len(league.requests) == 1
        assert machine.chain(name) == 0 and len(league.requests) == 1, "not asked again"
        machine.set(FORCE="1")
        assert machine.chain(name) == 0 and len(league.requests) == 2, "but with FORCE=1"
    assert "kept nothing" in holes.kept(name)["0011600001"].lacks


def test_what_the_league_lacks_is_known_to_the_next_machine_without_a_disk(machine, tmp_path, aws):
    nothing = {"game": {"gameId": "0011600001", "videoAvailable": 0, "actions": []}}
    machine.set(DATA_STORE="s3", TRACKER="s3")
    with keeping_nothing(machine, tmp_path / "league", "playbyplayv3", nothing) as league:
        for folder in ("first", "second"):
            machine.set(DATA_DIR=f"{tmp_path / folder}")
            assert machine.chain("play-by-play") == 0, machine.said
        assert len(league.requests) == 1
    assert b"kept nothing" in aws.get("_metadata/holes/play-by-play.json")
    machine.set(DATA_DIR=f"{tmp_path / 'third'}")
    assert machine.main("gaps") == 0, machine.said
    assert holes.of_the_league("play-by-play"), "gaps knows of it as well"


@contextlib.contextmanager
def keeping_nothing(machine, folder, endpoint, document):
    """A league that answers of game 0011600001 with a document, and knows nothing else; a machine asks for it."""
    folder.mkdir()
    (folder / "nothing.json").write_text(json.dumps({"meta": {"version": 1}, **document}))
    params = {"GameID": "0011600001"}
    if endpoint == "boxscoretraditionalv3":
        params |= {"EndPeriod": "0", "EndRange": "0", "RangeType": "0", "StartPeriod": "0", "StartRange": "0"}
    entry = {"file": "nothing.json", "host": "stats", "endpoint": endpoint, "params": params, "status": 200}
    (folder / "INDEX.json").write_text(json.dumps([entry]))
    with Standin(replay=folder) as league:
        machine.set(NBA_STATS_URL=league.stats_url, NBA_CDN_URL=league.cdn_url, GAME="0011600001")
        yield league


@pytest.mark.parametrize(("name", "first"), [
    ("play-by-play", "1996-97"), ("standings", "1996-97"), ("rosters", "1995-96"), ("coaches", "1995-96"),
    ("team-season-stats", "1996-97"), ("player-games-usage", "1996-97"),
])  # fmt: skip
def test_a_season_before_the_leagues_first_is_told(machine, name, first):
    machine.set(SEASON="1990-91")
    assert (
        machine.chain(name) == 2
        and f"{name}: the league has none of 1990-91; its first season is {first}" in machine.said
    )
    assert not machine.league.requests


# -- recordings ---------------------------------------------------------


@pytest.fixture
def recorded(recorded):
    recorded.set(NOW="2026-02-22T11:00:00Z")
    return recorded


def shown(value):
    if isinstance(value, list):
        return json.dumps(value)
    if value is None:
        return ""
    return f"{int(value)}" if isinstance(value, float) and value == int(value) else f"{value}"


@pytest.mark.parametrize("name, game_id, file", [
    ("play-by-play", "0022200552", "stats/playbyplayv3/0022200552-add31c.json"),
    ("play-by-play-live", "0022000001", "cdn/liveData/playbyplay/playbyplay_0022000001.json"),
])  # fmt: skip
def test_a_recorded_game_comes_out_with_every_value(recorded, name, game_id, file):
    actions = json.loads((RECORDINGS / file).read_bytes())["game"]["actions"]
    recorded.set(GAME=game_id)
    assert recorded.chain(name) == 0, recorded.said
    rows, floats = rows_of(recorded, name), {"x", "y", "shotDistance"} if "live" in name else set()
    by_key = {row[datasets.find(name).key[1]]: row for row in rows}
    assert len(rows) == len(by_key) == len(actions)
    for action in actions:
        row = by_key[f"{action[datasets.find(name).key[1]]}"]
        for column, value in action.items():
            if column in floats and value is not None:
                assert float(row[column]) == value
            else:
                assert row[column] == shown(value), column


@pytest.mark.parametrize("source, game_id, file", [
    ("stats", "0022400001", "stats/boxscoresummaryv3/0022400001-31e155.json"),
    ("cdn", "0022000001", "cdn/liveData/boxscore/boxscore_0022000001.json"),
])  # fmt: skip
def test_recorded_officials_come_out_with_every_value(recorded, source, game_id, file):
    document = json.loads((RECORDINGS / file).read_bytes())
    officials = (document.get("game") or document["boxScoreSummary"])["officials"]
    recorded.set(GAME=game_id, NBA_SOURCE=source)
    assert recorded.chain("game-officials") == 0, recorded.said
    told = [{"gameId": game_id} | {name: f"{value}" for name, value in official.items()} for official in officials]
    assert sorted(rows_of(recorded, "game-officials"), key=str) == sorted(told, key=str)


@pytest.mark.parametrize("name, table", [
    ("shots", "Shot_Chart_Detail"), ("hustle", "HustleStatsPlayer"), ("tracking", "LeagueDashPtStats"),
    ("lineups", "Lineups"),
])  # fmt: skip
def test_the_types_are_those_of_the_recordings(name, table):
    """No row is spoiled, no value lost; a whole number that was written 12.0 is one."""
    if not RECORDINGS.is_dir():
        pytest.skip(f"no recordings at {RECORDINGS}")
    dataset = datasets.find(name)
    paths = [path for path in (RECORDINGS / "stats" / dataset.endpoint).glob("*.json") if "-team-" not in path.name]
    assert paths
    for path in paths:
        document = json.loads(path.read_bytes())
        (sent,) = [result_set for result_set in answer.result_sets(document) if result_set["name"] == table]
        rows = answer.result_set(document, table, dataset)
        assert len(rows) == len(sent["rowSet"]) and not rows.spoiled
        for row, values in zip(rows, sent["rowSet"], strict=True):
            for column, value in zip(sent["headers"], values, strict=True):
                kind = dataset.types.get(column)
                assert kind or column.endswith("_RANK"), column
                if kind in ("int", "float"):
                    assert row[column] == value and (kind == "float" or value is None or type(row[column]) is int)
                elif kind == "text":
                    assert row[column] == (None if value is None else f"{value}")


@pytest.mark.parametrize(("name", "log", "column", "said"), [
    ("hustle", "player-games", "MIN", "minutes, and the stored player-games 1"),
    ("tracking", "player-games", "MIN", "minutes, and the stored player-games 1"),
    ("tracking", "team-games", "PTS", "points, and the stored team-games"),
])  # fmt: skip
def test_what_does_not_fit_the_stored_minutes_or_points_is_left_out(evening, name, log, column, said):
    """Of one game every row is another in the stored log; the other games are stored."""
    rows = rows_of(evening, log)
    game = rows[0]["GAME_ID"]
    for path in evening.files(log):
        (row,) = csv.DictReader(path.read_text().splitlines())
        if row["GAME_ID"] == game:
            path.write_text(",".join(row) + "\n" + ",".join((row | {column: "1"}).values()) + "\n")
    assert evening.chain(name) == 65 and game in evening.said and said in evening.said, evening.said
    stored = {row["GAME_ID"] for row in rows_of(evening, name)}
    assert game not in stored and len(stored) == len({row["GAME_ID"] for row in rows}) - 1


@pytest.mark.parametrize("name", ["play-by-play", "play-by-play-live", "shots"])
def test_events_lie_in_the_order_of_the_game(evening, name):
    assert evening.chain(name) == 0, evening.said
    for rows in evening.stored(name).values():
        numbers = [int(row[datasets.find(name).key[-1]]) for row in rows]
        assert len(numbers) > 100 and numbers == sorted(numbers)
