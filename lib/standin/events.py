"""The events of a game, and who was on the floor: they add up to every quarter and every Line of its Box.

A corrected Box gives the same events with another name in a few.
"""

from bisect import bisect_right
from collections import Counter, namedtuple
from dataclasses import dataclass, field
from math import atan2, cos, degrees, hypot, radians, sin
from operator import attrgetter
from random import Random

_when = attrgetter("period", "second")
# (what, the plays it comes with, made or not, whether of the same side, what it is called),
# in the order of assignment
PAIRS = (
    ("AST", ("shot",), True, True, ""),
    ("BLK", ("shot",), False, False, "block"),
    ("STL", ("turnover",), False, False, "steal"),
    ("PFD", ("foul",), False, False, ""),
    ("DREB", ("shot", "free throw"), False, False, "rebound"),
    ("OREB", ("shot", "free throw"), False, True, "rebound"),
)
COUNTED = {"shot": "PTS", "free throw": "PTS", "rebound": "REB", "turnover": "TOV", "steal": "STL", "block": "BLK"}
COUNTED |= {"foul": "PF"}
NEAR = ("Driving Layup Shot", "Cutting Layup Shot", "Driving Layup Shot", "Running Dunk Shot")
FAR = ("Jump Shot", "Jump Shot", "Pullup Jump shot", "Step Back Jump shot")
RANGES = ("Less Than 8 ft.", "8-16 ft.", "16-24 ft.", "24+ ft.")
AREAS = ("Left Side(L)", "Left Side Center(LC)", "Center(C)", "Right Side Center(RC)", "Right Side(R)")

# Five on the floor, {player id: Player}, from one second to another of a period.
Stint = namedtuple("Stint", "period begins ends five")
Spot = namedtuple("Spot", "across along")  # of a shot, in tenths of a foot from the basket


@dataclass(eq=False)
class Event:
    """`kind`: period, jump, shot, free throw, rebound, turnover, steal, block, foul, substitution or end.

    `helper` is who assisted or blocked a shot, stole the ball, was fouled, or comes in. `of` is the number
    of the event that it belongs to: a rebound's miss, a steal's turnover, a block's shot.
    """

    period: int
    second: float  # of the period
    side: int | None  # 0 home, 1 away
    kind: str
    player: object  # people.Player; None for a team's rebound
    value: int = 0
    made: bool = False
    sub: str = ""
    helper: object = None
    then: list = field(default_factory=list)  # the events that belong to it
    # filled in when the events are written out in order
    number: int = 0  # counts rows; a substitution takes two
    clock: float = 0.0  # seconds left in the period
    spot: Spot = Spot(0, 0)
    of: int = 0
    score: tuple = (0, 0)  # home, away, afterwards
    total: int = 0  # the player's count so far: points, rebounds, turnovers, fouls …
    other: int = 0  # of a rebound, those offensive; of a shot, the assists of its helper

    @property
    def rest(self):
        """Of a rebound, those defensive."""
        return self.total - self.other


def tell(seed, game_id, box, live=False):
    """[Event] of a Box, in order; of a game in progress, up to now."""
    rng, lengths = Random(f"{seed}/events/{game_id}"), _lengths(box)
    floor = [_Floor(side, lengths) for side in box[:2]]
    plays = [play for i, side in enumerate(box[:2]) for play in _plays(rng, i, side, floor[i])]
    plays.sort(key=_when)
    plays += _paired(rng, plays, box[:2], floor)
    plays += [play for i in (0, 1) for play in floor[i].substitutions(i)]
    return _Teller(rng, box).tell(sorted(plays, key=_when), lengths, live)


def stints(side, box):
    """[Stint] of a Side's game, in order."""
    return [stint for period in _Floor(side, _lengths(box)).periods for stint in period]


def zone(spot, value):
    """(SHOT_ZONE_BASIC, _AREA, _RANGE, distance in feet) of a shot."""
    across, along = spot
    feet = hypot(across, along) / 10
    angle = degrees(atan2(along, -across))  # 0 on the left baseline, 180 on the right
    is_corner = value == 3 and along <= 92
    if value == 3:
        basic = f"{'Left' if across < 0 else 'Right'} Corner 3" if is_corner else "Above the Break 3"
    elif feet < 4:
        basic = "Restricted Area"
    else:
        basic = "In The Paint (Non-RA)" if abs(across) <= 80 and along <= 142 else "Mid-Range"
    area = AREAS[min(4, max(0, int(angle // 36)))]
    if feet < 16 or is_corner:
        area = AREAS[2 if feet < 8 or 60 <= angle <= 120 else 0 if angle < 60 else 4]
    return basic, area, RANGES[3 if value == 3 else min(3, int(feet // 8))], int(feet)


def _lengths(box):
    """Seconds of each period; the last of a game in progress lasts up to now."""
    full = [box.length(period) for period, _ in enumerate(box.home.quarters, 1)]
    full[-1] = min(full[-1], max(1, box.home.total.SEC / 5 - sum(full[:-1])))
    return full


class _Floor:
    """Who of a Side is on the floor when: `periods` is [a period: [Stint]]."""

    def __init__(self, side, lengths):
        self.periods, self._spans = [], {}
        shares = [(line.player, 5 * line.SEC / side.total.SEC) for line in side.lines]
        for period, length in enumerate(lengths):
            spans = _rotated(shares, length, opens=period == 0)
            cuts = sorted({0.0, length, *(begins for _, begins, _ in spans)})
            stints = []
            for begins, ends in zip(cuts, cuts[1:]):
                if ends - begins > 1e-6:
                    five = {player.id: player for player, b, e in spans if b - 1e-6 <= begins and ends <= e + 1e-6}
                    stints.append(Stint(period + 1, begins, ends, five))
            self.periods.append(stints)
            for player, begins, ends in spans:
                self._spans.setdefault((period, player.id), []).append((begins, ends))

    def at(self, play):
        """{player id: Player} of the five at the time of an Event."""
        stints = self.periods[play.period - 1]
        return stints[bisect_right(stints, play.second, key=lambda stint: stint.begins) - 1].five

    def moment(self, rng, period, player):
        spans = self._spans.get((period, player.id), [(0.0, 0.0)])
        at = rng.random() * sum(ends - begins for begins, ends in spans)
        for begins, ends in spans:
            if at < ends - begins:
                return begins + at
            at -= ends - begins
        return spans[-1][0]

    def substitutions(self, i):
        """An Event for every change; its helper comes in."""
        before = None
        for stint in (stint for period in self.periods for stint in period):
            gone = [player for person, player in (before or {}).items() if person not in stint.five]
            come = [player for person, player in stint.five.items() if person not in (before or stint.five)]
            for out, comes in zip(gone, come):
                yield Event(stint.period, stint.begins, i, "substitution", out, helper=comes)
            before = stint.five


def _rotated(shares, length, opens):
    """[(player, begins, ends)] of a period in which everybody plays his share of it.

    The players' seconds are laid end to end over five places, so that nobody is in two at once (he plays
    no longer than the period lasts); before that, the starters open the game.
    """
    seconds, opening = [min(length, share * length) for _, share in shares], 0.0
    if opens:
        opening = 0.9 * max(0.0, min(min(seconds[:5]), length - max(seconds[5:], default=0)))
    spans = [(player, 0.0, opening) for player, _ in shares[:5] if opening]
    place, at = 0, opening
    for i, (player, _) in enumerate(shares):
        left = seconds[i] - (opening if i < 5 else 0)
        while left > 1e-6 and place < 5:
            step = min(left, length - at)
            spans.append((player, at, at + step))
            left, at = left - step, at + step
            if length - at < 1e-6:
                place, at = place + 1, opening
    return spans


def _plays(rng, i, side, floor):
    """[Event] of a Side's shots, free throws, turnovers and fouls."""
    done = [
        (period, player, "shot" if points > 1 else "free throw", points, True)
        for period, points, player in _dealt(rng, side)
    ]
    for line in side.lines:
        missed = [("shot", 3)] * (line.FG3A - line.FG3M) + [("free throw", 1)] * (line.FTA - line.FTM)
        missed += [("shot", 2)] * (line.FGA - line.FGM - line.FG3A + line.FG3M)
        missed += [("turnover", 0)] * line.TOV + [("foul", 0)] * line.PF
        done += [(rng.randrange(len(floor.periods)), line.player, kind, value, False) for kind, value in missed]
    plays, trips = [], {}
    for period, player, kind, value, made in done:
        sub = {"turnover": "Bad Pass", "foul": "Personal"}.get(kind, "")
        play = Event(period + 1, floor.moment(rng, period, player), i, kind, player, value, made, sub)
        plays.append(play)
        if kind == "free throw":  # two of a period are one trip to the line
            waiting = trips.pop((period, player.id), None)
            if waiting:
                waiting.sub, play.sub, play.second = "1 of 2", "2 of 2", waiting.second
            else:
                play.sub, trips[period, player.id] = "1 of 1", play
    return plays


def _dealt(rng, side):
    """[(period, points, player)]: every basket and free throw, so that each quarter has its points."""
    scoring = [(3, line.player) for line in side.lines for _ in range(line.FG3M)]
    scoring += [(2, line.player) for line in side.lines for _ in range(line.FGM - line.FG3M)]
    ones = [line.player for line in side.lines for _ in range(line.FTM)]
    for _ in range(200):
        left, dealt = list(side.quarters), []
        rng.shuffle(scoring)
        for points, player in sorted(scoring, key=lambda item: -item[0]):  # threes are the hardest to fit
            fitting = [period for period, rest in enumerate(left) if rest >= points]
            if not fitting:
                break
            period = rng.choices(fitting, [left[period] for period in fitting])[0]
            left[period] -= points
            dealt.append((period, points, player))
        else:
            rest = [period for period, count in enumerate(left) for _ in range(count)]
            rng.shuffle(rest)
            return dealt + [(period, 1, player) for period, player in zip(rest, ones)]
    raise ValueError(f"the baskets do not fit into quarters of {side.quarters}")


def _paired(rng, plays, sides, floor):
    """Assigns assists, blocks, steals, rebounds and drawn fouls to plays, if possible to players on the floor.

    Returns the [Event] of those that could not be assigned. A miss that nobody rebounds is the other team's.
    """
    alone = []
    for stat, kinds, made, mine, kind in PAIRS:
        sub = {"OREB": "offensive", "DREB": "defensive"}.get(stat, "")
        for i, side in enumerate(sides):
            left = Counter({line.player.id: getattr(line, stat) for line in side.lines})
            players = {line.player.id: line.player for line in side.lines}
            fitting = (play for play in plays if play.kind in kinds and play.made == made and (play.side == i) == mine)
            open_to = [play for play in fitting if play.sub != "1 of 2"]  # then the ball is dead
            rng.shuffle(open_to)
            open_to.sort(key=lambda play: play.value == 3 and stat == "BLK")  # a three is rarely blocked
            for strict in (True, False):
                for play in list(open_to):
                    on = floor[i].at(play) if strict else players
                    able = [person for person in on if left[person] and (stat != "AST" or person != play.player.id)]
                    if able and not (kind == "rebound" and _is_rebounded(play)):
                        chosen = rng.choices(able, [left[person] for person in able])[0]
                        left[chosen] -= 1
                        open_to.remove(play)
                        if kind:
                            play.then.append(Event(play.period, play.second, i, kind, players[chosen], sub=sub))
                        if kind != "rebound":
                            play.helper = players[chosen]
            for chosen in left.elements() if kind else ():
                period = rng.randrange(len(floor[i].periods))
                second = floor[i].moment(rng, period, players[chosen])
                alone.append(Event(period + 1, second, i, kind, players[chosen], sub=sub))
    for play in plays:
        if play.value and not play.made and play.sub != "1 of 2" and not _is_rebounded(play):
            play.then.append(Event(play.period, play.second, 1 - play.side, "rebound", None, sub="defensive"))
    return alone


def _is_rebounded(play):
    return any(then.kind == "rebound" for then in play.then)


class _Teller:
    """Tells the events, with the score and every player's counts so far."""

    def __init__(self, rng, box):
        self.rng, self.box = rng, box
        self.events, self.score, self.counts, self.number = [], [0, 0], Counter(), 2

    def tell(self, plays, lengths, live):
        for period, length in enumerate(lengths, 1):
            is_last = period == len(lengths)
            opening = [Event(period, 0.0, None, "period", None, sub="start")]
            if period == 1:
                jumper, other = (side.lines[min(2, len(side.lines) - 1)].player for side in self.box[:2])
                opening.append(Event(1, 0.0, 0, "jump", jumper, sub="recovered", helper=other))
            kinds = () if live and is_last else ("period", "end") if is_last else ("period",)
            closing = [Event(period, length, None, kind, None, sub="end") for kind in kinds]
            for event in (*opening, *(play for play in plays if play.period == period), *closing):
                self.add(event)
                for then in event.then:
                    self.add(then, of=event.number)
        return self.events

    def count(self, player, stat, many=1):
        self.counts[player.id, stat] += many
        return self.counts[player.id, stat]

    def add(self, event, of=0):
        event.number, event.of = self.number, of
        self.number += 2 if event.kind == "substitution" else 1
        if event.made:
            self.score[event.side] += event.value
        event.score = tuple(self.score)
        event.clock = round(max(0.0, self.box.length(event.period) - event.second), 2)
        if event.player and event.kind in COUNTED:
            many = event.value * event.made if COUNTED[event.kind] == "PTS" else 1
            event.total = self.count(event.player, COUNTED[event.kind], many)
        if event.kind == "shot":
            self.shoot(event)
        elif event.kind == "rebound" and event.player:
            event.other = self.count(event.player, "OREB", event.sub == "offensive")
        self.events.append(event)

    def shoot(self, event):
        """Where and how; two of three twos are made inside, as the box scores say."""
        made = self.count(event.player, "FG2M", event.made and event.value == 2)
        near = event.value == 2 and (made * 2 // 3 > (made - 1) * 2 // 3 if event.made else self.rng.random() < 0.5)
        styles, event.spot = NEAR if near else FAR, _spot(self.rng, event.value, near)
        event.sub = styles[int(self.rng.random() * len(styles))]
        event.other = self.count(event.helper, "AST") if event.made and event.helper else 0


def _spot(rng, value, near):
    if value == 3 and rng.random() < 0.25:
        return Spot(rng.choice((-1, 1)) * rng.randint(221, 235), rng.randint(-10, 85))
    angle = radians(rng.uniform(25, 155) if value == 3 else rng.uniform(5, 175))
    feet = rng.uniform(24, 28) if value == 3 else rng.uniform(0.3, 7.5) if near else rng.uniform(17, 21)
    return Spot(round(-10 * feet * cos(angle)), round(10 * feet * sin(angle)))
