#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Update the tables and write DATA_DIR/report.html: one page about the newest season.

How fresh and whole each dataset is, the season by day with its gaps and corrections, standings, leaders, net ratings,
and what the last runs asked and took. The page needs no server and no network.

examples:
  scripts/report.py
"""

from _script import arguments, log, run  # first: the root on sys.path
from lib import config, files
from lib.jobs import season_report
from lib.page import report
from lib.tables import query, reach

# One that names every view: from a bucket their files are brought.
VIEWS = "team_games player_games games team_ratings season_averages standings_on corrections"


def main(argv=None):
    arguments(__doc__).parse_args(argv)
    root, doubts = reach.current(VIEWS)
    for text in doubts:
        log.warning("%s", text)
    facts = season_report.gather(root)
    if facts is None:
        log.info("report: %s", query.NOTHING)
        return
    path = config.data_dir() / "report.html"
    files.write(path, report.page(facts))
    log.info("report: %s", path)


if __name__ == "__main__":
    run(main)
