"""What S3 costs as history grows, against moto's server on this machine, whose own processor time is taken off.

A daily sync of a new day beside `aws s3 sync` of the same tree; a lookup in the manifest among many entities and few.
"""

import json
import multiprocessing
import os
import sys
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from unittest import mock

from lib import aws, config, seasons
from lib.data_store import journal
from lib.data_store.local import LocalFiles
from lib.datasets import PLAYER_GAMES, PLAYER_STATS
from lib.tracker import Entry, s3
from tests.bench import document
from tests.bench.measure import ROOT, run

DAY = 400  # files: the players and teams of a night with fourteen games
HEAD = "SEASON_ID,PLAYER_ID,TEAM_ID,GAME_ID,GAME_DATE,PTS"
FIRST_DAY = date(2000, 1, 1)
LOOKUPS, ROUNDS = 100, 5
SAMPLES = 3
ENTRY = Entry(PLAYER_STATS.module, "", "2025-01-15", 20, "ab" * 32, "stats", "2025-01-15T11:00:00Z")
TREE, FEW, MANY = "bench-tree", "bench-few", "bench-many"


def measure(folder: Path, args) -> str:
    files, entries = (2_000, 2_000) if args.short else (8_000, 100_000)
    env = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": f"{folder}",
        "TMPDIR": f"{folder}",
        "ENV_FILE": "/dev/null",
        "DATA_DIR": f"{folder / 'data'}",
        "S3_BUCKET": TREE,
        "AWS_ACCESS_KEY_ID": "id",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    with mock.patch.dict(os.environ, env):
        keys = dict(file(number // DAY, number % DAY) for number in range(files))
        for name, body in keys.items():
            write(name, body)
        journal.remember(journal.Memory(f"s3://{TREE}/"))  # as after the sync that sent all this
        time.sleep(1)  # the bucket's copies are younger than the files, or aws s3 sync sends them again
        answers = multiprocessing.Queue()
        server = multiprocessing.Process(target=serve, args=(answers, keys, entries), daemon=True)
        server.start()
        os.environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{answers.get()}"
        try:
            return "## S3\n\n" + syncs(server.pid, files) + "\n" + lookups(entries)
        finally:
            server.terminate()


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


def syncs(server: int, files: int) -> str:
    """Ours and aws s3 sync in turn, each of a new day of its own."""
    ours, plain = [], []
    aws_sync = [Path(sys.executable).with_name("aws"), "s3", "sync", os.environ["DATA_DIR"], f"s3://{TREE}"]
    for sample in range(SAMPLES + 1):
        first = files // DAY + 2 * sample
        day = dict(file(first, number) for number in range(DAY))
        LocalFiles(config.data_dir()).write_all({name: (body, None) for name, body in day.items()})
        sent = timed([ROOT / "scripts" / "sync.sh", "push"], server)
        if not sample:  # the bucket's index is made by it, of what the server was filled with
            continue
        ours.append(sent)
        for name, body in (file(first + 1, number) for number in range(DAY)):
            write(name, body)
        plain.append(timed([*aws_sync, "--exclude", "_metadata/*", "--only-show-errors"], server))
    held = sum(1 for _ in aws.open_bucket().list("player-games"))
    assert held == files + (2 * SAMPLES + 1) * DAY, f"{held} files arrived"
    rows = [
        (
            f"a new day of {DAY} files into {files:,}",
            "seconds without the server's",
            "the server's",
            "processor seconds",
        )
    ]
    for name, samples in (("make sync", ours), ("aws s3 sync", plain)):
        rows.append((f"`{name}`", *(f"{median(figures):.2f}" for figures in zip(*samples, strict=True))))
    ratio = median(sample[0] for sample in plain) / median(sample[0] for sample in ours)
    return document.table(*rows) + f"\n`aws s3 sync` takes {ratio:.1f} times as long; {SAMPLES} samples in turn.\n"


def timed(command: list, server: int) -> tuple[float, float, float]:
    """(seconds but for the server's processor time, that time, our processor seconds)"""
    before = spent(server)
    cost = run(command, dict(os.environ))
    own = spent(server) - before
    return cost.seconds - own, own, cost.cpu


def spent(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def lookups(entries: int) -> str:
    """Rounds in turn: among few, among many, and again."""
    found = {FEW: [], MANY: []}
    for _ in range(ROUNDS):
        for bucket, count in ((FEW, 1_000), (MANY, entries)):
            manifest, times = s3.ManifestTracker(aws.Bucket(bucket)), []
            for number in range(LOOKUPS):
                entity = f"{number * count // LOOKUPS}"
                start = time.perf_counter()
                assert manifest.latest(PLAYER_STATS, entity).entity == entity
                times.append(time.perf_counter() - start)
            found[bucket].append(median(times) * 1000)
    few, many = (median(found[bucket]) for bucket in (FEW, MANY))
    return (
        f"A lookup in the manifest, median of {LOOKUPS} in {ROUNDS} rounds: {few:.2f} ms among 1,000 entities, "
        f"{many:.2f} ms among {entries:,}: {many / few:.2f} times as long.\n"
    )


def file(day: int, number: int) -> tuple[str, bytes]:
    """(key, content) of a player's games of a day"""
    when = FIRST_DAY + timedelta(days=day % 7000)  # which of them is new does not matter
    values = {"GAME_DATE": f"{when}", "PLAYER_ID": f"{day // 7000 * DAY + number + 1}"}
    # A game of its own each day: one that lies under other dates is looked for in all of them.
    game = f"002{seasons.start_year(seasons.of_day(when)) % 100:02d}{when:%m}{when.day:03d}"
    row = f"22024,{values['PLAYER_ID']},1610612747,{game},{when},110"
    return PLAYER_GAMES.path(values), f"{HEAD}\n{row}\n".encode()


def write(name: str, body: bytes) -> None:
    path = config.data_dir() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
