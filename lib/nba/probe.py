"""One small request to a host, with a short time limit: is it a block, a throttle, an outage or no network?"""

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
    """What a host did: OK, BLOCK …; why, in words; and by how many seconds our clock is off, if known."""

    source: str
    verdict: str
    why: str
    clock_off: float | None = None


def look(source: str) -> Seen:
    """Asks once, unless the host is in a cool-down. A good answer clears what was remembered about the host."""
    if closed := throttle.of(source).closed():
        return Seen(source, THROTTLE, f"in a cool-down for another {readable(closed[0])}: {closed[1]}")
    try:
        exchange.require_name(source)
    except Trouble as failure:
        return Seen(source, NO_NETWORK, f"{failure}".partition(";")[0])
    began = time.monotonic()
    request = ask(source, SECONDS)
    request.is_done(SECONDS + 1)
    seen = verdict(source, request)
    if seen.verdict == OK:
        throttle.of(source).note_answer()
        hosts.welcome(source, _smallest(source)[0])
        return replace(seen, why=f"{time.monotonic() - began:.1f} seconds")
    return seen


def ask(source: str, seconds: float) -> Exchange:
    """Sends the smallest request when the throttle allows; pass the result to verdict()."""
    return _send(source, *_smallest(source), seconds)


def is_well(source: str) -> bool:
    """Whether the smallest request is answered well: then only the request that was just refused is the problem."""
    request = ask(source, SECONDS)
    request.is_done(SECONDS)
    return verdict(source, request).verdict == OK


def greet(source: str, seconds: float) -> Exchange:
    """An even smaller request: asks the stats service without parameters, which it answers with a complaint.

    Any answer but a refusal shows that the host answers us.
    """
    path, parameters = _smallest(source)
    return _send(source, path, parameters and {"LeagueID": "00"}, seconds)


def _send(source: str, path: str, parameters: dict, seconds: float) -> Exchange:
    throttle.of(source).wait()
    budget.run.requests[source, path.removesuffix(".json")] += 1
    return Exchange(source, f"{hosts.base(source).text}/{path}", parameters, seconds)


def verdict(source: str, request: Exchange) -> Seen:
    """What the host did with the request; if it is still silent, we are blocked."""
    silent = Seen(source, BLOCK, "connects, then says nothing: how the league blocks clouds")
    if not request.is_done():
        request.give_up()
        return silent
    try:
        reply = request.outcome()
    except requests.exceptions.ReadTimeout:
        return silent
    except requests.RequestException as error:
        return Seen(source, NO_NETWORK, exchange.reason(error))
    except exchange.TooLarge as error:
        return Seen(source, OUTAGE, f"answered {error}")
    return Seen(source, *_of_reply(reply), _clock_off(reply))


def compared(hosts: list[Seen]) -> list[Seen]:
    """The verdicts, corrected: a host that is unreachable while another answers is not a lack of network."""
    if all(host.verdict == NO_NETWORK for host in hosts):
        return hosts
    return [replace(host, verdict=OUTAGE) if host.verdict == NO_NETWORK else host for host in hosts]


def _smallest(source: str) -> tuple[str, dict]:
    """(path, parameters): one day's team log from the stats service, today's games from the CDN."""
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
