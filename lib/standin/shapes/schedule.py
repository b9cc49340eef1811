"""The season's schedule, as the CDN and the stats service give it."""

from datetime import datetime, timedelta

from lib.standin.clock import iso, to_eastern, to_utc
from lib.standin.league import FINAL, LIVE, SCHEDULED, current_year, name

# the CDN's and the stats service's names for the same empty lists
CDN_BROADCASTERS = [
    f"{where}{medium}Broadcasters" for where in ("national", "home", "away") for medium in ("Tv", "Radio", "Ott")
] + ["intlRadioBroadcasters", "intlTvBroadcasters", "intlOttBroadcasters"]
STATS_BROADCASTERS = [
    "nationalBroadcasters",
    "nationalRadioBroadcasters",
    "nationalOttBroadcasters",
    *CDN_BROADCASTERS[3:9],
]
NO_TIME = "0001-01-01T00:00:00Z"
NOBODY = {"teamId": 0, "teamName": "", "teamCity": "", "teamTricode": "", "teamSlug": ""}


def cdn_schedule(league, now):
    """staticData/scheduleLeagueV2: the season that `now` lies in, and no other."""
    season = league.season(name(current_year(now)))
    return _schedule(league, season, name(current_year(now)), now, cdn=True)


def schedule_league_v2(league, params, now):
    """scheduleleaguev2: any season whose schedule is out."""
    season = league.season(params["Season"])
    if season and season.year > current_year(now):
        season = None
    return _schedule(league, season, params["Season"], now, cdn=False)


def _schedule(league, season, named, now, cdn):
    dates = {}
    if season:
        records = Records(league, season, now)
        for game in season.listed(now):
            games = dates.setdefault(game.date, [])
            games.append(_game(league, season, records, game, len(games) + 1, now, cdn))
    document = {
        "meta": {
            "version": 1,
            "request": f"http://nba.cloud/league/00/{named}/scheduleleaguev2?Format=json",
            "time": now.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-2] + "Z",
        },
        "leagueSchedule": {
            "seasonYear": named,
            "leagueId": "00",
            "gameDates": [
                {"gameDate": f"{day:%m/%d/%Y} 00:00:00", "games": games} for day, games in sorted(dates.items())
            ],
            "weeks": _weeks(season) if season else [],
        },
    }
    if cdn:
        document["leagueSchedule"]["broadcasterList"] = [
            {"broadcasterId": 1, "broadcasterDisplay": "League Pass", "broadcasterAbbreviation": "LP", "regionId": 1}
        ]
    return document


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
        return self.after.get((game.id, team.id)) or self.current.get(team.id, (0, 0))


def _game(league, season, records, game, sequence, now, cdn):
    known = game.home is not None
    status = status_of(league, season, game, now) if known else SCHEDULED
    box = league.box(game, now) if status != SCHEDULED else None
    midnight = datetime.combine(game.date, datetime.min.time())
    hour = datetime(1900, 1, 1, game.eastern.hour, game.eastern.minute)
    week = _week(season, game.date)
    text = status_text(league, season, game, now) if known else "TBD"
    shown = {
        "gameId": game.id,
        "gameCode": game_code(game) if known else "",
        "gameStatus": status,
        "gameStatusText": text,
        "gameSequence": sequence,
        "gameDateEst": iso(midnight),
        "gameTimeEst": iso(hour) if known else NO_TIME,
        "gameDateTimeEst": iso(game.eastern if known else midnight),
        "gameDateUTC": iso(to_utc(midnight)),
        "gameTimeUTC": iso(hour + timedelta(hours=5)) if known else NO_TIME,
        "gameDateTimeUTC": iso(game.tip if known else to_utc(midnight)),
        "awayTeamTime": iso(game.eastern - timedelta(hours=game.away.behind)) if known else NO_TIME,
        "homeTeamTime": iso(game.eastern - timedelta(hours=game.home.behind)) if known else NO_TIME,
        "day": f"{game.date:%a}",
        "monthNum": game.date.month,
        "weekNumber": week,
        "weekName": f"Week {week}" if week else "",
        "ifNecessary": game.series > 4,
        "seriesGameNumber": f"Game {game.series}" if game.series else "",
    }
    if not cdn:
        shown |= {"gameLabel": label(game), "gameSubLabel": ""}
    arena = game.home if known and not game.neutral else None
    shown |= {
        "seriesText": "Preseason" if game.id[:3] == "001" else "",
        "arenaName": arena.arena if arena else "",
        "arenaState": arena.arena_state if arena else "",
        "arenaCity": arena.arena_city if arena else "",
        "postponedStatus": "Y" if text in ("PPD", "Cancelled") else "A",
        "branchLink": "",
        "gameSubtype": "in-season-knockout" if game.id[:3] == "006" else "",
    }
    if not cdn:
        shown["isNeutral"] = game.neutral
    kinds = CDN_BROADCASTERS if cdn else STATS_BROADCASTERS
    shown["broadcasters"] = {kind: [] for kind in kinds}
    for side in ("home", "away"):
        team = getattr(game, side)
        score = getattr(box, side).total.PTS if box else 0
        wins, losses = records.of(game, team) if team else (0, 0)
        shown[f"{side}Team"] = {
            **(_team(team) if team else NOBODY),
            "wins": wins,
            "losses": losses,
            "score": score,
            "seed": 0,
        }
    shown["pointsLeaders"] = _leaders(box) if status == FINAL else []
    return shown


def _team(team):
    return {
        "teamId": team.id,
        "teamName": team.nickname,
        "teamCity": team.city,
        "teamTricode": team.abbreviation,
        "teamSlug": team.slug,
    }


def _leaders(box):
    side, line = max(
        ((side, line) for side in (box.home, box.away) for line in side.lines), key=lambda item: item[1].PTS
    )
    player, team = line.player, side.team
    return [
        {
            "personId": player.id,
            "firstName": player.first,
            "lastName": player.last,
            "teamId": team.id,
            "teamCity": team.city,
            "teamName": team.nickname,
            "teamTricode": team.abbreviation,
            "points": float(line.PTS),
        }
    ]


def game_code(game):
    return f"{game.date:%Y%m%d}/{game.away.abbreviation}{game.home.abbreviation}"


def label(game):
    return {
        "001": "Preseason",
        "003": "All-Star Game",
        "004": "Playoffs",
        "005": "SoFi Play-In Tournament",
        "006": "Emirates NBA Cup",
    }.get(game.id[:3], "")


def status_of(league, season, game, now):
    """Its status; a postponed game is only scheduled, though its first date is past."""
    if game is season.oddities.postponed.original and now >= season.oddities.postponed.postponed_at:
        return SCHEDULED
    return league.status(game, now)


def status_text(league, season, game, now):
    """`7:30 pm ET`, `Q3 5:23`, `Final`, `Final/OT`, `PPD`, `Cancelled`."""
    odd = season.oddities
    if game is odd.postponed.original and now >= odd.postponed.postponed_at:
        return "PPD"
    if game.id == odd.cancelled and now >= game.tip - timedelta(hours=5):
        return "Cancelled"
    status = league.status(game, now)
    if status == SCHEDULED:
        return f"{game.eastern:%I:%M %p} ET".lstrip("0").replace("AM", "am").replace("PM", "pm")
    if status == LIVE:
        period, left = period_of(season, game, now)
        named = f"Q{period}" if period <= 4 else overtime(period - 4)
        return f"{named} {left // 60}:{left % 60:02d}"
    overtimes = season.box(game).overtimes
    return f"Final/{overtime(overtimes)}" if overtimes else "Final"


def overtime(count):
    return "OT" if count == 1 else f"{count}OT"


def period_of(season, game, now):
    """(the period a live game is in, the seconds left in it)."""
    periods = 4 + season.box(game).overtimes
    played = (now - game.tip) / (season.ends(game) - game.tip) * periods
    period = min(int(played), periods - 1)
    length = 720 if period < 4 else 300
    return period + 1, max(1, int((period + 1 - played) * length))


def today(now):
    """The league's date: it changes at noon UTC, not while West Coast games are on."""
    return to_eastern(now - timedelta(hours=7)).date()


def _week(season, day):
    """1 for the week of opening night (Monday to Sunday), 0 before and after the season."""
    monday = season.days.opening - timedelta(days=season.days.opening.weekday())
    week = (day - monday).days // 7 + 1
    return week if season.days.opening <= day <= season.days.last else 0


def _weeks(season):
    weeks, first, number = [], season.days.opening, 1
    while first <= season.days.last:
        last = first + timedelta(days=6 - first.weekday())
        weeks.append(
            {
                "weekNumber": number,
                "weekName": f"Week {number}",
                "startDate": f"{first}T00:00:00Z",
                "endDate": f"{last}T00:00:00Z",
            }
        )
        first, number = last + timedelta(days=1), number + 1
    return weeks
