"""The history before the simulated seasons: drafthistory and franchisehistory."""

from functools import lru_cache

from lib.standin.answers.stats import of_team
from lib.standin.fill import tables
from lib.standin.params import whole

DEFUNCT = {
    "00": {"TEAM_ID": 1610610023, "TEAM_CITY": "Anderson", "TEAM_NICKNAME": "Packers", "START_YEAR": "1949"},
    "10": {"TEAM_ID": 1611661316, "TEAM_CITY": "Houston", "TEAM_NICKNAME": "Comets", "START_YEAR": "2008"},
}
FIRST_YEARS, GAMES = {"00": 1946, "10": 1997}, {"00": 82, "10": 40}  # of a team's season


@lru_cache(maxsize=2)
def drafted(league):
    """{player id: what the draft says of him}; one in four came undrafted. The best of a year was taken first."""
    classes = {}
    teams = league.teams
    for player in league.people.values():
        if player.id % 4:
            classes.setdefault(player.enters, []).append(player)
    picks = {}
    for year, players in classes.items():
        for i, player in enumerate(sorted(players, key=lambda player: (-player.rating, player.id))):
            picks[player.id] = {
                **player.values,
                **of_team(teams[(7 * i + year) % len(teams)]),
                "SEASON": str(year),
                "ROUND_NUMBER": 1 + i // len(teams),
                "ROUND_PICK": 1 + i % len(teams),
                "OVERALL_PICK": 1 + i,
                **dict(zip(("ORGANIZATION", "ORGANIZATION_TYPE"), _from(player.values))),
            }
    return picks


def _from(values):
    """The organization that he came from, and its type."""
    if values["COLLEGE"] == "None":
        return f"Club of {values['COUNTRY']}", "Other Team/Club"
    return values["COLLEGE"], "College/University"


def draft_history(league, params, now):
    """drafthistory: every pick up to the season's, the latest first."""
    season, team, last = params.get("Season"), whole(params, "TeamID"), str(league.current_year(now))
    rows = [
        row
        for row in drafted(league).values()
        if row["SEASON"] <= last and season in (None, "", row["SEASON"]) and team in (0, row["TEAM_ID"])
    ]
    rows.sort(key=lambda row: (-int(row["SEASON"]), row["OVERALL_PICK"]))
    return tables("drafthistory", params, {"DraftHistory": rows})


def franchise_history(league, params, now):
    """franchisehistory: a row a franchise, and one that is no more."""
    last, rows = league.current_year(now), []
    games = GAMES[league.id]
    for i, team in enumerate(league.teams):
        first = FIRST_YEARS[league.id] + 2 * i
        years = last - first + 1
        wins = games // 2 * years + (team.id * 7 % 11 - 5) * years
        titles = {"PO_APPEARANCES": years // 2, "DIV_TITLES": i % 9, "CONF_TITLES": i % 5, "LEAGUE_TITLES": i % 4}
        span = {"START_YEAR": str(first), "END_YEAR": str(last), "YEARS": years, "GAMES": games * years}
        rows.append({**of_team(team), **span, "WINS": wins, "LOSSES": games * years - wins, **titles})
    gone = DEFUNCT[league.id]
    gone = gone | {"END_YEAR": gone["START_YEAR"], "YEARS": 1, "GAMES": 64, "WINS": 37, "LOSSES": 27}
    gone |= {"PO_APPEARANCES": 1, "DIV_TITLES": 0, "CONF_TITLES": 0, "LEAGUE_TITLES": 0}
    return tables("franchisehistory", params, {"FranchiseHistory": rows, "DefunctTeams": [gone]})
