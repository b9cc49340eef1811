"""LEAGUE=wnba: the same commands for another league; its data lie beside the NBA's and do not mix with them."""

import csv
import importlib
import io
import json
import re

import pytest

from lib import config, datasets, holes, seasons, tracker
from lib.jobs.pull import Pull
from tests.support.stage import RECORDINGS, ROOT

DURING, AFTER = "2024-07-10T12:00:00Z", "2024-12-01T12:00:00Z"
REGULAR = {"SEASON": "2024", "SEASON_TYPE": "regular"}


@pytest.fixture
def wnba(machine):
    machine.set(LEAGUE="wnba")
    machine.at(DURING)
    return machine


def queried(machine, sql):
    machine.set(SQL=sql, FORMAT="csv")
    assert machine.main("query") == 0, machine.said
    return list(csv.DictReader(io.StringIO(machine.out)))


def test_every_dataset_is_stored_below_its_own_folder_and_everything_that_reads_it_follows(wnba):
    wnba.set(NBA_MAX_REQUESTS="1000", DATE="2024-07-09")
    for name in ("team-games", "player-games", "player-boxscores"):
        assert wnba.chain(name) == 0, wnba.said
    wnba.set(DATE="")
    for name in ("teams", "players", "standings", "player-info", "draft"):
        assert wnba.chain(name) == 0, wnba.said
    wnba.set(PLAYER="breanna stewart")
    assert wnba.chain("player-stats") == 0, wnba.said
    wnba.set(PLAYER="")
    assert [path.name for path in wnba.data.iterdir()] == ["wnba"]
    assert {request["params"].get("LeagueID", "10") for request in wnba.league.requests} == {"10"}

    games = [row for rows in wnba.stored("wnba/team-games").values() for row in rows]
    boxes = [row for rows in wnba.stored("wnba/player-boxscores").values() for row in rows]
    points = {(row["GAME_ID"], row["TEAM_ID"]): int(row["PTS"]) for row in games}
    assert len(games) == 2 and {row["GAME_ID"][:5] for row in games} == {"10224"}
    for game in points:
        assert sum(int(row["points"] or 0) for row in boxes if (row["gameId"], row["teamId"]) == game) == points[game]
    careers = [row for rows in wnba.stored("wnba/player-stats").values() for row in rows]
    assert careers and {row["LEAGUE_ID"] for row in careers} == {"10"}
    assert len([row for rows in wnba.stored("wnba/teams").values() for row in rows]) == 15

    assert wnba.main("tables") == 0, wnba.said
    assert (wnba.data / "wnba/seasons/parquet/team-games/season=2024/team-games.parquet").exists()
    (game, *_) = queried(wnba, "FROM games ORDER BY GAME_ID")
    told = (game["GAME_ID"], game["season"], game["season_type"])
    assert told == (games[0]["GAME_ID"], "2024", "Regular Season")
    assert {row["season"] for row in queried(wnba, "SELECT DISTINCT season FROM player_stats")} == {"2023", "2024"}
    assert {row["season"] for row in queried(wnba, "FROM standings_on('2024-07-09')")} == {"2024"}
    assert wnba.main("report") == 0, wnba.said
    assert "<h1>WNBA 2024</h1>" in (wnba.data / "wnba/report.html").read_text()
    assert wnba.main("status") == 0 and "2024-07-10" in wnba.out


@pytest.mark.parametrize("name", sorted(datasets.ALL))
def test_each_dataset_that_the_league_has_comes_of_it_alone(wnba, name):
    dataset = datasets.find(name)
    if dataset.why_not(config.league()):
        assert wnba.chain(name) == 2 and dataset.why_not(config.league()) in wnba.said
        return
    wnba.set(NBA_MAX_REQUESTS="1000", PLAYER="1627668" if dataset.request == "player" else "")
    wnba.set(DATE="2024-07-09" if dataset.is_of_games else "")
    for log in ("team-games", "player-games") if dataset.is_of_games else ():  # many are held against them
        assert wnba.chain(log) == 0, wnba.said
    assert wnba.chain(name) == 0, wnba.said
    assert wnba.files(f"wnba/{dataset.folder}") and not wnba.files(dataset.folder)
    assert {request["params"].get("LeagueID", "10") for request in wnba.league.requests} <= {"10"}
    written = "".join(path.read_text() for path in wnba.files(f"wnba/{dataset.folder}"))
    assert not re.search(r"\b(161061\d{4}|00[1-6]2\d{6})\b", written), "a team or a game of the NBA"


def test_a_morning_asks_for_one_evening_and_the_next_for_nothing(wnba):
    wnba.seed("team-games", "2024-07-07")
    wnba.league.clear_requests()
    assert wnba.chain("team-games") == 0, wnba.said
    assert {request["params"]["DateFrom"] for request in wnba.league.requests} == {"07/07/2024"}, "and the last stored"
    assert {request["params"]["SeasonType"] for request in wnba.league.requests} == {"Regular Season", "All Star"}
    wnba.league.clear_requests()
    assert wnba.chain("team-games") == 0 and wnba.league.requests == []


def test_days_without_games_make_nothing_late_but_days_without_a_run_do(wnba):
    assert wnba.chain("team-games") == 0, wnba.said
    wnba.set(NOW="2024-07-20T12:00:00Z")  # the league's clock stands: nobody played since
    assert wnba.main("status") == 1 and "late by" in wnba.out
    assert wnba.chain("team-games") == 0 and wnba.main("status") == 0 and "late" not in wnba.out


def words(machine, status):
    """dataset -> its word in status, whose exit status is given."""
    assert machine.main("status") == status, machine.out
    lines = (line.split() for line in machine.out.splitlines())
    return {line[0]: line[1] for line in lines if line and line[0] in datasets.ALL}


@pytest.mark.parametrize("look_back", ["0", "7"])
def test_an_answer_without_the_last_stored_games_is_none_however_often_it_comes(wnba, look_back):
    """For a week the service has no rows: everything that goes by the log is late, and comes when it answers again."""
    wnba.set(CORRECTION_DAYS=look_back)
    names = ("team-games", "player-games", "hustle", "play-by-play")
    for name in names:
        wnba.seed(name, "2024-07-08")
        assert wnba.chain(name) == 0, wnba.said
    wnba.league.fault("empty-results", ["stats"])
    for day in (11, 12, 13, 14, 20):
        wnba.at(f"2024-07-{day}T12:00:00Z")
        assert [wnba.chain(name) for name in names] == [65] * len(names), day
    assert "the league's log has no game of 2024-07-09" in wnba.said
    assert not holes.of_the_league("team-games"), "an empty answer proves nothing of one game"
    assert {words(wnba, 1)[name] for name in names} == {"late"}
    assert "team-games: late by 9 days: the league's answer makes no sense since" in wnba.out
    wnba.league.clear_faults()
    assert [wnba.chain(name) for name in names] == [0] * len(names), wnba.said
    assert wnba.main("status") == 0 and " late " not in wnba.out


@pytest.mark.parametrize(
    "league, before, during",
    [("wnba", "2024-05-20", "2024-06-06"), ("gleague", "2024-11-20", "2024-12-10")],
)
def test_a_first_run_without_rows_is_true_before_a_season_and_nonsense_in_it(wnba, league, before, during):
    wnba.set(LEAGUE=league)
    wnba.league.fault("empty-results", ["stats"])
    wnba.at(f"{before}T12:00:00Z")
    for name in ("team-games", "hustle"):
        assert wnba.chain(name) == 0, wnba.said
    found = words(wnba, 0)
    assert (found["team-games"], found["hustle"], found["tracking"]) == ("fresh", "fresh", "never")
    for day in range(3):
        wnba.at(f"{during[:-1]}{int(during[-1]) + day}T12:00:00Z")
        for name in ("team-games", "hustle"):
            assert wnba.chain(name) == 65 and "Regular Season: the answer is empty" in wnba.said
    found = words(wnba, 1)
    assert found["team-games"] == found["hustle"] == "late" and "late: nothing came yet: " in wnba.out


@pytest.mark.parametrize("name", ["sqlite", "exists"])
def test_any_tracker_knows_a_season_of_one_year(wnba, name):
    wnba.at(AFTER)
    wnba.set(TRACKER=name, SEASON="2024", SEASON_TYPE="playoffs")
    assert wnba.chain("team-games") == 0, wnba.said
    wnba.league.clear_requests()
    assert wnba.chain("team-games") == 0 and wnba.league.requests == []


def test_a_backfill_and_its_plan_take_the_leagues_seasons(wnba):
    wnba.at(AFTER)
    wnba.set(FROM="2023", TO="2024", DATASETS="team-games")
    assert wnba.main("plan") == 0 and "stats/leaguegamelog" in wnba.out, wnba.said
    assert wnba.main("backfill") == 0, wnba.said
    stored = {row["GAME_ID"][:5] for rows in wnba.stored("wnba/team-games").values() for row in rows}
    assert stored == {"10223", "10224", "10423", "10424"}
    assert wnba.main("plan") == 0 and "0  requests" in wnba.out
    wnba.set(FROM="2023-24")
    assert wnba.main("backfill") == 2 and "write it as 2023" in wnba.said


def test_a_reader_in_python_gets_the_leagues_rows(wnba):
    from lib.tables.reading import load

    wnba.set(DATE="2024-07-09")
    assert wnba.chain("team-games") == 0 and wnba.main("tables") == 0, wnba.said
    rows = load("team-games", season="2024", team="LVA", data=wnba.data / "wnba")
    assert len(rows) == 1


def test_a_season_that_is_over_is_whole_by_its_own_log_and_asked_for_once(wnba):
    wnba.at(AFTER)
    wnba.set(SEASON="2024")
    assert wnba.chain("team-games") == 0, wnba.said
    known = tracker.open_tracker()
    assert all(
        known.is_fetched(datasets.TEAM_GAMES, f"2024/{season_type}") for season_type in ("Regular Season", "Playoffs")
    )
    wnba.set(SEASON="")
    assert wnba.main("gaps") == 0 and "2024 Regular Season team-games: 132 of 132 games, ok" in wnba.out
    gone = [path for path in wnba.files("wnba/team-games") if "1022400077" in path.read_text()]
    assert len(gone) == 2
    for path in gone:
        path.unlink()
    assert wnba.main("gaps") == 65
    assert "131 of 132 games" in wnba.out and "1022400077" in wnba.out
    assert wnba.main("gaps", "--fill") == 0, wnba.said
    assert all(path.exists() for path in gone)


@pytest.mark.parametrize("season_type", ["Regular Season", "Playoffs"])
def test_an_answer_that_ends_early_is_not_taken_for_the_season(wnba, season_type):
    wnba.at(AFTER)
    wnba.set(SEASON="2024", SEASON_TYPE=season_type, NBA_SOURCE="stats")
    wnba.league.fault("short", endpoints=["leaguegamelog"])
    assert wnba.chain("team-games") == 0, wnba.said  # another endpoint has what the log lacks
    stored = {row["GAME_ID"] for rows in wnba.stored("wnba/team-games").values() for row in rows}
    assert stored == {game.id for game in wnba.league.wnba.season("2024").games(season_type)}


def test_both_leagues_lie_in_one_folder_and_do_not_mix(wnba):
    wnba.set(DATE="2024-07-09")
    assert wnba.chain("team-games") == 0, wnba.said
    ours = {path: path.read_bytes() for path in wnba.data.rglob("*") if path.is_file()}
    wnba.set(LEAGUE="", DATE="2025-01-14")
    wnba.at("2025-01-15T11:00:00Z")
    assert wnba.chain("team-games") == 0, wnba.said
    assert {path: path.read_bytes() for path in ours} == ours, "nothing of the one is touched by the other"
    assert wnba.files("team-games") and all("00224" in path.read_text() for path in wnba.files("team-games"))
    wnba.seed("team-games", "2025-01-14")
    assert tracker.open_tracker().last_game_date(datasets.TEAM_GAMES) == "2025-01-14"
    wnba.set(LEAGUE="wnba")
    assert tracker.open_tracker().last_game_date(datasets.TEAM_GAMES) is None
    wnba.set(LEAGUE="")
    assert wnba.main("tables") == 0
    assert {row["season"] for row in queried(wnba, "SELECT DISTINCT season FROM team_games")} == {"2024-25"}


@pytest.mark.parametrize("kind", ["s3", "dynamodb"])
def test_both_leagues_share_a_bucket_and_a_table_and_do_not_mix(wnba, aws, kind):
    wnba.set(DATA_STORE="s3", TRACKER=kind, S3_PREFIX="a", DATE="2024-07-09")
    assert wnba.chain("team-games") == 0, wnba.said
    assert {key.split("/")[1] for key in aws.keys("")} == {"wnba"} and aws.keys("a/wnba/team-games/2024-07-09/")
    assert tracker.open_tracker().last_game_date(datasets.TEAM_GAMES) is None  # a day alone proves no season
    wnba.seed("team-games", "2024-07-09")
    assert tracker.open_tracker().last_game_date(datasets.TEAM_GAMES) == "2024-07-09"
    (known,) = tracker.open_tracker().history(datasets.TEAM_GAMES)
    assert known.module == datasets.TEAM_GAMES.module
    wnba.set(LEAGUE="nba")
    assert tracker.open_tracker().last_game_date(datasets.TEAM_GAMES) is None
    assert tracker.open_tracker().history(datasets.TEAM_GAMES) == []


def test_sync_sends_each_league_to_its_own_folder(wnba, aws):
    for league, day in (("wnba", "2024-07-09"), ("nba", "2024-05-01")):
        wnba.set(LEAGUE=league, DATE=day)
        assert wnba.chain("team-games") == 0, wnba.said
    wnba.set(LEAGUE="wnba")
    assert wnba.main("sync", "push") == 0, wnba.said
    sent = aws.keys()
    assert "wnba/team-games/2024-07-09/LVA.csv" in sent and "wnba/seasons/datapackage.json" in sent
    assert all(key.startswith("wnba/") for key in sent)
    wnba.set(LEAGUE="nba")
    assert wnba.main("sync", "push") == 0, wnba.said
    assert aws.keys("team-games/2024-05-01/") and aws.keys("wnba/") == sent
    taken = Pull().run()
    assert (taken.strays, taken.new) == ([], []), "the other league's keys are neither strays nor taken"


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"LEAGUE": "wbna"}, "did you mean wnba?"),
        ({"LEAGUE": "nba", "SEASON": "2024"}, "'2024' is not a season; write it as 2024-25"),
        ({"LEAGUE": "wnba", "SEASON": "2024-25"}, "'2024-25' is not a season; write it as 2024"),
        ({"LEAGUE": "wnba", "SEASON": "1996"}, "the league's first season was 1997"),
        ({"LEAGUE": "wnba", "SEASON": "2024", "SEASON_TYPE": "play-in"}, "the WNBA has no PlayIn games"),
        ({"LEAGUE": "wnba", "TEAM": "LAL"}, "no team 'LAL'; did you mean"),
    ],
)
def test_what_is_not_of_the_league_is_refused_with_what_is(machine, wrong, says):
    machine.set(**wrong)
    assert machine.chain("team-games") == 2
    assert says in machine.said and machine.league.requests == []


def test_a_game_of_another_league_is_refused_with_the_league_that_has_it(machine):
    machine.set(GAME="1022400001")
    assert machine.chain("player-boxscores") == 2 and "set LEAGUE=wnba" in machine.said
    machine.set(LEAGUE="WNBA", GAME="0022400001")
    assert machine.chain("player-boxscores") == 2 and "set LEAGUE=nba" in machine.said


def test_an_endpoint_that_is_gone_for_one_league_is_still_asked_first_for_another(wnba):
    wnba.set(DATE="2024-07-09")
    wnba.league.fault("404", endpoints=["leaguegamelog"])
    assert wnba.chain("team-games") == 0 and "stats/teamgamelogs" in wnba.counted()
    wnba.league.clear_faults()
    wnba.league.clear_requests()
    assert wnba.chain("team-games") == 0 and wnba.asked_endpoints()[0] == "stats/teamgamelogs"
    wnba.set(LEAGUE="nba", DATE="2023-01-10")
    wnba.league.clear_requests()
    assert wnba.chain("team-games") == 0 and set(wnba.asked_endpoints()) == {"stats/leaguegamelog"}


def test_what_a_league_does_not_have_is_refused_alone_and_passed_over_in_a_group(machine, caplog):
    caplog.set_level("INFO")
    machine.set(LEAGUE="gleague")
    assert machine.chain("teams") == 2 and "nba_api has no list of its teams" in machine.said
    machine.set(MAKECMDGOALS="yearly")
    assert machine.chain("teams") == 0 and "nba_api has no list of its teams" in caplog.text
    assert "teams" not in {dataset.name for dataset in datasets.served()}


@pytest.mark.parametrize(
    "game_id, league, season, season_type",
    [
        ("1029700001", "wnba", "1997", "Regular Season"),
        ("1049700003", "wnba", "1997", "Playoffs"),
        ("2021900490", "gleague", "2019-20", "Regular Season"),
    ],
)
def test_a_game_id_of_each_league_tells_season_and_type(monkeypatch, game_id, league, season, season_type):
    monkeypatch.setenv("LEAGUE", league)
    assert seasons.of_game(game_id) == (season, season_type)
    assert seasons.bounds(season).first <= seasons.window(season, season_type).first


def test_each_league_has_a_job_of_its_own_in_the_crontab(wnba):
    cron = importlib.import_module("cron")
    assert cron.job().endswith("LEAGUE=wnba scripts/morning.py")
    ours = [cron.marks()[0], cron.job(), cron.marks()[1]]
    wnba.set(LEAGUE="")
    theirs = [cron.marks()[0], cron.job(), cron.marks()[1]]
    assert cron.job().endswith("scripts/morning.py") and "LEAGUE" not in cron.job()
    assert cron.without_block([*ours, *theirs]) == ours
    wnba.set(LEAGUE="wnba")
    assert cron.without_block([*ours, *theirs]) == theirs


def test_a_stack_of_another_league_is_refused(house):
    done = house.run(f"{ROOT}/scripts/deploy.sh", "plan", "lambda", LEAGUE="wnba", SETTINGS="read")
    assert done.returncode == 2 and "the stacks run the NBA" in done.stderr


def test_the_playoffs_of_1997_come_out_cell_by_cell_and_whole(recorded):
    recorded.set(LEAGUE="wnba", SEASON="1997", SEASON_TYPE="playoffs", NOW="2026-11-20T12:00:00Z")
    assert recorded.chain("team-games") == 0, recorded.said
    index = json.loads((RECORDINGS / "INDEX.json").read_text())
    (entry,) = [row for row in index if row["params"].get("LeagueID") == "10" and row["endpoint"] == "leaguegamelog"]
    table = json.loads((RECORDINGS / entry["file"]).read_text())["resultSets"][0]
    texts = [["" if cell is None else f"{cell}" for cell in row] for row in table["rowSet"]]
    theirs = {(row[4], row[1]): row for row in texts}
    rows = [row for rows in recorded.stored("wnba/team-games").values() for row in rows]
    assert {(row["GAME_ID"], row["TEAM_ID"]): [*row.values()] for row in rows} == theirs
    assert tracker.open_tracker().is_fetched(datasets.TEAM_GAMES, "1997/Playoffs")
    assert config.data_dir() == recorded.data / "wnba"


def test_the_stored_log_tells_the_games_where_there_is_no_schedule(wnba):
    """Nobody asks the league's log again for what team-games has just stored."""
    for name in ("team-games", "player-games", "hustle", "game-officials"):
        wnba.seed(name, "2024-07-08")
    for name in ("team-games", "player-games"):
        assert wnba.chain(name) == 0, wnba.said
    wnba.league.clear_requests()
    assert wnba.main("plan", "hustle", "game-officials") == 0 and "leaguegamelog" not in wnba.out, wnba.out
    for name in ("hustle", "game-officials"):
        assert wnba.chain(name) == 0 and wnba.files(f"wnba/{name}"), wnba.said
    assert set(wnba.counted()) == {"stats/leaguehustlestatsplayer", "stats/boxscoresummaryv3"}
    assert wnba.main("status") in (0, 1) and not re.search("hustle +late", wnba.out)
