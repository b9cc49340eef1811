"""The checks of doctor.py on this machine: everything but the league."""

import importlib.metadata
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lib import config, data_store, datasets, files
from lib.errors import Misconfigured, StorageFailed, Trouble
from lib.nba.exchange import Task

ROOT = Path(__file__).resolve().parent.parent.parent
LEAST_DISK = 2 * 2**30  # a season of player-games takes 150 MB
AWS_SECONDS = 7  # all of doctor has ten
STORE_SECONDS = 4
SHOWN = 3  # damaged files that are listed one by one
# As the shell scripts call it, with AWS's variables as they read them.
AWS = ("bash", "-c", '. "$0/lib/aws.sh" && exec aws --cli-connect-timeout 3 --cli-read-timeout 3 "$@"', f"{ROOT}")

# Each check returns (its name, "ok …" or what is wrong and what to do, the exception or None).


def python():  # make setup refuses an older one
    return ok("python", sys.version.split()[0])


def packages():
    wrong = []
    for line in (ROOT / "requirements.txt").read_text().splitlines():
        name, _, wanted = line.partition("==")
        if wanted and (found := installed(name)) != wanted.strip():
            wrong.append(f"{name} is {found or 'missing'}, not {wanted}")
    return ("packages", f"{', '.join(wrong)}: make clean && make setup", Misconfigured) if wrong else ok("packages")


def installed(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def disk():
    at = config.data_dir().absolute()
    while not at.exists():
        at = at.parent
    free = shutil.disk_usage(at).free
    if free < LEAST_DISK:
        return "disk", f"{free / 2**30:.1f} GB free at {at}: make room, or DATA_DIR=… elsewhere", StorageFailed
    return "disk", f"ok, {free / 2**30:.0f} GB free", None


def env_file():
    path = config.ROOT / config.get("ENV_FILE")
    if not path.is_file():
        return ok(".env", "there is none")
    if path.stat().st_mode & 0o077:
        return ".env", f"others can read {path}, and it may hold secrets: chmod 600 {path}", Misconfigured
    return ok(".env", "only you can read it")


def partitions():
    """Whether the stored files can be read, newest first, as many as STORE_SECONDS allows."""
    until = time.monotonic() + STORE_SECONDS
    look = Task(lambda: _unreadable(until))
    if not look.is_done(AWS_SECONDS):  # a bucket that does not answer
        return "stored files", f"no answer in {AWS_SECONDS} seconds: see aws", StorageFailed
    try:
        damaged = look.outcome()
    except Trouble as failure:
        return "stored files", f"{failure}", type(failure)
    if damaged:
        more = f"; and {len(damaged) - SHOWN} more" if len(damaged) > SHOWN else ""
        return "stored files", f"{len(damaged)} cannot be read: {'; '.join(damaged[:SHOWN])}{more}", StorageFailed
    return ok("stored files", "all" if time.monotonic() < until else f"the newest, in {STORE_SECONDS} seconds")


def _unreadable(until: float) -> list[str]:
    store = data_store.open_store()
    return [f"{damage}" for dataset in datasets.ALL.values() for damage in store.unreadable(dataset, until=until)]


def writing():
    path = config.metadata("tmp", f"doctor-{os.getpid()}")
    try:
        files.write(path, b"")
        path.unlink()
    except (Trouble, OSError) as failure:
        return "writing", f"{failure}: chown -R $(id -un) {config.data_dir()}", StorageFailed
    return "writing", f"ok, {config.data_dir()}", None


def cron():
    try:
        table = subprocess.run(["crontab", "-l"], capture_output=True, text=True, timeout=AWS_SECONDS).stdout
    except (OSError, subprocess.TimeoutExpired):
        return "cron", "ok, none here: make is run by something else", None
    if any("scripts/morning.py" in line and not line.startswith("#") for line in table.splitlines()):
        return "cron", "ok, installed", None
    return "cron", "ok, nothing of ours in it; make install-cron puts it there", None


def aws():
    bucket = config.get("S3_BUCKET")
    if not bucket:
        return "aws", "ok, S3_BUCKET is not set: nothing goes to S3", None
    questions = (
        ("identity", ("sts", "get-caller-identity"), "aws configure, or AWS_PROFILE=…"),
        ("bucket", ("s3api", "head-bucket", "--bucket", bucket), f"aws s3 mb s3://{bucket}, or ask for access to it"),
    )
    with ThreadPoolExecutor() as pool:  # at the same time, or a slow machine takes longer than doctor may
        wrong = pool.map(lambda question: complaint(question[1]), questions)
        for (what, _, mends), why in zip(questions, wrong):
            if why:
                return "aws", f"{what}: {why}: {mends}", StorageFailed
    return "aws", f"ok, {bucket}", None


def complaint(words: tuple[str, ...]) -> str:
    """The AWS CLI's error message; empty if there is none."""
    try:
        said = subprocess.run([*AWS, *words], capture_output=True, text=True, timeout=AWS_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return f"no answer in {AWS_SECONDS} seconds"
    return " ".join(said.stderr.split())[:200] if said.returncode else ""


def ok(name: str, more: str = ""):
    return name, f"ok, {more}" if more else "ok", None


CHECKS = (python, packages, env_file, disk, writing, partitions, cron, aws)
