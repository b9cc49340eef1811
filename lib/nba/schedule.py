"""The schedule of the current season: its games, their dates and teams, and which are cancelled."""

import logging
from datetime import date, datetime

from lib import completeness, config, seasons
from lib import schedule as kept
from lib.errors import Blocked, Nonsense, Unreachable
from lib.nba import answer
from lib.schedule import Game, Schedule

log = logging.getLogger("nba-data")

CDN_PATH = "staticData/scheduleLeagueV2"
PLAUSIBLE = 0.9  # of the regular season: 30 games of 1,230 are only known when the Cup is decided
KEPT_AS = "schedule"  # the games as they came, among the answers of the day
LISTS = ("broadcasters", "pointsLeaders")
STATES = {1: kept.SCHEDULED, 2: kept.LIVE, 3: kept.FINAL}


def of_season(season: str, now: datetime) -> Schedule | None:
    """The schedule, asked for once a day; if the league does not give it, an older copy, or None."""
    return heard(season, now)[0]


def heard(season: str, now: datetime) -> tuple[Schedule | None, Nonsense | None]:
    """(the schedule, asked for once a day, or an older copy or None; if None, why the new one is not believed)

    Only of the current season: past seasons are checked by their own game numbers. Some leagues have no schedule.
    Sources: the CDN's scheduleLeagueV2, then the stats service's scheduleleaguev2.
    """
    if is_at_hand(season, now):
        return kept.stored(season), None
    from lib.nba import cache  # not needed where the kept schedule serves

    with cache.one_asks("schedule"):  # make -j asks once
        known = kept.stored(season)
        if known and known.is_of_today(now):
            return known, None
        fresh, doubt = _ask(season, now)
        if fresh:
            kept.keep(fresh)
        return fresh or known, None if fresh or known else doubt


def is_at_hand(season: str, now: datetime) -> bool:
    """Whether of_season() sends no request: for another season, or if today's copy is kept."""
    if not config.league().has_schedule or season != seasons.of_day(seasons.eastern_date(now)):
        return True
    known = kept.stored(season)
    return bool(known and known.is_of_today(now))


def _ask(season: str, now: datetime) -> tuple[Schedule | None, Nonsense | None]:
    from lib.nba import budget  # heavy, and not needed where the kept schedule serves

    doubts = []
    try:
        return ask(season, now, doubts), None
    except (Unreachable, Blocked, Nonsense, budget.BudgetSpent) as failure:
        log.warning("schedule: %s; going on without", failure)
        return None, doubts[0] if doubts else None


def ask(season: str, now: datetime, doubts: list[Nonsense] | None = None) -> Schedule:
    """The schedule of this season or a past one. The answer's games are kept for a day, for the schedule dataset.

    doubts: a list that receives why an answer is not believed. Raises what sources.first() raises, and Nonsense.
    """
    from lib.nba import cache, client, sources

    def read_from(source, give):
        def schedule():
            try:
                document = give(season)
                heard_now = read(document, season, source, config.stamp(now))
            except Nonsense as doubt:
                if doubts is not None:
                    doubts.append(doubt)
                raise
            games = [entry for day in document["leagueSchedule"]["gameDates"] for entry in day["games"]]
            slim = [{name: value for name, value in game.items() if name not in LISTS} for game in games]
            cache.keep(KEPT_AS, season, {"source": source, "games": slim})
            return _with_lost(heard_now, kept.stored(season), seasons.eastern_date(now))

        return schedule

    ways = [sources.Way(client.STATS, "scheduleleaguev2", read_from(client.STATS, _from_stats))]
    if season == seasons.of_day(seasons.eastern_date(now)):  # the CDN has no other
        ways.insert(0, sources.Way(client.CDN, CDN_PATH, read_from(client.CDN, _from_cdn)))
    # nonsense moves on as well: the other source may be right
    return sources.first("schedule", ways, moves_on=(Unreachable, Blocked, Nonsense))[0]


def _with_lost(fresh: Schedule, earlier: Schedule | None, today: date) -> Schedule:
    """The schedule with the games that it lost since the earlier copy: that they are not listed proves nothing."""
    if not (lost := fresh.lost_of(earlier, today) if earlier else []):
        return fresh
    what = f"{completeness.games_text(len(lost))} of an earlier copy, such as {lost[0].game_id} of {lost[0].game_date}"
    log.warning("the schedule from %s lacks %s; still counted, and the log is asked", fresh.source, what)
    return fresh.and_games(lost)


def _from_cdn(season: str) -> dict:
    from lib.nba import client

    return client.cdn(CDN_PATH)


def _from_stats(season: str) -> dict:
    from nba_api.stats.endpoints.scheduleleaguev2 import ScheduleLeagueV2

    from lib.nba import client

    return client.stats(ScheduleLeagueV2(season=season, get_request=False))


def read(document: dict, season: str, source: str, fetched_at: str) -> Schedule:
    """The Schedule in the answer of either source. Raises Nonsense; Unreachable if it is of another season."""
    try:
        league = document["leagueSchedule"]
        if league["seasonYear"] != season:
            raise Unreachable(f"{source} sent the schedule of {answer.shown(league['seasonYear'])}, not of {season}")
        games, unread = {}, []
        for entry in (game for day in league["gameDates"] for game in day["games"]):
            try:
                game = game_of(entry)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                unread.append(error)
                continue
            # A postponed game stands there twice: off at its old date, on at its new one.
            if game and (game.game_id not in games or games[game.game_id].state in kept.OFF):
                games[game.game_id] = game
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Nonsense(f"the schedule of {season} from {source} cannot be read ({answer.shown(error)})") from None
    regular = sum(game.season_type == "Regular Season" and _is_known(game) for game in games.values())
    if not games:
        raise Nonsense(f"{source} has no schedule of {season}; make team-games SEASON={season} has the games played")
    if regular < PLAUSIBLE * seasons.regular_games(season):
        raise Nonsense(f"the schedule of {season} from {source} has {regular} regular season games with both teams")
    if unread:
        number = completeness.games_text(len(unread))
        log.warning("the schedule from %s: %s cannot be read (%s)", source, number, answer.shown(unread[0]))
    ordered = sorted(games.values(), key=lambda game: (game.game_date, game.game_id))
    return Schedule(season, fetched_at, source, tuple(ordered))


def _is_known(game: Game) -> bool:
    """Whether both teams are known; those of the Cup's last rounds are not, until it is decided who plays."""
    return not {game.home_team_id, game.away_team_id} & {"0", "None"}


def game_of(entry: dict) -> Game | None:
    """One game of the schedule; None if it is of another league. Raises the errors of parsing it."""
    game_id = entry["gameId"]
    if not isinstance(game_id, str) or not seasons.is_game_id(game_id):
        return None
    text = (entry.get("gameStatusText") or "").strip().upper()
    state = STATES[entry["gameStatus"]]
    # Its text, not postponedStatus: that has been seen to say Y of every game of a season.
    if state != kept.FINAL and text == "PPD":
        state = kept.POSTPONED
    elif state != kept.FINAL and text.startswith("CANCEL"):
        state = kept.CANCELLED
    teams = entry["homeTeam"], entry["awayTeam"]
    ids = (f"{answer.whole(team['teamId'], most=answer.LARGEST_ID)}" for team in teams)
    scores = (answer.whole(team.get("score")) or 0 for team in teams)
    return Game(game_id, seasons.game_day(entry["gameDateEst"]), state, *ids, *scores)
