"""make status and the morning's job: how fresh and whole everything is, who hears of it, and what stands in the log."""

import json
import os
import pty
import shutil
import subprocess
from collections import Counter

import pytest

from lib.jobs import freshness, notify
from tests.support.stage import ROOT, well

EARLY, NEXT, LATER = "2024-10-27T11:00:00Z", "2024-10-28T11:00:00Z", "2024-10-30T11:00:00Z"
BOXES = "93"  # the games so far, with the preseason
FEW = "5"  # requests a morning and dataset: enough for the logs; box scores and careers go on the day after


@pytest.fixture(scope="module")
def some_days(simulated, for_all, house_of):
    """The data of a machine with the season so far, by make; made once for all tests."""
    return for_all("some-days", lambda folder: by_make(house_of(folder, well(simulated))))


def by_make(house):
    house.at(EARLY)
    done = house.make("team-games", "player-games")
    assert done.returncode == 0, done.stderr
    return house.data


@pytest.fixture
def stored(some_days, house):
    house.at(EARLY)
    shutil.copytree(some_days, house.data)
    return house


def states(house) -> dict[str, dict]:
    return json.loads((house.data / "status.json").read_bytes())["datasets"]


def test_what_is_stored_is_fresh_and_what_was_never_asked_for_is_never(stored):
    assert stored.script("status", "--publish").returncode == 0
    done = stored.make("status")
    assert done.returncode == 0, done.stderr
    words = {line.split()[0]: line.split()[1] for line in done.stdout.splitlines() if line}
    assert (words["team-games"], words["player-games"], words["player-stats"]) == ("fresh", "fresh", "never")
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert states(stored)["team-games"]["through"] == "2024-10-26"
    assert states(stored)["team-games"]["stored"] == states(stored)["team-games"]["known"] > 70
    badge = json.loads((stored.data / "badge-team-games.json").read_bytes())
    assert badge == {"schemaVersion": 1, "label": "team-games", "message": "fresh, 2024-10-26", "color": "brightgreen"}


def test_the_history_of_runs_is_read_once(machine, opened):
    """It has some five thousand lines after half a year."""
    for name in ("teams", "players"):
        machine.chain(name)
    machine.at("2027-02-15T11:00:00Z")
    del opened[:]
    machine.main("status")
    assert len([path for path in opened if path.endswith("runs.jsonl")]) <= 1


@pytest.mark.parametrize("options, others", [((), 0), (("-k",), 1), (("-k", "-j4"), 1)])
def test_make_daily_writes_the_status_last_also_where_a_dataset_fails(stored, options, others):
    stored.at(NEXT)
    (stored.data / "player-games" / "2024-10-27").touch()  # where a folder should come
    done = stored.make(*options, "daily", NBA_MAX_REQUESTS=FEW)
    assert done.returncode != 0 and "player-games: " in done.stderr, done.stderr
    through = {name: state["through"] for name, state in states(stored).items()}
    assert (through["team-games"], through["player-games"]) == ("2024-10-27", "2024-10-26"), done.stderr
    assert ("player-boxscores" in through) == others, "without -k make stops at the dataset that fails"


def test_a_dataset_that_stopped_is_late_and_status_says_since_when_and_why(stored):
    stored.at(NEXT)
    stored.league.fault("403", "*")
    assert stored.script("morning").returncode == 75
    lines = {line.split()[0]: line.split()[1] for line in stored.make("status").stdout.splitlines() if line}
    assert lines["team-games"] == "fresh", "a night without an answer is not late yet"
    assert lines["player-boxscores"] == "late", "of which nothing ever came"
    stored.at(LATER)
    done = stored.script("status")
    assert done.returncode == 1
    assert "team-games: late by 2 days: blocked (403) since Monday 11:00 UTC" in done.stdout


def test_an_answer_that_an_endpoint_is_gone_is_not_called_silence(stored):
    stored.at(NEXT)
    stored.league.fault("404", "*")
    assert stored.make("team-games").returncode != 0
    stored.at(LATER)
    assert "team-games: late by 2 days: the league does not answer, or not this since" in stored.script("status").stdout


def test_a_game_that_is_gone_makes_its_dataset_incomplete_by_name(stored):
    path = stored.files("team-games")[0]
    path.unlink()
    stored.script("status", "--publish")
    assert states(stored)["team-games"]["state"] == "incomplete"
    assert " @ " in states(stored)["team-games"]["why"]
    assert "incomplete" in stored.script("status").stdout
    done = stored.script("morning", NBA_MAX_REQUESTS=FEW)
    assert done.returncode == 65 and done.stderr.startswith("team-games: incomplete: ")


def test_what_was_only_asked_for_in_part_is_not_never(machine):
    """One game's box score is of a season that lacks the others; one player's career is none of the dataset."""
    machine.at(EARLY)
    for name, narrowing in (("team-games", "TEAM"), ("player-boxscores", "GAME"), ("player-stats", "PLAYER")):
        machine.set(**{narrowing: {"TEAM": "LAL", "GAME": "0022400001", "PLAYER": "LeBron James"}[narrowing]})
        assert machine.chain(name) == 0, machine.said
        machine.set(**{narrowing: ""})
    assert machine.main("status") == 0
    lines = {line.split()[0]: line for line in machine.out.splitlines()}
    assert " incomplete " in lines["player-boxscores"] and " 1 of " in lines["player-boxscores"]
    assert " in part " in lines["player-stats"] and " never " in lines["standings"]


def test_what_was_begun_today_is_not_late_but_incomplete(machine):
    """Careers and box scores take several runs; nobody waited for them before they were asked for."""
    machine.set(NBA_MAX_REQUESTS="20")
    assert machine.chain("player-boxscores") == 0 and machine.files("player-boxscores")
    assert machine.main("status", "--publish") == 0
    assert machine.main("status") == 0, machine.out
    assert "player-boxscores: incomplete: " in machine.out
    machine.at("2025-01-18T11:00:00Z")
    assert machine.main("status") == 1, "since then it was waited for"
    assert "player-boxscores: late by 2 days: the run of Wednesday 11:00 UTC left " in " ".join(machine.out.split())
    assert max(map(len, machine.out.splitlines())) <= 80


def test_where_the_league_has_nothing_newer_status_does_not_say_that_nothing_ran(machine):
    machine.at(EARLY)
    assert machine.chain("team-games") == 0
    machine.set(NOW=LATER)  # the league's clock stands still
    assert machine.chain("team-games") == 0 and machine.main("status") == 1
    assert "team-games: late by 2 days: the league had nothing newer Wednesday 11:00 UTC" in machine.out


def test_a_machine_whose_disk_is_gone_knows_how_long_it_has_been_late_and_who_heard_of_it(
    machine, aws, webhook, tmp_path
):
    machine.set(DATA_STORE="s3", TRACKER="s3", NOTIFY_URL=webhook.url)
    machine.seed("team-games", "2025-01-13")
    assert machine.chain("team-games") == 0, machine.said
    machine.league.fault("403", "*")
    for day in (18, 19):
        machine.set(DATA_DIR=f"{tmp_path / str(day)}", NOW=f"2025-01-{day}T11:00:00Z")
        assert machine.chain("team-games") == 75
        assert machine.main("status", "--publish") == 0
        notify.tell(freshness.now(), print)
        assert machine.main("status") == 1, machine.out
    (heard,) = [body["text"] for _, body in webhook.asked]
    assert heard == "team-games late by 2 days: blocked (403) since Saturday 11:00 UTC"
    assert json.loads(aws.get("status.json"))["datasets"]["team-games"]["since"] == "2025-01-18"


def test_a_morning_that_fails_beside_the_datasets_says_so_and_the_heartbeat_hears_of_it(stored, webhook):
    """The log cannot be written, or nobody can be told: cron must mail something."""
    stored.env |= {"HEARTBEAT_URL": f"{webhook.url}/ping", "NBA_MAX_REQUESTS": FEW}
    (stored.data / "status.json").mkdir()
    done = stored.script("morning")
    assert done.returncode == 74 and done.stderr.startswith("status: ended with 74: "), done.stderr
    assert "sync: S3_BUCKET is not set" in (stored.data / "_metadata/log/morning.log").read_text(), "it goes on"
    log = stored.data / "_metadata" / "log"
    log.rename(stored.data / "elsewhere")
    log.touch()
    done = stored.script("morning")
    assert done.returncode == 74 and done.stderr.startswith("morning: "), done.stderr
    assert [path for path, _ in webhook.asked] == ["/ping/fail", "/ping/fail"]


def test_a_webhook_that_does_not_take_its_message_is_told_to_cron(stored):
    stored.env |= {"HEARTBEAT_URL": "http://127.0.0.1:9/ping/secret", "NBA_MAX_REQUESTS": FEW}
    done = stored.script("morning")
    assert done.returncode == 0, "it fails no run"
    assert done.stderr.startswith("HEARTBEAT_URL: not reached (ConnectionError)") and "secret" not in done.stderr


def test_a_damaged_list_of_what_was_asked_for_stops_no_morning(stored):
    """Each dataset is still fetched, and one line tells of the file."""
    stored.at(NEXT)
    (stored.data / "_metadata" / "asked.json").write_text("{")
    done = stored.script("morning", NBA_MAX_REQUESTS=FEW)
    assert done.returncode == 74 and done.stderr.count("asked.json: cannot be read") == 1, done.stderr
    assert "2024-10-27" in {path.parts[-2] for path in stored.files("team-games")}


def test_the_morning_fetches_what_somebody_began(house):
    house.at(EARLY)
    assert house.make("hustle", "DATE=2024-10-23").returncode == 0
    done = house.script("morning", NBA_MAX_REQUESTS=FEW)
    assert (done.returncode, done.stderr) == (0, ""), "else it would miss the other days' every day"
    assert len({path.parts[-2] for path in house.files("hustle")}) > 2


def test_a_dataset_whose_only_run_failed_was_never_stored(machine):
    machine.set(SEASON="2010-11")
    assert machine.chain("hustle") == 2
    assert machine.said.startswith("hustle: the league has none of 2010-11")
    machine.set(SEASON="")
    machine.league.fault("403", "*")
    assert machine.chain("standings") == 75
    machine.set(PLAYER="99999999")
    assert machine.chain("player-stats") == 75
    machine.set(PLAYER="", NBA_SOURCE="stats")
    assert machine.chain("team-games") == 75
    assert machine.main("status", "--publish") == 0
    assert machine.main("status", "--publish") == 0 and machine.main("status") == 1, "also the second time"
    words = {line.split()[0]: line.split()[1] for line in machine.out.splitlines() if line}
    assert (words["hustle"], words["standings"], words["player-stats"]) == ("never", "late", "never")
    for name in ("standings", "team-games"):
        assert f"{name}: late: nothing came yet: blocked (403) since Wednesday 11:00 UTC" in machine.out
    assert not (machine.data / "badge-hustle.json").exists()


def test_make_gaps_counts_for_status(machine):
    machine.at(EARLY)
    assert machine.chain("team-games") == 0
    assert machine.main("gaps") == 0 and machine.main("status") == 0
    (path, *_) = machine.files("team-games")
    path.unlink()
    assert machine.main("gaps") == 65
    machine.main("status")
    assert "team-games: incomplete: " in machine.out


def test_a_terminal_gets_colours_unless_no_color_says_otherwise(stored):
    def on_a_terminal(**env):
        here, there = pty.openpty()
        command = [str(ROOT / ".venv/bin/python"), str(ROOT / "scripts/status.py")]
        subprocess.run(command, env=stored.env | env, stdout=there, stderr=there)
        os.close(there)
        return os.read(here, 100_000).decode()

    assert "\033[32mfresh" in on_a_terminal()
    assert "\033[" not in on_a_terminal(NO_COLOR="1")


def test_the_morning_fetches_all_that_is_due_and_prints_nothing_where_all_is_well(house):
    house.at(EARLY)
    done = house.script("morning", NBA_MAX_REQUESTS="20")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), "that the next run goes on is no trouble"
    assert states(house)["player-boxscores"]["state"] == "incomplete"
    done = house.script("morning", NBA_MAX_REQUESTS=BOXES)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert house.files("teams") and house.files("team-games") and house.files("player-boxscores")
    assert not house.files("standings") and not house.files("draft"), "nobody ever asked for them"
    log = (house.data / "_metadata" / "log" / "morning.log").read_text()
    assert "team-games: " in log and "2024-10-26" in log
    assert len({line.split()[2] for line in log.splitlines()}) == 2, "the run's id stands in every line"
    assert {state["state"] for state in states(house).values()} == {"fresh"}
    house.league.clear_requests()
    assert house.script("morning", NBA_MAX_REQUESTS=FEW).returncode == 0
    assert {request["endpoint"] for request in house.league.requests} == {"playercareerstats"}, "careers go on"


def test_two_mornings_at_once_are_one(house):
    lock = house.data / "_metadata" / "log" / "morning.lock"
    lock.parent.mkdir(parents=True)
    with subprocess.Popen(["flock", str(lock), "sleep", "60"]) as other:
        while subprocess.run(["flock", "-n", str(lock), "true"]).returncode == 0:
            pass
        done = house.script("morning")
        other.kill()
    assert (done.returncode, done.stderr) == (0, "")
    assert not house.league.requests
    assert "another run is at work" in (lock.parent / "morning.log").read_text()


def test_somebody_hears_once_when_it_stops_and_once_when_it_is_well_again(stored, webhook):
    stored.env |= {"NOTIFY_URL": f"{webhook.url}/notify-secret", "HEARTBEAT_URL": f"{webhook.url}/beat-secret"}
    assert stored.script("morning", NBA_MAX_REQUESTS=BOXES).returncode == 0
    stored.league.fault("403", "*")
    for day in (28, 29, 30):
        stored.at(f"2024-10-{day}T11:00:00Z")
        stored.forget_hosts()
        done = stored.script("morning")
        assert done.returncode == 75
    assert "team-games: late by 2 days: blocked (403) since Monday" in done.stderr
    stored.league.clear_faults()
    stored.forget_hosts()
    assert stored.script("morning", NBA_MAX_REQUESTS="22").returncode == 0, "of three nights"
    heard = Counter(path for path, _ in webhook.asked)
    assert heard["/beat-secret"] == 2 and heard["/beat-secret/fail"] == 3
    texts = [body["text"] for path, body in webhook.asked if path == "/notify-secret"]
    of_teams = [text for text in texts if text.startswith("team-games ")]
    assert of_teams == [
        "team-games late by 1 day: blocked (403) since Monday 11:00 UTC",
        "team-games is well again: through 2024-10-29",
    ]
    log = (stored.data / "_metadata" / "log" / "morning.log").read_text()
    assert "secret" not in log + done.stderr
