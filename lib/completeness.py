"""Which games should be stored: by the schedule of a season, or by the numbers of one that is long over."""

from collections import Counter
from dataclasses import dataclass, field

from lib import seasons
from lib.schedule import FINAL, OFF, Schedule


@dataclass
class Count:
    """How many games of a season type there should be, and what is missing.

    should   None where nobody knows
    missing  one text a game, or what else is wrong; any is an alarm
    teams    abbreviation -> (games stored, games there should be), of teams that lack some
    waiting  games that are past their date and neither final nor off: no alarm
    """

    season: str
    season_type: str
    have: int
    should: int | None = None
    missing: list[str] = field(default_factory=list)
    teams: dict[str, tuple[int, int]] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)

    @property
    def is_alarm(self) -> bool:
        return bool(self.missing or self.teams)


def whole_games(rows: list[dict]) -> set[str]:
    """The ids of the games of which both teams' rows are there."""
    return {game_id for game_id, teams in Counter(row["GAME_ID"] for row in rows).items() if teams == 2}


def by_schedule(schedule: Schedule, season_type: str, stored: set[str], names: dict[str, str], today: str) -> Count:
    """names: team id -> abbreviation."""
    games = [game for game in schedule.games if game.season_type == season_type]
    final = [game for game in games if game.state == FINAL]
    count = Count(schedule.season, season_type, len(stored & {game.game_id for game in games}), len(final))
    have, should = Counter(), Counter()
    for game in final:
        for team in (game.home_team_id, game.away_team_id):
            should[names.get(team, team)] += 1
            have[names.get(team, team)] += game.game_id in stored
    count.teams = {team: (have[team], should[team]) for team in sorted(should) if have[team] < should[team]}
    count.missing = [_told(game, names) for game in final if game.game_id not in stored]
    count.waiting = [_told(game, names) for game in games if game.game_date < today and game.state not in (*OFF, FINAL)]
    return count


def by_number(season: str, season_type: str, rows: list[dict]) -> Count:
    """rows: the season type's stored team-games. A pre-season and an All-Star game have no known number."""
    games = whole_games(rows)
    count = Count(season, season_type, len(games))
    if season_type == "Regular Season":
        count.should = seasons.regular_games(season)
        if len(games) < count.should:
            count.missing = [f"{count.should - len(games):,} games"]
        have = Counter(row["TEAM_ABBREVIATION"] for row in rows)
        should = {team: seasons.games_a_team(season, team) for team in have}
        count.teams = {team: (have[team], should[team]) for team in sorted(have) if have[team] < (should[team] or 0)}
    elif season_type in ("Playoffs", "PlayIn", "IST") and not games:
        count.missing = ["all of it"]
    elif season_type == "Playoffs" and not _has_champion(rows):
        count.missing = ["its last games: nobody has four wins in the last series"]
    return count


def _has_champion(rows: list[dict]) -> bool:
    last = max(rows, key=lambda row: (row["GAME_DATE"], row["GAME_ID"], row["WL"]))  # the winner's row
    games = {}
    for row in rows:
        games.setdefault(row["GAME_ID"], {})[row["TEAM_ID"]] = row["WL"]
    finals = [results for results in games.values() if set(results) == set(games[last["GAME_ID"]])]
    return sum(results[last["TEAM_ID"]] == "W" for results in finals) >= 4


def _told(game, names: dict[str, str]) -> str:
    away, home = (names.get(team, team) for team in (game.away_team_id, game.home_team_id))
    return f"{game.game_date} {game.game_id} {away} @ {home}"
