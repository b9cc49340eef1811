"""Talking to the league. Which file answers which question:

question.py      what is asked for, of which dates, and what an answer must hold
gamelog.py       every team's, or every player's, games of a season and type
boxscores.py     one game's players
playbyplay.py    one game, event by event; officials.py: who refereed it
at_once.py       one game's shots, hustle, tracking, line-ups, out of answers that hold the whole league's
careers.py       one player's career
players.py       everybody who ever played, and who is meant by a name
whole.py         what one request brings whole, such as the table
season_stats.py  a season added up, a request a measure
rosters.py       who plays for each team and coaches it, a request a team
teams.py         the thirty teams, and which is meant by a name
schedule.py      which games exist, when, between whom, and which are off; schedule_games.py: as a dataset

sources/         who can answer, best first: stats.py the stats service's game logs, cdn.py the CDN's box scores
client.py        one request: tried again where that helps, its failure said honestly; exchange.py: over the wire
throttle.py      when it may be sent; budget.py how many a run may send
hosts.py         which host or endpoint is passed over; probe.py whether one answers at all; proxies.py through whom
cache.py         what was answered before

answer.py        what the answer says: every row in the catalogue's types, or spoiled
minutes.py       how long somebody played
check.py         which games of it make sense
quarantine.py    where what makes no sense is put aside
fetched.py       what came in the end, and up to which date it can be relied on

Each asks, checks and gathers; whether a season is whole is lib/completeness.py's rule, and what the league itself
does not have lib/holes.py's.
"""

import importlib
import importlib.util
import sys

_ENDPOINTS = "nba_api.stats.endpoints"


def _without_the_others() -> None:
    """nba_api's package of endpoints imports all 140, a sixth of a fetch's start; here each is when it is used."""
    package = importlib.util.module_from_spec(importlib.util.find_spec(_ENDPOINTS))
    package.__getattr__ = lambda name: getattr(importlib.import_module(f"{_ENDPOINTS}.{name.lower()}"), name)
    sys.modules[_ENDPOINTS] = package


if _ENDPOINTS not in sys.modules:
    _without_the_others()
# frictionless brings chardet, and requests would import it, which takes a quarter of a fetch's start: nothing here
# guesses an encoding.
sys.modules.setdefault("chardet", None)
