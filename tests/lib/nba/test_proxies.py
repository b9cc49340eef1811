"""Through a proxy, from one to the next, and never a word of its credentials."""

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

SECRET = "s3cret%21word"


class Proxy:
    """A forward proxy of this machine; refuses: answers 403 in the league's place."""

    def __init__(self, refuses=False):
        self.passed = 0
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                proxy.passed += 1
                proxy.credentials = self.headers["Proxy-Authorization"]
                if refuses:
                    self.send_error(403)
                    return
                url = urlsplit(self.path)
                upstream = http.client.HTTPConnection(url.netloc)
                headers = {name: value for name, value in self.headers.items() if not name.startswith("Proxy-")}
                upstream.request("GET", f"{url.path}?{url.query}", headers=headers)
                answer = upstream.getresponse()
                body = answer.read()
                upstream.close()
                self.send_response_only(answer.status)
                for name, value in answer.getheaders():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()
        self.url = f"http://me:{SECRET}@127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def proxy():
    made = []

    def make(**how):
        made.append(Proxy(**how))
        return made[-1]

    yield make
    for one in made:
        one.close()


def fetch(house, *proxies, **env):
    env = {"NBA_API_PROXY": ",".join(proxies), "LOG_LEVEL": "debug", "NBA_RETRIES": "1"} | env
    done = house.script("fetch_team_games", "--date", "2025-01-14", **env)
    assert SECRET not in done.stdout + done.stderr and "s3cret" not in done.stdout + done.stderr
    return done


def test_requests_go_through_the_proxy_to_both_hosts(house, league, proxy):
    one = proxy()
    done = fetch(house, one.url)
    assert done.returncode == 0, done.stderr
    assert one.passed == len(league.requests) == 2 and one.credentials.startswith("Basic ")


def test_a_blocked_proxy_gives_way_to_the_next(house, league, proxy):
    refusing, good = proxy(refuses=True), proxy()
    done = fetch(house, refusing.url, good.url)
    assert done.returncode == 0, done.stderr
    assert (refusing.passed, good.passed) == (1, 2) and "going on through" in done.stderr


def test_when_all_are_blocked_it_is_said_and_the_status_is_75(house, proxy):
    done = fetch(house, proxy(refuses=True).url, proxy(refuses=True).url)
    assert done.returncode == 75 and "Traceback" in done.stderr


def test_a_dead_proxy_is_named_without_its_credentials_in_a_traceback_too(house):
    done = fetch(house, f"http://me:{SECRET}@127.0.0.1:9")
    assert done.returncode == 69 and "Traceback" in done.stderr
    assert "the proxy" in done.stderr and "127.0.0.1:9" in done.stderr


def test_json_logs_and_unexpected_errors_are_masked_as_well(house):
    done = fetch(house, f"http://me:{SECRET}@127.0.0.1:99999", LOG_FORMAT="json")
    assert done.returncode in (69, 70, 78) and done.stderr
