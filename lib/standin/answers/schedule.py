"""The season's schedule and the day's scoreboard, and the facts about a game that all answers share."""

from datetime import datetime, timedelta
from itertools import takewhile

from lib.standin.clock import to_eastern, to_utc
from lib.standin.clubs import NOBODY, of_team
from lib.standin.league import FINAL, LIVE, SCHEDULED

NO_TIME = datetime(1, 1, 1)
OVERTIMES = ("", "OT", "2OT")
LABELS = ("", "Preseason", "", "All-Star Game", "Playoffs", "SoFi Play-In Tournament", "Emirates NBA Cup")


def schedule_league_v2(league, params, now):
    """scheduleleaguev2: any season whose schedule is out; the CDN's is of the season that `now` lies in."""
    named = params.get("Season") or league.named(league.current_year(now))
    season, dates = league.season(named), {}
    shown = {"SEASON": named, "LEAGUE_ID": league.id, "gameDates": []}
    shown |= stamp(now, f"league/{league.id}/{named}/scheduleleaguev2")
    if not season or season.year > league.current_year(now):
        return shown
    standing = _standing(league, season, now)
    for game in season.listed(now):
        games = dates.setdefault(game.date, [])
        games.append(_listed(league, season, standing, game, now) | {"SEQUENCE": len(games) + 1})
    shown["gameDates"] = [{"DATE": day, "games": games} for day, games in sorted(dates.items())]
    return shown


def stamp(now, path):
    return {"NOW": now, "REQUEST": f"http://nba.cloud/{path}?Format=json"}


def _standing(league, season, now):
    """{team id: (wins, losses)} as they stand now, and {(game id, team id): the same} after each final game."""
    standing = {}
    for game in takewhile(lambda game: game.tip <= now, season.games("Regular Season")):
        if league.status(game, now) == FINAL:
            for team in (game.home, game.away):
                (wins, losses), won = standing.get(team.id, (0, 0)), team is season.winner(game)
                standing[team.id] = standing[game.id, team.id] = (wins + won, losses + (not won))
    return standing


def of_game(league, game, now, standing=None):
    """The values of a game that schedule, scoreboard and box scores share; standing: how the teams stand."""
    season, is_known = league.of_year(game.year), game.home.id
    standing = _standing(league, season, now) if standing is None else standing
    status, text = _state(league, season, game, now) if is_known else (SCHEDULED, "TBD")
    box = league.box(game, now) if status != SCHEDULED else None
    period, left = _period(season, game, now) if status == LIVE else (len(box.home.quarters) if box else 0, 0)
    teams = f"{game.away.abbreviation}{game.home.abbreviation}"
    values = {
        "GAME": game,
        "HOST": game.home,
        "GAME_CODE": f"{game.date:%Y%m%d}/{teams}" if is_known else "",
        "STATUS": status,
        "STATUS_TEXT": text,
        "PERIOD": period,
        "LEFT": left,
        "DATE_UTC": to_utc(datetime.combine(game.date, datetime.min.time())),
        "IF_NECESSARY": game.series > 4,
        "SERIES_GAME": f"Game {game.series}" if game.series else "",
        "LABEL": LABELS[int(game.id[2])],
    }
    for name, team in (("home", game.home), ("away", game.away)):
        wins, losses = standing.get((game.id, team.id)) or standing.get(team.id, (0, 0))
        score = getattr(box, name).total.PTS if box else 0
        values[f"{name}Team"] = {**of_team(team), "WINS": wins, "LOSSES": losses, "SCORE": score}
    return values


def _listed(league, season, standing, game, now):
    shown, days, week = of_game(league, game, now, standing), season.days, 0
    hour = datetime(1900, 1, 1, game.eastern.hour, game.eastern.minute)
    times = {"TIME_EST": hour, "TIME_UTC": hour + timedelta(hours=5)}
    for name, team in (("AWAY_TIME", game.away), ("HOME_TIME", game.home)):
        times[name] = game.eastern - timedelta(hours=team.behind)
    shown |= times if game.home.id else dict.fromkeys(times, NO_TIME)
    if game.neutral:
        shown["HOST"] = NOBODY
    if days.opening <= game.date <= days.last:  # 1 for the week of opening night, Monday to Sunday
        week = (game.date - days.opening + timedelta(days.opening.weekday())).days // 7 + 1
    shown |= {"WEEK": week, "WEEK_NAME": f"Week {week}" if week else ""}
    return shown | {"POSTPONED": "Y" if shown["STATUS_TEXT"] in ("PPD", "Cancelled") else "A"}


def todays_scoreboard(league, now):
    """liveData/scoreboard/todaysScoreboard_00: its date changes at noon UTC, not while West Coast games are on."""
    today = to_eastern(now - timedelta(hours=7)).date()
    season = league.season(league.named(league.current_year(now)))
    games = [game for game in season.listed(now) if game.date == today and game.home.id] if season else []
    values = {"TODAY": f"{today}", "LEAGUE_ID": league.id, "games": [of_game(league, game, now) for game in games]}
    return stamp(now, "NBA/liveData/scoreboard/todaysScoreboard_00.json") | values


def _state(league, season, game, now):
    """(its status, `7:30 pm ET`, `Q3 5:23`, `Final`, `Final/OT`, `PPD` or `Cancelled`).

    A postponed game is only scheduled, though its first date is past.
    """
    odd, status = season.oddities, league.status(game, now)
    if game is odd.postponed and now >= odd.postponed_at:
        return SCHEDULED, "PPD"
    if game.id == odd.cancelled and now >= game.tip - timedelta(hours=5):
        return status, "Cancelled"
    if status == SCHEDULED:
        return status, f"{game.eastern:%I:%M} {'pm' if game.eastern.hour >= 12 else 'am'} ET".lstrip("0")
    if status == LIVE:
        period, left = _period(season, game, now)
        named = f"Q{period}" if period <= 4 else OVERTIMES[period - 4]
        return status, f"{named} {left // 60}:{left % 60:02d}"
    overtimes = season.box(game).overtimes
    return status, f"Final/{OVERTIMES[overtimes]}" if overtimes else "Final"


def _period(season, game, now):
    """(the period a live game is in, the seconds left in it)."""
    box = season.box(game)
    played = (now - game.tip) / (season.ends(game) - game.tip) * (4 + box.overtimes)
    period = min(int(played) + 1, 4 + box.overtimes)
    return period, max(1, int((period - played) * box.length(period)))
