"""What every script does with its streams, its exit status and what the league's text would do to a terminal."""

import json
import os
import subprocess
import sys
import time

import pytest

from lib import urls
from tests.support.stage import ROOT

TEAMS = [sys.executable, str(ROOT / "scripts" / "fetch_teams.py")]


def shell(house, line, *words, **env):
    """A script with its streams as a shell line sets them up."""
    command = ["bash", "-c", f'"$@" {line}', "bash", *words]
    return subprocess.run(command, env=house.env | env, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("script", ["fetch_teams", "status", "doctor"])
def test_a_full_disk_behind_stdout_is_74_in_one_line(house, script):
    done = shell(house, ">/dev/full", sys.executable, str(ROOT / "scripts" / f"{script}.py"))
    assert done.returncode == 74 and done.stderr.splitlines()[-1].startswith(
        f"{script}: stdout: No space left on device"
    )
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr


def test_a_closed_stdout_is_74_where_the_rows_were_to_go_there(house):
    done = shell(house, ">&-", *TEAMS)
    assert done.returncode == 74 and "stdout: Bad file descriptor; is it closed?" in done.stderr


@pytest.mark.parametrize("line", [">&-", "2>&-", "<&-", "<&- >&- 2>&-", "2>/dev/full"])
def test_closed_streams_do_not_harm_what_is_written_to_a_file(house, line, tmp_path):
    done = shell(house, line, *TEAMS, "--output", f"{tmp_path}/teams.csv", LOG_LEVEL="debug")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "teams.csv").read_text().startswith("id,") and len(
        (tmp_path / "teams.csv").read_text().splitlines()
    ) == 31


def test_a_reader_that_has_enough_is_no_failure(house):
    done = shell(house, "| head -n 1", *TEAMS)
    assert done.returncode == 0 and done.stdout.count("\n") == 1 and "Broken" not in done.stderr


def test_a_complaint_about_the_clock_is_one_line_of_json_as_well(house):
    done = house.script("status", NOW="tomorrow", LOG_FORMAT="json")
    assert done.returncode == 78 and "NOW=tomorrow" in json.loads(done.stderr)["message"]


@pytest.mark.parametrize(
    "hostile", ["\x1b[2J", "\x1b]0;title\x07", "\r", "\x9b31m", "\u202e", "\u2028", "\x7f", "\ud800", "\n"]
)
def test_control_characters_are_spelled_out(hostile):
    shown = urls.printable(f"LAL{hostile}BOS")
    assert hostile not in shown and shown.startswith("LAL\\") and shown.isprintable()


def test_the_leagues_control_characters_reach_neither_a_log_nor_stdout_raw(house):
    code = (
        "import sys; sys.path.insert(0, 'scripts'); sys.argv = ['script']\n"
        "from _script import log, run\n"
        "def main():\n"
        "    log.warning('%s', 'a\\x1b[2J\\r\\nb\\x9b\\u202e Dončić'); print('c\\x1b[2J\\rd\\x9b Dončić\\n\\ud800')\n"
        "run(main)\n"
    )
    env = os.environ | house.env | {"PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr.decode() == "a\\x1b[2J\\r\\nb\\x9b\\u202e Dončić\n"
    assert done.stdout.decode() == "c\\x1b[2J\\rd\\x9b Dončić\n\\ud800\n"


def test_a_terminal_that_knows_no_accents_is_no_failure(house):
    code = "import sys; sys.path.insert(0, 'scripts'); from _script import run; run(lambda: print('Dončić'))"
    env = os.environ | house.env | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True)
    assert (done.returncode, done.stdout) == (0, b"Don\\u010di\\u0107\n")


def test_where_no_name_resolves_it_is_one_line_at_once(house):
    nowhere = {f"NBA_{name}_URL": "http://nowhere.invalid/x" for name in ("STATS", "CDN")}
    for script, *words in (
        ("fetch_team_games", "--season", "2024-25"),
        ("fetch_player_games", "--date", "2025-01-14"),
        ("fetch_player_boxscores", "--date", "2025-01-14"),
        ("fetch_player_boxscores", "--game", "0022400001"),
        ("fetch_player_stats", "--player", "2544"),
        ("fetch_player_stats", "--active"),
    ):
        done = house.script(script, *words, **nowhere)
        assert done.returncode == 69, done.stderr
        (line,) = done.stderr.splitlines()
        assert "no name resolves: nowhere.invalid; check the network" in line


def test_a_long_line_is_masked_in_no_time():
    began = time.monotonic()
    for text in ("x" * 200_000, "://" * 70_000, "a://@" * 40_000, "http://" + "x@" * 100_000):
        urls.printable(urls.masked(text + "@"))
    assert time.monotonic() - began < 5


def test_a_log_line_holds_no_credentials_of_any_url(monkeypatch):
    monkeypatch.setenv("NBA_API_PROXY", "http://me:pa/ss,w0rd@h:1")
    monkeypatch.setenv("NOTIFY_URL", "https://user:t0ken@hook.test/x")
    for text in ("http://me:pa/ss,w0rd@h:1", "pa/ss,w0rd", "at pa%2Fss%2Cw0rd", "me:pa/ss,w0rd", "t0ken", "ss,w0rd"):
        shown = urls.masked(f"failed: {text} there")
        assert "w0rd" not in shown and "t0ken" not in shown, shown
    monkeypatch.setenv("HEARTBEAT_URL", "https://hook.test/ping/0a1b2c")
    assert "0a1b2c" not in urls.masked("Max retries exceeded with url: /ping/0a1b2c/fail")
    assert urls.masked("see http://other:word@x.test/y@z a@b") == "see http://***@z a@b"


def test_a_ctrl_c_that_duckdb_saw_first_is_a_ctrl_c(capsys, monkeypatch):
    from scripts import _script

    def main():
        raise RuntimeError("Query interrupted")

    assert _script._status_of(main) == 130
    assert "unexpected" not in capsys.readouterr().err
