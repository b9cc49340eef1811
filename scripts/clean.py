#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Remove what can be made again: .venv, and what killed runs left in DATA_DIR. The data stay.

It prints what it removes. The targets of links, files in use and files with other names stay.

example:
  scripts/clean.py
"""

import shutil
import sys
from pathlib import Path

from _script import ROOT, arguments, log, run  # first: the root on sys.path
from lib import config, files, leftovers


def main(argv=None):
    arguments(__doc__).parse_args(argv)
    with files.disk(config.metadata()):
        gone = leftovers.sweep()  # first: DATA_DIR may be one that is refused
    venv = ROOT / ".venv"
    if Path(sys.prefix).resolve() == venv.resolve():
        log.warning("clean: %s stays: this Python runs in it; deactivate it, then run make clean", venv)
    elif venv.is_symlink():
        log.warning("clean: %s stays: it is a link, which the project did not make", venv)
    elif (venv / "pyvenv.cfg").is_file():
        with files.disk(venv):
            shutil.rmtree(venv)
        gone.append(venv)
    for path in gone:
        log.info("clean: %s is gone", path)


if __name__ == "__main__":
    run(main)
