"""A player's career: playercareerstats and its fourteen result sets."""

from bisect import bisect_right
from functools import lru_cache

from lib.standin.answers import entries
from lib.standin.answers.stats import age, summed
from lib.standin.clubs import BY_ID, of_team
from lib.standin.fill import skeleton

# what the tables are of; the rest (college, showcase) is always empty here
PARTS = {"Regular Season": "RegularSeason", "Playoffs": "PostSeason", "All Star": "AllStarSeason"}
HIGH_STATS = {"PTS": 1, "REB": 2, "AST": 3, "STL": 4, "BLK": 5, "FTM": 12, "FTA": 13}
KEPT = 5 * len(PARTS)  # what one career is made of: the seasons simulated


def player_career_stats(league, params, now):
    player_id, per_game = int(params["PlayerID"]), params["PerMode"] == "PerGame"
    player, rows = league.people.get(player_id), {}
    for season_type, part in PARTS.items():
        seasons = league.seasons_until(now) if player else ()
        games = {season: by_player(league, season, season_type, now).get(player_id) for season in seasons}
        games = {season: played for season, played in games.items() if played}
        played = [entry for each in games.values() for entry in each]
        rows[f"SeasonTotals{part}"] = [
            row for season, each in games.items() for row in _season_rows(player, season, each, per_game)
        ]
        rows[f"CareerTotals{part}"] = [{"PLAYER_ID": player_id, **_totals(played, per_game, 12)}] if played else []
        rows[f"SeasonRankings{part}"] = [
            _rank_row(league, player_id, season, season_type, each[-1].team, now) for season, each in games.items()
        ]
        if season_type == "Regular Season":
            latest = list(games.values())[-1] if games else []
            rows |= {"SeasonHighs": _highs(player_id, latest), "CareerHighs": _highs(player_id, played)}
    return rows


@lru_cache(KEPT)
def by_player(league, season, season_type, now):
    """{player_id: [Entry of a final game]}."""
    games = {}
    for entry in entries.of_season(league, season, season_type, now, players=True):
        if entry.wl:
            games.setdefault(entry.line.player.id, []).append(entry)
    return games


def _season_rows(player, season, played, per_game):
    """A row a team; for a player of two teams one more, TOT, with team id 0."""
    teams = list(dict.fromkeys(entry.team.id for entry in played))
    parts = [(of_team(BY_ID[team]), [entry for entry in played if entry.team.id == team]) for team in teams]
    if len(parts) > 1:
        parts.append(({"TEAM_ID": 0, "TEAM_ABBREVIATION": "TOT"}, played))
    whose = {**player.values, "SEASON_ID": season.name, "PLAYER_AGE": age(player, season.year)}
    return [{**whose, **team, **_totals(games, per_game, 3)} for team, games in parts]


def _totals(played, per_game, digits):
    """GP to PTS; percentages 0.0 where there were no attempts."""
    lines = [entry.line for entry in played]
    values = summed(lines, per_game, digits)
    minutes = (values["SEC"] + 30) // 60
    shares = {column: value or 0.0 for column, value in values.items() if column.endswith("_PCT")}
    values["MIN"] = round(minutes / len(lines), 1) if per_game else minutes
    return {**values, **shares, "GP": len(lines), "GS": sum(bool(line.position) for line in lines)}


def _rank_row(league, player_id, season, season_type, team, now):
    """His rank among the season's players; the league ranks totals, and writes NR for the rest."""
    sums, ordered = _sums(league, season, season_type, now)
    columns = [word[5:] for word in skeleton("playercareerstats")["parts"]["ranks"].split() if word[:5] == "RANK_"]
    ranks = {
        f"RANK_{column}": 1 + len(sums) - bisect_right(ordered[column], sums[player_id][column]) for column in columns
    }
    return {"PLAYER_ID": player_id, "SEASON_ID": season.name, **of_team(team), **ranks}


@lru_cache(KEPT)
def _sums(league, season, season_type, now):
    """{player_id: {stat: total}} of everyone, EFF included; {stat: everyone's totals in order}."""
    sums = {}
    for player_id, played in by_player(league, season, season_type, now).items():
        sums[player_id] = values = _totals(played, False, 3)
        missed = values["FGA"] - values["FGM"] + values["FTA"] - values["FTM"]
        values["EFF"] = sum(values[stat] for stat in ("PTS", "REB", "AST", "STL", "BLK")) - values["TOV"] - missed
    stats = next(iter(sums.values()), {})
    return sums, {stat: sorted(values[stat] for values in sums.values()) for stat in stats}


def _highs(player_id, played):
    rows = []
    for stat, order in HIGH_STATS.items() if played else ():
        best = max(played, key=lambda entry: getattr(entry.line, stat))
        day, number = best.game.date, getattr(best.line, stat)
        row = {"PLAYER_ID": player_id, "GAME_ID": best.game.id, "GAME_DATE": f"{day:%b %d %Y}"}
        row |= {f"VS_{column}": value for column, value in of_team(best.opponent).items()}
        rows.append(row | {"STAT": stat, "STAT_VALUE": number, "STAT_ORDER": order, "DATE_EST": day.isoformat()})
    return rows
