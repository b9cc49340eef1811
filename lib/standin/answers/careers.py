"""A player's career: playercareerstats and its fourteen result sets."""

from bisect import bisect_right

from lib.standin.answers import entries
from lib.standin.answers.stats import age, of_team, summed
from lib.standin.clubs import BY_ID
from lib.standin.fill import skeleton, tables

# what the tables are of; the rest (college, showcase) is always empty here
PARTS = {"Regular Season": "RegularSeason", "Playoffs": "PostSeason", "All Star": "AllStarSeason"}
HIGH_STATS = {"PTS": 1, "REB": 2, "AST": 3, "STL": 4, "BLK": 5, "FTM": 12, "FTA": 13}


def player_career_stats(league, params, now):
    player_id, per_game = int(params["PlayerID"]), params["PerMode"] == "PerGame"
    player = league.people.get(player_id)
    rows = {}
    for season_type, part in PARTS.items():
        seasons = _seasons(league, player_id, season_type, now) if player else []
        played = [entry for _, games in seasons for entry in games]
        rows[f"SeasonTotals{part}"] = [
            row for year, games in seasons for row in _season_rows(league, player, year, games, per_game)
        ]
        rows[f"CareerTotals{part}"] = [{"PLAYER_ID": player_id, **_totals(played, per_game, 12)}] if played else []
        rows[f"SeasonRankings{part}"] = [
            _rank_row(league, player_id, year, season_type, games, now) for year, games in seasons
        ]
        if season_type == "Regular Season":
            latest = seasons[-1][1] if seasons else []
            rows |= {"SeasonHighs": _highs(player_id, latest), "CareerHighs": _highs(player_id, played)}
    return tables("playercareerstats", params, rows)


def _seasons(league, player_id, season_type, now):
    """[(year, the player's final games)], of the seasons he has played in."""
    seasons = []
    for season in league.seasons_until(now):
        played = by_player(league, season, season_type, now).get(player_id)
        if played:
            seasons.append((season.year, played))
    return seasons


def by_player(league, season, season_type, now):
    """{player_id: [Entry of a final game]}; remembered for the last instant asked about."""
    kept = season.__dict__.setdefault("_by_player", {})
    if kept.get("now") != now:
        kept.clear()
        kept["now"] = now
    if season_type not in kept:
        games = {}
        for entry in entries.of_season(league, season, season_type, now, players=True):
            if entry.wl:
                games.setdefault(entry.line.player.id, []).append(entry)
        kept[season_type] = games
    return kept[season_type]


def _season_rows(league, player, year, played, per_game):
    """A row a team; for a player of two teams one more, TOT, with team id 0."""
    teams = list(dict.fromkeys(entry.team.id for entry in played))
    parts = [(of_team(BY_ID[team]), [entry for entry in played if entry.team.id == team]) for team in teams]
    if len(parts) > 1:
        parts.append(({"TEAM_ID": 0, "TEAM_ABBREVIATION": "TOT"}, played))
    whose = {**player.values, "SEASON_ID": league.named(year), "PLAYER_AGE": age(player, year)}
    return [{**whose, **team, **_totals(games, per_game, 3)} for team, games in parts]


def _totals(played, per_game, digits):
    """GP to PTS; percentages 0.0 where there were no attempts."""
    lines = [entry.line for entry in played]
    values = summed(lines, per_game, digits)
    minutes = (values["SEC"] + 30) // 60
    values["MIN"] = round(minutes / len(lines), 1) if per_game else minutes
    shares = {column: value or 0.0 for column, value in values.items() if column.endswith("_PCT")}
    return {**values, **shares, "GP": len(lines), "GS": sum(bool(line.position) for line in lines)}


def _rank_row(league, player_id, year, season_type, played, now):
    """His rank among the season's players; the league ranks totals, and writes NR for the rest."""
    sums, ordered = _sums(league, league.season(league.named(year)), season_type, now)
    columns = [word[5:] for word in skeleton("playercareerstats")["parts"]["ranks"].split() if word[:5] == "RANK_"]
    ranks = {
        f"RANK_{column}": 1 + len(sums) - bisect_right(ordered[column], sums[player_id][column]) for column in columns
    }
    return {"PLAYER_ID": player_id, "SEASON_ID": league.named(year), **of_team(played[-1].team), **ranks}


def _sums(league, season, season_type, now):
    """{player_id: {stat: total}} of everyone, EFF included; {stat: everyone's totals in order}."""
    games = by_player(league, season, season_type, now)
    if ("sums", season_type) not in season._by_player:
        sums = {player_id: _totals(played, False, 3) for player_id, played in games.items()}
        for values in sums.values():
            good = sum(values[stat] for stat in ("PTS", "REB", "AST", "STL", "BLK"))
            missed = values["FGA"] - values["FGM"] + values["FTA"] - values["FTM"]
            values["EFF"] = good - values["TOV"] - missed
        stats = next(iter(sums.values()), {})
        ordered = {stat: sorted(values[stat] for values in sums.values()) for stat in stats}
        season._by_player["sums", season_type] = sums, ordered
    return season._by_player["sums", season_type]


def _highs(player_id, played):
    """The best game for each of some stats."""
    rows = []
    for stat, order in HIGH_STATS.items() if played else ():
        entry = max(played, key=lambda entry: getattr(entry.line, stat))
        rows.append(
            {
                "PLAYER_ID": player_id,
                "GAME_ID": entry.game.id,
                "GAME_DATE": f"{entry.game.date:%b %d %Y}",
                **{f"VS_{column}": value for column, value in of_team(entry.opponent).items()},
                "STAT": stat,
                "STAT_VALUE": getattr(entry.line, stat),
                "STAT_ORDER": order,
                "DATE_EST": entry.game.date.isoformat(),
            }
        )
    return rows
