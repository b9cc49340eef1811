"""One game: the stats service's box score (V3) and the CDN's. The same numbers in both."""

from datetime import timedelta

from lib.standin.clock import eastern_offset, iso
from lib.standin.clubs import TEAMS
from lib.standin.league import FINAL, LIVE
from lib.standin.play import COACH, total
from lib.standin.shapes.columns import percentage
from lib.standin.shapes.schedule import game_code, period_of, status_text

ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")
# by place in the starting five; the stats service writes only F, C, G
CDN_POSITIONS = ("SF", "PF", "C", "SG", "PG")
OFFICIALS = (("Ada", "Byron"), ("Blaise", "Carroll"), ("Emmy", "Dalton"))


def box_score_traditional_v3(league, params, now):
    """boxscoretraditionalv3: null for a game unknown or not begun."""
    game = league.game(params["GameID"])
    box = league.box(game, now) if game else None
    shown = None
    if box:
        shown = {
            "gameId": game.id,
            "awayTeamId": game.away.id,
            "homeTeamId": game.home.id,
            "homeTeam": _v3_team(box.home),
            "awayTeam": _v3_team(box.away),
        }
    return {
        "meta": {
            "version": 1,
            "request": f"http://nba.cloud/games/{params['GameID']}/boxscoretraditional?Format=json",
            "time": now.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-2] + "Z",
        },
        "boxScoreTraditional": shown,
    }


def _v3_team(side):
    team = side.team
    starters = [line for line in side.lines if line.position]
    others = [line for line in side.lines if not line.position]
    return {
        "teamId": team.id,
        "teamCity": team.city,
        "teamName": team.nickname,
        "teamTricode": team.abbreviation,
        "teamSlug": team.slug,
        "players": [_v3_player(line.player, line.position, "", line) for line in side.lines]
        + [_v3_player(player, "", comment, None) for player, comment in side.benched],
        "statistics": _v3_statistics(side.total) | {"plusMinusPoints": float(side.total.PLUS_MINUS)},
        "starters": _v3_statistics(total(starters)),
        "bench": _v3_statistics(total(others)),
    }


def _v3_player(player, position, comment, line):
    return {
        "personId": player.id,
        "firstName": player.first,
        "familyName": player.last,
        "nameI": player.initial,
        "playerSlug": player.slug,
        "position": position,
        "comment": comment,
        "jerseyNum": player.jersey,
        "statistics": _v3_statistics(line) | {"plusMinusPoints": float(line.PLUS_MINUS) if line else 0.0},
    }


def _v3_statistics(line):
    """Of a player who did not play: no minutes, and zeros."""
    get = (lambda name: getattr(line, name)) if line else (lambda name: 0)
    return {
        "minutes": f"{line.SEC // 60}:{line.SEC % 60:02d}" if line else "",
        "fieldGoalsMade": get("FGM"),
        "fieldGoalsAttempted": get("FGA"),
        "fieldGoalsPercentage": percentage(get("FGM"), get("FGA"), 0.0),
        "threePointersMade": get("FG3M"),
        "threePointersAttempted": get("FG3A"),
        "threePointersPercentage": percentage(get("FG3M"), get("FG3A"), 0.0),
        "freeThrowsMade": get("FTM"),
        "freeThrowsAttempted": get("FTA"),
        "freeThrowsPercentage": percentage(get("FTM"), get("FTA"), 0.0),
        "reboundsOffensive": get("OREB"),
        "reboundsDefensive": get("DREB"),
        "reboundsTotal": get("REB"),
        "assists": get("AST"),
        "steals": get("STL"),
        "blocks": get("BLK"),
        "turnovers": get("TOV"),
        "foulsPersonal": get("PF"),
        "points": get("PTS"),
    }


def cdn_box_score(league, game_id, now):
    """liveData/boxscore; None, which is a 403, for a game unknown or not begun."""
    game = league.game(game_id)
    box = league.box(game, now) if game else None
    if not box:
        return None
    season = league.season(f"{game.year}-{(game.year + 1) % 100:02d}")
    status = league.status(game, now)
    period, left = period_of(season, game, now) if status == LIVE else (4 + box.overtimes, 0)
    ends = season.ends(game)
    home, away = game.home, game.away
    return {
        "meta": {
            "version": 1,
            "code": 200,
            "request": f"http://nba.cloud/games/{game.id}/boxscore?Format=json",
            "time": now.strftime("%Y-%m-%d %H:%M:%S.%f"),
        },
        "game": {
            "gameId": game.id,
            "gameTimeLocal": _local(game, home),
            "gameTimeUTC": iso(game.tip),
            "gameTimeHome": _local(game, home),
            "gameTimeAway": _local(game, away),
            "gameEt": _local(game, None),
            "duration": int((min(now, ends) - game.tip).total_seconds() // 60),
            "gameCode": game_code(game),
            "gameStatusText": status_text(league, season, game, now),
            "gameStatus": status,
            "regulationPeriods": 4,
            "period": period,
            "gameClock": f"PT{left // 60:02d}M{left % 60:02d}.00S",
            "attendance": 15000 + int(game.id) * 37 % 4000,
            "sellout": "0",
            "arena": {
                "arenaId": 1 + next((i for i, team in enumerate(TEAMS) if team is home), 99),
                "arenaName": home.arena,
                "arenaCity": home.arena_city,
                "arenaState": home.arena_state,
                "arenaCountry": "CA" if home.abbreviation == "TOR" else "US",
                "arenaTimezone": ZONES[home.behind],
            },
            "officials": [
                {
                    "personId": 9001 + i,
                    "name": f"{first} {last}",
                    "nameI": f"{first[0]}. {last}",
                    "firstName": first,
                    "familyName": last,
                    "jerseyNum": str(i + 10),
                    "assignment": f"OFFICIAL{i + 1}",
                }
                for i, (first, last) in enumerate(OFFICIALS)
            ],
            "homeTeam": _cdn_team(box.home, box.away, status),
            "awayTeam": _cdn_team(box.away, box.home, status),
        },
    }


def _local(game, team):
    """`2020-12-22T19:00:00-05:00` on the team's clocks; Eastern for no team."""
    behind = team.behind if team else 0
    offset = eastern_offset(game.tip.replace(tzinfo=None)) - behind
    return f"{game.eastern - timedelta(hours=behind):%Y-%m-%dT%H:%M:%S}-{-offset:02d}:00"


def _cdn_team(side, other, status):
    team = side.team
    players = [_cdn_player(line.player, i, line, status) for i, line in enumerate(side.lines, 1)]
    for player, comment in side.benched:
        why = "DNP_COACH" if comment == COACH else "DNP_INJURY"
        players.append(_cdn_absent(player, len(players) + 1, "ACTIVE", why))
    for player in side.inactive:
        players.append(_cdn_absent(player, len(players) + 1, "INACTIVE", "INACTIVE_COACH"))
    return {
        "teamId": team.id,
        "teamName": team.nickname,
        "teamCity": team.city,
        "teamTricode": team.abbreviation,
        "score": side.total.PTS,
        "inBonus": "0",
        "timeoutsRemaining": 2,
        "periods": periods(side),
        "players": players,
        "statistics": _cdn_team_statistics(side, other),
    }


def periods(side):
    return [
        {"period": i, "periodType": "REGULAR" if i <= 4 else "OVERTIME", "score": points}
        for i, points in enumerate(side.quarters, 1)
    ]


def _cdn_player(player, order, line, status):
    starts = bool(line.position)
    return {
        "status": "ACTIVE",
        "order": order,
        "personId": player.id,
        "jerseyNum": player.jersey,
        **({"position": CDN_POSITIONS[order - 1]} if starts else {}),
        "starter": "1" if starts else "0",
        "oncourt": "1" if starts and status != FINAL else "0",
        "played": "1",
        "statistics": _cdn_statistics(line),
        **_names(player),
    }


def _cdn_absent(player, order, status, why):
    return {
        "status": status,
        "notPlayingReason": why,
        "order": order,
        "personId": player.id,
        "jerseyNum": player.jersey,
        "starter": "0",
        "oncourt": "0",
        "played": "0",
        "statistics": _cdn_statistics(None),
        **_names(player),
    }


def _names(player):
    return {"name": player.name, "nameI": player.initial, "firstName": player.first, "familyName": player.last}


def _cdn_statistics(line):
    get = (lambda name: getattr(line, name)) if line else (lambda name: 0)
    twos, two_shots = get("FGM") - get("FG3M"), get("FGA") - get("FG3A")
    seconds, margin = get("SEC"), get("PLUS_MINUS")
    scored = max(0, margin) + seconds // 26  # about 2.3 points a minute by either side
    return {
        "assists": get("AST"),
        "blocks": get("BLK"),
        "blocksReceived": get("BLKA"),
        "fieldGoalsAttempted": get("FGA"),
        "fieldGoalsMade": get("FGM"),
        "fieldGoalsPercentage": _ratio(get("FGM"), get("FGA")),
        "foulsOffensive": get("PF") // 5,
        "foulsDrawn": get("PFD"),
        "foulsPersonal": get("PF"),
        "foulsTechnical": 0,
        "freeThrowsAttempted": get("FTA"),
        "freeThrowsMade": get("FTM"),
        "freeThrowsPercentage": _ratio(get("FTM"), get("FTA")),
        "minus": float(scored - margin),
        "minutes": _duration(seconds),
        "minutesCalculated": f"PT{(seconds + 30) // 60:02d}M",
        "plus": float(scored),
        "plusMinusPoints": float(margin),
        "points": get("PTS"),
        "pointsFastBreak": 2 * (twos // 3),
        "pointsInThePaint": 2 * (twos * 2 // 3),
        "pointsSecondChance": 2 * min(twos, get("OREB")) // 2,
        "reboundsDefensive": get("DREB"),
        "reboundsOffensive": get("OREB"),
        "reboundsTotal": get("REB"),
        "steals": get("STL"),
        "threePointersAttempted": get("FG3A"),
        "threePointersMade": get("FG3M"),
        "threePointersPercentage": _ratio(get("FG3M"), get("FG3A")),
        "turnovers": get("TOV"),
        "twoPointersAttempted": two_shots,
        "twoPointersMade": twos,
        "twoPointersPercentage": _ratio(twos, two_shots),
    }


def _cdn_team_statistics(side, other):
    line, against = side.total, other.total
    players = [_cdn_statistics(each) for each in side.lines]
    summed = {
        name: sum(each[name] for each in players)
        for name in ("pointsFastBreak", "pointsInThePaint", "pointsSecondChance", "foulsOffensive")
    }
    base = _cdn_statistics(line)
    fast, paint, second = (summed[name] // 2 for name in ("pointsFastBreak", "pointsInThePaint", "pointsSecondChance"))
    lead = max(line.PLUS_MINUS, 0) + 4
    tries = line.FGA + 0.44 * line.FTA
    margin_share = min(0.95, max(0.05, 0.5 + line.PLUS_MINUS / 50))
    score = f"{against.PTS - 10}-{against.PTS - 10 + lead}"
    return {
        "assists": line.AST,
        "assistsTurnoverRatio": _ratio(line.AST, line.TOV),
        "benchPoints": sum(each.PTS for each in side.lines if not each.position),
        "biggestLead": lead,
        "biggestLeadScore": score,
        "biggestScoringRun": 9,
        "biggestScoringRunScore": score,
        "blocks": line.BLK,
        "blocksReceived": line.BLKA,
        "fastBreakPointsAttempted": fast + 3,
        "fastBreakPointsMade": fast,
        "fastBreakPointsPercentage": _ratio(fast, fast + 3),
        "fieldGoalsAttempted": line.FGA,
        "fieldGoalsEffectiveAdjusted": _ratio(line.FGM + 0.5 * line.FG3M, line.FGA),
        "fieldGoalsMade": line.FGM,
        "fieldGoalsPercentage": _ratio(line.FGM, line.FGA),
        "foulsOffensive": summed["foulsOffensive"],
        "foulsDrawn": line.PFD,
        "foulsPersonal": line.PF,
        "foulsTeam": line.PF - summed["foulsOffensive"],
        "foulsTechnical": 0,
        "foulsTeamTechnical": 0,
        "freeThrowsAttempted": line.FTA,
        "freeThrowsMade": line.FTM,
        "freeThrowsPercentage": _ratio(line.FTM, line.FTA),
        "leadChanges": 1 + line.PTS % 9,
        "minutes": _duration(line.SEC),
        "minutesCalculated": f"PT{line.SEC // 60}M",
        "points": line.PTS,
        "pointsAgainst": against.PTS,
        "pointsFastBreak": summed["pointsFastBreak"],
        "pointsFromTurnovers": against.TOV,
        "pointsInThePaint": summed["pointsInThePaint"],
        "pointsInThePaintAttempted": paint + 15,
        "pointsInThePaintMade": paint,
        "pointsInThePaintPercentage": _ratio(paint, paint + 15),
        "pointsSecondChance": summed["pointsSecondChance"],
        "reboundsDefensive": line.DREB,
        "reboundsOffensive": line.OREB,
        "reboundsPersonal": line.REB,
        "reboundsTeam": 8,
        "reboundsTeamDefensive": 3,
        "reboundsTeamOffensive": 5,
        "reboundsTotal": line.REB + 8,
        "secondChancePointsAttempted": second + 4,
        "secondChancePointsMade": second,
        "secondChancePointsPercentage": _ratio(second, second + 4),
        "steals": line.STL,
        "threePointersAttempted": line.FG3A,
        "threePointersMade": line.FG3M,
        "threePointersPercentage": _ratio(line.FG3M, line.FG3A),
        "timeLeading": _duration(int(line.SEC / 5 * margin_share)),
        "timesTied": 1 + line.PTS % 7,
        "trueShootingAttempts": round(tries, 2),
        "trueShootingPercentage": _ratio(line.PTS, 2 * tries),
        "turnovers": line.TOV,
        "turnoversTeam": 0,
        "turnoversTotal": line.TOV,
        "twoPointersAttempted": base["twoPointersAttempted"],
        "twoPointersMade": base["twoPointersMade"],
        "twoPointersPercentage": base["twoPointersPercentage"],
    }


def _ratio(made, attempts):
    return round(made / attempts, 15) if attempts else 0.0


def _duration(seconds):
    return f"PT{seconds // 60:02d}M{seconds % 60:02d}.00S"
