#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Print the datasets and columns of the catalogue, as the data dictionary or as tables for AWS Athena.

examples:
  scripts/dictionary.py > docs/datasets.md
  scripts/dictionary.py --glue > deploy/query/stack.yaml
"""

from _script import arguments, run  # first: the root on sys.path
from lib.tables import dictionary, glue


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("--glue", action="store_true", help="a CloudFormation template")
    args = options.parse_args(argv)
    print((glue.template if args.glue else dictionary.markdown)(), end="")


if __name__ == "__main__":
    run(main)
