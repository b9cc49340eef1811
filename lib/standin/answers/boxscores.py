"""One game: the stats service's box scores (V3), its summary, and the CDN's box score. The same numbers in all."""

from lib.standin.answers.schedule import Records, local, of_game, sides, stamp
from lib.standin.answers.stats import measured, of_line, of_team, rated
from lib.standin.fill import nested
from lib.standin.league import FINAL
from lib.standin.play import COACH, total

# endpoint: the name of its object
KINDS = {
    "boxscoretraditionalv3": "boxScoreTraditional",
    "boxscoreadvancedv3": "boxScoreAdvanced",
    "boxscorefourfactorsv3": "boxScoreFourFactors",
    "boxscoremiscv3": "boxScoreMisc",
    "boxscorescoringv3": "boxScoreScoring",
    "boxscoreusagev3": "boxScoreUsage",
    "boxscorehustlev2": "boxScoreHustle",
    "boxscoreplayertrackv3": "boxScorePlayerTrack",
}
ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")
# by place in the starting five; the stats service writes only F, C, G
CDN_POSITIONS = ("SF", "PF", "C", "SG", "PG")
OFFICIALS = (("Ada", "Byron"), ("Blaise", "Carroll"), ("Emmy", "Dalton"))


def box_score_v3(endpoint):
    """The function that answers one of KINDS: null for a game unknown or not begun."""

    def answer(league, params, now):
        game = league.game(params["GameID"])
        box = league.box(game, now) if game else None
        values = stamp(now, f"games/{params['GameID']}/{endpoint[:-2]}")
        shown = None
        if box:
            shown = {"GAME_ID": game.id, "AWAY_ID": game.away.id, "HOME_ID": game.home.id}
            shown |= {"homeTeam": _v3_team(box.home, box.away), "awayTeam": _v3_team(box.away, box.home)}
            if endpoint == "boxscorehustlev2":  # it lists who played
                for team in (shown["homeTeam"], shown["awayTeam"]):
                    team["players"] = [player for player in team["players"] if player["SEC"]]
        return nested(endpoint, {**values, KINDS[endpoint]: shown})

    return answer


def _v3_team(side, other):
    *rows, team = measured(side, other)
    nothing = dict.fromkeys(team, 0)
    nothing |= rated(nothing)
    listed = [(line.player, "", line.position, row | rated(row)) for line, row in zip(side.lines, rows)]
    listed += [(player, comment, "", nothing) for player, comment in side.benched]
    players = [
        {**player.values, **row, "COMMENT": comment, "POSITION": position} for player, comment, position, row in listed
    ]
    return {
        **of_team(side.team),
        "players": players,
        "statistics": team | rated(team, team=True),
        "starters": of_line(total([line for line in side.lines if line.position])),
        "bench": of_line(total([line for line in side.lines if not line.position])),
    }


def box_score_summary_v3(league, params, now):
    """boxscoresummaryv3: officials, arena, attendance, periods, active and inactive players; no earlier meetings."""
    game = league.game(params["GameID"])
    box = league.box(game, now) if game else None
    values, shown = stamp(now, f"games/{params['GameID']}/boxscoresummary"), None
    if box:
        season = league.season_of(game)
        shown = {**of_game(league, season, game, now), "AWAY_ID": game.away.id, "HOME_ID": game.home.id}
        shown |= {**venue(game), "officials": officials(), **sides(game, box, Records(league, season, now))}
        minutes = int((season.ends(game) - game.tip).total_seconds() // 60)
        shown["DURATION"] = f"{minutes // 60}:{minutes % 60:02d}"
        charts = {}
        for key, side, other in (("homeTeam", box.home, box.away), ("awayTeam", box.away, box.home)):
            present = [line.player for line in side.lines] + [player for player, _ in side.benched]
            shown[key] |= {"periods": periods(side), "players": [player.values for player in present]}
            shown[key]["inactives"] = [player.values for player in side.inactive]
            charts[key] = {**of_team(side.team), "statistics": _cdn_team_statistics(side, other) | _leaders(side)}
        shown |= {"pregameCharts": charts, "postgameCharts": charts}
    return nested("boxscoresummaryv3", {**values, "boxScoreSummary": shown})


def _leaders(side):
    """{PTS_PLAYER_ID, …}: who led his team in points, rebounds, assists and blocks."""
    leaders = {}
    for stat in ("PTS", "REB", "AST", "BLK"):
        line = max(side.lines, key=lambda line: getattr(line, stat))
        leaders |= {f"{stat}_{column}": value for column, value in line.player.values.items()}
        leaders[f"{stat}_MOST"] = getattr(line, stat)
    return leaders


def cdn_box_score(league, game_id, now):
    """liveData/boxscore; None, which is a 403, for a game unknown or not begun."""
    game = league.game(game_id)
    box = league.box(game, now) if game else None
    if not box:
        return None
    season = league.season_of(game)
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
        "ARENA_ID": 1 + game.home.id % 100,
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
    rows = measured(side, other)
    played = {"STATUS": "ACTIVE", "PLAYED": "1"}
    absent = {"PLAYED": "0", "STARTER": "0", "ON_COURT": "0", "statistics": dict.fromkeys(rows[0], 0)}
    players = []
    for i, (line, row) in enumerate(zip(side.lines, rows)):
        starts = bool(line.position)
        shown = {"STARTER": str(int(starts)), "ON_COURT": str(int(starts and status != FINAL)), "statistics": row}
        players.append({**line.player.values, **played, **shown, "CDN_POSITION": CDN_POSITIONS[i] if starts else None})
    for player, comment in side.benched:
        why = "DNP_COACH" if comment == COACH else "DNP_INJURY"
        players.append({**player.values, **absent, "STATUS": "ACTIVE", "NOT_PLAYING": why})
    for player in side.inactive:
        players.append({**player.values, **absent, "STATUS": "INACTIVE", "NOT_PLAYING": "INACTIVE_COACH"})
    return {
        **of_team(side.team),
        "PTS": side.total.PTS,
        "periods": periods(side),
        "players": [player | {"ORDER": order} for order, player in enumerate(players, 1)],
        "statistics": _cdn_team_statistics(side, other),
    }


def _cdn_team_statistics(side, other):
    row = measured(side, other)[-1]
    lead = max(row["PLUS_MINUS"], 0) + 4
    share = min(0.95, max(0.05, 0.5 + row["PLUS_MINUS"] / 50))
    return {
        **row,
        **rated(row, team=True),
        "BENCH_PTS": sum(line.PTS for line in side.lines if not line.position),
        "LEAD": lead,
        "LEAD_SCORE": f"{row['OPP_PTS'] - 10}-{row['OPP_PTS'] - 10 + lead}",
        "TEAM_FOULS": row["PF"] - row["OFFENSIVE_FOULS"],
        "ALL_REB": row["REB"] + 8,
        "TIME_LEADING": int(row["SEC"] / 5 * share),
        "TSA": row["FGA"] + 0.44 * row["FTA"],
    }
