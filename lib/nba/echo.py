"""Whether an answer is to the question that was asked: the stats service repeats the parameters it has understood."""

from lib import seasons
from lib.datasets import PLAYOFFS, REGULAR
from lib.errors import Nonsense
from lib.nba.answer import shown

# Parameters that say what an answer is of, and those that narrow it: an answer narrowed to a team is not the league's.
_KINDS = ("LeagueID", "Season", "SeasonType", "PerMode", "MeasureType", "PtMeasureType", "ContextMeasure", "GameID")
_NARROWS = ("TeamID", "PlayerID", "Conference", "Location", "Outcome", "LastNGames", "DateFrom", "DateTo")
_OTHER_NAMES = {"Season": "SeasonYear"}


def check(endpoint: str, parameters: dict, document: dict) -> None:
    """Raises Nonsense, with the document as its body, if the answer repeats another parameter than was asked.

    An answer that repeats nothing (V3), or not this parameter, is not judged.
    """
    repeated = _repeated(document)
    for name in (*_KINDS, *_NARROWS):
        if name not in parameters:
            continue
        answered = repeated.get(name, repeated.get(_OTHER_NAMES.get(name)))
        wanted, got = _plain(name, parameters[name]), _plain(name, answered)
        if got in ("", wanted) or (not wanted and name in _KINDS):
            continue
        if name == "SeasonType" and wanted not in (REGULAR, PLAYOFFS):  # nobody has seen how the others are repeated
            continue
        failure = Nonsense(
            f"{endpoint}: the answer is of {name} {shown(got)} instead of {shown(wanted) if wanted else 'all'}; "
            "nothing of it was stored, try later"
        )
        failure.body = document
        raise failure


def _repeated(document: dict) -> dict:
    parameters = document.get("parameters")
    if isinstance(parameters, list):  # an object for each parameter
        parameters = {name: value for part in parameters if isinstance(part, dict) for name, value in part.items()}
    return parameters if isinstance(parameters, dict) else {}


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
