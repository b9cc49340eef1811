#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Add the morning job to this user's crontab, or remove it; every other line stays as it is.

The job is the one in crontab.example, with this folder, this PATH and this machine's hour filled in.

examples:
  scripts/cron.py install
  scripts/cron.py remove
"""

import os
import shlex
import shutil
import subprocess
from datetime import datetime, time
from pathlib import Path

from _script import ROOT, arguments, log, run  # first: the root on sys.path
from lib import config
from lib.errors import Misconfigured, StorageFailed, Usage
from lib.seasons import EASTERN

BEGIN, END = "# >>> nba-data: make install-cron writes, make remove-cron removes", "# <<< nba-data"
OF_LEAGUE = ", LEAGUE={}"  # after either mark, of another league's job
MORNING = time(7)  # in New York: every game of the night is over


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("what", metavar="install|remove", choices=("install", "remove"))
    args = options.parse_args(argv)
    if typed := [name for name in os.environ.get("TYPED", "").split() if name != "LEAGUE"]:
        raise Usage(f"{', '.join(typed)}: cron does not know what is typed here; write it into .env")
    if not shutil.which("crontab"):
        raise Misconfigured("no crontab here; install cron, or see deploy/timers for systemd and launchd")

    before = table()
    others = without_block(before)
    after = others
    if args.what == "install":
        begin, end = marks()
        after = [*others, *([""] if others and others[-1] else []), begin, job(), end]
        print("\n".join(after[after.index(begin) :]), flush=True)
        if shell_only := only_here():
            log.warning(
                "cron: %s: set in this shell only; write into .env what cron has to know", ", ".join(shell_only)
            )
    if after == before:
        log.info("cron: nothing to change")
        return
    write(after)
    log.info("cron: %s; your other lines are as they were", "installed" if args.what == "install" else "removed")


def table() -> list[str]:
    """The lines of this user's crontab; raises StorageFailed if it cannot be read, since it would be overwritten."""
    read = subprocess.run(["crontab", "-l"], capture_output=True, text=True, env=os.environ | {"LC_ALL": "C"})
    if read.returncode and "no crontab for" not in read.stderr:
        raise StorageFailed(f"the crontab cannot be read ({read.stderr.strip()}); nothing was changed")
    return read.stdout.splitlines() if read.returncode == 0 else []


def marks() -> tuple[str, str]:
    """The lines before and after the league's job."""
    of = OF_LEAGUE.format(config.league()) if config.league().folder else ""
    return BEGIN + of, END + of


def without_block(lines: list[str]) -> list[str]:
    """The lines outside the two marks; raises StorageFailed if a mark is missing."""
    begin, end = marks()
    if (lines.count(begin), lines.count(end)) == (0, 0):
        return lines
    if (lines.count(begin), lines.count(end)) != (1, 1) or lines.index(begin) > lines.index(end):
        raise StorageFailed("the nba-data marks do not pair up; correct them with crontab -e, then run again")
    first, last = lines.index(begin), lines.index(end)
    first -= first > 0 and not lines[first - 1]  # the blank line that install put before it
    return lines[:first] + lines[last + 1 :]


def job() -> str:
    """The example's line, for this folder and this machine's clock."""
    example = Path(ROOT, "crontab.example").read_text().splitlines()[-1]
    command = example.split(None, 5)[5]
    command = command.replace("/opt/nba-data", shlex.quote(f"{ROOT}")).replace(
        "PATH=/usr/local/bin:/usr/bin:/bin", f"PATH={shlex.quote(path())}"
    )
    if config.league().folder:
        command = command.replace("scripts/morning.py", f"LEAGUE={config.league()} scripts/morning.py")
    if "\n" in command:
        raise Misconfigured("this folder's name or PATH holds a line break; cron cannot have that")
    here = datetime.combine(datetime.now(EASTERN), MORNING, EASTERN).astimezone()
    percent = command.replace("%", r"\%")  # cron reads a bare % as a line's end
    return f"{here.minute} {here.hour} * * *   {percent}"


def path() -> str:
    """This shell's PATH, each folder once."""
    return ":".join(dict.fromkeys(filter(None, os.environ.get("PATH", os.defpath).split(":"))))


def only_here() -> list[str]:
    """The variables that are set in this shell, and that cron will not know."""
    names = (name for name in config.VARIABLES if name != "LEAGUE")
    return [name for name in names if config.typed(name) != config.IN_FILE.get(name, "")]


def write(lines: list[str]) -> None:
    text = "".join(f"{line}\n" for line in lines)
    done = subprocess.run(["crontab", "-"], input=text, text=True, capture_output=True)
    if done.returncode:
        raise StorageFailed(f"the crontab was not taken ({done.stderr.strip()}); it is as it was")


if __name__ == "__main__":
    run(main)
