"""Collects the facts for make report from the tables, the tracker, the gaps and the history of runs."""

import re
from collections import Counter, defaultdict
from dataclasses import asdict
from datetime import date
from pathlib import Path

from lib import config, datasets, runs
from lib.jobs import freshness, gaps
from lib.page.facts import Change, Facts, Gap, Leader, Rating, Standing
from lib.tables import query, reach

RUNS, LEADERS, LAST_GAMES = 30, 10, 10
COUNTED = {"Points": "PTS", "Rebounds": "REB", "Assists": "AST"}
REGULAR = "Regular Season"


def gather(root: Path) -> Facts | None:
    """The newest season's facts; None where no game is stored. root: the folder of tables that are up to date.

    Sends the question for the season's schedule if it was not asked today, as make gaps does. Raises StorageFailed.
    """

    def ask(sql: str, *parameters) -> list[tuple]:
        return reach.answered(root, lambda: query.rows(root, sql, list(parameters)).fetchall())

    have = set(query.view_names(root))
    log = next((view for view in ("team_games", "player_games") if view in have), None)
    if log is None:
        return None
    season, through = ask(f"SELECT season, max(GAME_DATE) FROM {log} GROUP BY season ORDER BY season DESC LIMIT 1")[0]
    by_date = f"SELECT season_type FROM {log} WHERE season = ? GROUP BY 1 ORDER BY max(GAME_DATE)"
    types = [row[0] for row in ask(by_date, season)]
    facts = Facts(f"{config.now():%Y-%m-%d %H:%M} UTC", season, REGULAR if REGULAR in types else types[-1], through)
    looks = gaps.look(quick=True)
    facts.league = config.league().title
    games, teams = _games(ask, log, season), dict(ask(f"SELECT DISTINCT TEAM_ID, TEAM_ABBREVIATION FROM {log}"))
    facts.datasets = _datasets(looks, teams)
    facts.gaps = _gaps([look for look in looks if look.season == season], games, teams)
    facts.doubts = _doubts(looks, season)
    facts.changes = _changes(ask, season, games, teams, "player_games" in have)
    facts.played = Counter(day for day, _ in games.values())
    facts.played.update(gap.day for gap in facts.gaps if gap.day and gap.game not in _on(games, gap.day))
    of = season, facts.season_type
    if "team_games" in have:
        facts.standings = _standings(ask, season, through)
        facts.ratings = _ratings(ask, *of)
    if "player_games" in have:
        found = {name: _leaders(ask, column, *of) for name, column in COUNTED.items()}
        facts.leaders = {name: leaders for name, leaders in found.items() if leaders}
    facts.runs = runs.history()[: -RUNS - 1 : -1]
    return facts


def _datasets(looks: list[gaps.Look], teams: dict[str, str]) -> list[Standing]:
    states = freshness.judged(looks)
    never = freshness.State("never", "", "", None)
    found = {name: asdict(states.get(name, never)) for name in datasets.ALL}
    return [Standing(name, **state | {"why": _with_teams(state["why"], teams)}) for name, state in found.items()]


def _with_teams(text: str, teams: dict[str, str]) -> str:
    """A text with team abbreviations instead of ids, which it contains if no games of the team are stored."""
    return re.sub(r"\b\d{10}\b", lambda number: teams.get(number[0], number[0]), text)


def _games(ask, log: str, season: str) -> dict[str, tuple[date, str]]:
    """game id -> (its date, IND @ BOS)"""
    rows = ask(
        f"""SELECT GAME_ID, any_value(GAME_DATE), coalesce(max(MATCHUP) FILTER (MATCHUP LIKE '% @ %'), max(MATCHUP))
        FROM {log} WHERE season = ? GROUP BY GAME_ID""",
        season,
    )
    return {game_id: (day, game) for game_id, day, game in rows}


def _on(games: dict[str, tuple[date, str]], day: date) -> set[str]:
    return {game for played_on, game in games.values() if played_on == day}


def _gaps(looks: list[gaps.Look], games: dict, teams: dict[str, str]) -> list[Gap]:
    """The games of a season that any dataset lacks, by date; teams: id -> abbreviation."""
    lacking = defaultdict(list)
    for look in looks:
        ids = look.games if len(look.games) == len(look.missing) else [None] * len(look.missing)
        for game_id, text in zip(ids, look.missing):
            lacking[games.get(game_id) or _named(_with_teams(text, teams), look)].append(look.dataset)
    found = [Gap(day, game, tuple(names)) for (day, game), names in lacking.items()]
    return sorted(found, key=lambda gap: (gap.day or date.max, gap.game))


def _named(text: str, look: gaps.Look) -> tuple[date | None, str]:
    """(date, IND @ BOS) from IND @ BOS 2025-03-21; what is said otherwise has no date."""
    if parts := re.fullmatch(r"(.+) (\d{4}-\d\d-\d\d)", text):
        return date.fromisoformat(parts[2]), parts[1]
    return None, f"{look.season_type}: {text}"


def _doubts(looks: list[gaps.Look], season: str) -> list[str]:
    """Other problems, and games that the league itself does not have."""
    found = []
    for look in looks:
        of = f"{look.dataset} {look.season} {look.season_type}"
        if look.missing and look.season != season:
            more = f" and {len(look.missing) - 3:,} more" if len(look.missing) > 3 else ""
            found.append(f"{of}: missing {', '.join(look.missing[:3])}{more}")
        found += [f"{of}: cannot be read: {text}" for text in look.unreadable]
        found += [f"{of}: not final yet: {text}" for text in look.waiting]
        found += [f"{of}: no error: {text}" for text in look.leagues]
    return found


def _changes(ask, season: str, games: dict, teams: dict[str, str], with_names: bool) -> list[Change]:
    rows = ask(
        "SELECT found, dataset, GAME_ID, row_key, column_name, before, after FROM corrections WHERE season = ? "
        "ORDER BY found DESC, GAME_ID, row_key, column_name",
        season,
    )
    names = teams
    if rows and with_names:
        names = teams | dict(ask("SELECT PLAYER_ID, any_value(PLAYER_NAME) FROM player_games GROUP BY 1"))
    changes = []
    # Of a row that was added, or taken away, each value is listed; the key's tells it.
    whole = {row[:4] for row in rows if row[4] == _game_column(row[1])}
    for found_on, dataset, game_id, row_key, *values in rows:
        day, game = games.get(game_id, (None, f"game {game_id}"))
        whose = [names[part] for part in row_key.split("/") if part in names]
        if (found_on, dataset, game_id, row_key) in whole:
            if values[0] != _game_column(dataset):
                continue
            values = [f"row {row_key}", *("present" if value else "absent" for value in values[1:])]
        changes.append(Change(day, game, " ".join([dataset, *whose]), *values, found_on))
    return changes


def _game_column(name: str) -> str | None:
    """The column of a dataset that names the game; no correction of a value is about it."""
    return datasets.ALL[name].key[0] if name in datasets.ALL else None


def _standings(ask, season: str, through: date) -> list[tuple]:
    return ask(
        "SELECT rank, TEAM_ABBREVIATION, W, L, W_PCT, games_behind, home_w || '-' || home_l, road_w || '-' || road_l, "
        f"pts, opponent_pts FROM standings_on('{through}') WHERE season = ?",
        season,
    )


def _leaders(ask, column: str, season: str, season_type: str) -> list[Leader]:
    averages = ask(
        f"""WITH known AS (FROM season_averages WHERE season = ? AND season_type = ?)
        SELECT PLAYER_ID, PLAYER_NAME, TEAM_ABBREVIATION, GP, {column} FROM known
        WHERE {column} IS NOT NULL AND GP >= 0.7 * (SELECT max(GP) FROM known)
        ORDER BY {column} DESC, PLAYER_ID LIMIT {LEADERS}""",
        season,
        season_type,
    )
    rows = ask(
        f"""SELECT PLAYER_ID, {column} FROM player_games
        WHERE season = ? AND season_type = ? AND list_contains(?, PLAYER_ID) AND {column} IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY PLAYER_ID ORDER BY GAME_DATE DESC, GAME_ID DESC) <= {LAST_GAMES}
        ORDER BY GAME_DATE, GAME_ID""",
        season,
        season_type,
        [row[0] for row in averages],
    )
    last = defaultdict(list)
    for player_id, value in rows:
        last[player_id].append(value)
    return [Leader(*facts, last[player_id]) for player_id, *facts in averages]


def _ratings(ask, season: str, season_type: str) -> list[Rating]:
    """By team, the best first; possessions are team_ratings' (FGA + 0.44 FTA - OREB + TOV, the mean of both teams)."""
    rows = ask(
        """SELECT TEAM_ID, TEAM_ABBREVIATION, GAME_DATE, PTS, opponent_pts, possessions,
               100 * sum(PTS - opponent_pts) OVER lately / sum(possessions) OVER lately
        FROM team_ratings WHERE season = ? AND season_type = ? AND possessions > 0
        WINDOW lately AS (PARTITION BY TEAM_ID ORDER BY GAME_DATE, GAME_ID ROWS 9 PRECEDING)
        ORDER BY GAME_DATE, GAME_ID""",
        season,
        season_type,
    )
    teams = defaultdict(list)
    for team_id, *row in rows:
        teams[team_id].append(row)
    found = []
    for of_team in teams.values():
        _, _, points, against, possessions, _ = map(list, zip(*of_team))
        per = 100 / sum(possessions)
        net = [(day, value) for _, day, *_, value in of_team][min(9, len(of_team) - 1) :]  # one game says little
        found.append(Rating(of_team[-1][0], len(of_team), per * sum(points), per * sum(against), net))
    return sorted(found, key=lambda rating: rating.defence - rating.offence)
