"""The rows of every game log: one entry for each game and team, or player."""

from typing import NamedTuple

from lib.standin.answers.stats import measured, of_line, of_team
from lib.standin.league import FINAL
from lib.standin.params import day, season_types, whole


class Entry(NamedTuple):
    """`line` is a play.Line; None for a game that was cancelled. `wl` is W, L, or None."""

    game: object
    team: object
    opponent: object
    matchup: str
    wl: str | None
    line: object

    @property
    def whose(self):
        """The id of its player, or of its team."""
        return self.line.player.id if self.line and self.line.player else self.team.id

    def values(self):
        """The entry under the names of the logs' columns; a cancelled game has no numbers."""
        game, line = self.game, self.line
        return {
            "SEASON_ID": f"{game.id[2]}{game.year}",
            "SEASON_YEAR": str(game.year) if game.id[:2] == "10" else f"{game.year}-{(game.year + 1) % 100:02d}",
            "GAME_ID": game.id,
            "GAME_DATE": game.date.isoformat(),
            "MATCHUP": self.matchup,
            "WL": self.wl,
            "VIDEO_AVAILABLE": int(line is not None),
            **of_team(self.team),
            **(line.player.values if line and line.player else {}),
            **(of_line(line) if line else {}),
        }


def matchup(game, team):
    """`LAL vs. BOS` at home, `LAL @ BOS` away, and where neither is at home."""
    home, away = game.home.abbreviation, game.away.abbreviation
    if game.neutral and game.season_type == "Regular Season":
        return f"{away} @ {home}"  # the same in both teams' rows, as of 0022400147
    if team is game.away:
        return f"{away} @ {home}"
    return f"{home} @ {away}" if game.neutral else f"{home} vs. {away}"


def of_game(league, game, now, players):
    """The game's Entries at `now`, home team first; none before tip-off."""
    box = league.box(game, now)
    if box is None:
        if not players and now >= game.tip and game.id == league.season_of(game).oddities.cancelled:
            return [
                Entry(game, team, other, matchup(game, team), None, None)
                for team, other in ((game.home, game.away), (game.away, game.home))
            ]
        return []
    final = league.status(game, now) == FINAL
    entries = []
    for side, other in ((box.home, box.away), (box.away, box.home)):
        wl = ("W" if side.total.PTS > other.total.PTS else "L") if final else None
        text = matchup(game, side.team)
        lines = side.lines if players else [side.total]
        entries += [Entry(game, side.team, other.team, text, wl, line) for line in lines]
    return entries


def of_season(league, season, season_type, now, players, params=None):
    """All Entries of a season and type, in order of date; with params, those of their dates and team."""
    return [
        entry
        for game in games_of(season, season_type, now, params or {})
        for entry in of_game(league, game, now, players)
    ]


def games_of(season, season_type, now, params):
    """[Game] begun by `now`, in order of date, of the dates, the team and the game that params name."""
    first, last = (day(params.get(name) or "") for name in ("DateFrom", "DateTo"))
    team, game_id = whole(params, "TeamID"), params.get("GameID")
    if season is None or now < season.opens(season_type):
        return []
    # asked of a whole career, a season outside the dates need not be played
    if (last and season.opens(season_type).date() > last) or (first and season.closes < first):
        return []
    return [
        game
        for game in season.games(season_type)
        if game.tip <= now
        and (not first or game.date >= first)
        and (not last or game.date <= last)
        and (not team or team in (game.home.id, game.away.id))
        and (not game_id or game.id == game_id)
    ]


def measures(league, asked, now):
    """{(game_id, id of a player or a team): what measured() says} of the games of these Entries."""
    rows = {}
    for game in {entry.game.id: entry.game for entry in asked}.values():
        box = league.box(game, now)
        for side, other in ((box.home, box.away), (box.away, box.home)):
            *players, rows[game.id, side.team.id] = measured(side, other)
            rows |= {(game.id, line.player.id): row for line, row in zip(side.lines, players)}
    return rows


def listed_twice(entries):
    """The entries, and once more, teams switched, those of the season's odd game."""
    listed, again = [], []
    for i, entry in enumerate(entries):
        listed.append(entry)
        if entry.game.neutral and entry.game.season_type == "Regular Season":
            text = f"{entry.game.home.abbreviation} @ {entry.game.away.abbreviation}"
            again.append(entry._replace(matchup=text))
        if again and (i + 1 == len(entries) or entries[i + 1].game.id != entry.game.id):
            listed += again
            again = []
    return listed


def asked_for(league, params, now, players):
    """The Entries that a game-log request selects, the latest first."""
    named = params.get("Season") or params.get("SeasonYear")
    seasons = [league.season(named)] if named else league.seasons_until(now)
    entries = [
        entry
        for season in seasons
        for season_type in season_types(params)
        for entry in of_season(league, season, season_type, now, players, params)
    ]
    entries = selected(params, entries)
    entries.sort(key=lambda entry: (entry.game.date, entry.game.id), reverse=True)
    return last_games(entries, whole(params, "LastNGames"))


def selected(params, entries):
    """The entries that pass the request's filters, except the dates, which of_season checks."""
    tests = []

    def keep(value, test):
        if value:
            tests.append(test)

    team, player = whole(params, "TeamID"), whole(params, "PlayerID")
    against = whole(params, "VsTeamID", "OppTeamID", "OpponentTeamID")
    outcome, location = params.get("Outcome"), params.get("Location")
    conference, division = params.get("VsConference"), params.get("VsDivision")
    keep(team, lambda entry: entry.team.id == team)
    keep(player, lambda entry: not entry.line or not entry.line.player or entry.line.player.id == player)
    keep(against, lambda entry: entry.opponent.id == against)
    keep(outcome, lambda entry: entry.wl == outcome)
    keep(location, lambda entry: (location == "Home") == (entry.team is entry.game.home))
    keep(conference, lambda entry: entry.opponent.conference == conference)
    keep(division, lambda entry: entry.opponent.division == division)
    return [entry for entry in entries if all(test(entry) for test in tests)]


def last_games(entries, count):
    """Of entries with the latest first, the last `count` of each team or player; 0: all."""
    if not count:
        return entries
    seen, kept = {}, []
    for entry in entries:
        seen[entry.whose] = seen.get(entry.whose, 0) + 1
        if seen[entry.whose] <= count:
            kept.append(entry)
    return kept
