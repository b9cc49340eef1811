"""Sends one request to the league: throttled, retried where that can help, with an error that names the cause."""

import logging
import re
import time

import requests
import tenacity

from lib import config
from lib.errors import Blocked, Misconfigured, Nonsense, Trouble, Unreachable
from lib.nba import budget, echo, exchange, hosts, large, probe, proxies, throttle
from lib.nba.exchange import Exchange
from lib.nba.hosts import CDN, STATS

log = logging.getLogger("nba-data")

# Seconds without a request after a refusal: the CDN answers again after 10 to 20, the stats service much later.
COOL_DOWN = {STATS: 600, CDN: throttle.FORGIVES}
# What one of something is asked for by: in the stats service's parameters, and in the CDN's paths.
_ONE = {"GameID": "game", "PlayerID": "player", "TeamID": "team"}
_OF_GAME = re.compile(r"_(\d{10})\.json")
LONGEST_PAUSE = 60  # a Retry-After beyond it is for the next run
HANGS = 2  # of the same request are a block: that is how the league blocks
PATIENCE = 2.5  # seconds of silence after which an unknown host is greeted, by a very small request
GREETING = 2  # seconds that it has to answer the greeting


class Passing(Trouble):
    """A failure that the next try may not meet; `final` is the exception to raise after the last try."""

    def __init__(
        self, message: str, final: type[Trouble], wait: float | None = None, body: bytes = b"", advice: str = ""
    ):
        super().__init__(message)
        self.final = final
        self.wait = wait
        self.body = body
        self.advice = advice


class Hang(Passing):
    """No answer within NBA_TIMEOUT."""


class Refused(Blocked):
    """A 403; asking again at once makes it worse."""


class DeadEndpoint(Unreachable):
    """The endpoint refuses parameters that it used to accept, or is_gone; another source may have the data."""

    def __init__(self, message: str, is_gone: bool = False):
        super().__init__(message)
        self.is_gone = is_gone


class Absent(Unreachable):
    """The CDN refuses this file while it serves others: it does not have this file."""


class NoAnswer(Nonsense):
    """The response is not JSON: a web page, half a document, or nothing. body: its bytes."""


def stats(endpoint) -> dict:
    """The answer to one of nba_api's stats endpoints, made with get_request=False.

    Raises Blocked, Unreachable (DeadEndpoint where the endpoint is gone), exchange.NoNetwork, NoAnswer, BudgetSpent,
    Misconfigured; Nonsense if the answer is to another question.
    """
    parameters = endpoint.parameters
    if "LeagueID" in parameters:  # never empty: the service has read that as the NBA, as no league and as the WNBA
        parameters = parameters | {"LeagueID": config.league().id}
    in_order = sorted(parameters.items())  # as nba_api does: their order matters to some endpoints
    document = _ask(STATS, endpoint.endpoint, endpoint.endpoint, in_order)
    echo.check(endpoint.endpoint, parameters, document)
    return document


def cdn(path: str) -> dict:
    """The CDN's file at a path below NBA_CDN_URL, without `.json`; raises as stats() does, and Absent."""
    endpoint = path.rpartition("/")[0] if path.startswith("liveData") else path
    return _ask(CDN, endpoint, f"{path}.json", None)


def require(source: str) -> None:
    """Sends a small request to a host of which nothing is known, before work that would be lost if it refuses us.

    Raises Blocked where it refuses us or says nothing; also exchange.NoNetwork, BudgetSpent.
    """
    _through_each_proxy(lambda: _require(source))


def _require(source: str) -> None:
    way = throttle.of(source)
    if way.is_known() or config.get("NBA_TIMEOUT") <= probe.SECONDS:  # the work's own request finds out as quickly
        return
    budget.require()
    exchange.require_name(source)
    request = probe.ask(source, probe.SECONDS)
    request.is_done(probe.SECONDS)
    seen = probe.verdict(source, request)
    if seen.verdict == probe.BLOCK:
        way.cool_down(COOL_DOWN[source], seen.why)
        raise Blocked(f"{seen.why}; {_advice(Blocked)}")
    if seen.verdict == probe.OK:
        way.note_answer()


def _ask(source: str, endpoint: str, path: str, parameters) -> dict:
    return _through_each_proxy(lambda: _persist(source, endpoint, path, parameters))


def _through_each_proxy(ask):
    """What ask() returns; where one proxy is blocked, through the next one."""
    while True:
        try:
            return ask()
        except Blocked as failure:
            if not proxies.rotate():
                raise
            log.warning("%s; going on through %s", failure, proxies.current())


def _persist(source: str, endpoint: str, path: str, parameters) -> dict:
    """Tries until there is an answer, NBA_RETRIES are used up, or another try cannot help."""
    failures, tries, what = [], max(1, config.get("NBA_RETRIES")), _named(endpoint, path, parameters)

    def is_enough(state: tenacity.RetryCallState) -> bool:
        failures.append(state.outcome.exception())
        return len(failures) >= tries or _hangs(failures) >= HANGS or (failures[-1].wait or 0) > LONGEST_PAUSE

    attempts = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(Passing),
        stop=tenacity.stop_any(is_enough, tenacity.stop_before_delay(budget.seconds_left())),
        wait=_pause,
        before_sleep=lambda state: _note_retry(what, state),
        sleep=budget.sleep,
        reraise=True,
    )
    try:
        return attempts(_once, source, endpoint, path, parameters, what)
    except Passing as failure:
        is_one_of_many = isinstance(failure, Hang) and _hangs(failures) < min(HANGS, tries)
        final, advice = Unreachable if is_one_of_many else failure.final, failure.advice
        if isinstance(failure, Hang) and final is Blocked and probe.is_well(source):
            final, advice = Unreachable, "other requests are answered: it is about this one; try later"
        if isinstance(failure, Hang) and final is Blocked:
            throttle.of(source).cool_down(COOL_DOWN[source], f"{endpoint}: {failure}")
        raised = final(f"{what}: {failure}; {advice or _advice(final)}")
        raised.body = failure.body
        raise raised from None
    except Refused as failure:
        throttle.of(source).cool_down(COOL_DOWN[source], f"{endpoint}: {failure}")
        raise Blocked(f"{what}: {failure}; {_advice(Blocked)}") from None
    except DeadEndpoint as failure:
        raise DeadEndpoint(f"{what}: {failure}; {_advice(DeadEndpoint)}", failure.is_gone) from None


def _named(endpoint: str, path: str, parameters: list[tuple[str, object]] | None) -> str:
    """The endpoint, and which game, player or team is asked for where it is one: playbyplayv3 of game 0022400061"""
    if of_game := _OF_GAME.search(path):
        return f"{endpoint} of game {of_game[1]}"
    ids = {name: f"{value}" for name, value in parameters or () if name in _ONE and value not in (None, "", 0, "0")}
    name = min(ids, key=[*_ONE].index, default="")
    return f"{endpoint} of {_ONE[name]} {ids[name]}" if name else endpoint


def _hangs(failures: list[Passing]) -> int:
    return sum(isinstance(failure, Hang) for failure in failures)


def _once(source: str, endpoint: str, path: str, parameters, what: str) -> dict:
    """One try. what: _named()"""
    budget.require()
    url = f"{hosts.base(source).text}/{path}"
    exchange.require_name(source)
    way = throttle.of(source)
    way.wait()
    budget.run.requests[source, endpoint] += 1
    log.debug("%s: asking %s", endpoint, source)
    try:
        reply = _reply(source, url, parameters, way.is_known())
        _check_status(source, path, reply)
    except requests.RequestException as error:
        if exchange.is_untrusted(error):
            raise Unreachable(
                f"{what}: {exchange.reason(error)}; if a proxy decrypts traffic, name its CA in REQUESTS_CA_BUNDLE"
            ) from None
        through = proxies.current() if isinstance(error, requests.exceptions.ProxyError) else None
        why = f"the proxy {through} does not let us through" if through else exchange.reason(error)
        raise Passing(why, Unreachable) from None
    except exchange.TooLarge as error:
        raise NoAnswer(f"{what}: the answer has {error}; {_advice(NoAnswer)}") from None
    except Passing as failure:
        if failure.wait is not None:  # no other process may ask before that either
            way.cool_down(failure.wait, f"{endpoint}: {failure}")
        raise
    answer = _parsed(reply.body)
    way.note_answer()
    return answer


def _reply(source: str, url: str, parameters, is_known: bool) -> exchange.Reply:
    """The complete response within NBA_TIMEOUT; an unknown host is given up sooner if it does not answer a greeting.

    Raises Hang, Refused, BudgetSpent, and what an Exchange raises.
    """
    if not (allowed := config.get("NBA_TIMEOUT")):
        raise Misconfigured("NBA_TIMEOUT=0: no answer comes in no time; unset it, or give it some seconds")
    timeout = min(allowed, budget.seconds_left())
    if timeout <= 0:  # a signal came, or the time ended, since the last look
        budget.require()
    until = time.monotonic() + timeout
    request = Exchange(source, url, parameters, timeout)
    try:
        if not is_known and timeout > PATIENCE + GREETING and not request.is_done(PATIENCE):
            _probe(source, request)
        if request.is_done(max(0, until - time.monotonic())):
            return request.outcome()
    except requests.exceptions.ReadTimeout:
        pass
    finally:
        request.give_up()
    budget.require()  # if the run's own end cut it short, it is no hang
    if request.has_begun:
        raise Hang(f"no whole answer within {timeout:.3g} seconds", Unreachable)
    raise Hang(f"no answer within {timeout:.3g} seconds", Blocked)


def _probe(source: str, request: Exchange) -> None:
    """Greets a silent host. Raises Refused if it does not answer the greeting either, or refuses it."""
    small = probe.greet(source, GREETING)
    until = time.monotonic() + GREETING
    while (
        time.monotonic() < until and not request.is_done(budget.TICK) and not request.has_begun and not small.is_done()
    ):
        budget.require()
    if request.is_done() or request.has_begun:
        small.give_up()
        return
    seen = probe.verdict(source, small)
    if seen.verdict == probe.BLOCK:
        raise Refused(seen.why)


def _check_status(source: str, path: str, reply: exchange.Reply) -> None:
    """Raises the exception for an HTTP status that is an error."""
    status, body = reply.status, reply.body
    if status == 200:
        return
    if status == 429:
        wait = exchange.retry_after(reply.headers.get("Retry-After", ""))
        raise Passing("too many requests (429)", Blocked, wait)
    if status == 403:
        if source == CDN and probe.is_well(CDN):
            raise Absent(f"{path}: the CDN has no such file; another source may, see make gaps")
        if source == CDN and throttle.of(CDN).slow_down():
            raise Passing("refused (403), asked too fast", Blocked)
        raise Refused("refused (403)")
    if status == 407:
        raise Misconfigured(f"the proxy {proxies.current()} refuses its credentials (407); check {proxies.NAME}")
    if status >= 500:
        raise Passing(
            f"server error ({status})", Unreachable, advice="the league failed at it; try later, and see make doctor"
        )
    if status in (400, 404, 410):
        text = body.decode(errors="replace").strip()
        why = "" if text[:1] in ("<", "") else f": {text[:200]}"
        raise DeadEndpoint(f"answered {status}{why}", is_gone=status != 400)
    raise Passing(f"status {status}", Unreachable)


def _parsed(body: bytes) -> dict:
    """The JSON document, read as UTF-8 whatever the Content-Type says. Raises Passing."""
    try:
        document = large.loads(body.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Passing("bytes that are not UTF-8 instead of JSON", NoAnswer, body=body) from None
    except (ValueError, RecursionError):
        start = body.lstrip()[:1]
        kind = "a web page" if start == b"<" else "half an answer" if start else "nothing"
        raise Passing(f"{kind} instead of JSON", NoAnswer, body=body) from None
    if not isinstance(document, dict) or not document.keys() - {"Message"}:  # {"Message":"An error has occurred."}
        raise Passing("JSON without any content", NoAnswer, body=body)
    return document


def _pause(state: tenacity.RetryCallState) -> float:
    """Seconds before the next try: the league's Retry-After, else exponential back-off with full jitter."""
    failure = state.outcome.exception()
    if not isinstance(failure, Passing):
        return 0
    if failure.wait is not None:
        return failure.wait + 0.05  # after the cool-down, not at its end
    return tenacity.wait_random_exponential(multiplier=2 * config.get("NBA_MIN_INTERVAL"), max=30)(state)


def _note_retry(what: str, state: tenacity.RetryCallState) -> None:
    budget.run.retries += 1
    log.info(
        "%s: %s; try %d of %d in %.1f seconds",
        what,
        state.outcome.exception(),
        state.attempt_number + 1,
        config.get("NBA_RETRIES"),
        state.next_action.sleep,
    )


def _advice(failure: type[Trouble]) -> str:
    if failure is Blocked:
        return "the league blocks cloud addresses and throttles whoever asks too much; try later or set NBA_API_PROXY"
    if failure is Unreachable:
        return "check the network, try later"
    return "the league is out of order; try later, and see make doctor"
