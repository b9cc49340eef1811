"""Through a proxy, from one to the next, and never a word of its credentials."""

import contextlib
import http.client
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

import pytest

from tests.support.served import served

SECRET = "s3cret%21word"


class Proxy:
    """A forward proxy of this machine; refuses: the status it answers in the league's place."""

    def __init__(self, refuses=0):
        self.passed = 0
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                proxy.passed += 1
                proxy.credentials = self.headers["Proxy-Authorization"]
                if refuses:
                    self.send_error(refuses)
                    return
                url = urlsplit(self.path)
                forwarded = http.client.HTTPConnection(url.netloc)
                headers = {name: value for name, value in self.headers.items() if not name.startswith("Proxy-")}
                forwarded.request("GET", f"{url.path}?{url.query}", headers=headers)
                answer = forwarded.getresponse()
                body = answer.read()
                forwarded.close()
                self.send_response_only(answer.status)
                for name, value in answer.getheaders():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.handler = Handler


@pytest.fixture
def proxy():
    with contextlib.ExitStack() as running:

        def make(**how):
            made = Proxy(**how)
            made.url = running.enter_context(served(made.handler)).url.replace("//", f"//me:{SECRET}@")
            return made

        yield make


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
    refusing, good = proxy(refuses=403), proxy()
    done = fetch(house, refusing.url, good.url)
    assert done.returncode == 0, done.stderr
    assert (refusing.passed, good.passed) == (2, 2) and "going on through" in done.stderr


def test_when_all_are_blocked_it_is_said_and_the_status_is_75(house, proxy):
    done = fetch(house, proxy(refuses=403).url, proxy(refuses=403).url)
    assert done.returncode == 75 and "Traceback" in done.stderr


def test_a_dead_proxy_is_named_without_its_credentials_in_a_traceback_too(house):
    done = fetch(house, f"http://me:{SECRET}@127.0.0.1:9")
    assert done.returncode == 69 and "Traceback" in done.stderr
    assert "the proxy" in done.stderr and "127.0.0.1:9" in done.stderr


@pytest.mark.parametrize("letter", ["/", "#", "?", "\\", ",", " "])
@pytest.mark.parametrize("before", ["s3cret", "61987", ""])
def test_an_unencoded_letter_in_a_password_is_refused_without_a_word_of_it(house, league, letter, before):
    for made in (f"http://me:{before}{letter}s3cret@127.0.0.1:9", f"http://me:s3cret{letter}{before}@127.0.0.1:9"):
        done = house.script("fetch_team_games", "--date", "2025-01-14", NBA_API_PROXY=made, LOG_LEVEL="debug")
        assert done.returncode == 78 and "NBA_API_PROXY: cannot be read; write it as http://user:" in done.stderr
        assert "s3cret" not in done.stdout + done.stderr and "61987" not in done.stderr
    assert not league.requests


@pytest.mark.parametrize(
    "made",
    [
        "me:s3cret@127.0.0.1:9",
        "//me:s3cret@h:9",
        "ftp://me:s3cret@h",
        "http://me:s3cret@h:99999",
        "http://me:s3cret٣@h:9",
        "http://me:s3cret%D9%A3@h:9",
    ],
)
def test_a_proxy_that_is_no_url_is_refused_without_a_word_of_it(house, made):
    done = fetch(house, made, LOG_FORMAT="json")
    assert done.returncode == 78 and len(done.stderr.split("Traceback")[0].splitlines()) == 1, done.stderr


def test_a_socks_proxy_without_its_package_says_what_to_install(house):
    done = fetch(house, f"socks5h://me:{SECRET}@127.0.0.1:9")
    assert done.returncode == 78 and "pip install PySocks" in done.stderr


@pytest.mark.parametrize("name, rest", [("NBA_STATS_URL", "/stats"), ("NBA_CDN_URL", "/static/json")])
def test_credentials_in_a_base_url_are_sent_and_appear_nowhere(house, league, name, rest):
    port = league.url.rpartition(":")[2]
    league.fault("403")
    done = fetch(house, **{name: f"http://me:{SECRET}@127.0.0.1:{port}{rest}"})
    assert done.returncode == 75 and f"127.0.0.1:{port}" in done.stderr
    for path in house.data.parent.rglob("*"):
        assert "s3cret" not in f"{path}" and not (path.is_file() and "s3cret" in path.read_text(errors="replace"))
    done = fetch(house, **{name: f"http://me:12/s3cret@127.0.0.1:{port}{rest}"})
    assert done.returncode == 78 and f"{name}: cannot be read" in done.stderr


def test_a_proxy_that_wants_other_credentials_is_a_matter_of_configuration(house, proxy):
    done = fetch(house, proxy(refuses=407).url)
    assert done.returncode == 78 and "refuses its credentials (407); check NBA_API_PROXY" in done.stderr
