"""A player's career: playercareerstats and its fourteen result sets."""

from functools import lru_cache

from lib.standin.answers import entries
from lib.standin.answers.stats import age, summed
from lib.standin.clubs import BY_ID, of_team

# what the tables are of; the rest (college, showcase, the season's rankings) is always empty here
PARTS = {"Regular Season": "RegularSeason", "Playoffs": "PostSeason", "All Star": "AllStarSeason"}
HIGH_STATS = {"PTS": 1, "REB": 2, "AST": 3, "STL": 4, "BLK": 5, "FTM": 12, "FTA": 13}


def player_career_stats(league, params, now):
    player_id, per_game = int(params["PlayerID"]), params["PerMode"] == "PerGame"
    player, rows = league.people.get(player_id), {}
    for season_type, part in PARTS.items():
        seasons = league.seasons_until(now) if player else ()
        games = {season: by_player(league, season, season_type, now).get(player_id, ()) for season in seasons}
        played = [entry for of_season in games.values() for entry in of_season]
        rows[f"SeasonTotals{part}"] = [
            row for season, of_season in games.items() for row in _season_rows(player, season, of_season, per_game)
        ]
        rows[f"CareerTotals{part}"] = [{"PLAYER_ID": player_id, **_totals(played, per_game)}] if played else []
        if season_type == "Regular Season":
            latest = [of_season for of_season in games.values() if of_season][-1:]
            rows |= {"SeasonHighs": _highs(player_id, *latest), "CareerHighs": _highs(player_id, played)}
    return rows


@lru_cache(5 * len(PARTS))  # what one career is made of: the seasons simulated
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
    return [{**whose, **team, **_totals(games, per_game)} for team, games in parts]


def _totals(played, per_game):
    """GP to PTS."""
    values = summed([entry.line for entry in played], per_game)
    minutes = (values["SEC"] + 30) // 60
    values["MIN"] = round(minutes / len(played), 1) if per_game else minutes
    return values | {"GS": sum(bool(entry.line.position) for entry in played)}


def _highs(player_id, played=()):
    rows = []
    for stat, order in HIGH_STATS.items() if played else ():
        best = max(played, key=lambda entry: getattr(entry.line, stat))
        row = {"PLAYER_ID": player_id, "GAME": best.game, "GAME_DATE": f"{best.game.date:%b %d %Y}"}
        row |= {"VS": best.opponent, "STAT": stat, "STAT_VALUE": getattr(best.line, stat), "STAT_ORDER": order}
        rows.append(row)
    return rows
