"""The game logs, and the sums over them: of a season's players and teams, hustle and tracking too."""

from functools import lru_cache

from lib.standin.answers import entries
from lib.standin.answers.stats import added, age, rated, summed, worth
from lib.standin.clubs import of_team
from lib.standin.params import SPELLINGS


def league_game_log(league, params, now):
    players = params["PlayerOrTeam"] == "P"
    season, season_type = league.season(params["Season"]), SPELLINGS[params["SeasonType"]]
    listed = entries.listed_twice(entries.of_season(league, season, season_type, now, players, params))
    rows = [entry.values() for entry in listed]
    # by the Sorter's column; rows of a date stay in order of game, which DATE means
    column = params["Sorter"] if rows and params["Sorter"] in rows[0] else "GAME_DATE"
    rows.sort(key=lambda row: (row.get(column) is not None, row.get(column)), reverse=params["Direction"] == "DESC")
    return rows


def measured_log(league, params, now, players=None):
    """A row an entry, the latest first; players None: PlayerOrTeam says which, here and in totals()."""
    players = params["PlayerOrTeam"] == "P" if players is None else players
    asked = [entry for entry in entries.asked_for(league, params, now, players) if entry.line]
    is_base = params.get("MeasureType") in (None, "", "Base")
    numbers, rows = {} if is_base else entries.measures(league, asked, now), []
    for entry in asked:
        won, lost = int(entry.wl == "W"), int(entry.wl == "L")
        row = entry.values() | {"GP": 1, "W": won, "L": lost, "W_PCT": won}
        more = numbers.get((entry.game.id, entry.whose))
        rows.append(more | rated(more, not players) | row if more else row)
    return rows


def totals(league, params, now, players=None):
    """A row a player, or a row a team."""
    of_players = params["PlayerOrTeam"] == "Player" if players is None else players
    besides = tuple((name, value) for name, value in params.items() if name != "MeasureType")
    rows = _sums(league, besides, now, of_players, params.get("MeasureType") != "Base")
    return sorted(rows, key=lambda row: (row.get("PLAYER_NAME", row["TEAM_NAME"]), row.get("PLAYER_ID", 0)))


@lru_cache(maxsize=4)  # who asks for one measure asks for the others next
def _sums(league, params, now, players, is_measured):
    """[{name: value}] of final games: a player, with his last team, or a team; measured, more than the box score."""
    params, groups, rows = dict(params), {}, []
    asked = [entry for entry in entries.asked_for(league, params, now, players) if entry.wl]
    numbers = entries.measures(league, asked, now) if is_measured else {}
    for entry in reversed(asked):
        groups.setdefault(entry.whose, []).append(entry)
    for played in groups.values():
        last, won, per_game = played[-1], sum(entry.wl == "W" for entry in played), params["PerMode"] == "PerGame"
        row = summed([entry.line for entry in played], per_game) | of_team(last.team)
        minutes = row["SEC"] / 60
        row |= {"MIN": round(minutes / len(played), 1) if per_game else minutes, "W": won, "L": len(played) - won}
        if players:
            row |= {**last.line.player.values, "AGE": age(last.line.player, last.game.year)}
            row["TEAM_COUNT"] = len({entry.team.id for entry in played})
            worths = [worth(entry.line) for entry in played]
            row |= {name: round(sum(values[name] for values in worths), 1) for name in worths[0]}
        if numbers:
            more = added([numbers[entry.game.id, entry.whose] for entry in played])
            row = more | rated(more, team=not players) | row
        rows.append(row)
    return rows
