"""The league's teams, from nba_api's own list (no request), and the former abbreviations of teams."""

import difflib

from nba_api.stats.static import teams as static

from lib import config, seasons
from lib.datasets import TEAMS
from lib.errors import Usage
from lib.leagues import NBA, WNBA
from lib.nba import answer
from lib.nba.answer import Rows


def fetch() -> Rows:
    """Columns: id, full_name, abbreviation, nickname, city, state, year_founded."""
    teams = _listed()
    return answer.normalised(list(teams[0]), [[*team.values()] for team in teams], TEAMS)


# Abbreviations in the logs of past seasons -> team id. One that is in use today (WAS, CHA) means today's team.
PAST = {
    "1610612737": "TCB MIH STL", "1610612740": "NOH NOK", "1610612744": "PHW SFW GOS", "1610612745": "SDR",
    "1610612746": "BUF SDC", "1610612747": "MNL", "1610612751": "NYN NJN", "1610612755": "SYR PHL",
    "1610612758": "ROC CIN KCO KCK", "1610612759": "SAN", "1610612760": "SEA", "1610612762": "NOJ UTH",
    "1610612763": "VAN", "1610612764": "CHP CHZ BLT CAP WSB", "1610612765": "FTW", "1610612766": "CHH",
    "1610610023": "AND", "1610610024": "BAL", "1610610025": "CHS", "1610610026": "CLR", "1610610027": "DN",
    "1610610028": "DEF", "1610610029": "JET", "1610610030": "INO", "1610610031": "PIT", "1610610032": "PRO",
    "1610610033": "SHE", "1610610034": "BOM", "1610610035": "HUS", "1610610037": "WAT",
}  # fmt: skip
PAST_OF_WNBA = {"1611661314": "CHA", "1611661316": "HOU", "1611661319": "UTA SAS SAN", "1611661321": "DET TUL"}
# The names that teams had in other cities, as their city and nickname; today's names come first.
FORMER_NAMES = {
    "1610612737": ("Tri-Cities Blackhawks", "Milwaukee Hawks", "St. Louis Hawks"),
    "1610612740": ("New Orleans Hornets", "New Orleans/Oklahoma City Hornets"),
    "1610612744": ("Philadelphia Warriors", "San Francisco Warriors"),
    "1610612745": ("San Diego Rockets",),
    "1610612746": ("Buffalo Braves", "San Diego Clippers"),
    "1610612747": ("Minneapolis Lakers",),
    "1610612751": ("New York Nets", "New Jersey Nets"),
    "1610612755": ("Syracuse Nationals",),
    "1610612758": ("Rochester Royals", "Cincinnati Royals", "Kansas City-Omaha Kings", "Kansas City Kings"),
    "1610612760": ("Seattle SuperSonics", "Seattle Sonics"),
    "1610612762": ("New Orleans Jazz",),
    "1610612763": ("Vancouver Grizzlies",),
    "1610612764": ("Chicago Packers", "Chicago Zephyrs", "Baltimore Bullets", "Capital Bullets", "Washington Bullets"),
    "1610612765": ("Fort Wayne Pistons",),
    "1610612766": ("Charlotte Bobcats",),
}
# As Basketball-Reference, ESPN and others spell them; what the league's own logs use comes first.
ELSEWHERE = {
    "1610612737": "SLH MLH TRI", "1610612740": "NO NOR", "1610612744": "GS", "1610612751": "BRK BRO NJ",
    "1610612752": "NY", "1610612756": "PHO", "1610612759": "SA", "1610612762": "UTAH", "1610612764": "WSH",
    "1610612765": "FWP", "1610612766": "CHO CHB", "1610610024": "BLB", "1610610027": "DNN", "1610610028": "DTF",
    "1610610029": "INJ", "1610610034": "STB", "1610610035": "TRH", "1610610036": "WSC",
}  # fmt: skip
ELSEWHERE_OF_WNBA = {
    "1611661313": "NY",
    "1611661317": "PHX",
    "1611661319": "LV",
    "1611661320": "LA",
    "1611661331": "GS",
}


def ids(founded_by: int | None = None) -> list[str]:
    """The ids of the league's current teams, without those in the list that begin after a year, by default this one."""
    year = founded_by or seasons.eastern_date(config.now()).year
    return [f"{team['id']}" for team in _listed() if team["year_founded"] <= year]


def name_of(team_id: str) -> str:
    """A team's current abbreviation; its id if it has none."""
    return names().get(team_id, team_id)


def names() -> dict[str, str]:
    """The current abbreviation of each of the league's teams, by id."""
    return {f"{team['id']}": team["abbreviation"] for team in _listed()}


def _listed() -> list[dict]:
    """The league's teams; none if nba_api has no list of them."""
    lists = {NBA: static.get_teams, WNBA: static.get_wnba_teams}
    return lists.get(config.league(), list)()


def find_ids(text: str) -> tuple[str, ...]:
    """The ids of the team with this abbreviation, name, city or id; two for a city with two teams.

    The abbreviation may be a former one, or another site's. Raises Usage, with the nearest name.
    """
    wanted, teams = text.strip().casefold(), _listed()
    lists = {NBA: (ELSEWHERE, PAST), WNBA: (ELSEWHERE_OF_WNBA, PAST_OF_WNBA)}.get(config.league(), ())
    spellings = [(team_id, names.split()) for listed in lists for team_id, names in listed.items()]
    other = {name.casefold(): team_id for team_id, names in spellings for name in names}
    names = ("abbreviation", "id", "full_name", "nickname", "city")
    found = [team for team in teams if wanted in {f"{team[name]}".casefold() for name in names}]
    if found:
        return tuple(f"{team['id']}" for team in found)
    if wanted in other:
        return (other[wanted],)
    former = _former_names()
    if wanted in former:
        return tuple(former[wanted])
    if text.isdigit() and len(text) == 10:  # a team of long ago: in the logs, not on the list
        return (text,)
    if not teams:
        raise Usage(f"no team {text!r}: there is no list of the {config.league().title}'s teams; give an id")
    spelled = {f"{team[name]}".casefold(): team for team in teams for name in names}
    spelled |= {name: team for name, ids in former.items() for team in teams if f"{team['id']}" == ids[0]} | spelled
    near = difflib.get_close_matches(wanted, spelled, n=1)
    if not near:
        raise Usage(f"no team {text!r}; write an abbreviation, a name or an id as in data/teams (make teams)")
    raise Usage(f"no team {text!r}; did you mean {spelled[near[0]]['abbreviation']} ({spelled[near[0]]['full_name']})?")


def _former_names() -> dict[str, list[str]]:
    """The teams' ids by a former full name, city or nickname; San Diego had two teams."""
    found: dict[str, list[str]] = {}
    for team_id, names in (FORMER_NAMES if config.league() == NBA else {}).items():
        for name in names:
            city, _, nickname = name.rpartition(" ")
            for spelling in (name, city, nickname):
                ids = found.setdefault(spelling.casefold(), [])
                ids += [team_id] if team_id not in ids else []
    return found
