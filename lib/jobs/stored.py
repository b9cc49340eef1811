"""Which games and players are stored, for scripts that fetch only the rest."""

from collections import defaultdict
from datetime import timedelta
from functools import cache

from lib import config, data_store, seasons
from lib.datasets import ALL, PLAYER_BOXSCORES, PLAYER_GAMES, PLAYER_STATS, TEAM_GAMES, Dataset
from lib.jobs.due import open_tracker
from lib.seasons import Span
from lib.tracker.due import PERIOD_DAYS


def games_in(dataset: Dataset):
    """span -> {game id: game date} of the games stored; each span is read once."""
    return cache(lambda span: games(dataset, span))


def games(dataset: Dataset, span: Span) -> dict[str, str]:
    """{game id: game date} of a dataset that is partitioned by game date."""
    return data_store.open_store().games(dataset, span)


def rows_of(dataset: Dataset):
    """(season, season type) -> how many rows are stored, of days with no game of another type; each is read once."""

    @cache
    def rows(season: str, season_type: str) -> int:
        span, types = seasons.bounds(season), defaultdict(set)
        for game_id, day in games(dataset, span).items():
            types[day].add(_season_type(game_id))
        return sum(types[day] == {season_type} for day, _ in _keys(dataset, span))

    return rows


def rows_beside(dataset: Dataset):
    """span -> {game id: ids of players or teams} by the stored rows of the log beside a dataset; read once a span."""
    log = ALL[dataset.beside]

    @cache
    def beside(span: Span) -> dict[str, set[str]]:
        found = defaultdict(set)
        for table in data_store.open_store().read_all(log, [key for _, key in _keys(log, span)]):
            game, who = (table.columns.index(column) for column in log.key)
            for row in table.rows:
                found[row[game]].add(row[who])
        return found

    return beside


def team_rows(span: Span) -> list[dict[str, str]]:
    """The team-games rows of a span; a partition that cannot be read has none."""
    tables = data_store.open_store().read_all(TEAM_GAMES, [key for _, key in _keys(TEAM_GAMES, span)])
    return [row for table in tables for row in table.dicts()]


def boxscores(game_ids) -> set[str]:
    """Those of some games whose box score is stored; no file is read for it."""
    keys = data_store.open_store().existing(PLAYER_BOXSCORES, [{"gameId": game_id} for game_id in game_ids])
    return {PLAYER_BOXSCORES.fields_of(key)["gameId"] for key in keys}


def readable_boxscores(game_ids) -> set[str]:
    """Those of some games whose box score is stored and can be read."""
    keys = [PLAYER_BOXSCORES.path({"gameId": game_id}) for game_id in boxscores(game_ids)]
    tables = data_store.open_store().read_all(PLAYER_BOXSCORES, keys)
    return {row[table.columns.index("gameId")] for table in tables for row in table.rows}


def players(span: Span) -> dict[str, str]:
    """{player id: the last date he played} by the stored player-games of a span; no file is read for it."""
    return {PLAYER_GAMES.fields_of(key)["PLAYER_ID"]: day for day, key in _keys(PLAYER_GAMES, span)}


def seasons_of(dataset: Dataset) -> list[str]:
    """The seasons of which games are stored, oldest first."""
    store, found = data_store.open_store(), set()
    for day in store.backend.folders(dataset.folder):
        season = seasons.of_day(seasons.day(day)) if dataset.fits("GAME_DATE", day) else None
        if season and season not in found and any(store.partitions(dataset, GAME_DATE=day)):  # no empty folder
            found.add(season)
    return sorted(found)


def _keys(dataset: Dataset, span: Span):
    """(game date, key) of the stored partitions of a span, oldest first."""
    until = Span(span.first, min(span.last, seasons.eastern_date(config.now())))
    return ((fields["GAME_DATE"], key) for key, fields in data_store.open_store().between(dataset, until))


def known_games(span: Span, season_type: str | None, team_ids: tuple[str, ...] = ()):
    """The games of a span of a past season as lib.nba.boxscores.games_of() gives them; None if not all are stored.

    A complete stored log answers this without a request.
    """
    from lib.nba.boxscores import as_games
    from lib.nba.fetched import Fetched

    known, season = open_tracker(), seasons.of_day(span.first)
    season_types = [season_type] if season_type else seasons.types_played(season, span)
    if not all(known.is_fetched(TEAM_GAMES, f"{season}/{played_type}") for played_type in season_types):
        return None
    complete = {(season, played_type): 0 for played_type in season_types if _covers(span, season, played_type)}
    if team_ids:
        listed = {row["GAME_ID"]: row["GAME_DATE"] for row in team_rows(span) if row["TEAM_ID"] in team_ids}
    else:
        listed = games(TEAM_GAMES, span)
    found = [(game_id, day) for game_id, day in listed.items() if season_type in (None, _season_type(game_id))]
    return Fetched(as_games(found), complete_through=span.last, complete=complete, season_type=season_type)


def _season_type(game_id: str) -> str:
    return seasons.of_game(game_id)[1]


def _covers(span: Span, season: str, season_type: str) -> bool:
    when = seasons.window(season, season_type)
    return span.first <= when.first and when.last <= span.last


def careers_wanted(span: Span, only_new: bool) -> tuple[dict[str, str], list[str]]:
    """({player id: the last date he played}, the ids to ask for, the longest waiting first).

    Everybody in the stored player-games of a span; where there are none, nba_api's list of who is on a roster.
    only_new: but those who have not played since their career was fetched, or were asked about this period.
    """
    played = players(span)
    if not played:
        from lib.nba.players import active_ids

        played = dict.fromkeys(active_ids(), "")
    if not only_new:
        return played, sorted(played, key=int)
    asked = {entry.entity: entry.date for entry in open_tracker().history(PLAYER_STATS)}
    today = seasons.eastern_date(config.now())
    fresh_from = f"{today - timedelta(days=PERIOD_DAYS[config.frequency(PLAYER_STATS)] - 1)}"
    waiting = [
        player_id
        for player_id, last in played.items()
        if player_id not in asked or (asked[player_id] < fresh_from and asked[player_id] <= (last or fresh_from))
    ]
    return played, sorted(waiting, key=lambda player_id: (asked.get(player_id, ""), played[player_id], int(player_id)))
