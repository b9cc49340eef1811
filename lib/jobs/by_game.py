"""Datasets with one file for each game: which games to ask for, and up to which date they are complete.

The object that asks the league gets the games (Games), and has fetch(game_id) -> Rows, columns and sources.
"""

import logging
from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property

from lib import config, holes, schedule, seasons
from lib.asked import Asked
from lib.completeness import games_text
from lib.datasets import PLAYER_BOXSCORES, TEAM_GAMES, Dataset
from lib.errors import Nonsense, Usage
from lib.jobs import stored
from lib.jobs.due import open_tracker
from lib.nba import answer, boxscores
from lib.nba.answer import Rows
from lib.nba.empty_dates import not_kept
from lib.nba.fetched import Fetched, one_by_one
from lib.seasons import Span

log = logging.getLogger("nba-data")


class Games:
    """What the store and the schedule know about some games; dates: game id -> game date, "" if unknown."""

    def __init__(self, rows: list[dict]):
        self.dates = {row["GAME_ID"]: row["GAME_DATE"] for row in rows}
        self._teams = {row["GAME_ID"]: set(row["TEAM_IDS"]) for row in rows}
        self._logs: dict[str, dict[str, list[dict]]] = {}
        self._players: dict[str, dict[str, dict[str, str]]] = {}
        self._has_some: dict[tuple[str, str], bool] = {}

    def log(self, game_id: str) -> list[dict[str, str]]:
        """The stored team-games rows of a game; [] if it is not stored."""
        day = self.day(game_id)
        if day and day not in self._logs:
            found: dict[str, list[dict]] = {}
            for row in stored.team_rows(Span(seasons.day(day), seasons.day(day))):
                found.setdefault(row["GAME_ID"], []).append(row)
            self._logs[day] = found
        return self._logs[day].get(game_id, []) if day else []

    def logged(self, game_id: str, column: str) -> list[dict[str, int]]:
        """{team id: a count} of a game's stored team-games: as stored, and as corrected; [] where it has none."""
        rows = self.log(game_id)
        corrected = [row | self._corrected.get((TEAM_GAMES.name, f"{game_id}/{row['TEAM_ID']}"), {}) for row in rows]
        counts = [{row["TEAM_ID"]: int(row[column]) for row in log if row.get(column)} for log in (rows, corrected)]
        return list(filter(None, counts))

    def teams(self, game_id: str) -> set[str]:
        """The ids of a game's teams; empty if neither the store nor the schedule has them."""
        scheduled = self._scheduled.get(game_id)
        ids = {scheduled.home_team_id, scheduled.away_team_id} if scheduled else set()
        return self._teams.get(game_id) or ids or {row["TEAM_ID"] for row in self.log(game_id)}

    def home(self, game_id: str) -> str | None:
        """The id of the team at home by the stored log, where both teams agree on it, else by the schedule."""
        at_home = [row["TEAM_ID"] for row in self.log(game_id) if " vs. " in row.get("MATCHUP", "")]
        scheduled = self._scheduled.get(game_id)
        return at_home[0] if len(at_home) == 1 else scheduled and scheduled.home_team_id

    def player_rows(self, day: str) -> dict[str, dict[str, str]]:
        """{player id: his row} of the stored player-games of a date; one date is kept, as a season is 100 MB."""
        if day not in self._players:
            self._players = {day: stored.player_rows(day)}
        return self._players[day]

    def of_players(self, day: str) -> dict[str, str]:
        """{player id: game id} of the same."""
        return {player: row["GAME_ID"] for player, row in self.player_rows(day).items()}

    def has_some(self, dataset: Dataset, season: str, season_type: str) -> bool:
        """Whether any game of a season type is stored."""
        if (part := (season, season_type)) not in self._has_some:
            self._has_some[part] = stored.has_some(dataset, *part)
        return self._has_some[part]

    def strangers(self, game_id: str, players: set[str]) -> set[str]:
        """Those of some players who are not in the stored player-games of a game; none where these are not whole."""
        rows = self.player_rows(day).values() if (day := self.day(game_id)) else ()
        points: dict[str, int] = {}
        for row in (rows := [row for row in rows if row["GAME_ID"] == game_id]):
            points[row["TEAM_ID"]] = points.get(row["TEAM_ID"], 0) + int(row.get("PTS") or 0)
        return players - {row["PLAYER_ID"] for row in rows} if points in self.logged(game_id, "PTS") else set()

    def is_final(self, game_id: str) -> bool:
        """Whether a game is certainly over: of a past season, final by the schedule, or stored."""
        if seasons.of_game(game_id)[0] < seasons.of_day(seasons.eastern_date(config.now())):
            return True
        scheduled = self._scheduled.get(game_id)
        return bool(scheduled and scheduled.state == schedule.FINAL) or len(self.log(game_id)) == 2

    def day(self, game_id: str) -> str:
        """A game's date; "" if neither the schedule nor the store has it."""
        if not self.dates.get(game_id):
            scheduled, whole = self._scheduled.get(game_id), seasons.bounds(seasons.of_game(game_id)[0])
            known = scheduled.game_date if scheduled else stored.games(TEAM_GAMES, whole).get(game_id)
            self.dates[game_id] = known or ""
        return self.dates[game_id]

    @cached_property
    def _corrected(self) -> dict[tuple[str, str], dict[str, str]]:
        return stored.corrected_values()

    @cached_property
    def _scheduled(self) -> dict[str, schedule.Game]:
        found = {}
        for season in {seasons.of_game(game_id)[0] for game_id in self.dates}:
            known = schedule.stored(season)
            found |= {game.game_id: game for game in known.games} if known else {}
        return found


def fetch(dataset: Dataset, asked: Asked, league_of: Callable, progress: Callable) -> Fetched:
    """The games asked for that are over; with asked.new, stored games are skipped, except those due for a second look.

    league_of: Games -> who asks the league; progress: (ids, what) -> the same, told as they are gone through.
    """
    seasons.require(dataset, seasons.of_game(asked.game)[0] if asked.game else seasons.of_day(asked.dates.last))
    alone = boxscores.as_games({} if _is_to_come(asked.game) else {asked.game: ("", ())}) if asked.game else None
    games = Fetched(alone) if asked.game else listed(dataset, asked.dates, asked)
    ids = [game["GAME_ID"] for game in games.rows]
    have = stored.of_games(dataset, ids) if asked.new else set()
    again = second_look_games(dataset, asked)
    wanted = [game for game in games.rows if game["GAME_ID"] not in have]
    league = league_of(Games(wanted + again))

    def ask(wanted: list[dict]) -> Fetched:
        wanted_ids = [game["GAME_ID"] for game in wanted]
        return one_by_one(wanted_ids, league.fetch, dataset, lambda ids: progress(ids, dataset.name))

    fetched = ask(wanted)
    fetched.failures += stored.damaged(dataset, have) if asked.game or stored.is_short(asked.dates) else []
    _add_second_look(dataset, fetched, again, ask)
    fetched.sources = league.sources
    fetched.is_part = bool(asked.game or asked.team)
    fetched.season_type = games.season_type
    fetched.failures += games.failures
    fetched.pending += games.pending
    have |= {game_id for game_id, rows in fetched.brought.items() if rows}
    fetched.listed = len(have & {*ids})
    have |= not_kept(dataset, ids)
    fetched.complete_through, fetched.last_game_date = how_far(games, have)
    fetched.complete = {
        part: len(of_part) for part in games.complete if (of_part := _of_type(ids, *part)) and not set(of_part) - have
    }
    if asked.game and not (fetched.brought.get(asked.game) or fetched.failures or fetched.pending):
        log.info("%s: %s", dataset.name, why_none(dataset, asked.game))
    if not fetched.rows:
        fetched.rows = Rows(league.columns)
    return fetched


def listed(dataset: Dataset, span: Span, asked: Asked) -> Fetched:
    """The games of a span as rows GAME_ID, GAME_DATE, TEAM_IDS, season by season: the stored ones, or the league's.

    None of seasons of which the league has nothing of this dataset.
    """
    season_type, team_ids = asked.season_type, asked.teams
    parts = {season: part for season, part in seasons.parts(span).items() if season >= seasons.first_of(dataset)}
    found = [
        stored.known_games(part, season_type, team_ids) or _of_the_league(dataset, part, asked)
        for part in parts.values()
    ]
    games = Fetched(answer.joined([part.rows for part in found]), season_type=season_type)
    for part, its_games in zip(parts.values(), found, strict=True):
        games.complete |= its_games.complete
        games.failures += its_games.failures
        games.pending += its_games.pending
        if games.complete_through in (None, part.first - timedelta(days=1)):  # no gap before it
            games.complete_through = its_games.complete_through
    return games


def _of_the_league(dataset: Dataset, span: Span, asked: Asked) -> Fetched:
    """The games of a span of one season by the league's schedule, or else by its log.

    The log must also have a game on the date before, if that is the last one stored: one without it is no answer.
    """
    is_all = not (config.league().has_schedule or asked.season_type or asked.teams)
    last = open_tracker().last_game_date(dataset) if is_all else None
    if last != f"{span.first - timedelta(days=1)}" or seasons.of_day(seasons.day(last)) != seasons.of_day(span.first):
        return boxscores.games_of(span, asked.season_type, config.now(), asked.teams)
    games = boxscores.games_of(Span(seasons.day(last), span.last), None, config.now())
    is_there = any(game["GAME_DATE"] == last for game in games.rows)
    games.rows = games.rows.like(game for game in games.rows if game["GAME_DATE"] > last)
    if not (is_there or games.failures or games.pending):
        why = f"the league's log has no game of {last}, of which games are stored; asked for again next time"
        games.failures.append(Nonsense(f"{dataset.name}: {why}"))
        games.complete_through = seasons.day(last)
    return games


def _add_second_look(dataset: Dataset, fetched: Fetched, again: Rows, ask: Callable) -> None:
    """Adds what the league says now of stored games. It comes last; what no request is left for is told, not pending:
    the next run looks at other dates.
    """
    look = Fetched(Rows([]), pending=len(again)) if fetched.pending else ask(again)
    fetched.rows.add(look.rows)
    fetched.brought |= look.brought
    fetched.failures += look.failures
    if look.pending:
        days = sorted(game["GAME_DATE"] for game in again if game["GAME_ID"] not in look.brought)
        todo = f"FORCE=1 DATE_FROM={days[0]} DATE_TO={days[-1]} does"
        log.warning("%s: no request was left to look at %s again; %s", dataset.name, games_text(len(days)), todo)


def second_look_games(dataset: Dataset, asked: Asked) -> Rows:
    """The stored games to be compared with what the league says now, as rows like those of listed()."""
    if not (span := second_look_dates(dataset, asked)):
        return boxscores.as_games({})
    rows = listed(dataset, span, asked).rows
    again = needs_second_look(dataset, [game["GAME_ID"] for game in rows])
    return rows.like(game for game in rows if game["GAME_ID"] in again)


def needs_second_look(dataset: Dataset, game_ids) -> set[str]:
    """Those of some games that are stored; where each costs a request, those of which something was corrected."""
    have = stored.of_games(dataset, game_ids)
    return have & stored.corrected_games() if dataset.request == "game" else have


def second_look_dates(dataset: Dataset, asked: Asked) -> Span | None:
    """The dates of the stored games due for a second look; None for none, such as those of another season.

    If a request brings all games of some dates, all days of asked.look_back; otherwise each date once, look_back days
    after it was played. Where a date takes several requests, a week from Monday is looked at once its Sunday is due.
    """
    if not (asked.look_back and asked.span):
        return None
    back, yesterday = timedelta(days=asked.look_back), asked.span.first - timedelta(days=1)
    first, last = asked.span.first - back, yesterday if dataset.request == "dates" else asked.span.last - back
    if len(dataset.measures) > 1:
        first, last = first - timedelta(days=first.weekday()), last - timedelta(days=(last.weekday() + 1) % 7)
    is_due = first <= last and seasons.of_day(first) == seasons.of_day(asked.span.first)
    return Span(first, min(last, yesterday)) if is_due else None


def _is_to_come(game_id: str) -> bool:
    """Whether a game is on a later day by the kept schedule, so that nobody has anything of it."""
    known = schedule.stored(seasons.of_game(game_id)[0])
    today = f"{seasons.eastern_date(config.now())}"
    return any(game.game_id == game_id and game.game_date > today for game in known.games) if known else False


def why_none(dataset: Dataset, game_id: str) -> str:
    """Why the league sent nothing of a game; raises Usage where there is no such game."""
    if game_id in holes.kept(dataset.name) or not_kept(dataset, [game_id]):
        return f"the league kept nothing of game {game_id}"
    season, _ = seasons.of_game(game_id)
    known = schedule.stored(season)
    if known and game_id not in {game.game_id for game in known.games}:
        raise Usage(f"the schedule of {season} has no game {game_id}; give another id")
    what = "box score" if dataset is PLAYER_BOXSCORES else dataset.name
    return f"game {game_id} has no {what} yet; ask again when it is over"


def _of_type(ids: list[str], season: str, season_type: str) -> list[str]:
    return [game_id for game_id in ids if seasons.of_game(game_id) == (season, season_type)]


def how_far(games: Fetched, have: set[str]) -> tuple[date | None, str | None]:
    """(the last date up to which all games are complete, the last such date with games)"""
    if games.complete_through is None:
        return None, None
    through = games.complete_through
    missing = [game["GAME_DATE"] for game in games.rows if game["GAME_ID"] not in have]
    if missing:
        through = min(through, seasons.day(min(missing)) - timedelta(days=1))
    dates = [game["GAME_DATE"] for game in games.rows]
    return through, max((day for day in dates if day <= f"{through}"), default=None)
