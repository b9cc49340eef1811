#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""List what the league corrected or filled in, as CSV; --apply writes corrected copies beside the originals.

An original is never changed. The tables (make tables) contain the corrected values in any case.

examples:
  scripts/corrections.py | column -s, -t
  scripts/corrections.py --apply
"""

from _script import arguments, log, run, write_output  # first: the root on sys.path
from lib import csvfile, data_store
from lib.data_store import corrections


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("--apply", action="store_true", help="write a revision of each file they change")
    args = options.parse_args(argv)

    store = data_store.open_store()
    if args.apply:
        written = corrections.apply(store)
        for key in written:
            log.info("%s", key)
        log.info("corrections: %d revisions written; the originals are as they were", len(written))
        return
    columns = ["found", *corrections.COLUMNS]
    rows = [[correction[column] for column in columns] for correction in corrections.found(store)]
    write_output(csvfile.to_bytes(csvfile.Table(columns, rows)), None)


if __name__ == "__main__":
    run(main)
