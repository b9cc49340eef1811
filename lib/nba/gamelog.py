"""Game logs: one request returns the games of all teams, or all players, of a season and season type."""

import logging
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from lib import completeness, config, holes, seasons
from lib.completeness import Missing
from lib.datasets import REGULAR, Dataset
from lib.errors import Nonsense, Trouble
from lib.nba import answer, budget, check, client, measures, quarantine, sources
from lib.nba.answer import Rows
from lib.nba.fetched import Fetched, one_by_one
from lib.nba.question import Question, questions
from lib.nba.sources import cdn, stats
from lib.seasons import Span

log = logging.getLogger("nba-data")


@dataclass
class Log:
    """Rows as they came, their source, and the games that are missing from them."""

    rows: Rows
    source: str = ""
    failures: list[Trouble] = field(default_factory=list)
    pending: int = 0
    not_asked: set = field(default_factory=set)  # games that are stored, and were not worth a request
    way: sources.Way | None = None


def fetch(
    dataset: Dataset,
    span: Span,
    season_type: str | None,
    look_back: int,
    now: datetime,
    stored=None,
    beside=None,
    logged=None,
) -> Fetched:
    """The final games of a span (and of look_back days before it), a row for each team or player.

    dataset: TEAM_GAMES or PLAYER_GAMES, with the columns sources.stats.COLUMNS in the league's order; or one of
    their measures, whose columns are stored as they come.
    season_type: None means all that are played on these dates.
    beside: span -> {game id: {player or team id: check.Beside}} of the other log; an answer must agree with them.
    logged: span -> the stored rows of the other log; required to ask for a measure game by game.
    stored: span -> ids of the stored games; an answer must contain them, and nobody is asked for them game by game.
    If a season type fails, it is among the failures and the others are still returned. Raises Usage before the
    league's first season of it.
    """
    seasons.require(dataset, seasons.of_day(span.last))
    today = seasons.eastern_date(now)
    fetched, parts, blocks = Fetched(empty(dataset), season_type=season_type), [], [today]
    for question in questions(dataset, span, season_type, look_back, now, stored=stored):
        try:
            found = _ask(question, logged)
        except budget.BudgetSpent:
            fetched.pending += 1
            blocks.append(max(question.new.first, question.window.first))
        except Trouble as failure:
            fetched.failures.append(failure)
            blocks.append(max(question.new.first, question.window.first))
        else:
            good, bad = _checked(found.rows, question)
            if beside:
                good, bad = check.like_beside(good, bad, beside(question.part), dataset)
            good, bad, is_by_all = _compared(question, found, good, bad)
            blocks += _gather(fetched, question, found, good, bad, is_by_all)
            parts.append(good)
    first_block = min((day for day in blocks if day >= span.first), default=today)
    fetched.complete_through = min(span.last, first_block - timedelta(days=1))
    fetched.rows = answer.joined(parts, empty(dataset).columns)
    dates = (row["GAME_DATE"] for row in fetched.rows)
    fetched.last_game_date = max((day for day in dates if day <= f"{fetched.complete_through}"), default=None)
    return fetched


def _checked(rows: Rows, question: Question) -> tuple[Rows, dict[str, str]]:
    """(plausible rows of the dates asked for, {game id: what is wrong with it})"""
    good, bad = check.games(_of_part(rows, question), question)
    return good.like(row for row in good if _is_in(row["GAME_DATE"], question.part)), bad


def _compared(question: Question, found: Log, good: Rows, bad: dict[str, str]) -> tuple[Rows, dict[str, str], bool]:
    """(good rows, with games taken from other endpoints; bad games that no endpoint has; whether all lack the same).

    For a past season type only, and once for each shortfall. It proves nothing if NBA_SOURCE leaves one endpoint, or
    if all answers are empty, as they are while the service is out of order.
    """
    lacks = question.missing(completeness.decided(good), found.not_asked | set(bad))
    is_asked = question.is_over and (lacks.is_alarm or bad) and not (found.failures or found.pending)
    if not is_asked or not holes.are_new(question.dataset.name, lacks.items() | bad):
        return good, bad, False
    answers = [lacks.items() | bad]
    for way in sources.in_order(question.what, ways(question)):
        if way.source != client.STATS or way.endpoint == found.way.endpoint:
            continue
        lacking, more = _of_another(way, question, completeness.decided(good).games.keys())
        answers.append(lacking)
        if more:
            log.info("%s: %s has what %s lacks", question.what, way, found.way)
            good = answer.joined([good, good.like(more)])
    bad = {game_id: reason for game_id, reason in bad.items() if game_id not in completeness.decided(good).games}
    return good, bad, len(good) > 0 and len(answers) > 1 and all(lacking == answers[0] for lacking in answers)


def _of_another(way: sources.Way, question: Question, have) -> tuple[dict[str, str], list[dict]]:
    """(what another endpoint's answer lacks, its rows of games that are not among have); a season's answer is 60 MB,
    which only this function holds.
    """
    try:
        others, wrong = _checked(way.ask(), question)
    except Trouble:
        return {}, []  # it says nothing
    lacking = question.missing(completeness.decided(others), set(wrong)).items() | wrong
    return lacking, [row for row in others if row["GAME_ID"] not in have]


def _of_part(rows: Rows, question: Question) -> Rows:
    """All rows of the games that have at least one row on the dates asked for, not only on the days around them."""
    days = {row["GAME_DATE"] for row in rows}
    beside = {day for day in days if _is_in(day, question.around) and not _is_in(day, question.part)}
    of_part = {row["GAME_ID"] for row in rows if row["GAME_DATE"] not in beside}
    return rows.like(row for row in rows if row["GAME_ID"] in of_part)


def _is_in(day: str, span: Span) -> bool:
    return date.fromisoformat(day) in span


def ways(question: Question, logged=None) -> list[sources.Way]:
    """The sources that can answer a question, best first. The CDN needs the schedule to know the season's games."""
    found = stats.ways(question.dataset, question.season, question.season_type, question.around)
    if logged and question.dataset.measures and (endpoint := measures.endpoint(*question.dataset.measures)):
        found.append(sources.Way(client.STATS, endpoint, lambda: _from_box_scores(question, logged(question.part))))
    can_cdn = "cdn" in question.dataset.sources and question.schedule and cdn.has(question.season)
    return found + ([cdn.way(lambda: _from_cdn(question))] if can_cdn else [])


def empty(dataset: Dataset) -> Rows:
    """No rows, with the columns of COLUMNS."""
    return Rows(stats.COLUMNS.get(dataset.name, dataset.types))


def _ask(question: Question, logged=None) -> Log:
    """The answer. Raises what sources.first() raises; Nonsense, after saving the body in the quarantine."""
    try:
        (found, way), source = sources.first(question.what, [_named(way) for way in ways(question, logged)])
    except Nonsense as failure:
        quarantine.keep(question.what, failure.body, [f"{failure}"])
        raise
    found = found if isinstance(found, Log) else Log(found)
    found.source, found.way = source, way
    answer.note_new(found.rows, question.dataset)
    return found


def _named(way: sources.Way) -> sources.Way:
    """The same source, with its name in the answer."""
    return replace(way, ask=lambda: (way.ask(), way))


def _gather(
    fetched: Fetched, question: Question, found: Log, good: Rows, bad: dict[str, str], is_by_all: bool
) -> list[date]:
    """Adds the rows and failures to fetched; returns the dates on which something is missing."""
    fetched.sources.add(found.source)
    fetched.failures += found.failures
    fetched.pending += found.pending
    decided, is_cut_short = completeness.decided(good), bool(found.failures or found.pending)
    missing = question.missing(decided, found.not_asked | set(bad))
    if is_cut_short:  # the failures name what is missing, or the next run asks for the rest
        missing = missing.only(set())
    there = set(decided.games)
    if not is_cut_short and (question.is_over or (question.season_type == "All Star" and there)):
        there.add(f"{question.season}/{question.season_type}")
    is_mute = not (found.rows or bad) and (question.have or (question.season_type == REGULAR and question.is_current))
    own = set() if is_mute else _leagues_own(question, there, bad, missing, is_by_all)
    bad = {game_id: reason for game_id, reason in bad.items() if game_id not in own}
    missing = missing.but(own)

    opening = max(question.new.first, question.window.first)
    blocks = _unfinished(question, found.rows, set(decided.games) | question.have | own)
    if question.doubt:
        fetched.failures.append(Nonsense(f"{question.what}: stored, but not proven complete: {question.doubt}"))
        blocks.append(question.new.first)
    elif question.is_current and not question.schedule and config.league().has_schedule:
        line = f"{question.dataset.name}: no schedule; the log is taken as it is"
        budget.say_once(log, logging.WARNING, line)
    if bad:
        fetched.failures.append(_quarantined(question.what, found.rows.document, bad))
        if not all(map(seasons.is_game_id, bad)):  # nobody knows whose game it was
            blocks.append(opening)
    if missing.is_alarm:
        line = f"{question.what}: the answer {missing}; asked for again next time, see make gaps"
        fetched.failures.append(Nonsense(line))
    elif missing:
        log.info("%s: the answer %s; asked for again on another day", question.what, missing)
    # A missing game with an id has a date too. Only a schedule can say that an exhibition was played at all.
    if (missing.number or missing.reason) and (missing.is_alarm or config.league().has_schedule):
        blocks.append(opening)
    if question.is_over and not (bad or missing or is_cut_short or question.doubt):
        fetched.complete[question.season, question.season_type] = len(good)
    return blocks


def _leagues_own(
    question: Question, there: set[str], bad: dict[str, str], missing: Missing, is_by_all: bool
) -> set[str]:
    """Records what an answer lacks and what it has; returns the games that the league itself does not have.

    A measure cannot have more than the log beside it.
    """
    lacks = bad | missing.items()
    beside = holes.of_the_league(question.dataset.beside) if question.dataset.beside else {}
    is_by_all = is_by_all or all(beside.get(item) == text for item, text in lacks.items())
    holes.note(question.dataset.name, lacks, there - set(lacks), f"{question.today}", is_by_all)
    own = set(holes.of_the_league(question.dataset.name))
    for text in missing.only(own).leagues():
        log.info("%s: %s; no longer asked for, but with FORCE=1", question.what, text)
    return own


def _unfinished(question: Question, listed: Rows, have: set[str]) -> list[date]:
    """The dates of games that are still on, implausible, or missing from the answer, but not cancelled."""
    if question.schedule:
        days = [
            game.game_date
            for game in question.schedule.played(question.part)
            if game.season_type == question.season_type != "All Star"
            and game.game_id not in have
            and game.game_date <= f"{question.today}"
        ]
    else:
        # Without a schedule an unfinished game is one that may still be on; an old one was cancelled.
        yesterday = f"{question.today - timedelta(days=1)}"
        days = [
            row["GAME_DATE"]
            for row in listed
            if row["GAME_ID"] not in have and (row["WL"] in ("W", "L") or row["GAME_DATE"] >= yesterday)
        ]
    return [date.fromisoformat(min(days))] if days else []


def _from_cdn(question: Question) -> Log:
    """The box score of each game that is not stored, as far as the budget allows."""
    dates = {game.game_id: game.game_date for game in question.games()}

    def rows(game_id: str) -> Rows:
        box = cdn.game(game_id)
        return cdn.log_rows(question.dataset, box, dates[game_id]) if box else empty(question.dataset)

    fetched = one_by_one([*dates], rows, question.dataset)
    looked_back = {game.game_id for game in question.schedule.played(question.part)} - set(dates)
    return _game_by_game(question, fetched, set(dates), looked_back)


def _from_box_scores(question: Question, logged: list[dict[str, str]]) -> Log:
    """A measure of each game that is not stored, from its box score."""
    fetched, asked = measures.of_question(question, logged)
    looked_back = {row["GAME_ID"] for row in logged if row["GAME_DATE"] < f"{question.new.first}"}
    return _game_by_game(question, fetched, asked, looked_back)


def _game_by_game(question: Question, fetched: Fetched, asked: set[str], looked_back: set[str]) -> Log:
    """The answer of a source that was asked for some games one by one. Raises if it has none of them."""
    if asked and not fetched.brought:  # it does not answer
        if fetched.failures:
            raise fetched.failures[0]
        raise budget.BudgetSpent("no request is left; run again for the rest")
    return Log(
        answer.joined([fetched.rows], empty(question.dataset).columns),
        failures=fetched.failures,
        pending=fetched.pending,
        not_asked=looked_back | question.have,
    )


def _quarantined(name: str, document, bad: dict[str, str]) -> Nonsense:
    path = quarantine.keep(name, document, [f"{game_id}: {reason}" for game_id, reason in bad.items()])
    game_id, reason = next(iter(bad.items()))
    more = f" (and {len(bad) - 1} more games)" if len(bad) > 1 else ""
    return Nonsense(f"{name}: game {game_id} {reason}{more}; left out and asked for again next time: see {path}")
