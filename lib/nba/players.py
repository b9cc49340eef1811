"""All players ever, from nba_api's own list or from the league; and finding a player by name."""

import difflib
import re

from nba_api.stats.endpoints.commonallplayers import CommonAllPlayers
from nba_api.stats.static import players as static

from lib import config
from lib.datasets import PLAYERS
from lib.errors import Nonsense, Usage
from lib.leagues import NBA, WNBA
from lib.nba import answer, client, quarantine
from lib.nba.fetched import Fetched

COLUMNS = ["id", "full_name", "first_name", "last_name", "is_active"]
PLAUSIBLE = 0.9  # of the players that nba_api's own list has; nobody leaves it
_ASKED = dict.fromkeys(("PERSON_ID", "DISPLAY_FIRST_LAST", "DISPLAY_LAST_COMMA_FIRST"), "text") | {
    "ROSTERSTATUS": "int"
}
SHOWN = 10  # candidates of an ambiguous name


def fetch(source: str, season: str) -> Fetched:
    """Columns: id, full_name, first_name, last_name, is_active (True or False).

    source: static (nba_api's list: no request, as old as the package) or stats (commonallplayers, as of today).
    A player with a spoiled row is left out and recorded as a failure. Raises what client.stats() raises;
    Nonsense if the list is too short, or lists a player twice.
    """
    if source == "static":
        lists = [[player[column] for column in COLUMNS] for player in _listed()]
        return Fetched(answer.normalised(COLUMNS, lists, PLAYERS), {source})
    endpoint = CommonAllPlayers(season=season, is_only_current_season=0, get_request=False)
    with answer.reading(PLAYERS.name, document := client.stats(endpoint)):
        found = answer.result_set(document, "CommonAllPlayers", PLAYERS, _ASKED, **_ASKED)
        if len(found) < PLAUSIBLE * len(_listed()):
            raise Nonsense(f"players: {len(found):,} came, fewer than ever played; try later, and see make doctor")
        if len({row["PERSON_ID"] for row in found}) < len(found):
            raise Nonsense("players: somebody is listed twice; try later, and see make doctor")
    known = {f"{player['id']}": player for player in _listed()}
    rows = answer.normalised(COLUMNS, [_player(row, known.get(row["PERSON_ID"])) for row in found], PLAYERS)
    rows.document = document
    fetched = Fetched(rows, {source})
    spoiled = [f"{row.cells.get('PERSON_ID')}: {row.reason}" for row in found.spoiled]
    spoiled += [f"{row.cells['id']}: {row.reason}" for row in rows.spoiled]
    if spoiled:
        path = quarantine.keep(PLAYERS.name, document, spoiled)
        fetched.failures.append(Nonsense(f"players: {len(spoiled)} left out, such as {spoiled[0]:.150}: see {path}"))
    return fetched


def _player(row: dict, listed: dict | None) -> list:
    """A row of commonallplayers in the columns of fetch(). listed: the same player in nba_api's list."""
    name = row["DISPLAY_FIRST_LAST"]
    last_first = row["DISPLAY_LAST_COMMA_FIRST"] or ""
    first, last = _split(name, last_first)
    if listed and listed["full_name"] == name and "," not in last_first:  # Yao Ming, whose family name is Yao
        first, last = listed["first_name"], listed["last_name"]
    return [row["PERSON_ID"], name, first, last, row["ROSTERSTATUS"] == 1]


def _split(name: str, last_first: str) -> tuple[str, str]:
    """(first name, last name). `Udeh, Jr., Ernest` is split at the comma that gives `Ernest Udeh, Jr.`

    A name without a comma is split at its last blank.
    """
    places = [place for place, letter in enumerate(last_first) if letter == ","]
    splits = [(last_first[place + 1 :].strip(), last_first[:place].strip()) for place in places]
    fitting = (split for split in splits if " ".join(split) == name)
    first, _, last = last_first.strip().rpartition(" ")
    return next(fitting, splits[0] if splits else (first, last))


def _listed() -> list[dict]:
    """All players ever, from nba_api's list; none if it has no list of the league."""
    lists = {NBA: static.get_players, WNBA: static.get_wnba_players}
    return lists.get(config.league(), list)()


def active_ids() -> list[str]:
    """The ids of players who are on a roster now, from nba_api's list."""
    return [str(player["id"]) for player in _listed() if player["is_active"]]


def name_of(player_id: str) -> str:
    """A player's name from nba_api's list; the id, if the list lacks him."""
    return next((player["full_name"] for player in _listed() if f"{player['id']}" == player_id), player_id)


def find_id(text: str) -> str:
    """A player's id from an id or a name, ignoring accents and case; raises Usage with the candidates."""
    text = text.strip()
    if text.isdigit():
        return text
    name = re.escape(text)
    by_name = static.find_wnba_players_by_full_name if config.league() is WNBA else static.find_players_by_full_name
    found = (by_name(f"^{name}$") or by_name(name)) if _listed() else []
    if len(found) == 1:
        return str(found[0]["id"])
    if found:
        # Active players come first: they are meant more often.
        found.sort(key=lambda player: (not player["is_active"], player["full_name"], player["id"]))
        listed = ", ".join(f"{player['full_name']} ({player['id']})" for player in found[:SHOWN])
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise Usage(f"{len(found)} players are called {text!r}: {listed}{more}; give an id")
    if not _listed():
        raise Usage(f"no player {text!r}: there is no list of the {config.league().title}'s players; give an id")
    names = [player["full_name"] for player in _listed()]
    near = difflib.get_close_matches(text.title(), names, n=3, cutoff=0.0)
    raise Usage(f"no player {text!r}; did you mean {', '.join(near)}? A newcomer may only be known by id")
