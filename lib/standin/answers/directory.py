"""Lists of players and of teams: everybody, the season's players, a team's, the draft, the franchises."""

from functools import lru_cache

from lib.standin.answers.careers import by_player
from lib.standin.answers.stats import age
from lib.standin.clock import to_eastern
from lib.standin.clubs import BY_ID, of_team
from lib.standin.league import LAST_YEAR
from lib.standin.params import whole

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
# of a league: its first year, the games of a team's season, a franchise that is no more and its only year
FRANCHISES = {
    "00": (1946, 82, {"TEAM_ID": 1610610023, "TEAM_CITY": "Anderson", "TEAM_NICKNAME": "Packers"}, "1949"),
    "10": (1997, 40, {"TEAM_ID": 1611661316, "TEAM_CITY": "Houston", "TEAM_NICKNAME": "Comets"}, "2008"),
}
TITLES = ("PO_APPEARANCES", "DIV_TITLES", "CONF_TITLES", "LEAGUE_TITLES")


def common_all_players(league, params, now):
    teams, rows = _teams(league, params["Season"], now), []
    for row in sorted(league.everybody(), key=lambda row: (row["last_name"], row["id"])):
        player, team = league.people.get(row["id"]), teams.get(row["id"])
        if team or params["IsOnlyCurrentSeason"] != "1":
            first, last = row["first_name"], row["last_name"]
            enters = 1947 + row["id"] % 70  # before the seasons simulated: invented by the id
            years = (player.enters, min(player.leaves, LAST_YEAR)) if player else (enters, enters + row["id"] % 9)
            code = f"{first}_{last}".lower().replace(" ", "_").strip("_")
            names = {"PLAYERCODE": code if player else f"HISTADD_{code}", "PLAYER_CODE": code}
            names["DISPLAY_LAST_COMMA_FIRST"] = f"{last}, {first}" if first else last
            row = row | of_team(team) | names | dict(zip(("FROM_YEAR", "TO_YEAR"), map(str, years)))
            rows.append(row | {"ROSTERSTATUS": int(bool(team)), "SLUG": team.slug if team else None})
    return rows


def player_index(league, params, now):
    season, wanted, rows = league.season(params["Season"]), whole(params, "TeamID"), []
    games = by_player(league, season, "Regular Season", now) if season else {}
    for player_id, team in _teams(league, params["Season"], now).items():
        player, played, pick = league.people[player_id], games.get(player_id), _drafted(league).get(player_id)
        row = {**player.values, **of_team(team), "FROM_YEAR": str(player.enters), "TO_YEAR": str(season.year)}
        for stat in ("PTS", "REB", "AST") if played else ():
            row[stat] = round(sum(getattr(entry.line, stat) for entry in played) / len(played), 1)
        if pick:
            row |= {"DRAFT_YEAR": player.enters, "DRAFT_ROUND": pick["ROUND_NUMBER"]}
            row["DRAFT_NUMBER"] = pick["OVERALL_PICK"]
        if wanted in (0, team.id):
            rows.append(row)
    return sorted(rows, key=lambda row: (row["PLAYER_LAST_NAME"], row["PLAYER_FIRST_NAME"], row["PLAYER_ID"]))


def common_team_roster(league, params, now):
    season, team = league.season(params["Season"]), BY_ID.get(int(params["TeamID"]))
    if not season or team not in season.teams:
        return []
    shared, rows = {**of_team(team), "SEASON": str(season.year)}, []
    for player in season.squads_on(to_eastern(now).date())[team.id]:
        month, day = player.birthday
        born = {"BIRTH_DATE": f"{MONTHS[month - 1]} {day:02d}, {player.born}", "AGE": age(player, season.year)}
        rows.append({**shared, **player.values, **born, "EXP": str(season.year - player.enters or "R")})
    coach = {"FIRST_NAME": "Coach", "LAST_NAME": team.nickname, "COACH_NAME": f"Coach {team.nickname}"}
    coach |= {"COACH_ID": 9100 + team.id % 100, "COACH_TYPE": "Head Coach"}
    return {"CommonTeamRoster": rows, "Coaches": [shared | coach]}


def _teams(league, season, now):
    """{player_id: Team} of a season's rosters on the date."""
    season = league.season(season)
    squads = season.squads_on(to_eastern(now).date()) if season else {}
    return {player.id: BY_ID[team_id] for team_id, squad in squads.items() for player in squad}


def draft_history(league, params, now):
    season, team, last = params.get("Season"), whole(params, "TeamID"), str(league.current_year(now))
    rows = [
        row
        for row in _drafted(league).values()
        if row["SEASON"] <= last and season in (None, "", row["SEASON"]) and team in (0, row["TEAM_ID"])
    ]
    return sorted(rows, key=lambda row: (-int(row["SEASON"]), row["OVERALL_PICK"]))


@lru_cache(maxsize=2)
def _drafted(league):
    """{player id: what the draft says of him}; one in four came undrafted. The best of a year was taken first."""
    classes, picks, teams = {}, {}, league.teams
    for player in sorted(league.people.values(), key=lambda player: (-player.rating, player.id)):
        if player.id % 4:
            classes.setdefault(player.enters, []).append(player)
    for year, players in classes.items():
        for i, player in enumerate(players):
            college, country = player.values["COLLEGE"], player.values["COUNTRY"]
            is_student = college != "None"
            picks[player.id] = {
                **player.values,
                **of_team(teams[(7 * i + year) % len(teams)]),
                "SEASON": str(year),
                "ROUND_NUMBER": 1 + i // len(teams),
                "ROUND_PICK": 1 + i % len(teams),
                "OVERALL_PICK": 1 + i,
                "ORGANIZATION": college if is_student else f"Club of {country}",
                "ORGANIZATION_TYPE": "College/University" if is_student else "Other Team/Club",
            }
    return picks


def franchise_history(league, params, now):
    first, games, gone, its_year = FRANCHISES[league.id]
    last, rows = league.current_year(now), []
    for i, team in enumerate(league.teams):
        years = last - first - 2 * i + 1
        wins = games // 2 * years + (team.id * 7 % 11 - 5) * years
        row = {**of_team(team), "START_YEAR": str(first + 2 * i), "END_YEAR": str(last), "YEARS": years}
        row |= {"GAMES": games * years, "WINS": wins, "LOSSES": games * years - wins}
        rows.append(row | dict(zip(TITLES, (years // 2, i % 9, i % 5, i % 4))))
    gone = gone | {"START_YEAR": its_year, "END_YEAR": its_year, "YEARS": 1, "GAMES": 64, "WINS": 37, "LOSSES": 27}
    return {"FranchiseHistory": rows, "DefunctTeams": [gone | dict(zip(TITLES, (1, 0, 0, 0)))]}
