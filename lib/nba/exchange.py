"""One HTTP exchange with a host: limited in time and size, and abandoned at once when the run is stopped.

It runs in its own thread, because a name look-up and an answer that arrives byte by byte ignore time-outs. The
caller can stop waiting at any moment.
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

MOST_BYTES = 64 * 2**20  # of an answer, unpacked; the largest known, a season of shots, has 45 MB
CHUNK = 64 * 2**10
LOOK_UP = 4  # seconds for a name
RETRY_AFTER = 30  # of a 429 that names no time
# nba_api's Host is the league's own server: without it, requests writes that of the URL. Only encodings that can be
# read are offered: br would need one more package.
_OWN = {"Host": None, "Accept-Encoding": "gzip, deflate"}
HEADERS = {STATS: STATS_HEADERS | _OWN, CDN: CDN_HEADERS | _OWN}


CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")  # as requests reads them


class TooLarge(Exception):
    """An answer beyond MOST_BYTES."""


class NoNetwork(Trouble):
    """No host name resolves. No source can be asked, so neither a retry nor another source can help."""

    status = Unreachable.status


@dataclass(frozen=True)
class Reply:
    """A host's response; body is decompressed."""

    status: int
    headers: dict
    body: bytes


class Task:
    """Work in a thread that does not keep the process alive."""

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
        """Waits for its end, at most so many seconds and no longer than the run; whether it ended."""
        until = time.monotonic() + within
        while not self._done.wait(max(0, min(budget.TICK, until - time.monotonic()))):
            if time.monotonic() >= until or budget.stopped:
                return self._done.is_set()
        return True

    def outcome(self):
        """Returns the result of a task that is done, or raises its exception."""
        if self._error:
            raise self._error
        return self._outcome


class Exchange(Task):
    """A GET request; its outcome is a Reply, whatever the HTTP status. Redirects are not followed.

    Raises requests' exceptions, TooLarge, Misconfigured.
    """

    def __init__(self, source: str, url: str, params, timeout: float):
        self.has_begun = False  # whether the host has said anything yet
        self._response = None
        self._is_given_up = False
        session, proxy = _session(), proxies.current()
        options = {
            "params": params,
            "headers": HEADERS[source],
            "timeout": timeout,
            "proxies": as_proxies(proxy.text if proxy else None),
            "allow_redirects": False,
            "stream": True,
        }
        super().__init__(lambda: self._talk(session, url, options))

    def give_up(self) -> None:
        """Closes the connection, so that the thread ends; nobody waits for the answer any more."""
        self._is_given_up = True
        if self._response is not None and not self.is_done():
            with contextlib.suppress(OSError, RuntimeError, ValueError):  # it was just ending by itself
                self._response.raw.shutdown()

    def _talk(self, session, url: str, options: dict) -> Reply:
        with session.get(url, **options) as response:
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
    """Looks up the host that a source's requests go to (its own, or the proxy's) before a request is counted.

    Raises Unreachable; NoNetwork if the other source's host does not resolve either.
    """
    if _is_known(name := _goes_to(source)):
        return
    names = list(dict.fromkeys((name, _goes_to(STATS), _goes_to(CDN))))
    if not any(map(_is_known, names)):
        unknown = " and ".join(names)
        raise NoNetwork(f"no name resolves: {unknown}; check the network (curl -I https://www.nba.com), then run again")
    raise Unreachable(f"{name}: no such host; check the network and the variables that name it, then run again")


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
    """Why a request failed, in plain words. Never the exception's text, which may contain a URL with credentials."""
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
    """Whether the certificate is the reason; a retry would meet the same one."""
    return any(isinstance(cause, ssl.SSLCertVerificationError) for cause in _causes(error))


def _causes(error):
    """An exception and all exceptions that it wraps, in any of the ways that requests and urllib3 use."""
    seen, waiting = set(), [error]
    while waiting:
        cause = waiting.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        inner = [cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args]
        waiting += [error for error in inner if isinstance(error, BaseException)]


def retry_after(header: str) -> float:
    """The seconds that a Retry-After header (a number or a date) asks for."""
    try:
        if header.replace(".", "", 1).isdecimal():
            return float(header)
        return max(0.0, email.utils.parsedate_to_datetime(header).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return RETRY_AFTER
