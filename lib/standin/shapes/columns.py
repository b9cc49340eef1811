"""Columns of the league's tables, and how a Line fills them."""

SHOTS = ["FGM", "FGA", "FG_PCT", "FG3M", "FG3A", "FG3_PCT", "FTM", "FTA", "FT_PCT"]
REBOUNDS = ["OREB", "DREB", "REB"]
TEAM = ["TEAM_ID", "TEAM_ABBREVIATION", "TEAM_NAME"]
GAME = ["GAME_ID", "GAME_DATE", "MATCHUP", "WL", "MIN"]
REST = ["AST", "STL", "BLK", "TOV", "PF"]
# what a rank is given for, and where the smallest is the best
LOW_IS_BEST = {"L", "TOV", "BLKA", "PF"}


def table(name, headers, rows):
    return {"name": name, "headers": headers, "rowSet": rows}


def answer(resource, parameters, *tables):
    return {"resource": resource, "parameters": parameters, "resultSets": list(tables)}


def percentage(made, attempts, none=None):
    """To three decimals; of no attempts, what the endpoint writes: null or 0.0."""
    return round(made / attempts, 3) if attempts else none


def minutes(seconds):
    """Whole minutes, a half rounded up."""
    return (seconds + 30) // 60


def shots(line, none=None):
    return [
        line.FGM,
        line.FGA,
        percentage(line.FGM, line.FGA, none),
        line.FG3M,
        line.FG3A,
        percentage(line.FG3M, line.FG3A, none),
        line.FTM,
        line.FTA,
        percentage(line.FTM, line.FTA, none),
    ]


def fantasy(line):
    """Fantasy points: a rebound 1.2, an assist 1.5, a steal or block 3, a turnover -1."""
    return round(line.PTS + 1.2 * line.REB + 1.5 * line.AST + 3.0 * (line.STL + line.BLK) - line.TOV, 1)


def doubles(line):
    """(1 if a double-double, 1 if a triple-double)."""
    tens = sum(value >= 10 for value in (line.PTS, line.REB, line.AST, line.STL, line.BLK))
    return int(tens >= 2), int(tens >= 3)


def ranks(rows, columns, headers):
    """For each row, its ranks in these columns; equals share the better rank."""
    ranked = []
    for column in columns:
        at = headers.index(column)
        values = [row[at] if row[at] is not None else -1 for row in rows]
        order = {}
        for place, value in enumerate(sorted(values, reverse=column not in LOW_IS_BEST), 1):
            order.setdefault(value, place)
        ranked.append([order[value] for value in values])
    return [list(each) for each in zip(*ranked)]
