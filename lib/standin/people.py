"""The players, with real names and ids and everything else invented, and every season's rosters."""

from functools import cache
from random import Random
from typing import NamedTuple

from nba_api.stats.static import players as static

from lib.standin.clubs import BY_ABBREVIATION, TEAMS

FIRST_YEAR = 2022  # the first season simulated begins in this year
ROOKIES = 30  # who enter, and as many who leave, before each later season
MOVES = 20  # pairs of players who change places between two seasons
LEBRON = 2544  # he plays for the Lakers, always
POSITIONS = ("G", "G", "G-F", "F", "F", "F-C", "C")
COLLEGES = ("Kentucky", "Duke", "Kansas", "UCLA", "Michigan", "Arizona", "None")
COUNTRIES = ("USA", "USA", "USA", "USA", "Canada", "France", "Serbia", "Australia")


class Player(NamedTuple):
    """A person. `rating` runs from about 0 (end of the bench) to 1 (a star)."""

    id: int
    name: str
    rating: float
    born: int
    birthday: tuple  # month, day
    enters: int  # the year his first season began
    leaves: int  # the year his last season began
    values: dict  # what does not change from game to game, under the names that skeletons use


@cache
def players(seed, last_year):
    """Everyone who plays in any season, {id: Player}."""
    active = sorted(static.get_active_players(), key=lambda row: row["id"])
    others = [row for row in static.get_players() if not row["is_active"]]
    classes = last_year - FIRST_YEAR
    # the highest ids are the newest players: the rookies of the last seasons, and
    # among the inactive those who left last
    rookies = {row["id"]: last_year - i // ROOKIES for i, row in enumerate(reversed(active)) if i < ROOKIES * classes}
    retired = sorted(others, key=lambda row: -row["id"])[: ROOKIES * classes]
    leavers = {row["id"]: FIRST_YEAR + i // ROOKIES for i, row in enumerate(retired)}

    everyone = {}
    for rank, row in enumerate(sorted(active + retired, key=lambda row: row["id"])):
        enters = rookies.get(row["id"])
        everyone[row["id"]] = _player(seed, rank, row, enters, leavers.get(row["id"], 9999))
    return everyone


def wnba_players(seed):
    """Everyone who plays in the stand-in's WNBA, {id: Player}."""
    active = sorted((row for row in static.get_wnba_players() if row["is_active"]), key=lambda row: row["id"])
    return {row["id"]: _player(seed, rank, row, None, 9999) for rank, row in enumerate(active)}


def _player(seed, rank, row, enters, leaves):
    rng = Random(f"{seed}/player/{row['id']}")
    rating = 0.97 if row["id"] == LEBRON else rng.betavariate(1.6, 2.6)
    if enters is None:
        enters = 2003 if row["id"] == LEBRON else max(2004, FIRST_YEAR - 14 + min(14, rank // 30))
    born = 1984 if row["id"] == LEBRON else enters - rng.randint(19, 22)
    first = row["first_name"] or row["last_name"]
    slug = "".join(c for c in row["full_name"].lower() if c.isalnum() or c in " -").replace(" ", "-")
    birthday = (rng.randint(1, 12), rng.randint(1, 28))
    values = {
        "PLAYER_ID": row["id"],
        "PLAYER_NAME": row["full_name"],
        "PLAYER_FIRST_NAME": first,
        "PLAYER_LAST_NAME": row["last_name"],
        "PLAYER_SLUG": slug,
        "NAME_I": f"{first[0]}. {row['last_name']}",
        "PLAYER_POSITION": rng.choice(POSITIONS),
        "JERSEY_NUMBER": str(rng.randint(0, 55)),
        "HEIGHT": f"6-{rng.randint(0, 11)}",
        "WEIGHT": str(rng.randint(175, 270)),
        "COLLEGE": rng.choice(COLLEGES),
        "COUNTRY": rng.choice(COUNTRIES),
    }
    return Player(row["id"], row["full_name"], rating, born, birthday, enters, leaves, values)


class Trade(NamedTuple):
    """One player changes teams in mid-season."""

    player: Player
    old: int  # team ids
    new: int


@cache
def roster(seed, year, last_year):
    """({team_id: [Player, best first]} at the season's start, its mid-season Trade)."""
    everyone = players(seed, last_year)
    rng = Random(f"{seed}/roster/{year}")
    if year == FIRST_YEAR:
        teams = _first_deal(rng, everyone)
    else:
        before, trade = roster(seed, year - 1, last_year)
        teams = {team: list(squad) for team, squad in before.items()}
        teams[trade.old].remove(trade.player)
        teams[trade.new].append(trade.player)
        _summer(rng, teams, everyone, year)
    for squad in teams.values():
        squad.sort(key=lambda player: (-player.rating, player.id))
    return teams, _trade(rng, teams)


def _first_deal(rng, everyone):
    lakers = BY_ABBREVIATION["LAL"].id
    teams = {team.id: [] for team in TEAMS}
    teams[lakers].append(everyone[LEBRON])
    deal = [p for p in everyone.values() if p.enters <= FIRST_YEAR and p.id != LEBRON]
    rng.shuffle(deal)
    for player in deal:
        _smallest(teams).append(player)
    return teams


def _summer(rng, teams, everyone, year):
    """Players retire, some change places, the rookies go where there is room."""
    for squad in teams.values():
        squad[:] = [player for player in squad if player.leaves >= year]
    for _ in range(MOVES):
        first, second = rng.sample(sorted(teams), 2)
        i, j = rng.randrange(len(teams[first])), rng.randrange(len(teams[second]))
        if LEBRON not in (teams[first][i].id, teams[second][j].id):
            teams[first][i], teams[second][j] = teams[second][j], teams[first][i]
    for player in everyone.values():
        if player.enters == year:
            _smallest(teams).append(player)


def _trade(rng, teams):
    # the third best of his team: he is sure to play, before and after
    old, new = rng.sample(sorted(teams), 2)
    player = next(p for p in teams[old][2:] if p.id != LEBRON)
    return Trade(player, old, new)


def _smallest(teams):
    return min(teams.items(), key=lambda item: (len(item[1]), item[0]))[1]
