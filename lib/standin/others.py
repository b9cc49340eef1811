"""Short seasons of the other leagues: the WNBA's, in quarters of ten minutes, and the G League's, of NBA players."""

from datetime import date, timedelta
from functools import cached_property
from itertools import permutations
from random import Random

from nba_api.stats.static import players as static

from lib.standin import fixtures, people
from lib.standin.clubs import GLEAGUE, WNBA
from lib.standin.league import League, Oddities, Season


class _Short(Season):
    """Every team meets every other at home and away, and the best four play on.

    dates: (years later, month, day) of the first and the last game of the regular season, and of the season's end
    """

    pre_season, ist, all_star, playin = [], [], [], []

    def __init__(self, seed, year):
        first, last, self.closes = (date(year + later, month, day) for later, month, day in self.dates)
        self.name, playoffs = self.named(year), last + timedelta(days=5)
        self.days = fixtures.Days(first, last, None, playoffs, playoffs, playoffs)
        deal = sorted(self.who_play(seed).values(), key=people.best_first)
        self.rosters = {team.id: deal[i :: len(self.teams)][:12] for i, team in enumerate(self.teams)}
        self._begin(seed, year)

    def _regular(self):
        rng = Random(f"{self.seed}/{self.league}/{self.year}")
        days = [self.days.opening + timedelta(n) for n in range((self.days.last - self.days.opening).days + 1)]
        drawn = fixtures.spread(rng, list(permutations(self.teams, 2)), days, self.teams)
        self.oddities = Oddities(None, None, None, "", None, None, traded_on=date.max)
        self.regular_season = self._numbered(2, drawn, rng)

    @cached_property
    def playoffs(self):
        best, over = self.ranking()[:4], max(self.ends(game) for game in self.games("Regular Season")[-20:])
        standing = [(best[seed], seed) for seed in (0, 3, 1, 2)]
        return self._bracket(standing, over, Random(f"{self.seed}/{self.league}-playoffs/{self.year}"), apart=0)


class WnbaSeason(_Short):
    league, id, teams, wins = "wnba", "10", WNBA, 3
    dates = (0, 5, 14), (0, 9, 15), (0, 11, 30)
    who_play, named = staticmethod(people.wnba_players), staticmethod(str)


class GleagueSeason(_Short):
    league, id, teams, wins = "gleague", "20", GLEAGUE, 2
    dates = (0, 12, 1), (1, 3, 20), (1, 5, 15)


class WnbaLeague(League):
    plays, first_year, first_month = WnbaSeason, 2023, 1
    everybody = staticmethod(static.get_wnba_players)


class GleagueLeague(League):
    plays, first_year = GleagueSeason, 2023
