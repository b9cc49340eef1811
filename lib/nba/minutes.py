"""Parses minutes played: 24:41 in a box score, PT24M41.00S on the CDN."""

import re

_CLOCK = re.compile(r"([0-9]{1,3}):([0-5][0-9])")
_DURATION = re.compile(r"PT([0-9]{1,3})M(?:([0-5]?[0-9])(?:\.([0-9]{1,6}))?S)?")
OF_A_PLAYER = 100  # more than the longest game, with six overtimes, has
OF_A_TEAM = 5 * OF_A_PLAYER


def seconds(text: str | None, most: int = OF_A_PLAYER) -> int | None:
    """Whole seconds, a half rounded up as the league does; None for empty text. Raises ValueError.

    most: more minutes than this are refused.
    """
    if text is None or text == "":
        return None
    found = isinstance(text, str) and len(text) < 20 and (_CLOCK.fullmatch(text) or _DURATION.fullmatch(text))
    if not found:
        raise ValueError(f"minutes cannot be {text!r:.60}")
    fraction = found[3] if found.re is _DURATION and found[3] else "0"
    whole = int(found[1]) * 60 + int(found[2] or 0) + (fraction[0] >= "5")
    if whole > most * 60:
        raise ValueError(f"minutes cannot be {text!r}")
    return whole


def clock(text: str | None) -> str:
    """m:ss, as in a box score; empty for somebody who did not play. Raises ValueError."""
    played = seconds(text)
    if played is None:
        return ""
    return text if ":" in text else f"{played // 60}:{played % 60:02d}"


def rounded(played: int) -> int:
    """Seconds as whole minutes, a half rounded up, as in the game logs."""
    return (played + 30) // 60
