#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Remove what can be made again: .venv, and what killed runs left in DATA_DIR. The data stay.

It prints what it removes. The targets of links, files in use and files with other names stay.

example:
  scripts/clean.py
"""

import contextlib
import fcntl
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from _script import IN_USE, ROOT, arguments, log, run  # first: the root on sys.path
from lib import config, files, leftovers
from lib.errors import Usage


def main(argv=None):
    arguments(__doc__).parse_args(argv)
    with files.disk(config.metadata()):
        gone = leftovers.sweep()  # first: DATA_DIR may be one that is refused
    venv, jobs = ROOT / ".venv", []
    if Path(sys.prefix).resolve() == venv.resolve():
        log.warning("clean: %s stays: this Python runs in it; deactivate it, then run make clean", venv)
    elif venv.is_symlink():
        log.warning("clean: %s stays: it is a link, which the project did not make", venv)
    elif (venv / "pyvenv.cfg").is_file() and not (jobs := running()):
        with files.disk(venv):
            shutil.rmtree(venv)
        gone.append(venv)
    for path in gone:
        log.info("clean: %s is gone", path)
    if jobs:
        told = f"{', '.join(jobs[:3])}{' …' if len(jobs) > 3 else ''}"
        raise Usage(f"{venv} stays, as {told} is running in it; wait for its end or stop it, then run make clean")


def running() -> list[str]:
    """The jobs that .venv is needed by at this moment."""
    with contextlib.suppress(FileNotFoundError), open(IN_USE) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return _holders(os.fstat(file.fileno()).st_ino) or ["another job"]
    return leftovers.runs()  # between two steps of a run nothing is locked


def _holders(inode: int) -> list[str]:
    """Who locks a file; where the system does not tell, every job of any folder of this project."""
    try:
        locks = Path("/proc/locks").read_text()
    except OSError:
        locks = None
    try:
        listed = subprocess.run(["ps", "-A", "-o", "pid=,args="], capture_output=True, text=True).stdout
    except OSError:  # a small image without ps
        return []
    scripts = re.findall(r"^ *([0-9]+) .*\.venv/bin/python.*?(scripts/\w+\.py)", listed, re.MULTILINE)
    holders = set(re.findall(rf"FLOCK .* ([0-9]+) \w+:\w+:{inode} ", locks or ""))
    return [f"{script} (process {number})" for number, script in scripts if locks is None or number in holders]


if __name__ == "__main__":
    run(main)
