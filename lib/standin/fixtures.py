"""A season's fixtures: the teams, date and time of each game. They do not depend on results."""

from collections import namedtuple
from datetime import date, datetime, time, timedelta
from itertools import combinations
from random import Random

from lib.standin.clubs import DIVISIONS, TEAMS

PRE_SEASON_ROUNDS = 4
TUESDAY, THURSDAY, SATURDAY, SUNDAY = 1, 3, 5, 6
WEEKDAYS = (8, 7, 10, 4, 10, 8, 7)  # how many games on each, relative to the others; Monday first
# when games begin, Eastern time, by how many hours the home team's clocks are behind
TIP_OFFS = {
    0: (time(19), time(19, 30), time(19), time(20)),
    1: (time(20),),
    2: (time(21),),
    3: (time(22), time(22), time(22, 30)),
}

Fixture = namedtuple("Fixture", "date home away")
# The dates that shape a season, US Eastern: cup may be None; on it nothing else is played.
Days = namedtuple("Days", "opening last cup all_star play_in playoffs")


def days(year):
    last = _next(SUNDAY, date(year + 1, 4, 9))
    cup = _next(TUESDAY, date(year, 12, 12)) if year >= 2023 else None
    opening, all_star = _next(TUESDAY, date(year, 10, 18)), _next(SUNDAY, date(year + 1, 2, 13))
    return Days(opening, last, cup, all_star, last + timedelta(2), last + timedelta(6))


def _next(weekday, day):
    return day + timedelta((weekday - day.weekday()) % 7)


def pre_season(seed, year):
    """Sixty games, four a team, in the first three weeks of October."""
    rng = Random(f"{seed}/pre-season/{year}")
    first, drawn = date(year, 10, 3), []
    step = (days(year).opening - first).days // PRE_SEASON_ROUNDS
    for turn in range(PRE_SEASON_ROUNDS):
        order = list(TEAMS)
        rng.shuffle(order)
        for home, away in zip(order[::2], order[1::2]):
            drawn.append(Fixture(first + timedelta(turn * step + rng.randrange(min(step, 3))), home, away))
    return sorted(drawn, key=lambda game: (game.date, game.home.id))


def regular_season(seed, year):
    """1,230 games: 82 a team, 41 of them at home, none twice a day."""
    rng = Random(f"{seed}/regular-season/{year}")
    return spread(rng, _pairs(rng), _dates(year), TEAMS)


def spread(rng, pairs, dates, teams):
    """[Fixture] of pairs (home, away), spread over the dates, no team twice a day."""
    random = rng.random
    rng.shuffle(pairs)
    weights = [1, *(WEEKDAYS[day.weekday()] for day in dates[1:])]  # opening night is two or three games
    wanted = [weight * len(pairs) / sum(weights) for weight in weights]
    load = [0.0] * len(dates)  # games so far, as a share of those wanted
    # of each team, 1 for a date on which it plays; one more at either end, so that
    # the day before the first and the day after the last can be asked for
    days = [(day - dates[0]).days + 1 for day in dates]
    busy = {team.id: bytearray(days[-1] + 2) for team in teams}

    drawn = []
    for home, away in pairs:
        ours, theirs = busy[home.id], busy[away.id]
        costs = [
            99
            if ours[n] or theirs[n]
            else load[i] + 0.1 * random() + 0.35 * (ours[n - 1] + ours[n + 1] + theirs[n - 1] + theirs[n + 1])
            for i, n in enumerate(days)
        ]
        i = costs.index(min(costs))
        load[i] += 1 / wanted[i]
        ours[days[i]] = theirs[days[i]] = 1
        drawn.append(Fixture(dates[i], home, away))
    return sorted(drawn, key=lambda game: (game.date, game.home.id))


def free_date(fixtures, year, teams, earliest):
    taken = {game.date for game in fixtures if game.home in teams or game.away in teams}
    return next(day for day in _dates(year) if day >= earliest and day not in taken)


def tip_off(rng, day, home):
    """When a game begins, as a naive Eastern datetime."""
    times = TIP_OFFS[home.behind]
    if day.weekday() >= SATURDAY and rng.random() < 0.2:
        times = (time(15, 30),)
    return datetime.combine(day, rng.choice(times) if len(times) > 1 else times[0])


def _dates(year):
    """The dates on which the regular season is played: not at Thanksgiving, nor around the All-Star game."""
    shape = days(year)
    closed = {date(year, 12, 24), shape.cup, _next(THURSDAY, date(year, 11, 22))}
    closed |= {shape.all_star + timedelta(step) for step in range(-2, 4)}
    every = (shape.opening + timedelta(step) for step in range((shape.last - shape.opening).days + 1))
    return [day for day in every if day not in closed]


def _pairs(rng):
    """(home, away): four games against each of the division, four (of 6) or three (of 4) against the others of the
    conference, two against the 15 of the other.
    """
    pairs, orders = [], [[team for team in TEAMS if team.division == division] for division in DIVISIONS]
    for order in orders:
        rng.shuffle(order)
    for i, ours in enumerate(orders):
        for own, other in combinations(ours, 2):
            pairs += [(own, other), (other, own)] * 2
        for theirs in orders[i + 1 :]:
            for a, own in enumerate(ours):
                for b, other in enumerate(theirs):
                    both = [(own, other), (other, own)]
                    pairs += both
                    if own.conference == other.conference:  # two more, or one for two of the five
                        pairs += {0: both[:1], 1: both[1:]}.get((b - a) % 5, both)
    return pairs
