"""The players, with real names and ids and everything else invented, and every season's rosters."""

from collections import namedtuple
from datetime import date
from functools import cache
from random import Random

from nba_api.stats.static import players as static

from lib.standin.clubs import TEAMS

FIRST_YEAR, LAST_YEAR = 2022, 2031  # in which the first and the last season simulated begin
LAST_ROOKIES = 2026  # the players known are enough for rookies until then
ROOKIES = 30  # who enter, and as many who leave, before each season until then
MOVES = 20  # pairs of players who change places between two seasons
LEBRON, LAKERS = 2544, 1610612747  # he plays for the Lakers, always
POSITIONS = ("G", "G", "G-F", "F", "F", "F-C", "C")
COLLEGES = ("Kentucky", "Duke", "Kansas", "UCLA", "Michigan", "Arizona", "None")
COUNTRIES = ("USA", "USA", "USA", "USA", "Canada", "France", "Serbia", "Australia")

Trade = namedtuple("Trade", "player old new")  # who changes teams in mid-season; the teams' ids

# rating: from about 0 (end of the bench) to 1 (a star); enters, leaves: the years his first and
# his last season began; values: what does not change from game to game, under the names that skeletons use
Player = namedtuple("Player", "id last_name initial rating born enters leaves values")


def best_first(player):
    return -player.rating, player.id


@cache
def players(seed):
    """Everyone who plays in any season, {id: Player}."""
    newest = sorted(static.get_players(), key=lambda row: -row["id"])
    active = [row for row in newest if row["is_active"]]
    # the highest ids are the newest players: the rookies of the last seasons, and of the inactive those who left last
    count = ROOKIES * (LAST_ROOKIES - FIRST_YEAR)
    rookies = {row["id"]: LAST_ROOKIES - i // ROOKIES for i, row in enumerate(active[:count])}
    retired = [row for row in newest if not row["is_active"]][:count]
    leavers = {row["id"]: FIRST_YEAR + i // ROOKIES for i, row in enumerate(retired)}
    everyone = sorted(active + retired, key=lambda row: row["id"])
    return {
        row["id"]: _player(seed, rank, row, rookies.get(row["id"]), leavers.get(row["id"], 9999))
        for rank, row in enumerate(everyone)
    }


@cache
def wnba_players(seed):
    active = sorted((row for row in static.get_wnba_players() if row["is_active"]), key=lambda row: row["id"])
    return {row["id"]: _player(seed, rank, row, None, 9999) for rank, row in enumerate(active)}


def _player(seed, rank, row, enters, leaves):
    rng = Random(f"{seed}/player/{row['id']}")
    if row["id"] == LEBRON:
        rating, enters, year = 0.97, 2003, 1984
    else:
        rating = rng.betavariate(1.6, 2.6)
        enters = enters or max(2004, FIRST_YEAR - 14 + min(14, rank // 30))
        year = enters - rng.randint(19, 22)
    first, last = row["first_name"] or row["last_name"], row["last_name"]
    initial = f"{first[0]}. {last}"
    slug = "".join(c for c in row["full_name"].lower() if c.isalnum() or c in " -").replace(" ", "-")
    born = date(year, rng.randint(1, 12), rng.randint(1, 28))
    values = {"PLAYER_ID": row["id"], "PLAYER_NAME": row["full_name"], "PLAYER_SLUG": slug, "NAME_I": initial}
    values |= {"PLAYER_FIRST_NAME": first, "PLAYER_LAST_NAME": last}
    values |= {
        "PLAYER_POSITION": rng.choice(POSITIONS),
        "JERSEY_NUMBER": str(rng.randint(0, 55)),
        "HEIGHT": f"6-{rng.randint(0, 11)}",
        "WEIGHT": str(rng.randint(175, 270)),
        "COLLEGE": rng.choice(COLLEGES),
        "COUNTRY": rng.choice(COUNTRIES),
    }
    return Player(row["id"], last, initial, rating, born, enters, leaves, values)


@cache
def roster(seed, year):
    """({team_id: [Player, best first]} at the season's start, its mid-season Trade)."""
    everyone = players(seed)
    rng = Random(f"{seed}/roster/{year}")
    if year == FIRST_YEAR:
        teams = {team.id: [] for team in TEAMS}
        teams[LAKERS].append(everyone[LEBRON])
        deal = [player for player in everyone.values() if player.enters <= FIRST_YEAR and player.id != LEBRON]
        rng.shuffle(deal)
    else:
        before, trade = roster(seed, year - 1)
        after = before | {
            trade.old: [player for player in before[trade.old] if player.id != trade.player.id],
            trade.new: [*before[trade.new], trade.player],
        }
        teams = {team: [player for player in squad if player.leaves >= year] for team, squad in after.items()}
        _swap(rng, teams)
        deal = [player for player in everyone.values() if player.enters == year]
    for player in deal:  # where there is room
        min(teams.items(), key=lambda item: (len(item[1]), item[0]))[1].append(player)
    for squad in teams.values():
        squad.sort(key=best_first)
    # the third best of his team: he is sure to play, before and after
    old, new = rng.sample(sorted(teams), 2)
    return teams, Trade(next(player for player in teams[old][2:] if player.id != LEBRON), old, new)


def _swap(rng, teams):
    for _ in range(MOVES):
        first, second = rng.sample(sorted(teams), 2)
        i, j = rng.randrange(len(teams[first])), rng.randrange(len(teams[second]))
        if LEBRON not in (teams[first][i].id, teams[second][j].id):
            teams[first][i], teams[second][j] = teams[second][j], teams[first][i]
