"""Who there is: commonallplayers, playerindex, commonteamroster."""

from nba_api.stats.static import players as static

from lib.standin.clock import to_eastern
from lib.standin.clubs import BY_ID, TEAMS
from lib.standin.league import LAST_YEAR
from lib.standin.people import players as everyone
from lib.standin.shapes.careers import age, by_player
from lib.standin.shapes.columns import answer, table
from lib.standin.shapes.params import echo, whole

ALL_PLAYERS = [
    "PERSON_ID",
    "DISPLAY_LAST_COMMA_FIRST",
    "DISPLAY_FIRST_LAST",
    "ROSTERSTATUS",
    "FROM_YEAR",
    "TO_YEAR",
    "PLAYERCODE",
    "PLAYER_SLUG",
    "TEAM_ID",
    "TEAM_CITY",
    "TEAM_NAME",
    "TEAM_ABBREVIATION",
    "TEAM_CODE",
    "TEAM_SLUG",
    "GAMES_PLAYED_FLAG",
    "OTHERLEAGUE_EXPERIENCE_CH",
]
INDEX = [
    "PERSON_ID",
    "PLAYER_LAST_NAME",
    "PLAYER_FIRST_NAME",
    "PLAYER_SLUG",
    "TEAM_ID",
    "TEAM_SLUG",
    "IS_DEFUNCT",
    "TEAM_CITY",
    "TEAM_NAME",
    "TEAM_ABBREVIATION",
    "JERSEY_NUMBER",
    "POSITION",
    "HEIGHT",
    "WEIGHT",
    "COLLEGE",
    "COUNTRY",
    "DRAFT_YEAR",
    "DRAFT_ROUND",
    "DRAFT_NUMBER",
    "ROSTER_STATUS",
    "FROM_YEAR",
    "TO_YEAR",
    "PTS",
    "REB",
    "AST",
    "STATS_TIMEFRAME",
]
ROSTER = [
    "TeamID",
    "SEASON",
    "LeagueID",
    "PLAYER",
    "NICKNAME",
    "PLAYER_SLUG",
    "NUM",
    "POSITION",
    "HEIGHT",
    "WEIGHT",
    "BIRTH_DATE",
    "AGE",
    "EXP",
    "SCHOOL",
    "PLAYER_ID",
    "HOW_ACQUIRED",
]
COACHES = [
    "TEAM_ID",
    "SEASON",
    "COACH_ID",
    "FIRST_NAME",
    "LAST_NAME",
    "COACH_NAME",
    "IS_ASSISTANT",
    "COACH_TYPE",
    "SORT_SEQUENCE",
    "SUB_SORT_SEQUENCE",
]
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]


def common_all_players(league, params, now):
    """commonallplayers: everyone ever, or those of the season."""
    teams = _teams(league, params["Season"], now)
    only_current = params["IsOnlyCurrentSeason"] == "1"
    rows = []
    for row in sorted(static.get_players(), key=lambda row: (row["last_name"], row["id"])):
        team = teams.get(row["id"])
        if team or not only_current:
            rows.append(_all_players_row(league, row, team))
    parameters = {**echo(params, "LeagueID", "Season"), "IsOnlyCurrentSeason": int(only_current)}
    return answer("commonallplayers", parameters, table("CommonAllPlayers", ALL_PLAYERS, rows))


def _all_players_row(league, row, team):
    player = everyone(league.seed, LAST_YEAR).get(row["id"])
    first, last = row["first_name"], row["last_name"]
    enters, leaves = _years(league, row["id"])
    code = f"{first}_{last}".lower().replace(" ", "_").strip("_")
    return [
        row["id"],
        f"{last}, {first}" if first else last,
        row["full_name"],
        int(bool(team)),
        str(enters),
        str(leaves),
        code if player else f"HISTADD_{code}",
        code,
        *(
            [team.id, team.city, team.nickname, team.abbreviation, team.slug, team.slug]
            if team
            else [0, "", "", "", "", None]
        ),
        "Y",
        "00",
    ]


def _years(league, player_id):
    """(first, last year); of those before the seasons simulated, invented by their id."""
    player = everyone(league.seed, LAST_YEAR).get(player_id)
    if player:
        return player.enters, min(player.leaves, LAST_YEAR)
    first = 1947 + player_id % 70
    return first, first + player_id % 9


def player_index(league, params, now):
    """playerindex: the season's players, with their averages."""
    season = league.season(params["Season"])
    teams = _teams(league, params["Season"], now)
    played = by_player(league, season, "Regular Season", now) if season else {}
    wanted = whole(params, "TeamID")
    people = everyone(league.seed, LAST_YEAR)
    rows = [
        _index_row(people[player_id], team, played.get(player_id), season)
        for player_id, team in teams.items()
        if wanted in (0, team.id)
    ]
    rows.sort(key=lambda row: (row[1], row[2], row[0]))
    parameters = {
        **echo(params, "LeagueID", "Season"),
        "Historical": whole(params, "Historical"),
        "TeamID": wanted,
        **echo(params, "Country", "College", "DraftYear", "DraftPick"),
        "PlayerPosition": "",
        **echo(params, "Height", "Weight"),
        "Active": whole(params, "Active"),
        "AllStar": whole(params, "AllStar"),
    }
    return answer("playerindex", parameters, table("PlayerIndex", INDEX, rows))


def _index_row(player, team, played, season):
    averages = [None] * 3
    if played:
        averages = [
            round(sum(getattr(e.line, stat) for e in played) / len(played), 1) for stat in ("PTS", "REB", "AST")
        ]
    drafted = [player.enters, 1 + player.id % 2, 1 + player.id % 30]
    if player.id % 4 == 0:  # one in four came undrafted
        drafted = [None] * 3
    return [
        player.id,
        player.last,
        player.first,
        player.slug,
        team.id,
        team.slug,
        0,
        team.city,
        team.nickname,
        team.abbreviation,
        player.jersey,
        player.position,
        player.height,
        player.weight,
        player.college,
        player.country,
        *drafted,
        1.0,
        str(player.enters),
        str(season.year),
        *averages,
        "Season",
    ]


def common_team_roster(league, params, now):
    """commonteamroster: a team's players on the date, and its coach."""
    season, team = league.season(params["Season"]), BY_ID.get(int(params["TeamID"]))
    rows = coaches = []
    if season and team in TEAMS:
        year = str(season.year)
        rows = [
            [
                team.id,
                year,
                "00",
                player.name,
                player.first,
                player.slug,
                player.jersey,
                player.position,
                player.height,
                player.weight,
                f"{MONTHS[player.birthday[0] - 1]} {player.birthday[1]:02d}, {player.born}",
                age(player, season.year),
                str(season.year - player.enters or "R"),
                player.college,
                player.id,
                None,
            ]
            for player in season.squads_on(to_eastern(now).date())[team.id]
        ]
        coaches = [
            [
                team.id,
                year,
                9100 + TEAMS.index(team),
                "Coach",
                team.nickname,
                f"Coach {team.nickname}",
                1,
                "Head Coach",
                None,
                1,
            ]
        ]
    parameters = {
        "TeamID": int(params["TeamID"]),
        "LeagueID": params.get("LeagueID") or "00",
        "Season": params["Season"],
    }
    return answer(
        "commonteamroster", parameters, table("CommonTeamRoster", ROSTER, rows), table("Coaches", COACHES, coaches)
    )


def _teams(league, season, now):
    """{player_id: Team} of a season's rosters on the date."""
    season = league.season(season)
    if not season:
        return {}
    squads = season.squads_on(to_eastern(now).date())
    return {player.id: BY_ID[team_id] for team_id, squad in squads.items() for player in squad}
