"""The plain way, to compare with: nba_api and the standard library alone, as its users write it.

python tests/bench/plain.py log T|P SEASON FILE          one LeagueGameLog, to_csv
python tests/bench/plain.py each SEASON FOLDER [MOST]    a request a team and one a player, a file each
python tests/bench/plain.py write CSV FOLDER             a file a row's date and player, flushed to disk once
"""

import csv
import ctypes
import io
import os
import sys


def point_at_the_stand_in() -> None:
    from nba_api.stats.library.http import NBAStatsHTTP

    NBAStatsHTTP.base_url = os.environ["NBA_STATS_URL"] + "/{endpoint}"


def log(who: str, season: str, path: str) -> None:
    from nba_api.stats.endpoints.leaguegamelog import LeagueGameLog

    games = LeagueGameLog(season=season, season_type_all_star="Regular Season", player_or_team_abbreviation=who)
    games.get_data_frames()[0].to_csv(path, index=False)


def each(season: str, folder: str, most: str = "100000") -> None:
    from nba_api.stats.endpoints.playergamelogs import PlayerGameLogs
    from nba_api.stats.endpoints.teamgamelogs import TeamGameLogs
    from nba_api.stats.static import players, teams

    os.makedirs(folder, exist_ok=True)
    for team in teams.get_teams():
        games = TeamGameLogs(season_nullable=season, team_id_nullable=team["id"])
        games.get_data_frames()[0].to_csv(f"{folder}/{team['abbreviation']}.csv", index=False)
    for player in players.get_active_players()[: int(most)]:
        games = PlayerGameLogs(season_nullable=season, player_id_nullable=player["id"])
        games.get_data_frames()[0].to_csv(f"{folder}/{player['id']}.csv", index=False)


def write(path: str, folder: str) -> None:
    with open(path, newline="") as file:
        columns, *rows = csv.reader(file)
    day, player, made = columns.index("GAME_DATE"), columns.index("PLAYER_ID"), set()
    files = {}
    for row in rows:
        files.setdefault(f"{folder}/{row[day]}/{row[player]}", []).append(row)
    for place, of_file in files.items():
        if place not in made:
            os.makedirs(place, exist_ok=True)
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([columns, *of_file])
        with open(f"{place}/games.csv.new", "wb") as file:
            file.write(text.getvalue().encode())
        os.replace(f"{place}/games.csv.new", f"{place}/games.csv")
    handle = os.open(folder, os.O_RDONLY)
    ctypes.CDLL(None).syncfs(handle)
    os.close(handle)


if __name__ == "__main__":
    name, *words = sys.argv[1:]
    if name != "write":
        point_at_the_stand_in()
    {"log": log, "each": each, "write": write}[name](*words)
