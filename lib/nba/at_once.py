"""Games cut from answers that hold all games of one date, or of several dates.

If such an answer does not name the game of a row, it is the game that the player played on that date by the stored
player-games, else the game of his team.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import NamedTuple

from nba_api.stats.endpoints.leaguedashlineups import LeagueDashLineups
from nba_api.stats.endpoints.leaguedashptstats import LeagueDashPtStats
from nba_api.stats.endpoints.leaguehustlestatsplayer import LeagueHustleStatsPlayer
from nba_api.stats.endpoints.shotchartdetail import ShotChartDetail

from lib import config, holes, seasons
from lib.datasets import HUSTLE, LINEUPS, SHOTS, TRACKING, Dataset
from lib.errors import Nonsense, Trouble, Unreachable
from lib.nba import answer, budget, cache, check, client, sources
from lib.nba.answer import Packed, Rows
from lib.nba.sources import Way, stats
from lib.seasons import Span

CUT = 2000  # the league silently cuts an answer after this many rows
POINTS_OFF = 5  # of a team: one source may have been corrected before the other
SHOTS_OFF = 5  # of a team's attempts: old charts lack some that were missed; and of its threes made
SHORT = 1  # minute of a team's line-ups: MIN is exact, but one of a few seconds without an event may be left out
# Who has no hustle has no row: 963 players in the 844 games recorded, most after some minutes, 52 after a quarter of
# the game, so that three of these are not left out of one game.
LEFT_OUT = 2
MOST = 0.8  # of what the logs have must be there; an answer with less is incomplete


class Dates(NamedTuple):
    """What one answer is about."""

    season: str
    season_type: str
    span: Span

    def __str__(self) -> str:
        return f"{self.season} {self.season_type} {self.span}"


class AtOnce:
    """Returns one game at a time; games of the same dates share one answer.

    games: lib.jobs.by_game.Games
    ask: (Dates, Games) -> Rows or Packed
    wrong: (game id, its rows, Games) -> why the rows are implausible, or None
    """

    def __init__(self, dataset: Dataset, games, ask: Callable, wrong: Callable):
        self.dataset, self.games, self.ask, self.wrong = dataset, games, ask, wrong
        self.columns, self.sources = list(dataset.types), set()
        self._answers: dict[Dates, dict[str, Rows | Packed | Nonsense] | Trouble] = {}
        self._spans = self._spans_of_types() if dataset.request == "dates" else {}

    def fetch(self, game_id: str) -> Rows | Packed:
        """The rows of a final game; no rows while it may still be on. Raises what ask raises, NothingKept, Nonsense."""
        if not self.games.is_final(game_id):
            return Rows(self.columns)
        dates = self._dates_of(game_id)
        if dates not in self._answers:
            self._answers[dates] = self._was_empty_today(game_id, dates) or self._answer_of(dates)
        found = self._answers[dates]
        if isinstance(found, Trouble):
            raise found
        rows = found.pop(game_id, None)  # a season's shots take much memory
        if isinstance(rows, Nonsense):
            raise rows
        if not rows:
            raise answer.NothingKept(f"{self.dataset.name} {game_id}: the league kept nothing of it")
        if wrong := self.wrong(game_id, rows, self.games):
            raise Nonsense(f"{self.dataset.name} {game_id}: the answer {wrong}; left out, run again")
        self.sources.add(client.STATS)
        answer.note_new(rows, self.dataset)
        return rows

    def _dates_of(self, game_id: str) -> Dates:
        season, season_type = seasons.of_game(game_id)
        if span := self._spans.get((season, season_type)):
            return Dates(season, season_type, span)
        if not (day := self.games.day(game_id)):
            raise Nonsense(f"{self.dataset.name} {game_id}: nobody knows its date; run make team-games SEASON={season}")
        return Dates(season, season_type, Span(seasons.day(day), seasons.day(day)))

    def _spans_of_types(self) -> dict[tuple[str, str], Span]:
        """(season, season type) -> the span from the first to the last date of its games."""
        days = defaultdict(set)
        for game_id in self.games.dates:
            if day := self.games.day(game_id):
                days[seasons.of_game(game_id)].add(seasons.day(day))
        return {season: Span(min(of_season), max(of_season)) for season, of_season in days.items()}

    def _answer_of(self, dates: Dates) -> dict[str, Rows | Packed | Nonsense] | Trouble:
        """game id -> its rows, or why they are refused; or the failure, which every game of these dates shares."""
        try:
            rows = self.ask(dates, self.games)
        except budget.BudgetSpent:
            raise
        except Trouble as failure:
            return failure
        if not (rows or rows.spoiled):
            return self._empty(dates)
        found: dict[str, Rows | Packed | Nonsense] = rows.by("GAME_ID") if rows else {}
        for spoiled in rows.spoiled:  # nobody would notice the missing shot, or player
            why = f"a row that cannot be right: {spoiled.reason}; left out, run again"
            if (game_id := self._game_of(spoiled.cells, dates)) is None:
                return _with_row(Nonsense(f"{self.dataset.name} {dates.span}: {why}"), spoiled)
            found[game_id] = _with_row(Nonsense(f"{self.dataset.name} {game_id}: {why}"), spoiled)
        return found

    def _empty(self, dates: Dates) -> Nonsense:
        is_first = self.dataset.request == "date" and not self.games.has_some(self.dataset, *dates[:2])
        kind = answer.EmptyDate if is_first else Nonsense
        return kind(f"{self.dataset.name} {dates}: {answer.EmptyDate.WHY}")

    def _was_empty_today(self, game_id: str, dates: Dates) -> Nonsense | None:
        """The failure of an earlier run of today, if its answer was empty and nothing of the season is stored."""
        noted = holes.kept(self.dataset.name).get(game_id)
        if not noted or config.get("FORCE") == "1" or f"{seasons.eastern_date(config.now())}" not in noted.days:
            return None
        empty = self._empty(dates)
        empty.is_old = isinstance(empty, answer.EmptyDate) and f"{empty}" == noted.lacks
        return empty if empty.is_old else None

    def _game_of(self, cells: dict, dates: Dates) -> str | None:
        """The game of a spoiled row: the one that it names, else that of its player or team on its date.

        "": none of those asked for. None: unknown.
        """
        named, player, team = (f"{cells.get(name)}" for name in ("GAME_ID", "PLAYER_ID", "TEAM_ID"))
        if seasons.is_game_id(named):
            return named
        span = dates.span
        day = f"{span.first}" if span.first == span.last else _day(cells.get("GAME_DATE"))
        if day is None:
            return None
        if player in (of_players := self.games.of_players(day)):
            return of_players[player]
        on_it = {game: self.games.teams(game) for game in self.games.dates if self.games.day(game) == day}
        playing = next((game for game, teams in on_it.items() if team in teams), None)
        is_another = team.isdecimal() and all(on_it.values())
        return playing or ("" if is_another else None)


def _day(value) -> str | None:
    try:
        return seasons.game_day(f"{value}"[: answer.SHOWN])
    except ValueError:
        return None


def _with_row(failure: Nonsense, spoiled: answer.Spoiled) -> Nonsense:
    """The failure with its row, for the quarantine: a season's answer has 45 MB."""
    failure.body = spoiled.cells
    return failure


# -- shots --------------------------------------------------------------


def shots(games) -> AtOnce:
    return AtOnce(SHOTS, games, _ask_shots, _wrong_shots)


def _ask_shots(dates: Dates, games) -> Packed:
    """Every field goal attempted: one request for the league, or one for each team if that is not answered.

    Source: shotchartdetail, Shot_Chart_Detail. ContextMeasure must be FGA: its default, PTS, returns no misses.
    """
    season, season_type, span = dates
    what = f"{SHOTS.name} {season} {season_type}"

    def of_team(team_id) -> Packed:
        endpoint = ShotChartDetail(
            team_id=team_id,
            player_id=0,
            context_measure_simple="FGA",
            season_nullable=season,
            season_type_all_star=season_type,
            get_request=False,
            **{f"{name}_nullable": value for name, value in stats.dates(season, span).items()},
        )
        way = Way(client.STATS, SHOTS.endpoint, lambda: client.stats(endpoint))
        document, _ = sources.first(what, [way])
        return answer.packed_set(document, "Shot_Chart_Detail", SHOTS, (*SHOTS.key, "TEAM_ID", "SHOT_MADE_FLAG"))

    try:
        if (found := of_team(0)) or found.spoiled:
            return found
    except (client.NoAnswer, Unreachable):
        if len(_teams(dates, games)) < 2:
            raise
    found = Packed()
    for team_id in _teams(dates, games):
        found.add(of_team(team_id))
    return found


def _teams(dates: Dates, games) -> list[str]:
    ids = [game_id for game_id in games.dates if seasons.of_game(game_id) == dates[:2]]
    return sorted({team for game_id in ids for team in games.teams(game_id)})


def _wrong_shots(game_id: str, rows: Rows, games) -> str | None:
    if len({row["GAME_EVENT_ID"] for row in rows}) < len(rows):
        return "lists a shot twice"
    if not any(row.get("LOC_X") or row.get("LOC_Y") for row in rows):
        return "has every shot at one place, or at none"
    made, tried, threes = ({row["TEAM_ID"]: 0 for row in rows} for _ in range(3))
    for row in rows:
        made[row["TEAM_ID"]] += row["SHOT_MADE_FLAG"] or 0
        tried[row["TEAM_ID"]] += 1
        threes[row["TEAM_ID"]] += bool(row["SHOT_MADE_FLAG"]) and f"{row.get('SHOT_TYPE')}".startswith("3")
    logged = games.logged(game_id, "FGM")
    if logged and made not in logged:
        return f"has {made} field goals made, and the stored team-games {logged[0]}"
    if wrong := check.contradicted(tried, games.logged(game_id, "FGA"), SHOTS_OFF):
        return f"has {tried} field goals tried, and the stored team-games {wrong}"
    is_typed = all(row.get("SHOT_TYPE") for row in rows)
    if is_typed and (wrong := check.contradicted(threes, games.logged(game_id, "FG3M"), SHOTS_OFF)):
        return f"has {threes} threes made, and the stored team-games {wrong}"
    if len(made) != 2:
        return f"has shots of {len(made)} team"
    return check.strangers(game_id, {row["PLAYER_ID"] for row in rows}, games)


# -- by date ------------------------------------------------------------


def hustle(games) -> AtOnce:
    return AtOnce(HUSTLE, games, _ask_hustle, _wrong_players)


def _ask_hustle(dates: Dates, games) -> Rows:
    """Source: leaguehustlestatsplayer of one date, HustleStatsPlayer. A team plays once a date: a row is one game."""
    made = LeagueHustleStatsPlayer(get_request=False, **_of_date(dates))
    return _of_games(HUSTLE, "HustleStatsPlayer", made, dates, games)


def tracking(games) -> AtOnce:
    return AtOnce(TRACKING, games, _ask_tracking, _wrong_tracking)


def _ask_tracking(dates: Dates, games) -> Rows:
    """Source: leaguedashptstats of one date, LeagueDashPtStats: a request for each measure, joined by player.

    If the first is empty, so is the date. A column that several measures have is taken from the first of them. A player
    whom a measure has twice, or in another team than the others, spoils his game.
    """
    columns, players, spoiled = {}, {}, []
    for measure in TRACKING.measures:
        made = LeagueDashPtStats(
            player_or_team="Player", pt_measure_type=measure, get_request=False, **_of_date(dates, "per_mode_simple")
        )
        part = _of_games(TRACKING, "LeagueDashPtStats", made, dates, games, measure)
        if not (columns or part or part.spoiled):
            break
        columns |= dict.fromkeys(part.columns)
        spoiled += part.spoiled
        listed = set()
        for row in part:
            player = row["PLAYER_ID"]
            known = players.setdefault(player, row)
            if player in listed or row["TEAM_ID"] != known["TEAM_ID"]:
                spoiled.append(answer.Spoiled(known, f"player {player} is twice, or in two teams, in {measure}"))
            players[player] = row | known
            listed.add(player)
    return Rows(columns, players.values(), spoiled)


def _wrong_tracking(game_id: str, rows: Rows, games) -> str | None:
    for column in rows.columns:
        if sum(column in row for row in rows) < MOST * len(rows):
            return f"has no {column} for {sum(column not in row for row in rows)} of {len(rows)} players"
    return _wrong_players(game_id, rows, games)


def lineups(games) -> AtOnce:
    return AtOnce(LINEUPS, games, _ask_lineups, _wrong_lineups)


def _ask_lineups(dates: Dates, games) -> Rows:
    """Source: leaguedashlineups of one date, Lineups: the five players who were on the floor together."""
    made = LeagueDashLineups(group_quantity="5", get_request=False, **_of_date(dates, "per_mode_detailed"))
    return _of_games(LINEUPS, "Lineups", made, dates, games)


def _of_date(dates: Dates, mode: str = "per_mode_time") -> dict[str, str]:
    season, season_type, span = dates
    day = f"{span.first:%m/%d/%Y}"
    parameters = {"season": season, "season_type_all_star": season_type, mode: "Totals"}
    return parameters | {"date_from_nullable": day, "date_to_nullable": day}


def _of_games(dataset: Dataset, name: str, endpoint, dates: Dates, games, measure: str = "") -> Rows:
    """The rows of a date, GAME_ID before the league's columns. A plausible answer is kept for the day."""
    season, season_type, span = dates
    what = " ".join(filter(None, (dataset.name, f"{span.first}", season_type, measure)))
    players = games.of_players(f"{span.first}")
    teams = {team: game_id for game_id in games.dates for team in games.teams(game_id) if _is_on(game_id, games, span)}
    needed = ("TEAM_ID", *(column for column in dataset.key if column != "GAME_ID"))

    made = Rows(["GAME_ID", *dataset.types])

    def read(document: dict) -> Rows | None:
        nonlocal made
        with answer.reading(what, document):
            rows = answer.result_set(document, name, dataset, needed)
            if len(rows) + len(rows.spoiled) >= CUT:
                raise Nonsense(f"{what}: cut at {CUT:,} rows; nothing of it is stored")
        made = Rows(["GAME_ID", *rows.columns], spoiled=rows.spoiled, document=document)
        for row in rows:
            game_id = players.get(row.get("PLAYER_ID")) or teams.get(row["TEAM_ID"])
            if game_id:  # other rows are of another season type, or of a game that is not over
                made.append({"GAME_ID": game_id} | row)
        if made and not check.are_counted(made, check.counted(made.columns, dataset)):
            raise Nonsense(f"{what}: {check.UNCOUNTED}, try later")
        row_keys = {tuple(row[column] for column in dataset.key) for row in made}
        return made if made and not made.spoiled and len(row_keys) == len(made) else None

    key = "-".join(filter(None, (f"{span.first}", season_type.replace(" ", ""), measure)))

    def ask() -> dict:
        return sources.first(what, [Way(client.STATS, dataset.endpoint, lambda: client.stats(endpoint))])[0]

    cache.once(dataset.endpoint, key, ask, read)
    return made


def _is_on(game_id: str, games, span: Span) -> bool:
    return games.day(game_id) == f"{span.first}"


def _wrong_players(game_id: str, rows: Rows, games) -> str | None:
    if len({row["PLAYER_ID"] for row in rows}) < len(rows):
        return "lists somebody twice"
    teams = Counter(row["TEAM_ID"] for row in rows)
    if len(teams) != 2 or min(teams.values()) < 5:
        return f"has players of {len(teams)} teams, such as {min(teams.values())} of one"
    quarter, there = config.league().minutes / 4, {row["PLAYER_ID"] for row in rows}
    lacking = [
        player
        for player, row in games.player_rows(games.day(game_id)).items()
        if row["GAME_ID"] == game_id and float(row.get("MIN") or 0) >= quarter and player not in there
    ]
    if len(lacking) > LEFT_OUT:
        return (
            f"lacks {len(lacking)} of those with {quarter:g} minutes in the stored player-games, such as {lacking[0]}"
        )
    several = [row for row in rows if (row.get("GP") or row.get("G") or 1) != 1]
    if several:
        return f"has {len(several)} players of more than one game"
    wrong = check.strangers(game_id, there, games) or _wrong_minutes(game_id, rows, games)
    return wrong or _wrong_points(game_id, rows, games)


def _wrong_minutes(game_id: str, rows: list[dict], games) -> str | None:
    """Whose minutes differ from the stored player-games; None if it is less than a quarter of the players."""
    logged, others = games.player_rows(games.day(game_id)), []
    for row in rows:
        minutes = logged.get(row["PLAYER_ID"], {}).get("MIN")
        if minutes and row.get("MIN") is not None and abs(row["MIN"] - float(minutes)) > check.MINUTES_OFF:
            others.append(f"player {row['PLAYER_ID']} {row['MIN']:g} minutes, and the stored player-games {minutes}")
    return f"gives {others[0]}" if len(others) > len(rows) / 4 else None


def _wrong_points(game_id: str, rows: Rows, games) -> str | None:
    """How far the players' points, where a measure has them, are from their team's; None if they are close."""
    points = {row["TEAM_ID"]: 0 for row in rows if row.get("POINTS") is not None}
    for row in rows:
        if row["TEAM_ID"] in points:
            points[row["TEAM_ID"]] += row.get("POINTS") or 0
    wrong = check.contradicted(points, games.logged(game_id, "PTS"), POINTS_OFF)
    return f"has {points} points, and the stored team-games {wrong}" if wrong else None


def _is_filled(minutes: dict[str, float], logged: dict[str, float]) -> bool:
    """Whether the line-ups of both teams last as long as the game."""
    return all(minutes.get(team, 0) >= lasted - SHORT for team, lasted in logged.items())


def _wrong_lineups(game_id: str, rows: Rows, games) -> str | None:
    teams = {row["TEAM_ID"] for row in rows}
    if len({(row["TEAM_ID"], row["GROUP_ID"]) for row in rows}) < len(rows):
        return "lists a line-up twice"
    if len(teams) != 2:
        return f"has line-ups of {len(teams)} team"
    points, minutes = dict.fromkeys(teams, 0), dict.fromkeys(teams, 0)
    for row in rows:
        points[row["TEAM_ID"]] += row.get("PTS") or 0
        minutes[row["TEAM_ID"]] += row.get("MIN") or 0
    lasted = [{team: of_five / 5 for team, of_five in logged.items()} for logged in games.logged(game_id, "MIN")]
    if lasted and not any(_is_filled(minutes, logged) for logged in lasted):
        told = {team: round(played, 1) for team, played in minutes.items()}
        return f"has {told} minutes, and the stored team-games {lasted[0]}"
    of_players: dict[str, float] = defaultdict(float)
    for row in rows:
        for player in row["GROUP_ID"].strip("-").split("-"):
            of_players[player] += row.get("MIN") or 0
    played = [{"PLAYER_ID": player, "MIN": minutes} for player, minutes in of_players.items()]
    if wrong := check.strangers(game_id, {*of_players}, games) or _wrong_minutes(game_id, played, games):
        return wrong
    stored = games.logged(game_id, "PTS")
    for logged in stored:
        of_all = [(scored, logged.get(team, scored)) for team, scored in points.items()]
        if all(MOST * total <= scored <= total for scored, total in of_all):
            return None
    return f"has {points} points, and the stored team-games {stored[0]}" if stored else None
