"""A short WNBA season: twelve teams, four quarters of ten minutes, one calendar year, ids that begin with 10."""

from datetime import date, timedelta
from functools import cached_property
from itertools import permutations
from random import Random

from nba_api.stats.static import players as static

from lib.standin import fixtures, people
from lib.standin.clubs import WNBA
from lib.standin.league import League, Oddities, Season


class WnbaSeason(Season):
    """132 games: every team meets every other at home and away. The best four play best of five."""

    id, teams, wins = "10", WNBA, 3
    pre_season, ist, all_star, playin = [], [], [], []

    def __init__(self, seed, year):
        self.name, self.closes, last = str(year), date(year, 11, 30), date(year, 9, 15)
        playoffs = last + timedelta(days=5)
        self.days = fixtures.Days(date(year, 5, 14), last, None, playoffs, playoffs, playoffs)
        deal = sorted(people.wnba_players(seed).values(), key=people.best_first)
        self.rosters = {team.id: deal[i :: len(WNBA)][:12] for i, team in enumerate(WNBA)}
        self._begin(seed, year)

    def _regular(self):
        rng = Random(f"{self.seed}/wnba/{self.year}")
        days = [self.days.opening + timedelta(n) for n in range((self.days.last - self.days.opening).days + 1)]
        games = self._numbered(2, fixtures.spread(rng, list(permutations(WNBA, 2)), days, WNBA), rng)
        self.oddities = Oddities(None, None, None, "", None, None, traded_on=date.max)
        self.regular_season = games

    @cached_property
    def playoffs(self):
        best, over = self.ranking()[:4], max(self.ends(game) for game in self.games("Regular Season")[-20:])
        standing = [(best[seed], seed) for seed in (0, 3, 1, 2)]
        return self._bracket(standing, over, Random(f"{self.seed}/wnba-playoffs/{self.year}"), apart=0)


class WnbaLeague(League):
    plays, id, teams, first_year, first_month = WnbaSeason, WnbaSeason.id, WNBA, 2023, 1
    who_play = staticmethod(people.wnba_players)
    everybody = staticmethod(static.get_wnba_players)
    named = staticmethod(str)
