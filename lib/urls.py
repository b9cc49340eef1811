"""Reads the URLs that users set, refuses malformed ones, and hides secrets in texts.

A URL may contain credentials, so errors, logs and file names show host:port only.
"""

import os
import re
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from .errors import Misconfigured

PORTS = {"http": 80, "https": 443, "socks4": 1080, "socks4a": 1080, "socks5": 1080, "socks5h": 1080}
SECRET_PATHS = ("NOTIFY_URL", "HEARTBEAT_URL")  # a webhook's path is its password
LEAST_SECRET = 4  # letters; masking a shorter one would make other words unreadable
_HOST = re.compile(r"[\w.-]+|[0-9a-f:.]+")
# To the last @, since a password may hold one; but not in our own examples. Bounded, or a long line takes minutes.
_USERINFO = re.compile(r"(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]{0,20}://)(?!user:password@)\S{0,1000}@")


@dataclass(frozen=True)
class Url:
    """A valid URL; as text it is host:port, which is safe to log."""

    text: str = field(repr=False)  # with its credentials, for the HTTP client
    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def read(name: str, text: str, schemes=("http", "https"), has_path: bool = True) -> Url:
    """The URL that a variable holds. Raises Misconfigured, without repeating any of it."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
        host.encode("idna")
        unquote(f"{parts.username}{parts.password}").encode("latin-1")  # as basic authentication sends them
    except ValueError:  # a port that is no number, a label that is too long, a letter that cannot be sent
        raise _malformed(name, schemes, has_path) from None
    path = parts.path.rstrip("/")
    if (
        re.search(r"[\s\\\x00-\x1f\x7f]", text)
        or parts.scheme not in schemes
        or not _HOST.fullmatch(host)
        or parts.query
        or parts.fragment
        or "@" in path  # the password holds a slash
        or (path and not has_path)
    ):
        raise _malformed(name, schemes, has_path)
    return Url(text.rstrip("/"), parts.scheme, host, PORTS[parts.scheme] if port is None else port)


def _malformed(name: str, schemes, has_path: bool) -> Misconfigured:
    example = f"{schemes[0]}://user:password@host:port{'/path' if has_path else ''}"
    return Misconfigured(
        f"{name}: cannot be read; write it as {example}, and / # ? \\ , in a password as %2F %23 %3F %5C %2C"
    )


def masked(text: str) -> str:
    """A text without the credentials of any URL in it, nor those of the variables that hold a URL or a proxy."""
    for secret in sorted(_secrets(), key=len, reverse=True):  # the longest first, or a part of it would stay
        text = text.replace(secret, "***")
    return _USERINFO.sub(r"\g<scheme>***@", text) if "@" in text else text


def _secrets() -> set[str]:
    """The text before an @ in variables with a URL or a proxy, however it is written, and the paths of webhooks."""
    found = set()
    for name, value in os.environ.items():
        if name in SECRET_PATHS and "://" in value:
            place = value.partition("://")[2]
            path = place.partition("/")[2]
            # Masked by itself, a path of plain words would blot them out of every line.
            found |= {value, place} if re.fullmatch("[a-z_-]*", path) else {value, place, path}
        if "@" in value and name.upper().endswith(("URL", "PROXY")):
            userinfo = value.rpartition("@")[0].partition("://")[2] or value.rpartition("@")[0]
            # Of a list each entry's, and all of it, since a comma may be part of a password.
            for entry in (userinfo, *(entry.rpartition("://")[2].rpartition("@")[0] for entry in value.split(","))):
                for secret in (entry, entry.partition(":")[2]):
                    found |= {secret, unquote(secret), quote(secret, safe="")}
    return {secret for secret in found if len(secret) >= LEAST_SECRET}


def printable(text: str) -> str:
    """A text that cannot steer a terminal or start a line of its own: control characters are spelled out."""
    return _UNPRINTABLE.sub(lambda match: match[0].encode("unicode_escape", "surrogatepass").decode(), text)


# Controls of both sets, the line and paragraph separators, what turns the writing direction, lone surrogates.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
