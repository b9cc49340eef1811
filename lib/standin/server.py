"""The stand-in's server: routes, the clock, the request log, and faults on the wire.

For other processes: GET and PUT /_standin/now (an instant); POST /_standin/faults (the arguments of a Fault as JSON)
and DELETE; GET and DELETE /_standin/requests.
"""

import contextlib
import gzip
import json
import os
import select
import socket
import struct
import sys
import threading
import time
import weakref
from collections import OrderedDict, namedtuple
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from lib.standin import faults, params
from lib.standin.answers import endpoints
from lib.standin.clock import UTC, instant, iso
from lib.standin.fill import lacks
from lib.standin.league import League
from lib.standin.others import GleagueLeague, WnbaLeague
from lib.standin.replay import Replay

JSON, TEXT, HTML = "application/json; charset=utf-8", "text/plain; charset=utf-8", "text/html"
REFERER = "https://www.nba.com/"
FRESH = (("x-full-ttl", "300"),)  # how long the stats service's answers may be kept, in seconds
COMPRESS_FROM = 500  # bytes
KEPT = 24  # answers remembered, since tests ask the same again and again

Answer = namedtuple("Answer", "status body content_type headers", defaults=(b"", JSON, ()))


class Standin(ThreadingHTTPServer):
    """A league behind a port of this machine; use it as a context."""

    daemon_threads = False  # so that server_close() waits for them
    request_queue_size = 128

    def __init__(self, now=None, seed=1, replay=None, host="127.0.0.1", port=0, log=None):
        self.league, self.wnba = League(seed), WnbaLeague(seed)
        self._leagues = {"00": self.league, "10": self.wnba, "20": GleagueLeague(seed)}
        self.replay = Replay(replay) if replay else None
        self.now, self.requests, self.stopping = now, [], threading.Event()
        self._faults = faults.Faults(seed)
        self.fault, self.clear_faults, self.next_fault = self._faults.add, self._faults.clear, self._faults.next
        self.clear_requests = self.requests.clear
        self._lock, self._log_lock = threading.RLock(), threading.Lock()
        self._answers, self._connections = OrderedDict(), weakref.WeakSet()
        self._log = Path(log) if log else None
        if log:
            self._log.touch()  # raises where it cannot be written
        super().__init__((host, port), _Handler)
        self.url = f"http://{self.server_address[0]}:{self.server_address[1]}"
        self.stats_url, self.cdn_url = f"{self.url}/stats", f"{self.url}/static/json"

    def __enter__(self):
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        """Every connection is closed, hanging ones too."""
        self.stopping.set()
        self.shutdown()
        self._thread.join()
        for connection in list(self._connections):
            with contextlib.suppress(OSError):  # closed already
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def process_request(self, request, client_address):
        self._connections.add(request)
        super().process_request(request, client_address)

    def handle_error(self, request, client_address):
        """Ignores a client that closed the connection; prints any other error."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)

    @property
    def now(self):
        """The league's time: a clock that was set stands still; otherwise it is the machine's."""
        return self._now or datetime.now(UTC)

    @now.setter
    def now(self, value):
        self._now = instant(value) if value else None

    def note(self, host, endpoint, asked, status, headers, fault):
        """One request in the log; `at` is the machine's time, in seconds."""
        headers = {name: headers[name] for name in ("Referer", "User-Agent") if headers[name]}
        entry = {"host": host, "endpoint": endpoint, "params": asked, "status": status, "at": time.time()}
        entry |= {"fault": fault.kind if fault else None, "headers": headers}
        with self._log_lock:
            self.requests.append(entry)
            if self._log:
                with self._log.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(entry) + "\n")

    def answer(self, host, endpoint, asked, headers, fault=None):
        """The Answer to a request, remembered while the clock stands still."""
        if host == "cdn" and not (headers["Referer"] or "").startswith(REFERER):
            return _denied(endpoint)
        spoiled = fault.kind if fault and fault.kind in faults.DATA else None
        key = (host, endpoint, tuple(sorted(asked.items())), self._now, spoiled)
        if host == "stats" and not self.replay and endpoint in endpoints.STATS:
            wrong = params.complaints(endpoint, asked)
            if wrong:  # answered at once, without waiting for a season that another request simulates
                return Answer(400, wrong.encode(), TEXT)
        with self._lock:  # one at a time: a season is simulated once, whoever asks for it first
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
            answer = (self._replayed if self.replay else self._simulated)(host, endpoint, asked)
            if spoiled and answer.status == 200:
                answer = answer._replace(body=_dump(faults.spoil(spoiled, json.loads(answer.body))))
            if self._now or self.replay:
                self._answers[key] = answer
                if len(self._answers) > KEPT:
                    self._answers.popitem(last=False)
            return answer

    def _replayed(self, host, endpoint, asked):
        status, body = self.replay.answer(host, endpoint, asked)
        return Answer(status, body, JSON if body[:1] in (b"{", b"[") else TEXT)

    def _simulated(self, host, endpoint, asked):
        if host == "cdn":
            document = endpoints.cdn(self.league, endpoint, self.now)
            return Answer(200, _dump(document)) if document else _denied(endpoint)
        if endpoint not in endpoints.STATS:
            return Answer(404, f"no endpoint is called {endpoint}\n".encode(), TEXT)
        if lacks(endpoint, asked):  # a measure that it does not have
            return Answer(200, b"{}")
        league = self._leagues.get((asked.get("GameID") or asked.get("LeagueID", ""))[:2], self.league)
        document = endpoints.stats(league, endpoint, asked, self.now)
        return Answer(200, _dump(document), headers=FRESH)


def _denied(endpoint):
    """The CDN's answer to a stranger, and for a file that it does not have."""
    return Answer(403, faults.denied(f"http://cdn.nba.com/static/json/{endpoint}.json"), HTML)


def _dump(document):
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "standin", ""
    disable_nagle_algorithm = True

    def log_message(self, *_):
        """The request log is elsewhere."""

    def do_GET(self):
        url = urlsplit(self.path)
        asked, path = dict(parse_qsl(url.query, keep_blank_values=True)), unquote(url.path)
        if path.startswith("/_standin/"):
            self._control(path)
        elif path.startswith("/stats/"):
            self._serve("stats", path.removeprefix("/stats/").strip("/").lower(), asked)
        elif path.startswith("/static/json/") and path.endswith(".json"):
            self._serve("cdn", path.removeprefix("/static/json/").removesuffix(".json"), asked)
        else:
            self._send(Answer(404, b"neither /stats/ nor /static/json/\n", TEXT))

    do_PUT = do_POST = do_DELETE = do_GET

    def _serve(self, host, endpoint, asked):
        standin = self.server
        fault = standin.next_fault(host, endpoint)
        kind = fault.kind if fault else None
        if kind in ("hang", "reset"):
            standin.note(host, endpoint, asked, None, self.headers, fault)
            return self._hang() if kind == "hang" else self._reset()
        if kind == "latency":
            standin.stopping.wait(fault.seconds)
        answer = self._refusal(fault, host, endpoint) if fault else None
        answer = answer or standin.answer(host, endpoint, asked, self.headers, fault)
        if kind == "truncated":
            answer = answer._replace(body=answer.body[: len(answer.body) // 2])
        standin.note(host, endpoint, asked, answer.status, self.headers, fault)
        return self._send(answer, cut=kind == "cut")

    @staticmethod
    def _refusal(fault, host, endpoint):
        """The Answer that takes the league's place, for the faults that have one."""
        return {
            "403": Answer(403, faults.denied(f"http://{host}.nba.com/{endpoint}"), HTML),
            "429": Answer(429, b"Too Many Requests\n", TEXT, (("Retry-After", f"{fault.seconds:g}"),)),
            "404": Answer(404, b"", TEXT),
            "500": Answer(500, b"", TEXT),
            "500-text": Answer(500, faults.TRACE, TEXT),
            "html": Answer(200, faults.HTML_ERROR, HTML),
            "empty": Answer(200, b"", JSON),
        }.get(fault.kind)

    def _hang(self):
        """Says nothing until the client gives up, or the stand-in stops."""
        self.close_connection = True
        while not self.server.stopping.is_set():
            readable, _, _ = select.select([self.connection], [], [], 0.1)
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                return

    def _reset(self):
        """Closes without a shutdown, so that the client sees a reset."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())

    def _send(self, answer, cut=False):
        headers, body = [("Content-Type", answer.content_type), *answer.headers], answer.body
        if "gzip" in (self.headers["Accept-Encoding"] or "") and len(body) >= COMPRESS_FROM:
            body = gzip.compress(body, compresslevel=1, mtime=0)
            headers.append(("Content-Encoding", "gzip"))
        self.send_response(answer.status)
        for name, value in [*headers, ("Content-Length", str(len(body)))]:
            self.send_header(name, value)
        if cut:
            body = body[: len(body) // 2]
            self.close_connection = True
        self.end_headers()
        self.wfile.write(body)

    def _control(self, path):
        """What another process turns and reads; all but the requests answers with the time."""
        standin, control = self.server, (self.command, path.removeprefix("/_standin/"))
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        try:
            if control == ("PUT", "now"):
                standin.now = body
            elif control == ("POST", "faults"):
                standin.fault(**json.loads(body))
            elif control == ("DELETE", "faults"):
                standin.clear_faults()
            elif control == ("DELETE", "requests"):
                standin.clear_requests()
            elif control == ("GET", "requests"):
                return self._send(Answer(200, _dump(list(standin.requests))))
            elif control != ("GET", "now"):
                return self._send(Answer(404, b"no such control\n", TEXT))
        except (TypeError, ValueError) as error:
            return self._send(Answer(400, f"{error}\n".encode(), TEXT))
        return self._send(Answer(200, f"{iso(standin.now)}\n".encode(), TEXT))
