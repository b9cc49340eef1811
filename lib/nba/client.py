"""One request to the league: throttled, tried again where that can help, and its failure said honestly."""

import email.utils
import json
import logging
import time
from functools import cache

import requests
import tenacity
from nba_api.library.proxy import as_proxies
from nba_api.live.nba.library.http import STATS_HEADERS as CDN_HEADERS
from nba_api.stats.library.http import STATS_HEADERS, NBAStatsHTTP

from lib import config
from lib.errors import Blocked, Nonsense, Trouble, Unreachable
from lib.nba import budget, proxies
from lib.nba.throttle import Throttle

log = logging.getLogger("nba-data")

STATS, CDN = "stats", "cdn"
# Seconds without a request after a refusal: the CDN was seen to forgive in 10 to 20, the stats service takes its time.
COOL_DOWN = {STATS: 600, CDN: 20}
RETRY_AFTER = 30  # of a 429 that names no time
LONGEST_PAUSE = 60  # a Retry-After beyond it is for the next run
HANGS = 2  # tries of a request that hangs: that is how the league blocks, and twice is no accident


class Passing(Trouble):
    """A failure that may be gone at the next try; what remains of it after the last one is `final`."""

    def __init__(self, message: str, final: type[Trouble], wait: float | None = None):
        super().__init__(message)
        self.final = final
        self.wait = wait


class Hang(Passing):
    """No answer within NBA_TIMEOUT."""


class Refused(Blocked):
    """A 403: asking again at once only makes it worse."""


class DeadEndpoint(Unreachable):
    """The endpoint refuses what it took before, or is_gone; another source may have the data."""

    def __init__(self, message: str, is_gone: bool = False):
        super().__init__(message)
        self.is_gone = is_gone


class NoAnswer(Nonsense):
    """What came is no answer at all: a web page, half a document, nothing."""


def base(source: str) -> str:
    return config.get("NBA_STATS_URL" if source == STATS else "NBA_CDN_URL").rstrip("/")


def throttle(source: str) -> Throttle:
    return _throttle(base(source), proxies.current())


@cache
def _throttle(url: str, proxy: str) -> Throttle:
    return Throttle(url, proxy)


def stats(endpoint) -> dict:
    """The answer to one of nba_api's stats endpoints, made with get_request=False, as parsed JSON.

    Raises Blocked, Unreachable (DeadEndpoint where the endpoint is gone), NoAnswer, BudgetSpent.
    """

    def send(session, timeout):
        http = NBAStatsHTTP()
        http.base_url = base(STATS) + "/{endpoint}"
        NBAStatsHTTP.set_session(session)
        # Host names the league's own server; requests writes the right one for any other base.
        headers = {name: value for name, value in STATS_HEADERS.items() if name != "Host"}
        answer = http.send_api_request(
            endpoint.endpoint, endpoint.parameters, headers=headers, timeout=timeout, proxy=proxies.current()
        )
        return answer.get_response()

    return _ask(STATS, endpoint.endpoint, send)


def cdn(path: str) -> dict:
    """The CDN's file at a path below NBA_CDN_URL, without `.json`, as parsed JSON; raises as stats() does."""
    url = f"{base(CDN)}/{path}.json"
    headers = {name: value for name, value in CDN_HEADERS.items() if name != "Host"}

    def send(session, timeout):
        return session.get(url, headers=headers, timeout=timeout, proxies=as_proxies(proxies.current())).text

    return _ask(CDN, path.rpartition("/")[0] if path.startswith("liveData") else path, send)


def _ask(source: str, endpoint: str, send) -> dict:
    while True:
        try:
            return _persist(source, endpoint, send)
        except Blocked as failure:
            if not proxies.rotate():
                raise
            log.warning("%s; going on through %s", failure, proxies.masked(proxies.current()))


def _persist(source: str, endpoint: str, send) -> dict:
    attempts = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(Passing),
        stop=tenacity.stop_any(_has_tried_enough, tenacity.stop_before_delay(budget.seconds_left())),
        wait=_pause,
        before_sleep=lambda state: _note_retry(endpoint, state),
        sleep=lambda seconds: time.sleep(seconds),
        reraise=True,
    )
    try:
        return attempts(_once, source, endpoint, send)
    except Passing as failure:
        if isinstance(failure, Hang):
            throttle(source).cool_down(COOL_DOWN[source], f"{endpoint}: {failure}")
        raise failure.final(f"{endpoint}: {failure}; {_advice(failure.final)}") from None
    except Refused as failure:
        throttle(source).cool_down(COOL_DOWN[source], f"{endpoint}: {failure}")
        raise Blocked(f"{endpoint}: {failure}; {_advice(Blocked)}") from None
    except DeadEndpoint as failure:
        raise DeadEndpoint(f"{endpoint}: {failure}; {_advice(DeadEndpoint)}", failure.is_gone) from None


def _once(source: str, endpoint: str, send) -> dict:
    """One try."""
    budget.require()
    throttle(source).wait()
    budget.run.requests[source, endpoint] += 1
    log.debug("%s: asking %s", endpoint, source)
    timeout = min(config.get("NBA_TIMEOUT"), budget.seconds_left())
    try:
        body = send(_session(), timeout)
    except requests.exceptions.ReadTimeout:
        budget.require()  # cut short by the run's own end it is no hang
        raise Hang(f"no answer within {timeout:.3g} seconds", Blocked) from None
    except requests.RequestException as error:
        raise Passing(reason(error), Unreachable) from None
    except Passing as failure:
        if failure.wait is not None:  # no other process may ask before that either
            throttle(source).cool_down(failure.wait, f"{endpoint}: {failure}")
        raise
    budget.run.last_body = body
    try:
        answer = json.loads(body)
    except ValueError:
        kind = "a web page" if body.lstrip()[:1] == "<" else "nothing" if not body.strip() else "half an answer"
        raise Passing(f"{kind} instead of JSON", NoAnswer) from None
    if not isinstance(answer, dict) or not answer:
        raise Passing("JSON without any content", NoAnswer)
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
    body = response.text
    response.close()  # what is raised here takes the place of an answer that nobody else would close
    if status == 429:
        raise Passing("too many requests (429)", Blocked, retry_after(response.headers.get("Retry-After", "")))
    if status == 403:
        raise Refused("refused (403)")
    if status >= 500:
        raise Passing(f"server error ({status})", Unreachable)
    if status in (400, 404, 410):
        said = "" if body.lstrip()[:1] == "<" else f": {body.strip()[:200]}"
        raise DeadEndpoint(f"answered {status}{said}", is_gone=status != 400)
    raise Passing(f"status {status}", Unreachable)


def retry_after(header: str) -> float:
    """The seconds that a Retry-After header asks for, as a number or as a date."""
    if header.replace(".", "", 1).isdigit():
        return float(header)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(header).timestamp() - time.time())
    except ValueError:
        return RETRY_AFTER


def _has_tried_enough(state: tenacity.RetryCallState) -> bool:
    failure, tries = state.outcome.exception(), max(1, config.get("NBA_RETRIES"))
    if isinstance(failure, Hang):
        tries = min(tries, HANGS)
    return state.attempt_number >= tries or (failure.wait or 0) > LONGEST_PAUSE


def _pause(state: tenacity.RetryCallState) -> float:
    """Seconds before the next try: what the league asks for, else exponential with full jitter."""
    failure = state.outcome.exception()
    if not isinstance(failure, Passing):
        return 0
    if failure.wait is not None:
        return failure.wait + 0.05  # after the cool-down, not at its end
    return tenacity.wait_random_exponential(multiplier=2 * config.get("NBA_MIN_INTERVAL"), max=30)(state)


def _note_retry(endpoint: str, state: tenacity.RetryCallState) -> None:
    budget.run.retries += 1
    log.info(
        "%s: %s; try %d of %d in %.1f seconds",
        endpoint,
        state.outcome.exception(),
        state.attempt_number + 1,
        config.get("NBA_RETRIES"),
        state.next_action.sleep,
    )


def reason(error: Exception) -> str:
    """An exception's text in a line, without the credentials of a proxy."""
    text = proxies.masked(error)
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return "cannot connect in time"
    if isinstance(error, requests.exceptions.ProxyError):
        return f"the proxy {proxies.masked(proxies.current())} does not let us through"
    for known, plain in (("Name or service", "no such host"), ("refused", "connection refused"), ("reset", "reset")):
        if known in text:
            return plain
    return " ".join(text.split())[:200]


def _advice(failure: type[Trouble]) -> str:
    if failure is Blocked:
        return "the league blocks cloud addresses and slows down who asks too much; try later or set NBA_API_PROXY"
    if failure is Unreachable:
        return "check the network, try later"
    return "the league is out of order; try later, and see make doctor"
