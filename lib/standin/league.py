"""The simulated league, the same for the same seed: its seasons, its games, and what is known of them `now` (UTC)."""

from collections import namedtuple
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property, partial
from operator import attrgetter
from random import Random

from nba_api.stats.static import players as static

from lib.standin import fixtures, people
from lib.standin.clock import UTC, to_utc
from lib.standin.clubs import ALL_STARS, CONFERENCES, NOBODY, TEAMS
from lib.standin.play import QUARTER, play, so_far, total

SCHEDULED, LIVE, FINAL = 1, 2, 3
LASTS = timedelta(hours=2, minutes=15)  # from tip-off to the end
OVERTIME_LASTS = timedelta(minutes=10)
WEEK = timedelta(days=7)
CORRECTED_AFTER = timedelta(days=3)  # after the end of the game
CANCELLED_IN = 2022  # this season has a game that is never played
PLAYOFF_OFFSETS = ((0, 2, 4, 6, 8, 10, 12), (0, 2, 4, 6, 8, 10, 12), (0, 2, 4, 6, 8, 10, 12), (0, 3, 6, 8, 11, 14, 17))
ROUND_STARTS = (0, 16, 31, 47)  # days after the first day of the playoffs
HOSTS = (0, 0, 1, 1, 0, 1, 0)  # who of a series hosts its games: 2-2-1-1-1
_in_order = attrgetter("date", "id")
SEASON_TYPES = ("Pre Season", "Regular Season", "All Star", "Playoffs", "PlayIn", "IST")  # 1 to 6 in a game's id

# One value of a final game's box score that is changed afterwards.
Correction = namedtuple("Correction", "game_id player_id column before after at")


class Game(namedtuple("Game", "id date eastern tip home away known series neutral", defaults=(None, 0, False))):
    """A game: its date and tip-off in US Eastern, its tip-off in UTC, its Teams.

    known: the instant from which its teams are certain (None: always); series: its number in its playoff series.
    """

    @property
    def season_type(self):
        return SEASON_TYPES[int(self.id[2]) - 1]

    @property
    def year(self):
        return 2000 + int(self.id[3:5])

    @property
    def is_odd(self):
        """Whether leaguegamelog lists it twice: of the regular season, at a neutral site."""
        return self.neutral and self.id[2] == "2"

    @property
    def quarter(self):
        """Seconds of a quarter: ten minutes in the WNBA."""
        return 600 if self.id[:2] == "10" else QUARTER


# Where a season is out of the ordinary. postponed: a Game as it stood before, which keeps its id and is shown as PPD
# until its new date is announced; switched: the id of the game that leaguegamelog lists twice, teams switched;
# cancelled: of the game that is never played; traded: the Trade; it takes effect on traded_on.
Oddities = namedtuple("Oddities", "postponed postponed_at announced_at switched cancelled traded traded_on")


class Season:
    """One season. Fixtures are made at once, games played when first looked at."""

    id, teams, wins = "00", TEAMS, 4  # wins decide a series of the playoffs
    who_play = staticmethod(people.players)

    def __init__(self, seed, year):
        self.name, self.days = self.named(year), fixtures.days(year)
        self.rosters, self.trade = people.roster(seed, year)
        self.closes = date(year + 1, 7, 31)  # no game is played after this date
        self._begin(seed, year)

    @staticmethod
    def named(year):
        """2024 -> `2024-25`."""
        return f"{year}-{(year + 1) % 100:02d}"

    def _begin(self, seed, year):
        """What every league's season begins with; days and rosters are known."""
        self.seed, self.year, self._boxes = seed, year, {}
        # the teams' quality of this season, in points a hundred shots
        self.strengths = {team.id: Random(f"{seed}/strength/{year}/{team.id}").gauss(0, 7) for team in self.teams}
        days = self.days
        firsts = (date(year, 10, 1), days.opening, days.all_star, days.playoffs, days.play_in, days.cup or date.max)
        # none of its games begins before: known without playing a game
        self.opens = {name: datetime.combine(first, time(), UTC) for name, first in zip(SEASON_TYPES, firsts)}
        self._regular()

    # -- fixtures -----------------------------------------------------------

    def _regular(self):
        """The regular season, with its postponed, switched and cancelled games, and the pre-season."""
        rng = Random(f"{self.seed}/tip-off/{self.year}")
        drawn = fixtures.regular_season(self.seed, self.year)
        games = self._numbered(2, drawn, rng)

        def first_from(month, day):
            earliest = date(self.year + (month < 8), month, day)
            return next(i for i, game in enumerate(games) if game.date >= earliest)

        switched = first_from(11, 2)
        games[switched] = games[switched]._replace(neutral=True)

        moved = first_from(1, 11)
        old = games[moved]
        new_day = fixtures.free_date(drawn, self.year, (old.home, old.away), date(self.year + 1, 3, 10))
        games[moved] = self._game(old.id, new_day, old.home, old.away, rng)
        postponed = (old, old.tip - timedelta(hours=5), to_utc(datetime.combine(new_day - WEEK, time())))

        cancelled = games[first_from(3, 20)].id if self.year == CANCELLED_IN else None
        self.oddities = Oddities(*postponed, games[switched].id, cancelled, self.trade, date(self.year + 1, 2, 6))
        self.regular_season = sorted(games, key=_in_order)
        self.pre_season = self._numbered(1, fixtures.pre_season(self.seed, self.year), rng)

    def _numbered(self, digit, drawn, rng):
        """Fixtures as games, whose ids have the digit of their season type."""
        start = f"{self.id}{digit}{self.year % 100}"
        return [self._game(f"{start}{i:05d}", *fixture, rng) for i, fixture in enumerate(drawn, 1)]

    @staticmethod
    def _game(game_id, day, home, away, rng, **more):
        eastern = fixtures.tip_off(rng, day, home)
        return Game(game_id, day, eastern, to_utc(eastern), home, away, **more)

    def games(self, season_type):
        """[Game] in order of date; those of the playoffs as they will turn out."""
        # by name, so that one season type is drawn without playing the games that decide another
        return getattr(self, season_type.lower().replace(" ", "_"))

    def _single(self, digit, day, hour, home, away, known=None):
        """The only game of its season type, at a neutral site."""
        eastern = datetime.combine(day, hour)
        game_id = f"{self.id}{digit}{self.year % 100}00001"
        return Game(game_id, day, eastern, to_utc(eastern), home, away, known=known, neutral=True)

    @cached_property
    def ist(self):
        """[the Cup final], between the best of each conference a week before."""
        if not self.days.cup:
            return []
        home, away = (self.ranking(conference, self.days.cup - timedelta(days=9))[0] for conference in CONFERENCES)
        return [self._single(6, self.days.cup, time(20, 30), home, away, self.opens["IST"] - WEEK)]

    @cached_property
    def all_star(self):
        known = to_utc(datetime.combine(self.days.all_star - 2 * WEEK, time(20)))
        return [self._single(3, self.days.all_star, time(20), *ALL_STARS.values(), known)]

    @cached_property
    def playin(self):
        """Six games: 7 against 8, 9 against 10, and the loser of one against the winner of the other."""
        rng = Random(f"{self.seed}/play-in/{self.year}")
        over = max(self.ends(game) for game in self.games("Regular Season")[-60:])
        first, last, start, day = [], [], f"005{self.year % 100}00", self.days.play_in
        for i, conference in enumerate(CONFERENCES):
            ranked = self.ranking(conference)
            opening = [
                self._game(f"{start}1{2 * i + j}1", day + timedelta(j), *pair, rng, known=over)
                for j, pair in enumerate((ranked[6:8], ranked[8:10]))
            ]
            losers, known = set(ranked[6:8]) - {self.winner(opening[0])}, max(map(self.ends, opening))
            pair = (*losers, self.winner(opening[1]))
            last.append(self._game(f"{start}2{i}1", day + timedelta(3), *pair, rng, known=known))
            first += opening
        return sorted(first, key=_in_order) + last

    @cached_property
    def playoffs(self):
        """Best of seven, four rounds."""
        standing, known = [], max(self.ends(game) for game in self.playin)
        winners = {game.id[7:]: self.winner(game) for game in self.playin}
        for i, conference in enumerate(CONFERENCES):
            order = [*self.ranking(conference)[:6], winners[f"1{2 * i}1"], winners[f"2{i}1"]]
            standing += [(order[seed - 1], seed) for seed in (1, 8, 4, 5, 3, 6, 2, 7)]
        return self._bracket(standing, known, Random(f"{self.seed}/playoffs/{self.year}"), apart=1)

    def _bracket(self, standing, known, rng, apart):
        """[Game]: of those still in, [(Team, seed)], two neighbours play a series, whose games end when it is won.

        known: when the first pairs are; apart: by how many days every other series begins later.
        """
        games, self.unneeded = [], []  # unneeded: [(Game of a series already won, the instant it was won)]
        for number, start in enumerate(ROUND_STARTS[: len(standing).bit_length() - 1]):
            still_in, over = [], []
            for series, pair in enumerate(zip(standing[::2], standing[1::2])):
                day = self.days.playoffs + timedelta(days=start + series % 2 * apart)
                pair = sorted(pair, key=lambda item: item[1])
                played, winner = self._series(number, series, pair, day, known, rng)
                games += played
                still_in.append(winner)
                over.append(self.ends(played[-1]))
            standing, known = still_in, max(over)
        return sorted(games, key=_in_order)

    def _series(self, number, series, pair, start, known, rng):
        """([Game] until it is won, who of the pair won it)."""
        wins, played = [0, 0], []
        teams = [team for team, _ in pair]
        for turn, host in enumerate(HOSTS[: 2 * self.wins - 1]):
            game_id = f"{self.id}4{self.year % 100}00{number + 1}{series}{turn + 1}"
            day = start + timedelta(days=PLAYOFF_OFFSETS[number][turn])
            game = self._game(game_id, day, teams[host], teams[1 - host], rng, known=known, series=turn + 1)
            if max(wins) == self.wins:
                self.unneeded.append((game, self.ends(played[-1])))
                continue
            wins[teams.index(self.winner(game))] += 1
            played.append(game)
        return played, pair[wins.index(self.wins)]

    def listed(self, now):
        """[Game] as the schedule lists them at `now`, in order of date.

        A postponed game stands at its original date until the new one is announced. Play-in and playoffs
        appear when their teams are certain; a series' last games stay until they are not needed.
        """
        odd, types = self.oddities, ("Pre Season", "Regular Season", "All Star")
        is_open = self.days.cup and now < self.opens["IST"] - WEEK  # the Cup final's teams are not known
        games = [self._single(6, self.days.cup, time(), NOBODY, NOBODY)] if is_open else self.games("IST")
        games = games + [game for season_type in types for game in self.games(season_type)]
        if odd.postponed and now < odd.announced_at:
            games = [odd.postponed if game.id == odd.postponed.id else game for game in games]
        if now >= self.opens["PlayIn"] - timedelta(days=2):
            games += [game for game in self.playin + self.playoffs if game.known <= now]
            games += [game for game, won in self.unneeded if game.known <= now < won]
        return sorted(games, key=lambda game: (game.date, game.tip, game.id))

    # -- results ------------------------------------------------------------

    def box(self, game):
        """The Box of the game as first published, played when first asked for."""
        if game.id not in self._boxes:
            is_all_star = game.season_type == "All Star"
            squads = self._all_star_squads if is_all_star else self.squads_on(game.date)
            self._boxes[game.id] = play(self.seed, game, squads, self.strengths)
        return self._boxes[game.id]

    def squads_on(self, day):
        """{team_id: [Player]}: the traded player moves."""
        return self.rosters if day < self.oddities.traded_on else self._traded_rosters

    @cached_property
    def _traded_rosters(self):
        player, old, new = self.trade
        after = [other for other in self.rosters[old] if other.id != player.id]
        return self.rosters | {old: after, new: sorted([*self.rosters[new], player], key=people.best_first)}

    @cached_property
    def _all_star_squads(self):
        squads = {team.id: [] for team in ALL_STARS.values()}
        for club in TEAMS:
            squads[ALL_STARS[club.conference].id] += self._traded_rosters[club.id]
        return {team: sorted(squad, key=people.best_first)[:12] for team, squad in squads.items()}

    def ends(self, game):
        return game.tip + LASTS + self.box(game).overtimes * OVERTIME_LASTS

    def winner(self, game):
        box = self.box(game)
        return game.home if box.home.total.PTS > box.away.total.PTS else game.away

    @cache  # noqa: B019 - a season lives as long as its process
    def ranking(self, conference=None, upto=None):
        """The conference's, or all, teams by regular-season record up to a date, best first."""
        wins, points = ({team.id: 0 for team in self.teams} for _ in range(2))
        for game in self.games("Regular Season"):
            if (upto is None or game.date <= upto) and game.id != self.oddities.cancelled:
                wins[self.winner(game).id] += 1
                margin = self.box(game).home.total.PLUS_MINUS
                points[game.home.id] += margin
                points[game.away.id] -= margin
        ours = [team for team in self.teams if conference in (None, team.conference)]
        return sorted(ours, key=lambda team: (-wins[team.id], -points[team.id], team.id))

    # -- corrections --------------------------------------------------------

    @cached_property
    def corrections(self):
        """[Correction] of one game of each week of the regular season, in the order in which they are made."""
        rng = Random(f"{self.seed}/corrections/{self.year}")
        odd = {self.oddities.switched, self.oddities.cancelled, self.oddities.postponed and self.oddities.postponed.id}
        weeks, made = {}, []
        for game in self.games("Regular Season"):
            if game.id not in odd:
                weeks.setdefault((game.date - self.days.opening).days // 7, []).append(game)
        for games in weeks.values():
            game = rng.choice(games)
            lines, at = self.box(game).home.lines, self.ends(game) + CORRECTED_AFTER
            for i, column, change in sorted(_changes(rng, lines), key=lambda item: item[0]):
                before = getattr(lines[i], column)
                made.append(Correction(game.id, lines[i].player.id, column, before, before + change, at))
        return sorted(made, key=lambda correction: (correction.at, correction.game_id))

    @cached_property
    def corrected(self):
        """{game_id: (Box, instant from which it is shown)}; team totals follow from their players'."""
        boxes = {}
        for made in self.corrections:
            box, _ = boxes.get(made.game_id, (self._boxes[made.game_id], None))
            value, lines = {made.column: made.after}, box.home.lines
            lines = [line._replace(**value) if line.player.id == made.player_id else line for line in lines]
            boxes[made.game_id] = box._replace(home=box.home._replace(lines=lines, total=total(lines))), made.at
        return boxes


class League:
    """The NBA; others.py has the others."""

    plays, first_year, first_month = Season, people.FIRST_YEAR, 8
    everybody = staticmethod(static.get_players)  # [{id, full_name, first_name, last_name}] of all who ever played

    def __init__(self, seed=1):
        self.seed, self.of_year = seed, cache(partial(self.plays, seed))  # of_year(year): its Season
        self.id, self.teams, self.named, self.who_play = attrgetter("id", "teams", "named", "who_play")(self.plays)

    def current_year(self, now):
        """The year in which the season begins that `now` lies in."""
        return now.year - (now.month < self.first_month)

    @property
    def people(self):
        """Everyone who plays in any season, {id: Player}."""
        return self.who_play(self.seed)

    def season(self, season):
        """The Season of a name such as `2024-25`; None outside the years simulated."""
        year = int(season[:4])
        is_played = season == self.named(year) and self.first_year <= year <= people.LAST_YEAR
        return self.of_year(year) if is_played else None

    def seasons_until(self, now):
        begun = min(self.current_year(now), people.LAST_YEAR)
        return [self.of_year(year) for year in range(self.first_year, begun + 1)]

    def game(self, game_id):
        if len(game_id) != 10 or not game_id.isdigit() or game_id[:2] != self.id or game_id[2] not in "123456":
            return None
        season = self.season(self.named(2000 + int(game_id[3:5])))
        games = season.games(SEASON_TYPES[int(game_id[2]) - 1]) if season else []
        return next((game for game in games if game.id == game_id), None)

    def status(self, game, now):
        season = self.of_year(game.year)
        if now < game.tip or game.id == season.oddities.cancelled:
            return SCHEDULED
        return FINAL if now >= season.ends(game) else LIVE

    def box(self, game, now):
        """The game's Box at `now`; None before tip-off and for a cancelled game."""
        season, status = self.of_year(game.year), self.status(game, now)
        if status == SCHEDULED:
            return None
        box = season.box(game)
        if status == LIVE:
            return so_far(box, (now - game.tip) / (season.ends(game) - game.tip))
        corrected, at = season.corrected.get(game.id, (box, now))
        return corrected if now >= at else box


def _changes(rng, lines):
    """[(number of a line, column, change)]: a rebound moves to a team-mate, or an assist is taken away."""
    if rng.random() >= 0.5:
        return [(max(range(len(lines)), key=lambda n: lines[n].AST), "AST", -1)]
    i = max(range(len(lines)), key=lambda n: lines[n].DREB)
    other = (i + 1) % len(lines)
    return [(i, "REB", -1), (i, "DREB", -1), (other, "REB", 1), (other, "DREB", 1)]
