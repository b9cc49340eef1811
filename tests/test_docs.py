"""The docs are tests: what they tell people to type exists and works."""

import importlib
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from lib import datasets
from lib.config import VARIABLES

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
PAGES = [path.read_text() for path in sorted([*(ROOT / "docs").glob("*.md"), *(ROOT / "deploy").rglob("*.md")])]
DOCS = [README, *PAGES]
MAKEFILE = (ROOT / "Makefile").read_text()
NAMED = re.compile(r"(?<![\w-])([A-Z][A-Z0-9_]+)=")
# Run by other tests or by CI itself.
ELSEWHERE = ("make test", "make demo", "make install-cron")


def commands(text: str) -> list[str]:
    lines = [line for block in re.findall(r"```sh\n(.*?)```", text, re.S) for line in block.splitlines()]
    return [line.partition("  #")[0].strip() for line in lines if line.strip()]


@pytest.mark.parametrize("command", [line for line in commands(README) if not line.startswith(ELSEWHERE)])
def test_every_command_of_the_readme_works(house, command):
    if "2025-" not in command:  # five nights into the season, as there is less to fetch
        house.at("2024-10-27T11:00:00Z")
    for name in ("Makefile", "scripts", "lib", ".venv", "requirements.txt"):
        (house.data.parent / name).symlink_to(house.root / name)
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        env=house.env | {"NBA_MAX_REQUESTS": "20"},
        cwd=house.data.parent,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "target", sorted({target for text in DOCS for target in re.findall(r"`make ([a-z][a-z-]+)", text)})
)
def test_every_target_the_docs_name_exists(target):
    assert re.search(rf"^(?:[a-z-]+ )*{target}:", MAKEFILE, re.M)


def test_what_the_league_in_a_box_page_tells_to_type_works(house):
    """Its lines one after the other, in one shell; the league runs already."""
    lines = commands((ROOT / "docs/league-in-a-box.md").read_text())
    (now,) = {word for line in lines for word in line.split() if word.startswith("NOW=")}
    assert lines[0] == f"make league {now}", "our clock and the league's are the same"
    addresses = f"NBA_STATS_URL={house.league.stats_url} NBA_CDN_URL={house.league.cdn_url}"
    lines = [re.sub("NBA_STATS_URL=.* NBA_CDN_URL=.*", addresses, line) for line in lines[1:]]
    lines = [line.replace("/tmp/league", f"{house.data}") for line in lines]
    done = house.run("bash", "-ec", f"cd {house.root}; {'; '.join(lines)}")
    assert done.returncode == 0 and house.files("team-games") and "fresh" in done.stdout, done.stderr


def test_every_variable_that_the_docs_type_is_known_to_make():
    known = set(VARIABLES) | set(re.search(r"TOOLS +:=((?:.*\\\n)*.*)", MAKEFILE)[1].split())
    typed = {name for text in DOCS for line in re.findall(r"make [^`\n]+", text) for name in NAMED.findall(line)}
    assert {"FROM", "SEASON", "WAY"} <= typed
    assert {name for name in typed - known if not name.endswith("_FREQUENCY")} == set()


INLINE = sorted(
    {code for text in DOCS for code in re.findall(r"(?<!`)`([^`\n]+)`|^    (make .*?)(?:  #.*)?$", text, re.M)}
)
TYPED = [" ".join(code).strip().replace("…", "lambda") for code in INLINE]


@pytest.mark.parametrize("line", [line for line in TYPED if re.match(r"make [a-z-]", line)])
def test_make_takes_every_line_that_the_docs_name(line, monkeypatch):
    words = [word for word in shlex.split(line)[1:] if not word.startswith("-")]
    given = dict(word.split("=", 1) for word in words if "=" in word)
    targets = [word for word in words if "=" not in word]
    assert targets and all(re.search(rf"^(?:[a-z-]+ )*{target}:", MAKEFILE, re.M) for target in targets)
    for name, text in given.items():
        monkeypatch.setenv(name, text)
    monkeypatch.setenv("MAKECMDGOALS", " ".join(targets))
    monkeypatch.setenv("TYPED", " ".join(given))
    importlib.import_module("refuse").refuse_unused()


# `aws sso login` is of the AWS CLI's version 2, which whoever has such a session has.
@pytest.mark.parametrize("line", [line for line in TYPED if re.match(r"aws (?!sso)[a-z]", line)])
def test_the_aws_cli_knows_every_command_that_the_docs_name(line, house):
    nowhere = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_DEFAULT_REGION": "us-east-1", "AWS_MAX_ATTEMPTS": "1"}
    done = house.run(*line.split(), **nowhere, AWS_ACCESS_KEY_ID="id", AWS_SECRET_ACCESS_KEY="secret")
    assert done.returncode != 0 and "nvalid choice" not in done.stderr, done.stderr
    assert "127.0.0.1" in done.stderr or "required" in done.stderr, done.stderr


@pytest.mark.parametrize("line", [line for line in TYPED if re.match(r"scripts/\w+\.py --", line)])
def test_a_script_has_every_option_that_the_docs_name(line):
    script, *words = line.split()
    told = subprocess.run([sys.executable, ROOT / script, "--help"], capture_output=True, text=True).stdout
    for option in (word for word in words if word.startswith("--")):
        assert re.search(rf"{option}\b", told), line


def test_every_script_that_the_docs_name_exists():
    named = {name for text in DOCS for name in re.findall(r"\b((?:scripts|lib|tests|deploy)/[\w/-]+\.\w+)", text)}
    places = (ROOT, ROOT / "tests")  # the security page names tests from there
    assert len(named) > 10
    assert [name for name in named if not any((place / name).exists() for place in places)] == []


def test_every_file_the_docs_link_to_exists():
    paths = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    links = [(path, link) for path in paths for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text())]
    assert len(links) > 10
    for path, link in links:
        assert (path.parent / link).exists(), f"{path.name} links to {link}"


def test_every_variable_is_in_env_example_with_its_default():
    kept = dict(re.findall(r"^#?([A-Z][A-Z0-9_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.M))
    defaults = {name: variable.default or "" for name, variable in VARIABLES.items()}
    assert {name: kept.get(name) for name in VARIABLES} == defaults


def test_a_dataset_costs_a_record_a_script_and_a_line():
    scripts = {path.stem.removeprefix("fetch_").replace("_", "-") for path in (ROOT / "scripts").glob("fetch_*.py")}
    listed = set(re.findall(r"^([a-z-]+): +##", MAKEFILE, re.M))
    assert set(datasets.ALL) == scripts and scripts <= listed


def first_cells(page: str, header: str) -> set[str]:
    """The datasets that a table's first column names; "rosters, coaches" are two, "draft-picks, -trades" as well."""
    table = (ROOT / page).read_text().split(f"\n| {header} |", 1)[1].split("\n\n", 1)[0]
    named = set()
    for line in table.splitlines()[2:]:
        words = line.split("|")[1].replace("`", "").replace(",", " ").split()
        stem = next((name for name in datasets.ALL if words[0].startswith(f"{name}-")), "")
        named |= {f"{stem}{word}" if word.startswith("-") else word for word in words}
    return named


@pytest.mark.parametrize(
    ("page", "header"),
    [("README.md", "target"), ("docs/data-model.md", "dataset"), ("docs/sources.md", "data")],
)
def test_a_table_of_the_datasets_names_each_of_the_catalogue(page, header):
    missing = set(datasets.ALL) - first_cells(page, header)
    assert not missing, f"{page} names no {', '.join(sorted(missing))}"


def test_the_groups_of_make_are_the_catalogues():
    """make -n lists what a group would fetch."""
    for group in sorted({dataset.group for dataset in datasets.ALL.values()}):
        listed = subprocess.run(["make", "-n", group], cwd=ROOT, capture_output=True, text=True).stdout
        fetched = set(re.findall(r"should_fetch\.py ([a-z][a-z-]+)", listed))
        assert fetched == {dataset.name for dataset in datasets.group(group)}, group


def test_every_package_is_pinned_and_the_readme_says_why():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    pinned = [line for line in lines if line and not line.startswith("#")]
    assert pinned
    for line in pinned:
        name, version = line.split("==")
        assert version and f"| {name} |" in README


def test_every_test_that_the_security_page_names_exists():
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", (ROOT / "docs/security.md").read_text())
    assert named
    for path, name in named:
        assert f"def {name}(" in (ROOT / "tests" / path).read_text(), f"{path} has no {name}"
