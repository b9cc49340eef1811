"""One game: the stats service's box scores (V3), its summary, and the CDN's box score. The same numbers in all."""

from lib.standin.answers.schedule import of_game
from lib.standin.answers.stats import measured, rated
from lib.standin.clubs import of_team
from lib.standin.play import COACH, total

CDN_POSITIONS = ("SF", "PF", "C", "SG", "PG")  # by place in the starting five; the stats service writes only F, C, G
TEAMS = ("homeTeam", "awayTeam")


def box_score_v3(league, game, box, now):
    """The values of every V3 box score: a skeleton takes those of its kind."""
    return {key: _v3_team(side, rows) for key, side, rows in zip(TEAMS, box[:2], measured(box))}


def _v3_team(side, measures):
    *rows, team = measures
    listed = [(line.player, "", line.position, row) for line, row in zip(side.lines, rows)]
    listed += [(player, comment, "", dict.fromkeys(team, 0)) for player, comment in side.benched]
    return {
        **of_team(side.team),
        "players": [
            {**player.values, **row, **rated(row), "COMMENT": comment, "POSITION": position}
            for player, comment, position, row in listed
        ],
        "statistics": team | rated(team, team=True),
        "starters": total([line for line in side.lines if line.position])._asdict(),
        "bench": total([line for line in side.lines if not line.position])._asdict(),
    }


def box_score_summary(league, game, box, now):
    """boxscoresummaryv3: officials, arena, periods, active and inactive players; no earlier meetings."""
    shown = of_game(league, game, now)
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
    teams = {key: _cdn_team(side, rows) for key, side, rows in zip(TEAMS, box[:2], measured(box))}
    return of_game(league, game, now) | teams


def _cdn_team(side, measures):
    *rows, team = measures
    listed = [
        (line.player, "ACTIVE", {"PLAYED": "1", "STARTER": str(int(bool(place))), "CDN_POSITION": place}, row)
        for line, row, place in zip(side.lines, rows, [*CDN_POSITIONS, *[None] * len(rows)])
    ]
    absent = [(player, "ACTIVE", "DNP_COACH" if why == COACH else "DNP_INJURY") for player, why in side.benched]
    absent += [(player, "INACTIVE", "INACTIVE_COACH") for player in side.inactive]
    for player, status, why in absent:
        shown = {"PLAYED": "0", "STARTER": "0", "NOT_PLAYING": why}
        listed.append((player, status, shown, dict.fromkeys(team, 0)))
    players = [
        {**player.values, **shown, "STATUS": status, "ORDER": order, "statistics": row}
        for order, (player, status, shown, row) in enumerate(listed, 1)
    ]
    shown = {"PTS": side.total.PTS, "periods": _periods(side), "players": players}
    return {**of_team(side.team), **shown, "statistics": team | rated(team, team=True)}
