"""The proxy for requests: the first of NBA_API_PROXY, and the next one when the league blocks it."""

import importlib.util

from lib import config, urls
from lib.errors import Misconfigured
from lib.nba import budget
from lib.urls import Url

NAME = "NBA_API_PROXY"
SCHEMES = ("http", "https", "socks5", "socks5h", "socks4", "socks4a")


def current() -> Url | None:
    """The proxy to use now, or None. If all in the list are blocked, the first. Raises Misconfigured."""
    listed = _listed()
    return next((proxy for proxy in listed if proxy not in _blocked()), listed[0] if listed else None)


def rotate() -> bool:
    """Moves to the next proxy of the list; False if this run has none left."""
    _blocked().add(current())
    return any(proxy not in _blocked() for proxy in _listed())


def file_name(proxy: Url) -> str:
    """A proxy as part of a file name: host and port, and a number if several proxies of the list share them."""
    same = [listed for listed in _listed() if f"{listed}" == f"{proxy}"]
    place = same.index(proxy) + 1 if proxy in same else 1
    return f"{proxy.host}_{proxy.port}".replace(":", "_") + (f"_{place}" if place > 1 else "")


@budget.per_run
def _blocked() -> set[Url]:
    return set()


def _listed() -> list[Url]:
    return _read(config.get(NAME) or "")


@budget.per_run
def _read(text: str) -> list[Url]:
    listed = []
    for entry in filter(None, map(str.strip, text.split(","))):
        has_scheme = "://" in entry or "@" in entry  # host:port alone is an HTTP proxy, as nba_api takes it
        listed.append(urls.read(NAME, entry if has_scheme else f"http://{entry}", SCHEMES, has_path=False))
    if any(proxy.scheme.startswith("socks") for proxy in listed) and not importlib.util.find_spec("socks"):
        raise Misconfigured(f"{NAME}: a SOCKS proxy needs PySocks: .venv/bin/pip install PySocks, or use an HTTP proxy")
    return listed
