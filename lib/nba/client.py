"""One request to the league: throttled, tried again where that can help, and its failure said honestly."""

import json
import logging
import time
from collections import Counter
from functools import cache

import requests
import tenacity
from nba_api.library.proxy import redact
from nba_api.live.nba.library.http import STATS_HEADERS as CDN_HEADERS
from nba_api.stats.library.http import STATS_HEADERS, NBAStatsHTTP

from lib import config
from lib.errors import Blocked, Nonsense, Trouble, Unreachable
from lib.nba.throttle import Throttle

log = logging.getLogger("nba-data")

STATS, CDN = "stats", "cdn"
# Seconds without a request after a 403: the CDN was seen to forgive in 10 to 20, the stats service takes its time.
COOL_DOWN = {STATS: 600, CDN: 20}
RETRY_AFTER = 30  # of a 429 that names no time


class Passing(Trouble):
    """A failure that may be gone at the next try; what remains of it after the last one is `final`."""

    def __init__(self, message: str, final: type[Trouble], wait: float = 0):
        super().__init__(message)
        self.final = final
        self.wait = wait


class DeadEndpoint(Unreachable):
    """The endpoint is gone or refuses what it took before; another source may have the data."""


class BudgetSpent(Trouble):
    """NBA_MAX_REQUESTS is reached: the rest is for the next run."""


class Run:
    """What this process asked so far."""

    def __init__(self):
        self.requests = Counter()  # (source, endpoint) -> requests
        self.retries = 0
        self.last_body = ""
        self.started = time.monotonic()

    @property
    def sent(self) -> int:
        return sum(self.requests.values())

    @property
    def waited(self) -> float:
        return sum(throttle(source).waited for source in (STATS, CDN))

    def summary(self) -> dict:
        """Requests by source and endpoint, retries, seconds waited for the throttle."""
        asked = {f"{source}/{endpoint}": count for (source, endpoint), count in sorted(self.requests.items())}
        return {"requests": asked, "retries": self.retries, "waited_seconds": round(self.waited, 1)}


run = Run()


@cache
def throttle(source: str) -> Throttle:
    return Throttle(config.get("NBA_STATS_URL" if source == STATS else "NBA_CDN_URL"))


def remaining() -> int:
    """How many requests this run may still send."""
    return max(0, config.get("NBA_MAX_REQUESTS") - run.sent)


def stats(endpoint) -> dict:
    """The answer to one of nba_api's stats endpoints, made with get_request=False, as parsed JSON.

    Raises Blocked, Unreachable (DeadEndpoint where the endpoint is gone), Nonsense, BudgetSpent.
    """
    base = config.get("NBA_STATS_URL").rstrip("/")

    def send(session):
        http = NBAStatsHTTP()
        http.base_url = base + "/{endpoint}"
        NBAStatsHTTP.set_session(session)
        # Host names the league's own server; requests writes the right one for any other base.
        headers = {name: value for name, value in STATS_HEADERS.items() if name != "Host"}
        answer = http.send_api_request(
            endpoint.endpoint, endpoint.parameters, headers=headers, timeout=config.get("NBA_TIMEOUT"), proxy=_proxy()
        )
        return answer.get_response()

    return _ask(STATS, endpoint.endpoint, send)


def cdn(path: str) -> dict:
    """The CDN's file at a path below NBA_CDN_URL, without `.json`, as parsed JSON; raises as stats() does."""
    url = f"{config.get('NBA_CDN_URL').rstrip('/')}/{path}.json"
    headers = {name: value for name, value in CDN_HEADERS.items() if name != "Host"}

    def send(session):
        proxy = _proxy()
        proxies = {"http": proxy, "https": proxy} if proxy else None
        return session.get(url, headers=headers, timeout=config.get("NBA_TIMEOUT"), proxies=proxies).text

    return _ask(CDN, path.rsplit("_", 1)[0] if "_00" in path else path, send)


def _ask(source: str, endpoint: str, send) -> dict:
    attempts = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(Passing),
        stop=tenacity.stop_after_attempt(max(1, config.get("NBA_RETRIES"))),
        wait=_pause,
        before_sleep=lambda state: _note_retry(endpoint, state),
        sleep=lambda seconds: time.sleep(seconds),
        reraise=True,
    )
    try:
        return attempts(_once, source, endpoint, send)
    except Passing as failure:
        if failure.wait:  # Retry-After outlives this run
            throttle(source).cool_down(failure.wait, f"{endpoint}: {failure}")
        raise failure.final(f"{endpoint}: {failure}; {_advice(failure.final)}") from None
    except Refused as failure:
        throttle(source).cool_down(COOL_DOWN[source], f"{endpoint}: {failure}")
        raise Blocked(f"{endpoint}: {failure}; {_advice(Blocked)}") from None


def _once(source: str, endpoint: str, send) -> dict:
    """One try."""
    if not remaining():
        raise BudgetSpent(f"NBA_MAX_REQUESTS={config.get('NBA_MAX_REQUESTS')} are sent; run again for the rest")
    throttle(source).wait()
    run.requests[source, endpoint] += 1
    log.debug("%s: asking %s", endpoint, source)
    try:
        body = send(_session())
    except requests.exceptions.ReadTimeout:
        seconds = config.get("NBA_TIMEOUT")
        raise Passing(f"no answer within {seconds:g} seconds", Blocked) from None
    except requests.RequestException as error:
        raise Passing(_reason(error), Unreachable) from None
    run.last_body = body
    try:
        answer = json.loads(body)
    except ValueError:
        kind = "a web page" if body.lstrip()[:1] == "<" else "nothing" if not body.strip() else "half an answer"
        raise Passing(f"{kind} instead of JSON", Nonsense) from None
    if not isinstance(answer, dict) or not answer:
        raise Passing("JSON without any content", Nonsense)
    return answer


@cache
def _session() -> requests.Session:
    session = requests.Session()
    session.hooks["response"].append(_check_status)
    return session


def _check_status(response, **_):
    """Raises what an HTTP status means, before nba_api reads the body."""
    status = response.status_code
    if status == 200:
        return
    wait = response.headers.get("Retry-After", "")
    wait = float(wait) if wait.isdigit() else 0
    if status == 429:
        raise Passing("too many requests (429)", Blocked, wait or RETRY_AFTER)
    if status == 403:
        raise Refused("refused (403)")
    if status >= 500:
        raise Passing(f"server error ({status})", Unreachable)
    if status in (400, 404, 410):
        said = "" if response.text.lstrip()[:1] == "<" else f": {response.text.strip()[:200]}"
        raise DeadEndpoint(f"answered {status}{said}")
    raise Passing(f"status {status}", Unreachable)


class Refused(Blocked):
    """A 403: asking again at once only makes it worse."""


def _pause(state: tenacity.RetryCallState) -> float:
    """Seconds before the next try: what the league asks for, else exponential with full jitter."""
    failure = state.outcome.exception()
    return failure.wait or tenacity.wait_random_exponential(multiplier=2 * config.get("NBA_MIN_INTERVAL"), max=30)(state)


def _note_retry(endpoint: str, state: tenacity.RetryCallState) -> None:
    run.retries += 1
    log.info(
        "%s: %s; try %d of %d in %.1f seconds",
        endpoint,
        state.outcome.exception(),
        state.attempt_number + 1,
        config.get("NBA_RETRIES"),
        state.next_action.sleep,
    )


def _proxy() -> str | None:
    return config.get("NBA_API_PROXY")


def _reason(error: Exception) -> str:
    """An exception's text in a line, without the credentials of a proxy."""
    text = redact(error)
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return "cannot connect in time"
    for known, plain in (("Name or service", "no such host"), ("refused", "connection refused"), ("reset", "reset")):
        if known in text:
            return plain
    return " ".join(text.split())[:200]


def _advice(failure: type[Trouble]) -> str:
    if failure is Blocked:
        return "the league blocks cloud addresses and slows down who asks too much; try later or set NBA_API_PROXY"
    if failure is Unreachable:
        return "check the network, try later"
    return "the league is out of order; try later"
