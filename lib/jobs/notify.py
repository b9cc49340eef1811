"""Notifications: NOTIFY_URL gets a message when a dataset's state changes, HEARTBEAT_URL is called after every run.

Both addresses are secrets: they are never logged. Nothing here fails a run.
"""

import json
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

from lib import config, data_store, files
from lib.jobs.freshness import FRESH

TOLD = "_metadata/told.json"  # the datasets last reported as late or incomplete
SECONDS = 10
DISCORD_LIMIT = 2000  # characters Discord takes in a message
TEAMS = (".office.com", ".logic.azure.com", ".powerplatform.com")


def tell(states: dict, complain: Callable[[str], None]) -> None:
    """A message for each dataset that became late or incomplete, or well again, since the last one about it.

    states: dataset -> lib.jobs.freshness.State. complain: hears why a message was not accepted; the next run sends it
    again.
    """
    store = data_store.open_store().backend  # in the bucket where the data are there: a machine's disk may be gone
    body, version = store.recall(TOLD)
    ill = before = _ill(body)
    for name, state in states.items():
        text = f"{name} {state.why or f'is well again: through {state.through}'}"
        if (state.state != FRESH) != (name in ill) and message(text, complain):
            ill = ill ^ {name}
    if ill != before:
        store.remember(TOLD, json.dumps(sorted(ill)).encode(), version)


def _ill(body: bytes | None) -> set[str]:
    """The datasets last reported as late or incomplete; none if the file cannot be read."""
    try:
        return {f"{name}" for name in files.parsed(body or b"[]")}
    except (ValueError, TypeError):
        return set()


def message(text: str, complain: Callable[[str], None]) -> bool:
    """Sends a text to NOTIFY_URL; True if it was accepted: what nobody heard of is news once it is set."""
    return _post("NOTIFY_URL", lambda url: _shaped(url, text), complain)


def heartbeat(is_good: bool, complain: Callable[[str], None]) -> bool:
    """Calls HEARTBEAT_URL, or its /fail, as dead man's switch services expect it."""

    def pulse(url):
        parts = urlsplit(url)
        path = parts.path if is_good else f"{parts.path.rstrip('/')}/fail"
        return urlunsplit(parts._replace(path=path)), None

    return _post("HEARTBEAT_URL", pulse, complain)


def _shaped(url: str, text: str) -> tuple[str, dict]:
    """(where to post, the JSON that the service behind a webhook's address reads)"""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host.endswith(("discord.com", "discordapp.com")):
        return url, {"content": text[:DISCORD_LIMIT]}
    if host.startswith("ntfy."):  # its JSON API is at the root and takes the topic in the body
        return urlunsplit(parts._replace(path="/")), {"topic": parts.path.strip("/"), "message": text, "text": text}
    if host.endswith(TEAMS):
        card = {"type": "AdaptiveCard", "version": "1.4", "body": [{"type": "TextBlock", "text": text, "wrap": True}]}
        attached = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
        return url, {"type": "message", "text": text, "attachments": [attached]}
    return url, {"text": text}  # Slack, Mattermost, Rocket.Chat


def _post(name: str, address_and_body, complain: Callable[[str], None]) -> bool:
    import requests  # slow to import, and rarely needed

    if not (url := config.get(name)):
        return False
    try:
        at, body = address_and_body(url)
        with requests.post(at, json=body, timeout=SECONDS, allow_redirects=False, stream=True) as answer:
            pass  # the body is not read: it may never end
    except (requests.RequestException, ValueError) as failure:
        complain(f"{name}: not reached ({type(failure).__name__}); see whether its address is right")
        return False
    if answer.status_code >= 300:
        complain(f"{name}: answered {answer.status_code}; see whether its address is right")
    return answer.status_code < 300
