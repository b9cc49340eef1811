"""The season's schedule and the day's scoreboard, and the facts about a game that all answers share."""

from datetime import datetime, timedelta
from itertools import takewhile

from lib.standin.clock import UTC, iso, to_eastern, to_utc
from lib.standin.clubs import of_team
from lib.standin.league import FINAL, LIVE, SCHEDULED
from lib.standin.play import OVERTIME

NO_TIME = "0001-01-01T00:00:00Z"
ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")
LABELS = ("", "Preseason", "", "All-Star Game", "Playoffs", "SoFi Play-In Tournament", "Emirates NBA Cup")


def current_schedule(league, now):
    """The CDN's: the season that `now` lies in, and no other."""
    return schedule_league_v2(league, {"Season": league.named(league.current_year(now))}, now)


def schedule_league_v2(league, params, now):
    """scheduleleaguev2: any season whose schedule is out."""
    season, dates, weeks = league.season(params["Season"]), {}, []
    shown = {"SEASON": params["Season"], "LEAGUE_ID": league.id, "gameDates": [], "weeks": weeks}
    shown |= stamp(now, f"league/{league.id}/{params['Season']}/scheduleleaguev2")
    if not season or season.year > league.current_year(now):
        return shown
    standing = _standing(league, season, now)
    for game in season.listed(now):
        games = dates.setdefault(game.date, [])
        games.append(_listed(league, season, standing, game, now) | {"SEQUENCE": len(games) + 1})
    for day, games in sorted(dates.items()):
        shown["gameDates"].append({"GAME_DATE": f"{day:%m/%d/%Y} 00:00:00", "games": games})
    day = season.days.opening
    while day <= season.days.last:  # the first week begins on opening night, the others on Monday
        last, number = day + timedelta(6 - day.weekday()), len(weeks) + 1
        named = {"NUMBER": number, "NAME": f"Week {number}"}
        weeks.append(named | {"START": f"{day}T00:00:00Z", "END": f"{last}T00:00:00Z"})
        day = last + timedelta(1)
    return shown


def stamp(now, path):
    times = {"NOW": f"{now:%Y-%m-%dT%H:%M:%S.%f}"[:-2] + "Z", "CDN_NOW": f"{now:%Y-%m-%d %H:%M:%S.%f}"}
    return times | {"REQUEST": f"http://nba.cloud/{path}?Format=json"}


def _standing(league, season, now):
    """{team id: (wins, losses)} as they stand now, and {(game id, team id): the same} after each final game."""
    standing = {}
    for game in takewhile(lambda game: game.tip <= now, season.games("Regular Season")):
        if league.status(game, now) == FINAL:
            for team, won in ((season.winner(game), 1), (season.loser(game), 0)):
                wins, losses = standing.get(team.id, (0, 0))
                standing[team.id] = standing[game.id, team.id] = (wins + won, losses + 1 - won)
    return standing


def of_game(league, game, now, standing=None):
    """The values of a game that schedule, scoreboard and box scores share; standing: how the teams stand."""
    season, home, away, is_known = league.season_of(game), game.home, game.away, game.home.id
    standing = _standing(league, season, now) if standing is None else standing
    status, text = _state(league, season, game, now) if is_known else (SCHEDULED, "TBD")
    box = league.box(game, now) if status != SCHEDULED else None
    period, left = _period(season, game, now) if status == LIVE else (len(box.home.quarters) if box else 0, 0)
    midnight = datetime.combine(game.date, datetime.min.time())
    values = {
        "GAME_ID": game.id,
        "GAME_CODE": f"{game.date:%Y%m%d}/{away.abbreviation}{home.abbreviation}" if is_known else "",
        "STATUS": status,
        "STATUS_TEXT": text,
        "PERIOD": period,
        "CLOCK": f"PT{left // 60:02d}M{left % 60:02d}.00S",
        "DATE_EST": iso(midnight),
        "DATE_UTC": iso(to_utc(midnight)),
        "DATETIME_EST": iso(game.eastern if is_known else midnight),
        "DATETIME_UTC": iso(game.tip if is_known else to_utc(midnight)),
        "IF_NECESSARY": game.series > 4,
        "SERIES_GAME": f"Game {game.series}" if game.series else "",
        "LABEL": LABELS[int(game.id[2])],
        "NEUTRAL": game.neutral,
        "ATTENDANCE": 15000 + int(game.id) * 37 % 4000,
        "ARENA_ID": 1 + home.id % 100,
        "ARENA": home.arena,
        "ARENA_CITY": home.arena_city,
        "ARENA_STATE": home.arena_state,
        "ARENA_COUNTRY": "CA" if home.abbreviation == "TOR" else "US",
        "ARENA_ZONE": ZONES[home.behind],
    }
    for name, team in (("home", home), ("away", away)):
        wins, losses = standing.get((game.id, team.id)) or standing.get(team.id, (0, 0))
        score = getattr(box, name).total.PTS if box else 0
        values |= {f"{name.upper()}_ID": team.id}
        values[f"{name}Team"] = {**of_team(team), "WINS": wins, "LOSSES": losses, "SCORE": score}
    return values


def _listed(league, season, standing, game, now):
    shown, days, week = of_game(league, game, now, standing), season.days, 0
    hour = datetime(1900, 1, 1, game.eastern.hour, game.eastern.minute)
    times = {"TIME_EST": hour, "TIME_UTC": hour + timedelta(hours=5)}
    for name, team in (("AWAY_TIME", game.away), ("HOME_TIME", game.home)):
        times[name] = game.eastern - timedelta(hours=team.behind)
    if game.neutral:
        shown |= dict.fromkeys(("ARENA", "ARENA_CITY", "ARENA_STATE"), "")
    if days.opening <= game.date <= days.last:  # 1 for the week of opening night, Monday to Sunday
        week = (game.date - days.opening + timedelta(days.opening.weekday())).days // 7 + 1
    return {
        **shown,
        **{name: iso(time) if game.home.id else NO_TIME for name, time in times.items()},
        "DAY": f"{game.date:%a}",
        "MONTH": game.date.month,
        "WEEK": week,
        "WEEK_NAME": f"Week {week}" if week else "",
        "SERIES_TEXT": "Preseason" if game.id[2] == "1" else "",
        "POSTPONED": "Y" if shown["STATUS_TEXT"] in ("PPD", "Cancelled") else "A",
        "SUBTYPE": "in-season-knockout" if game.id[2] == "6" else "",
    }


def todays_scoreboard(league, now):
    """liveData/scoreboard/todaysScoreboard_00: its date changes at noon UTC, not while West Coast games are on."""
    today = to_eastern(now - timedelta(hours=7)).date()
    season = league.season(league.named(league.current_year(now)))
    games = [game for game in season.listed(now) if game.date == today and game.home.id] if season else []
    values = {"TODAY": f"{today}", "LEAGUE_ID": league.id, "games": [of_game(league, game, now) for game in games]}
    return stamp(now, "NBA/liveData/scoreboard/todaysScoreboard_00.json") | values


def local(game, team=None):
    """`2020-12-22T19:00:00-05:00` on the team's clocks; Eastern for no team."""
    behind = team.behind if team else 0
    offset = (game.eastern.replace(tzinfo=UTC) - game.tip) // timedelta(hours=1) - behind
    return f"{game.eastern - timedelta(hours=behind):%Y-%m-%dT%H:%M:%S}-{-offset:02d}:00"


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
        named = f"Q{period}" if period <= 4 else _overtime(period - 4)
        return status, f"{named} {left // 60}:{left % 60:02d}"
    overtimes = season.box(game).overtimes
    return status, f"Final/{_overtime(overtimes)}" if overtimes else "Final"


def _overtime(count):
    return "OT" if count == 1 else f"{count}OT"


def _period(season, game, now):
    """(the period a live game is in, the seconds left in it)."""
    periods = 4 + season.box(game).overtimes
    played = (now - game.tip) / (season.ends(game) - game.tip) * periods
    period = min(int(played), periods - 1)
    length = game.quarter if period < 4 else OVERTIME
    return period + 1, max(1, int((period + 1 - played) * length))
