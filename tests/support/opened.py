"""Which files this process opens and which folders it lists, by Python's own audit events."""

import sys

import pytest

_LISTENING: list[list[str]] = []


def _note(event: str, args: tuple) -> None:
    if _LISTENING and event in ("open", "os.scandir", "os.listdir") and isinstance(args[0], str | bytes):
        _LISTENING[-1].append(args[0] if isinstance(args[0], str) else args[0].decode(errors="replace"))


sys.addaudithook(_note)  # for good: a hook cannot be taken away


@pytest.fixture
def opened():
    """The paths that are opened or listed from here on; empty it with `del opened[:]`."""
    _LISTENING.append([])
    yield _LISTENING[-1]
    _LISTENING.pop()
