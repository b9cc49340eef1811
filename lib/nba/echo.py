"""Whether an answer is to the question that was asked: the stats service repeats the parameters it has understood."""

from lib import seasons
from lib.datasets import PLAYOFFS, REGULAR
from lib.errors import Nonsense
from lib.nba.answer import shown

# What an answer is of, and what narrows it: an answer narrowed to a team is none of the league.
_KINDS = ("LeagueID", "Season", "SeasonType", "PerMode", "MeasureType", "PtMeasureType", "ContextMeasure", "GameID")
_NARROWS = ("TeamID", "PlayerID", "Conference", "Location", "Outcome", "LastNGames", "DateFrom", "DateTo")
_OTHER_NAMES = {"Season": "SeasonYear"}


def check(endpoint: str, asked: dict, document: dict) -> None:
    """Raises Nonsense, with the document as its body, if the answer repeats another parameter than was asked.

    An answer that repeats nothing (V3), or not this parameter, is not judged.
    """
    told = _told(document)
    for name in (*_KINDS, *_NARROWS):
        if name not in asked:
            continue
        wanted, got = (_plain(name, value) for value in (asked[name], told.get(name, told.get(_OTHER_NAMES.get(name)))))
        if got in ("", wanted) or (not wanted and name in _KINDS):
            continue
        if name == "SeasonType" and wanted not in (REGULAR, PLAYOFFS):  # how the others are repeated, nobody has seen
            continue
        failure = Nonsense(
            f"{endpoint}: the answer is of {name} {shown(got)}, asked was {shown(wanted) if wanted else 'all of it'}; "
            "nothing of it was stored, try later"
        )
        failure.body = document
        raise failure


def _told(document: dict) -> dict:
    told = document.get("parameters")
    if isinstance(told, list):  # one object each
        told = {name: value for part in told if isinstance(part, dict) for name, value in part.items()}
    return told if isinstance(told, dict) else {}


def _plain(name: str, value) -> str:
    """A parameter to compare: no value is empty, a season its first year, a date as we write it."""
    text = "" if value in (None, 0, "0") else f"{value}"
    if name == "Season":
        return text[:4]
    if name.startswith("Date") and text:
        try:
            return seasons.game_day(text)
        except ValueError:
            return ""
    return text
