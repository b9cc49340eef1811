"""The games and players that are stored, for scripts that fetch only the others."""

import itertools
from collections import defaultdict
from datetime import timedelta
from functools import cache

from lib import config, csvfile, data_store, schedule, seasons
from lib.data_store import corrections
from lib.datasets import ALL, PLAYER_GAMES, PLAYER_STATS, REGULAR, TEAM_GAMES, Dataset
from lib.errors import StorageFailed
from lib.jobs.due import open_tracker
from lib.seasons import Span
from lib.tracker.due import PERIOD_DAYS

SHORT = 7  # days
LATEST = 8  # days with rosters: two months of them


def games_in(dataset: Dataset):
    """span -> {game id: game date} for the stored games; each span is read once."""
    return cache(lambda span: games(dataset, span))


def games(dataset: Dataset, span: Span) -> dict[str, str]:
    """{game id: game date} of a dataset that is partitioned by game date."""
    return data_store.open_store().games(dataset, span)


def rows_of(dataset: Dataset):
    """(season, season type) -> how many rows are stored, of days with no game of another type; each is read once."""
    return cache(lambda season, season_type: sum(1 for _ in _keys_of_type(dataset, season, season_type)))


def who_played(dataset: Dataset):
    """season -> the players, or the teams by their abbreviations, whom the same days of its regular season have."""
    who = dataset.partition_fields[-1]
    return lambda season: {dataset.fields_of(key)[who] for key in _keys_of_type(dataset, season, REGULAR)}


def points_of(season: str, season_type: str) -> dict[str, int]:
    """{team id: its points} by the stored team-games of a season type."""
    points: dict[str, int] = defaultdict(int)
    for row in team_rows(seasons.window(season, season_type)):
        if _season_type(row["GAME_ID"]) == season_type and row.get("PTS"):
            points[row["TEAM_ID"]] += int(row["PTS"])
    return points


def rows_beside(dataset: Dataset):
    """span -> {game id: {player or team id: Beside}} by the stored rows of the log beside it; read once a span."""
    from lib.nba.check import Beside

    log = ALL[dataset.beside]

    @cache
    def beside(span: Span) -> dict[str, dict[str, Beside]]:
        found, store = defaultdict(dict), data_store.open_store()
        for _, keys in itertools.groupby(_keys(log, span), key=lambda pair: pair[0]):  # a season's rows are 100 MB
            for table in store.read_all(log, [key for _, key in keys]):
                game, who, *told = (table.columns.index(column) for column in (*log.key, "GAME_DATE", "MIN", "PTS"))
                for row in table.rows:
                    found[row[game]][row[who]] = Beside(*(row[place] for place in told))
        return found

    return beside


def rows_in(dataset: Dataset):
    """span -> the stored rows of a game log; a partition that cannot be read has none."""

    def rows(span: Span) -> list[dict[str, str]]:
        tables = data_store.open_store().read_all(dataset, [key for _, key in _keys(dataset, span)])
        return [row for table in tables for row in table.dicts()]

    return rows


def newest_copy(dataset: Dataset) -> tuple[str, int]:
    """(path, number of rows) of the newest copy of a dataset that is stored whole; ("", 0) if there is none."""
    store = data_store.open_store()
    key = max((key for key, _ in store.partitions(dataset)), default="")
    tables = store.read_all(dataset, [key]) if key else []
    return key, len(tables[0].rows) if tables else 0


def newest_rosters(dataset: Dataset):
    """(season, team id) -> (path, number of rows) of the newest copy among those of the last days that have any."""
    store = data_store.open_store()
    days = cache(lambda: store.backend.folders(dataset.folder)[: -LATEST - 1 : -1])
    keys = cache(
        lambda day, season: {
            fields["TeamID"]: key for key, fields in store.partitions(dataset, date=day, SEASON=season)
        }
    )

    def newest(season: str, team_id: str) -> tuple[str, int]:
        found = (keys(day, season[:4]).get(team_id) for day in days())
        key = next(filter(None, found), "")
        tables = store.read_all(dataset, [key]) if key else []
        return key, len(tables[0].rows) if tables else 0

    return newest


def team_rows(span: Span) -> list[dict[str, str]]:
    """The team-games rows of a span."""
    return rows_in(TEAM_GAMES)(span)


def corrected_values() -> dict[tuple[str, str], dict[str, str]]:
    """(dataset, row key) -> {column: its value by the latest correction}"""
    return corrections.latest_values(data_store.open_store())


def corrected_games() -> set[str]:
    """The ids of the games of which the league corrected something after it was stored."""
    return {correction["game"] for correction in corrections.found(data_store.open_store())}


def of_games(dataset: Dataset, game_ids) -> set[str]:
    """The game ids that are stored, for a dataset with one file for each game; no file is opened."""
    keys = data_store.open_store().existing(dataset, [{dataset.game_field: game_id} for game_id in game_ids])
    return {dataset.fields_of(key)[dataset.game_field] for key in keys}


def has_some(dataset: Dataset, season: str, season_type: str) -> bool:
    """Whether any game of a season type is stored, for a dataset with one file for each game."""
    start = f"{config.league().id}{seasons.CODES[season_type]}{season[2:4]}"
    return bool(data_store.open_store().backend.folders(dataset.folder, start, f"{start}~"))


def is_short(span: Span) -> bool:
    """Whether a run for these dates may open what is stored of them: it costs no more in a longer history."""
    return (span.last - span.first).days < SHORT


def damaged_in(dataset: Dataset, span: Span) -> list[StorageFailed]:
    """What is wrong with the stored files of a few dates, each with what to do; empty files too, if known by a game."""
    if not dataset.game_field:
        return _damaged(dataset, [key for _, key in _keys(dataset, span)])
    ids = set(games(TEAM_GAMES, span))
    for kept in filter(None, map(schedule.stored, seasons.parts(span))):
        ids |= {game.game_id for game in kept.played(span)}
    return damaged(dataset, ids)


def damaged(dataset: Dataset, game_ids) -> list[StorageFailed]:
    """The same of some games, of a dataset with one file for each; games that are not stored are left out."""
    return _damaged(dataset, [dataset.path({dataset.game_field: game_id}) for game_id in sorted(game_ids)])


def _damaged(dataset: Dataset, keys: list[str]) -> list[StorageFailed]:
    found = []
    for key, (body, _) in data_store.open_store().backend.read_all(dict.fromkeys(keys, b"")).items():
        try:
            csvfile.partition(dataset, key, body)
        except StorageFailed as damage:
            found.append(damage)
    return found


def player_rows(day: str) -> dict[str, dict[str, str]]:
    """{player id: his row} of the stored player-games of a date."""
    return {row["PLAYER_ID"]: row for row in rows_in(PLAYER_GAMES)(Span(seasons.day(day), seasons.day(day)))}


def players(span: Span) -> dict[str, str]:
    """{player id: the last date he played} by the stored player-games of a span; no file is read for it."""
    return {PLAYER_GAMES.fields_of(key)["PLAYER_ID"]: day for day, key in _keys(PLAYER_GAMES, span)}


def _keys(dataset: Dataset, span: Span):
    """(game date, key) of the stored partitions of a span, oldest first."""
    until = Span(span.first, min(span.last, seasons.eastern_date(config.now())))
    return ((fields["GAME_DATE"], key) for key, fields in data_store.open_store().between(dataset, until))


def _keys_of_type(dataset: Dataset, season: str, season_type: str):
    """The keys of a season's days with no game of another type."""
    span, types = seasons.bounds(season), defaultdict(set)
    for game_id, day in games(dataset, span).items():
        types[day].add(_season_type(game_id))
    return (key for day, key in _keys(dataset, span) if types[day] == {season_type})


def known_games(span: Span, season_type: str | None, team_ids: tuple[str, ...] = ()):
    """The games of a span as lib.nba.boxscores.games_of() gives them; None if not all are stored.

    A stored log answers this without a request: of a past season if it is complete; of the current season if it
    reaches to yesterday and the league has no schedule, which would tell of games that are on.
    """
    from lib.nba.boxscores import as_games, games_of_log
    from lib.nba.fetched import Fetched

    tracker, season = open_tracker(), seasons.of_day(span.first)
    season_types = [season_type] if season_type else seasons.types_played(season, span)
    is_whole = all(tracker.is_fetched(TEAM_GAMES, f"{season}/{played_type}") for played_type in season_types)
    if not (is_whole or (season == seasons.of_day(seasons.yesterday(config.now())) and _reaches_yesterday())):
        return None
    complete = {(season, played): 0 for played in season_types if is_whole and _covers(span, season, played)}
    if team_ids:
        listed = games_of_log(team_rows(span), team_ids)
    else:  # no file is read for it
        listed = as_games({game_id: (day, ()) for game_id, day in games(TEAM_GAMES, span).items()})
    found = listed.like(game for game in listed if season_type in (None, _season_type(game["GAME_ID"])))
    return Fetched(found, complete_through=span.last, complete=complete, season_type=season_type)


def _reaches_yesterday() -> bool:
    """Whether, in a league without a schedule, the stored team-games reach to yesterday without a gap."""
    yesterday = f"{seasons.yesterday(config.now())}"
    return not config.league().has_schedule and (open_tracker().last_game_date(TEAM_GAMES) or "") >= yesterday


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
    fetched_on = open_tracker().dates(PLAYER_STATS)
    today = seasons.eastern_date(config.now())
    fresh_from = f"{today - timedelta(days=PERIOD_DAYS[config.frequency(PLAYER_STATS)] - 1)}"
    waiting = [
        player_id
        for player_id, last in played.items()
        if (day := fetched_on.get(player_id)) is None or (day < fresh_from and day <= (last or fresh_from))
    ]
    return played, sorted(
        waiting, key=lambda player_id: (fetched_on.get(player_id, ""), played[player_id], int(player_id))
    )
