"""The thirty teams, from nba_api's own list: no request."""

import difflib

from nba_api.stats.static import teams as static

from lib.datasets import TEAMS
from lib.errors import Usage
from lib.nba import answer
from lib.nba.answer import Rows


def fetch() -> Rows:
    """Columns: id, full_name, abbreviation, nickname, city, state, year_founded."""
    teams = static.get_teams()
    return answer.normalised(list(teams[0]), [[*team.values()] for team in teams], TEAMS)


def find_id(text: str) -> str:
    """A team's id from its abbreviation, name or id; raises Usage with the nearest."""
    names = {}
    for team in static.get_teams():
        for spelling in (team["abbreviation"], team["id"], team["full_name"], team["nickname"]):
            names[str(spelling).casefold()] = team
    team = names.get(text.strip().casefold())
    if team:
        return str(team["id"])
    if text.isdigit() and len(text) == 10:  # a team of long ago: in the logs, not on the list
        return text
    near = difflib.get_close_matches(text.casefold(), names, n=1, cutoff=0.0)
    hint = names[near[0]]
    raise Usage(f"no team {text!r}; did you mean {hint['abbreviation']} ({hint['full_name']})?")
