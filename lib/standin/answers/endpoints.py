"""The function that answers each endpoint."""

from lib.standin.answers import (
    boxscores,
    careers,
    directory,
    gamelogs,
    history,
    plays,
    schedule,
    scoreboard,
    standings,
    totals,
)

# of the stats service: answer(league, params, now) -> document
STATS = {
    "leaguegamelog": gamelogs.league_game_log,
    "leaguegamefinder": gamelogs.league_game_finder,
    "teamgamelogs": gamelogs.team_game_logs,
    "playergamelogs": gamelogs.player_game_logs,
    "playercareerstats": careers.player_career_stats,
    "commonallplayers": directory.common_all_players,
    "playerindex": directory.player_index,
    "commonteamroster": directory.common_team_roster,
    "leaguestandingsv3": standings.league_standings_v3,
    "leaguedashplayerstats": totals.league_dash_player_stats,
    "leaguedashteamstats": totals.league_dash_team_stats,
    "leaguehustlestatsplayer": totals.league_hustle_stats_player,
    "leaguedashptstats": totals.league_dash_pt_stats,
    **{endpoint: boxscores.box_score_v3(endpoint) for endpoint in boxscores.KINDS},
    "playbyplayv3": plays.play_by_play_v3,
    "shotchartdetail": plays.shot_chart_detail,
    "leaguedashlineups": plays.league_dash_lineups,
    "drafthistory": history.draft_history,
    "franchisehistory": history.franchise_history,
    "boxscoresummaryv3": boxscores.box_score_summary_v3,
    "scheduleleaguev2": schedule.schedule_league_v2,
}
# of the CDN, by the beginning of the path: answer(league, the rest of the path, now) -> document or None
CDN = {
    "staticdata/scheduleleaguev2": schedule.cdn_schedule,
    "livedata/scoreboard/todaysscoreboard_00": scoreboard.todays_scoreboard,
    "livedata/playbyplay/playbyplay_": plays.cdn_play_by_play,
    "livedata/boxscore/boxscore_": boxscores.cdn_box_score,
}


def cdn(league, path, now):
    """The document at a path of the CDN, without `.json`; None where it has none."""
    path = path.lower()
    return next(
        (answer(league, path[len(start) :], now) for start, answer in CDN.items() if path.startswith(start)), None
    )
