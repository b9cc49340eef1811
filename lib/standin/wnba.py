"""A short WNBA season: twelve teams, four quarters of ten minutes, one calendar year, ids that begin with 10."""

from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import permutations
from random import Random

from nba_api.stats.static import players as static

from lib.standin import fixtures, people
from lib.standin.clock import UTC
from lib.standin.clubs import WNBA
from lib.standin.league import League, Oddities, Postponement, Season

NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class WnbaLeague(League):
    id, teams, first_year = "10", WNBA, 2023

    @staticmethod
    def named(year):
        return str(year)

    @staticmethod
    def current_year(now):
        return now.year

    @staticmethod
    def everybody():
        return static.get_wnba_players()

    @cached_property
    def people(self):
        return people.wnba_players(self.seed)

    def make(self, year):
        return WnbaSeason(self.seed, year, self.people)


class WnbaSeason(Season):
    """132 games: every team meets every other at home and away. The best four play best of five."""

    id, teams, wins = WnbaLeague.id, WNBA, 3
    cup, all_star, play_in = [], [], []

    def __init__(self, seed, year, everyone):
        self.seed, self.year, self.name = seed, year, str(year)
        last = date(year, 9, 15)
        playoffs = last + timedelta(days=5)
        self.days = fixtures.Days(date(year, 5, 14), last, None, playoffs, playoffs, playoffs)
        deal = sorted(everyone.values(), key=lambda player: (-player.rating, player.id))
        self.rosters = {team.id: deal[i :: len(WNBA)][:12] for i, team in enumerate(WNBA)}
        self._begin()

    def _regular(self):
        rng = Random(f"{self.seed}/wnba/{self.year}")
        days = [self.days.opening + timedelta(n) for n in range((self.days.last - self.days.opening).days + 1)]
        drawn = fixtures.spread(rng, list(permutations(WNBA, 2)), days, WNBA)
        games = [
            self._game(f"102{self.year % 100}{i + 1:05d}", f.date, f.home, f.away, rng) for i, f in enumerate(drawn)
        ]
        self.oddities = Oddities(Postponement("", None, NEVER, NEVER), "", None, None, date.max)
        self._fixed = {"Regular Season": games, "Pre Season": []}

    @property
    def closes(self):
        return date(self.year, 11, 30)

    @cached_property
    def playoffs(self):
        rng = Random(f"{self.seed}/wnba-playoffs/{self.year}")
        self.unneeded = []
        order = self.ranking()[:4]
        known = max(self.ends(game) for game in self.games("Regular Season")[-20:])
        games, winners = [], []
        for series, seeds in enumerate(((0, 3), (1, 2))):
            pair = [(order[seed], seed) for seed in seeds]
            played, winner = self._series(0, series, pair, self.days.playoffs, known, rng)
            games, winners = games + played, [*winners, winner]
        known = max(self.ends(game) for game in games)
        start = self.days.playoffs + timedelta(days=16)
        played, _ = self._series(1, 0, sorted(winners, key=lambda pair: pair[1]), start, known, rng)
        return sorted(games, key=lambda game: (game.date, game.id)) + played
