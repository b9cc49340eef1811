"""Which function gives the values that fill an endpoint's skeleton."""

import re
from functools import partial

from lib.standin.answers import boxscores, careers, directory, logs, plays, schedule, standings
from lib.standin.fill import answer, skeleton

# of seasons, players and teams: function(league, params, now)
SEASONS = {
    "leaguegamelog": logs.league_game_log,
    "leaguegamefinder": logs.measured_log,
    "teamgamelogs": partial(logs.measured_log, players=False),
    "playergamelogs": partial(logs.measured_log, players=True),
    "leaguedashteamstats": partial(logs.totals, players=False),
    "leaguedashplayerstats": partial(logs.totals, players=True),
    "leaguehustlestatsplayer": partial(logs.totals, players=True),
    "leaguedashptstats": logs.totals,
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
}
# of one game: function(league, game, its box, now)
V3_BOX_SCORES = ("traditionalv3", "advancedv3", "fourfactorsv3", "miscv3", "scoringv3", "usagev3")
GAMES = {
    **{f"boxscore{kind}": boxscores.box_score_v3 for kind in V3_BOX_SCORES},
    "boxscoresummaryv3": boxscores.box_score_summary,
    "playbyplayv3": plays.play_by_play_v3,
}
STATS = SEASONS.keys() | GAMES.keys()
CDN_GAMES = {"boxscore": boxscores.cdn_box_score, "playbyplay": plays.cdn_play_by_play}
CDN_GAME = re.compile(r"livedata/(boxscore|playbyplay)/\1_(\d+)")


def stats(league, endpoint, params, now):
    if endpoint in SEASONS:
        return answer(endpoint, params, SEASONS[endpoint](league, params, now))
    game_id = params["GameID"]
    document = _of_game(league, game_id, endpoint, GAMES[endpoint], endpoint[:-2], now)
    if endpoint == "playbyplayv3" and not document["game"]:
        document["game"] = {"gameId": game_id, "videoAvailable": 1, "actions": []}
    return document


def cdn(league, path, now):
    """The document at a path of the CDN, without `.json`; None where it has none."""
    path = path.lower()
    if path.startswith("staticdata/scheduleleaguev2"):
        return answer("cdn-schedule", {}, schedule.schedule_league_v2(league, {}, now))
    if path == "livedata/scoreboard/todaysscoreboard_00":
        return answer("cdn-scoreboard", {}, schedule.todays_scoreboard(league, now))
    if not (found := CDN_GAME.fullmatch(path)):
        return None
    document = _of_game(league, found[2], f"cdn-{found[1]}", CDN_GAMES[found[1]], found[1], now)
    return document if document["game"] else None


def _of_game(league, game_id, endpoint, values_of, path, now):
    """The document of one game; null in place of a game that is unknown or not begun."""
    game = league.game(game_id)
    box = game and league.box(game, now)
    values = {"GAME": game, "GAME_ID": game_id, **values_of(league, game, box, now)} if box else None
    _, name = skeleton(endpoint)["document"]
    return answer(endpoint, {}, {**schedule.stamp(now, f"games/{game_id}/{path}"), name: values})
