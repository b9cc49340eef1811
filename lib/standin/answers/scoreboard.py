"""The CDN's todaysScoreboard: the day's games."""

from datetime import timedelta

from lib.standin.answers.boxscores import periods
from lib.standin.answers.schedule import Records, of_game, sides, stamp
from lib.standin.answers.stats import of_team
from lib.standin.clock import to_eastern
from lib.standin.fill import nested
from lib.standin.league import LIVE, SCHEDULED


def todays_scoreboard(league, _, now):
    """liveData/scoreboard/todaysScoreboard_00: its date changes at noon UTC, not while West Coast games are on."""
    today = to_eastern(now - timedelta(hours=7)).date()
    season = league.season(league.named(league.current_year(now)))
    games = [game for game in season.listed(now) if game.date == today and game.home] if season else []
    records = Records(league, season, now) if games else None
    values = {
        **stamp(now, "NBA/liveData/scoreboard/todaysScoreboard_00.json"),
        "TODAY": today.isoformat(),
        "LEAGUE_ID": league.id,
        "games": [_game(league, season, records, game, now) for game in games],
    }
    return nested("cdn-scoreboard", values)


def _game(league, season, records, game, now):
    shown = of_game(league, season, game, now)
    box = league.box(game, now) if shown["STATUS"] != SCHEDULED else None
    teams, leaders = sides(game, box, records), {}
    for side in ("home", "away"):
        played, team = getattr(box, side) if box else None, of_team(getattr(game, side))
        teams[f"{side}Team"]["periods"] = periods(played) if box else []
        leaders[f"{side}Leaders"] = {**team, **_leader(played)}
    return {**shown, **teams, "gameLeaders": leaders, "CLOCK": shown["CLOCK"] if shown["STATUS"] == LIVE else ""}


def _leader(side):
    if side is None:
        nobody = {"PLAYER_ID": 0, "PLAYER_SLUG": None, "PTS": 0, "REB": 0, "AST": 0}
        return nobody | dict.fromkeys(("PLAYER_NAME", "JERSEY_NUMBER", "PLAYER_POSITION"), "")
    line = max(side.lines, key=lambda line: line.PTS)
    return {**line.player.values, "PTS": line.PTS, "REB": line.REB, "AST": line.AST}
