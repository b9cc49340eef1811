"""Asks the league and reads its answers. Where to look:

question.py      one question: which games of which dates, and what a complete answer contains
gamelog.py       the games of a season and season type, a row for each team or player
measures.py      its other measures from box scores, a request for each game
boxscores.py     the players of one game
playbyplay.py    the events of one game; officials.py: its referees
at_once.py       shots, hustle, tracking and line-ups of one game, cut from answers for the whole league
careers.py       the career of one player
players.py       all players ever, and finding one by name
whole.py         datasets that one request returns completely, such as the draft; standings.py: the standings
season_stats.py  season totals, one request for each measure
rosters.py       players and coaches, one request for each team
teams.py         the thirty teams, and finding one by name
schedule.py      the season's games with dates, teams and status; schedule_games.py: the same as a dataset

sources/         the sources of each answer, best first: stats.py game logs, cdn.py the CDN's box scores
client.py        sends one request, with retries and clear errors; exchange.py: the HTTP exchange itself
throttle.py      when the next request may be sent; budget.py: how many a run may send
hosts.py         which hosts and endpoints to avoid for a while; probe.py: does a host answer; proxies.py: which proxy
cache.py         answers kept on disk, so that nothing is asked twice

answer.py        parses an answer: every value in the catalogue's type, or the row is marked as spoiled; large.py: the
                 largest ones, equal cells held once
echo.py          checks that an answer repeats the parameters that were asked
minutes.py       parses minutes played
check.py         finds games of a log whose rows are implausible
cut.py           finds what a list that comes whole lacks
quarantine.py    saves implausible answers for a person to look at
empty_dates.py   season types of which the league has no data for any date
fetched.py       the result of a fetch: rows, failures, and the date up to which they are complete

Where an answer is checked: answer.py every value; echo.py whether it answers the question; check.py a game of a log;
cut.py a whole list; each dataset's own file the rest; lib/completeness.py whether a season is complete;
lib/jobs/chain.py whether a copy lost rows. lib/holes.py remembers what the league itself lacks.
"""

import importlib
import importlib.util
import sys
import warnings

_ENDPOINTS = "nba_api.stats.endpoints"


def _import_endpoints_on_use() -> None:
    """nba_api's package imports all 140 endpoints, a sixth of a fetch's start-up; this imports each when it is used."""
    package = importlib.util.module_from_spec(importlib.util.find_spec(_ENDPOINTS))
    package.__getattr__ = lambda name: getattr(importlib.import_module(f"{_ENDPOINTS}.{name.lower()}"), name)
    sys.modules[_ENDPOINTS] = package


if _ENDPOINTS not in sys.modules:
    _import_endpoints_on_use()
# requests imports one of these to guess encodings, which takes a twentieth of a fetch; nothing here guesses one.
sys.modules.setdefault("chardet", None)  # is installed with frictionless
sys.modules.setdefault("charset_normalizer", None)
warnings.filterwarnings("ignore", "Unable to find acceptable character detection")
