"""Play-by-play: the events of a game, one request for each game. Each source has its own columns and dataset."""

import json
from collections import defaultdict
from collections.abc import Callable

from nba_api.stats.endpoints.playbyplayv3 import PlayByPlayV3

from lib.datasets import PLAY_BY_PLAY_LIVE, Dataset
from lib.errors import Nonsense
from lib.nba import answer, cache, check, client, sources
from lib.nba.answer import Rows
from lib.nba.sources import Way

ENDPOINT, CDN_ENDPOINT = "playbyplayv3", "liveData/playbyplay"
# Without these for any event an answer is no play-by-play, and a stored game would lack them for good.
NEEDED = ("period", "clock", "actionType", "description", "personId", "teamId", "scoreHome", "scoreAway")
# Of each kind that the stored team-games count this share must be among the events, or all but so many: the recorded
# games have all of them, old games lack a few, and one source may have been corrected before the other.
MOST, FEW = 0.9, 3
AT_ONCE = 20  # events at one time of the clock on average, at most: in the recorded games it is less than two
LAST_QUARTER = 4  # a finished game ends in it or later; games of two halves are of past seasons, and known to be final


class PlayByPlay:
    """Fetches the events of games, one game at a time; games: lib.jobs.by_game.Games."""

    def __init__(self, dataset: Dataset, games):
        self.dataset, self.games = dataset, games
        self.columns, self.sources = list(dataset.types), set()

    def fetch(self, game_id: str) -> Rows:
        """The events of a final game in the source's order and columns, gameId first; none while the game is on.

        Sources: playbyplayv3 (actions), or the CDN's liveData/playbyplay, where most columns are filled for some
        events only. Raises what sources.first() raises; answer.NothingKept; Nonsense if the answer is of another
        game, an event is implausible, a period is missing, the clock stands, nobody is substituted, the final score,
        home and away, is not that of the stored team-games, more than a few shots, free throws, rebounds, turnovers
        or fouls that they count are missing, or somebody shoots who is not in the stored player-games of the game.
        """
        is_live = self.dataset is PLAY_BY_PLAY_LIVE
        way = Way(client.CDN, CDN_ENDPOINT) if is_live else Way(client.STATS, ENDPOINT)
        way = Way(way.source, way.endpoint, lambda: self._ask(way, game_id))
        rows, source = sources.first(f"{self.dataset.name} {game_id}", [way])
        if rows is None:
            return Rows(self.columns)
        self.sources.add(source)
        answer.note_new(rows, self.dataset)
        return rows

    def _ask(self, way: Way, game_id: str) -> Rows | None:
        def ask() -> dict:
            if way.source == client.CDN:
                return client.cdn(f"{CDN_ENDPOINT}/playbyplay_{game_id}")
            return client.stats(PlayByPlayV3(game_id=game_id, get_request=False))

        return cache.once(way.endpoint, game_id, ask, lambda document: self._read(game_id, document))

    def _read(self, game_id: str, document: dict) -> Rows | None:
        """The events; None while the game is on."""
        what = f"{self.dataset.name} {game_id}"
        with answer.reading(what, document):
            game = document["game"]
            if game["gameId"] != game_id:
                raise Nonsense(f"{what}: is of game {answer.shown(game['gameId'])}; left out, run again")
            actions = game["actions"]
            if not actions and self.games.is_final(game_id):
                raise answer.NothingKept(f"{what}: the league kept nothing of it")
            if not actions or not (_has_ended(actions) or self.games.is_final(game_id)):
                return None
            flat = [{name: _flat(value) for name, value in action.items()} for action in actions]
            rows = answer.of_objects(flat, self.dataset, gameId=game_id)
            answer.require(rows.columns, (*self.dataset.key, *NEEDED), what)
            if wrong := self._wrong(game_id, rows):
                raise Nonsense(f"{what}: the answer {wrong}; left out, run again")
        return rows

    def _wrong(self, game_id: str, rows: Rows) -> str | None:
        """Why a final game's events are implausible; None if they are not."""
        if rows.spoiled:
            return f"has an event that cannot be right: {rows.spoiled[0].reason}"
        if len({tuple(row[column] for column in self.dataset.key) for row in rows}) < len(rows):
            return "lists an event twice"
        score, home = [*final_score(rows)], self.games.home(game_id)
        if len(set(score)) == 1:
            return "has no winner"
        logged = [counts for counts in self.games.logged(game_id, "PTS") if len(counts) == 2]
        points = [[counts[team] for team in sorted(counts, key=lambda team: team != home)] for counts in logged]
        if points and sorted(score) not in map(sorted, points):
            return f"ends {sorted(score)}, and the stored team-games {sorted(points[0])}"
        if points and home in logged[0] and score not in points:
            return f"ends {score}, the home team's first, and the stored team-games {points[0]}"
        return self._lacks(game_id, rows)

    def _lacks(self, game_id: str, rows: Rows) -> str | None:
        """What shows that events are missing, or that some are another game's."""
        periods = {row["period"] for row in rows if row["period"]}
        if lacking := set(range(1, max(periods, default=1) + 1)) - periods:
            return f"has no event of period {min(lacking)}"
        if len({(row["period"], row["clock"]) for row in rows}) < len(rows) / AT_ONCE:
            return "has many events at the same time of the clock"
        teams, kinds = self.games.teams(game_id), _kinds(rows)
        if not kinds["substitution"]:
            return "has no substitution"
        for column, (what, there) in _counted(rows, kinds, teams).items():
            stored = min((sum(counts.values()) for counts in self.games.logged(game_id, column)), default=0)
            if there < min(MOST * stored, stored - FEW):
                return f"has {there} {what}, and the stored team-games {stored}"
        strangers = {row["teamId"] for row in rows} - {None, "", "0", *teams} if teams else set()
        if strangers:
            return f"has events of team {min(strangers)}, which did not play"
        # Not those of other events: the bench gets technical fouls, and replays have ids of their own.
        shooting = [*kinds["freethrow"], *(row for row in rows if row.get("isFieldGoal") == 1)]
        return check.strangers(game_id, {row["personId"] for row in shooting} - {None, "", "0"}, self.games)


def final_score(rows: list[dict]) -> tuple[int, int]:
    """(home, away) of the last event that has a score; events without points have none, or 0 in old games."""
    for row in reversed(rows):
        home, away = (answer.whole(row[side] or None) or 0 for side in ("scoreHome", "scoreAway"))
        if home or away:
            return home, away
    return 0, 0


def _kinds(rows: Rows) -> dict[str, list[dict]]:
    """The events by their kind, such as freethrow, in the spelling of the CDN."""
    kinds: dict[str, list[dict]] = defaultdict(list)
    for row in rows:
        kinds[(row["actionType"] or "").lower().replace(" ", "")].append(row)
    return kinds


def _counted(rows: Rows, kinds: dict[str, list[dict]], teams: set[str]) -> dict[str, tuple[str, int]]:
    """(name, number) of the kinds of events that a game log counts, by its column; in the spelling of either source."""
    counted = {
        "FTM": ("free throws made", _number(kinds["freethrow"], lambda row: "MISS" not in (row["description"] or ""))),
        "FTA": ("free throws tried", len(kinds["freethrow"])),
        "REB": ("rebounds", _number(kinds["rebound"], lambda row: row["personId"] not in {None, "", "0", *teams})),
        "TOV": ("turnovers", len(kinds["turnover"])),
        "PF": ("fouls", _number(kinds["foul"], lambda row: not _is_technical(row.get("subType") or ""))),
    }
    if "shotResult" in rows.columns:
        shots = [row for row in rows if row.get("isFieldGoal") == 1]
        made = _number(shots, lambda row: row["shotResult"] == "Made")
        counted = {"FGM": ("field goals made", made), "FGA": ("field goals tried", len(shots))} | counted
    return counted


def _number(rows: list[dict], wanted: Callable[[dict], bool]) -> int:
    return sum(map(wanted, rows))


def _is_technical(kind: str) -> bool:
    """Whether a foul is none of the personal fouls that a log counts."""
    return "technical" in kind.lower() or kind == "Defense 3 Second"


def _flat(value):
    """The value; a list, such as the CDN's qualifiers, as JSON."""
    return json.dumps(value) if isinstance(value, list) else value


def _has_ended(actions: list[dict]) -> bool:
    """Whether the events show that the game is over: by the CDN's event for it, else by a decided score at the end."""
    last = actions[-1]
    if (last["actionType"], last["subType"]) == ("game", "end"):
        return True
    is_last = last["period"] >= LAST_QUARTER and (last["actionType"], last["subType"]) == ("period", "end")
    return is_last and len(set(final_score(actions))) == 2
