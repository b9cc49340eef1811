"""Everybody who ever played, from nba_api's own list or from the league; and who is meant by a name."""

import difflib
import re

import pandas as pd
from nba_api.stats.endpoints.commonallplayers import CommonAllPlayers
from nba_api.stats.static import players as static

from lib.errors import Nonsense, Usage
from lib.nba import answer, client

COLUMNS = ["id", "full_name", "first_name", "last_name", "is_active"]
PLAUSIBLE = 0.9  # of the players that nba_api's own list has; nobody leaves it
SHOWN = 10  # candidates of an ambiguous name


def fetch(source: str, season: str) -> pd.DataFrame:
    """Columns: id, full_name, first_name, last_name, is_active (True or False).

    source: static (nba_api's list: no request, as old as the package) or stats (commonallplayers, as of today).
    """
    if source == "static":
        return pd.DataFrame(static.get_players(), dtype=object)[COLUMNS]
    endpoint = CommonAllPlayers(season=season, is_only_current_season=0, get_request=False)
    found = answer.result_set(client.stats(endpoint), "CommonAllPlayers")
    answer.require(found, ("PERSON_ID", "DISPLAY_FIRST_LAST", "DISPLAY_LAST_COMMA_FIRST", "ROSTERSTATUS"), "players")
    if len(found) < PLAUSIBLE * len(static.get_players()):
        raise Nonsense(f"players: {len(found):,} came, fewer than ever played; try later, and see make doctor")
    if found["PERSON_ID"].duplicated().any():
        raise Nonsense("players: somebody is listed twice; try later, and see make doctor")
    last_first = found["DISPLAY_LAST_COMMA_FIRST"].astype(str).str.partition(",")
    return pd.DataFrame(
        {
            "id": found["PERSON_ID"],
            "full_name": found["DISPLAY_FIRST_LAST"],
            "first_name": last_first[2].str.strip(),
            "last_name": last_first[0].str.strip(),
            "is_active": found["ROSTERSTATUS"] == 1,
        },
        dtype=object,
    )


def active_ids() -> list[str]:
    """The ids of those on a roster, by nba_api's list."""
    return [str(player["id"]) for player in static.get_active_players()]


def find_id(text: str) -> str:
    """A player's id from an id or a name, accents and case aside; raises Usage with the candidates."""
    text = text.strip()
    if text.isdigit():
        return text
    name = re.escape(text)
    found = static.find_players_by_full_name(f"^{name}$") or static.find_players_by_full_name(name)
    if len(found) == 1:
        return str(found[0]["id"])
    if found:
        # Those who play come first: they are more often meant.
        found.sort(key=lambda player: (not player["is_active"], player["full_name"], player["id"]))
        listed = ", ".join(f"{player['full_name']} ({player['id']})" for player in found[:SHOWN])
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise Usage(f"{len(found)} players are called {text!r}: {listed}{more}; give an id")
    names = [player["full_name"] for player in static.get_players()]
    near = difflib.get_close_matches(text.title(), names, n=3, cutoff=0.0)
    raise Usage(f"no player {text!r}; did you mean {', '.join(near)}? A newcomer may only be known by id")
