"""What a user types, or has in the environment, is text: nothing of it runs, and nothing of it is ignored."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lib import config

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "$(shell touch hit) `touch hit` $$(touch hit) $(touch hit) ;touch hit; 'x' \"y\" * | touch hit & -rf #"


@pytest.fixture
def own(house):
    """A house whose make runs in a folder of its own, so that a file that hostile text makes is seen there."""
    folder = house.data.parent / "project"
    folder.mkdir()
    for name in ("Makefile", "scripts", "lib", ".venv", "requirements.txt", "requirements-dev.txt"):
        (folder / name).symlink_to(house.root / name)

    def make(*words, **env):
        done = house.run("make", "--no-print-directory", "-C", str(folder), *words, **env)
        assert not list(house.data.parent.rglob("hit")) and not (ROOT / "hit").exists(), "text was executed"
        return done

    house.own = make
    return house


def settings(house, *words, **env):
    return house.run(sys.executable, str(ROOT / "scripts" / "settings.py"), *words, **env)


def hostile(house, names) -> dict[str, str]:
    return {name: f"{house.data.parent}/{HOSTILE}" if name == "DATA_DIR" else HOSTILE for name in names}


@pytest.mark.parametrize("is_typed", [True, False], ids=["typed", "environment"])
@pytest.mark.parametrize(
    "target",
    ["teams", "plan", "backfill", "migrate-tracker", "sync", "pull", "due", "gaps", "clean", "help", "nothing"],
)
def test_no_variable_is_executed(own, target, is_typed):
    texts = hostile(own, set(config.VARIABLES) - {"ENV_FILE"})
    words, env = ([f"{name}={text}" for name, text in texts.items()], {}) if is_typed else ([], texts)
    done = own.own(target, *words, **env)
    assert done.returncode == (0 if target == "help" and not is_typed else 2)
    assert "unexpected" not in done.stderr and "syntax error" not in done.stderr, done.stderr


@pytest.mark.parametrize(
    "target, name",
    [("teams", "DATA_DIR"), ("team-games", "TEAM"), ("player-games", "PLAYER"), ("plan", "TARGET"), ("plan", "FROM"),
     ("backfill", "DATASETS"), ("sync", "DATA_DIR"), ("sync", "S3_PREFIX"), ("migrate-tracker", "TO")],
)  # fmt: skip
def test_no_variable_is_executed_where_it_alone_is_odd(own, target, name):
    env = {"FROM": "2023-24", "TO": "2023-24"} if target == "backfill" else {}
    done = own.own(target, *(f"{name}={text}" for name, text in hostile(own, [name]).items()), **env)
    assert "unexpected" not in done.stderr and "syntax error" not in done.stderr, done.stderr


@pytest.mark.parametrize("folder", ["with blanks", "; touch hit", "$(touch hit)", "*", "-rf", "[a]", "über", "a'b\"c"])
def test_any_name_of_a_folder_holds_the_data(own, folder):
    data = own.data.parent / folder
    for _ in range(2):
        done = own.own("teams", f"DATA_DIR={data}/data ")
        assert done.returncode == 0, done.stderr
    assert len(list((data / "data" / "teams").rglob("*.csv"))) == 1
    assert not list((data / "data" / "_metadata" / "run").iterdir()), "a run leaves nothing"


@pytest.mark.parametrize(
    "folder",
    ["/", "~", "~/", "/home", "~nobody-at-all/x", "a\tb", "..", ".", "//", "a\x1b[2Jb", ".venv/data", "lib", "tests/x"],
)
def test_an_odd_folder_is_refused_and_nothing_is_touched(house, folder):
    for words in (["should_fetch", "teams"], ["clean"]):
        done = house.script(*words, DATA_DIR=folder, HOME="/home/somebody")
        assert done.returncode == 78, done.stderr
        assert done.stderr.startswith(f"{words[0]}: DATA_DIR") and done.stderr.count("\n") == 1
        assert "\x1b" not in done.stderr


def test_an_empty_data_dir_is_the_default_and_a_tilde_the_home(monkeypatch, tmp_path):
    monkeypatch.setenv("DATA_DIR", " \r")
    assert config.data_dir() == ROOT / "data"
    monkeypatch.setenv("HOME", f"{tmp_path}")
    monkeypatch.setenv("DATA_DIR", "~/nba data ")
    assert config.data_dir() == tmp_path / "nba data"


def test_a_relative_folder_is_the_repositorys_from_wherever_a_script_is_called(house):
    done = settings(house, "printenv", "DATA_DIR", DATA_DIR="data/elsewhere")
    assert done.stdout == f"{ROOT}/data/elsewhere\n"


def test_clean_removes_what_killed_runs_left_and_nothing_else(house, tmp_path):
    run, tmp = house.data / "_metadata" / "run", house.data / "_metadata" / "tmp" / "teams"
    outside = tmp_path / "outside"
    for folder in (run, tmp, outside):
        folder.mkdir(parents=True)
    host = re.sub(r"[^A-Za-z0-9-]", "-", os.uname().nodename)
    dead = subprocess.Popen(["true"])
    dead.wait()
    left = [
        run / f"teams.{host}.{dead.pid}.csv",
        run / f".teams.{host}.{dead.pid}.json.abcd1234",
        tmp / ".teams.csv.abcd1234",
    ]
    kept = [
        run / f"teams.{host}.{os.getpid()}.csv",  # of a run that is on
        run / "teams.another-machine.1.csv",
        run / "notes.csv",
        run / f"letters.{host}.{dead.pid}.csv",  # no dataset of ours
        tmp / "teams.csv",
        outside / f"teams.{host}.{dead.pid}.csv",
        house.data / "teams.csv",
    ]
    for path in (*left, *kept):
        path.write_text("a row\n")
    (house.data / "_metadata" / "tmp" / "players").symlink_to(outside)
    link = run / f"teams.{host}.{dead.pid}.json"
    link.symlink_to(kept[-1])
    done = house.script("clean")
    assert done.returncode == 0, done.stderr
    assert all(path.exists() for path in kept) and link.is_symlink()
    assert not any(path.exists() for path in left)
    assert all(f"clean: {path} is gone" in done.stderr for path in left)
    assert (ROOT / ".venv" / "bin").is_dir(), "the environment that clean itself runs in"


def test_clean_leaves_another_folder_alone(house, tmp_path):
    """A DATA_DIR with a blank once took the folder named by its first half along."""
    neighbour = tmp_path / "nba" / "_metadata" / "run"
    neighbour.mkdir(parents=True)
    (neighbour / "precious.csv").write_text("a row\n")
    for data in (f"{tmp_path}/nba data", f"{tmp_path}/nba", f"{tmp_path}/nba "):
        assert house.script("clean", DATA_DIR=data).returncode == 0
    assert (neighbour / "precious.csv").exists()


def test_what_a_link_in_the_metadata_points_at_stays(house, tmp_path):
    real = tmp_path / "real"
    (real / "run").mkdir(parents=True)
    host = re.sub(r"[^A-Za-z0-9-]", "-", os.uname().nodename)
    (real / "run" / f"teams.{host}.999999999.csv").write_text("a row\n")
    house.data.mkdir()
    (house.data / "_metadata").symlink_to(real)
    assert house.script("clean").returncode == 0
    assert list((real / "run").iterdir())


@pytest.mark.parametrize(
    "words, line",
    [
        (["team-games", "SEASN=2018-19"], "'SEASN' is unknown; did you mean SEASON?"),
        (["help", "season=2018-19"], "'season' is unknown; did you mean SEASON?"),
        (["sync", "S3BUCKET=x"], "'S3BUCKET' is unknown; did you mean S3_BUCKET?"),
        (["teams", "X='$(shell touch hit)'"], "'X' is unknown; .env.example lists what a run reads"),
        (["gaps", "JSON=1"], "'JSON' is unknown; .env.example lists"),
        (["teams", "TYPE=regular"], "'TYPE' is unknown; did you mean SEASON_TYPE?"),
        (["xyzzy"], "target 'xyzzy' is unknown; make lists them"),
        (["teams", "players-games"], "target 'players-games' is unknown; did you mean player-games?"),
        (["team-games", "players", "TEAM=LAL"], "TEAM=LAL: players has no use for TEAM"),
        (["teamgames"], "target 'teamgames' is unknown; did you mean team-games?"),
        (["tests"], "did you mean test?"),
        (["$(shell touch hit);touch hit"], "target "),
    ],
)
def test_an_unknown_word_is_refused_with_the_nearest(own, words, line):
    done = own.own(*words)
    assert done.returncode == 2 and line in done.stderr, done.stderr
    assert not own.data.exists()


@pytest.mark.parametrize(
    "words, line",
    [
        (["help", "SEASON=2018-19"], "help has no use for SEASON; it reads none of them"),
        (["games-detail", "FULL=1"], "games-detail has no use for FULL; it reads SEASON"),
        (["team-games", "gaps", "SQL=x"], "team-games and gaps have no use for SQL; they read SEASON"),
        (["plan", "FROM=2023-24", "TO=2023-24", "TEAM=LAL"], "plan has no use for TEAM; it reads FROM"),
    ],
)
def test_a_variable_that_no_target_uses_is_refused(own, words, line):
    done = own.own(*words)
    assert done.returncode == 2 and line in done.stderr, done.stderr
    assert not own.data.exists()


def test_a_variable_that_one_of_the_targets_uses_is_used(own):
    done = own.own("help", "status", "FULL=1")
    assert done.returncode == 0, done.stderr


def test_the_makefile_knows_every_variable():
    listed = re.search(r"^VARIABLES *:= ((?:.*\\\n)*.*)$", (ROOT / "Makefile").read_text(), re.M)[1]
    assert set(listed.replace("\\\n", " ").split()) == set(config.VARIABLES)


def test_the_env_file_is_read_and_never_executed(own):
    file = own.data.parent / "my.env"
    folder = f"{own.data}/$(touch hit)"
    lines = ["# ours", "", f"DATA_DIR = {folder} ", "TEAM='LAL'", "DATE_FROM=2025-01-08", "S3_PREFIX=//a/"]
    file.write_text("\r\n".join(lines))
    own.env |= {"ENV_FILE": str(file)}
    del own.env["DATA_DIR"]
    done = own.own("team-games", TEAM="GSW")
    assert done.returncode == 0, done.stderr
    stored = {path.name for path in (own.data / "$(touch hit)").rglob("team-games/*/*.csv")}
    assert stored == {"GSW.csv"}, "the process's own environment wins"
    assert settings(own, "printenv", "S3_PREFIX").stdout == "a\n"


@pytest.mark.parametrize(
    "text, status, line",
    [
        ("export DATA_DIR=x", 78, "line 1 is not KEY=value"),
        ("\n. ./other", 78, "line 2 is not KEY=value"),
        ("SEASN=2018-19", 78, "line 1: 'SEASN' is unknown; did you mean SEASON?"),
        ("LD_PRELOAD=x.so", 78, "line 1: 'LD_PRELOAD' is unknown"),
        ("NBA_API_PROXY http://me:secret@host", 78, "line 1 is not KEY=value"),
        ("TRACKER=paper", 78, "TRACKER=paper, from"),
        ("TEAM=LAL\nSEASON=2024-25\nTEAM=BOS", 78, "line 3: TEAM stands in line 1 too"),
        ("TEAMGAMES_FREQUENCY=weekly", 2, "'TEAMGAMES_FREQUENCY' is unknown; did you mean TEAM_GAMES_FREQUENCY?"),
        ("TEAMS_FREQUENCY=hourly", 78, "TEAMS_FREQUENCY=hourly, from"),
        ("ENV_FILE=.env", 78, "line 1: ENV_FILE names this file"),
        ("TEAM=L\0L", 78, "line 1 is not KEY=value"),
    ],
)
def test_a_line_of_the_env_file_that_is_none_is_named_and_not_shown(house, tmp_path, text, status, line):
    (tmp_path / "my.env").write_text(text)
    done = house.script("should_fetch", "teams", ENV_FILE=f"{tmp_path}/my.env")
    assert done.returncode == status and line in done.stderr and "secret" not in done.stderr


def test_an_env_file_that_is_a_folder_or_not_there_is_told(house, tmp_path):
    done = house.script("should_fetch", "teams", ENV_FILE=f"{tmp_path}/none")
    assert done.returncode == 78 and f"{tmp_path}/none: is not there; correct ENV_FILE" in done.stderr
    done = house.script("should_fetch", "teams", ENV_FILE=".env")  # as settings.py passes the default on
    assert done.returncode == 0, done.stderr
    done = house.script("should_fetch", "teams", ENV_FILE=f"{tmp_path}")
    assert done.returncode == 78 and f"{tmp_path}: is a folder" in done.stderr


def test_the_example_is_an_env_file(house):
    del house.env["DATA_DIR"]
    done = settings(house, "printenv", "DATA_DIR", ENV_FILE=f"{ROOT}/.env.example")
    assert (done.returncode, done.stdout) == (0, f"{ROOT}/data\n")


@pytest.mark.parametrize("bucket", ["b/", " b\r", "s3://b/"])
@pytest.mark.parametrize("prefix", ["//a/", "a", "/a/ "])
def test_a_bucket_and_its_folder_are_the_same_to_bash_and_python(house, bucket, prefix):
    words = ["bash", "-c", 'printf "%s\n" "s3://$S3_BUCKET/$S3_PREFIX/"']
    assert settings(house, *words, S3_BUCKET=bucket, S3_PREFIX=prefix).stdout == "s3://b/a/\n"


def test_a_script_finds_its_packages_by_itself(house):
    done = house.run(
        "/usr/bin/env", "python3", str(ROOT / "scripts" / "fetch_teams.py"), PATH="/usr/bin:/bin:/usr/local/bin"
    )
    assert done.returncode == 0 and done.stdout.count("\n") == 31, done.stderr


def test_without_a_venv_one_line_says_what_to_do(house, tmp_path):
    (tmp_path / "p").mkdir()
    for name in ("scripts", "lib"):
        subprocess.run(["cp", "-r", ROOT / name, tmp_path / "p"], check=True)
    python = subprocess.run(
        ["which", "-a", "python3"], env={"PATH": "/usr/local/bin:/usr/bin"}, capture_output=True, text=True
    ).stdout.split()
    bare = [path for path in python if subprocess.run([path, "-c", "import nba_api"], capture_output=True).returncode]
    if not bare:
        pytest.skip("every Python here has nba_api")
    done = house.run(bare[0], str(tmp_path / "p" / "scripts" / "fetch_team_games.py"), "--help")
    assert (done.returncode, done.stderr) == (
        78,
        "fetch_team_games: its packages are not installed; run make setup first\n",
    )
