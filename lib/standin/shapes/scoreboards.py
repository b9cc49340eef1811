"""A day's games: scoreboardv3 and the CDN's todaysScoreboard."""

from lib.standin.clock import iso
from lib.standin.league import FINAL, LIVE, current_year, name
from lib.standin.shapes.boxscores import periods
from lib.standin.shapes.params import day
from lib.standin.shapes.schedule import (
    Records,
    game_code,
    label,
    period_of,
    status_of,
    status_text,
    today,
)

BROADCASTERS = [
    "nationalBroadcasters",
    "nationalRadioBroadcasters",
    "nationalOttBroadcasters",
    "homeTvBroadcasters",
    "homeRadioBroadcasters",
    "homeOttBroadcasters",
    "awayTvBroadcasters",
    "awayRadioBroadcasters",
    "awayOttBroadcasters",
]


def scoreboard_v3(league, params, now):
    date = day(params["GameDate"])
    return {
        "meta": {
            "version": 1,
            "request": f"http://nba.cloud/league/00/{date:%Y/%m/%d}/scoreboard?Format=json",
            "time": now.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-2] + "Z",
        },
        "scoreboard": {
            "gameDate": date.isoformat(),
            "leagueId": params["LeagueID"],
            "leagueName": "National Basketball Association",
            "games": [_game(*each, cdn=False) for each in _games(league, date, now)],
        },
    }


def todays_scoreboard(league, now):
    date = today(now)
    return {
        "meta": {
            "version": 1,
            "request": "https://nba.cloud/NBA/liveData/scoreboard/todaysScoreboard_00.json",
            "time": now.strftime("%Y-%m-%d %H:%M:%S.%f"),
            "code": 200,
        },
        "scoreboard": {
            "gameDate": date.isoformat(),
            "leagueId": "00",
            "leagueName": "National Basketball Association",
            "games": [_game(*each, cdn=True) for each in _games(league, date, now)],
        },
    }


def _games(league, date, now):
    year = date.year if date.month >= 8 else date.year - 1
    season = league.season(name(year))
    if not season or year > current_year(now):
        return []
    records = Records(league, season, now)
    return [(league, season, records, game, now) for game in season.listed(now) if game.date == date and game.home]


def _game(league, season, records, game, now, cdn):
    status = status_of(league, season, game, now)
    box = league.box(game, now) if status in (LIVE, FINAL) else None
    period, clock = (4 + box.overtimes, "") if box else (0, "")
    if status == LIVE:
        period, left = period_of(season, game, now)
        clock = f"PT{left // 60:02d}M{left % 60:02d}.00S"
    shown = {
        "gameId": game.id,
        "gameCode": game_code(game),
        "gameStatus": status,
        "gameStatusText": status_text(league, season, game, now),
        "period": period,
        "gameClock": clock,
        "gameTimeUTC": iso(game.tip),
        "gameEt": iso(game.eastern),
        "regulationPeriods": 4,
    }
    number = f"Game {game.series}" if game.series else ""
    if cdn:
        shown |= {
            "ifNecessary": game.series > 4,
            "seriesGameNumber": number,
            "gameLabel": label(game),
            "gameSubLabel": "",
            "seriesText": "",
            "seriesConference": "",
            "poRoundDesc": "",
            "gameSubtype": "",
            "isNeutral": game.neutral,
        }
    else:
        shown |= {
            "seriesGameNumber": number,
            "gameLabel": label(game),
            "gameSubLabel": "",
            "seriesText": "",
            "ifNecessary": game.series > 4,
            "seriesConference": "",
            "poRoundDesc": "",
            "gameSubtype": "",
            "isNeutral": game.neutral,
        }
    leaders = {
        f"{side}Leaders": _leader(getattr(box, side) if box else None, getattr(game, side)) for side in ("home", "away")
    }
    teams = {
        f"{side}Team": _team(
            getattr(box, side) if box else None, getattr(game, side), records.of(game, getattr(game, side)), cdn
        )
        for side in ("home", "away")
    }
    if cdn:
        odds = {"team": None, "odds": 0.0, "suspended": 0}
        return {**shown, **teams, "gameLeaders": leaders, "pbOdds": odds}
    # the season's leaders are floats there: averages
    season_leaders = {
        key: {**value, **{stat: float(value[stat]) for stat in ("points", "rebounds", "assists")}}
        for key, value in leaders.items()
    }
    return {
        **shown,
        "gameLeaders": leaders,
        "teamLeaders": {**season_leaders, "seasonLeadersFlag": 0},
        "broadcasters": {kind: [] for kind in BROADCASTERS},
        **teams,
    }


def _leader(side, team):
    if side is None:
        return {
            "personId": 0,
            "name": "",
            "playerSlug": None,
            "jerseyNum": "",
            "position": "",
            "teamTricode": team.abbreviation,
            "points": 0,
            "rebounds": 0,
            "assists": 0,
        }
    line = max(side.lines, key=lambda line: line.PTS)
    return {
        "personId": line.player.id,
        "name": line.player.name,
        "playerSlug": line.player.slug,
        "jerseyNum": line.player.jersey,
        "position": line.player.position,
        "teamTricode": team.abbreviation,
        "points": line.PTS,
        "rebounds": line.REB,
        "assists": line.AST,
    }


def _team(side, team, record, cdn):
    return {
        "teamId": team.id,
        "teamName": team.nickname,
        "teamCity": team.city,
        "teamTricode": team.abbreviation,
        **({} if cdn else {"teamSlug": team.slug}),
        "wins": record[0],
        "losses": record[1],
        "score": side.total.PTS if side else 0,
        "seed": None if cdn else 0,
        "inBonus": None,
        "timeoutsRemaining": 0,
        "periods": periods(side) if side else [],
    }
