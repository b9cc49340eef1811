"""Measure what S3 costs as history grows: make bench. Against moto's server on this machine; takes some minutes.

Prints the seconds of a daily sync of one new day into a tree of 100,000 files beside those of `aws s3 sync` of the
same tree, and of a lookup in the manifest among a million entities beside one among a thousand; then what tables cost.
"""

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "support")]

from lib import aws, config  # noqa: E402  (the root must be on the path first)
from lib.data_store import journal  # noqa: E402
from lib.data_store.local import LocalFiles  # noqa: E402
from lib.datasets import PLAYER_GAMES, PLAYER_STATS  # noqa: E402
from lib.tracker import Entry, s3  # noqa: E402

DAY = 400  # files: the players and teams of a night with fourteen games
HEAD = "SEASON_ID,PLAYER_ID,TEAM_ID,GAME_ID,GAME_DATE,PTS"
FIRST_DAY = date(2000, 1, 1)
LOOKUPS = 500
ENTRY = Entry(PLAYER_STATS.module, "", "2025-01-15", 20, "ab" * 32, "stats", "2025-01-15T11:00:00Z")
TREE, FEW, MANY = "bench-tree", "bench-few", "bench-many"


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--files", type=int, default=100_000, help="in the tree before the new day")
    options.add_argument("--entries", type=int, default=1_000_000, help="in the larger manifest")
    args = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DATA_DIR": folder,
            "S3_BUCKET": TREE,
            "AWS_ACCESS_KEY_ID": "id",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        keys = dict(file(number // DAY, number % DAY) for number in range(args.files))
        for name, body in keys.items():
            write(name, body)
        journal.remember(journal.Memory(f"s3://{TREE}/"))  # as after the sync that sent all this
        time.sleep(1)  # the bucket's copies are younger than the files, or aws s3 sync sends them again
        answers = multiprocessing.Queue()
        server = multiprocessing.Process(target=serve, args=(answers, keys, args.entries), daemon=True)
        server.start()
        os.environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{answers.get()}"
        try:
            syncs(args.files)
            lookups(args.entries)
        finally:
            server.terminate()
    import bench_tables

    sys.argv[1:] = []
    bench_tables.main()


def serve(answers, keys: dict[str, bytes], entries: int) -> None:
    """The server with its buckets filled: straight into its memory, which a million requests would take an hour for."""
    from moto.s3.models import s3_backends
    from moto_server import server

    running, s3_ = server(), s3_backends["123456789012"]["aws"]
    for bucket in (TREE, FEW, MANY):
        s3_.create_bucket(bucket, "us-east-1")
    for name, body in keys.items():
        s3_.put_object(TREE, name, body)
    for bucket, count in ((FEW, 1_000), (MANY, entries)):
        for number in range(count):
            one = replace(ENTRY, entity=f"{number}")
            body = json.dumps(s3.line("", PLAYER_STATS, one)).encode()
            s3_.put_object(bucket, s3.state_key(PLAYER_STATS, one.entity), body)
    answers.put(running.server_port)
    running.serve_forever()


def syncs(files: int) -> None:
    new_day, next_day = (dict(file(files + day, n) for n in range(DAY)) for day in (0, 1))
    LocalFiles(config.data_dir()).write_all({name: (body, None) for name, body in new_day.items()})
    ours = timed([ROOT / "scripts" / "sync.sh", "push"])
    for name, body in next_day.items():
        write(name, body)
    there = [os.environ["DATA_DIR"], f"s3://{TREE}", "--exclude", "_metadata/*", "--only-show-errors"]
    plain = timed([Path(sys.executable).with_name("aws"), "s3", "sync", *there])
    start = time.perf_counter()
    held = len(list(aws.open_bucket().list("player-games")))
    listing = time.perf_counter() - start
    assert held == files + 2 * DAY, f"{held} files arrived"
    print(f"sync of a new day ({DAY} files) into a tree of {files:,} files")
    print(f"  make sync     {ours:8.1f} s")
    print(f"  aws s3 sync   {plain:8.1f} s: {plain / ours:.1f} times as long; {listing:.1f} s of it is moto's listing")


def lookups(entries: int) -> None:
    found = {}
    for bucket, count in ((FEW, 1_000), (MANY, entries)):
        manifest, times = s3.ManifestTracker(aws.Bucket(bucket)), []
        for number in range(LOOKUPS):
            entity = f"{number * count // LOOKUPS}"
            start = time.perf_counter()
            assert manifest.latest(PLAYER_STATS, entity).entity == entity
            times.append(time.perf_counter() - start)
        found[bucket] = median(times) * 1000
    print(f"lookup in the manifest, median of {LOOKUPS}")
    print(f"  among 1,000       {found[FEW]:6.2f} ms")
    print(f"  among {entries:<11,} {found[MANY]:6.2f} ms: {found[MANY] / found[FEW]:.2f} times as long")


def file(day: int, number: int) -> tuple[str, bytes]:
    """(key, content) of a player's games of a day"""
    when = FIRST_DAY + timedelta(days=day % 7000)  # which of them is new does not matter
    values = {"GAME_DATE": f"{when}", "PLAYER_ID": f"{day // 7000 * DAY + number + 1}"}
    row = f"22024,{values['PLAYER_ID']},1610612747,0022400123,{when},110"
    return PLAYER_GAMES.path(values), f"{HEAD}\n{row}\n".encode()


def write(name: str, body: bytes) -> None:
    path = config.data_dir() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


def timed(command: list) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
