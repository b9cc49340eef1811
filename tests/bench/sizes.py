"""What every target costs with 1, 10 and 78 seasons stored: nothing should grow with history."""

import os
import shutil
from pathlib import Path
from unittest import mock

from lib.jobs import gaps, season_files
from tests.bench import document, history
from tests.bench.measure import League, environment, in_turn, make, middle

LAST = "2023-24"  # the newest made-up season; the one after it comes from the league in a box
DAYS = "2025-01-15T11:00:00Z", "2025-01-16T11:00:00Z"  # half of the running season is over, and a day later
SHORT_DAYS = "2024-10-24T11:00:00Z", "2024-10-25T11:00:00Z"
READ = 10  # with more seasons than these they are thin, and what reads all of them is left out
THIN = """
A season has 32,000 files. Of seventy-eight seasons only one player's games a day are stored: no target in the last
column looks below those days, which tests/lib/test_costs.py asserts.
"""
QUIET = {
    "due": (0,),
    "plan TARGET=daily": (0,),
    "status": (0, 1),
    "gaps": (0, 2),
    "corrections": (0,),
    "apply-corrections": (0,),
    "daily": (0,),
}
READING = {"tables": (0,), "query SQL='SELECT count(*) FROM player_games'": (0,), "report": (0,), "doctor": (0, 2)}
BARS = {"status": "0.2", "gaps": "2", "daily, a new day": "1.5"}


def measure(folder: Path, args) -> str:
    counts = (1, 2) if args.short else (1, 10, 78)  # 78: all there are before the running one
    found, megabytes, own = {}, {}, 0.0
    for count in counts:
        root = folder / f"{count}"
        root.mkdir()
        with League(days(args)[0], args.latency) as league:
            for target, cost in _costs(root, league, count, args):
                found.setdefault(target, {})[count] = cost.cpu
                megabytes[target] = max(megabytes.get(target, 0), cost.megabytes)
            own += league.cpu()
        shutil.rmtree(root)
    rows = [("target", *(f"{count} seasons" for count in counts), "bar", "most MB")]
    for target, costs in found.items():
        figures = (f"{costs[count]:.2f}" if count in costs else "" for count in counts)
        what = target if "," in target else f"`make {target}`"
        rows.append((what, *figures, BARS.get(target, ""), f"{megabytes[target]:.0f}"))
    written = f"## Processor seconds against stored history\n\n{document.table(*rows)}"
    written += THIN
    if not args.short:
        written += "\n" + document.plot("benchmarks-sizes", "What targets cost", found)
    return f"{written}\nThe league in a box took {own:.0f} processor seconds of its own.\n"


def days(args) -> tuple[str, str]:
    return SHORT_DAYS if args.short else DAYS


def _costs(root: Path, league: League, count: int, args):
    """(target, its middle cost) with so many past seasons and half of the running one stored."""
    first_day, second_day = days(args)
    env = environment(root, league, first_day)
    is_thin = count > READ
    history.lay(root / "data", LAST, count, 60 if args.short else history.GAMES, is_thin)
    if is_thin:
        keep_looks(env)
    first = make("daily", env)  # the season so far
    if count == 1:
        yield "daily, half a season and the first look", first
    times = 1 if args.short else 3
    for target, statuses in QUIET.items():
        yield f"{target}", middle(in_turn(times, lambda t=target, s=statuses: make(t, env, s))[0])
    if not is_thin:
        for target, statuses in READING.items():
            yield target.partition(" ")[0], make(target, env, statuses)
    league.at(second_day)
    env |= {"NOW": second_day}
    yield "daily, a new day", make("daily", env)
    if not is_thin:
        yield "tables, a new day", make("tables", env)


def keep_looks(env: dict[str, str]) -> None:
    """As if make gaps had looked at every made-up season: the files of thin ones all say the same."""

    def looks(season, wanted):
        return [gaps.Look(name, season, "Regular Season", history.GAMES, history.GAMES) for name in wanted]

    with (
        mock.patch.dict(os.environ, env),
        mock.patch.object(season_files, "games", lambda season, *_: season),
        mock.patch.object(gaps, "looks_at", looks),
    ):
        gaps.look()
