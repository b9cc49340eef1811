#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Make one CSV and one Parquet a dataset and season from what is stored, with the league's corrections in them.

Only what changed since the last run is made again. The tables are in DATA_DIR/seasons; datapackage.json there says what
they hold, how fresh and how whole they are. With DATA_STORE=s3 they are made from the bucket's partitions, copied to
DATA_DIR/_metadata/copies as far as they are new, and put into the bucket.

examples:
  scripts/tables.py
  scripts/tables.py --season 2024-25 --datasets "team-games player-games"
  scripts/tables.py --full    all of them, changed or not
"""

from _script import arguments, log, run  # first: the root on sys.path
from lib import aws, config, datasets, seasons
from lib.errors import StorageFailed
from lib.jobs.chain import counted
from lib.tables import places, query, reach, roll


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("--season", metavar="YYYY-YY", default=config.get("SEASON"), help="one season only")
    options.add_argument("--datasets", metavar="NAMES", default=config.get("DATASETS"), help="these only")
    options.add_argument("--full", action="store_true", default=bool(config.get("FULL")), help="make all of them again")
    args = options.parse_args(argv)
    if args.season:
        seasons.start_year(args.season)  # refuses what is no season
    names = (args.datasets or " ".join(datasets.ALL)).replace(",", " ").split()
    wanted = [datasets.find(name) for name in names]

    with reach.partitions(wanted, args.season) as root:
        made = roll.up_to_date(root, wanted, args.season, args.full)
    for name, season, rows in made.tables:
        log.info("%s %s: %d rows", name, season, rows)
    for text in made.doubtful + made.left_out:
        log.warning("%s", text)
    if not made.tables:
        there = {season for dataset in wanted for season in places.tables(root, dataset.name)}
        if args.season and args.season not in there:
            log.info("tables: nothing of %s is stored; run make team-games SEASON=%s", args.season, args.season)
        else:
            log.info("tables: %s", f"nothing is new; they are in {folder()}" if there else query.NOTHING)
    else:
        log.info("tables: %s made, in %s", counted(len(made.tables), "table"), folder())
    if made.left_out:
        raise StorageFailed(f"{len(made.left_out)} stored files cannot be read and are in no table; see above")


def folder():
    return config.data_dir() / "seasons" if config.get("DATA_STORE") == "local" else aws.open_bucket().place("seasons")


if __name__ == "__main__":
    run(main)
