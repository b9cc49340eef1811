#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Check this machine, the stored files and the league: a line for each check, ok, or what is wrong and what mends it.

Takes under ten seconds and one request each to the stats service and the CDN. Exits with the worst status.

example:
  scripts/doctor.py
"""

from concurrent.futures import ThreadPoolExecutor

from _script import arguments, run
from lib import config
from lib.errors import Blocked, Misconfigured, Unreachable
from lib.jobs.machine import CHECKS, ok
from lib.nba import probe, proxies, sources
from lib.nba.hosts import CDN, STATS
from lib.nba.probe import BLOCK, NO_NETWORK, OK, OUTAGE, THROTTLE
from lib.nba.sources import Way

WORST_CLOCK = 120  # seconds; AWS refuses signatures after 300
MENDS = {
    BLOCK: "export NBA_API_PROXY=http://user:password@host:port, or run it at home and make pull here",
    THROTTLE: "wait; then make daily goes on where it stopped",
    OUTAGE: "wait; nothing here can mend it, and make daily goes on where it stopped",
    NO_NETWORK: "curl -I https://www.nba.com from here, and see why it fails",
}
STATUS = {BLOCK: Blocked, THROTTLE: Blocked, OUTAGE: Unreachable, NO_NETWORK: Unreachable}


def main(argv=None):
    arguments(__doc__).parse_args(argv)
    with ThreadPoolExecutor() as pool:
        hosts = [pool.submit(probe.look, source) for source in (STATS, CDN)]
        local = [pool.submit(check) for check in CHECKS]
        seen = probe.compared([host.result() for host in hosts])
        told = [*(check.result() for check in local), clock(seen), *map(service, seen), proxy(seen), source(seen)]
    for name, wrong, *_ in told:
        print(f"{name:14} {wrong}")
    worst = [trouble for *_, trouble in told if trouble]
    if worst:
        is_one = len(worst) == 1
        are, its = ("is", "its") if is_one else ("are", "their")
        raise worst[0](f"{len(worst)} of {len(told)} {are} not as it should be; {its} line says what mends it")


def clock(seen):
    off = next((look.clock_off for look in seen if look.clock_off is not None), None)
    if off is not None and abs(off) > WORST_CLOCK:
        return "clock", f"{off:+.0f} seconds off: sudo timedatectl set-ntp true", Misconfigured
    return "clock", "ok" if off is not None else "ok, as far as can be told: no host told the time", None


def service(look):
    name = f"{look.source} service" if look.source == STATS else "CDN"
    if look.verdict == OK:
        return name, f"ok, {look.why}", None
    return name, f"{look.verdict}: {look.why}: {MENDS[look.verdict]}", STATUS[look.verdict]


def proxy(seen):
    current = proxies.current()
    if not current:
        return ok("proxy", "none is set")
    if all(look.verdict == NO_NETWORK for look in seen):
        return "proxy", f"{current} lets nothing through: NBA_API_PROXY= make doctor", Unreachable
    return ok("proxy", f"{current}")


def source(seen):
    bad = {look.source for look in seen if look.verdict != OK}
    ways = sources.in_order("doctor", [Way(STATS, "leaguegamelog"), Way(CDN, "liveData/boxscore")])
    good = [way.source for way in ways if way.source not in bad]
    asked = f"NBA_SOURCE={config.get('NBA_SOURCE')}"
    if not good:
        return "source", f"{asked} has none that answers: see above", Unreachable
    return ok("source", f"{asked} takes {good[0]} for the games")


if __name__ == "__main__":
    run(main)
