"""A made-up history: seasons of stored games as the store lays them out, the same for the same arguments.

Each season has 1,230 games, two teams a game and eleven players a team: about 32,000 files. A thin season has the files
of one player a day only, and each is a link to one of its kind: for costs that neither read nor list them.
"""

import json
import os
import random
from datetime import date, timedelta
from pathlib import Path

from lib import csvfile, seasons
from lib.datasets import PLAYER_BOXSCORES, PLAYER_GAMES, TEAM_GAMES, Dataset
from lib.nba import boxscores
from lib.nba.sources import stats
from lib.standin.clubs import TEAMS

GAMES, PLAYERS, DAYS = 1230, 11, 165
ROUNDS = (8, 4, 2, 1)  # series of the playoffs; each is won in four games


def lay(root: Path, last: str, count: int, games: int = GAMES, is_thin: bool = False) -> int:
    """Stores count seasons up to one below root, and tells the tracker; returns how many files they are."""
    files, first = 0, seasons.start_year(last) - count + 1
    for year in range(first, first + count):
        files += _season(root, seasons.name(year), games, is_thin)
    _mark(root, seasons.between(seasons.name(first), last))
    return files


def _season(root: Path, season: str, games: int, is_thin: bool) -> int:
    rows = {dataset.name: {} for dataset in (TEAM_GAMES, PLAYER_GAMES, PLAYER_BOXSCORES)}
    for game_id, day, home, away in _games(season, games):
        for dataset, row in _rows(season, game_id, day, home, away):
            if is_thin and dataset is PLAYER_GAMES and row["PLAYER_ID"] != f"{TEAMS[0].id % 100 * 100 + 1}":
                continue
            rows[dataset.name].setdefault(dataset.path(row), []).append(row)
    columns = {**stats.COLUMNS, PLAYER_BOXSCORES.name: boxscores.COLUMNS}
    files = 0
    for dataset in (TEAM_GAMES, PLAYER_GAMES, PLAYER_BOXSCORES):
        original, made = None, set()
        for key, of_file in rows[dataset.name].items():
            path = f"{root}/{key}"
            if (folder := os.path.dirname(path)) not in made:
                os.makedirs(folder, exist_ok=True)
                made.add(folder)
            if is_thin and original:
                os.link(original, path)
            else:
                _write(path, _body(dataset, columns[dataset.name], of_file))
                original = path
            files += 1
    return files


def _games(season: str, games: int):
    """(game id, game date, home, away): the regular season, and every other type that it had."""
    year, dice = seasons.start_year(season), random.Random(season)
    opening = seasons.window(season, "Regular Season").first + timedelta(days=6)
    days = min(DAYS, games)
    busy: dict[date, list] = {}
    for number in range(games):
        day = opening + timedelta(days=number * days // games)
        if not busy.get(day):
            busy[day] = dice.sample(TEAMS, len(TEAMS))
        yield f"002{year % 100:02d}{number + 1:05d}", day, busy[day].pop(), busy[day].pop()
    for season_type, code in seasons.CODES.items():
        when = seasons.window(season, season_type)
        if not when or season_type in ("Regular Season", "Playoffs"):
            continue
        for number in range(seasons.play_in_games(season) if season_type == "PlayIn" else 1):
            home, away = TEAMS[2 * number], TEAMS[2 * number + 1]
            yield f"00{code}{year % 100:02d}{number + 1:05d}", when.first + timedelta(days=5), home, away
    if not seasons.window(season, "Playoffs"):
        return
    first = seasons.window(season, "Playoffs").first + timedelta(days=12)
    for played, series in enumerate(ROUNDS):
        for number in range(series):
            for game in range(4):
                day = first + timedelta(days=played * 10 + game * 2)
                game_id = f"004{year % 100:02d}00{played + 1}{number}{game + 1}"
                yield game_id, day, TEAMS[number * (2 << played)], TEAMS[number * (2 << played) + (1 << played)]


def _rows(season: str, game_id: str, day: date, home, away):
    """(dataset, row) of a game, which the home team wins."""
    for team, other, at in ((home, away, "vs."), (away, home, "@")):
        points = 110 if team is home else 100
        line = {
            "SEASON_ID": f"2{season[:4]}",
            "TEAM_ID": f"{team.id}",
            "TEAM_ABBREVIATION": team.abbreviation,
            "TEAM_NAME": team.name,
            "GAME_ID": game_id,
            "GAME_DATE": f"{day}",
            "MATCHUP": f"{team.abbreviation} {at} {other.abbreviation}",
            "WL": "W" if team is home else "L",
            "PTS": f"{points}",
            "MIN": "240",
        }
        yield TEAM_GAMES, line
        for number in range(PLAYERS):
            player_id = f"{(team.id % 100) * 100 + number + 1}"
            yield PLAYER_GAMES, line | {"PLAYER_ID": player_id, "PLAYER_NAME": f"P {player_id}", "PTS": "10"}
            box = {"gameId": game_id, "teamId": line["TEAM_ID"], "personId": player_id, "points": "10"}
            yield PLAYER_BOXSCORES, box | {"teamTricode": team.abbreviation, "minutes": "21:49"}


def _body(dataset: Dataset, columns, rows: list[dict]) -> bytes:
    fill = {column: "1" if dataset.types.get(column) in ("int", "float") else "" for column in columns}
    return csvfile.to_bytes(csvfile.Table([*columns], [[*(fill | row).values()] for row in rows]))


def _write(path: str, body: bytes) -> None:
    with open(path, "wb") as file:
        file.write(body)


def _mark(root: Path, past: list[str]) -> None:
    """Tells the tracker file of root that all these seasons are complete."""
    modules, fetched = {}, "2025-01-01T11:00:00Z"
    for dataset in (TEAM_GAMES, PLAYER_GAMES, PLAYER_BOXSCORES):
        facts = {"last_fetched": fetched, "rows": GAMES, "sha256": "ab" * 32, "source": "stats"}
        played = {f"{season}/{name}" for season in past for name in seasons.TYPES if seasons.window(season, name)}
        entities = {entity: facts | {"date": fetched[:10]} for entity in sorted(played)}
        last = f"{seasons.window(past[-1], 'Playoffs').last}"
        modules[dataset.module] = facts | {"last_game_date": last, "entities": entities}
    path = root / "_metadata" / "fetch_tracker.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"modules": modules}, indent=2) + "\n")
