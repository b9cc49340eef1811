"""What a line of a box score, or the sum of many, comes to, under the names that the skeletons use."""

from functools import cache

from lib.standin.play import COUNTS

ATTEMPTS = {"FG": ("FGM", "FGA"), "FG3": ("FG3M", "FG3A"), "FT": ("FTM", "FTA")}


def percentage(made, attempts, digits=3):
    """Halves rounded up, as the league does; None without an attempt."""
    return (2 * 10**digits * made + attempts) // (2 * attempts) / 10**digits if attempts else None


@cache
def of_team(team):
    """Its names; of nobody 0 and empty text, as the schedule writes a team not yet known."""
    names = ("ID", "ABBREVIATION", "CITY", "NICKNAME", "NAME", "SLUG")
    values = (team.id, team.abbreviation, team.city, team.nickname, team.name, team.slug) if team else (0, *[""] * 5)
    return {f"TEAM_{name}": value for name, value in zip(names, values)}


@cache
def of_player(player):
    """His names, and what does not change from game to game."""
    return {
        "PLAYER_ID": player.id,
        "PLAYER_NAME": player.name,
        "PLAYER_FIRST_NAME": player.first,
        "PLAYER_LAST_NAME": player.last,
        "PLAYER_SLUG": player.slug,
        "PLAYER_POSITION": player.position,
        "NAME_I": player.initial,
        "JERSEY_NUMBER": player.jersey,
        "HEIGHT": player.height,
        "WEIGHT": player.weight,
        "COLLEGE": player.college,
        "COUNTRY": player.country,
    }


def age(player, year):
    """On the first of February of the season that begins in the year, as the league counts it."""
    return float(year + 1 - player.born - (player.birthday > (2, 1)))


def of_line(line):
    """The counts of a play.Line, its percentages (None without an attempt) and its minutes."""
    values = line._asdict()
    seconds = line.SEC
    values["MIN"] = (seconds + 30) // 60
    values["MINUTES"] = seconds / 60 if line.player else seconds / 300  # of a team, those of the game
    for share, (made, attempts) in ATTEMPTS.items():
        values[f"{share}_PCT"] = percentage(values[made], values[attempts])
    return values


def fantasy(line):
    """Fantasy points: a rebound 1.2, an assist 1.5, a steal or block 3, a turnover -1."""
    return round(line.PTS + 1.2 * line.REB + 1.5 * line.AST + 3.0 * (line.STL + line.BLK) - line.TOV, 1)


def doubles(line):
    """{name: 1 if it is a double-double, a triple-double}."""
    tens = sum(value >= 10 for value in (line.PTS, line.REB, line.AST, line.STL, line.BLK))
    return {"DD2": int(tens >= 2), "TD3": int(tens >= 3)}


def summed(lines, per_game=False, digits=3):
    """The sums of lines, or their averages, with the percentages of the sums and SEC as a whole."""
    values = {stat: sum(getattr(line, stat) for line in lines) for stat in COUNTS}
    shares = {f"{share}_PCT": percentage(values[m], values[a], digits) for share, (m, a) in ATTEMPTS.items()}
    if per_game:
        values |= {stat: round(values[stat] / len(lines), 1) for stat in COUNTS if stat != "SEC"}
    return values | shares
