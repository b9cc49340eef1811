"""Box scores: one request for each game."""

from datetime import datetime, timedelta

from nba_api.stats.endpoints.boxscoretraditionalv3 import BoxScoreTraditionalV3

from lib import config, seasons
from lib import schedule as kept
from lib.datasets import PLAYER_BOXSCORES, PLAYER_GAMES, TEAM_GAMES
from lib.errors import Nonsense
from lib.nba import answer, cache, check, client, gamelog, minutes, schedule, sources
from lib.nba.answer import Rows
from lib.nba.fetched import Fetched
from lib.nba.question import Question
from lib.nba.sources import Way, cdn, stats
from lib.seasons import Span

ENDPOINT = "boxscoretraditionalv3"
COLUMNS = BoxScoreTraditionalV3.expected_data["PlayerStats"]
# Pairs of columns of which the first never exceeds the second.
_WITHIN = (
    ("fieldGoalsMade", "fieldGoalsAttempted"),
    ("threePointersMade", "threePointersAttempted"),
    ("freeThrowsMade", "freeThrowsAttempted"),
)
# Of each of these the players of a team have as many as the stored team-games give it: in all recorded games exactly,
# but for up to four turnovers of the team's own. OFF: one source may have been corrected before the other.
_COUNTED = {
    "fieldGoalsMade": "field goals made",
    "fieldGoalsAttempted": "field goals tried",
    "threePointersMade": "threes made",
    "freeThrowsMade": "free throws made",
    "reboundsTotal": "rebounds",
    "assists": "assists",
    "steals": "steals",
    "blocks": "blocks",
    "turnovers": "turnovers",
    "points": "points",
}
OFF, OF_THE_TEAM = 3, {"turnovers": 4}
COUNTED_SINCE = "1996-97"  # nobody knows what of older games was counted for players, and what for teams only
# box score column -> the player log's column
_LOGGED = {
    "gameId": "GAME_ID",
    "teamId": "TEAM_ID",
    "teamTricode": "TEAM_ABBREVIATION",
    "personId": "PLAYER_ID",
    "minutes": "MIN",
    "fieldGoalsMade": "FGM",
    "fieldGoalsAttempted": "FGA",
    "fieldGoalsPercentage": "FG_PCT",
    "threePointersMade": "FG3M",
    "threePointersAttempted": "FG3A",
    "threePointersPercentage": "FG3_PCT",
    "freeThrowsMade": "FTM",
    "freeThrowsAttempted": "FTA",
    "freeThrowsPercentage": "FT_PCT",
    "reboundsOffensive": "OREB",
    "reboundsDefensive": "DREB",
    "reboundsTotal": "REB",
    "assists": "AST",
    "steals": "STL",
    "blocks": "BLK",
    "turnovers": "TOV",
    "foulsPersonal": "PF",
    "points": "PTS",
    "plusMinusPoints": "PLUS_MINUS",
}


def games_of(span: Span, season_type: str | None, now: datetime, team_ids: tuple[str, ...] = ()) -> Fetched:
    """The games whose box scores a span of one season needs: rows GAME_ID, GAME_DATE, TEAM_IDS, oldest first.

    team_ids: only games of these teams. In the current season, the schedule lists them, unfinished games
    included (their box score shows that they are not over); a past season's come from its game log.
    """
    today = seasons.eastern_date(now)
    if scheduled := schedule.of_season(seasons.of_day(span.first), now):
        games = [game for game in scheduled.played(span) if game.game_date < f"{today}"]
        games = [game for game in games if game.is_of(team_ids)]
        found = {
            game.game_id: (game.game_date, (game.home_team_id, game.away_team_id))
            for game in games
            if season_type in (None, game.season_type)
        }
        return Fetched(as_games(found), complete_through=min(span.last, today - timedelta(days=1)))
    listed = gamelog.fetch(TEAM_GAMES, span, season_type, 0, now)
    listed.rows = games_of_log(listed.rows, team_ids)
    return listed


def games_of_log(rows, team_ids: tuple[str, ...] = ()) -> Rows:
    """The games of team-games rows, in the form that games_of() returns."""
    found = {}
    for row in rows:
        day, teams = found.get(row["GAME_ID"], (row["GAME_DATE"], ()))
        found[row["GAME_ID"]] = (day, (*teams, row["TEAM_ID"]))
    return as_games({game_id: game for game_id, game in found.items() if not team_ids or {*team_ids} & {*game[1]}})


def as_games(found: dict[str, tuple[str, tuple[str, ...]]]) -> Rows:
    """{game id: (game date, team ids)} as rows, oldest first."""
    columns = ["GAME_ID", "GAME_DATE", "TEAM_IDS"]
    listed = sorted(found.items(), key=lambda game: (game[1][0], game[0]))
    return Rows(columns, [dict(zip(columns, (game_id, *game), strict=True)) for game_id, game in listed])


class BoxScores:
    """Fetches box scores, one game at a time. If only the player log is left as a source, it is asked once a season."""

    columns = COLUMNS

    def __init__(self, games):
        self.games, self.sources = games, set()
        self._logs: dict[tuple[str, str], Rows] = {}

    def fetch(self, game_id: str) -> Rows:
        """The players of one game, also those who did not play (no minutes; comment says why); none while it is on.

        Sources: boxscoretraditionalv3 (PlayerStats), else the CDN's box score, else the player log. The log lacks
        players who did not play, seconds, slugs, positions and jersey numbers.
        Columns: COLUMNS, then any that the league adds. minutes is m:ss, or whole minutes from the player log.
        Raises what sources.first() raises; Nonsense if the answer is of another game, does not add up, or counts
        something otherwise than the stored team-games.
        """
        rows, source = sources.first(f"player-boxscores {game_id}", self._ways(game_id))
        if rows:
            self.sources.add(source)
            answer.note_new(rows, PLAYER_BOXSCORES)
        return rows

    def _ways(self, game_id: str) -> list[Way]:
        """The sources of a game's box score, best first."""
        every = [
            Way(client.STATS, ENDPOINT, lambda: self._from_stats(game_id)),
            cdn.way(lambda: self._checked(game_id, _from_cdn(game_id))),
            Way(client.STATS, "leaguegamelog", lambda: self._checked(game_id, self._from_log(game_id))),
        ]
        is_on_cdn = cdn.has(seasons.of_game(game_id)[0])
        return every if is_on_cdn else [way for way in every if way.source == client.STATS]

    def _from_stats(self, game_id: str) -> Rows:
        def read(document: dict) -> Rows | None:
            rows = _read(game_id, document)
            return rows and self._checked(game_id, rows)

        endpoint = BoxScoreTraditionalV3(game_id=game_id, get_request=False)
        rows = cache.once(ENDPOINT, game_id, lambda: client.stats(endpoint), read)
        return Rows(COLUMNS) if rows is None else rows

    def _checked(self, game_id: str, rows: Rows) -> Rows:
        """The rows; raises Nonsense if a team's players have much more or less of something than the stored team."""
        if seasons.of_game(game_id)[0] < COUNTED_SINCE:
            return rows
        for column, what in _COUNTED.items():
            sums = dict.fromkeys((row["teamId"] for row in rows), 0)
            for row in rows:
                sums[row["teamId"]] += row[column] or 0
            most, logged = OFF + OF_THE_TEAM.get(column, 0), self.games.logged(game_id, _LOGGED[column])
            if wrong := check.contradicted(sums, logged, most):
                told = f"has {sums} {what}, and the stored team-games {wrong}"
                raise Nonsense(f"player-boxscores {game_id}: the answer {told}; left out, run again")
        return rows

    def _from_log(self, game_id: str) -> Rows:
        season, season_type = season_and_type = seasons.of_game(game_id)
        if season_and_type not in self._logs:
            whole = seasons.bounds(season)
            rows = stats.league_game_log(PLAYER_GAMES, season, season_type, whole)
            question = Question(PLAYER_GAMES, season, season_type, whole, whole, whole.last)
            self._logs[season_and_type], _ = check.games(rows, question)
        return _as_box(row for row in self._logs[season_and_type] if row["GAME_ID"] == game_id)


def _from_cdn(game_id: str) -> Rows:
    box = cdn.game(game_id)
    return cdn.box_rows(box) if box else Rows(COLUMNS)


def _as_box(log) -> Rows:
    """The player log's rows of one game in the form of a box score; columns that the log lacks are empty."""
    rows, sides = [], {}
    for row in log:
        box = dict.fromkeys(COLUMNS) | {column: row[logged] for column, logged in _LOGGED.items()}
        for made, tried in _WITHIN:  # the log has no share of no attempts, a box score 0
            if box[tried] == 0:
                box[made.replace("Made", "Percentage")] = 0.0
        box["nameI"] = row["PLAYER_NAME"]
        sides["homeTeamId" if " vs. " in (row["MATCHUP"] or "") else "awayTeamId"] = row["TEAM_ID"]
        rows.append(box)
    if len(sides) == 1:  # neither is at home where both rows say @
        sides = {}
    return Rows(COLUMNS, [row | sides for row in rows])


def _read(game_id: str, document: dict) -> Rows | None:
    """The rows of an answer, None while the game is on; raises Nonsense."""
    what = f"player-boxscores {game_id}"
    with answer.reading(what, document):
        box = document["boxScoreTraditional"]
        if box is None and _may_come(game_id):
            return None
        if box is None:
            raise Nonsense(f"{what}: the league has no box score of it; see make gaps")
        if is_empty(box):
            raise answer.NothingKept(f"{what}: the league kept nothing of it")
        if not _is_over(box):
            return None
        rows = _rows(box)
        if wrong := _wrong(game_id, box, rows):
            raise Nonsense(f"{what}: the answer {wrong}; left out, run again")
    return rows


def is_empty(box: dict) -> bool:
    """Whether the league has no data for a game: a box score without players, as for most of the 1996 pre-season."""
    return not any(box[side]["teamId"] or box[side]["players"] for side in ("homeTeam", "awayTeam"))


def _may_come(game_id: str) -> bool:
    """Whether a game without a box score may still be played: it is of this season and not known to be final."""
    season, _ = seasons.of_game(game_id)
    known = kept.stored(season)
    states = {game.game_id: game.state for game in known.games} if known else {}
    return season >= seasons.of_day(seasons.eastern_date(config.now())) and states.get(game_id) != kept.FINAL


def _is_over(box: dict) -> bool:
    """Whether both teams have played 240 minutes (five players, four quarters); an All-Star game may be shorter."""
    least, played = (5 * config.league().minutes - 1) * 60, []
    for side in ("homeTeam", "awayTeam"):
        text = box[side]["statistics"]["minutes"]
        played.append(None if text == "0" else minutes.seconds(text, minutes.OF_A_TEAM))
    return box["gameId"][2] == "3" or all(seconds in (None, 0) or seconds >= least for seconds in played)


def _rows(box: dict) -> Rows:
    """The columns that nba_api's parser returns, then any that it does not know yet."""
    rows = []
    for side in ("homeTeam", "awayTeam"):
        team = box[side]
        for player in team["players"]:
            row = {"gameId": box["gameId"]}
            row |= {name: team[name] for name in ("teamId", "teamCity", "teamName", "teamTricode", "teamSlug")}
            row |= {name: value for name, value in player.items() if name != "statistics"}
            row |= player["statistics"] | {"minutes": minutes.clock(player["statistics"]["minutes"])}
            rows.append(
                answer.record(row | {name: box[name] for name in ("homeTeamId", "awayTeamId")}, PLAYER_BOXSCORES)
            )
    return Rows(dict.fromkeys(column for row in rows for column in row), rows)


def _wrong(game_id: str, box: dict, rows: Rows) -> str | None:
    """Why a final box score is implausible; None if it adds up."""
    if box["gameId"] != game_id:
        return f"is of game {answer.shown(box['gameId'])}"
    if len({row["teamId"] for row in rows}) != 2:
        return "does not have the players of two teams"
    if len({row["personId"] for row in rows}) != len(rows):
        return "lists somebody twice"
    if any(row[made] > row[tried] for row in rows for made, tried in _WITHIN):
        return "has more shots made than attempted"
    scores = {
        f"{box[side]['teamId']}": answer.whole(box[side]["statistics"]["points"]) for side in ("homeTeam", "awayTeam")
    }
    sums = {team: sum(row["points"] for row in rows if row["teamId"] == team) for team in scores}
    if sums != scores:
        return f"has players' points {sums} that are not the teams' {scores}"
    return "has no winner" if len(set(scores.values())) == 1 else None
