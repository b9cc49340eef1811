"""Game logs: one request brings every team's, or every player's, games of a season and type."""

import logging
from datetime import date, datetime, timedelta

import pandas as pd
from nba_api.stats.endpoints.leaguegamelog import LeagueGameLog

from lib import seasons
from lib.datasets import PLAYER_GAMES, TEAM_GAMES, Dataset
from lib.errors import Blocked, Nonsense, Unreachable
from lib.nba import answer, check, client, quarantine, schedule
from lib.nba.fetched import Fetched, blocking_date, is_whole
from lib.seasons import Span

log = logging.getLogger("nba-data")

LETTERS = {TEAM_GAMES.name: "T", PLAYER_GAMES.name: "P"}


def fetch(dataset: Dataset, span: Span, kind: str | None, look_back: int, now: datetime) -> Fetched:
    """The final games of a span (and of look_back days before it), one row a team or a player.

    dataset: TEAM_GAMES or PLAYER_GAMES; its types name the columns, in the league's order.
    kind: a season type; None: every one that is played on these dates.
    A season type that cannot be had is among the failures; the others are there all the same.
    """
    asked = Span(span.first - timedelta(days=look_back), span.last)
    today = seasons.eastern_date(now)
    fetched, frames, blocks = Fetched(pd.DataFrame(), season_type=kind), [], [today]
    for season, part in seasons.parts(asked).items():
        if part.last < span.first:  # looking back costs no request of its own
            continue
        known = schedule.of_season(season, now)
        new = Span(max(part.first, span.first), part.last)
        played = known.types_played(new) if known else seasons.types_played(season, new)
        for one in [kind] if kind else played:
            begins = max(part.first, (seasons.window(season, one) or part).first)
            try:
                listed = of_season(dataset, season, one, part)
            except client.BudgetSpent:
                fetched.pending += 1
                blocks.append(begins)
                continue
            except (Blocked, Unreachable, Nonsense) as failure:
                if isinstance(failure, Nonsense):
                    quarantine.keep(f"{dataset.name} {season} {one}", [str(failure)])
                fetched.failures.append(failure)
                blocks.append(begins)
                continue
            good, bad = check.games(listed[is_final(listed)], dataset, season, one, known)
            if bad:
                fetched.failures.append(_quarantined(f"{dataset.name} {season} {one}", bad))
            blocks.append(blocking_date(listed, good, bad, known, one, part, today))
            frames.append(good)
            fetched.sources.add(client.STATS)
            if not bad and _is_over(season, one, part, today) and is_whole(listed, good, season, one):
                fetched.complete[season, one] = len(good)
    first_block = min(when for when in blocks if when and when >= span.first)
    fetched.complete_through = min(span.last, first_block - timedelta(days=1))
    fetched.rows = pd.concat(frames) if frames else pd.DataFrame(columns=list(dataset.types), dtype=object)
    dates = fetched.rows["GAME_DATE"]
    fetched.last_game_date = max(dates[dates <= f"{fetched.complete_through}"], default=None)
    return fetched


def _quarantined(what: str, bad: dict[str, str]) -> Nonsense:
    path = quarantine.keep(what, [f"{game_id}: {reason}" for game_id, reason in bad.items()])
    game_id, reason = next(iter(bad.items()))
    more = f" (and {len(bad) - 1} more games)" if len(bad) > 1 else ""
    return Nonsense(f"{what}: game {game_id} {reason}{more}; left out and asked for again next time: see {path}")


def _is_over(season: str, kind: str, part: Span, today: date) -> bool:
    """Whether a part covers all of a season type, and that is in the past."""
    when = seasons.window(season, kind)
    return when is not None and part.first <= when.first and when.last <= part.last and when.last < today


def of_season(dataset: Dataset, season: str, kind: str, span: Span) -> pd.DataFrame:
    """The games of a season and type within a span, as the league lists them, unfinished ones too.

    Source: leaguegamelog. Columns: those of dataset.types, in the league's order. GAME_DATE is YYYY-MM-DD.
    Raises what client.stats() raises; Nonsense where a key column is missing or a date is none.
    """
    whole = seasons.bounds(season)
    dates = {}
    if span.first > whole.first:
        dates["date_from_nullable"] = f"{span.first:%m/%d/%Y}"
        if span.last < whole.last:
            dates["date_to_nullable"] = f"{span.last:%m/%d/%Y}"
    endpoint = LeagueGameLog(
        season=season,
        season_type_all_star=kind,
        player_or_team_abbreviation=LETTERS[dataset.name],
        get_request=False,
        **dates,
    )
    found = answer.result_set(client.stats(endpoint), "LeagueGameLog")
    return tidy(found, dataset, span)


def tidy(found: pd.DataFrame, dataset: Dataset, span: Span) -> pd.DataFrame:
    """Dates spelled as YYYY-MM-DD, rows outside the span left out."""
    answer.require(found, (*dataset.key, *dataset.partition_fields, "WL", "PTS", "MATCHUP"), dataset.name)
    try:
        found["GAME_DATE"] = [seasons.game_day(text) for text in found["GAME_DATE"]]
    except (ValueError, TypeError, AttributeError) as error:
        raise Nonsense(f"{dataset.name}: a GAME_DATE is no date ({error}); try later, and see make doctor") from None
    return found[found["GAME_DATE"].between(f"{span.first}", f"{span.last}")]


def is_final(found: pd.DataFrame) -> pd.Series:
    """Which rows are of games that are over: somebody has won. A cancelled game stays without a winner."""
    return found["WL"].isin(["W", "L"]) & found["PTS"].notna()
