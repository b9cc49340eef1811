"""Checks and reads a request's parameters."""

import re
from datetime import datetime

from lib.standin.fill import skeleton
from lib.standin.league import SEASON_TYPES

SPELLINGS = {**{season_type: season_type for season_type in SEASON_TYPES}, "All-Star": "All Star"}
PATTERNS = {
    "SeasonType": "^(Regular Season)|(Pre Season)|(Playoffs)|(All Star)|(All-Star)|(PlayIn)|(IST)$",
    "LeagueID": "^(00)|(10)$",
    "Season": r"^\d{4}(-\d{2})?$",
    "PlayerOrTeam": "^(P)|(Player)|(T)|(Team)$",
    "GroupQuantity": "^5$",
    "PerMode": "^(Totals)|(PerGame)$",
    "Outcome": "^((W)|(L))?$",
    "Location": "^((Home)|(Road))?$",
    "VsConference": "^((East)|(West))?$",
    "Direction": "^(ASC)|(DESC)$",
    "GameID": r"^\d{10}$",
}
WHOLE = {"Counter", "TeamID", "PlayerID", "OppTeamID", "OpponentTeamID", "VsTeamID", "LastNGames"}
WHOLE |= {"StartPeriod", "EndPeriod", "StartRange", "EndRange", "RangeType"}
DATES = {"DateFrom", "DateTo", "GameDate"}
# these have to be sent, but may be sent empty
MAY_BE_EMPTY = {"Outcome.", "Location.", "SeasonSegment.", "DateFrom.", "DateTo."}
MAY_BE_EMPTY |= {"VsConference.", "VsDivision.", "GameSegment."}


def complaints(endpoint, params):
    """The service's complaint about a request: one line, or an empty text.

    A skeleton's `required` names parameters in the order in which the service complains: "X is
    required", or "The X property is required." where the name has a dot.
    """
    said = []
    for name in skeleton(endpoint)["required"].split():
        bare = name.rstrip(".")
        if bare not in params or (not params[bare] and name not in MAY_BE_EMPTY):
            said.append(f"The {bare} property is required." if name != bare else f"{bare} is required")
    if said:
        return "; ".join(said)
    for name, value in params.items():
        pattern = PATTERNS.get(name)
        if value and pattern and not re.fullmatch(pattern.strip("^$"), value):
            said.append(f"The field {name} must match the regular expression '{pattern}'.")
        if value and ((name in WHOLE and not value.isdigit()) or (name in DATES and not day(value))):
            said.append(f"The value '{value}' is not valid for {name}.")
    return "; ".join(said)


def day(text):
    """A date written `01/15/2025` or `2025-01-15`; None if it is neither."""
    for form in ("%m/%d/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            pass
    return None


def whole(params, *names):
    """The first of these parameters that is given and not 0, as a number; else 0."""
    return next((int(params[name]) for name in names if params.get(name, "0") not in ("", "0")), 0)


def season_types(params):
    """The season types asked for: one, or all of them."""
    asked = params.get("SeasonType")
    return (SPELLINGS[asked],) if asked else SEASON_TYPES
