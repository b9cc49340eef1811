"""A season's fixtures: the teams, date and time of each game.

They do not depend on results: pre-season, regular season, and the dates of the Cup
final, the All-Star game, play-in and playoffs.
"""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from lib.standin.clock import next_weekday
from lib.standin.clubs import DIVISIONS, TEAMS, in_division

CUP_SINCE = 2023
# how much is played on each weekday, Monday first
WEEKDAYS = (8, 7, 10, 4, 10, 8, 7)
PRE_SEASON_ROUNDS = 4


class Days(NamedTuple):
    """The dates that shape a season, US Eastern."""

    opening: date  # a Tuesday
    last: date  # a Sunday
    cup: date | None  # a Tuesday on which nothing else is played
    all_star: date  # a Sunday
    play_in: date  # the Tuesday after the last day
    playoffs: date  # the Saturday after


class Fixture(NamedTuple):
    date: date
    home: object  # Team
    away: object


def days(year):
    opening = next_weekday(date(year, 10, 18), 1)
    last = next_weekday(date(year + 1, 4, 9), 6)
    cup = next_weekday(date(year, 12, 12), 1) if year >= CUP_SINCE else None
    all_star = next_weekday(date(year + 1, 2, 13), 6)
    return Days(opening, last, cup, all_star, last + timedelta(2), last + timedelta(6))


def pre_season(seed, year):
    """Sixty games, four a team, in the first three weeks of October."""
    rng = Random(f"{seed}/pre-season/{year}")
    first = date(year, 10, 3)
    spread = (days(year).opening - first).days // PRE_SEASON_ROUNDS
    found = []
    for turn in range(PRE_SEASON_ROUNDS):
        order = list(TEAMS)
        rng.shuffle(order)
        for i in range(0, len(order), 2):
            day = first + timedelta(turn * spread + rng.randrange(min(spread, 3)))
            found.append(Fixture(day, order[i], order[i + 1]))
    return sorted(found, key=lambda game: (game.date, game.home.id))


def regular_season(seed, year):
    """1,230 games: 82 a team, 41 of them at home, none twice a day."""
    rng = Random(f"{seed}/regular-season/{year}")
    return spread(rng, _pairs(rng), _dates(year), TEAMS)


def spread(rng, pairs, dates, teams):
    """[Fixture] of pairs (home, away), spread over the dates, no team twice a day."""
    random = rng.random
    rng.shuffle(pairs)
    weights = [WEEKDAYS[day.weekday()] for day in dates]
    weights[0] = 1  # opening night is two or three games
    wanted = [weight * len(pairs) / sum(weights) for weight in weights]
    load = [0.0] * len(dates)  # games so far, as a share of those wanted
    # of each team, 1 for a date on which it plays; one more at either end, so that
    # the day before the first and the day after the last can be asked for
    days = [(day - dates[0]).days + 1 for day in dates]
    busy = {team.id: bytearray(days[-1] + 2) for team in teams}

    found = []
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
        found.append(Fixture(dates[i], home, away))
    return sorted(found, key=lambda game: (game.date, game.home.id))


def free_date(fixtures, year, teams, earliest):
    """The first date from `earliest` on which neither team plays."""
    taken = {game.date for game in fixtures if game.home in teams or game.away in teams}
    for day in _dates(year):
        if day >= earliest and day not in taken:
            return day
    raise ValueError(f"no free date for {teams} from {earliest}")


def tip_off(rng, day, home):
    """When a game begins, as a naive Eastern datetime."""
    if day.weekday() >= 5 and rng.random() < 0.2:
        begins = time(15, 30)
    elif home.behind == 3:
        begins = rng.choice((time(22, 0), time(22, 0), time(22, 30)))
    elif home.behind == 2:
        begins = time(21, 0)
    elif home.behind == 1:
        begins = time(20, 0)
    else:
        begins = rng.choice((time(19, 0), time(19, 30), time(19, 0), time(20, 0)))
    return datetime.combine(day, begins)


def _dates(year):
    """The dates on which the regular season is played."""
    shape = days(year)
    closed = {date(year, 12, 24), shape.cup, next_weekday(date(year, 11, 22), 3)}  # Thanksgiving
    closed |= {shape.all_star + timedelta(step) for step in range(-2, 4)}
    length = (shape.last - shape.opening).days + 1
    every = (shape.opening + timedelta(step) for step in range(length))
    return [day for day in every if day not in closed]


def _pairs(rng):
    """The league's formula, as (home, away).

    Four games against each of the 4 teams of the division, four or three against
    the other 10 of the conference (6 and 4 of them), two against the other 15.
    """
    pairs = []
    orders = {name: in_division(name) for name in DIVISIONS}
    for order in orders.values():
        rng.shuffle(order)
    for i, name in enumerate(DIVISIONS):
        ours = orders[name]
        for a in range(5):
            for b in range(a + 1, 5):
                pairs += [(ours[a], ours[b]), (ours[b], ours[a])] * 2
        for other in DIVISIONS[i + 1 :]:
            theirs = orders[other]
            same_conference = ours[0].conference == theirs[0].conference
            for a, own in enumerate(ours):
                for b, opponent in enumerate(theirs):
                    both_ways = [(own, opponent), (opponent, own)]
                    if not same_conference:
                        pairs += both_ways
                    elif a == b:  # three games, of which the first hosts two
                        pairs += [*both_ways, (own, opponent)]
                    elif (a + 1) % 5 == b:  # three, of which the second hosts two
                        pairs += [*both_ways, (opponent, own)]
                    else:
                        pairs += both_ways * 2
    return pairs
