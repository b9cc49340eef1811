"""Who hears of a run, against a local server: each webhook's own JSON, the heartbeat and its /fail."""

import json
import socket
import threading
import time

import pytest

from lib import config
from lib.errors import Misconfigured
from lib.jobs import notify
from lib.jobs.freshness import State


def test_a_webhook_gets_one_json_text(webhook, monkeypatch):
    monkeypatch.setenv("NOTIFY_URL", f"{webhook.url}/hooks/secret")
    assert notify.message("player-boxscores late by 2 days", print)
    assert webhook.asked == [("/hooks/secret", {"text": "player-boxscores late by 2 days"})]


@pytest.mark.parametrize(
    "url, where, field",
    [
        ("https://discord.com/api/webhooks/1/x", "https://discord.com/api/webhooks/1/x", "content"),
        ("https://ntfy.sh/my-topic", "https://ntfy.sh/", "message"),
        ("https://x.webhook.office.com/hook", "https://x.webhook.office.com/hook", "attachments"),
    ],
)
def test_each_service_gets_the_json_that_it_reads(url, where, field):
    at, body = notify._shaped(url, "late")
    assert at == where
    assert "late" in json.dumps(body[field])


def test_the_heartbeat_is_called_at_its_address_and_at_fail_after_a_bad_run(webhook, monkeypatch):
    monkeypatch.setenv("HEARTBEAT_URL", f"{webhook.url}/ping/uuid?rid=1")
    notify.heartbeat(True, print)
    notify.heartbeat(False, print)
    assert [path for path, _ in webhook.asked] == ["/ping/uuid?rid=1", "/ping/uuid/fail?rid=1"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/secret", "http://no-such-host.invalid/secret"])
def test_a_service_that_is_away_costs_a_line_without_its_address(url, monkeypatch):
    monkeypatch.setenv("NOTIFY_URL", url)
    monkeypatch.setenv("HEARTBEAT_URL", url)
    said = []
    assert not notify.message("late", said.append)
    assert not notify.heartbeat(True, said.append)
    assert len(said) == 2 and "secret" not in "".join(said)


@pytest.mark.parametrize("url", ["no address/secret", "http://[::secret", "hooks.example.com/secret", "http:///secret"])
def test_what_is_no_address_is_refused_and_not_shown(url, monkeypatch):
    monkeypatch.setenv("HEARTBEAT_URL", url)
    with pytest.raises(Misconfigured, match="^HEARTBEAT_URL: must be an address such as") as refused:
        config.check()
    assert "secret" not in f"{refused.value}"


def test_nobody_is_called_where_no_address_is_set():
    assert not notify.message("late", print)
    assert not notify.heartbeat(False, print)


def test_what_nobody_heard_of_is_told_once_an_address_is_set(webhook, monkeypatch, tmp_path):
    monkeypatch.setenv("DATA_DIR", f"{tmp_path}/data")
    notify.tell({"teams": state("late", "late by 1 day: not run")}, print)
    monkeypatch.setenv("NOTIFY_URL", webhook.url)
    for _ in range(2):
        notify.tell({"teams": state("late", "late by 2 days: not run")}, print)
    assert texts(webhook) == ["teams late by 2 days: not run"]


def test_an_answer_that_never_ends_holds_nobody_up(monkeypatch):
    def drip(connection):
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            done.wait(5)

    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        dripping = threading.Thread(target=lambda: drip(server.accept()[0]), daemon=True)
        dripping.start()
        monkeypatch.setenv("NOTIFY_URL", f"http://127.0.0.1:{server.getsockname()[1]}/")
        started = time.monotonic()
        assert notify.message("late", print) and time.monotonic() - started < 4
        done.set()
        dripping.join()


def state(word: str, why: str = "") -> State:
    return State(word, "2025-01-15", why, "2025-01-14")


def texts(webhook) -> list[str]:
    return [body["text"] for _, body in webhook.asked]


def test_a_change_is_told_once_whoever_looked_in_between(webhook, monkeypatch, tmp_path):
    """make daily and make gaps write status.json as well; late and incomplete by turns is one illness."""
    monkeypatch.setenv("DATA_DIR", f"{tmp_path}/data")
    monkeypatch.setenv("NOTIFY_URL", webhook.url)
    for word, why in (
        ("fresh", ""),
        ("late", "late by 1 day: blocked"),
        ("incomplete", "incomplete: x"),
        ("late", "y"),
    ):
        notify.tell({"teams": state("fresh"), "team-games": state(word, why)}, print)
    assert texts(webhook) == ["team-games late by 1 day: blocked"]
    for _ in range(2):
        notify.tell({"team-games": state("fresh")}, print)
    assert texts(webhook)[1:] == ["team-games is well again: through 2025-01-14"]


def test_what_the_webhook_did_not_take_is_told_by_the_next_run(webhook, monkeypatch, tmp_path):
    monkeypatch.setenv("DATA_DIR", f"{tmp_path}/data")
    monkeypatch.setenv("NOTIFY_URL", "http://127.0.0.1:9/")
    notify.tell({"teams": state("late", "late by 1 day: not run")}, print)
    monkeypatch.setenv("NOTIFY_URL", webhook.url)
    notify.tell({"teams": state("late", "late by 2 days: not run")}, print)
    assert texts(webhook) == ["teams late by 2 days: not run"]
