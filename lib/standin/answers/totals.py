"""Sums over a season: leaguedashplayerstats and leaguedashteamstats."""

from lib.standin.answers import entries
from lib.standin.answers.stats import age, doubles, fantasy, of_player, of_team, percentage, summed
from lib.standin.fill import tables


def league_dash_player_stats(league, params, now):
    """leaguedashplayerstats: a row a player, with his last team."""
    rows = []
    for played in _grouped(league, params, now, players=True):
        last, lines = played[-1], [entry.line for entry in played]
        tens = [doubles(line) for line in lines]
        rows.append(
            {
                **of_player(last.line.player),
                **_sums(played, params),
                **of_team(last.team),
                "NICKNAME": last.line.player.first,
                "AGE": age(last.line.player, last.game.year),
                "NBA_FANTASY_PTS": round(sum(fantasy(line) for line in lines), 1),
                "WNBA_FANTASY_PTS": float(sum(x.PTS + x.REB + x.AST + x.STL + x.BLK for x in lines)),
                **{name: sum(ten[name] for ten in tens) for name in ("DD2", "TD3")},
                "TEAM_COUNT": len({entry.team.id for entry in played}),
            }
        )
    rows.sort(key=lambda row: (row["PLAYER_NAME"], row["PLAYER_ID"]))
    return tables("leaguedashplayerstats", params, {"LeagueDashPlayerStats": rows})


def league_dash_team_stats(league, params, now):
    """leaguedashteamstats: a row a team; its minutes are those of the games."""
    rows = []
    for played in _grouped(league, params, now, players=False):
        row = {**of_team(played[-1].team), **_sums(played, params)}
        rows.append({**row, "MIN": round(row["MIN"] / 5, 1)})
    rows.sort(key=lambda row: row["TEAM_NAME"])
    return tables("leaguedashteamstats", params, {"LeagueDashTeamStats": rows})


def _grouped(league, params, now, players):
    """[[Entry of a final game]] a player or a team, in order of date."""
    groups = {}
    conference = params.get("Conference")
    for entry in reversed(entries.asked_for(league, params, now, players)):
        if entry.wl and (not conference or entry.team.conference == conference):
            whose = entry.line.player.id if players else entry.team.id
            groups.setdefault(whose, []).append(entry)
    return groups.values()


def _sums(played, params):
    per_game = params["PerMode"] == "PerGame"
    values = summed([entry.line for entry in played], per_game)
    count, won = len(played), sum(entry.wl == "W" for entry in played)
    minutes = values["SEC"] / 60
    values["MIN"] = round(minutes / count, 1) if per_game else minutes
    return {**values, "GP": count, "W": won, "L": count - won, "W_PCT": percentage(won, count)}
