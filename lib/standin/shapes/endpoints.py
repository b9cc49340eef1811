"""Which function answers which request."""

from lib.standin.shapes import (
    boxscores,
    careers,
    dashboards,
    directory,
    gamelogs,
    schedule,
    scoreboards,
    standings,
)

# of the stats service: answer(league, params, now) -> document
STATS = {
    "leaguegamelog": gamelogs.league_game_log,
    "leaguegamefinder": gamelogs.league_game_finder,
    "teamgamelog": gamelogs.team_game_log,
    "playergamelog": gamelogs.player_game_log,
    "teamgamelogs": gamelogs.team_game_logs,
    "playergamelogs": gamelogs.player_game_logs,
    "playercareerstats": careers.player_career_stats,
    "commonallplayers": directory.common_all_players,
    "playerindex": directory.player_index,
    "commonteamroster": directory.common_team_roster,
    "leaguestandingsv3": standings.league_standings_v3,
    "leaguedashplayerstats": dashboards.league_dash_player_stats,
    "leaguedashteamstats": dashboards.league_dash_team_stats,
    "boxscoretraditionalv3": boxscores.box_score_traditional_v3,
    "scoreboardv3": scoreboards.scoreboard_v3,
    "scheduleleaguev2": schedule.schedule_league_v2,
}
BOX_SCORE = "livedata/boxscore/boxscore_"


def cdn(league, path, now):
    """The document at a path of the CDN, without `.json`; None where it has none."""
    path = path.lower()
    if path in ("staticdata/scheduleleaguev2", "staticdata/scheduleleaguev2_1"):
        return schedule.cdn_schedule(league, now)
    if path == "livedata/scoreboard/todaysscoreboard_00":
        return scoreboards.todays_scoreboard(league, now)
    if path.startswith(BOX_SCORE):
        return boxscores.cdn_box_score(league, path[len(BOX_SCORE) :], now)
    return None
