"""The data package says what is there, how fresh and how whole it is; the dictionary says what each column means."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from lib import columns, schedule
from lib.datasets import ALL
from lib.errors import StorageFailed, Usage
from lib.tables import dictionary, glue, package, places
from tests.support.tables import make, partitions, put, rows_of

ROOT = Path(__file__).resolve().parents[3]


def entries(data) -> dict[str, dict]:
    return {entry["name"]: entry for entry in package.read(data)["resources"]}


def test_every_table_is_named_with_its_sum_its_rows_and_how_whole_it_is(read_only):
    for entry in entries(read_only).values():
        body = (read_only / "seasons" / entry["path"]).read_bytes()
        assert (entry["bytes"], entry["hash"]) == (len(body), f"sha256:{hashlib.sha256(body).hexdigest()}")
    games = entries(read_only)["team-games-2024-25-csv"]
    final = sum(game.state == schedule.FINAL for game in schedule.stored("2024-25").games)
    assert games["rows"] == games["rowCount"] == len(partitions(read_only, "team-games"))
    assert (games["gamesStored"], games["gamesKnown"], games["lastGameDate"]) == (
        games["rows"] // 2,
        final,
        "2024-10-23",
    )
    boxes = entries(read_only)["player-boxscores-2024-25-parquet"]
    assert boxes["gamesStored"] == len(partitions(read_only, "player-boxscores")) and boxes["lastGameDate"]
    assert len(entries(read_only)) == len(list((read_only / "seasons" / "parquet").rglob("*.parquet"))) * 2


def test_frictionless_finds_it_valid(read_only):
    from frictionless import validate

    report = validate(str(read_only / places.MANIFEST))
    assert report.valid, report.flatten(["name", "type", "message"])
    assert report.stats["tasks"] == len(entries(read_only))


def test_frictionless_finds_what_was_changed(made):
    from frictionless import validate

    path = made / places.csv("team-games", "2024-25")
    put(path, path.read_bytes() + path.read_bytes().splitlines(keepends=True)[-1])
    assert not validate(str(made / places.MANIFEST)).valid


def test_a_past_season_knows_its_games_by_number(made):
    for path in (made / "team-games" / "2024-10-22").glob("*.csv"):
        put(
            made / "team-games" / "2018-10-22" / path.name,
            path.read_text().replace("2024-", "2018-").replace("00224", "00218"),
        )
    make(made)
    entry = entries(made)["team-games-2018-19-csv"]
    assert (entry["gamesStored"], entry["gamesKnown"]) == (len(partitions(made, "team-games/2018-10-22")) // 2, 1230)


def test_a_schedule_heard_later_counts_at_once(made):
    path = made / "_metadata" / "schedule" / "2024-25.json"
    kept = json.loads(path.read_text())
    final = next(game for game in kept["games"] if "final" in game)
    before = entries(made)["team-games-2024-25-csv"]["gamesKnown"]
    put(path, json.dumps(kept | {"games": [*kept["games"], ["0022499999", *final[1:]]]}))
    assert make(made).tables == []
    assert entries(made)["team-games-2024-25-csv"]["gamesKnown"] == before + 1


def test_a_package_that_is_gone_is_written_again(made):
    before = entries(made)
    for damage in (b"", b"1", b'{"resources": 1}', None):
        (made / places.MANIFEST).unlink()
        if damage is not None:
            put(made / places.MANIFEST, damage)
        make(made)
        assert entries(made) == before


def test_it_is_copied_whole_and_only_over_an_older_copy(read_only, tmp_path):
    to = tmp_path / "to"
    copied = package.bundle(read_only, to)
    assert set(copied) == {entry["path"] for entry in entries(read_only).values()}
    for line in (to / "CHECKSUMS.sha256").read_text().splitlines():
        digest, path = line.split("  ")
        assert hashlib.sha256((to / path).read_bytes()).hexdigest() == digest
    assert (to / "README.md").read_text() == dictionary.markdown()
    assert package.bundle(read_only, to) == copied
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(Usage, match="holds something"):
        package.bundle(read_only, tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_what_is_not_as_the_package_says_is_not_copied(made, tmp_path):
    put(made / places.csv("teams", "2024-25"), b"id\n1\n")
    with pytest.raises(StorageFailed, match=r"teams\.csv: is not what the package says"):
        package.bundle(made, tmp_path / "to")
    assert not (tmp_path / "to" / "datapackage.json").exists()


def test_make_package_needs_to_know_where(house, made_once):
    shutil.copytree(made_once, house.data)
    done = house.make("package")
    assert done.returncode != 0 and "make package TO=" in done.stderr
    assert house.make("package", "TO=/dev/null/x").returncode != 0
    assert house.make("package", f"TO={house.data.parent / 'a $(touch y) folder'}").returncode == 0
    assert (house.data.parent / "a $(touch y) folder" / "datapackage.json").exists()


def test_the_dictionary_in_docs_is_the_catalogues():
    assert (ROOT / "docs" / "datasets.md").read_text() == dictionary.markdown(), (
        "scripts/dictionary.py > docs/datasets.md"
    )


def test_every_column_that_is_described_has_a_unit_and_one_meaning_for_all_its_spellings():
    assert columns.of("gameId") == columns.of("GAME_ID") == columns.of("GameID") != columns.Meaning()
    for name, dataset in ALL.items():
        for column in dataset.types:
            assert all(columns.of(column)), f"{name}: {column} is not described in lib/columns.py"


def test_the_schemas_say_what_the_dictionary_says(read_only):
    kept = json.loads((read_only / "seasons" / "schemas" / "player-games.json").read_text())
    fields = {field["name"]: field for field in kept["fields"]}
    assert fields["PTS"] == {"name": "PTS", "type": "integer", "description": "points scored", "unit": "points"}
    assert fields["GAME_DATE"]["type"] == "date" and fields["GAME_ID"]["type"] == "string"
    assert kept["primaryKey"] == ["GAME_ID", "PLAYER_ID"] and list(fields)[-1] == "corrected"
    assert list(fields) == list(rows_of(read_only / places.csv("player-games", "2024-25"))[0])


def test_the_athena_tables_are_the_catalogues():
    path = ROOT / "deploy" / "query" / "stack.yaml"
    assert path.read_text() == glue.template(), "scripts/dictionary.py --glue > deploy/query/stack.yaml"


def test_athena_finds_the_parquets_and_their_columns_where_they_are(read_only):
    """The template's locations and columns, held against files that make tables has written."""
    import duckdb
    from cfnlint.decode import cfn_yaml

    template = cfn_yaml.loads(glue.template())
    resources = template["Resources"].values()
    tables = [resource["Properties"]["TableInput"] for resource in resources if resource["Type"] == "AWS::Glue::Table"]
    assert {table["Name"] for table in tables} == {name.replace("-", "_") for name in (*ALL, "corrections")}
    for name in ("player-games", "teams", "player-boxscores"):
        (table,) = (table for table in tables if table["Name"] == name.replace("-", "_"))
        where = table["Parameters"]["storage.location.template"]["Fn::Sub"]
        folder = where.replace("s3://${BucketName}/${Prefix}", "").replace("${!season}", "2024-25")
        (parquet,) = (read_only / folder).iterdir()
        columns_of = duckdb.sql(f"DESCRIBE FROM read_parquet('{parquet}', hive_partitioning=false)").fetchall()
        types = {"VARCHAR": "string", "BIGINT": "bigint", "DOUBLE": "double", "DATE": "date"}
        found = {column.lower(): types[kind] for column, kind, *_ in columns_of}
        assert {column["Name"]: column["Type"] for column in table["StorageDescriptor"]["Columns"]} == found
        assert "2024-25" in table["Parameters"]["projection.season.values"].split(",")
