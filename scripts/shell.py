#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Run one SELECT after another over the tables, each ended by a semicolon. They cannot change anything.

  .tables       the views there are
  .columns NAME what columns one has
  .quit         as Ctrl-D

example:
  scripts/shell.py
"""

import sys

from _script import arguments, log, run  # first: the root on sys.path
from lib.errors import Trouble
from lib.tables import present, reach

PROMPTS = ("nba> ", "...> ")


def main(argv=None):
    arguments(__doc__).parse_args(argv)
    if sys.stdin.isatty():
        import readline  # noqa: F401  (input() edits lines with it)

        print(__doc__.partition("\n\n")[2].partition("\nexample")[0].rstrip())
    root, doubts = reach.current()
    for text in doubts:
        log.warning("%s", text)
    for statement in statements():
        try:
            text, is_cut = present.answer(root, statement)
        except Trouble as trouble:
            log.error("%s", trouble)
            continue
        print(text)
        if is_cut:
            log.info("the first %d rows; make query FORMAT=csv gives all", present.SHOWN)


def statements():
    """What is typed, a statement at a time, until the end of the input."""
    typed = ""
    while True:
        try:
            line = input(PROMPTS[bool(typed)] if sys.stdin.isatty() else "")
        except EOFError:
            break
        except KeyboardInterrupt:
            typed = ""
            print()
            continue
        word, _, rest = line.strip().partition(" ")
        if not typed and word in (".quit", ".exit"):
            break
        if not typed and word == ".tables":
            yield "SELECT name FROM (SHOW TABLES)"
        elif not typed and word == ".columns":
            yield f"DESCRIBE {rest.strip(' ;')}"
        elif line.strip():
            typed += line + "\n"
            if line.rstrip().endswith(";"):
                yield typed
                typed = ""
    if typed.strip():
        yield typed


if __name__ == "__main__":
    run(main)
