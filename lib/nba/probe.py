"""One small request to each host with a short limit of its own: is it a block, a throttle, an outage or no network?"""

import time
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime

import requests
from nba_api.library.proxy import as_proxies
from nba_api.live.nba.library.http import STATS_HEADERS as CDN_HEADERS
from nba_api.stats.endpoints.leaguegamelog import LeagueGameLog
from nba_api.stats.library.http import STATS_HEADERS

from lib import config, seasons
from lib.nba import budget, client, hosts, proxies
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
    throttle = client.throttle(source)
    if closed := throttle.closed():
        return Seen(source, THROTTLE, f"in a cool-down for another {readable(closed[0])}: {closed[1]}")
    path, parameters = _smallest(source)
    headers = STATS_HEADERS if source == client.STATS else CDN_HEADERS
    headers = {name: value for name, value in headers.items() if name != "Host"}
    throttle.wait()
    budget.run.requests[source, path] += 1
    began = time.monotonic()
    try:
        answer = requests.get(
            f"{client.base(source)}/{path}",
            params=parameters,
            headers=headers,
            timeout=SECONDS,
            proxies=as_proxies(proxies.current()),
        )
    except requests.exceptions.ReadTimeout:
        return Seen(source, BLOCK, f"connects, then says nothing for {SECONDS} seconds: how the league blocks clouds")
    except requests.RequestException as error:
        return Seen(source, NO_NETWORK, client.reason(error))
    told = answer.headers.get("Date")
    off = time.time() - parsedate_to_datetime(told).timestamp() if told else None
    verdict, why = _verdict(answer)
    if verdict == OK:
        hosts.welcome(client.base(source), path)
        why = f"{time.monotonic() - began:.1f} seconds"
    return Seen(source, verdict, why, off)


def told_apart(seen: list[Seen]) -> list[Seen]:
    """The same; a host that cannot be reached while another can is no lack of network."""
    if all(one.verdict == NO_NETWORK for one in seen):
        return seen
    return [replace(one, verdict=OUTAGE) if one.verdict == NO_NETWORK else one for one in seen]


def _smallest(source: str) -> tuple[str, dict]:
    """(path, parameters) of a day's team log, or of today's games."""
    if source == client.CDN:
        return "liveData/scoreboard/todaysScoreboard_00.json", {}
    day = seasons.yesterday(config.now())
    dates = dict.fromkeys(("date_from_nullable", "date_to_nullable"), f"{day:%m/%d/%Y}")
    endpoint = LeagueGameLog(season=seasons.of_day(day), get_request=False, **dates)
    return endpoint.endpoint, endpoint.parameters


def _verdict(answer: requests.Response) -> tuple[str, str]:
    status = answer.status_code
    if status == 403:
        return BLOCK, "refused (403)"
    if status == 429:
        wait = client.retry_after(answer.headers.get("Retry-After", ""))
        return THROTTLE, f"too many requests (429), asks for {readable(wait)}"
    if status != 200:
        return OUTAGE, f"answered {status}"
    try:
        return (OK, "") if answer.json() else (OUTAGE, "JSON without any content")
    except ValueError:
        return OUTAGE, "no JSON"
