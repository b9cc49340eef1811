#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Send to the bucket what it has not, or bring what is not here. sync.sh calls it.

plan  prints the keys that push would send
push  data by conditional create, then the tracker, then schedules, tables and status, of which the newest stays
pull  what is not here; where a file is here its rows are added to, and differences become corrections

example:
  S3_BUCKET=my-nba scripts/sync.py plan
"""

import contextlib
import shutil
import tempfile
import time
from pathlib import Path

from _script import arguments, log, progress, run  # first: the root on sys.path
from lib import aws, config, files
from lib.errors import StorageFailed, Trouble
from lib.jobs.chain import counted
from lib.jobs.publish import PARTS, Publish
from lib.jobs.pull import Pull
from lib.jobs.push import Push
from lib.tables import reach

A_DAY = 24 * 3600


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("what", choices=("plan", "push", "pull"))
    what = options.parse_args(argv).what
    if not config.get("S3_BUCKET"):
        log.info("sync: S3_BUCKET is not set: nothing to sync")
        return
    try:
        aws.open_bucket().look()  # first: a hopeless answer ends it in a line
        {"plan": plan, "push": push, "pull": pull}[what]()
    except Trouble as trouble:
        rest = "; what is missing is sent by the next make sync" if what == "push" else ""
        raise type(trouble)(f"{trouble}{rest}") from trouble.__cause__


def is_local() -> bool:
    """Whether the data are here to be sent or filled up; else says where they are."""
    if config.get("SYNC") == "tables":
        return False
    if config.get("DATA_STORE") == "s3":
        log.info("sync: DATA_STORE=s3: the data are in %s already", aws.open_bucket().place(""))
        return False
    return True


def make_tables() -> None:
    """Brings the tables up to date, so that they go with the data; what is wrong with them holds up no data."""
    if config.get("DATA_STORE") == "s3":
        return
    try:
        doubts = reach.current()[1]
    except Trouble as trouble:
        doubts = [f"tables: {trouble}"]
    for text in doubts:
        log.warning("%s", text)


def plan() -> None:
    make_tables()
    sync = Push(progress)
    if is_local():
        planned = sync.plan(config.get("FULL") == "1")
        print("".join(f"{key}\n" for key in [*planned.keys, *sync.manifest_keys(planned)]), end="")
    with published(sync.bucket) as rest:
        print("".join(f"{offer.key}\n" for offer in rest.offers()), end="")


def push() -> None:
    make_tables()
    sync, done = Push(progress), None
    if is_local():
        done = sync.send(sync.plan(config.get("FULL") == "1"))
        merged = f", {counted(len(done.merged), 'file')} there added to" if done.merged else ""
        log.info("sync: %s sent to %s%s", counted(len(done.sent), "new file"), sync.bucket.place(""), merged)
    if not (done and done.blocked):
        with published(sync.bucket) as rest:
            rest.send()
    complain("sync", [*done.blocked, *done.damaged] if done else [])


def pull() -> None:
    if not is_local():
        return
    taken = Pull(progress).run()
    for key in taken.strays[:1]:
        others = f" and {len(taken.strays) - 1:,} others" if len(taken.strays) > 1 else ""
        log.warning("pull: %a%s in the bucket are nothing of ours and stay there", key, others)
    parts = [
        counted(len(taken.new), "new file"),
        f"rows added to {counted(len(taken.added), 'file')}" if taken.added else None,
        f"{counted(taken.corrected, 'value')} differ: see make corrections" if taken.corrected else None,
        f"{counted(taken.entries, 'entry', 'entries')} new to the tracker",
    ]
    log.info("pull: %s, from %s", ", ".join(filter(None, parts)), aws.open_bucket().place(""))
    complain("pull", taken.damaged)


def complain(what: str, damaged: list[str]) -> None:
    """Names what is damaged, a line each; raises StorageFailed where there is something."""
    for text in damaged[1:20]:
        log.error("%s: %s", what, text)
    if damaged:
        more = f"; {len(damaged) - 1:,} others are like it" if len(damaged) > 1 else ""
        raise StorageFailed(f"{damaged[0]}{more}; all else is done")


@contextlib.contextmanager
def published(bucket):
    """A Publish, which goes last; its links lie below _metadata/tmp: those of a killed sync are swept after a day."""
    tmp = config.metadata("tmp")
    with files.disk(tmp):
        tmp.mkdir(parents=True, exist_ok=True)
        for left in tmp.glob("sync-????????"):
            if time.time() - left.stat().st_mtime > A_DAY:
                shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix="sync-", dir=tmp))
    try:
        yield Publish(bucket, folder, PARTS[1:] if config.get("SYNC") == "tables" else PARTS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    run(main)
