"""What every tracker does, run for all five; what only some claim, for those."""

import json
import sqlite3
import threading
import time
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import permutations

import pytest

from lib import config, data_store, schedule, tracker
from lib.asked import Asked
from lib.datasets import PLAYER_STATS, TEAM_GAMES, TEAMS
from lib.errors import StorageFailed
from lib.jobs import chain
from lib.jobs.due import keeping_claim
from lib.jobs.report import Report
from lib.schedule import Game, Schedule
from lib.seasons import Span
from lib.tracker import ALL, Entry
from tests.support.fuzz import IS_LONG
from tests.support.together import together

FIVE = ("file", "sqlite", "s3", "dynamodb", "exists")
BOOKS = FIVE[:-1]  # those that write entries down; `exists` says what the objects say
NOW = datetime(2025, 1, 15, 11, tzinfo=UTC)
SHA = "ab" * 32


@pytest.fixture
def open_as(aws, monkeypatch):
    """open_as(kind) -> that tracker, as the scripts open it."""

    def open_(kind):
        monkeypatch.setenv("TRACKER", kind)
        monkeypatch.setenv("DATA_STORE", "s3" if kind == "exists" else "local")
        return tracker.open_tracker(kind, data_store.open_store().backend, schedule.stored)

    return open_


@pytest.fixture(params=FIVE)
def known(request, open_as):
    return open_as(request.param)


@pytest.fixture(params=BOOKS)
def book(request, open_as):
    return open_as(request.param)


def entry(dataset, entity, day, rows=10, at="2025-01-15T11:00:00Z", sha=SHA, source="stats"):
    return Entry(dataset.module, entity, day, rows, sha, source, at)


def all_final(*dates):
    games = tuple(Game(f"00224000{n:02d}", day, schedule.FINAL, "1", "2", 100, 90) for n, day in enumerate(dates))
    schedule.keep(Schedule("2024-25", config.stamp(NOW), "cdn", games))


def test_at_first_nothing_is_known(known):
    assert not known.is_fetched(TEAM_GAMES, ALL) and not known.is_fetched(TEAM_GAMES, "2018-19/Playoffs")
    assert known.last_fetched(TEAMS) is None and known.last_game_date(TEAM_GAMES) is None
    assert known.history(TEAM_GAMES) == known.history(TEAMS) == known.history(PLAYER_STATS, "2544") == []
    assert known.should_fetch(TEAMS, Asked(), schedule.stored, NOW).why == "never fetched"


def test_a_game_date_is_remembered_and_decides_what_is_due(known):
    all_final("2025-01-13", "2025-01-14")
    known.mark_fetched(TEAM_GAMES, [entry(TEAM_GAMES, ALL, "2025-01-13")])
    known.mark_fetched(TEAM_GAMES, [entry(TEAM_GAMES, ALL, "2025-01-14")])
    assert known.last_game_date(TEAM_GAMES) == "2025-01-14"
    assert known.is_fetched(TEAM_GAMES, ALL, "2025-01-14") and not known.is_fetched(TEAM_GAMES, ALL, "2025-01-15")
    assert known.should_fetch(TEAM_GAMES, Asked(), schedule.stored, NOW).asked is None
    later = known.should_fetch(TEAM_GAMES, Asked(), lambda season: None, NOW + timedelta(days=1))
    assert later.asked.span == Span(date(2025, 1, 15), date(2025, 1, 15))


def test_a_date_never_moves_back(known):
    all_final("2025-01-10", "2025-01-14")
    known.mark_fetched(TEAM_GAMES, [entry(TEAM_GAMES, ALL, "2025-01-14")])
    known.mark_fetched(TEAM_GAMES, [entry(TEAM_GAMES, ALL, "2025-01-10", at="2025-01-15T12:00:00Z")])
    assert known.last_game_date(TEAM_GAMES) == "2025-01-14"


def test_a_season_is_fetched_whole(known):
    known.mark_fetched(TEAM_GAMES, [entry(TEAM_GAMES, "2018-19/Regular Season", "2025-01-15", 2460)])
    assert known.is_fetched(TEAM_GAMES, "2018-19/Regular Season")
    assert not known.is_fetched(TEAM_GAMES, "2018-19/Playoffs") and known.last_game_date(TEAM_GAMES) is None
    assert [entry.entity for entry in known.history(TEAM_GAMES)] == ["2018-19/Regular Season"]


def test_a_player_without_a_career_is_not_asked_about_again(known):
    known.mark_fetched(PLAYER_STATS, [entry(PLAYER_STATS, "1631234", "2025-01-15", rows=0)])
    assert [(entry.entity, entry.date, entry.rows) for entry in known.history(PLAYER_STATS)] == [
        ("1631234", "2025-01-15", 0)
    ]


def test_marking_twice_is_marking_once(known):
    for _ in range(2):
        known.mark_fetched(PLAYER_STATS, [entry(PLAYER_STATS, "2544", "2025-01-15", rows=0)])
    assert len(known.history(PLAYER_STATS, "2544")) == len(known.history(PLAYER_STATS)) == 1


def test_an_entry_comes_back_as_it_was(known):
    data_store.open_store().save(TEAMS, data_store.Table(["id"], [["1"]]), "2025-01-15")
    one = entry(TEAMS, ALL, "2025-01-15", 30, source="static")
    known.mark_fetched(TEAMS, [one])
    assert known.history(TEAMS) == known.history(TEAMS, ALL) == [one]
    assert known.last_fetched(TEAMS) == "2025-01-15T11:00:00Z"


def test_an_entry_from_the_future_is_damage_that_is_told_and_replaced(book, caplog):
    """A clock that ran ahead once must not stop fetching for as long as it was ahead."""
    ahead = datetime.now(UTC) + timedelta(days=2)
    good = entry(TEAM_GAMES, ALL, "2025-01-10", at="2025-01-11T11:00:00Z")
    book.mark_fetched(TEAM_GAMES, [entry(TEAM_GAMES, ALL, f"{ahead:%Y-%m-%d}", at=config.stamp(ahead))])
    assert book.last_game_date(TEAM_GAMES) is None and not book.is_fetched(TEAM_GAMES, ALL)
    assert book.history(TEAM_GAMES) == []
    assert caplog.text.count("still to come: a clock was wrong; ignored") == 1
    book.mark_fetched(TEAM_GAMES, [good])
    assert book.last_game_date(TEAM_GAMES) == "2025-01-10" and good in book.history(TEAM_GAMES)


def test_now_in_the_past_keeps_what_was_written_since(book, monkeypatch):
    today = datetime.now(UTC)
    book.mark_fetched(TEAMS, [entry(TEAMS, ALL, f"{today:%Y-%m-%d}", at=config.stamp(today))])
    monkeypatch.setenv("NOW", "2024-01-15T11:00:00Z")
    assert book.is_fetched(TEAMS, ALL)


def test_a_day_of_the_future_in_the_store_is_no_fetch(open_as, aws):
    known, store = open_as("exists"), data_store.open_store()
    table = data_store.Table(["id", "full_name"], [["1", "A"]])
    for day in ("2025-01-15", "2090-01-15"):
        store.save(TEAMS, table, day)
    aws.s3.put_object(Bucket=aws.bucket, Key="team-games/_complete/2090-01-15.csv", Body=b"GAME_ID\n")
    aws.s3.put_object(Bucket=aws.bucket, Key="team-games/_complete/notes.csv", Body=b"mine\n")
    assert known.latest(TEAMS, ALL).date == "2025-01-15"
    assert known.last_game_date(TEAM_GAMES) is None and known.history(TEAM_GAMES) == []


def test_history_has_the_newest_first(book):
    days = ["2025-01-02", "2025-01-09", "2025-01-05"]
    for n, day in enumerate(days):
        book.mark_fetched(PLAYER_STATS, [entry(PLAYER_STATS, f"{n}", day, at=f"{day}T11:00:00Z")])
    assert [entry.date for entry in book.history(PLAYER_STATS)] == ["2025-01-09", "2025-01-05", "2025-01-02"]


def test_what_exists_says_is_what_the_objects_say(open_as):
    known, store = open_as("exists"), data_store.open_store()
    table = data_store.Table(["id", "full_name"], [["1", "A"], ["2", "B"]])
    store.save(TEAMS, table, "2024-01-15")
    store.save(TEAMS, table, "2025-01-15")
    (one,) = known.history(TEAMS)
    assert (one.date, one.rows, len(one.sha256), one.source) == ("2025-01-15", 2, 64, "static")
    written = datetime.fromisoformat(known.last_fetched(TEAMS))
    assert abs(datetime.now(UTC) - written) < timedelta(minutes=2), "when the object was written"


def test_a_damaged_entry_is_told_by_its_place(open_as, aws):
    known = open_as("exists")
    known.mark_fetched(TEAM_GAMES, [entry(TEAM_GAMES, "2018-19/Playoffs", "2025-01-10", 164)])
    place = "team-games/_complete/2018-19/Playoffs.json"
    aws.s3.put_object(Bucket=aws.bucket, Key=place, Body=b'{"module": ')
    with pytest.raises(StorageFailed, match=place):
        known.latest(TEAM_GAMES, "2018-19/Playoffs")


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"entries": [{"date": 7}]}', b"<html>not S3</html>"])
def test_a_damaged_manifest_is_told_by_its_place_and_not_replaced(open_as, aws, body):
    aws.s3.put_object(Bucket=aws.bucket, Key="_metadata/fetch_log.json", Body=body)
    with pytest.raises(StorageFailed, match="_metadata/fetch_log.json.*restore its previous version"):
        open_as("s3").mark_fetched(TEAM_GAMES, [entry(TEAM_GAMES, ALL, "2025-01-14")])
    assert aws.get("_metadata/fetch_log.json") == body


@pytest.mark.parametrize("body", [b"", b"7", b'{"fetched_at": 7}', b'{"entity_type": "game_boxscores"}'])
def test_a_damaged_state_is_told_by_its_place(open_as, aws, body):
    place = "_metadata/fetch_state/game_boxscores/all.json"
    aws.s3.put_object(Bucket=aws.bucket, Key=place, Body=body)
    with pytest.raises(StorageFailed, match=place):
        open_as("s3").last_game_date(TEAM_GAMES)


def test_a_damaged_item_is_told_by_its_key(open_as, aws):
    known = open_as("dynamodb")
    known.mark_fetched(TEAM_GAMES, [entry(TEAM_GAMES, ALL, "2025-01-14")])
    key = {"pk": {"S": "game_boxscores#all"}, "fetch_date": {"S": "current"}}
    aws.dynamodb.put_item(TableName=aws.env["DYNAMODB_TABLE"], Item=key | {"fetched_at": {"S": "soon"}})
    with pytest.raises(StorageFailed, match="game_boxscores#all, current: not an entry"):
        known.latest(TEAM_GAMES, ALL)


def test_a_locked_database_is_not_a_damaged_one(open_as, monkeypatch):
    known = open_as("sqlite")
    known.mark_fetched(TEAMS, [entry(TEAMS, ALL, "2025-01-15")])
    monkeypatch.setattr("lib.tracker.sqlite.WAIT", 0)
    with sqlite3.connect(known.path) as other:
        other.execute("begin exclusive")
        with pytest.raises(StorageFailed, match="another program holds it") as failed:
            known.mark_fetched(TEAMS, [entry(TEAMS, ALL, "2025-01-16")])
        other.rollback()
    assert "restore" not in str(failed.value)
    known.path.write_bytes(b"no database at all, not even of the length of a page" * 99)
    with pytest.raises(StorageFailed, match="restore it"):
        known.latest(TEAMS, ALL)


def test_a_claim_belongs_to_the_run_and_ends_ten_minutes_after_it(open_as, monkeypatch):
    monkeypatch.setenv("RUN_ID", "event-1")
    first = open_as("dynamodb")
    assert first.claim(TEAM_GAMES, NOW) is None
    monkeypatch.setenv("RUN_ID", "event-2")
    assert "event-1 until 2025-01-15T11:10:00Z" in open_as("dynamodb").claim(TEAM_GAMES, NOW)
    monkeypatch.setenv("RUN_ID", "event-1")
    assert open_as("dynamodb").claim(TEAM_GAMES, NOW) is None, "the replacement of a dead machine goes on"
    first.renew(TEAM_GAMES, NOW + timedelta(minutes=8))
    monkeypatch.setenv("RUN_ID", "event-2")
    second = open_as("dynamodb")
    assert "until 2025-01-15T11:18:00Z" in second.claim(TEAM_GAMES, NOW + timedelta(minutes=12))
    second.renew(TEAM_GAMES, NOW + timedelta(hours=5))
    assert second.claim(TEAM_GAMES, NOW + timedelta(minutes=19)) is None, "only its own claim is renewed"


def test_a_claim_is_renewed_while_a_step_goes_on(open_as, monkeypatch, aws):
    monkeypatch.setattr("lib.tracker.dynamodb.LEASE", timedelta(seconds=3))
    known = open_as("dynamodb")
    known.claim(TEAM_GAMES, config.now())
    begun = datetime.now(UTC)
    with keeping_claim(TEAM_GAMES):
        time.sleep(4.5)
        key = {"pk": {"S": "game_boxscores#all"}, "fetch_date": {"S": "current"}}
        item = aws.dynamodb.get_item(TableName=aws.env["DYNAMODB_TABLE"], Key=key)["Item"]
    assert datetime.fromisoformat(item["lease_until"]["S"]) > begun + timedelta(seconds=5), "the first ended at 3"
    assert not [thread for thread in threading.enumerate() if "renew" in thread.name]


def test_a_step_that_fails_ends_its_claim(open_as, monkeypatch, tmp_path):
    for name, value in {"RUN_ID": "event-1", "TRACKER": "dynamodb", "DATA_STORE": "s3"}.items():
        monkeypatch.setenv(name, value)
    assert open_as("dynamodb").claim(TEAM_GAMES, config.now()) is None
    csv = tmp_path / "games.csv"
    csv.write_text("GAME_ID\n")
    with pytest.raises(StorageFailed, match="is not what its report tells of"):
        chain.store(TEAM_GAMES, csv, Report("0" * 64, "2025-01-15", (), ()))
    monkeypatch.setenv("RUN_ID", "event-2")
    assert open_as("dynamodb").claim(TEAM_GAMES, config.now()) is None, "nobody waits for who has failed"


def test_a_lease_that_ends_in_years_was_taken_by_a_wrong_clock(open_as, monkeypatch):
    monkeypatch.setenv("RUN_ID", "event-1")
    open_as("dynamodb").claim(TEAM_GAMES, datetime(2090, 1, 1, tzinfo=UTC))
    monkeypatch.setenv("RUN_ID", "event-2")
    assert open_as("dynamodb").claim(TEAM_GAMES, datetime.now(UTC)) is None


@pytest.mark.parametrize("kind", ("s3", "dynamodb"))
def test_a_tracker_in_aws_is_not_told_of_data_that_stay_here(aws, house, kind):
    house.env |= aws.env | {"TRACKER": kind, "S3_BUCKET": ""}
    for name, words in (("should_fetch", ["team-games"]), ("status", [])):
        done = house.script(name, *words)
        assert done.returncode == 78 and done.stdout == "" and done.stderr.count("\n") == 1, done.stderr
        assert "S3_BUCKET" in done.stderr
    assert not house.league.requests


def test_exists_writes_no_day_that_the_schedule_does_not_prove(open_as, aws):
    known = open_as("exists")
    known.mark_fetched(TEAM_GAMES, [entry(TEAM_GAMES, ALL, "2025-01-14")])
    assert aws.keys() == [], "no schedule is kept"
    still_on = Game("0022400001", "2025-01-14", schedule.LIVE, "1", "2", 80, 70)
    schedule.keep(Schedule("2024-25", config.stamp(NOW), "cdn", (still_on,)))
    known.mark_fetched(TEAM_GAMES, [entry(TEAM_GAMES, ALL, "2025-01-14")])
    assert aws.keys() == [], "a game is still on"
    all_final("2025-01-12", "2025-01-15")
    known.mark_fetched(TEAM_GAMES, [entry(TEAM_GAMES, ALL, "2025-01-12")])
    said = ["team-games/_complete/2025-01-14.csv", "team-games/_complete/2025-01-14.json"]
    assert aws.keys() == said, "two days without games lie between"
    assert aws.get("team-games/_complete/2025-01-14.csv").decode() == ",".join(TEAM_GAMES.types) + "\n"
    assert list(data_store.open_store().list("team-games")) == []


@pytest.mark.parametrize("source, target", list(permutations(FIVE, 2)))
def test_any_tracker_can_be_copied_to_any_other(open_as, source, target, aws, tmp_path, monkeypatch):
    all_final("2025-01-13", "2025-01-14")
    first = open_as(source)
    first.mark_fetched(TEAM_GAMES, [entry(TEAM_GAMES, ALL, "2025-01-14")])
    first.mark_fetched(TEAM_GAMES, [entry(TEAM_GAMES, "2018-19/Playoffs", "2025-01-10", 164)])
    monkeypatch.setenv("DATA_STORE", "s3")  # where `exists` looks
    migrate("--from", source, "--to", target)
    second = open_as(target)
    assert second.last_game_date(TEAM_GAMES) == "2025-01-14" and second.is_fetched(TEAM_GAMES, "2018-19/Playoffs")
    assert set(second.history(TEAM_GAMES)) == set(first.history(TEAM_GAMES))


def test_copying_to_exists_says_what_it_cannot_carry(open_as, caplog):
    open_as("file").mark_fetched(PLAYER_STATS, [entry(PLAYER_STATS, "2544", "2025-01-15")])
    open_as("file").mark_fetched(TEAM_GAMES, [entry(TEAM_GAMES, ALL, "2025-01-14")])
    migrate("--from", "file", "--to", "exists")
    assert "exists cannot say 1 of them, such as 2544" in caplog.text, "no career is stored"
    assert "exists cannot say 1 of them, such as all" in caplog.text, "no schedule is kept"


def migrate(*words):
    import migrate_tracker

    migrate_tracker.main(words)


def mark_many(players: int, days: int, me: int) -> None:
    """So many players of our own, as many of everybody's, at so many dates each, in two calls."""
    known = tracker.open_tracker()
    dates = [str(date.fromordinal(730000 + days * me + n)) for n in range(days)]
    for owner in (f"own-{me}", "shared"):
        entries = [
            entry(PLAYER_STATS, f"{owner}-{n}", day, n, f"{day}T11:00:00Z", f"{me}")
            for n in range(players)
            for day in dates
        ]
        known.mark_fetched(PLAYER_STATS, entries)


@pytest.mark.parametrize("kind", BOOKS)
def test_sixteen_processes_marking_many_entries_each_lose_none(open_as, kind, aws):
    """A thousand each; 400 on a disk, 132 or 40 where AWS in a box would be busy for long, but for make fuzz."""
    few = {"s3": (2, 33), "dynamodb": (2, 10)}  # more than 2,000 in all: two books of a manifest
    known, (players, days) = open_as(kind), (10, 50) if IS_LONG else few.get(kind, (10, 20))
    every = 16 * 2 * players * days
    assert together(partial(mark_many, players, days), 16) == [0] * 16
    found = {entry.entity: entry for entry in known.history(PLAYER_STATS)}
    last = [f"{date.fromordinal(730000 + days * me + days - 1)}" for me in range(16)]
    expected = {f"own-{me}-{n}": last[me] for me in range(16) for n in range(players)}
    expected |= {f"shared-{n}": last[15] for n in range(players)}
    assert {name: entry.date for name, entry in found.items()} == expected
    if kind == "file":
        return  # it keeps an entity's latest entry only
    if kind == "s3":
        books = ["_metadata/fetch_log.json", *aws.keys("_metadata/fetch_log/")]
        assert len(books) == every // 1000
        lines = [line for key in books for line in json.loads(aws.get(key))["entries"]]
        kept = [(line["entity_id"], line["date"]) for line in lines]
    elif kind == "dynamodb":
        # moto counts at once what it would take minutes to list: the entries, and what is current of each player.
        table = aws.dynamodb.describe_table(TableName=aws.env["DYNAMODB_TABLE"])["Table"]
        assert table["ItemCount"] == every + len(found)
        return
    else:
        kept = [(entry.entity, entry.date) for entity in found for entry in known.history(PLAYER_STATS, entity)]
    assert len(kept) == len(set(kept)) == every


@pytest.mark.parametrize("kind", ("s3", "dynamodb"))
@pytest.mark.parametrize(
    "ask",
    (
        lambda known: known.last_fetched(TEAMS),
        lambda known: known.history(TEAM_GAMES),
        lambda known: known.history(TEAM_GAMES, ALL),
        lambda known: known.mark_fetched(TEAMS, [entry(TEAMS, ALL, "2025-01-15")]),
    ),
    ids=("latest", "history", "of-one", "mark"),
)
def test_what_says_200_to_everything_is_no_tracker(welcome, kind, ask, open_as):
    with pytest.raises(StorageFailed, match="nba-.*AWS_ENDPOINT_URL"):
        ask(open_as(kind))


@pytest.mark.parametrize("do", ("claim", "renew", "give_up"))
def test_what_says_200_to_everything_gives_no_claim(welcome, do, open_as):
    with pytest.raises(StorageFailed, match="nba-.*AWS_ENDPOINT_URL"):
        getattr(open_as("dynamodb"), do)(TEAMS, NOW)
