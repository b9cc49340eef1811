"""The thirty teams, the two of the All-Star game, and the twelve of the WNBA."""

import json
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from nba_api.stats.static import teams as static


class Team(NamedTuple):
    """A team; `behind` is how many hours its clocks are behind Eastern time."""

    id: int
    abbreviation: str
    city: str
    nickname: str
    name: str
    slug: str
    conference: str
    division: str = ""
    behind: int = 0
    arena: str = ""
    arena_city: str = ""
    arena_state: str = ""


def _teams():
    """Names and ids as nba_api's list has them; clubs.json adds the rest, and what the league writes otherwise."""
    listed = {row["abbreviation"]: row for row in static.get_teams()}
    for added in json.loads(Path(__file__).with_name("clubs.json").read_text(encoding="utf-8")):
        row = listed[added["abbreviation"]]
        nickname = row["nickname"]
        slug = nickname.lower().replace(" ", "-")
        named = {"id": row["id"], "city": row["city"], "nickname": nickname, "name": row["full_name"], "slug": slug}
        yield Team(**named | added)


TEAMS = sorted(_teams(), key=lambda team: team.id)
ALL_STARS = {
    "East": Team(1610616833, "EST", "Team", "East", "Team East", "team-east", "East"),
    "West": Team(1610616834, "WST", "Team", "West", "Team West", "team-west", "West"),
}
BY_ABBREVIATION = {team.abbreviation: team for team in TEAMS}
WNBA = [
    Team(row["id"], row["abbreviation"], row["city"], row["nickname"], row["full_name"], row["nickname"].lower(), side)
    for row, side in zip(static.get_wnba_teams(), cycle(("East", "West")))
    if row["year_founded"] <= 2024
]
BY_ID = {team.id: team for team in [*TEAMS, *ALL_STARS.values(), *WNBA]}
CONFERENCES = ("East", "West")
DIVISIONS = ("Atlantic", "Central", "Southeast", "Northwest", "Pacific", "Southwest")


def in_division(division):
    return [team for team in TEAMS if team.division == division]
