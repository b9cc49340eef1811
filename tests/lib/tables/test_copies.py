"""With the data in a bucket, its tables are read there: what changed is fetched, the small partitions never are."""

import pytest

from lib import config
from lib.errors import StorageFailed
from lib.tables import copies, places, query, reach, reading
from tests.support.tables import ask, make, partitions, put


@pytest.fixture
def bucket(aws, made, monkeypatch):
    """A bucket with the tables, and an empty machine that reads it."""

    def send(*keys: str) -> None:
        for key in keys:
            aws.s3.put_object(Bucket=aws.bucket, Key=f"nba/{key}", Body=(made / key).read_bytes())

    send(*(path.relative_to(made).as_posix() for path in (made / "seasons").rglob("*.*") if path.is_file()))
    send("_metadata/schedule/2024-25.json")
    aws.send = send
    for name, value in {"DATA_STORE": "s3", "S3_PREFIX": "nba", "DATA_DIR": f"{made.parent / 'empty'}"}.items():
        monkeypatch.setenv(name, value)
    return aws


def test_a_query_reads_the_buckets_tables_and_fetches_only_what_changed(bucket, made, monkeypatch):
    sql = "SELECT count(*), sum(PTS) FROM player_games"
    fetched, get = [], copies.aws.Bucket.get
    monkeypatch.setattr(copies.aws.Bucket, "get", lambda self, key: fetched.append(key) or get(self, key))
    root, _ = reach.current(sql)
    assert ask(root, sql) == ask(made, sql)
    assert ask(root, "SELECT count(*) FROM known_games") == ask(made, "SELECT count(*) FROM known_games")
    assert fetched and not any(key.startswith(("player-games", "team-games", "seasons/csv")) for key in fetched)
    fetched.clear()
    reach.current(sql)
    assert fetched == []
    path = partitions(made, "player-games")[0]
    put(path, path.read_text().replace(",W,", ",w,").replace(",L,", ",l,"))
    make(made)
    bucket.send(places.parquet("player-games", "2024-25"))
    root, _ = reach.current(sql)
    assert fetched == [places.parquet("player-games", "2024-25")]
    lower = "SELECT count(*) FROM player_games WHERE WL IN ('w', 'l')"
    assert ask(root, lower) == [(1,)]


def test_python_reads_any_bucket_by_its_address(bucket, made, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("DATA_STORE", "local")
    frame = reading.load("player-games", team="LAL", data=f"s3://{bucket.bucket}/nba/")
    assert len(frame) == len(reading.load("player-games", team="LAL", data=made)) > 0
    assert not config.data_dir().exists()


def test_a_bucket_without_tables_says_what_to_run(bucket, monkeypatch):
    monkeypatch.setenv("S3_PREFIX", "elsewhere")
    with pytest.raises(StorageFailed, match="holds no tables; run make tables and make sync"):
        reach.current("FROM games")


def test_what_a_query_may_read_is_not_more_there(bucket):
    root, _ = reach.current("FROM games")
    with pytest.raises(query.Usage):
        query.rows(root, "FROM read_text('/etc/passwd')")


def test_tables_are_made_in_the_bucket_from_its_partitions_and_only_new_ones_are_fetched(bucket, made, monkeypatch):
    import tables as script

    sent = [path.relative_to(made).as_posix() for path in partitions(made, "team-games")]
    for key in bucket.keys("nba/seasons/"):
        bucket.s3.delete_object(Bucket=bucket.bucket, Key=key)
    bucket.send(*sent[:-1])
    assert script.main([]) is None
    sql = "SELECT count(*), sum(PTS) FROM team_games"
    assert ask(reach.current(sql)[0], sql)[0][0] == len(sent) - 1
    assert f"nba/{places.MANIFEST}" in bucket.keys("nba/seasons/")
    bucket.send(sent[-1])
    fetched, get = [], copies.aws.Bucket.get
    monkeypatch.setattr(copies.aws.Bucket, "get", lambda self, key: fetched.append(key) or get(self, key))
    script.main([])
    assert [key for key in fetched if key.startswith("team-games/")] == [sent[-1]]
    assert ask(reach.current(sql)[0], sql) == ask(made, sql)
    before = {key: len(bucket.versions(key)) for key in bucket.keys("nba/seasons/")}
    script.main([])
    assert {key: len(bucket.versions(key)) for key in bucket.keys("nba/seasons/")} == before, (
        "nothing new, nothing sent"
    )
