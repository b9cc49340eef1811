"""One game: the stats service's box scores (V3) and the CDN's. The same numbers in both."""

from lib.standin.answers.schedule import local, of_game, stamp
from lib.standin.answers.stats import of_line, of_player, of_team
from lib.standin.clubs import TEAMS
from lib.standin.fill import nested
from lib.standin.league import FINAL, name
from lib.standin.play import COACH, COUNTS, total

ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")
# by place in the starting five; the stats service writes only F, C, G
CDN_POSITIONS = ("SF", "PF", "C", "SG", "PG")
OFFICIALS = (("Ada", "Byron"), ("Blaise", "Carroll"), ("Emmy", "Dalton"))
NOTHING = dict.fromkeys(COUNTS, 0)  # of a player who did not play


def box_score_v3(league, params, now):
    """boxscoretraditionalv3: null for a game unknown or not begun."""
    game = league.game(params["GameID"])
    box = league.box(game, now) if game else None
    values = stamp(now, f"games/{params['GameID']}/boxscoretraditional")
    shown = None
    if box:
        shown = {"GAME_ID": game.id, "AWAY_ID": game.away.id, "HOME_ID": game.home.id}
        shown |= {"homeTeam": _v3_team(box.home), "awayTeam": _v3_team(box.away)}
    return nested("boxscoretraditionalv3", {**values, "boxScoreTraditional": shown})


def _v3_team(side):
    players = [
        {**of_player(line.player), **of_line(line), "COMMENT": "", "POSITION": line.position} for line in side.lines
    ]
    for player, comment in side.benched:
        players.append({**of_player(player), **NOTHING, "COMMENT": comment, "POSITION": ""})
    return {
        **of_team(side.team),
        "players": players,
        "statistics": of_line(side.total),
        "starters": of_line(total([line for line in side.lines if line.position])),
        "bench": of_line(total([line for line in side.lines if not line.position])),
    }


def cdn_box_score(league, game_id, now):
    """liveData/boxscore; None, which is a 403, for a game unknown or not begun."""
    game = league.game(game_id)
    box = league.box(game, now) if game else None
    if not box:
        return None
    season = league.season(name(game.year))
    shown, home = of_game(league, season, game, now), game.home
    values = {
        **stamp(now, f"games/{game.id}/boxscore"),
        **shown,
        "LOCAL_HOME": local(game, home),
        "LOCAL_AWAY": local(game, game.away),
        "LOCAL": local(game),
        "DURATION": int((min(now, season.ends(game)) - game.tip).total_seconds() // 60),
        **venue(game),
        "officials": officials(),
        "homeTeam": _cdn_team(box.home, box.away, shown["STATUS"]),
        "awayTeam": _cdn_team(box.away, box.home, shown["STATUS"]),
    }
    return nested("cdn-boxscore", values)


def venue(game):
    """The home team's arena, and how many came."""
    home = game.home
    return {
        "ATTENDANCE": 15000 + int(game.id) * 37 % 4000,
        "ARENA_ID": 1 + next((i for i, team in enumerate(TEAMS) if team is home), 99),
        "ARENA": home.arena,
        "ARENA_CITY": home.arena_city,
        "ARENA_STATE": home.arena_state,
        "ARENA_COUNTRY": "CA" if home.abbreviation == "TOR" else "US",
        "ARENA_ZONE": ZONES[home.behind],
    }


def officials():
    return [
        {
            "ID": 9001 + i,
            "NAME": f"{first} {last}",
            "NAME_I": f"{first[0]}. {last}",
            "FIRST": first,
            "LAST": last,
            "NUMBER": str(i + 10),
            "ASSIGNMENT": f"OFFICIAL{i + 1}",
        }
        for i, (first, last) in enumerate(OFFICIALS)
    ]


def periods(side):
    return [
        {"PERIOD": i, "PERIOD_TYPE": "REGULAR" if i <= 4 else "OVERTIME", "SCORE": points}
        for i, points in enumerate(side.quarters, 1)
    ]


def _cdn_team(side, other, status):
    players = [_cdn_player(line, i, status) for i, line in enumerate(side.lines, 1)]
    for player, comment in side.benched:
        why = "DNP_COACH" if comment == COACH else "DNP_INJURY"
        players.append(_cdn_absent(player, len(players) + 1, "ACTIVE", why))
    for player in side.inactive:
        players.append(_cdn_absent(player, len(players) + 1, "INACTIVE", "INACTIVE_COACH"))
    return {
        **of_team(side.team),
        "PTS": side.total.PTS,
        "periods": periods(side),
        "players": players,
        "statistics": _cdn_team_statistics(side, other),
    }


def _cdn_player(line, order, status):
    starts = bool(line.position)
    return {
        **of_player(line.player),
        "STATUS": "ACTIVE",
        "ORDER": order,
        "CDN_POSITION": CDN_POSITIONS[order - 1] if starts else None,
        "STARTER": "1" if starts else "0",
        "ON_COURT": "1" if starts and status != FINAL else "0",
        "PLAYED": "1",
        "statistics": _cdn_statistics(line._asdict()),
    }


def _cdn_absent(player, order, status, why):
    shown = {"STATUS": status, "NOT_PLAYING": why, "ORDER": order, "STARTER": "0", "ON_COURT": "0", "PLAYED": "0"}
    return {**of_player(player), **shown, "statistics": _cdn_statistics(NOTHING)}


def _cdn_statistics(counts):
    """What the CDN adds to {name: count} of a player or a team."""
    get = counts.__getitem__
    twos, two_shots = get("FGM") - get("FG3M"), get("FGA") - get("FG3A")
    seconds, margin = get("SEC"), get("PLUS_MINUS")
    scored = max(0, margin) + seconds // 26  # about 2.3 points a minute by either side
    return {
        **counts,
        "FG2M": twos,
        "FG2A": two_shots,
        "FG_RATIO": _ratio(get("FGM"), get("FGA")),
        "FG2_RATIO": _ratio(twos, two_shots),
        "FG3_RATIO": _ratio(get("FG3M"), get("FG3A")),
        "FT_RATIO": _ratio(get("FTM"), get("FTA")),
        "PLUS": scored,
        "MINUS": scored - margin,
        "MINUTES_CALCULATED": f"PT{(seconds + 30) // 60:02d}M",
        "OFFENSIVE_FOULS": get("PF") // 5,
        "PTS_FB": 2 * (twos // 3),
        "PTS_PAINT": 2 * (twos * 2 // 3),
        "PTS_2ND_CHANCE": 2 * min(twos, get("OREB")) // 2,
    }


def _cdn_team_statistics(side, other):
    line, against = side.total, other.total
    players = [_cdn_statistics(each._asdict()) for each in side.lines]
    summed = {
        name: sum(player[name] for player in players)
        for name in ("PTS_FB", "PTS_PAINT", "PTS_2ND_CHANCE", "OFFENSIVE_FOULS")
    }
    fast, paint, second = (summed[name] // 2 for name in ("PTS_FB", "PTS_PAINT", "PTS_2ND_CHANCE"))
    lead = max(line.PLUS_MINUS, 0) + 4
    tries = line.FGA + 0.44 * line.FTA
    margin_share = min(0.95, max(0.05, 0.5 + line.PLUS_MINUS / 50))
    return {
        **_cdn_statistics(line._asdict()),
        **summed,
        "MINUTES_CALCULATED": f"PT{line.SEC // 60}M",
        "AST_TO": _ratio(line.AST, line.TOV),
        "BENCH_PTS": sum(each.PTS for each in side.lines if not each.position),
        "LEAD": lead,
        "LEAD_SCORE": f"{against.PTS - 10}-{against.PTS - 10 + lead}",
        "FB_FGM": fast,
        "FB_FGA": fast + 3,
        "FB_RATIO": _ratio(fast, fast + 3),
        "PAINT_FGM": paint,
        "PAINT_FGA": paint + 15,
        "PAINT_RATIO": _ratio(paint, paint + 15),
        "SECOND_FGM": second,
        "SECOND_FGA": second + 4,
        "SECOND_RATIO": _ratio(second, second + 4),
        "EFG_RATIO": _ratio(line.FGM + 0.5 * line.FG3M, line.FGA),
        "TEAM_FOULS": line.PF - summed["OFFENSIVE_FOULS"],
        "LEAD_CHANGES": 1 + line.PTS % 9,
        "TIMES_TIED": 1 + line.PTS % 7,
        "OPP_PTS": against.PTS,
        "PTS_OFF_TOV": against.TOV,
        "TEAM_REB": 8,
        "TEAM_DREB": 3,
        "TEAM_OREB": 5,
        "ALL_REB": line.REB + 8,
        "TIME_LEADING": int(line.SEC / 5 * margin_share),
        "TSA": round(tries, 2),
        "TS_RATIO": _ratio(line.PTS, 2 * tries),
    }


def _ratio(made, attempts):
    return round(made / attempts, 15) if attempts else 0.0
