#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Run a command with every variable as Python reads it: with defaults and .env, stripped, none empty.

The shell scripts restart themselves through it, so that DATA_DIR and S3_PREFIX mean the same as in Python.

example:
  scripts/settings.py printenv DATA_DIR
"""

import os

from _script import arguments, run  # first: the root on sys.path
from lib import config
from lib.errors import Usage


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("command", metavar="COMMAND", nargs="...", help="a program and its arguments")
    command = options.parse_args(argv).command
    if not command:
        raise Usage("give a command; see scripts/settings.py --help")
    env = {name: text for name, text in os.environ.items() if text.strip() or not config.is_known(name)}
    for name in config.VARIABLES:
        value = config.get(name)
        env.pop(name, None)
        if value is not None:
            env[name] = f"{value}"
    try:
        os.execvpe(command[0], command, env | {"SETTINGS": "read"})
    except OSError as error:
        raise Usage(f"{command[0]}: {error.strerror}; see scripts/settings.py --help") from None


if __name__ == "__main__":
    run(main)
