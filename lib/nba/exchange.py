"""One HTTP exchange with a host: limited in time and in size, and given up at once when the run is stopped.

It runs in a thread of its own, since neither the look-up of a name nor an answer that arrives byte by byte obeys a
time-out. Whoever waits for it may leave at any moment.
"""

import contextlib
import email.utils
import os
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
import urllib3.exceptions
from nba_api.library.proxy import as_proxies
from nba_api.live.nba.library.http import STATS_HEADERS as CDN_HEADERS
from nba_api.stats.library.http import STATS_HEADERS

from lib.errors import Misconfigured, Trouble, Unreachable
from lib.nba import budget, hosts, proxies
from lib.nba.hosts import CDN, STATS

MOST_BYTES = 64 * 2**20  # of an answer, unpacked; the largest known has 5 MB
CHUNK = 64 * 2**10
LOOK_UP = 4  # seconds for a name
RETRY_AFTER = 30  # of a 429 that names no time
# Host names the league's own server, requests writes the right one for any other; and no packing is offered that may
# not be read: br takes a package that is not among ours.
_OWN = {"Host": None, "Accept-Encoding": "gzip, deflate"}
HEADERS = {STATS: STATS_HEADERS | _OWN, CDN: CDN_HEADERS | _OWN}


CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")  # as requests reads them


class TooLarge(Exception):
    """An answer beyond MOST_BYTES."""


class NoNetwork(Trouble):
    """No name resolves, so that no source can be asked: trying again, or elsewhere, is hopeless."""

    status = Unreachable.status


@dataclass(frozen=True)
class Reply:
    """What a host answered; body is unpacked."""

    status: int
    headers: dict
    body: bytes


class Task:
    """Some work in a thread of its own, which a process that ends does not wait for."""

    def __init__(self, work):
        self._done = threading.Event()
        self._outcome = None
        self._error = None
        threading.Thread(target=self._run, args=(work,), daemon=True).start()

    def _run(self, work) -> None:
        try:
            self._outcome = work()
        except Exception as error:  # it is raised again where the outcome is wanted
            self._error = error
        self._done.set()

    def is_done(self, within: float = 0) -> bool:
        """Whether it ends within so many seconds, waiting no longer than that, nor than the run."""
        until = time.monotonic() + within
        while not self._done.wait(max(0, min(budget.TICK, until - time.monotonic()))):
            if time.monotonic() >= until or budget.stopped:
                return self._done.is_set()
        return True

    def outcome(self):
        """What a task that is done gave, or raised."""
        if self._error:
            raise self._error
        return self._outcome


class Exchange(Task):
    """A GET request and its answer; its outcome is a Reply.

    Raises requests' exceptions, TooLarge, Misconfigured; whatever the status, it is a reply. No redirect is followed.
    """

    def __init__(self, source: str, url: str, params, timeout: float):
        self.has_begun = False  # whether the host has said anything yet
        self._response = None
        self._is_given_up = False
        session, proxy = _session(), proxies.current()
        asked = {
            "params": params,
            "headers": HEADERS[source],
            "timeout": timeout,
            "proxies": as_proxies(proxy.text if proxy else None),
            "allow_redirects": False,
            "stream": True,
        }
        super().__init__(lambda: self._talk(session, url, asked))

    def give_up(self) -> None:
        """Nobody waits for it any more: its connection is shut, so that its thread ends."""
        self._is_given_up = True
        if self._response is not None and not self.is_done():
            with contextlib.suppress(OSError, RuntimeError, ValueError):  # it was just ending by itself
                self._response.raw.shutdown()

    def _talk(self, session, url: str, asked: dict) -> Reply:
        with session.get(url, **asked) as response:
            self.has_begun, self._response = True, response
            body = bytearray()
            for chunk in response.iter_content(CHUNK):
                body += chunk
                if len(body) > MOST_BYTES:
                    raise TooLarge(f"more than {MOST_BYTES // 2**20} MB")
                if self._is_given_up:
                    break
            return Reply(response.status_code, dict(response.headers), bytes(body))


@budget.per_run
def _session() -> requests.Session:
    for name in CA_VARIABLES:
        if path := os.environ.get(name):
            try:
                ssl.create_default_context(**{"capath" if os.path.isdir(path) else "cafile": path})
            except OSError as error:  # an ssl.SSLError is one as well
                why = (
                    error.strerror if error.filename or not isinstance(error, ssl.SSLError) else "holds no certificate"
                )
                raise Misconfigured(f"{name}={path}: {why}; name a file of CA certificates, or unset it") from None
    return requests.Session()


def require_name(source: str) -> None:
    """Looks up the name that a source's requests go to, before one is counted: its host's, or a proxy's.

    Raises Unreachable; NoNetwork where the other source's name is as unknown.
    """
    names = {each: _goes_to(each) for each in (source, STATS, CDN)}
    if _is_known(names[source]):
        return
    if not any(_is_known(name) for name in names.values()):
        unknown = " and ".join(dict.fromkeys(names.values()))
        raise NoNetwork(f"no name resolves: {unknown}; check the network (curl -I https://www.nba.com), then run again")
    raise Unreachable(
        f"{names[source]}: no such host; check the network and the variables that name it, then run again"
    )


def _goes_to(source: str) -> str:
    url = hosts.base(source)
    if proxy := proxies.current():
        return proxy.host
    others = requests.utils.get_environ_proxies(url.text)  # HTTPS_PROXY and the like
    return urlsplit(requests.utils.select_proxy(url.text, others) or url.text).hostname or url.host


@budget.per_run
def _is_known(name: str) -> bool:
    look_up = Task(lambda: socket.getaddrinfo(name, None, type=socket.SOCK_STREAM))
    if not look_up.is_done(LOOK_UP):
        budget.require()
        return False
    try:
        return bool(look_up.outcome())
    except OSError:
        return False


def reason(error: Exception) -> str:
    """Why a request failed, in plain words: never the exception's text, which may hold a URL with credentials."""
    causes = [*_causes(error)]
    for kinds, plain in _PLAIN:
        if any(isinstance(cause, kinds) for cause in causes):
            return plain
    return f"the connection failed ({type(error).__name__})"


_PLAIN = (
    (ssl.SSLCertVerificationError, "its certificate is not trusted"),
    ((ssl.SSLError, requests.exceptions.SSLError), "no secure connection can be made"),
    ((socket.gaierror, urllib3.exceptions.NameResolutionError), "no such host"),
    (ConnectionRefusedError, "connection refused"),
    ((ConnectionResetError, ConnectionAbortedError, BrokenPipeError), "the connection was reset"),
    (requests.exceptions.ConnectTimeout, "cannot connect in time"),
    (requests.exceptions.ContentDecodingError, "the answer cannot be unpacked"),
    (requests.exceptions.ChunkedEncodingError, "the answer broke off"),
)


def is_untrusted(error: Exception) -> bool:
    """Whether a certificate is the reason: the next try meets the same one."""
    return any(isinstance(cause, ssl.SSLCertVerificationError) for cause in _causes(error))


def _causes(error):
    """An exception and all that it wraps, in whichever way requests and urllib3 do it."""
    seen, waiting = set(), [error]
    while waiting:
        cause = waiting.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        inner = [cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args]
        waiting += [each for each in inner if isinstance(each, BaseException)]


def retry_after(header: str) -> float:
    """The seconds that a Retry-After header asks for, as a number or as a date."""
    try:
        if header.replace(".", "", 1).isdecimal():
            return float(header)
        return max(0.0, email.utils.parsedate_to_datetime(header).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return RETRY_AFTER
