"""Who hears of a run, against a local server: each webhook's own JSON, the heartbeat and its /fail."""

import json
import logging

import pytest

from lib.jobs import notify


def test_a_webhook_gets_one_json_text(webhook, monkeypatch):
    monkeypatch.setenv("NOTIFY_URL", f"{webhook.url}/hooks/secret")
    assert notify.message("player-boxscores late by 2 days")
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
    notify.heartbeat(True)
    notify.heartbeat(False)
    assert [path for path, _ in webhook.asked] == ["/ping/uuid?rid=1", "/ping/uuid/fail?rid=1"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/secret", "no address/secret", "http://[::secret"])
def test_a_service_that_is_away_costs_a_line_without_its_address(url, monkeypatch, caplog):
    monkeypatch.setenv("NOTIFY_URL", url)
    monkeypatch.setenv("HEARTBEAT_URL", url)
    with caplog.at_level(logging.WARNING):
        assert not notify.message("late")
        assert not notify.heartbeat(True)
    assert len(caplog.records) == 2
    assert "secret" not in caplog.text


def test_nobody_is_called_where_no_address_is_set():
    assert notify.message("late")
    assert notify.heartbeat(False)
