"""The thirty teams, the two of the All-Star game, the twelve of the WNBA, and eight invented ones of the G League."""

import json
from collections import namedtuple
from functools import cache
from itertools import cycle
from pathlib import Path

from nba_api.stats.static import teams as static

CONFERENCES = ("East", "West")
DIVISIONS = ("Atlantic", "Central", "Southeast", "Northwest", "Pacific", "Southwest")

# behind: how many hours its clocks are behind Eastern time
Team = namedtuple(
    "Team",
    "id abbreviation city nickname name slug conference division behind arena arena_city arena_state",
    defaults=("", 0, "", "", ""),
)


def _team(row, more):
    """A row of nba_api's list as a Team; more: the rest, and what the league writes otherwise."""
    named = {name: row[name] for name in ("id", "abbreviation", "city", "nickname")}
    slug = row["nickname"].lower().replace(" ", "-")
    return Team(**{**named, "name": row["full_name"], "slug": slug, **more})


_listed = {row["abbreviation"]: row for row in static.get_teams()}
_added = json.loads(Path(__file__).with_name("clubs.json").read_text(encoding="utf-8"))
TEAMS = sorted((_team(_listed[more["abbreviation"]], more) for more in _added), key=lambda team: team.id)
ALL_STARS = {
    "East": Team(1610616833, "EST", "Team", "East", "Team East", "team-east", "East"),
    "West": Team(1610616834, "WST", "Team", "West", "Team West", "team-west", "West"),
}
WNBA = [
    _team(row, {"conference": conference})
    for row, conference in zip(static.get_wnba_teams(), cycle(CONFERENCES))
    if row["year_founded"] <= 2024
]
GLEAGUE = [team._replace(id=team.id + 2_096_900, abbreviation=f"{team.abbreviation[:2]}G") for team in TEAMS[:8]]
NOBODY = Team(0, "", "", "", "", "", "")  # of a game whose teams are yet to be known
BY_ID = {team.id: team for team in [*TEAMS, *ALL_STARS.values(), *WNBA, *GLEAGUE]}


@cache
def of_team(team):
    """A team's id and names; for None 0 and empty texts."""
    return {f"TEAM_{name.upper()}": value for name, value in zip(Team._fields[:6], team or NOBODY)}
