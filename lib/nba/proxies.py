"""Which proxy requests go through: the first of NBA_API_PROXY, and the next one where the league blocks it."""

from nba_api.library.proxy import redact

from lib import config

_blocked: set[str] = set()


def current() -> str:
    """The proxy to use now, "" for none. When all of the list are blocked, the first."""
    listed = _listed()
    return next((proxy for proxy in listed if proxy not in _blocked), listed[0] if listed else "")


def rotate() -> bool:
    """Leaves the current proxy for the next of the list; False where there is none left for this run."""
    _blocked.add(current())
    return any(proxy not in _blocked for proxy in _listed())


def masked(text) -> str:
    """A text without any credentials that NBA_API_PROXY holds."""
    text = str(text)
    for proxy in _listed():
        text = redact(text, proxy)
    return redact(text)


def _listed() -> list[str]:
    return [proxy.strip() for proxy in (config.get("NBA_API_PROXY") or "").split(",") if proxy.strip()]
