"""Which function gives the values that fill an endpoint's skeleton."""

import re
from functools import partial

from lib.standin.answers import boxscores, careers, directory, logs, plays, schedule, standings
from lib.standin.fill import answer, skeleton

# of seasons, players and teams: function(league, params, now)
SEASONS = {
    "leaguegamelog": logs.league_game_log,
    "leaguegamefinder": logs.league_game_finder,
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
V3_BOX_SCORES = ("traditionalv3", "advancedv3", "fourfactorsv3", "miscv3", "scoringv3", "usagev3", "playertrackv3")
GAMES = {
    **{f"boxscore{kind}": boxscores.box_score_v3 for kind in V3_BOX_SCORES},
    "boxscorehustlev2": boxscores.box_score_hustle,
    "boxscoresummaryv3": boxscores.box_score_summary,
    "playbyplayv3": plays.play_by_play_v3,
}
STATS = SEASONS.keys() | GAMES.keys()
CDN_GAMES = {"boxscore": boxscores.cdn_box_score, "playbyplay": plays.cdn_play_by_play}
CDN_GAME = re.compile(r"livedata/(boxscore|playbyplay)/\1_(\d+)")


def stats(league, endpoint, params, now):
    if endpoint in SEASONS:
        return answer(endpoint, params, SEASONS[endpoint](league, params, now))
    empty = {"GAME_ID": params["GameID"], "actions": []} if endpoint == "playbyplayv3" else None
    values = _of_game(league, params["GameID"], GAMES[endpoint], now) or empty
    return _answer_of_game(endpoint, f"games/{params['GameID']}/{endpoint[:-2]}", values, now)


def cdn(league, path, now):
    """The document at a path of the CDN, without `.json`; None where it has none."""
    path = path.lower()
    if path.startswith("staticdata/scheduleleaguev2"):
        return answer("cdn-schedule", {}, schedule.schedule_league_v2(league, {}, now))
    if path == "livedata/scoreboard/todaysscoreboard_00":
        return answer("cdn-scoreboard", {}, schedule.todays_scoreboard(league, now))
    found = CDN_GAME.fullmatch(path)
    values = found and _of_game(league, found[2], CDN_GAMES[found[1]], now)
    return _answer_of_game(f"cdn-{found[1]}", f"games/{found[2]}/{found[1]}", values, now) if values else None


def _of_game(league, game_id, values_of, now):
    """The values of one game; None for a game unknown or not begun."""
    game = league.game(game_id)
    box = game and league.box(game, now)
    return {"GAME": game, "GAME_ID": game_id, **values_of(league, game, box, now)} if box else None


def _answer_of_game(endpoint, path, values, now):
    _, name = skeleton(endpoint)["document"]
    return answer(endpoint, {}, {**schedule.stamp(now, path), name: values})
