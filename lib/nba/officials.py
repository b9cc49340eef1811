"""The officials of a game: without a request if the CDN's box score is kept, else one request for each game."""

from nba_api.stats.endpoints.boxscoresummaryv3 import BoxScoreSummaryV3

from lib import seasons
from lib.datasets import GAME_OFFICIALS
from lib.errors import Nonsense
from lib.nba import answer, cache, client, sources
from lib.nba.answer import Rows
from lib.nba.sources import Way, cdn

ENDPOINT = "boxscoresummaryv3"
CREW = 3  # in each season that the CDN has, and in all recorded games
A_CREW = 2  # at least, where one drops out


class Officials:
    """Fetches the officials of games, one game at a time; games: lib.jobs.by_game.Games."""

    columns = list(GAME_OFFICIALS.types)

    def __init__(self, games):
        self.games, self.sources = games, set()

    def fetch(self, game_id: str) -> Rows:
        """The officials of a final game; none while it is on. The stats service leaves assignment empty.

        Sources: the CDN's box score if it names three, else boxscoresummaryv3, whose jerseyNum has trailing blanks,
        else the CDN's two. Raises what sources.first() raises; answer.NothingKept; Nonsense if the answer is of
        another game, lists one twice or lists a single one.
        """
        ways = [Way(client.STATS, ENDPOINT, lambda: self._from_stats(game_id))]
        if cdn.has(seasons.of_game(game_id)[0]):
            ways.insert(0, cdn.way(lambda: self._from_cdn(game_id, CREW)))
            ways.append(cdn.way(lambda: self._from_cdn(game_id, A_CREW)))
        rows, source = sources.first(f"{GAME_OFFICIALS.name} {game_id}", ways)
        if rows is None:
            return Rows(self.columns)
        self.sources.add(source)
        answer.note_new(rows, GAME_OFFICIALS)
        return rows

    def _from_cdn(self, game_id: str, least: int) -> Rows | None:
        box = cdn.game(game_id)
        if box and len(box.get("officials") or ()) < least:  # the other source may have them
            raise client.Absent(f"{cdn.ENDPOINT} {game_id}: names fewer than {least} officials; try later")
        return _rows(game_id, box["officials"], box) if box else None

    def _from_stats(self, game_id: str) -> Rows | None:
        endpoint = BoxScoreSummaryV3(game_id=game_id, get_request=False)
        return cache.once(ENDPOINT, game_id, lambda: client.stats(endpoint), lambda found: self._read(game_id, found))

    def _read(self, game_id: str, document: dict) -> Rows | None:
        what = f"{GAME_OFFICIALS.name} {game_id}"
        with answer.reading(what, document):
            summary = document["boxScoreSummary"]
            if summary is not None and summary["gameId"] != game_id:
                raise Nonsense(f"{what}: is of game {answer.shown(summary['gameId'])}; left out, run again")
            is_over = self.games.is_final(game_id) or (summary and summary["gameStatus"] == cdn.FINAL)
            if not is_over:
                return None
            if not summary or not summary["officials"]:
                raise answer.NothingKept(f"{what}: the league kept nothing of it")
            return _rows(game_id, summary["officials"], document)


def _rows(game_id: str, officials: list[dict], document: dict) -> Rows:
    what = f"{GAME_OFFICIALS.name} {game_id}"
    with answer.reading(what, document):
        rows = answer.of_objects(officials, GAME_OFFICIALS, gameId=game_id)
        if rows.spoiled:
            raise Nonsense(f"{what}: {rows.spoiled[0].reason}; left out, run again")
        if len({row["personId"] for row in rows}) < len(rows):
            raise Nonsense(f"{what}: lists somebody twice; left out, run again")
        if len(rows) < A_CREW:
            raise Nonsense(f"{what}: {len(rows)} official is no crew; the answer is cut, left out, run again")
    return rows
