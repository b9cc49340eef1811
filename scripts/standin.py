#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Run a league in a box: a local server that speaks the league's protocol.

examples:
  scripts/standin.py --now 2025-01-15T11:00:00Z
  scripts/standin.py --port 0 --now 2025-01-15T11:00:00Z --fault 403:leaguegamelog:2
  scripts/standin.py --replay FOLDER --log requests.jsonl

Once it listens it prints two lines, which a shell can source:
  NBA_STATS_URL=http://127.0.0.1:8321/stats
  NBA_CDN_URL=http://127.0.0.1:8321/static/json

It plays the NBA's seasons 2022-23 to 2031-32 and, for LeagueID=10 and 20, a short season a year of the WNBA and of the
G League.

--now tells the clock, which then stands still; without it the real clock runs.
Games are scheduled, in progress or final accordingly.

A fault is KIND[=SECONDS][:ENDPOINTS[:COUNT or SHARE%]]:
  403:leaguegamelog:2        the next two requests of that endpoint
  hang:stats                 every request of the stats service
  429=5:*:30%                three in ten requests, with Retry-After: 5
  latency=2:cdn              two seconds late
  cut:liveData/boxscore      of the CDN's box scores
on the wire: latency hang reset 403 429 500 500-text 404 html truncated cut empty
in the data: nothing empty-results short missing-column new-column duplicate swapped-ids
"""

import signal
from argparse import ArgumentTypeError
from datetime import UTC, datetime
from pathlib import Path

from _script import arguments, log, run  # first: the root on sys.path
from lib import config
from lib.errors import Usage
from lib.standin import clock, faults
from lib.standin.people import FIRST_YEAR, LAST_YEAR
from lib.standin.server import Standin


def parse(argv):
    options = arguments(__doc__)
    options.add_argument("--host", default="127.0.0.1", help="address to listen on")
    options.add_argument("--port", type=int, default=8321, help="0 for any that is free")
    options.add_argument("--seed", type=int, default=1, help="another seed, another league")
    now = config.get("NOW") and config.stamp(config.now())
    options.add_argument("--now", type=instant, metavar="INSTANT", default=now, help="UTC, 2025-01-15T11:00:00Z")
    options.add_argument("--replay", type=Path, metavar="FOLDER", help="serve recordings instead")
    options.add_argument("--log", type=Path, metavar="FILE", help="a JSON line a request")
    options.add_argument(
        "--fault", type=fault, action="append", default=[], metavar="SPEC", help="as above; may be repeated"
    )
    return options.parse_args(argv)


def instant(text):
    try:
        return clock.instant(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not an instant such as 2025-01-15T11:00:00Z") from None


def fault(spec):
    try:
        return faults.parse(spec)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def main(argv=None):
    args = parse(argv)
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # of the threads to come too: they wait until they are asked for

    try:
        league = Standin(args.now, args.seed, args.replay, args.host, args.port, args.log)
    except (OSError, ValueError) as error:  # the port, the folder, its index
        raise Usage(
            f"cannot serve on {args.host}:{args.port}: {error}; try another --port, or look at --replay and --log"
        ) from None
    year = (args.now or datetime.now(UTC)).year
    if not (args.replay or FIRST_YEAR <= year <= LAST_YEAR + 1):
        log.warning("standin: nothing is played in %s: set NOW from %s to %s", year, FIRST_YEAR, LAST_YEAR + 1)
    with league:
        for fault in args.fault:
            league.fault(**fault)
        print(f"NBA_STATS_URL={league.stats_url}\nNBA_CDN_URL={league.cdn_url}", flush=True)
        signal.sigwait(ends)


if __name__ == "__main__":
    run(main)
