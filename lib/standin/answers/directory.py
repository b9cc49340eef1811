"""Lists of players and of teams: everybody, the season's players, a team's, the draft, the franchises."""

from collections import namedtuple
from functools import lru_cache

from lib.standin.answers.careers import by_player
from lib.standin.answers.stats import age, summed
from lib.standin.clock import to_eastern
from lib.standin.clubs import BY_ID, of_team
from lib.standin.params import whole
from lib.standin.people import LAST_ROOKIES, best_first

# of a league: its first year, the games of a team's season
FRANCHISES = {"00": (1946, 82), "10": (1997, 40), "20": (2001, 50)}
Pick = namedtuple("Pick", "year team round number overall values")  # who was drafted; year: as text


def common_all_players(league, params, now):
    teams, rows = _teams(league, params["Season"], now), []
    for row in sorted(league.everybody(), key=lambda row: (row["last_name"], row["id"])):
        player, team = league.people.get(row["id"]), teams.get(row["id"])
        if team or params["IsOnlyCurrentSeason"] != "1":
            first, last = row["first_name"], row["last_name"]
            enters = 1947 + row["id"] % 70  # before the seasons simulated: invented by the id
            years = (player.enters, min(player.leaves, LAST_ROOKIES)) if player else (enters, enters + row["id"] % 9)
            code = f"{first}_{last}".lower().replace(" ", "_").strip("_")
            names = {"PLAYERCODE": code if player else f"HISTADD_{code}", "PLAYER_CODE": code}
            names["DISPLAY_LAST_COMMA_FIRST"] = f"{last}, {first}" if first else last
            row = row | of_team(team) | names | dict(zip(("FROM_YEAR", "TO_YEAR"), map(str, years)))
            rows.append(row | {"ROSTERSTATUS": int(bool(team)), "SLUG": team.slug if team else None})
    return rows


def player_index(league, params, now):
    season, wanted, rows = league.season(params["Season"]), whole(params, "TeamID"), []
    games, picks = by_player(league, season, "Regular Season", now) if season else {}, _drafted(league)
    for player_id, team in _teams(league, params["Season"], now).items():
        player, lines = league.people[player_id], [entry.line for entry in games.get(player_id, ())]
        row = {**player.values, **of_team(team), "FROM_YEAR": str(player.enters), "TO_YEAR": str(season.year)}
        if wanted in (0, team.id):
            rows.append(row | {"PICK": picks.get(player_id)} | (summed(lines, per_game=True) if lines else {}))
    return sorted(rows, key=lambda row: (row["PLAYER_LAST_NAME"], row["PLAYER_FIRST_NAME"], row["PLAYER_ID"]))


def common_team_roster(league, params, now):
    season, team = league.season(params["Season"]), BY_ID.get(int(params["TeamID"]))
    if not season or team not in season.teams:
        return []
    shared, rows = {**of_team(team), "SEASON": str(season.year)}, []
    for player in season.squads_on(to_eastern(now).date())[team.id]:
        born = {"BIRTH_DATE": f"{player.born:%b %d, %Y}".upper(), "AGE": age(player, season.year)}
        rows.append({**shared, **player.values, **born, "EXP": str(season.year - player.enters or "R")})
    coach = {"LAST_NAME": team.nickname, "COACH_NAME": f"Coach {team.nickname}", "COACH_TYPE": "Head Coach"}
    return {"CommonTeamRoster": rows, "Coaches": [shared | coach | {"COACH_ID": 9100 + team.id % 100}]}


def _teams(league, season, now):
    """{player_id: Team} of a season's rosters on the date."""
    season = league.season(season)
    squads = season.squads_on(to_eastern(now).date()) if season else {}
    return {player.id: BY_ID[team_id] for team_id, squad in squads.items() for player in squad}


def draft_history(league, params, now):
    season, team, last = params.get("Season") or "", whole(params, "TeamID"), str(league.current_year(now))
    rows = [
        {**pick.values, **of_team(pick.team), "PICK": pick}
        for pick in _drafted(league).values()
        if pick.year <= last and season in ("", pick.year) and team in (0, pick.team.id)
    ]
    return sorted(rows, key=lambda row: (-int(row["PICK"].year), row["PICK"].overall))


@lru_cache(maxsize=2)
def _drafted(league):
    """{player id: his Pick}; one in four came undrafted. The best of a year was taken first."""
    years, teams, of = {}, league.teams, len(league.teams)
    for player in sorted((player for player in league.people.values() if player.id % 4), key=best_first):
        years.setdefault(player.enters, []).append(player.values)
    for row in league.everybody():  # the others, so that no year is without a draft
        if row["id"] not in league.people:
            values = {"PLAYER_ID": row["id"], "PLAYER_NAME": row["full_name"], "COLLEGE": "None"}
            years.setdefault(1947 + row["id"] % 85, []).append(values)
    return {
        values["PLAYER_ID"]: Pick(str(year), teams[(7 * i + year) % of], 1 + i // of, 1 + i % of, 1 + i, values)
        for year, drafted in years.items()
        for i, values in enumerate(drafted)
    }


def franchise_history(league, params, now):
    first, games = FRANCHISES[league.id]
    last, rows = league.current_year(now), []
    for i, team in enumerate(league.teams):
        years = last - first - 2 * i + 1
        wins = games // 2 * years + (team.id * 7 % 11 - 5) * years
        row = {**of_team(team), "START_YEAR": str(first + 2 * i), "END_YEAR": str(last), "YEARS": years}
        rows.append(row | {"GAMES": games * years, "WINS": wins, "LOSSES": games * years - wins})
    return {"FranchiseHistory": rows, "DefunctTeams": [{}]}
