"""What a request asks for: parameters required, parameters refused, dates."""

import re
from datetime import datetime

from lib.standin.league import SEASON_TYPES

# As the service tells them apart: "X is required" or "The X property is required."
# (the latter marked by a dot), in the order in which it complains.
REQUIRED = {
    "leaguegamelog": "LeagueID Season SeasonType PlayerOrTeam Counter. Sorter Direction",
    "leaguegamefinder": "PlayerOrTeam",
    "teamgamelogs": "",
    "playergamelogs": "",
    "teamgamelog": "TeamID Season SeasonType",
    "playergamelog": "PlayerID Season SeasonType",
    "playercareerstats": "PlayerID PerMode",
    "commonallplayers": "LeagueID Season IsOnlyCurrentSeason",
    "playerindex": "LeagueID. Season.",
    "commonteamroster": "TeamID Season",
    "boxscoretraditionalv3": "GameID StartPeriod. EndPeriod. StartRange. EndRange. RangeType.",
    "scoreboardv3": "GameDate LeagueID",
    "scheduleleaguev2": "LeagueID Season",
    "leaguestandingsv3": "LeagueID Season SeasonType",
    "leaguedashplayerstats": "MeasureType PerMode PlusMinus PaceAdjust Rank Season SeasonType "
    "Outcome. Location. Month SeasonSegment. DateFrom. DateTo. "
    "OpponentTeamID VsConference. VsDivision. GameSegment. Period LastNGames",
    "leaguedashteamstats": "MeasureType PerMode PlusMinus PaceAdjust Rank Season SeasonType "
    "Outcome. Location. Month SeasonSegment. DateFrom. DateTo. "
    "OpponentTeamID VsConference. VsDivision. GameSegment. Period LastNGames",
}
SPELLINGS = {**{kind: kind for kind in SEASON_TYPES}, "All-Star": "All Star"}
PATTERNS = {
    "SeasonType": "^(Regular Season)|(Pre Season)|(Playoffs)|(All Star)|(All-Star)|(PlayIn)|(IST)$",
    "Season": r"^\d{4}-\d{2}$",
    "PlayerOrTeam": "^(P)|(T)$",
    "PerMode": "^(Totals)|(PerGame)$",
    "Outcome": "^((W)|(L))?$",
    "Location": "^((Home)|(Road))?$",
    "VsConference": "^((East)|(West))?$",
    "Direction": "^(ASC)|(DESC)$",
    "GameID": r"^\d{10}$",
}
WHOLE = (
    "Counter",
    "TeamID",
    "PlayerID",
    "OppTeamID",
    "OpponentTeamID",
    "VsTeamID",
    "LastNGames",
    "StartPeriod",
    "EndPeriod",
    "StartRange",
    "EndRange",
    "RangeType",
)
DATES = ("DateFrom", "DateTo", "GameDate")
# these have to be sent, but may be sent empty
MAY_BE_EMPTY = {
    "Outcome.",
    "Location.",
    "SeasonSegment.",
    "DateFrom.",
    "DateTo.",
    "VsConference.",
    "VsDivision.",
    "GameSegment.",
}


def complaints(endpoint, params):
    """What the service would say is wrong with a request: one line, or an empty one."""
    said = []
    for name in REQUIRED[endpoint].split():
        bare = name.rstrip(".")
        if bare not in params or (not params[bare] and name not in MAY_BE_EMPTY):
            said.append(f"The {bare} property is required." if name != bare else f"{bare} is required")
    if said:
        return "; ".join(said)
    for name, value in params.items():
        pattern = PATTERNS.get(name)
        whole = pattern and "^(?:" + pattern.strip("^$") + ")$"
        if value and pattern and not re.match(whole, value):
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


def echo(params, *names, **others):
    """The `parameters` of an answer: what was asked, null where it was empty."""
    return {name: params.get(name) or None for name in names} | others
