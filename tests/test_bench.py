"""make bench, in its short form: that it runs and says what it measured; not how long anything takes."""

import subprocess
import sys
from collections import defaultdict

from lib import csvfile
from lib.datasets import PLAYER_GAMES
from tests.bench import cloud, history, sizes
from tests.support.stage import ROOT


def test_the_short_form_prints_what_it_measured_and_leaves_the_document_alone():
    document = ROOT / "docs" / "benchmarks.md"
    before = document.read_bytes()
    command = [sys.executable, str(ROOT / "tests" / "bench"), "--short", "--only", "tables"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("## Tables\n")
    assert "DuckDB over the season's partitions, against its CSV" in done.stdout
    assert document.read_bytes() == before


def test_a_made_up_game_lies_under_one_date():
    """Otherwise make sync looks for each row's game in the whole bucket, and the bench does not end."""
    days = defaultdict(set)
    for number in range(3 * cloud.DAY):
        key, body = cloud.file(number // cloud.DAY, number % cloud.DAY)
        for game in csvfile.games(PLAYER_GAMES, csvfile.partition(PLAYER_GAMES, key, body)):
            days[game].add(PLAYER_GAMES.fields_of(key)["GAME_DATE"])
    assert len(days) == 3
    assert all(len(dates) == 1 for dates in days.values())


def test_thin_seasons_count_as_looked_at(machine, opened):
    history.lay(machine.data, "2023-24", 2, 8, is_thin=True)
    sizes.keep_looks({})
    del opened[:]
    machine.set(SEASON="2022-23")
    assert machine.main("gaps") == 0, machine.said
    assert not [path for path in opened if path.endswith(".csv")]
