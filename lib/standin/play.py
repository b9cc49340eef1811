"""One game, played: the box score that everything else is derived from, in whole numbers under the league's names."""

from collections import namedtuple
from operator import itemgetter
from random import Random
from statistics import NormalDist

STARTERS = ("F", "F", "C", "G", "G")
COACH, INJURY = "DNP - Coach's Decision", "DNP - Injury/Illness"
QUARTER, OVERTIME = 12 * 60, 5 * 60
# how long the first eleven of a rotation play, as shares of the five places
ROTATION = (0.74, 0.72, 0.69, 0.66, 0.62, 0.48, 0.40, 0.30, 0.21, 0.12, 0.06)
# the bell curve as a table: ten times as quick as Random.gauss, and a season draws 300,000
BELL = [NormalDist().inv_cdf((i + 0.5) / 1024) for i in range(1024)]

# What a player, or a team (player: None), did in a game. position: F, C, G for a starter, else empty; SEC: seconds
Line = namedtuple(
    "Line",
    "player position SEC FGM FGA FG3M FG3A FTM FTA OREB DREB REB AST STL BLK TOV PF PTS PLUS_MINUS BLKA PFD",
)
COUNTS = Line._fields[2:]
VALUES = itemgetter(*COUNTS)

# One team's part of a box score: [Line] of who played, starters first; [(Player, comment)] of who did not; [Player] who
# were not dressed; the Line of the team; points a period, overtimes included.
Side = namedtuple("Side", "team lines benched inactive total quarters")


class Box(namedtuple("Box", "home away overtimes quarter")):  # two Sides; quarter: in seconds
    def length(self, period):
        """Seconds of a period, 1 for the first."""
        return self.quarter if period <= 4 else OVERTIME

    @property
    def sides(self):
        """Each Side with the other's."""
        return (self.home, self.away), (self.away, self.home)

    def of(self, team):
        """(the team's Side, the other's)."""
        return self.sides[team is not self.home.team]


def play(seed, game, rosters, strengths):
    """A Game's Box. `rosters` and `strengths` are looked up by team id."""
    rng, teams = Random(f"{seed}/game/{game.id}"), (game.home, game.away)
    pace = rng.gauss(1.0, 0.05) * game.quarter / QUARTER
    squads = [_squad(rng, rosters[team.id]) for team in teams]
    edges = (strengths.get(game.home.id, 0.0) + 1.2, strengths.get(game.away.id, 0.0) - 1.2)
    stats = [_stats(rng, squad[0], edge, pace) for squad, edge in zip(squads, edges)]
    points = [sum(map(_points, rows)) for rows in stats]
    if points[0] == points[1]:  # somebody has to win: one free throw more
        lucky = rng.choice(stats[rng.randrange(2)])
        lucky["FTM"] += 1
        lucky["FTA"] += 1
        points = [sum(map(_points, rows)) for rows in stats]
    margin, overtimes = points[0] - points[1], 0
    if abs(margin) <= 6 and rng.random() < 0.28:
        overtimes = 2 if rng.random() < 0.12 else 1
    quarters = _quarters(rng, points, overtimes)
    # what one side did is what was done to the other
    for mine, other in (stats, reversed(stats)):
        _received(rng, mine, "BLKA", sum(row["BLK"] for row in other), "FGA")
        _received(rng, mine, "PFD", sum(row["PF"] for row in other), "FTA")
    length, sides = 4 * game.quarter + overtimes * OVERTIME, []
    for team, (players, benched, inactive), rows, own, scored in zip(teams, squads, stats, (margin, -margin), quarters):
        lines = _lines(rng, players, rows, own, length)
        sides.append(Side(team, lines, benched, inactive, total(lines), scored))
    return Box(*sides, overtimes, game.quarter)


def total(lines):
    """The team's Line: the sum of its players', its own margin as PLUS_MINUS."""
    team = Line(None, "", *map(sum, zip(*(line[2:] for line in lines))))
    return team._replace(PLUS_MINUS=team.PLUS_MINUS // 5)  # five are on court


def so_far(box, share):
    """The Box as it stood when this share of the game had been played."""
    parts = [[_part(line, share) for line in side.lines] for side in box[:2]]
    points = [sum(line.PTS for line in lines) for lines in parts]
    periods, sides = 4 + box.overtimes, []
    for side, part, left, margin in zip(box[:2], parts, points, (points[0] - points[1], points[1] - points[0])):
        quarters = []
        for scored in side.quarters[: min(periods, int(share * periods) + 1)]:
            quarters.append(min(left, scored))
            left -= quarters[-1]
        quarters[-1] += left
        spread = _plus_minus([line.SEC for line in part], margin, None)
        lines = [line._replace(PLUS_MINUS=value) for line, value in zip(part, spread)]
        sides.append(side._replace(lines=lines, total=total(lines), quarters=quarters))
    return Box(*sides, max(0, len(quarters) - 4), box.quarter)


def _part(line, share):
    part = line._replace(**{name: int(getattr(line, name) * share) for name in COUNTS})
    made = part._replace(FG3M=min(part.FG3M, part.FGM))
    return made._replace(REB=made.OREB + made.DREB, PTS=2 * made.FGM + made.FG3M + made.FTM)


def _squad(rng, roster):
    """(who play, starters first; who sit; who are not dressed)."""
    fit, hurt = [], []
    for player in roster:
        (hurt if rng.random() < 0.07 else fit).append(player)
    if len(fit) < 9:
        fit, hurt = list(roster), []
    fit.sort(key=lambda player: (-player.rating + rng.random() * 0.25, player.id))
    size = rng.choice((9, 10, 10, 11))
    benched = [(player, COACH) for player in fit[size:13]]
    if hurt and rng.random() < 0.3:
        benched.append((hurt.pop(), INJURY))
    return fit[:size], benched, hurt + fit[13:]


def _stats(rng, players, edge, pace):
    """[{name: count}] for the players, before minutes and plus/minus."""
    random = rng.random

    def drawn(mean, deviation):
        count = round(mean + deviation * BELL[int(random() * 1024)])
        return count if count > 0 else 0

    def made(attempts, odds):
        if not attempts:
            return 0
        mean = attempts * odds
        return min(attempts, drawn(mean, (mean * (1 - odds)) ** 0.5))

    appetites = [(0.62 + 0.9 * player.rating) * share for player, share in zip(players, ROTATION)]
    scale, rows = 5.42 * pace / sum(appetites), []  # however many play, there is one ball
    for appetite, share in zip(appetites, ROTATION):
        usage = appetite * scale
        shots = drawn(16.1 * usage, 1.9)
        threes = min(shots, round(shots * (0.2 + 0.38 * random())))
        twos_made, threes_made = made(shots - threes, 0.53 + edge * 0.004), made(threes, 0.36 + edge * 0.003)
        row = {"FGM": twos_made + threes_made, "FGA": shots, "FG3M": threes_made, "FG3A": threes}
        row |= {"FTA": drawn(4.0 * usage, 1.3), "OREB": drawn(2.0 * share, 0.9), "DREB": drawn(6.6 * share, 1.6)}
        row |= {"AST": drawn(4.7 * usage, 1.3), "STL": drawn(1.4 * share, 0.8), "BLK": drawn(0.8 * share, 0.7)}
        row |= {"TOV": drawn(2.4 * usage, 1.0), "PF": min(6, drawn(3.9 * share, 1.1)), "BLKA": 0, "PFD": 0}
        rows.append(row | {"FTM": made(row["FTA"], 0.78)})
    return rows


def _points(row):
    return 2 * row["FGM"] + row["FG3M"] + row["FTM"]


def _received(rng, rows, name, count, by):
    for row in rng.choices(rows, [row[by] + 1 for row in rows], k=count):
        row[name] += 1


def _lines(rng, players, rows, margin, length):
    seconds = _seconds(rng, len(players), length)
    spread, lines, baskets = _plus_minus(seconds, margin, rng), [], sum(row["FGM"] for row in rows)
    for i, (player, row) in enumerate(zip(players, rows)):
        assists = min(row["AST"], max(0, baskets - row["FGM"]))
        baskets -= assists  # a basket has one assist at most
        row |= {"AST": assists, "SEC": seconds[i], "PLUS_MINUS": spread[i]}
        row |= {"REB": row["OREB"] + row["DREB"], "PTS": _points(row)}
        lines.append(Line(player, STARTERS[i] if i < 5 else "", *VALUES(row)))
    return lines


def _seconds(rng, count, length):
    """Seconds a player, five times the game's length in all, none longer than the game."""
    weights = [share * rng.uniform(0.88, 1.12) for share in ROTATION[:count]]
    scale = 5 * length / sum(weights)
    seconds = [min(length, round(weight * scale)) for weight in weights]
    left = 5 * length - sum(seconds)
    for i in range(count - 1, -1, -1):  # what rounding and the cap left over
        step = max(60 - seconds[i], min(left, length - seconds[i])) if left else 0
        seconds[i] += step
        left -= step
    return seconds


def _plus_minus(seconds, margin, rng):
    """A margin a player; five times the team's in all, since five are on court."""
    length = sum(seconds) / 5 or 1
    noise = [6 * BELL[int(rng.random() * 1024)] if rng else 0.0 for _ in seconds]
    values = [round(margin * spent / length + extra * (spent < length)) for spent, extra in zip(seconds, noise)]
    off = 5 * margin - sum(values)
    movable = [i for i, spent in enumerate(seconds) if spent < length] or range(len(seconds))
    for turn in range(abs(off)):
        values[movable[turn % len(movable)]] += 1 if off > 0 else -1
    return values


def _quarters(rng, points, overtimes):
    extra, rest = ([], []), list(points)
    for turn in range(overtimes):
        level, gap = rng.randint(5, 10), points[0] - points[1] if turn == overtimes - 1 else 0
        for i, lead in ((0, gap), (1, -gap)):
            extra[i].append(level + max(lead, 0))
            rest[i] -= extra[i][-1]
    quarters = []
    for left, late in zip(rest, extra):
        cuts = [left // 4 + rng.randint(-5, 5) for _ in range(3)]
        quarters.append([*cuts, left - sum(cuts), *late])
    return quarters
