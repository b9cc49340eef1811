"""Counts the requests that a dataset would send, without sending any: for plan.py and backfill.py."""

import math
from collections import Counter

from lib import config, schedule, seasons
from lib.asked import Asked
from lib.datasets import ALL, SCHEDULE, Dataset
from lib.errors import Misconfigured
from lib.jobs.by_game import needs_second_look, second_look_dates
from lib.jobs.stored import careers_wanted, games_in, known_games, of_games
from lib.nba import cache, client, gamelog, sources, whole
from lib.nba.question import Question, questions
from lib.nba.schedule import CDN_PATH, KEPT_AS, is_at_hand
from lib.nba.sources import Way, cdn
from lib.nba.throttle import ceiling

APART = {"date": "date and measure", "game": "game"}  # Dataset.request -> of what each needs a request


def requests(dataset: Dataset, asked: Asked) -> Counter:
    """(source/endpoint, what is asked for) -> requests that the fetch script would send for what is asked.

    If two datasets have the same key, one request serves both.
    """
    if not dataset.is_of_games and dataset.request != "player":
        source = config.get("NBA_SOURCE") if config.get("NBA_SOURCE") in dataset.sources else dataset.source
        endpoint = dataset.sources[source]
        if dataset is SCHEDULE:  # one answer serves it and what tells of gaps
            return schedule_of(asked.season or seasons.of_day(seasons.eastern_date(config.now())))
        parts = whole.parts(dataset, asked, config.now()) if endpoint else []
        if dataset.request == "team":  # who plays and who coaches come in one answer
            parts = [part for part in parts if not cache.holds(endpoint, whole.named(part))]
        return Counter((f"{source}/{endpoint}", whole.named(part)) for part in parts)
    if dataset.request == "player":
        players = [asked.player] if asked.player else waiting(asked)
        return Counter((f"{dataset.source}/{dataset.endpoint}", player) for player in players)
    if asked.game:
        have = of_games(dataset, [asked.game]) if asked.new else set()
        return Counter() if asked.game in have else by_way(dataset, {asked.game: ""})
    return (logs if dataset.request == "season" else by_game)(dataset, asked)


def waiting(asked: Asked) -> list[str]:
    span = asked.dates if asked.season else seasons.so_far(seasons.yesterday(config.now()))
    return careers_wanted(span, asked.new)[1]


def logs(dataset: Dataset, asked: Asked) -> Counter:
    sent, stored = schedules(asked.dates), games_in(dataset)
    for question in questions(
        dataset, asked.dates, asked.season_type, asked.look_back, config.now(), schedule.stored, stored
    ):
        way = sources.in_order(question.what, gamelog.ways(question))[0]
        if way.source == client.CDN:
            sent.update((f"{way}", game.game_id) for game in question.games())
        else:
            sent[f"{way}", question.what] += 1
    return sent


def by_game(dataset: Dataset, asked: Asked) -> Counter:
    """Of a dataset of which a game is a file."""
    games, sent = listed(dataset, asked.dates, asked)
    stored = of_games(dataset, games) if asked.new else set()
    games = {game_id: day for game_id, day in games.items() if game_id not in stored}
    if before := second_look_dates(dataset, asked):
        earlier, _ = listed(dataset, before, asked)
        again = needs_second_look(dataset, earlier)
        games |= {game_id: day for game_id, day in earlier.items() if game_id in again}
    return schedules(asked.dates) + sent + by_way(dataset, games)


def listed(dataset: Dataset, span, asked: Asked) -> tuple[dict[str, str], Counter]:
    """({game id: game date} of a span, what is asked of seasons whose games nobody knows here, by their number)."""
    games, sent = {}, Counter()
    for season, part in seasons.parts(span).items():
        if season < seasons.first_of(dataset):
            continue
        if (known := known_games(part, asked.season_type, asked.teams)) is not None:
            games |= {game["GAME_ID"]: game["GAME_DATE"] for game in known.rows}
            continue
        for question in questions(dataset, part, asked.season_type, 0, config.now(), schedule.stored):
            if question.schedule:
                games |= {game.game_id: game.game_date for game in question.games() if game.is_of(asked.teams)}
                continue
            if is_at_hand(season, config.now()):  # no schedule is asked for: the log tells the games
                sent[f"{client.STATS}/leaguegamelog", f"games of {question}"] += 1
            games_about = about(question, len(asked.teams))
            many = {"dates": 1, "date": min(dates_about(question), games_about)}
            count = many.get(dataset.request) or games_about
            if way := way_of(dataset, season):
                sent[way, f"{question.what}"] += count * (len(dataset.measures) or 1)
    return games, sent


def by_way(dataset: Dataset, games: dict[str, str]) -> Counter:
    """The requests for some games, game id -> game date: one each, one a date (and measure), or one for all."""
    sent = Counter()
    for game_id, day in games.items():
        if not (way := way_of(dataset, seasons.of_game(game_id)[0])):
            continue
        if dataset.request == "game":
            sent[way, game_id] = 1
        else:
            season, season_type = seasons.of_game(game_id)
            what = f"{dataset.name} {season} {season_type}" if dataset.request == "dates" else f"{day} {season_type}"
            sent[way, what] = len(dataset.measures) or 1
    return sent


def way_of(dataset: Dataset, season: str) -> str | None:
    """Who is asked for a season's games first, as source/endpoint; None where NBA_SOURCE leaves nobody."""
    has_cdn = cdn.has(season)
    ways = [Way(*way) for way in dataset.sources.items() if has_cdn or way[0] != client.CDN]
    try:
        return f"{sources.in_order(dataset.name, ways)[0]}"
    except Misconfigured:
        return None


def about(question: Question, teams: int) -> int:
    """How many games there may be in a question's dates: those of the season type, by the share of its days."""
    share, league = share_of(question), config.league()
    of_all = league.usually.get(question.season_type) or seasons.regular_games(question.season)
    return math.ceil(share * of_all * min(1, 2 * teams / league.teams if teams else 1))  # two teams play a game


def dates_about(question: Question) -> int:
    """On how many of a question's dates there may be games."""
    days = (question.new.last - question.new.first).days + 1
    return min(days, math.ceil(share_of(question) * config.league().days[question.season_type]))


def share_of(question: Question) -> float:
    """A question's share of the days on which its season type can be played."""
    when = seasons.window(question.season, question.season_type)
    first, last = max(when.first, question.new.first), min(when.last, question.new.last)
    return ((last - first).days + 1) / ((when.last - when.first).days + 1)


def apart(sent_of: dict[str, Counter]) -> str | None:
    """What the datasets of a backfill that need a request a date or a game take, and why; None where there is none.

    sent_of: dataset -> what requests() says of it.
    """
    costly = {name: sent for name, sent in sent_of.items() if ALL[name].request in APART and sent}
    if not costly:
        return None
    tell_games = f"{client.STATS}/leaguegamelog"
    count = sum(number for sent in costly.values() for (way, _), number in sent.items() if way != tell_games)
    names = ", ".join(f"{name} (each {APART[ALL[name].request]})" for name in costly)
    return f"{count:,} requests for {names}: no answer of the league has several of them apart"


def schedules(span) -> Counter:
    """The schedule's own request, unless today's copy is kept."""
    missing = [season for season in seasons.parts(span) if not is_at_hand(season, config.now())]
    source = client.STATS if config.get("NBA_SOURCE") == client.STATS else client.CDN
    return Counter(
        (f"{source}/{CDN_PATH if source == client.CDN else 'scheduleleaguev2'}", season) for season in missing
    )


def schedule_of(season: str) -> Counter:
    """The request of the schedule's dataset, unless today's answer is kept."""
    if cache.holds(KEPT_AS, season):
        return Counter()
    is_on = season == seasons.of_day(seasons.eastern_date(config.now()))
    is_from_cdn = is_on and config.get("NBA_SOURCE") != client.STATS
    return Counter([(f"{client.CDN}/{CDN_PATH}" if is_from_cdn else f"{client.STATS}/scheduleleaguev2", season)])


def minutes(sent: Counter) -> float:
    """The minutes that the throttle needs for so many requests."""
    total = 0.0
    for source in (client.STATS, client.CDN):
        count = sum(number for (endpoint, _), number in sent.items() if endpoint.startswith(f"{source}/"))
        least = count * config.get("NBA_MIN_INTERVAL")
        for window, name in ((60, "NBA_PER_MINUTE"), (3600, "NBA_PER_HOUR")):
            most = ceiling(name, source)
            least = max(least, (count - 1) // most * window) if most and count else least
        total += least
    return total / 60


def lasting(minutes: float) -> str:
    """under a minute, about 12 minutes, about 27 hours"""
    if minutes < 1:
        return "under a minute"
    return f"about {math.ceil(minutes)} minutes" if minutes <= 90 else f"about {minutes / 60:,.0f} hours"
