"""The season's schedule, from the CDN and the stats service, and the facts about a game that all answers share."""

from datetime import datetime, timedelta

from lib.standin.answers.stats import of_team
from lib.standin.clock import UTC, iso, to_utc
from lib.standin.fill import nested
from lib.standin.league import FINAL, LIVE, SCHEDULED
from lib.standin.play import OVERTIME

NO_TIME = "0001-01-01T00:00:00Z"
LABELS = {
    "1": "Preseason",
    "3": "All-Star Game",
    "4": "Playoffs",
    "5": "SoFi Play-In Tournament",
    "6": "Emirates NBA Cup",
}


def cdn_schedule(league, _, now):
    """staticData/scheduleLeagueV2: the season that `now` lies in, and no other."""
    named = league.named(league.current_year(now))
    return nested("cdn-schedule", _schedule(league, league.season(named), named, now))


def schedule_league_v2(league, params, now):
    """scheduleleaguev2: any season whose schedule is out."""
    season = league.season(params["Season"])
    if season and season.year > league.current_year(now):
        season = None
    return nested("scheduleleaguev2", _schedule(league, season, params["Season"], now))


def _schedule(league, season, named, now):
    dates = {}
    records = Records(league, season, now) if season else None
    for game in season.listed(now) if season else ():
        games = dates.setdefault(game.date, [])
        games.append(_listed(league, season, records, game, now) | {"SEQUENCE": len(games) + 1})
    return {
        **stamp(now, f"league/{league.id}/{named}/scheduleleaguev2"),
        "SEASON": named,
        "LEAGUE_ID": league.id,
        "gameDates": [
            {"GAME_DATE": f"{day:%m/%d/%Y} 00:00:00", "games": games} for day, games in sorted(dates.items())
        ],
        "weeks": list(_weeks(season)) if season else [],
        "broadcasterList": [{"ID": 1, "NAME": "League Pass", "SHORT": "LP"}],
    }


def stamp(now, path):
    """The values for an answer's `meta`."""
    return {
        "REQUEST": f"http://nba.cloud/{path}?Format=json",
        "NOW": now.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-2] + "Z",
        "CDN_NOW": now.strftime("%Y-%m-%d %H:%M:%S.%f"),
    }


class Records:
    """Wins and losses: after each final game, and as they stand now."""

    def __init__(self, league, season, now):
        self.after, self.current = {}, {}
        for game in season.games("Regular Season"):
            if game.tip > now:
                break
            if league.status(game, now) == FINAL:
                won, lost = season.winner(game).id, season.loser(game).id
                for team_id, i in ((won, 0), (lost, 1)):
                    record = list(self.current.get(team_id, (0, 0)))
                    record[i] += 1
                    self.current[team_id] = self.after[game.id, team_id] = tuple(record)

    def of(self, game, team):
        """(wins, losses) after the game, or so far where it is to come."""
        return self.after.get((game.id, team.id)) or self.current.get(team.id, (0, 0))


def of_game(league, season, game, now):
    """The facts about a game that schedule, scoreboard and box score share."""
    known = game.home is not None
    status, text = state(league, season, game, now) if known else (SCHEDULED, "TBD")
    box = league.box(game, now) if status != SCHEDULED else None
    period, left = period_of(season, game, now) if status == LIVE else (len(box.home.quarters) if box else 0, 0)
    arena = game.home if known and not game.neutral else None
    return {
        "GAME_ID": game.id,
        "GAME_CODE": f"{game.date:%Y%m%d}/{game.away.abbreviation}{game.home.abbreviation}" if known else "",
        "STATUS": status,
        "STATUS_TEXT": text,
        "PERIOD": period,
        "CLOCK": f"PT{left // 60:02d}M{left % 60:02d}.00S",
        "DATETIME_EST": iso(game.eastern if known else midnight(game)),
        "DATETIME_UTC": iso(game.tip if known else to_utc(midnight(game))),
        "IF_NECESSARY": game.series > 4,
        "SERIES_GAME": f"Game {game.series}" if game.series else "",
        "LABEL": LABELS.get(game.id[2], ""),
        "NEUTRAL": game.neutral,
        "ARENA": arena.arena if arena else "",
        "ARENA_CITY": arena.arena_city if arena else "",
        "ARENA_STATE": arena.arena_state if arena else "",
    }


def sides(game, box, records):
    """{homeTeam, awayTeam} of a schedule or a scoreboard: names, record, score."""
    shown = {}
    for side in ("home", "away"):
        team = getattr(game, side)
        wins, losses = records.of(game, team) if team else (0, 0)
        score = getattr(box, side).total.PTS if box else 0
        shown[f"{side}Team"] = {**of_team(team), "WINS": wins, "LOSSES": losses, "SCORE": score}
    return shown


def _listed(league, season, records, game, now):
    shown = of_game(league, season, game, now)
    box = league.box(game, now) if shown["STATUS"] != SCHEDULED else None
    known, day = game.home is not None, midnight(game)
    hour = datetime(1900, 1, 1, game.eastern.hour, game.eastern.minute)
    week = _week(season, game.date)
    return {
        **shown,
        **sides(game, box, records),
        "DATE_EST": iso(day),
        "TIME_EST": iso(hour) if known else NO_TIME,
        "DATE_UTC": iso(to_utc(day)),
        "TIME_UTC": iso(hour + timedelta(hours=5)) if known else NO_TIME,
        "AWAY_TIME": iso(game.eastern - timedelta(hours=game.away.behind)) if known else NO_TIME,
        "HOME_TIME": iso(game.eastern - timedelta(hours=game.home.behind)) if known else NO_TIME,
        "DAY": f"{game.date:%a}",
        "MONTH": game.date.month,
        "WEEK": week,
        "WEEK_NAME": f"Week {week}" if week else "",
        "SERIES_TEXT": "Preseason" if game.id[2] == "1" else "",
        "POSTPONED": "Y" if shown["STATUS_TEXT"] in ("PPD", "Cancelled") else "A",
        "SUBTYPE": "in-season-knockout" if game.id[2] == "6" else "",
        "pointsLeaders": _leaders(box) if shown["STATUS"] == FINAL else [],
    }


def _leaders(box):
    side, line = max(
        ((side, line) for side in (box.home, box.away) for line in side.lines), key=lambda item: item[1].PTS
    )
    return [{**line.player.values, **of_team(side.team), "PTS": line.PTS}]


def midnight(game):
    return datetime.combine(game.date, datetime.min.time())


def local(game, team=None):
    """`2020-12-22T19:00:00-05:00` on the team's clocks; Eastern for no team."""
    behind = team.behind if team else 0
    offset = (game.eastern.replace(tzinfo=UTC) - game.tip) // timedelta(hours=1) - behind
    return f"{game.eastern - timedelta(hours=behind):%Y-%m-%dT%H:%M:%S}-{-offset:02d}:00"


def state(league, season, game, now):
    """(its status, `7:30 pm ET`, `Q3 5:23`, `Final`, `Final/OT`, `PPD` or `Cancelled`).

    A postponed game is only scheduled, though its first date is past.
    """
    odd = season.oddities
    if game is odd.postponed.original and now >= odd.postponed.postponed_at:
        return SCHEDULED, "PPD"
    status = league.status(game, now)
    if game.id == odd.cancelled and now >= game.tip - timedelta(hours=5):
        return status, "Cancelled"
    if status == SCHEDULED:
        return status, f"{game.eastern:%I:%M} {'pm' if game.eastern.hour >= 12 else 'am'} ET".lstrip("0")
    if status == LIVE:
        period, left = period_of(season, game, now)
        named = f"Q{period}" if period <= 4 else _overtime(period - 4)
        return status, f"{named} {left // 60}:{left % 60:02d}"
    overtimes = season.box(game).overtimes
    return status, f"Final/{_overtime(overtimes)}" if overtimes else "Final"


def _overtime(count):
    return "OT" if count == 1 else f"{count}OT"


def period_of(season, game, now):
    """(the period a live game is in, the seconds left in it)."""
    periods = 4 + season.box(game).overtimes
    played = (now - game.tip) / (season.ends(game) - game.tip) * periods
    period = min(int(played), periods - 1)
    length = game.quarter if period < 4 else OVERTIME
    return period + 1, max(1, int((period + 1 - played) * length))


def _week(season, day):
    """1 for the week of opening night (Monday to Sunday), 0 before and after the season."""
    monday = season.days.opening - timedelta(days=season.days.opening.weekday())
    week = (day - monday).days // 7 + 1
    return week if season.days.opening <= day <= season.days.last else 0


def _weeks(season):
    first, number = season.days.opening, 1
    while first <= season.days.last:
        last = first + timedelta(days=6 - first.weekday())
        days = {"START": f"{first}T00:00:00Z", "END": f"{last}T00:00:00Z"}
        yield {"NUMBER": number, "NAME": f"Week {number}", **days}
        first, number = last + timedelta(days=1), number + 1
