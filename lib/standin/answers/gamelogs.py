"""The game logs: leaguegamelog, leaguegamefinder, teamgamelogs and playergamelogs."""

from lib.standin.answers import entries
from lib.standin.answers.stats import doubles, fantasy, rated
from lib.standin.fill import tables
from lib.standin.params import SPELLINGS


def league_game_log(league, params, now):
    """leaguegamelog: a season of one type, every team or every player."""
    players = params["PlayerOrTeam"] == "P"
    season, season_type = league.season(params["Season"]), SPELLINGS[params["SeasonType"]]
    listed = entries.listed_twice(entries.of_season(league, season, season_type, now, players, params))
    rows = [entry.values() for entry in listed]
    if players:
        for row, entry in zip(rows, listed):
            row["FANTASY_PTS"] = fantasy(entry.line)
    # by the Sorter's column; rows of a date stay in order of game, which DATE means
    column = params["Sorter"] if rows and params["Sorter"] in rows[0] else "GAME_DATE"
    rows.sort(key=lambda row: (row.get(column) is not None, row.get(column)), reverse=params["Direction"] == "DESC")
    return tables("leaguegamelog", params, {"LeagueGameLog": rows})


def league_game_finder(league, params, now):
    """leaguegamefinder: across seasons and types, the latest first."""
    asked = entries.asked_for(league, params, now, params["PlayerOrTeam"] == "P")
    return tables("leaguegamefinder", params, {"LeagueGameFinderResults": [e.values() for e in asked if e.line]})


def team_game_logs(league, params, now):
    """teamgamelogs: every team's games with their ranks among the rows answered."""
    return _with_outcome("teamgamelogs", "TeamGameLogs", league, params, now, players=False)


def player_game_logs(league, params, now):
    """playergamelogs: every player's games with their ranks among the rows answered."""
    return _with_outcome("playergamelogs", "PlayerGameLogs", league, params, now, players=True)


def _with_outcome(endpoint, name, league, params, now, players):
    params = {"MeasureType": "Base", "PerMode": "Totals"} | {key: value for key, value in params.items() if value}
    asked = [entry for entry in entries.asked_for(league, params, now, players) if entry.line]
    numbers = entries.measures(league, asked, now) if params["MeasureType"] != "Base" else None
    rows = []
    for entry in asked:
        won, lost = int(entry.wl == "W"), int(entry.wl == "L")
        row = {**entry.values(), "GP": 1, "W": won, "L": lost, "W_PCT": float(won)} | doubles(entry.line)
        if numbers:
            more = numbers[entry.game.id, entry.whose]
            row = more | rated(more, not players) | row
        rows.append({**row, "NBA_FANTASY_PTS": fantasy(entry.line)})
    return tables(endpoint, params, {name: rows})
