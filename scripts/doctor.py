#!/usr/bin/env python3
"""Tell whether everything here is as it should be: a line a thing, ok or what is wrong and what mends it.

In under ten seconds, with one request to the stats service and one to the CDN. Ends with the status of the worst.

example:
  scripts/doctor.py
"""

import importlib.metadata
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from _script import ROOT, arguments, run

from lib import config, files
from lib.errors import Blocked, Misconfigured, StorageFailed, Trouble, Unreachable
from lib.nba import canary, client, proxies, sources
from lib.nba.canary import BLOCK, NO_NETWORK, OK, OUTAGE, THROTTLE
from lib.nba.sources import Way

LEAST_DISK = 2 * 2**30  # a season of player-games takes 150 MB
WORST_CLOCK = 120  # seconds; AWS refuses signatures after 300
AWS_SECONDS = 6
MENDS = {
    BLOCK: "export NBA_API_PROXY=http://user:password@host:port, or run it at home and make pull here",
    THROTTLE: "wait; then make daily goes on where it stopped",
    OUTAGE: "wait; nothing here can mend it, and make daily goes on where it stopped",
    NO_NETWORK: "curl -I https://www.nba.com from here, and see why it fails",
}
STATUS = {BLOCK: Blocked, THROTTLE: Blocked, OUTAGE: Unreachable, NO_NETWORK: Unreachable}


def main(argv=None):
    arguments(__doc__).parse_args(argv)
    checks = (python, packages, disk, writing, cron, aws)
    with ThreadPoolExecutor() as pool:
        hosts = [pool.submit(canary.look, source) for source in (client.STATS, client.CDN)]
        local = [pool.submit(check) for check in checks]
        seen = canary.told_apart([host.result() for host in hosts])
        told = [*(check.result() for check in local), clock(seen), *map(service, seen), proxy(seen), source(seen)]
    for name, wrong, *_ in told:
        print(f"{name:14} {wrong}")
    worst = [trouble for *_, trouble in told if trouble]
    if worst:
        raise worst[0](f"{len(worst)} of {len(told)} are not as they should be; each line says what mends it")


# Each check returns (its name, "ok …" or what is wrong and what mends it, the trouble it is or None).


def python():  # an older one cannot start this file: make setup says so
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
    if any("make" in line and not line.startswith("#") for line in table.splitlines()):
        return "cron", "ok, installed", None
    return "cron", "ok, nothing of ours in it; crontab crontab.example installs it", None


def aws():
    bucket = config.get("S3_BUCKET")
    if not bucket:
        return "aws", "ok, S3_BUCKET is not set: nothing goes to S3", None
    for what, words, mends in (
        ("identity", ("sts", "get-caller-identity"), "aws configure, or AWS_PROFILE=…"),
        ("bucket", ("s3api", "head-bucket", "--bucket", bucket), f"aws s3 mb s3://{bucket}, or ask for access to it"),
    ):
        command = [str(ROOT / ".venv/bin/aws"), "--cli-connect-timeout", "3", "--cli-read-timeout", "3", *words]
        try:
            said = subprocess.run(command, capture_output=True, text=True, timeout=AWS_SECONDS / 2)
        except (OSError, subprocess.TimeoutExpired):
            return "aws", f"{what}: no answer in {AWS_SECONDS / 2:.0f} seconds: {mends}", StorageFailed
        if said.returncode:
            return "aws", f"{what}: {' '.join(said.stderr.split())[:200]}: {mends}", StorageFailed
    return "aws", f"ok, {bucket}", None


def clock(seen):
    off = next((one.clock_off for one in seen if one.clock_off is not None), None)
    if off is not None and abs(off) > WORST_CLOCK:
        return "clock", f"{off:+.0f} seconds off: sudo timedatectl set-ntp true", Misconfigured
    return "clock", "ok" if off is not None else "ok, as far as can be told: no host told the time", None


def service(one):
    name = f"{one.source} service" if one.source == client.STATS else "CDN"
    if one.verdict == OK:
        return name, f"ok, {one.why}", None
    return name, f"{one.verdict}: {one.why}: {MENDS[one.verdict]}", STATUS[one.verdict]


def proxy(seen):
    current = proxies.current()
    if not current:
        return ok("proxy", "none is set")
    if all(one.verdict == NO_NETWORK for one in seen):
        return "proxy", f"{proxies.masked(current)} lets nothing through: NBA_API_PROXY= make doctor", Unreachable
    return ok("proxy", proxies.masked(current))


def source(seen):
    bad = {one.source for one in seen if one.verdict != OK}
    ways = sources.in_order("doctor", [Way(client.STATS, "leaguegamelog"), Way(client.CDN, "liveData/boxscore")])
    good = [way.source for way in ways if way.source not in bad]
    asked = f"NBA_SOURCE={config.get('NBA_SOURCE')}"
    if not good:
        return "source", f"{asked} has none that answers: see above", Unreachable
    return ok("source", f"{asked} takes {good[0]} for the games")


def ok(name: str, more: str = ""):
    return name, f"ok, {more}" if more else "ok", None


if __name__ == "__main__":
    run(main)
