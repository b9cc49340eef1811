"""What both stores do; and what only S3 has to, where others write at the same time and networks break."""

import gzip

import pytest

from lib import aws as lib_aws
from lib import data_store
from lib.data_store import Table, corrections
from lib.datasets import PLAYER_BOXSCORES, TEAM_GAMES, TEAMS
from lib.errors import Misconfigured, Nonsense, StorageFailed
from tests.support.together import together

KEY = "team-games/2025-01-14/LAL.csv"


@pytest.fixture(params=("local", "s3"))
def store(request, aws, monkeypatch):
    monkeypatch.setenv("DATA_STORE", request.param)
    return data_store.open_store()


@pytest.fixture
def s3(aws, monkeypatch):
    monkeypatch.setenv("DATA_STORE", "s3")
    return data_store.open_store()


def games(*rows):
    """(game, team, points) as a table of team-games."""
    columns = ["GAME_ID", "TEAM_ID", "GAME_DATE", "TEAM_ABBREVIATION", "PTS"]
    return Table(columns, [[game, f"1{team}", "2025-01-14", team, points] for game, team, points in rows])


def teams(*names):
    return Table(["id", "full_name"], [[f"{n}", name] for n, name in enumerate(names)])


def save(store, *rows):
    return store.save(TEAM_GAMES, games(*rows), "2025-01-15")


def test_rows_go_to_their_partitions_and_come_back(store):
    saved = save(store, ("0022400001", "LAL", "100"), ("0022400001", "BOS", "90"))
    assert (saved.new_rows, saved.new_files, saved.kept_rows) == (2, 2, 0)
    assert list(store.list("team-games")) == ["team-games/2025-01-14/BOS.csv", KEY]
    assert store.exists(TEAM_GAMES, GAME_DATE="2025-01-14", TEAM_ABBREVIATION="LAL")
    assert not store.exists(TEAM_GAMES, GAME_DATE="2025-01-14", TEAM_ABBREVIATION="MIA")
    frame = store.load(TEAM_GAMES, TEAM_ABBREVIATION="LAL")
    assert list(frame["GAME_ID"]) == ["0022400001"] and list(frame["PTS"]) == [100]


def test_append_adds_and_never_overwrites(store):
    save(store, ("0022400001", "LAL", "100"))
    saved = save(store, ("0022400001", "LAL", "101"), ("0022400002", "LAL", "120"))
    assert (saved.new_rows, saved.new_files, saved.kept_rows) == (1, 0, 1)
    assert [(one["column"], one["stored"], one["current"]) for one in saved.differences] == [("PTS", "100", "101")]
    assert list(store.load(TEAM_GAMES)["PTS"]) == [100, 120]


def test_the_same_again_writes_nothing(store):
    save(store, ("0022400001", "LAL", "100"))
    saved = save(store, ("0022400001", "LAL", "100"))
    assert (saved.new_rows, saved.new_files, saved.kept_rows) == (0, 0, 1)


def test_overwrite_replaces_the_days_copy_and_keeps_other_days(store):
    store.save(TEAMS, teams("Lakers"), "2025-01-14")
    store.save(TEAMS, teams("Lakers"), "2025-01-15")
    store.save(TEAMS, teams("Lakers", "Celtics"), "2025-01-15")
    assert len(store.load(TEAMS, date="2025-01-14")) == 1 and len(store.load(TEAMS, date="2025-01-15")) == 2


def test_the_same_rows_are_the_same_bytes_in_both(aws, monkeypatch):
    bodies = []
    for kind in ("local", "s3"):
        monkeypatch.setenv("DATA_STORE", kind)
        store = data_store.open_store()
        save(store, ("0022400001", "LAL", "100"))
        bodies.append(store.backend.read(KEY))
    assert bodies[0] == bodies[1] == aws.get(KEY)


def test_an_empty_file_counts_as_absent_and_is_replaced(store, aws):
    store.backend.write_all({KEY: (b"", None)})
    assert not store.exists(TEAM_GAMES, GAME_DATE="2025-01-14", TEAM_ABBREVIATION="LAL")
    save(store, ("0022400001", "LAL", "100"))
    assert list(store.load(TEAM_GAMES)["PTS"]) == [100]


def test_what_no_path_can_hold_is_refused_whole(store):
    with pytest.raises(Nonsense):
        save(store, ("0022400001", "LAL", "100"), ("0022400001", "../x", "90"))
    assert list(store.list("team-games")) == []


def test_damage_is_told_by_its_place(store):
    store.backend.write_all({KEY: (b'"', None)})
    with pytest.raises(StorageFailed, match=KEY):
        save(store, ("0022400001", "LAL", "100"))


def save_three(number: int) -> None:
    for n in range(3):
        save(data_store.open_store(), (f"00224{number}{n:04d}", "LAL", "100"))


def test_many_writers_of_one_partition_lose_no_row(store):
    assert together(save_three, 6) == [0] * 6
    assert len(store.load(TEAM_GAMES)) == 18


# -- S3 alone ---------------------------------------------------------------


def test_history_is_not_overwritten_even_when_a_listing_does_not_show_it(s3, aws, proxy):
    save(data_store.open_store(), ("0022400001", "LAL", "100"), ("0022400001", "BOS", "90"))
    proxy.hidden = KEY
    saved = save(data_store.open_store(), ("0022400002", "LAL", "120"), ("0022400002", "BOS", "80"))
    assert (saved.new_rows, saved.new_files) == (2, 0)
    assert aws.get(KEY).count(b"\n") == 3


def test_a_damaged_upload_is_refused(s3, aws, proxy):
    proxy.damaged = True
    with pytest.raises(StorageFailed, match="damaged"):
        save(data_store.open_store(), ("0022400001", "LAL", "100"))
    assert aws.keys() == []


def test_objects_say_what_they_are(s3, aws):
    save(s3, ("0022400001", "LAL", "100"))
    head = aws.s3.head_object(Bucket=aws.bucket, Key=KEY, ChecksumMode="ENABLED")
    assert head["ContentType"] == "text/csv; charset=utf-8" and len(head["ChecksumSHA256"]) == 44


def test_gzip_is_read_back_and_pulled(aws, monkeypatch):
    monkeypatch.setenv("DATA_STORE", "s3")
    monkeypatch.setenv("COMPRESS", "gzip")
    store = data_store.open_store()
    save(store, ("0022400001", "LAL", "100"))
    save(store, ("0022400002", "LAL", "120"))
    assert gzip.decompress(aws.get(KEY)) == store.backend.read(KEY)
    assert aws.s3.head_object(Bucket=aws.bucket, Key=KEY)["ContentEncoding"] == "gzip"
    monkeypatch.setenv("DATA_STORE", "local")
    local = data_store.open_store()
    local.backend.write_all({KEY: (aws.get(KEY), None)})
    assert list(local.load(TEAM_GAMES)["PTS"]) == [100, 120]


def test_what_is_large_goes_in_parts_and_under_the_same_condition(bucket, aws, monkeypatch):
    monkeypatch.setattr(lib_aws, "PART", 5 * 1024 * 1024)
    large = b"a,b\n" * (3 * 1024 * 1024)
    assert bucket.put("large.csv", large, None, "text/csv")
    assert "-" in aws.s3.head_object(Bucket=aws.bucket, Key="large.csv")["ETag"], "it was put in parts"
    assert bucket.get("large.csv")[0] == large
    assert not bucket.put("large.csv", large + b"x", None, "text/csv")
    assert bucket.get("large.csv")[0] == large
    assert "Uploads" not in aws.s3.list_multipart_uploads(Bucket=aws.bucket)


def test_a_correction_stays_beside_what_was_stored_and_load_gives_either(store):
    save(store, ("0022400001", "LAL", "100"), ("0022400001", "BOS", "90"))
    for day, points in (("2025-01-15", "101"), ("2025-01-16", "102"), ("2025-01-16", "102")):
        corrections.record(store, save(store, ("0022400001", "LAL", points)).differences, day)
        corrections.apply(store)
    listed = [(one["found"], one["column"], one["stored"], one["current"]) for one in corrections.found(store)]
    assert listed == [("2025-01-15", "PTS", "100", "101"), ("2025-01-16", "PTS", "100", "102")], "each said once"
    assert list(store.load(TEAM_GAMES)["PTS"]) == [90, 100], "history stays"
    assert list(store.load(TEAM_GAMES, corrected=True)["PTS"]) == [90, 102], "the latest revision"
    assert list(store.list("revisions")) == [f"revisions/{KEY}/{number}.csv" for number in (1, 2)]
    assert corrections.apply(store) == [], "nothing is left to write"


@pytest.mark.parametrize("lost_answer", (False, True))
def test_cut_between_any_two_calls_a_save_leaves_whole_objects_and_the_next_completes_it(aws, proxy, s3, lost_answer):
    rows = [(f"002240000{n}", team, "100") for n, team in enumerate(("LAL", "BOS", "MIA"))]
    save(data_store.open_store(), *rows)
    more = [(f"002240001{n}", team, "90") for n, team in enumerate(("LAL", "BOS", "MIA", "NYK"))]
    proxy.lost_answer, at = lost_answer, 0
    while True:
        proxy.requests.clear()
        proxy.cut_at = at
        try:
            save(data_store.open_store(), *rows, *more)
            break
        except StorageFailed:
            at += 1
    assert at > 3 or lost_answer
    proxy.heal()
    save(data_store.open_store(), *rows, *more)
    assert len(data_store.open_store().load(TEAM_GAMES)) == 7
    for key in aws.keys("team-games/"):
        assert all(body.startswith(b"GAME_ID,") and body.endswith(b"\n") for body in aws.versions(key))


def test_a_lost_answer_is_not_taken_for_another_writer(aws, proxy, monkeypatch, s3):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "3")
    proxy.cut_at, proxy.lost_answer, proxy.once = 1, True, True
    saved = data_store.open_store().save(PLAYER_BOXSCORES, boxscore("0022400001"), "2025-01-15")
    assert (saved.new_rows, saved.new_files) == (1, 1)


def boxscore(game):
    return Table(["gameId", "personId", "points"], [[game, "2544", "30"]])


@pytest.mark.parametrize(
    ("env", "error", "words"),
    (
        ({"S3_BUCKET": ""}, Misconfigured, "S3_BUCKET is not set"),
        ({"S3_BUCKET": "no-such-bucket-here"}, StorageFailed, "there is no such bucket"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, StorageFailed, "Could not connect"),
        ({"AWS_PROFILE": "nobody"}, Misconfigured, "correct AWS_PROFILE"),
    ),
)
def test_what_aws_says_is_told_in_one_line(aws, monkeypatch, env, error, words):
    for name, value in (env | {"DATA_STORE": "s3", "AWS_MAX_ATTEMPTS": "1"}).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(error, match=words) as told:
        save(data_store.open_store(), ("0022400001", "LAL", "100"))
    assert "\n" not in str(told.value) and "secret" not in str(told.value)


def test_no_credentials_is_told(aws, monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("DATA_STORE", "s3")
    with pytest.raises(Misconfigured, match="no AWS credentials"):
        save(data_store.open_store(), ("0022400001", "LAL", "100"))
