"""What a fetch brought: rows, who sent them, what is missing, and up to which date nothing is."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from lib import seasons
from lib.errors import Blocked, Nonsense, Trouble
from lib.nba import budget, quarantine
from lib.schedule import FINAL, Schedule
from lib.seasons import Span

GIVE_UP_AFTER = 3  # players or games in a row


@dataclass
class Fetched:
    """Rows of one dataset, and how far they can be relied on.

    complete_through  every game up to this date is in the rows; None: not even the first date is sure
    last_game_date    the last date up to there with games
    complete          (season, season type) -> rows, of those that are over and whole
    brought           what was asked for one by one (a player, a game) -> its rows
    failures          what could not be had, each as the error a script would end with
    pending           how many requests the budget left for the next run
    season_type       the only one asked for, or None
    is_part           whether the rows are a selection, which proves nothing about the rest
    """

    rows: pd.DataFrame
    sources: set[str] = field(default_factory=set)
    complete_through: date | None = None
    last_game_date: str | None = None
    complete: dict[tuple[str, str], int] = field(default_factory=dict)
    brought: dict[str, int] = field(default_factory=dict)
    failures: list[Trouble] = field(default_factory=list)
    pending: int = 0
    season_type: str | None = None
    is_part: bool = False

    def select(self, column: str, value: str) -> None:
        """Keeps the rows of one team or player only."""
        self.rows = self.rows[self.rows[column].astype(str) == value]
        self.is_part = True


def blocking_date(
    listed: pd.DataFrame,
    good: pd.DataFrame,
    stored: set,
    schedule: Schedule | None,
    season_type: str,
    part: Span,
    today: date,
):
    """The first date of a part on which a game is missing, unfinished or bad; None if there is none.

    listed: all rows of the answer; good: its final ones that passed the checks; stored: ids of the games stored.
    """
    have = set(good["GAME_ID"]) | stored
    if schedule:
        missing = [
            game.game_date
            for game in schedule.played(part)
            if game.season_type == season_type and game.game_id not in have and game.game_date <= f"{today}"
        ]
    else:
        # Without a schedule an unfinished game is one that may still be on; an old one was cancelled.
        without = listed[~listed["GAME_ID"].isin(have)]
        is_bad = without["WL"].isin(["W", "L"])
        missing = list(without[is_bad | (without["GAME_DATE"] >= f"{today - timedelta(days=1)}")]["GAME_DATE"])
    return date.fromisoformat(min(missing)) if missing else None


def shortage(question, listed: set, good: pd.DataFrame, stored: set, is_over: bool) -> str | None:
    """What an answer lacks that must be there; None if nothing.

    listed: ids of the games answered; stored: ids of those stored, which must be among them. And the games that the
    schedule calls final; of a season type that is over and has no whole schedule, the number of games it had, or its
    champion. A pre-season and an All-Star game prove nothing.
    """
    games = question.schedule.played(question.part) if question.schedule else []
    states = {game.game_id: game.state for game in games if game.season_type == question.season_type}
    final = {game_id for game_id, state in states.items() if state == FINAL}
    if lacking := sorted((final | stored) - listed):
        return f"lacks {len(lacking)} games that were played, such as {lacking[0]}"
    if not is_over or (states and len(final) == len(states)):
        return None
    if question.season_type == "Regular Season":
        had = seasons.regular_games(question.season)
        return f"has {len(listed):,} of {had:,} games" if len(listed) < had else None
    if question.season_type == "Playoffs":
        return None if has_champion(good) else "ends without a champion"
    return "is empty" if question.season_type in ("PlayIn", "IST") and not listed else None


def has_champion(good: pd.DataFrame) -> bool:
    """Whether the last game's winner has won four of the games against that opponent."""
    if good.empty:
        return False
    teams = good.groupby("GAME_ID")["TEAM_ID"].agg(frozenset)
    last = good.sort_values(["GAME_DATE", "GAME_ID"])["GAME_ID"].iloc[-1]
    series = good[good["GAME_ID"].isin(teams[teams == teams[last]].index) & (good["WL"] == "W")]
    champion = series[series["GAME_ID"] == last].iloc[0]["TEAM_ID"]
    return series[series["TEAM_ID"] == champion]["GAME_ID"].nunique() >= 4


def one_by_one(wanted, ask) -> Fetched:
    """Asks for one player or game after the other; what fails is among the failures, the others go on.

    wanted: ids, in any iterable with a length; ask: id -> rows. Stops when blocked, when the budget is spent, and
    when several in a row fail: then it is not about them.
    """
    fetched, frames, in_a_row = Fetched(pd.DataFrame()), [], 0
    for one in wanted:
        if fetched.pending or in_a_row == GIVE_UP_AFTER:
            fetched.pending += 1
            continue
        try:
            rows = ask(one)
            in_a_row = 0
        except budget.BudgetSpent:
            fetched.pending += 1
            continue
        except Trouble as failure:
            in_a_row = GIVE_UP_AFTER if isinstance(failure, Blocked) else in_a_row + 1
            fetched.failures.append(failure)
            if isinstance(failure, Nonsense):
                quarantine.keep(one, [f"{failure}"])
            continue
        fetched.brought[one] = len(rows)
        if len(rows):
            frames.append(rows)
    fetched.rows = pd.concat(frames) if frames else fetched.rows
    return fetched
