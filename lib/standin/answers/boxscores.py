"""One game: the stats service's box scores (V3), its summary, and the CDN's box score. The same numbers in all."""

from lib.standin.answers.schedule import local, of_game
from lib.standin.answers.stats import measured, of_line, rated
from lib.standin.clubs import of_team
from lib.standin.league import FINAL
from lib.standin.play import COACH, total

CDN_POSITIONS = ("SF", "PF", "C", "SG", "PG")  # by place in the starting five; the stats service writes only F, C, G
TEAMS = ("homeTeam", "awayTeam")


def box_score_v3(league, game, box, now):
    """The values of every V3 box score: a skeleton takes those of its kind."""
    teams = {key: _v3_team(*sides) for key, sides in zip(TEAMS, box.sides)}
    return {"GAME_ID": game.id, "AWAY_ID": game.away.id, "HOME_ID": game.home.id, **teams}


def box_score_hustle(league, game, box, now):
    values = box_score_v3(league, game, box, now)
    for key in TEAMS:
        values[key]["players"] = [player for player in values[key]["players"] if player["SEC"]]
    return values


def _v3_team(side, other):
    *rows, team = measured(side, other)
    listed = [(line.player, "", line.position, row) for line, row in zip(side.lines, rows)]
    listed += [(player, comment, "", dict.fromkeys(team, 0)) for player, comment in side.benched]
    return {
        **of_team(side.team),
        "players": [
            {**player.values, **row, **rated(row), "COMMENT": comment, "POSITION": position}
            for player, comment, position, row in listed
        ],
        "statistics": team | rated(team, team=True),
        "starters": of_line(total([line for line in side.lines if line.position])),
        "bench": of_line(total([line for line in side.lines if not line.position])),
    }


def box_score_summary(league, game, box, now):
    """boxscoresummaryv3: officials, arena, attendance, periods, active and inactive players; no earlier meetings."""
    minutes = (league.season_of(game).ends(game) - game.tip).seconds // 60
    shown = of_game(league, game, now) | {"DURATION": f"{minutes // 60}:{minutes % 60:02d}"}
    for key, side in zip(TEAMS, box[:2]):
        present = [line.player for line in side.lines] + [player for player, _ in side.benched]
        shown[key] |= {"periods": _periods(side), "players": [player.values for player in present]}
        shown[key]["inactives"] = [player.values for player in side.inactive]
    return shown


def _periods(side):
    return [
        {"PERIOD": i, "PERIOD_TYPE": "REGULAR" if i <= 4 else "OVERTIME", "SCORE": points}
        for i, points in enumerate(side.quarters, 1)
    ]


def cdn_box_score(league, game, box, now):
    shown = of_game(league, game, now)
    times = {"LOCAL_HOME": local(game, game.home), "LOCAL_AWAY": local(game, game.away), "LOCAL": local(game)}
    duration = (min(now, league.season_of(game).ends(game)) - game.tip).seconds // 60
    teams = {key: _cdn_team(*sides, shown["STATUS"]) for key, sides in zip(TEAMS, box.sides)}
    return {**shown, **times, **teams, "DURATION": duration}


def _cdn_team(side, other, game_status):
    rows, players = measured(side, other), []
    for line, row, place in zip(side.lines, rows, [*CDN_POSITIONS, *[None] * len(rows)]):
        starts = bool(line.position)
        shown = {"STATUS": "ACTIVE", "PLAYED": "1", "STARTER": str(int(starts)), "CDN_POSITION": place}
        shown |= {"ON_COURT": str(int(starts and game_status != FINAL)), "statistics": row}
        players.append(line.player.values | shown)
    absent = [(player, "ACTIVE", "COACH" if comment == COACH else "INJURY") for player, comment in side.benched]
    for player, status, why in [*absent, *((player, "INACTIVE", "COACH") for player in side.inactive)]:
        shown = {"STATUS": status, "PLAYED": "0", "STARTER": "0", "ON_COURT": "0"}
        shown["NOT_PLAYING"] = f"{'DNP' if status == 'ACTIVE' else status}_{why}"
        players.append(player.values | shown | {"statistics": dict.fromkeys(rows[0], 0)})
    team = rows[-1] | rated(rows[-1], team=True)
    players = [player | {"ORDER": order} for order, player in enumerate(players, 1)]
    shown = {"PTS": side.total.PTS, "periods": _periods(side), "players": players, "statistics": team}
    return of_team(side.team) | shown
