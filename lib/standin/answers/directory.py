"""Lists of players: commonallplayers, playerindex, commonteamroster."""

from lib.standin.answers.careers import by_player
from lib.standin.answers.history import drafted
from lib.standin.answers.stats import age, of_team
from lib.standin.clock import to_eastern
from lib.standin.clubs import BY_ID
from lib.standin.fill import tables
from lib.standin.league import LAST_YEAR
from lib.standin.params import whole


def common_all_players(league, params, now):
    """commonallplayers: everyone ever, or those of the season."""
    teams = _teams(league, params["Season"], now)
    rows = [
        _all_players_row(league, row, teams.get(row["id"]))
        for row in sorted(league.everybody(), key=lambda row: (row["last_name"], row["id"]))
        if row["id"] in teams or params["IsOnlyCurrentSeason"] != "1"
    ]
    return tables("commonallplayers", params, {"CommonAllPlayers": rows})


def _all_players_row(league, row, team):
    player = league.people.get(row["id"])
    first, last = row["first_name"], row["last_name"]
    if player:
        enters, leaves = player.enters, min(player.leaves, LAST_YEAR)
    else:  # before the seasons simulated: invented by the id
        enters = 1947 + row["id"] % 70
        leaves = enters + row["id"] % 9
    code = f"{first}_{last}".lower().replace(" ", "_").strip("_")
    named = of_team(team)
    return {
        "PERSON_ID": row["id"],
        "DISPLAY_LAST_COMMA_FIRST": f"{last}, {first}" if first else last,
        "DISPLAY_FIRST_LAST": row["full_name"],
        "ROSTERSTATUS": int(bool(team)),
        "FROM_YEAR": str(enters),
        "TO_YEAR": str(leaves),
        "PLAYERCODE": code if player else f"HISTADD_{code}",
        "PLAYER_CODE": code,
        **named,
        "TEAM_CODE": named["TEAM_SLUG"],
        "TEAM_SLUG": named["TEAM_SLUG"] or None,
    }


def player_index(league, params, now):
    """playerindex: the season's players, with their averages."""
    season = league.season(params["Season"])
    played = by_player(league, season, "Regular Season", now) if season else {}
    wanted, people = whole(params, "TeamID"), league.people
    rows = [
        _index_row(league, people[player_id], team, played.get(player_id, ()), season)
        for player_id, team in _teams(league, params["Season"], now).items()
        if wanted in (0, team.id)
    ]
    rows.sort(key=lambda row: (row["PLAYER_LAST_NAME"], row["PLAYER_FIRST_NAME"], row["PLAYER_ID"]))
    return tables("playerindex", params, {"PlayerIndex": rows})


def _index_row(league, player, team, played, season):
    row = {**player.values, **of_team(team), "FROM_YEAR": str(player.enters), "TO_YEAR": str(season.year)}
    if played:
        row |= {
            stat: round(sum(getattr(entry.line, stat) for entry in played) / len(played), 1)
            for stat in ("PTS", "REB", "AST")
        }
    pick = drafted(league).get(player.id)
    if pick:
        row |= {"DRAFT_YEAR": player.enters, "DRAFT_ROUND": pick["ROUND_NUMBER"], "DRAFT_NUMBER": pick["OVERALL_PICK"]}
    return row


def common_team_roster(league, params, now):
    """commonteamroster: a team's players on the date, and its coach."""
    season, team = league.season(params["Season"]), BY_ID.get(int(params["TeamID"]))
    rows = coaches = []
    if season and team in season.teams:
        shared = {**of_team(team), "SEASON": str(season.year)}
        squad = season.squads_on(to_eastern(now).date())[team.id]
        rows = [{**shared, **player.values, **_roster_row(player, season.year)} for player in squad]
        named = {"FIRST_NAME": "Coach", "LAST_NAME": team.nickname, "COACH_NAME": f"Coach {team.nickname}"}
        coaches = [{**shared, **named, "COACH_ID": 9100 + team.id % 100, "COACH_TYPE": "Head Coach"}]
    return tables("commonteamroster", params, {"CommonTeamRoster": rows, "Coaches": coaches})


def _roster_row(player, year):
    month, day = player.birthday
    months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
    return {
        "BIRTH_DATE": f"{months[month - 1]} {day:02d}, {player.born}",
        "AGE": age(player, year),
        "EXP": str(year - player.enters or "R"),
    }


def _teams(league, season, now):
    """{player_id: Team} of a season's rosters on the date."""
    season = league.season(season)
    if not season:
        return {}
    squads = season.squads_on(to_eastern(now).date())
    return {player.id: BY_ID[team_id] for team_id, squad in squads.items() for player in squad}
