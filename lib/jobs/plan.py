"""What a dataset would ask for, counted without asking: for plan.py and backfill.py."""

import math
from argparse import ArgumentParser
from collections import Counter

from _asked import game_arguments, game_span

from lib import config, schedule, seasons
from lib.datasets import PLAYER_BOXSCORES, Dataset
from lib.jobs.stored import boxscores as stored_boxscores
from lib.jobs.stored import careers_wanted, games_in, known_games
from lib.nba import boxscores as box
from lib.nba import careers, client, gamelog, sources
from lib.nba.schedule import CDN_PATH, is_at_hand
from lib.nba.throttle import JITTER, ceiling

# How many games there are about, where neither a schedule nor a stored log tells.
USUALLY = {"Pre Season": 70, "All Star": 1, "Playoffs": 85, "PlayIn": 6, "IST": 1}


def requests(dataset: Dataset, arguments: list[str]) -> Counter:
    """(source/endpoint, what is asked for) -> requests that the fetch script would send with these arguments.

    The same key of two datasets is the same request, whose answer serves both.
    """
    if dataset.request == "everything":
        return Counter({(f"{client.STATS}/commonallplayers", ""): 1} if wants_stats_list(dataset) else {})
    options = ArgumentParser()
    game_arguments(options)
    for flag in ("--new", "--active"):
        options.add_argument(flag, action="store_true")
    for name in ("--player", "--game"):
        options.add_argument(name)
    args = options.parse_args(arguments)
    if dataset.request == "player":
        players = [args.player] if args.player else waiting(args)
        return Counter((f"{client.STATS}/{careers.ENDPOINT}", player) for player in players)
    if args.game:
        return Counter([box_of(args.game)])
    return (logs if dataset.request == "season" else boxes)(dataset, args)


def wants_stats_list(dataset: Dataset) -> bool:
    return config.get("NBA_SOURCE") in dataset.sources


def waiting(args) -> list[str]:
    span = seasons.bounds(args.season) if args.season else seasons.so_far(seasons.yesterday(config.now()))
    return careers_wanted(span, args.new)[1]


def logs(dataset: Dataset, args) -> Counter:
    span, season_type = game_span(args)
    asked, today = schedules(span), seasons.eastern_date(config.now())
    for question in gamelog.questions(span, season_type, args.look_back, schedule.stored):
        way = sources.in_order(f"{dataset.name} {question}", gamelog.ways(dataset, question))[0]
        if way.source == client.CDN:
            games = question.games(games_in(dataset)(question.new), today)
            asked.update((f"{way}", game.game_id) for game in games)
        else:
            asked[f"{way}", f"{dataset.name} {question}"] += 1
    return asked


def boxes(dataset: Dataset, args) -> Counter:
    span, season_type = game_span(args)
    asked, stored = schedules(span), stored_boxscores() if args.new else set()
    games, today = [], seasons.eastern_date(config.now())
    for season, part in seasons.parts(span).items():
        if (known := known_games(part, season_type)) is not None:
            games += list(known.rows["GAME_ID"])
            continue
        for question in gamelog.questions(part, season_type, 0, schedule.stored):
            if question.schedule:
                games += [game.game_id for game in question.games((), today)]
                continue
            if is_at_hand(season, config.now()):  # no schedule is asked for: the log tells the games
                asked[f"{client.STATS}/leaguegamelog", f"games of {question}"] += 1
            asked[f"{client.STATS}/{box.ENDPOINT}", f"{question}"] += about(question)
    asked.update(box_of(game_id) for game_id in games if game_id not in stored)
    return asked


def box_of(game_id: str) -> tuple[str, str]:
    return f"{sources.in_order(PLAYER_BOXSCORES.name, box.ways(game_id))[0]}", game_id


def about(question: gamelog.Question) -> int:
    """How many games there may be in a question's dates: those of the season type, by the share of its days."""
    when = seasons.window(question.season, question.season_type)
    first, last = max(when.first, question.new.first), min(when.last, question.new.last)
    share = ((last - first).days + 1) / ((when.last - when.first).days + 1)
    return math.ceil(share * (USUALLY.get(question.season_type) or seasons.regular_games(question.season)))


def schedules(span) -> Counter:
    """The schedule's own request, where it is not at hand."""
    missing = [season for season in seasons.parts(span) if not is_at_hand(season, config.now())]
    source = client.STATS if config.get("NBA_SOURCE") == client.STATS else client.CDN
    return Counter(
        (f"{source}/{CDN_PATH if source == client.CDN else 'scheduleleaguev2'}", season) for season in missing
    )


def minutes(asked: Counter) -> float:
    """How long the throttle lets them take, host by host."""
    total = 0.0
    for source in (client.STATS, client.CDN):
        count = sum(number for (endpoint, _), number in asked.items() if endpoint.startswith(f"{source}/"))
        least = count * config.get("NBA_MIN_INTERVAL") * (1 + JITTER / 2)
        for window, name in ((60, "NBA_PER_MINUTE"), (3600, "NBA_PER_HOUR")):
            most = ceiling(name, client.base(source))
            least = max(least, (count - 1) // most * window) if most and count else least
        total += least
    return total / 60
