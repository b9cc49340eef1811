"""The function that answers each endpoint: answer(league, params, now) -> the values that fill its skeleton."""

import re

from lib.standin.answers import boxscores, careers, directory, logs, plays, schedule, standings
from lib.standin.fill import answer, skeleton

# of one game: function(league, game, its box, now)
V3_BOX_SCORES = ("traditionalv3", "advancedv3", "fourfactorsv3", "miscv3", "scoringv3", "usagev3", "playertrackv3")
GAMES = {
    **{f"boxscore{kind}": boxscores.box_score_v3 for kind in V3_BOX_SCORES},
    "boxscorehustlev2": boxscores.box_score_hustle,
    "boxscoresummaryv3": boxscores.box_score_summary,
    "playbyplayv3": plays.play_by_play_v3,
}
CDN_GAMES = {"boxscore": boxscores.cdn_box_score, "playbyplay": plays.cdn_play_by_play}
CDN_GAME = re.compile(r"livedata/(boxscore|playbyplay)/\1_(\d+)")


def _of_game(endpoint, path, values_of):
    """The function that answers an endpoint of one game; of a game unknown or not begun, with nothing in it."""

    def values(league, params, now):
        game, box = league.played(params["GameID"], now)
        _, name = skeleton(endpoint)["document"]
        empty = {"GAME_ID": params["GameID"], "actions": []} if name == "game" else None
        shown = values_of(league, game, box, now) if box else empty
        return {**schedule.stamp(now, f"games/{params['GameID']}/{path}"), name: shown}

    return values


STATS = {
    "leaguegamelog": logs.league_game_log,
    "leaguegamefinder": logs.league_game_finder,
    "teamgamelogs": logs.measured_logs(players=False),
    "playergamelogs": logs.measured_logs(players=True),
    "leaguedashteamstats": logs.totals(players=False),
    "leaguedashplayerstats": logs.totals(players=True),
    "leaguehustlestatsplayer": logs.totals(players=True),
    "leaguedashptstats": logs.totals(),
    "playercareerstats": careers.player_career_stats,
    "commonallplayers": directory.common_all_players,
    "playerindex": directory.player_index,
    "commonteamroster": directory.common_team_roster,
    "drafthistory": directory.draft_history,
    "franchisehistory": directory.franchise_history,
    "leaguestandingsv3": standings.league_standings_v3,
    "shotchartdetail": plays.shot_chart_detail,
    "leaguedashlineups": plays.league_dash_lineups,
    "scheduleleaguev2": schedule.schedule_league_v2,
    **{endpoint: _of_game(endpoint, endpoint[:-2], values_of) for endpoint, values_of in GAMES.items()},
}


def stats(league, endpoint, params, now):
    return answer(endpoint, params, STATS[endpoint](league, params, now))


def cdn(league, path, now):
    """The document at a path of the CDN, without `.json`; None where it has none."""
    path = path.lower()
    if path.startswith("staticdata/scheduleleaguev2"):
        return answer("cdn-schedule", {}, schedule.current_schedule(league, now))
    if path == "livedata/scoreboard/todaysscoreboard_00":
        return answer("cdn-scoreboard", {}, schedule.todays_scoreboard(league, now))
    found = CDN_GAME.fullmatch(path)
    if not found or not league.played(found[2], now)[1]:
        return None
    endpoint = f"cdn-{found[1]}"
    values = _of_game(endpoint, found[1], CDN_GAMES[found[1]])
    return answer(endpoint, {}, values(league, {"GameID": found[2]}, now))
