"""The values of a box score line, or of a sum of lines, under the names that the skeletons use."""

import json
from pathlib import Path

from lib.standin.play import COUNTS

# of these a player's row has his team's (TEAM_…) and the opponents' (OPP_…) while he was on the floor
SHARED = (*COUNTS[1:17], "BLKA", "PFD", "PTS_OFF_TOV", "PTS_2ND_CHANCE", "PTS_FB", "PTS_PAINT")
SHARED = [(name, f"TEAM_{name}", f"OPP_{name}") for name in SHARED]
_invented = json.loads((Path(__file__).parent.parent / "invented.json").read_text(encoding="utf-8"))
INVENTED = [(name, whose, *parts) for name, terms in _invented.items() for whose, parts in terms.items()]


def age(player, year):
    """On the first of February of the season that begins in the year, as the league counts it."""
    return float(year + 1 - player.born.year - ((player.born.month, player.born.day) > (2, 1)))


def worth(line):
    """Fantasy points, by the rules of either league, and 1 for a double-double, a triple-double."""
    stats = (line.PTS, line.REB, line.AST, line.STL, line.BLK)
    points = line.PTS + 1.2 * line.REB + 1.5 * line.AST + 3.0 * (line.STL + line.BLK) - line.TOV
    tens = sum(value >= 10 for value in stats)
    worth = {"FANTASY_PTS": round(points, 1), "WNBA_FANTASY_PTS": float(sum(stats))}
    return worth | {"DD2": int(tens >= 2), "TD3": int(tens >= 3)}


def summed(lines, per_game):
    """The sums of Lines, or their averages, with the shares of shots made and SEC as sums either way."""
    sums = {stat: sum(column) for stat, column in zip(COUNTS, zip(*(line[2:] for line in lines)))}
    shown = {stat: round(value / len(lines), 1) for stat, value in sums.items()} if per_game else sums
    tried = {shot: sums[f"{shot}A"] for shot in ("FG", "FG3", "FT")}
    shares = {f"{shot}_PCT": sums[f"{shot}M"] / count if count else None for shot, count in tried.items()}
    return {**shown, **shares, "SEC": sums["SEC"], "GP": len(lines)}


def counted(line):
    """{name: whole number} of a Line: its counts, and what invented.json makes of others: {of: [times, divided by]}.

    Points by kind, hustle, tracking: all add up, over a team's players as over a player's games.
    """
    counts = dict(zip(COUNTS, line[2:]))
    for name, of, times, by in INVENTED:
        counts[name] = counts.get(name, 0) + counts[of] * times // by
    return counts


def measured(box):
    """Of either side of a Box [{name: number}] of its lines in order, and last of the team: counted(), and SHARED."""
    counts = [[counted(line) for line in side.lines] for side in box[:2]]
    sums = [added(players) for players in counts]  # of rows, since what each player has is rounded
    for side, players, team, opponents in zip(box[:2], counts, sums, reversed(sums)):
        rows, inside = [], max(0, team["AST"] - team["AST_3PM"])
        team = team | {"PLUS_MINUS": side.total.PLUS_MINUS, "AST_2PM": inside, "UAST_2PM": team["FG2M"] - inside}
        team |= {"AST_FGM": team["AST"], "UAST_FGM": team["FGM"] - team["AST"]}
        possessions = round(team["FGA"] + 0.44 * team["FTA"] - team["OREB"] + team["TOV"])
        for row in (*players, dict(team)):
            share = row["SEC"] / side.total.SEC * (1 if row["SEC"] == team["SEC"] else 5)
            for name, of_team, of_opponents in SHARED:
                row[of_team], row[of_opponents] = team[name] * share, round(opponents[name] * share)
            row["POSS"] = round(possessions * share)
            row["MINUS"] = max(row["OPP_PTS"], -row["PLUS_MINUS"])
            row["PLUS"] = row["MINUS"] + row["PLUS_MINUS"]
            rows.append(row)
        yield rows


def added(rows):
    """The sum of such rows, which have the same names in the same order."""
    return dict(zip(rows[0], map(sum, zip(*(row.values() for row in rows)))))


def rated(row, team=False):
    """The rates of what measured() gave, of one game or the sum of many: advanced, tracking and others."""
    get, many = row.__getitem__, 5 if team else 1

    def per(part, whole, factor=1):
        return factor * part / whole if whole else 0.0

    def used(prefix=""):
        return get(f"{prefix}FGA") + 0.44 * get(f"{prefix}FTA")

    def impact(prefix=""):
        good, bad = ("PTS", "FGM", "FTM", "DREB", "AST", "STL"), ("FGA", "FTA", "PF", "TOV")
        half = get(f"{prefix}OREB") + get(f"{prefix}BLK")
        return sum(get(prefix + name) for name in good) - sum(get(prefix + name) for name in bad) + half / 2

    rates = {
        "OFF_RATING": per(get("PLUS"), get("POSS"), 100),
        "DEF_RATING": per(get("MINUS"), get("POSS"), 100),
        "NET_RATING": per(get("PLUS_MINUS"), get("POSS"), 100),
        "AST_PCT": per(get("AST"), get("FGM") if team else max(1, get("TEAM_FGM") - get("FGM"))),
        "AST_RATIO": per(get("AST"), used() + get("AST") + get("TOV"), 100),
        "OREB_PCT": per(get("OREB"), get("TEAM_OREB") + get("OPP_DREB")),
        "DREB_PCT": per(get("DREB"), get("TEAM_DREB") + get("OPP_OREB")),
        "REB_PCT": per(get("REB"), get("TEAM_REB") + get("OPP_REB")),
        "TM_TOV_PCT": per(get("TOV"), get("POSS")),
        "OPP_TOV_PCT": per(get("OPP_TOV"), get("POSS")),
        "OPP_OREB_PCT": per(get("OPP_OREB"), get("OPP_OREB") + get("TEAM_DREB")),
        "EFG_PCT": per(get("FGM") + 0.5 * get("FG3M"), get("FGA")),
        "OPP_EFG_PCT": per(get("OPP_FGM") + 0.5 * get("OPP_FG3M"), get("OPP_FGA")),
        "TS_PCT": per(get("PTS"), 2 * used()),
        "USG_PCT": 1.0 if team else per(used() + get("TOV"), used("TEAM_") + get("TEAM_TOV")),
        "PACE": per(get("POSS"), get("SEC") / many, 48 * 60),
        "PIE": per(impact(), impact("TEAM_") + impact("OPP_")),
    }
    # of a team, V3 box scores give the sum of five players
    return rates | {f"SUM_{name}": many * rates[name] for name in ("OFF_RATING", "DEF_RATING", "NET_RATING")}
