"""The rows of every game log: one entry for each game and team, or player."""

from collections import Counter, namedtuple

from lib.standin.answers.stats import measured, worth
from lib.standin.clubs import of_team
from lib.standin.league import FINAL
from lib.standin.params import day, season_types, whole


class Entry(namedtuple("Entry", "game team opponent wl line is_again", defaults=(False,))):
    """`line`: a play.Line, None for a game that was cancelled. `wl`: W, L, None. `is_again`: of a game listed twice."""

    @property
    def whose(self):
        return self.line.player.id if self.line and self.line.player else self.team.id

    @property
    def matchup(self):
        """`LAL vs. BOS` at home, `LAL @ BOS` away and where neither is; the odd game's rows name both teams in turn."""
        game, teams = self.game, (self.team.abbreviation, self.opponent.abbreviation)
        if game.is_odd:
            teams = [team.abbreviation for team in (game.away, game.home)][:: -1 if self.is_again else 1]
        return (" @ " if game.neutral or self.team is game.away else " vs. ").join(teams)

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
            **(line.player.values | worth(line) if line and line.player else {}),
            **(line._asdict() if line else {}),
        }


# what an entry has of the value that a request asks for
FILTERS = {
    "TeamID": lambda entry: entry.team.id,
    "PlayerID": lambda entry: entry.line.player.id,
    **dict.fromkeys(("VsTeamID", "OppTeamID", "OpponentTeamID"), lambda entry: entry.opponent.id),
    "Outcome": lambda entry: entry.wl,
    "Location": lambda entry: "Home" if entry.team is entry.game.home else "Road",
    "Conference": lambda entry: entry.team.conference,
    "VsConference": lambda entry: entry.opponent.conference,
    "VsDivision": lambda entry: entry.opponent.division,
}


def of_game(league, game, now, players):
    """The game's Entries at `now`, home team first; none before tip-off, and of a cancelled game the teams'."""
    box = league.box(game, now)
    if box is None:
        is_cancelled = now >= game.tip and game.id == league.of_year(game.year).oddities.cancelled
        pairs = ((game.home, game.away), (game.away, game.home)) if is_cancelled and not players else ()
        return [Entry(game, team, other, None, None) for team, other in pairs]
    final, entries = league.status(game, now) == FINAL, []
    for side, other in box.sides:
        wl = ("W" if side.total.PTS > other.total.PTS else "L") if final else None
        lines = side.lines if players else [side.total]
        entries += [Entry(game, side.team, other.team, wl, line) for line in lines]
    return entries


def of_season(league, season, season_type, now, players, params=None):
    """All Entries of a season and type, in order of date; with params, those of their dates, team and game."""
    games = games_of(season, season_type, now, params or {}) if season else ()
    return [entry for game in games for entry in of_game(league, game, now, players)]


def games_of(season, season_type, now, params):
    """[Game] begun by `now`, in order of date, of the dates, the team and the game that params name."""
    first, last = (day(params.get(name) or "") for name in ("DateFrom", "DateTo"))
    team, game_id, opens = whole(params, "TeamID"), params.get("GameID"), season.opens[season_type]
    # asked of a whole career, a season outside the dates need not be played
    if now < opens or (last and opens.date() > last) or (first and season.closes < first):
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
        for side, measures in zip(box[:2], measured(box)):
            *players, rows[game.id, side.team.id] = measures
            rows |= {(game.id, line.player.id): row for line, row in zip(side.lines, players)}
    return rows


def listed_twice(entries):
    """The entries, and once more, teams switched, those of the season's odd game."""
    odd = [entry for entry in entries if entry.game.is_odd]
    after = entries.index(odd[-1]) + 1 if odd else 0
    return entries[:after] + [entry._replace(is_again=True) for entry in odd] + entries[after:]


def asked_for(league, params, now, players):
    """The Entries that a game-log request selects, the latest first."""
    named = params.get("Season") or params.get("SeasonYear")
    entries = [
        entry
        for season in ([league.season(named)] if named else league.seasons_until(now))
        for season_type in season_types(params)
        for entry in of_season(league, season, season_type, now, players, params)
    ]
    for name, value_of in FILTERS.items():
        wanted = params.get(name)
        if wanted not in (None, "", "0") and (players or name != "PlayerID"):
            entries = [entry for entry in entries if str(value_of(entry)) == wanted]
    entries.sort(key=lambda entry: (entry.game.date, entry.game.id), reverse=True)
    count, seen, kept = whole(params, "LastNGames"), Counter(), []
    for entry in entries if count else ():
        seen[entry.whose] += 1
        if seen[entry.whose] <= count:
            kept.append(entry)
    return kept if count else entries
