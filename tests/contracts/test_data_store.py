"""What both stores do; and what only S3 has to, where others write at the same time and networks break."""

import gzip
from datetime import date

import pytest

from lib import aws as lib_aws
from lib import csvfile, data_store
from lib.csvfile import Table
from lib.data_store import corrections
from lib.datasets import PLAYER_BOXSCORES, PLAYER_GAMES, TEAM_GAMES, TEAMS
from lib.errors import Misconfigured, Nonsense, StorageFailed
from lib.seasons import Span
from tests.support.stored import kept_points, kept_rows
from tests.support.together import together

KEY = "team-games/2025-01-14/LAL.csv"
DAYS = Span(date(2025, 1, 1), date(2025, 1, 31))


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
    found = kept_rows(store, TEAM_GAMES, TEAM_ABBREVIATION="LAL")
    assert [(row["GAME_ID"], row["PTS"]) for row in found] == [("0022400001", "100")]


def test_append_adds_and_never_overwrites(store):
    save(store, ("0022400001", "LAL", "100"))
    saved = save(store, ("0022400001", "LAL", "101"), ("0022400002", "LAL", "120"))
    assert (saved.new_rows, saved.new_files, saved.kept_rows) == (1, 0, 1)
    assert [
        (difference["column"], difference["stored"], difference["current"]) for difference in saved.differences
    ] == [("PTS", "100", "101")]
    assert kept_points(store, TEAM_GAMES) == [100, 120]


def test_the_same_again_writes_nothing(store):
    save(store, ("0022400001", "LAL", "100"))
    saved = save(store, ("0022400001", "LAL", "100"))
    assert (saved.new_rows, saved.new_files, saved.kept_rows) == (0, 0, 1)


def test_overwrite_replaces_the_days_copy_and_keeps_other_days(store):
    store.save(TEAMS, teams("Lakers"), "2025-01-14")
    store.save(TEAMS, teams("Lakers"), "2025-01-15")
    store.save(TEAMS, teams("Lakers", "Celtics"), "2025-01-15")
    assert len(kept_rows(store, TEAMS, date="2025-01-14")) == 1 and len(kept_rows(store, TEAMS, date="2025-01-15")) == 2


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
    assert kept_points(store, TEAM_GAMES) == [100]


def test_what_no_path_can_hold_is_refused_whole(store):
    with pytest.raises(Nonsense):
        save(store, ("0022400001", "LAL", "100"), ("0022400001", "../x", "90"))
    assert list(store.list("team-games")) == []


def test_damage_is_told_by_its_place(store):
    store.backend.write_all({KEY: (b'"', None)})
    with pytest.raises(StorageFailed, match=KEY):
        save(store, ("0022400001", "LAL", "100"))


HEADER = b"GAME_ID,TEAM_ID,GAME_DATE,TEAM_ABBREVIATION,PTS\n"
ROW = b"0022400001,1LAL,2025-01-14,LAL,100\n"
DAMAGE = {
    "binary": (b"\x89PNG\r\n\x1a\n\x00\x00", "not a CSV"),
    "a cut gzip": (gzip.compress(HEADER + ROW)[:-9], "its gzip is cut"),
    "a line cut": (HEADER + ROW[:20], "rows of different lengths"),
    "a header alone": (HEADER, "has no row"),
    "a spreadsheet's": (b"\xef\xbb\xbf" + (HEADER + ROW).replace(b"\n", b"\r\n"), "saved by another program"),
    "a spreadsheet's semicolons": ((HEADER + ROW).replace(b",", b";"), "has no column GAME_ID"),
    "a spreadsheet's numbers": (HEADER + ROW.replace(b"0022400001", b"22400001"), "'22400001' as GAME_ID"),
    "a spreadsheet's dates": (HEADER + ROW.replace(b"2025-01-14", b"14/01/2025"), "which belongs elsewhere"),
    "infinity": (HEADER + ROW.replace(b"100", b"-inf"), "'-inf' as PTS"),
    "a row twice": (HEADER + ROW + ROW, "has a row twice"),
    "a column twice": (HEADER.replace(b"PTS", b"TEAM_ID") + ROW, "'TEAM_ID' is there twice"),
    "another team's row": (HEADER + ROW.replace(b",LAL,", b",BOS,"), "which belongs elsewhere"),
}


@pytest.mark.parametrize("body, reason", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_partition_is_named_with_the_way_out_and_costs_nothing_else(store, body, reason):
    store.backend.write_all({KEY: (body, None)})
    problems = []
    saved = store.save(
        TEAM_GAMES, games(("0022400001", "LAL", "100"), ("0022400001", "BOS", "90")), "2025-01-15", problems
    )
    assert (saved.new_rows, saved.new_files) == (1, 1), "the other team is stored"
    (told,) = problems
    assert isinstance(told, StorageFailed) and reason in str(told)
    assert str(told).startswith(KEY) and "run make team-games DATE=2025-01-14 FORCE=1" in str(told)
    assert [str(damage) for damage in store.unreadable(TEAM_GAMES)] == [str(told)]
    assert store.backend.read_all({KEY: b""})[KEY][0] == body, "it stays as it is"
    assert list(store.games(TEAM_GAMES, DAYS)) == ["0022400001"], "known by the team that can be read"


def test_what_lies_beside_the_partitions_is_none_of_them(store):
    box = "player-boxscores/0022400001/boxscores.csv"
    leftovers = (
        f"{box}.FF5be387",
        f"{box}.original",
        "player-boxscores/notes.txt",
        "player-boxscores/old/boxscores.csv",
    )
    store.backend.write_all(dict.fromkeys(leftovers, (b"x", None)))
    store.backend.write_all({box: (b"", None), "team-games/2025-02-30/LAL.csv": (HEADER + ROW, None)})
    assert not list(store.partitions(PLAYER_BOXSCORES)) and not list(store.partitions(TEAM_GAMES))
    assert not store.existing(PLAYER_BOXSCORES, [{"gameId": "0022400001"}])
    assert not store.exists(PLAYER_BOXSCORES, gameId="0022400001")
    store.save(PLAYER_BOXSCORES, boxscore("0022400001"), "2025-01-15")
    assert [key for key, _ in store.partitions(PLAYER_BOXSCORES)] == [box]
    assert store.existing(PLAYER_BOXSCORES, [{"gameId": f"002240000{n}"} for n in range(9)]) == {box}
    assert store.backend.read(leftovers[0]) == b"x", "leftovers stay"


def test_a_row_that_cannot_be_right_costs_its_game_and_no_more(store):
    problems = []
    rows = games(("0022400001", "LAL", "many"), ("0022400001", "BOS", "90"), ("0022400002", "MIA", "80"))
    rows.rows.append(["0022400003", "1NYK", "2025-01-14", "../x", "70"])
    assert store.save(TEAM_GAMES, rows, "2025-01-15", problems).new_rows == 1
    assert [row["GAME_ID"] for row in kept_rows(store, TEAM_GAMES)] == ["0022400002"]
    assert [type(problem) for problem in problems] == [Nonsense]
    assert "0022400001: PTS is 'many'" in str(problems[0]) and "0022400003: " in str(problems[0])


def test_a_copy_with_a_row_that_cannot_be_right_is_no_copy(store):
    rows = Table(["id", "full_name", "year_founded"], [["1", "Lakers", "1947"], ["2", "Celtics", "long ago"]])
    with pytest.raises(Nonsense, match="year_founded is 'long ago'"):
        store.save(TEAMS, rows, "2025-01-15")
    assert not list(store.partitions(TEAMS)), "a copy is whole"


@pytest.mark.parametrize("lost", (False, True), ids=("known", "index-lost"))
@pytest.mark.parametrize(("column", "value"), (("GAME_DATE", "2025-01-13"), ("TEAM_ABBREVIATION", "LAK")))
def test_a_row_with_another_date_or_name_is_corrected_not_stored_twice(store, column, value, lost):
    save(store, ("0022400001", "LAL", "100"), ("0022400001", "BOS", "90"))
    if lost:
        store.backend.remember("_metadata/index/team-games/2024-25.json", b"", index_version(store))
    again = games(("0022400001", "LAL", "100"), ("0022400001", "BOS", "90"), ("0022400002", "LAL", "80"))
    again.rows[0][again.columns.index(column)] = value
    again.rows[2][2] = "2025-01-12"
    saved = store.save(TEAM_GAMES, again, "2025-01-15")
    assert (saved.new_rows, saved.kept_rows) == (1, 2)
    assert [
        (difference["row_key"], difference["column"], difference["current"]) for difference in saved.differences
    ] == [("0022400001/1LAL", column, value)]
    assert len(kept_rows(store, TEAM_GAMES)) == 3
    assert corrections.record(store, saved.differences, "2025-01-15") == 1


def test_a_game_that_another_machine_sent_under_another_date_is_not_stored_twice(s3, aws):
    save(s3, ("0022400002", "LAL", "80"))  # the index knows this season
    sent = games(("0022400001", "LAL", "100"))
    sent.rows[0][2] = "2025-01-10"
    body = csvfile.to_bytes(sent)
    aws.s3.put_object(Bucket=aws.bucket, Key="team-games/2025-01-10/LAL.csv", Body=body)  # as sync does
    saved = save(data_store.open_store(), ("0022400001", "LAL", "100"))
    assert (saved.new_rows, [difference["column"] for difference in saved.differences]) == (0, ["GAME_DATE"])


def index_version(store):
    return store.backend.recall("_metadata/index/team-games/2024-25.json")[1]


def test_a_players_game_that_moved_is_corrected(store):
    def logs(*rows):
        return Table(["GAME_ID", "PLAYER_ID", "GAME_DATE", "PTS"], [list(row) for row in rows])

    store.save(PLAYER_GAMES, logs(("0022400001", "2544", "2025-01-14", "30")), "2025-01-15")
    saved = store.save(
        PLAYER_GAMES,
        logs(("0022400001", "2544", "2025-01-15", "30"), ("0022400001", "201939", "2025-01-15", "8")),
        "2025-01-16",
    )
    assert (saved.new_rows, saved.kept_rows) == (1, 1), "who was not there before is new"
    assert [difference["column"] for difference in saved.differences] == ["GAME_DATE"]


def test_a_correction_that_is_taken_back_is_taken_back(store):
    for day, points in (("2025-01-15", "99"), ("2025-01-16", "98"), ("2025-01-17", "99"), ("2025-01-18", "99")):
        corrections.record(store, save(store, ("0022400001", "LAL", points)).differences, day)
        corrections.apply(store)
    listed = [
        (correction["found"], correction["stored"], correction["current"]) for correction in corrections.found(store)
    ]
    assert listed == [("2025-01-16", "99", "98"), ("2025-01-17", "99", "99")]
    assert kept_points(store, TEAM_GAMES, corrected=True) == [99]
    save(store, ("0022400001", "LAL", "99"), ("0022400002", "LAL", "70"))
    assert kept_points(store, TEAM_GAMES) == [99, 70]


def test_a_revision_has_the_games_that_came_after_it(store):
    save(store, ("0022400001", "LAL", "100"))
    corrections.record(store, save(store, ("0022400001", "LAL", "101")).differences, "2025-01-16")
    corrections.apply(store)
    save(store, ("0022400002", "LAL", "70"))
    corrections.apply(store)
    assert kept_points(store, TEAM_GAMES, corrected=True) == [101, 70]


@pytest.mark.parametrize("body", (b"", b"dataset,game\n1,2\n", b"\xff\xfe\x00"), ids=("empty", "columns", "binary"))
def test_a_damaged_list_of_corrections_is_named_and_costs_nothing_else(store, body):
    store.backend.write_all({"corrections/2025-01-01.csv": (body, None), "corrections/notes.txt": (b"x", None)})
    store.save(TEAM_GAMES, games(("0022400001", "LAL", "100"), ("0022400001", "BOS", "90")), "2025-01-15", [])
    problems = []
    again = games(("0022400001", "LAL", "101"), ("0022400002", "MIA", "90"))
    saved = store.save(TEAM_GAMES, again, "2025-01-15", problems)
    assert saved.new_rows == 1 and corrections.record(store, saved.differences, "2025-01-15") == 1
    if body:  # an empty one holds nothing
        assert "corrections/2025-01-01.csv" in str(problems[0])


def test_the_games_of_a_span_are_known_by_their_days(store):
    save(store, ("0022400001", "LAL", "100"), ("0022400002", "MIA", "90"))
    later = games(("0022400003", "LAL", "80"))
    later.rows[0][2] = "2025-01-16"
    store.save(TEAM_GAMES, later, "2025-01-17")
    assert store.games(TEAM_GAMES, DAYS) == {
        "0022400001": "2025-01-14",
        "0022400002": "2025-01-14",
        "0022400003": "2025-01-16",
    }
    store.backend.write_all({"team-games/2025-01-15/BOS.csv": (HEADER + ROW.replace(b"-14,LAL", b"-15,BOS"), None)})
    assert store.games(TEAM_GAMES, DAYS)["0022400001"] == "2025-01-15", "also what another program put there"


def save_three(number: int) -> None:
    for n in range(3):
        save(data_store.open_store(), (f"00224{number}{n:04d}", "LAL", "100"))


def test_many_writers_of_one_partition_lose_no_row(store):
    assert together(save_three, 6) == [0] * 6
    assert len(kept_rows(store, TEAM_GAMES)) == 18


# -- S3 alone ---------------------------------------------------------------


def test_history_is_not_overwritten_even_when_a_listing_does_not_show_it(s3, aws, proxy):
    save(data_store.open_store(), ("0022400001", "LAL", "100"), ("0022400001", "BOS", "90"))
    proxy.hidden = KEY
    saved = save(data_store.open_store(), ("0022400002", "LAL", "120"), ("0022400002", "BOS", "80"))
    assert (saved.new_rows, saved.new_files) == (2, 0)
    assert aws.get(KEY).count(b"\n") == 3


def test_what_did_not_change_is_not_fetched_and_what_is_absent_not_asked_for(s3, aws, proxy):
    days = [(f"00224{n:05d}", team, "100") for n in range(20) for team in (f"T{n}A", f"T{n}B")]
    table = games(*days)
    for row in table.rows:
        row[2] = f"2025-01-{int(row[0][5:]) % 8 + 7:02d}"
    data_store.open_store().save(TEAM_GAMES, table, "2025-01-15")
    proxy.requests.clear()
    store = data_store.open_store()
    assert len(store.games(TEAM_GAMES, DAYS)) == 20
    table.rows[0][4] = "101"
    new = Table(table.columns, [*table.rows, ["0022400099", "1LAL", "2025-01-15", "LAL", "70"]])
    saved = store.save(TEAM_GAMES, new, "2025-01-16")
    assert (saved.new_rows, saved.kept_rows, len(saved.differences)) == (1, 40, 1)
    got = [request for request in proxy.requests if request.startswith("GET") and "team-games/2025" in request]
    objects = [request for request in got if "list-type" not in request and "_metadata" not in request]
    assert objects == [f"GET /{aws.bucket}/team-games/2025-01-07/T0A.csv"], "only the one that differs is read"
    assert len(proxy.requests) <= 11, "\n".join(proxy.requests)
    proxy.requests.clear()
    assert store.existing(PLAYER_BOXSCORES, [{"gameId": f"00224{n:05d}"} for n in range(676)]) == set()
    assert len(proxy.requests) == 1


def test_a_damaged_upload_is_refused(s3, aws, proxy):
    proxy.damaged = True
    with pytest.raises(StorageFailed, match="damaged"):
        save(data_store.open_store(), ("0022400001", "LAL", "100"))
    assert aws.keys("team-games") == []


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
    assert kept_points(local, TEAM_GAMES) == [100, 120]


def test_what_is_large_goes_in_parts_and_under_the_same_condition(bucket, aws, monkeypatch):
    monkeypatch.setattr(lib_aws, "PART", 5 * 1024 * 1024)
    large = b"a,b\n" * (3 * 1024 * 1024)
    assert bucket.put("large.csv", large, None, "text/csv")
    assert "-" in aws.s3.head_object(Bucket=aws.bucket, Key="large.csv")["ETag"], "it was put in parts"
    assert bucket.get("large.csv")[0] == large
    assert not bucket.put("large.csv", large + b"x", None, "text/csv")
    assert bucket.get("large.csv")[0] == large
    assert "Uploads" not in aws.s3.list_multipart_uploads(Bucket=aws.bucket)


def test_a_correction_stays_beside_what_was_stored(store):
    save(store, ("0022400001", "LAL", "100"), ("0022400001", "BOS", "90"))
    for day, points in (("2025-01-15", "101"), ("2025-01-16", "102"), ("2025-01-16", "102")):
        corrections.record(store, save(store, ("0022400001", "LAL", points)).differences, day)
        corrections.apply(store)
    listed = [
        (correction["found"], correction["column"], correction["stored"], correction["current"])
        for correction in corrections.found(store)
    ]
    assert listed == [("2025-01-15", "PTS", "100", "101"), ("2025-01-16", "PTS", "100", "102")], "each said once"
    assert kept_points(store, TEAM_GAMES) == [90, 100], "history stays"
    assert kept_points(store, TEAM_GAMES, corrected=True) == [90, 102], "the latest revision"
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
    assert len(kept_rows(data_store.open_store(), TEAM_GAMES)) == 7
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


@pytest.mark.parametrize(
    "ask",
    (
        lambda bucket: bucket.get("teams/2025-01-15/teams.csv"),
        lambda bucket: bucket.exists("teams/2025-01-15/teams.csv"),
        lambda bucket: bucket.written_at("teams/2025-01-15/teams.csv"),
        lambda bucket: list(bucket.listed("teams")),
        lambda bucket: bucket.folders("teams"),
        lambda bucket: bucket.put("x", b"1", None, "text/csv"),
        lambda bucket: bucket.put("x", b"1", '"v"', "text/csv"),
    ),
    ids=("get", "exists", "written_at", "listed", "folders", "put", "replace"),
)
def test_what_says_200_to_everything_is_no_bucket(welcome, ask, aws):
    with pytest.raises(StorageFailed, match="AWS_ENDPOINT_URL"):
        ask(lib_aws.open_bucket())
