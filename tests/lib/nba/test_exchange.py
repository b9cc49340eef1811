"""One exchange: bytes mean what they are, no answer is read without a limit of size and time, and failures are told."""

import contextlib
import gzip
import json
import socket
import threading
import time
import tracemalloc

import pytest

from lib.errors import Blocked, Misconfigured, Nonsense, Unreachable
from lib.nba import budget, client, exchange

PATH = "liveData/boxscore/boxscore_0022400001"
DOCUMENT = {"game": {"familyName": "Schröder", "other": "Dončić"}}


class Host:
    """A server that answers each connection with what speak(connection, request) sends."""

    def __init__(self, speak):
        self.speak, self.requests, self.stopping = speak, [], threading.Event()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.thread = threading.Thread(target=self._serve)
        self.talks = []
        self.thread.start()

    def _serve(self):
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            self.talks.append(threading.Thread(target=self._talk, args=(connection,)))
            self.talks[-1].start()

    def _talk(self, connection):
        with connection, contextlib.suppress(OSError):
            request = b""
            while b"\r\n\r\n" not in request:
                if not (got := connection.recv(65536)):
                    return
                request += got
            self.requests.append(request.decode())
            self.speak(connection, self.stopping)

    def stop(self):
        self.stopping.set()
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        for thread in (self.thread, *self.talks):
            thread.join()


def reply(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


@pytest.fixture
def host(tmp_path, monkeypatch):
    made = []

    def start(speak, **env):
        if isinstance(speak, bytes):
            said = speak
            speak = lambda connection, _: connection.sendall(said)  # noqa: E731
        made.append(Host(speak))
        base = f"http://127.0.0.1:{made[-1].port}"
        env = {"NBA_MIN_INTERVAL": "0", "NBA_RETRIES": "1", "NBA_STATS_URL": base, "NBA_CDN_URL": base} | env
        for name, value in {**env, "TMPDIR": f"{tmp_path}"}.items():
            monkeypatch.setenv(name, value)
        return made[-1]

    monkeypatch.setattr(budget, "stopped", None)
    budget.start()
    yield start
    for server in made:
        server.stop()
    budget.start()


@pytest.mark.parametrize("kind", ["text/html", "application/json; charset=iso-8859-1", "text/plain", "image/png", ""])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_json_is_utf_8_whatever_the_content_type_says(host, kind, mark):
    body = mark + json.dumps(DOCUMENT, ensure_ascii=False).encode()
    host(reply(body, *([f"Content-Type: {kind}"] if kind else [])))
    assert client.cdn(PATH) == DOCUMENT


def test_the_stats_service_is_read_in_the_same_way_with_nba_apis_headers_and_sorted_parameters(host):
    from nba_api.stats.endpoints.playercareerstats import PlayerCareerStats

    server = host(reply(json.dumps(DOCUMENT, ensure_ascii=False).encode(), "Content-Type: text/html"))
    assert client.stats(PlayerCareerStats(player_id=2544, get_request=False)) == DOCUMENT
    first, *lines = server.requests[0].split("\r\n")
    names = [part.partition("=")[0] for part in first.split()[1].partition("?")[2].split("&")]
    assert names == sorted(names) and "PlayerID" in names
    assert "Referer: https://www.nba.com/" in lines and f"Host: 127.0.0.1:{server.port}" in lines


@pytest.mark.parametrize(
    "body, why",
    [
        ('{"game": "Schröder"}'.encode("latin-1"), "not UTF-8"),
        (b"[" * 100_000, "half an answer"),
        (b'{"a": ' * 100_000, "half an answer"),
        (b'{"Message":"An error has occurred."}', "without any content"),
        (b"<html>", "a web page"),
        (b"  ", "nothing"),
        (b"17", "without any content"),
    ],
)
def test_what_is_no_answer_is_nonsense_and_carries_its_body(host, body, why):
    host(reply(body))
    with pytest.raises(Nonsense, match=why) as failure:
        client.cdn(PATH)
    assert failure.value.body == body


def test_only_what_can_be_read_is_offered(host):
    server = host(reply(gzip.compress(json.dumps(DOCUMENT).encode()), "Content-Encoding: gzip"))
    assert client.cdn(PATH) == DOCUMENT
    (offered,) = [line for line in server.requests[0].split("\r\n") if line.startswith("Accept-Encoding")]
    assert offered == "Accept-Encoding: gzip, deflate"


@pytest.mark.parametrize("times", [1, 2])
def test_an_answer_that_unpacks_to_more_than_64_mb_is_refused_without_taking_the_memory(host, times):
    bomb = gzip.compress(b" " * 400 * 2**20, 1)
    for _ in range(times - 1):
        bomb = gzip.compress(bomb)
    host(reply(bomb, f"Content-Encoding: {', '.join(['gzip'] * times)}"), NBA_RETRIES="4")
    tracemalloc.start()
    try:
        with pytest.raises(Nonsense, match="more than 64 MB"):
            client.cdn(PATH)
        assert tracemalloc.get_traced_memory()[1] < 200 * 2**20
    finally:
        tracemalloc.stop()


def drip(connection, stopping, first=b"", every=0.05):
    connection.sendall(first)
    while not stopping.wait(every):
        connection.sendall(b" ")


@pytest.mark.parametrize(
    "first, status, why",
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", Unreachable, "no whole answer within 0.6 seconds"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9999\r\n", Unreachable, "no whole answer"),
        (b"HTTP/1.1 200 OK\r\nX-Header: ", Blocked, "no answer within 0.6 seconds"),
    ],
)
def test_a_time_out_holds_for_the_whole_answer(host, monkeypatch, first, status, why):
    monkeypatch.setattr("lib.nba.probe.SECONDS", 0.5)
    server = host(lambda connection, stopping: drip(connection, stopping, first), NBA_TIMEOUT="0.6", NBA_RETRIES="4")
    began = time.monotonic()
    with pytest.raises(status, match=why):
        client.cdn(PATH)
    assert time.monotonic() - began < 3
    assert len(server.requests) == client.HANGS + (status is Blocked), "whether it is about this request is looked at"


def test_a_deadline_holds_in_the_middle_of_an_answer_and_is_no_block(host):
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    host(lambda connection, stopping: drip(connection, stopping, head), NBA_TIMEOUT="30", NBA_DEADLINE="1")
    began = time.monotonic()
    with pytest.raises(budget.BudgetSpent, match="NBA_DEADLINE"):
        client.cdn(PATH)
    assert time.monotonic() - began < 2


def test_the_retry_rule_counts_hangs_not_tries(host):
    answers = ["500 Oh", "500 Oh", "502 Oh", None, "500 Oh", "200 OK"]

    def speak(connection, stopping):
        status = answers[len(server.requests) - 1]
        if status:
            connection.sendall(reply(json.dumps(DOCUMENT).encode(), status=status))
        else:
            stopping.wait(2)

    server = host(speak, NBA_TIMEOUT="0.5", NBA_RETRIES="6")
    assert client.cdn(PATH) == DOCUMENT and len(server.requests) == 6


def test_a_single_hang_among_other_failures_is_not_called_a_block(host):
    def speak(connection, stopping):
        if len(server.requests) < 4:
            connection.sendall(reply(b"", status="500 Oh"))
        else:
            stopping.wait(2)

    server = host(speak, NBA_TIMEOUT="0.5", NBA_RETRIES="4")
    with pytest.raises(Unreachable, match="no answer within 0.5 seconds"):
        client.cdn(PATH)
    assert client.throttle.of("cdn").closed() is None, "no cool-down"


def test_a_silent_host_that_nobody_knows_is_found_blocked_in_seconds_once_for_all(host):
    server = host(lambda connection, stopping: stopping.wait(20), NBA_TIMEOUT="30", NBA_RETRIES="4")
    began = time.monotonic()
    with pytest.raises(Blocked, match="says nothing"):
        client.cdn(PATH)
    assert time.monotonic() - began < 5.5 and len(server.requests) == 2
    budget.start()  # the next process
    began = time.monotonic()
    with pytest.raises(Blocked, match="is not asked for another"):
        client.cdn(PATH)
    assert time.monotonic() - began < 0.5 and len(server.requests) == 2


def test_a_slow_answer_of_a_host_that_nobody_knows_is_waited_for(host, monkeypatch):
    monkeypatch.setattr(client, "PATIENCE", 1)
    monkeypatch.setattr(client, "GREETING", 1)

    def speak(connection, stopping):
        if "todaysScoreboard" not in server.requests[-1]:
            stopping.wait(2.5)
        connection.sendall(reply(json.dumps(DOCUMENT).encode()))

    server = host(speak, NBA_TIMEOUT="30")
    assert client.cdn(PATH) == DOCUMENT and len(server.requests) == 2
    assert client.throttle.of("cdn").is_known()


def test_a_host_that_answered_is_not_probed(host):
    def speak(connection, stopping):
        if len(server.requests) > 1:
            stopping.wait(1.5)
        connection.sendall(reply(json.dumps(DOCUMENT).encode()))

    server = host(speak, NBA_TIMEOUT="30")
    for _ in range(2):
        assert client.cdn(PATH) == DOCUMENT
    assert len(server.requests) == 2


def test_a_stop_gives_up_the_request_under_way(host):
    host(lambda connection, stopping: stopping.wait(20), NBA_TIMEOUT="30")
    threading.Timer(0.3, budget.stop, ["stopped by SIGTERM"]).start()
    began = time.monotonic()
    with pytest.raises(budget.BudgetSpent, match="stopped by SIGTERM"):
        client.cdn(PATH)
    assert time.monotonic() - began < 1.5
    assert client.throttle.of("cdn").closed() is None, "that is no block"


def test_where_no_name_resolves_nothing_is_counted_throttled_or_tried_again(host, monkeypatch):
    nowhere = {f"NBA_{name}_URL": "http://nowhere.invalid/x" for name in ("STATS", "CDN")}
    host(b"", **nowhere, NBA_MIN_INTERVAL="5", NBA_RETRIES="4")
    for _ in range(3):
        began = time.monotonic()
        with pytest.raises(exchange.NoNetwork, match="no name resolves: nowhere.invalid; check the network"):
            client.cdn(PATH)
        assert time.monotonic() - began < 5
    assert budget.run.sent == budget.run.retries == 0 and budget.run.waited == 0
    with client.hosts.state("cdn", "throttle") as state:
        assert not state.get("times")


def test_one_name_that_does_not_resolve_leaves_the_other_source(host, monkeypatch):
    host(reply(json.dumps(DOCUMENT).encode()))
    monkeypatch.setenv("NBA_STATS_URL", "http://nowhere.invalid/x")
    assert client.cdn(PATH) == DOCUMENT
    from nba_api.stats.endpoints.playercareerstats import PlayerCareerStats

    with pytest.raises(Unreachable, match="nowhere.invalid: no such host"):
        client.stats(PlayerCareerStats(player_id=2544, get_request=False))


@pytest.mark.parametrize("bundle, why", [("absent.pem", "No such file"), ("empty.pem", "holds no certificate")])
def test_a_ca_bundle_that_cannot_be_used_is_a_matter_of_configuration(host, monkeypatch, tmp_path, bundle, why):
    host(reply(b"{}"))
    (tmp_path / "empty.pem").write_text("")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", f"{tmp_path / bundle}")
    with pytest.raises(Misconfigured, match=f"REQUESTS_CA_BUNDLE=.*{bundle}: {why}"):
        client.cdn(PATH)


def test_a_redirect_is_not_followed(host):
    server = host(reply(b"", "Location: /elsewhere", status="302 Found"))
    with pytest.raises(Unreachable, match="status 302"):
        client.cdn(PATH)
    assert len(server.requests) == 1


def test_a_cdn_that_is_asked_too_fast_is_asked_again_more_slowly(host, monkeypatch):
    monkeypatch.setattr("lib.nba.throttle.FORGIVES", 1.5)
    monkeypatch.setattr("lib.nba.throttle.SLOWEST", 0.2)
    refused = []

    def speak(connection, stopping):
        now = time.time()
        if len(server.requests) > 15 and (not refused or now - refused[0] < 1):
            refused.append(now)
            connection.sendall(reply(b"<html>", status="403 Forbidden"))
        else:
            connection.sendall(reply(json.dumps(DOCUMENT).encode()))

    server = host(speak, NBA_RETRIES="4")
    for _ in range(20):
        assert client.cdn(PATH) == DOCUMENT
    assert len(refused) == 2 and budget.run.retries == 1, "the file, and what is there always"
