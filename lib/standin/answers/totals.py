"""Sums over games: leaguedashplayerstats, leaguedashteamstats, hustle, tracking and line-ups."""

from functools import lru_cache

from lib.standin.answers import entries
from lib.standin.answers.stats import added, age, doubles, fantasy, of_team, percentage, rated, summed
from lib.standin.fill import tables


def league_dash_player_stats(league, params, now):
    """leaguedashplayerstats: a row a player, with his last team."""
    rows = []
    for played, sums in _grouped(league, params, now, players=True):
        lines = [entry.line for entry in played]
        tens = [doubles(line) for line in lines]
        rows.append(
            {
                **sums,
                **_who(played),
                "NBA_FANTASY_PTS": round(sum(fantasy(line) for line in lines), 1),
                "WNBA_FANTASY_PTS": float(sum(x.PTS + x.REB + x.AST + x.STL + x.BLK for x in lines)),
                **{name: sum(ten[name] for ten in tens) for name in ("DD2", "TD3")},
                "TEAM_COUNT": len({entry.team.id for entry in played}),
            }
        )
    return tables("leaguedashplayerstats", params, {"LeagueDashPlayerStats": _by_name(rows)})


def league_dash_team_stats(league, params, now):
    """leaguedashteamstats: a row a team; its minutes are those of the games."""
    rows = [
        {**_who(played), **sums, "MIN": round(sums["MIN"] / 5, 1)}
        for played, sums in _grouped(league, params, now, players=False)
    ]
    return tables("leaguedashteamstats", params, {"LeagueDashTeamStats": _by_name(rows)})


def league_hustle_stats_player(league, params, now):
    """leaguehustlestatsplayer: a row a player; of one date, a row is his game."""
    rows = [{**sums, **_who(played)} for played, sums in _grouped(league, params, now, players=True)]
    return tables("leaguehustlestatsplayer", params, {"HustleStatsPlayer": _by_name(rows)})


def league_dash_pt_stats(league, params, now):
    """leaguedashptstats: one kind of tracking, of players or of teams."""
    grouped = _grouped(league, params, now, players=params["PlayerOrTeam"] == "Player")
    rows = [{**sums, **_who(played), "MIN": float(sums["SEC"] // 60)} for played, sums in grouped]
    return tables("leaguedashptstats", params, {"LeagueDashPtStats": _by_name(rows)})


def _by_name(rows):
    return sorted(rows, key=lambda row: (row.get("PLAYER_NAME", row["TEAM_NAME"]), row.get("PLAYER_ID", 0)))


def _who(played):
    """The names of a group: a player with his last team, or a team."""
    last = played[-1]
    player = last.line.player
    return {**of_team(last.team), **({**player.values, "AGE": age(player, last.game.year)} if player else {})}


def _grouped(league, params, now, players):
    """[([Entry of a final game] in order of date, their sums)] a player or a team.

    The sums hold more than the box score's columns where the measure is not Base.
    """
    besides = {name: value for name, value in params.items() if name != "MeasureType"}
    return _kept(league, tuple(besides.items()), now, players, params.get("MeasureType") != "Base")


@lru_cache(maxsize=4)  # who asks for one measure asks for the others next
def _kept(league, params, now, players, is_measured):
    params, groups = dict(params), {}
    conference = params.get("Conference")
    asked = [entry for entry in entries.asked_for(league, params, now, players) if entry.wl]
    numbers = entries.measures(league, asked, now) if is_measured else None
    for entry in reversed(asked):
        if not conference or entry.team.conference == conference:
            groups.setdefault(entry.whose, []).append(entry)
    return [(played, _sums(played, params, numbers)) for played in groups.values()]


def _sums(played, params, numbers):
    per_game = params["PerMode"] == "PerGame"
    values = summed([entry.line for entry in played], per_game)
    count, won = len(played), sum(entry.wl == "W" for entry in played)
    minutes = values["SEC"] / 60
    values["MIN"] = round(minutes / count, 1) if per_game else minutes
    values |= {"GP": count, "W": won, "L": count - won, "W_PCT": percentage(won, count)}
    if numbers:
        more = added([numbers[entry.game.id, entry.whose] for entry in played])
        values = more | rated(more, team=not played[0].line.player) | values
    return values
