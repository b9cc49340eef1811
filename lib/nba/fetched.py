"""The result of a fetch: rows, their sources, failures, and the date up to which they are complete."""

import logging
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from lib import config, holes, seasons
from lib.datasets import Dataset
from lib.errors import Blocked, Misconfigured, Nonsense, Trouble
from lib.nba import answer, budget, client, empty_dates, exchange, quarantine
from lib.nba.answer import Packed, Rows

log = logging.getLogger("nba-data")

HOPELESS = (Blocked, Misconfigured, exchange.NoNetwork)  # of the next player or game as well
GIVE_UP_AFTER = 3  # players or games in a row of which nothing came, and then one more picked at random
NONSENSE_IN_A_ROW = 10  # or of which only nonsense came: each may be a matter of its own
# So many past games of which the league kept nothing are believed at once; or this share of the games that came.
FEW, A_TENTH = 10, 0.1


@dataclass
class Fetched:
    """Rows of one dataset, and how complete they are.

    complete_through  all games up to this date are in the rows; None: not even those of the first date
    last_game_date    the last date with games, not after complete_through
    complete          (season, season type) -> number of rows, for those that are over and complete;
                      of a dataset that is not of games it counts only if nothing failed and nothing is pending
    brought           player or game id -> number of its rows, where they were asked for one by one
    failures          the failed questions, each as the error that a script would end with
    pending           number of requests that the budget leaves for the next run
    season_type       the only season type asked for, or None
    is_part           whether the rows are a selection, which proves nothing about the other rows
    listed            for box scores, the number of games that exist now, stored ones included; None: see rows
    """

    rows: Rows | Packed
    sources: set[str] = field(default_factory=set)
    complete_through: date | None = None
    last_game_date: str | None = None
    complete: dict[tuple[str, str], int] = field(default_factory=dict)
    brought: dict[str, int] = field(default_factory=dict)
    failures: list[Trouble] = field(default_factory=list)
    pending: int = 0
    season_type: str | None = None
    is_part: bool = False
    listed: int | None = None

    def select(self, column: str, values: tuple[str, ...]) -> None:
        """Keeps the rows of these teams or players only."""
        self.rows = self.rows.like(row for row in self.rows if row[column] in values)
        self.is_part = True


def one_by_one(wanted: list[str], ask, dataset: Dataset | None = None, progress=iter) -> Fetched:
    """Asks for one player or game at a time; a failure is recorded, and the next one is asked for.

    wanted: ids. ask: id -> Rows. progress: ids -> the same ids, and shows how far it is. Stops when blocked and when
    the budget is spent. When several in a row fail, it goes on in random order, so that games which always fail do not
    keep it from the others; if the next one fails too, the cause is not the player or game, and it stops.
    dataset: one of games. A game with the same implausible answer on three days is not asked for again, nor is a
    game of which the league has no data: see _note_nothing(); of a whole season type: see empty_dates.py.
    """
    fetched, in_a_row, has_given_up, nothing = Fetched(Packed()), 0, False, {}
    empty: dict[str, list[answer.EmptyDate]] = {}  # season and type -> a failure for each date, which its games share
    left_out = Counter()
    own = empty_dates.not_kept(dataset, wanted) if dataset else set()
    again = empty_dates.asked_again(dataset, wanted) if own else None
    left = [*wanted][::-1]
    for _ in progress(wanted):
        wanted_id = left.pop()
        if wanted_id in own and wanted_id != again:
            continue
        if empty and empty_dates.are_enough(empty.get(part := empty_dates.part_of(wanted_id), [])):
            left_out[part] += 1
            continue
        if fetched.pending or has_given_up:
            fetched.pending += 1
            continue
        try:
            rows = ask(wanted_id)
        except budget.BudgetSpent:
            fetched.pending += 1
        except answer.NothingKept as kept:
            in_a_row = 0
            fetched.brought[wanted_id] = 0
            nothing[wanted_id] = f"{kept}"
        except answer.EmptyDate as failure:
            today = f"{seasons.eastern_date(config.now())}"
            is_own = holes.are_the_leagues(dataset.name, {wanted_id: f"{failure}"}, today)
            dates = empty.setdefault(empty_dates.part_of(wanted_id), []) if wanted_id != again else [failure]
            if failure in dates:
                continue
            dates.append(failure)
            if len(dates) == empty_dates.SEVERAL:
                random.Random(config.stamp(config.now())).shuffle(left)
            if not is_own:
                fetched.failures.append(failure)
        except Trouble as failure:
            in_a_row += not isinstance(failure, client.Absent)
            is_of_its_own = isinstance(failure, Nonsense) and not isinstance(failure, client.NoAnswer)
            most = NONSENSE_IN_A_ROW if is_of_its_own else GIVE_UP_AFTER
            has_given_up = isinstance(failure, HOPELESS) or in_a_row > most
            if in_a_row == most:
                random.Random(config.stamp(config.now())).shuffle(left)
            if isinstance(failure, Nonsense):
                quarantine.keep(wanted_id, failure.body, [f"{failure}"])
            if not (dataset and is_of_its_own and _is_the_leagues_own(dataset, wanted_id, failure)):
                fetched.failures.append(failure)
        else:
            in_a_row = 0
            fetched.brought[wanted_id] = len(rows)
            if rows:
                fetched.rows.add(rows)
            if dataset:
                holes.note(dataset.name, {}, {wanted_id} | empty_dates.reopened(dataset, wanted_id))
            if empty:
                empty.pop(empty_dates.part_of(wanted_id), None)
    for part, dates in empty.items():
        if empty_dates.is_empty(dataset, part, [game_id for game_id, rows in fetched.brought.items() if rows]):
            fetched.failures = [failure for failure in fetched.failures if failure not in dates]
            del left_out[part]
    fetched.pending += left_out.total()
    came = sum(map(bool, fetched.brought.values()))
    if nothing and (failure := _out_of_order(dataset, nothing, came)):
        fetched.failures.append(failure)
    elif nothing:
        _note_nothing(dataset, nothing, came)
    return fetched


def _out_of_order(dataset: Dataset, nothing: dict[str, str], came: int) -> Nonsense | None:
    """The failure where several games of this season have no data and no game has any: it proves nothing about them."""
    season = seasons.of_day(seasons.eastern_date(config.now()))
    new = [game for game in nothing if seasons.of_game(game)[0] == season]
    if came or dataset.request != "game" or len(new) < GIVE_UP_AFTER:
        return None
    return Nonsense(f"{dataset.name}: no data of {len(new)} games, such as {new[0]}, nor of any other; try later")


def _note_nothing(dataset: Dataset, nothing: dict[str, str], others: int) -> None:
    """Writes down the games of which the league kept nothing; others: how many came.

    A game is asked for until three days agree if
    - it came in an answer with other games, which may be cut;
    - too many games are empty, as while the service is out of order;
    - it is of this season, and may still come.
    Any other is not asked for again.
    """
    today = seasons.eastern_date(config.now())
    past = {game for game in nothing if seasons.of_game(game)[0] < seasons.of_day(today)}
    if dataset.request != "game" or len(past) > max(FEW, A_TENTH * others):
        past = set()
    for games, by_all in ((past, True), (nothing.keys() - past, False)):
        holes.note(dataset.name, {game: nothing[game] for game in games}, today=f"{today}", by_all=by_all)
    more = f" and {len(nothing) - 1} more" if len(nothing) > 1 else ""
    undecided = "" if past else "; asked for again until it says so on three days"
    log.info("%s: the league kept nothing of %s%s%s", dataset.name, next(iter(nothing)), more, undecided)


def _is_the_leagues_own(dataset: Dataset, game_id: str, failure: Nonsense) -> bool:
    """Records an implausible answer about a game; returns whether it has been the same on three days."""
    today = f"{seasons.eastern_date(config.now())}"
    if not holes.are_the_leagues(dataset.name, {game_id: f"{failure}"}, today):
        return False
    log.info("%s; the same on three days: no longer asked for, but with FORCE=1", failure)
    return True
