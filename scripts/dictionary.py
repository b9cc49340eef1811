#!/usr/bin/env python3
"""Print the data dictionary: each dataset, each column, its type, unit and meaning, as Markdown.

example:
  scripts/dictionary.py > docs/datasets.md
"""

from _script import arguments, run  # first: the root on sys.path
from lib.tables import dictionary


def main(argv=None):
    arguments(__doc__).parse_args(argv)
    print(dictionary.markdown(), end="")


if __name__ == "__main__":
    run(main)
