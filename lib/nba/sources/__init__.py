"""The sources of an answer, best first, and which of them are avoided for a while."""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lib import config
from lib.errors import Blocked, Misconfigured, Trouble, Unreachable
from lib.nba import budget, client, hosts

log = logging.getLogger("nba-data")

# The failures after which `auto` asks the next source: no answer at all. An implausible answer is reported instead.
NO_ANSWER = (Blocked, Unreachable, client.NoAnswer)
GIVE_UP_AFTER = 2  # failures in a row of an endpoint: one may be about what was asked


@dataclass(frozen=True)
class Way:
    """One source of some data: ask() returns it, from an endpoint of a host (client.STATS or client.CDN)."""

    source: str
    endpoint: str
    ask: Callable[[], Any] | None = None

    def __str__(self) -> str:
        return f"{self.source}/{self.endpoint}"


def first(question: str, ways: list[Way], moves_on: tuple[type[Trouble], ...] = NO_ANSWER):
    """(the answer of the first way that answers, its source).

    moves_on: the failures after which the next way is tried.
    Raises Misconfigured if NBA_SOURCE leaves no way; otherwise, if all fail, the failure of the first way.
    """
    failures = []
    for place, way in enumerate(ranked := in_order(question, ways)):
        if failures and _is_given_up(way):  # its whole source has just refused us
            continue
        try:
            found = way.ask()
        except moves_on as failure:
            failures.append(failure)
            _note(failure, way, [alternative for alternative in ranked[place + 1 :] if not _is_given_up(alternative)])
        else:
            if failures or _why_avoided(way):
                hosts.welcome(way.source, way.endpoint)
            _in_a_row().pop((way.source, way.endpoint), None)
            return found, way.source
    raise failures[0]


def in_order(question: str, ways: list[Way]) -> list[Way]:
    """The ways that NBA_SOURCE allows; those that are avoided at present come last."""
    allowed = config.get("NBA_SOURCE")
    open_ways = [way for way in ways if allowed in ("auto", way.source)]
    if not open_ways:
        has = " and ".join(dict.fromkeys(way.source for way in ways))
        raise Misconfigured(f"{question}: NBA_SOURCE={allowed} cannot serve this, only {has} can; set NBA_SOURCE=auto")
    return sorted(open_ways, key=lambda way: bool(_is_given_up(way) or _why_avoided(way)))


def _why_avoided(way: Way) -> str | None:
    return hosts.avoided(way.source, way.endpoint)


def _is_given_up(way: Way) -> bool:
    return not _given_up().isdisjoint({(way.source, way.endpoint), (way.source, hosts.EVERY_ENDPOINT)})


@budget.per_run
def _given_up() -> set[tuple[str, str]]:
    """(source, endpoint) of the ways that failed in this run."""
    return set()


@budget.per_run
def _in_a_row() -> Counter[tuple[str, str]]:
    """(source, endpoint) -> how often it has failed in this run since it last answered."""
    return Counter()


def _note(failure: Trouble, way: Way, alternatives: list[Way]) -> None:
    """Remembers that a way failed, for this run, or for days if it will not recover by itself; logs it once."""
    if isinstance(failure, client.Absent):  # one file says nothing of the others
        return
    is_block, is_gone = isinstance(failure, Blocked), getattr(failure, "is_gone", False)
    endpoint = hosts.EVERY_ENDPOINT if is_block else way.endpoint
    _in_a_row()[way.source, way.endpoint] += 1
    if is_block or is_gone or _in_a_row()[way.source, way.endpoint] >= GIVE_UP_AFTER:
        _given_up().add((way.source, endpoint))
    if alternatives and (is_block or is_gone):
        hosts.avoid(way.source, endpoint, str(failure))
    open_ways = [other for other in alternatives if not is_block or other.source != way.source]
    if open_ways:
        budget.say_once(log, logging.WARNING, f"{way.source}: {failure}; going on with {open_ways[0]}")
