"""One small request to each host with a short limit of its own: is it a block, a throttle, an outage or no network?"""

import json
import time
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime

import requests
from nba_api.stats.endpoints.leaguegamelog import LeagueGameLog

from lib import config, seasons
from lib.errors import Trouble
from lib.nba import budget, exchange, hosts, throttle
from lib.nba.exchange import Exchange
from lib.nba.hosts import CDN
from lib.nba.throttle import readable

SECONDS = 4  # a healthy host answers in one
OK, BLOCK, THROTTLE, OUTAGE, NO_NETWORK = "ok", "blocked", "throttled", "out of order", "no network"


@dataclass(frozen=True)
class Seen:
    """What a host did: one of OK, BLOCK …; why in words; by how many seconds our clock is off, if it told."""

    source: str
    verdict: str
    why: str
    clock_off: float | None = None


def look(source: str) -> Seen:
    """Asks once, unless a cool-down lasts: then that is the answer. A good answer ends what was remembered of it."""
    if closed := throttle.of(source).closed():
        return Seen(source, THROTTLE, f"in a cool-down for another {readable(closed[0])}: {closed[1]}")
    try:
        exchange.require_name(source)
    except Trouble as failure:
        return Seen(source, NO_NETWORK, f"{failure}".partition(";")[0])
    began = time.monotonic()
    asked = ask(source, SECONDS)
    asked.is_done(SECONDS + 1)
    seen = verdict(source, asked)
    if seen.verdict == OK:
        throttle.of(source).note_answer()
        hosts.welcome(source, _smallest(source)[0])
        return replace(seen, why=f"{time.monotonic() - began:.1f} seconds")
    return seen


def ask(source: str, seconds: float) -> Exchange:
    """The smallest request, sent in its turn; see what came of it with verdict()."""
    return _send(source, *_smallest(source), seconds)


def is_well(source: str) -> bool:
    """Whether the smallest request is answered well: then what was refused just now is a matter of its own."""
    asked = ask(source, SECONDS)
    asked.is_done(SECONDS)
    return verdict(source, asked).verdict == OK


def greet(source: str, seconds: float) -> Exchange:
    """Even less: of the stats service nothing but its complaint that parameters are missing, which costs it no work.

    Any answer but a refusal shows that the host talks to us.
    """
    path, parameters = _smallest(source)
    return _send(source, path, parameters and {"LeagueID": "00"}, seconds)


def _send(source: str, path: str, parameters: dict, seconds: float) -> Exchange:
    throttle.of(source).wait()
    budget.run.requests[source, path.removesuffix(".json")] += 1
    return Exchange(source, f"{hosts.base(source).text}/{path}", parameters, seconds)


def verdict(source: str, asked: Exchange) -> Seen:
    """What the host did with it; one that is silent still is blocked."""
    silent = Seen(source, BLOCK, "connects, then says nothing: how the league blocks clouds")
    if not asked.is_done():
        asked.give_up()
        return silent
    try:
        reply = asked.outcome()
    except requests.exceptions.ReadTimeout:
        return silent
    except requests.RequestException as error:
        return Seen(source, NO_NETWORK, exchange.reason(error))
    except exchange.TooLarge as error:
        return Seen(source, OUTAGE, f"answered {error}")
    return Seen(source, *_of_reply(reply), _clock_off(reply))


def told_apart(seen: list[Seen]) -> list[Seen]:
    """The same; a host that cannot be reached while another can is no lack of network."""
    if all(look.verdict == NO_NETWORK for look in seen):
        return seen
    return [replace(look, verdict=OUTAGE) if look.verdict == NO_NETWORK else look for look in seen]


def _smallest(source: str) -> tuple[str, dict]:
    """(path, parameters) of a day's team log, or of today's games."""
    if source == CDN:
        return "liveData/scoreboard/todaysScoreboard_00.json", {}
    day = seasons.yesterday(config.now())
    dates = dict.fromkeys(("date_from_nullable", "date_to_nullable"), f"{day:%m/%d/%Y}")
    endpoint = LeagueGameLog(season=seasons.of_day(day), get_request=False, **dates)
    return endpoint.endpoint, endpoint.parameters


def _of_reply(reply: exchange.Reply) -> tuple[str, str]:
    if reply.status == 403:
        return BLOCK, "refused (403)"
    if reply.status == 407:
        return NO_NETWORK, "the proxy refuses its credentials (407)"
    if reply.status == 429:
        wait = exchange.retry_after(reply.headers.get("Retry-After", ""))
        return THROTTLE, f"too many requests (429), asks for {readable(wait)}"
    if reply.status != 200:
        return OUTAGE, f"answered {reply.status}"
    try:
        return (OK, "") if json.loads(reply.body) else (OUTAGE, "JSON without any content")
    except (ValueError, RecursionError):
        return OUTAGE, "no JSON"


def _clock_off(reply: exchange.Reply) -> float | None:
    try:
        return time.time() - parsedate_to_datetime(reply.headers["Date"]).timestamp()
    except (KeyError, ValueError, TypeError, OverflowError):
        return None
