"""The game logs: leaguegamelog, leaguegamefinder, team- and playergamelog(s)."""

from lib.standin.shapes import entries
from lib.standin.shapes.columns import (
    GAME,
    REBOUNDS,
    REST,
    SHOTS,
    TEAM,
    answer,
    doubles,
    fantasy,
    minutes,
    percentage,
    ranks,
    shots,
    table,
)
from lib.standin.shapes.params import SPELLINGS, day, echo, whole

LOG = [*GAME, *SHOTS, *REBOUNDS, *REST, "PTS", "PLUS_MINUS"]
FOUND = [*GAME, "PTS", *SHOTS, *REBOUNDS, *REST, "PLUS_MINUS"]
ONE = [*GAME, *SHOTS, *REBOUNDS, *REST, "PTS"]
LOGS = [*GAME, *SHOTS, *REBOUNDS, "AST", "TOV", "STL", "BLK", "BLKA", "PF", "PFD", "PTS", "PLUS_MINUS"]
RANKED = LOGS[4:]
COMPARISONS = [
    "Pts",
    "Reb",
    "Ast",
    "Stl",
    "Blk",
    "Oreb",
    "Dreb",
    "Dd",
    "Td",
    "Minutes",
    "Tov",
    "Pf",
    "Fgm",
    "Fga",
    "FgPct",
    "Ftm",
    "Fta",
    "FtPct",
    "Fg3m",
    "Fg3a",
    "Fg3Pct",
]


def counts(line):
    """A line's counts after its shots, in LeagueGameLog's order: OREB to PLUS_MINUS."""
    return (
        line.OREB,
        line.DREB,
        line.REB,
        line.AST,
        line.STL,
        line.BLK,
        line.TOV,
        line.PF,
        line.PTS,
        line.PLUS_MINUS,
    )


def league_game_log(league, params, now):
    """leaguegamelog: a season of one type, every team or every player."""
    players = params["PlayerOrTeam"] == "P"
    season = league.season(params["Season"])
    kind = SPELLINGS[params["SeasonType"]]
    found = entries.listed_twice(entries.of_season(league, season, kind, now, players, params))
    headers = [
        "SEASON_ID",
        *(["PLAYER_ID", "PLAYER_NAME"] if players else []),
        *TEAM,
        *LOG,
        *(["FANTASY_PTS"] if players else []),
        "VIDEO_AVAILABLE",
    ]
    rows = [_log_row(entry, players) for entry in found]
    _sort(rows, headers, params)
    parameters = {
        "LeagueID": params["LeagueID"],
        "Season": params["Season"],
        "SeasonType": params["SeasonType"],
        "PlayerOrTeam": params["PlayerOrTeam"],
        "Counter": int(params["Counter"]),
        "Sorter": params["Sorter"],
        "Direction": params["Direction"],
        **echo(params, "DateFrom", "DateTo"),
    }
    return answer("leaguegamelog", parameters, table("LeagueGameLog", headers, rows))


def _log_row(entry, players):
    line, game = entry.line, entry.game
    row = [
        entry.season_id,
        *(_who(entry) if players else []),
        *_team(entry.team),
        game.id,
        game.date.isoformat(),
        entry.matchup,
        entry.wl,
    ]
    if line is None:  # cancelled: the league lists it, with nothing in it
        return [*row, *[None] * 19, 0]
    row += [
        minutes(line.SEC),
        *shots(line),
        *counts(line),
    ]
    return [*row, *([fantasy(line)] if players else []), 1]


def _sort(rows, headers, params):
    """By the Sorter's column; rows of a date stay in order of game, which DATE means."""
    column = params["Sorter"] if params["Sorter"] in headers else "GAME_DATE"
    at = headers.index(column)
    rows.sort(key=lambda row: (row[at] is not None, row[at]), reverse=params["Direction"] == "DESC")


def league_game_finder(league, params, now):
    """leaguegamefinder: across seasons and types, the latest first."""
    players = params["PlayerOrTeam"] == "P"
    found = entries.asked_for(league, params, now, players)
    headers = ["SEASON_ID", *(["PLAYER_ID", "PLAYER_NAME"] if players else []), *TEAM, *FOUND]
    rows = [_found_row(entry, players) for entry in found if entry.line]
    return answer(
        "leaguegamefinderparameters", _finder_parameters(params), table("LeagueGameFinderResults", headers, rows)
    )


def _found_row(entry, players):
    line, game = entry.line, entry.game
    margin = line.PLUS_MINUS if players else float(line.PLUS_MINUS)
    return [
        entry.season_id,
        *(_who(entry) if players else []),
        *_team(entry.team),
        game.id,
        game.date.isoformat(),
        entry.matchup,
        entry.wl,
        minutes(line.SEC),
        line.PTS,
        *shots(line),
        *counts(line)[:-2],
        margin,
    ]


def _finder_parameters(params):
    told = echo(
        params,
        "PlayerOrTeam",
        "LeagueID",
        "Season",
        "SeasonType",
        "DateFrom",
        "DateTo",
        "TeamID",
        "VsTeamID",
        "PlayerID",
        "GameID",
        "Outcome",
        "Location",
        "VsConference",
        "VsDivision",
        "Conference",
        "Division",
        "DraftYear",
        "DraftNumber",
        "DraftRound",
    )
    for name in ("DateFrom", "DateTo"):
        if told[name]:
            told[name] = day(told[name]).strftime("%m/%d/%Y")
    for name in ("TeamID", "VsTeamID", "PlayerID"):
        told[name] = whole(params, name) or None
    told["DraftTeam"] = ""
    told |= echo(params, "RookieYear", "YearsExperience", "SeasonSegment", "PORound", "StarterBench")
    told |= {f"{how}{what}": None for how in ("Gt", "Lt", "Eq") for what in COMPARISONS}
    return {**told, "ActivePlayersOnly": ""}


def team_game_log(league, params, now):
    """teamgamelog: one team's season, the latest first, with its record after each game."""
    headers = ["Team_ID", "Game_ID", "GAME_DATE", "MATCHUP", "WL", "W", "L", "W_PCT", *ONE[4:]]
    wins = losses = 0
    rows = []
    undated = {**params, "DateFrom": "", "DateTo": ""}  # its record counts every game
    every = entries.asked_for(league, undated, now, players=False)[::-1]
    shown = {entry.game.id for entry in entries.selected(params, every)}
    for entry in every:
        line, game = entry.line, entry.game
        if line is None:
            continue
        wins += entry.wl == "W"
        losses += entry.wl == "L"
        if game.id in shown:
            rows.append(
                [
                    entry.team.id,
                    game.id,
                    f"{game.date:%b %d, %Y}".upper(),
                    entry.matchup,
                    entry.wl,
                    wins,
                    losses,
                    percentage(wins, wins + losses, 0.0),
                    minutes(line.SEC),
                    *shots(line, 0.0),
                    *counts(line)[:-1],
                ]
            )
    return answer("teamgamelog", _one_parameters(params, "TeamID"), table("TeamGameLog", headers, rows[::-1]))


def player_game_log(league, params, now):
    """playergamelog: one player's season, the latest first."""
    headers = [
        "SEASON_ID",
        "Player_ID",
        "Game_ID",
        "GAME_DATE",
        "MATCHUP",
        "WL",
        *ONE[4:],
        "PLUS_MINUS",
        "VIDEO_AVAILABLE",
    ]
    rows = []
    for entry in entries.asked_for(league, params, now, players=True):
        line, game = entry.line, entry.game
        rows.append(
            [
                entry.season_id,
                line.player.id,
                game.id,
                f"{game.date:%b %d, %Y}",
                entry.matchup,
                entry.wl,
                minutes(line.SEC),
                *shots(line, 0.0),
                *counts(line),
                1,
            ]
        )
    return answer("playergamelog", _one_parameters(params, "PlayerID"), table("PlayerGameLog", headers, rows))


def _one_parameters(params, whose):
    return {
        whose: int(params[whose]),
        "LeagueID": params.get("LeagueID") or "00",
        **echo(params, "Season", "SeasonType", "DateFrom", "DateTo"),
    }


def team_game_logs(league, params, now):
    """teamgamelogs: every team's games with their ranks among the rows answered."""
    found = [e for e in entries.asked_for(league, params, now, players=False) if e.line]
    headers = ["SEASON_YEAR", *TEAM, *LOGS]
    rows = [[_year(entry), *_team(entry.team), *_logs(entry)] for entry in found]
    for row in rows:  # of a team these two are fractions
        row[headers.index("TOV")] = float(row[headers.index("TOV")])
        row[headers.index("MIN")] = row[headers.index("MIN")] / 5
        row[-1] = float(row[-1])
    return _with_ranks(params, "TeamGameLogs", headers, rows, RANKED, ["AVAILABLE_FLAG"], [1])


def player_game_logs(league, params, now):
    """playergamelogs: every player's games with their ranks among the rows answered."""
    found = entries.asked_for(league, params, now, players=True)
    extra = ["NBA_FANTASY_PTS", "DD2", "TD3"]
    headers = ["SEASON_YEAR", "PLAYER_ID", "PLAYER_NAME", *TEAM, *LOGS, *extra]
    rows = [
        [_year(entry), *_who(entry), *_team(entry.team), *_logs(entry), fantasy(entry.line), *doubles(entry.line)]
        for entry in found
    ]
    return _with_ranks(params, "PlayerGameLogs", headers, rows, [*RANKED, *extra], [], [])


def _logs(entry):
    line, game = entry.line, entry.game
    return [
        game.id,
        f"{game.date.isoformat()}T00:00:00",
        entry.matchup,
        entry.wl,
        line.SEC / 60,
        *shots(line, 0.0),
        line.OREB,
        line.DREB,
        line.REB,
        line.AST,
        line.TOV,
        line.STL,
        line.BLK,
        line.BLKA,
        line.PF,
        line.PFD,
        line.PTS,
        line.PLUS_MINUS,
    ]


def _with_ranks(params, name, headers, rows, ranked, flags, set_to):
    # a game is its own games played, wins and losses; ranks of those come first
    at = headers.index("WL")
    outcomes = [[1, int(row[at] == "W"), int(row[at] == "L"), float(row[at] == "W")] for row in rows]
    first = ranks(outcomes, ["GP", "W", "L", "W_PCT"], ["GP", "W", "L", "W_PCT"])
    then = ranks(rows, ranked, headers)
    rows = [[*row, *a, *b, *set_to] for row, a, b in zip(rows, first, then)]
    headers = [*headers, *(f"{column}_RANK" for column in ["GP", "W", "L", "W_PCT", *ranked]), *flags]
    return answer("gamelogs", _logs_parameters(params), table(name, headers, rows))


def _logs_parameters(params):
    told = {
        "MeasureType": params.get("MeasureType") or "Base",
        "PerMode": params.get("PerMode") or "Totals",
        "LeagueID": params.get("LeagueID") or "00",
        "SeasonYear": params.get("Season") or None,
    }
    told |= echo(params, "SeasonType", "PORound")
    told |= {"TeamID": whole(params, "TeamID"), "PlayerID": whole(params, "PlayerID")}
    told |= echo(params, "Outcome", "Location", "Month", "SeasonSegment", "DateFrom", "DateTo")
    told["OppTeamID"] = whole(params, "OppTeamID", "OpponentTeamID")
    told |= echo(params, "VsConference", "VsDivision", "GameSegment", "Period", "ShotClockRange")
    told["LastNGames"] = whole(params, "LastNGames") or None
    return {**told, "IstRound": None}


def _who(entry):
    return [entry.line.player.id, entry.line.player.name]


def _team(team):
    return [team.id, team.abbreviation, team.name]


def _year(entry):
    year = entry.game.year
    return f"{year}-{(year + 1) % 100:02d}"
