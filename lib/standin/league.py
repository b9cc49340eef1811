"""The simulated league: its seasons, its games, and what is known of them at an instant.

    league = League(seed=1)
    season = league.season("2024-25")
    season.games("Regular Season")        [Game], in order of date
    league.box(game, now)                 the Box as the league shows it then
    season.oddities                       where this season is out of the ordinary
    league.corrections("2024-25")         [Correction], by the time they are made

The same seed gives the same league in every process. Every answer is a function of
the league and an aware UTC datetime, `now`.
"""

from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from random import Random
from typing import NamedTuple

from nba_api.stats.static import players as static

from lib.standin import fixtures, people
from lib.standin.clock import UTC, to_utc
from lib.standin.clubs import ALL_STARS, CONFERENCES, TEAMS
from lib.standin.play import QUARTER, play, so_far, total

LAST_YEAR = 2026

SCHEDULED, LIVE, FINAL = 1, 2, 3
LASTS = timedelta(hours=2, minutes=15)  # from tip-off to the end
OVERTIME_LASTS = timedelta(minutes=10)
CORRECTED_AFTER = timedelta(days=3)  # after the end of the game
CANCELLED_IN = 2022  # this season has a game that is never played
PLAYOFF_OFFSETS = ((0, 2, 4, 6, 8, 10, 12), (0, 2, 4, 6, 8, 10, 12), (0, 2, 4, 6, 8, 10, 12), (0, 3, 6, 8, 11, 14, 17))
ROUND_STARTS = (0, 16, 31, 47)  # days after the first day of the playoffs
HOSTS = (0, 0, 1, 1, 0, 1, 0)  # who of a series hosts its games: 2-2-1-1-1
SEASON_TYPES = ("Pre Season", "Regular Season", "All Star", "Playoffs", "PlayIn", "IST")  # 1 to 6 in a game's id


class Game(NamedTuple):
    """A game. `known` is the instant from which its teams are certain (None: always)."""

    id: str
    date: date  # US Eastern
    eastern: datetime  # tip-off, naive Eastern
    tip: datetime  # tip-off, UTC
    home: object  # clubs.Team
    away: object
    known: datetime | None = None
    series: int = 0  # the game's number in its playoff series
    neutral: bool = False

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


class Postponement(NamedTuple):
    """The game keeps its id; the schedule shows it as PPD until the new date is announced."""

    game_id: str
    original: Game  # as it stood before
    postponed_at: datetime
    announced_at: datetime


class Oddities(NamedTuple):
    """Where a season is out of the ordinary."""

    postponed: Postponement
    switched: str  # id of the game that leaguegamelog lists twice, teams switched
    cancelled: str | None  # id of the game never played
    traded: people.Trade  # who plays for two teams
    traded_on: date  # the first date he may play for the new one


class Correction(NamedTuple):
    """One value of a final game's box score that is changed afterwards."""

    game_id: str
    player_id: int
    column: str
    before: int
    after: int
    at: datetime


class League:
    """The NBA; wnba.py has another."""

    id, teams, first_year = "00", TEAMS, people.FIRST_YEAR

    def __init__(self, seed=1):
        self.seed = seed
        self._seasons = {}

    @staticmethod
    def named(year):
        """2024 -> `2024-25`."""
        return f"{year}-{(year + 1) % 100:02d}"

    @staticmethod
    def current_year(now):
        """The year in which the season begins that `now` lies in: a new one from 1 August."""
        return now.year if now.month >= 8 else now.year - 1

    @staticmethod
    def everybody():
        """[{id, full_name, first_name, last_name}] of all who ever played."""
        return static.get_players()

    @property
    def people(self):
        """Everyone who plays in any season, {id: Player}."""
        return people.players(self.seed, LAST_YEAR)

    def make(self, year):
        return Season(self.seed, year)

    def season(self, season):
        """The Season of a name such as `2024-25`; None outside the years simulated."""
        year = int(season[:4])
        if season != self.named(year) or not self.first_year <= year <= LAST_YEAR:
            return None
        if year not in self._seasons:
            self._seasons[year] = self.make(year)
        return self._seasons[year]

    def season_of(self, game):
        return self._seasons.get(game.year) or self.season(self.named(game.year))

    def seasons_until(self, now):
        """The seasons begun, the oldest first."""
        begun = min(self.current_year(now), LAST_YEAR)
        return [self.season(self.named(year)) for year in range(self.first_year, begun + 1)]

    def game(self, game_id):
        """The Game of an id, or None."""
        if len(game_id) != 10 or not game_id.isdigit() or game_id[:2] != self.id or game_id[2] not in "123456":
            return None
        season = self.season(self.named(2000 + int(game_id[3:5])))
        games = season.games(SEASON_TYPES[int(game_id[2]) - 1]) if season else []
        return next((game for game in games if game.id == game_id), None)

    def status(self, game, now):
        """SCHEDULED, LIVE or FINAL."""
        season = self.season_of(game)
        if now < game.tip or game.id == season.oddities.cancelled:
            return SCHEDULED
        return FINAL if now >= season.ends(game) else LIVE

    def box(self, game, now):
        """The game's Box at `now`; None before tip-off and for a cancelled game."""
        season = self.season_of(game)
        status = self.status(game, now)
        if status == SCHEDULED:
            return None
        box = season.box(game)
        if status == LIVE:
            return so_far(box, (now - game.tip) / (season.ends(game) - game.tip))
        made = season.corrected.get(game.id)
        return made[0] if made and now >= made[1] else box

    def played(self, game_id, now):
        """(the Game of an id, its box()); None for what there is not."""
        game = self.game(game_id)
        return game, game and self.box(game, now)

    def corrections(self, season):
        return self.season(season).corrections


class Season:
    """One season. Fixtures are made at once, games played when first looked at."""

    id, teams, wins = League.id, TEAMS, 4  # wins decide a series of the playoffs

    def __init__(self, seed, year):
        self.seed, self.year, self.name = seed, year, League.named(year)
        self.days = fixtures.days(year)
        self.rosters, self.trade = people.roster(seed, year, LAST_YEAR)
        self._begin()

    def _begin(self):
        """What every league's season begins with; days, rosters and trade are known."""
        seed, year = self.seed, self.year
        self._boxes = {}
        # the teams' quality of this season, in points a hundred shots
        self.strengths = {team.id: Random(f"{seed}/strength/{year}/{team.id}").gauss(0, 7) for team in self.teams}
        for team in ALL_STARS.values():
            self.strengths[team.id] = 0.0
        self._regular()

    # -- fixtures -----------------------------------------------------------

    def _regular(self):
        """The regular season, with its postponed, switched and cancelled games."""
        rng = Random(f"{self.seed}/tip-off/{self.year}")
        drawn = fixtures.regular_season(self.seed, self.year)
        games = [
            self._game(f"002{self.year % 100}{i + 1:05d}", f.date, f.home, f.away, rng) for i, f in enumerate(drawn)
        ]

        switched = next(i for i, g in enumerate(games) if g.date >= date(self.year, 11, 2))
        games[switched] = games[switched]._replace(neutral=True)

        moved = next(i for i, g in enumerate(games) if g.date >= date(self.year + 1, 1, 11))
        original = games[moved]
        new_day = fixtures.free_date(drawn, self.year, (original.home, original.away), date(self.year + 1, 3, 10))
        games[moved] = self._game(original.id, new_day, original.home, original.away, rng)
        postponement = Postponement(
            original.id,
            original,
            original.tip - timedelta(hours=5),
            to_utc(datetime.combine(new_day - timedelta(days=7), datetime.min.time())),
        )

        cancelled = None
        if self.year == CANCELLED_IN:
            cancelled = next(g.id for g in games if g.date >= date(self.year + 1, 3, 20))
        self.oddities = Oddities(postponement, games[switched].id, cancelled, self.trade, date(self.year + 1, 2, 6))
        self._fixed = {"Regular Season": sorted(games, key=lambda g: (g.date, g.id))}

        drawn = fixtures.pre_season(self.seed, self.year)
        self._fixed["Pre Season"] = [
            self._game(f"001{self.year % 100}{i + 1:05d}", f.date, f.home, f.away, rng) for i, f in enumerate(drawn)
        ]

    @staticmethod
    def _game(game_id, day, home, away, rng, **more):
        eastern = fixtures.tip_off(rng, day, home)
        return Game(game_id, day, eastern, to_utc(eastern), home, away, **more)

    def games(self, season_type):
        """[Game] in order of date; those of the playoffs as they will turn out."""
        if season_type in self._fixed:
            return self._fixed[season_type]
        # by name, so that one season type is drawn without playing the games that decide another
        return getattr(
            self, {"IST": "cup", "All Star": "all_star", "PlayIn": "play_in", "Playoffs": "playoffs"}[season_type]
        )

    def opens(self, season_type):
        """None of its games begins before this instant; known without playing a game."""
        days = self.days
        firsts = (
            date(self.year, 10, 1),
            days.opening,
            days.all_star,
            days.playoffs,
            days.play_in,
            days.cup or date.max,
        )
        return datetime.combine(dict(zip(SEASON_TYPES, firsts))[season_type], datetime.min.time(), UTC)

    @property
    def closes(self):
        """No game of the season is played after this date."""
        return date(self.year + 1, 7, 31)

    @cached_property
    def by_id(self):
        return {game.id: game for season_type in SEASON_TYPES for game in self.games(season_type)}

    def _single(self, prefix, day, hour, home, away, known=None):
        """The only game of its season type, at a neutral site."""
        eastern = datetime.combine(day, hour)
        game_id = f"{prefix}{self.year % 100}00001"
        return Game(game_id, day, eastern, to_utc(eastern), home, away, known=known, neutral=True)

    @cached_property
    def cup_to_come(self):
        """The Cup final while its teams are not known."""
        return self._single("006", self.days.cup, time(20, 30), None, None)

    @cached_property
    def cup(self):
        """[the Cup final], between the best of each conference a week before."""
        if not self.days.cup:
            return []
        upto = self.days.cup - timedelta(days=9)
        home, away = (self.ranking(conference, upto)[0] for conference in CONFERENCES)
        return [self.cup_to_come._replace(home=home, away=away, known=self.opens("IST") - timedelta(days=7))]

    @cached_property
    def all_star(self):
        known = to_utc(datetime.combine(self.days.all_star - timedelta(days=14), time(20)))
        return [self._single("003", self.days.all_star, time(20), *ALL_STARS.values(), known)]

    @cached_property
    def play_in(self):
        """Six games: 7 against 8, 9 against 10, and the loser of one against the winner of the other."""
        rng = Random(f"{self.seed}/play-in/{self.year}")
        over = max(self.ends(game) for game in self.games("Regular Season")[-60:])
        first, last = [], []
        for i, conference in enumerate(CONFERENCES):
            ranked, day = self.ranking(conference), self.days.play_in
            opening = [
                self._game(f"005{self.year % 100}001{2 * i + j}1", day + timedelta(days=j), *pair, rng, known=over)
                for j, pair in enumerate((ranked[6:8], ranked[8:10]))
            ]
            host, guest, known = self.loser(opening[0]), self.winner(opening[1]), max(map(self.ends, opening))
            game_id = f"005{self.year % 100}002{i}1"
            last.append(self._game(game_id, day + timedelta(days=3), host, guest, rng, known=known))
            first += opening
        return sorted(first, key=lambda g: (g.date, g.id)) + last

    @cached_property
    def playoffs(self):
        """Best of seven, four rounds; a series' games end when it is won."""
        rng = Random(f"{self.seed}/playoffs/{self.year}")
        self.unneeded = []  # [(Game of a series already won, the instant it was won)]
        games, standing = [], []  # standing: [(Team, seed)] of those still in, in order of the bracket
        known = max(self.ends(game) for game in self.play_in)
        for i, conference in enumerate(CONFERENCES):
            order = self.ranking(conference)[:6] + self.qualifiers(i)
            standing += [(order[seed - 1], seed) for seed in (1, 8, 4, 5, 3, 6, 2, 7)]
        for number in range(4):
            winners, over = [], []
            for series in range(len(standing) // 2):
                pair = sorted(standing[2 * series : 2 * series + 2], key=lambda item: item[1])
                start = self.days.playoffs + timedelta(days=ROUND_STARTS[number] + series % 2)
                played, winner = self._series(number, series, pair, start, known, rng)
                games += played
                winners.append(winner)
                over.append(self.ends(played[-1]))
            standing, known = winners, max(over)
        return sorted(games, key=lambda g: (g.date, g.id))

    def _series(self, number, series, pair, start, known, rng):
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

    def qualifiers(self, i):
        """The seventh and the eighth of a conference: winners of the play-in."""
        openers = [g for g in self.play_in if g.id[7] == "1" and int(g.id[8]) // 2 == i]
        seven = next(g for g in openers if g.id[8] in "02")
        final = next(g for g in self.play_in if g.id[7:] == f"2{i}1")
        return [self.winner(seven), self.winner(final)]

    def listed(self, now):
        """[Game] as the schedule lists them at `now`, in order of date.

        A postponed game stands at its original date until the new one is announced.
        Play-in and playoffs appear when their teams are certain, a series' last games
        stay until they are not needed.
        """
        moved, original, _, announced = self.oddities.postponed
        games = [
            original if game.id == moved and now < announced else game
            for season_type in ("Pre Season", "Regular Season", "IST", "All Star")
            if season_type != "IST" or now >= self.opens("IST") - timedelta(days=7)
            for game in self.games(season_type)
        ]
        if self.days.cup and now < self.opens("IST") - timedelta(days=7):
            games.append(self.cup_to_come)
        if now >= self.opens("PlayIn") - timedelta(days=2):
            games += [game for game in self.play_in + self.playoffs if game.known <= now]
            games += [game for game, won in self.unneeded if game.known <= now < won]
        return sorted(games, key=lambda game: (game.date, game.tip, game.id))

    # -- results ------------------------------------------------------------

    def box(self, game):
        """The Box of the game as first published, played when first asked for."""
        box = self._boxes.get(game.id)
        if box is None:
            rosters = self.squads(game)
            box = play(self.seed, game.id, game.home, game.away, rosters, self.strengths, game.quarter)
            self._boxes[game.id] = box
        return box

    def squads(self, game):
        """{team_id: [Player]} on the game's date: the traded player moves."""
        if game.season_type == "All Star":
            return self._all_star_squads
        return self.squads_on(game.date)

    def squads_on(self, day):
        return self.rosters if day < self.oddities.traded_on else self._traded_rosters

    @cached_property
    def _traded_rosters(self):
        player, old, new = self.trade
        after = dict(self.rosters)
        after[old] = [other for other in after[old] if other.id != player.id]
        after[new] = sorted([*after[new], player], key=lambda other: (-other.rating, other.id))
        return after

    @cached_property
    def _all_star_squads(self):
        squads = {}
        for conference, team in ALL_STARS.items():
            ours = [
                player for club in TEAMS if club.conference == conference for player in self._traded_rosters[club.id]
            ]
            squads[team.id] = sorted(ours, key=lambda player: (-player.rating, player.id))[:12]
        return squads

    def ends(self, game):
        """The instant at which the game is over."""
        return game.tip + LASTS + self.box(game).overtimes * OVERTIME_LASTS

    def winner(self, game):
        box = self.box(game)
        return game.home if box.home.total.PTS > box.away.total.PTS else game.away

    def loser(self, game):
        return game.away if self.winner(game) is game.home else game.home

    @cache  # noqa: B019 - a season lives as long as its process
    def ranking(self, conference=None, upto=None):
        """The conference's, or all, teams by regular-season record up to a date, best first."""
        wins = {team.id: 0 for team in self.teams}
        points = dict(wins)
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
    def corrected(self):
        """{game_id: (Box, instant from which it is shown)}: one game of each week of the regular season."""
        rng = Random(f"{self.seed}/corrections/{self.year}")
        odd = {self.oddities.switched, self.oddities.cancelled, self.oddities.postponed.game_id}
        weeks = {}
        for game in self.games("Regular Season"):
            if game.id not in odd:
                weeks.setdefault((game.date - self.days.opening).days // 7, []).append(game)
        corrected = {}
        for games in weeks.values():
            game = rng.choice(games)
            corrected[game.id] = (_correct(rng, self.box(game)), self.ends(game) + CORRECTED_AFTER)
        return corrected

    @property
    def corrections(self):
        """[Correction], in the order in which they are made."""
        made = []
        for game_id, (box, at) in self.corrected.items():
            for before, after in zip(self._boxes[game_id].home.lines, box.home.lines):
                changed = [name for name in ("REB", "DREB", "AST") if getattr(before, name) != getattr(after, name)]
                values = [(name, getattr(before, name), getattr(after, name)) for name in changed]
                made += [Correction(game_id, before.player.id, *value, at) for value in values]
        return sorted(made, key=lambda correction: (correction.at, correction.game_id))


def _correct(rng, box):
    """The corrected Box: a rebound moves to a team-mate, or an assist is taken away; team totals follow."""
    lines = list(box.home.lines)

    def add(i, **more):
        lines[i] = lines[i]._replace(**{name: getattr(lines[i], name) + count for name, count in more.items()})

    if rng.random() < 0.5:
        i = max(range(len(lines)), key=lambda n: lines[n].DREB)
        add(i, DREB=-1, REB=-1)
        add((i + 1) % len(lines), DREB=1, REB=1)
    else:
        add(max(range(len(lines)), key=lambda n: lines[n].AST), AST=-1)
    return box._replace(home=box.home._replace(lines=lines, total=total(lines)))
