"""The thirty teams, and the two of the All-Star game."""

from typing import NamedTuple

from nba_api.stats.static import teams as static

# abbreviation: conference, division, hours behind Eastern, arena, its city and state
PLACES = {
    "ATL": ("East", "Southeast", 0, "State Farm Arena", "Atlanta", "GA"),
    "BOS": ("East", "Atlantic", 0, "TD Garden", "Boston", "MA"),
    "BKN": ("East", "Atlantic", 0, "Barclays Center", "Brooklyn", "NY"),
    "CHA": ("East", "Southeast", 0, "Spectrum Center", "Charlotte", "NC"),
    "CHI": ("East", "Central", 1, "United Center", "Chicago", "IL"),
    "CLE": ("East", "Central", 0, "Rocket Arena", "Cleveland", "OH"),
    "DAL": ("West", "Southwest", 1, "American Airlines Center", "Dallas", "TX"),
    "DEN": ("West", "Northwest", 2, "Ball Arena", "Denver", "CO"),
    "DET": ("East", "Central", 0, "Little Caesars Arena", "Detroit", "MI"),
    "GSW": ("West", "Pacific", 3, "Chase Center", "San Francisco", "CA"),
    "HOU": ("West", "Southwest", 1, "Toyota Center", "Houston", "TX"),
    "IND": ("East", "Central", 0, "Gainbridge Fieldhouse", "Indianapolis", "IN"),
    "LAC": ("West", "Pacific", 3, "Intuit Dome", "Inglewood", "CA"),
    "LAL": ("West", "Pacific", 3, "Crypto.com Arena", "Los Angeles", "CA"),
    "MEM": ("West", "Southwest", 1, "FedExForum", "Memphis", "TN"),
    "MIA": ("East", "Southeast", 0, "Kaseya Center", "Miami", "FL"),
    "MIL": ("East", "Central", 1, "Fiserv Forum", "Milwaukee", "WI"),
    "MIN": ("West", "Northwest", 1, "Target Center", "Minneapolis", "MN"),
    "NOP": ("West", "Southwest", 1, "Smoothie King Center", "New Orleans", "LA"),
    "NYK": ("East", "Atlantic", 0, "Madison Square Garden", "New York", "NY"),
    "OKC": ("West", "Northwest", 1, "Paycom Center", "Oklahoma City", "OK"),
    "ORL": ("East", "Southeast", 0, "Kia Center", "Orlando", "FL"),
    "PHI": ("East", "Atlantic", 0, "Xfinity Mobile Arena", "Philadelphia", "PA"),
    "PHX": ("West", "Pacific", 2, "Mortgage Matchup Center", "Phoenix", "AZ"),
    "POR": ("West", "Northwest", 3, "Moda Center", "Portland", "OR"),
    "SAC": ("West", "Pacific", 3, "Golden 1 Center", "Sacramento", "CA"),
    "SAS": ("West", "Southwest", 1, "Frost Bank Center", "San Antonio", "TX"),
    "TOR": ("East", "Atlantic", 0, "Scotiabank Arena", "Toronto", "ON"),
    "UTA": ("West", "Northwest", 2, "Delta Center", "Salt Lake City", "UT"),
    "WAS": ("East", "Southeast", 0, "Capital One Arena", "Washington", "DC"),
}

# the league writes some names otherwise than nba_api's list does
SPELLED = {"LAC": ("LA", "LA Clippers")}
SLUGS = {"PHI": "sixers", "POR": "blazers"}


class Team(NamedTuple):
    """A team; `behind` is how many hours its clocks are behind Eastern time."""

    id: int
    abbreviation: str
    city: str
    nickname: str
    name: str
    slug: str
    conference: str
    division: str
    behind: int
    arena: str
    arena_city: str
    arena_state: str


def _team(row):
    short = row["abbreviation"]
    city, name = SPELLED.get(short, (row["city"], row["full_name"]))
    slug = SLUGS.get(short, row["nickname"].lower().replace(" ", "-"))
    return Team(row["id"], short, city, row["nickname"], name, slug, *PLACES[short])


TEAMS = sorted((_team(row) for row in static.get_teams()), key=lambda team: team.id)
ALL_STARS = {
    "East": Team(1610616833, "EST", "Team", "East", "Team East", "team-east", "East", "", 0, "", "", ""),
    "West": Team(1610616834, "WST", "Team", "West", "Team West", "team-west", "West", "", 0, "", "", ""),
}
BY_ABBREVIATION = {team.abbreviation: team for team in TEAMS}
BY_ID = {team.id: team for team in [*TEAMS, *ALL_STARS.values()]}
CONFERENCES = ("East", "West")
DIVISIONS = ("Atlantic", "Central", "Southeast", "Northwest", "Pacific", "Southwest")


def in_division(division):
    return [team for team in TEAMS if team.division == division]
