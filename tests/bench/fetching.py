"""A season fetched and stored beside the same by hand; checks with nothing due; a backfill beside its interval."""

import os
import re
import shutil
from pathlib import Path
from unittest import mock

from lib import config, datasets, seasons
from lib.tracker import ALL, Entry, open_tracker
from tests.bench import document
from tests.bench.measure import PYTHON, ROOT, League, environment, in_turn, make, middle, run, spread, together

PLAIN = ROOT / "tests" / "bench" / "plain.py"
SUMMER, MORNING = "2024-07-15T11:00:00Z", "2025-01-15T11:00:00Z"
AFTER_ALL = "2032-07-15T11:00:00Z"  # the last season of the league in a box is over
INTERVAL = 0.6


def measure(folder: Path, args) -> str:
    times = 2 if args.short else 3
    with League(SUMMER, args.latency) as league:
        written = "## A season, beside the same by hand\n\n" + whole_seasons(folder, league, times)
        league.at(MORNING)
        written += "\n## Nothing due\n\n" + nothing_due(folder / "due", league, times)
        if not args.short:
            league.at(SUMMER)
            written += "\n## The most memory\n\n" + memory(folder / "memory", league)
            league.at(AFTER_ALL)
            written += "\n## A backfill, beside its interval\n\n" + backfill(folder / "backfill", league)
            league.at(MORNING)
            written += "\n## The stats service hangs, the CDN answers\n\n" + hanging(folder / "hanging", league)
        return f"{written}\nThe league in a box took {league.cpu():.0f} processor seconds of its own meanwhile.\n"


def whole_seasons(folder: Path, league: League, times: int) -> str:
    env = environment(folder, league, SUMMER)
    rows = [("what", "ours, processor seconds", "by hand", "ours is", "bar", "ours, MB", "by hand, MB")]
    for name, who in (("team-games", "T"), ("player-games", "P")):
        script = ROOT / "scripts" / f"fetch_{name.replace('-', '_')}.py"
        words = ["--season", "2023-24", "--season-type", "regular", "--output", folder / f"{name}.csv"]
        ours, plain = in_turn(
            times,
            lambda script=script, words=words: run([PYTHON, script, *words], env),
            lambda who=who: run([PYTHON, PLAIN, "log", who, "2023-24", folder / "plain.csv"], env),
        )
        rows.append(compared(f"fetch a season of {name}; one nba_api call and to_csv", ours, plain, "1.15 ×"))

    def stored():
        shutil.rmtree(folder / "data", ignore_errors=True)
        return run([PYTHON, ROOT / "scripts" / "store.py", "player-games", folder / "player-games.csv"], env)

    def written():
        shutil.rmtree(folder / "plain", ignore_errors=True)
        return run([PYTHON, PLAIN, "write", folder / "player-games.csv", folder / "plain"], env)

    ours, plain = in_turn(times, stored, written)
    files = sum(1 for _ in (folder / "plain").rglob("*.csv"))
    rows.append(
        compared(f"store it in {files:,} files; a loop of open, write, rename, one syncfs", ours, plain, "1.3 ×")
    )
    return document.table(*rows) + calls(folder, env, files)


def compared(what: str, ours: list, plain: list, bar: str) -> tuple:
    ratio = middle(ours).cpu / middle(plain).cpu
    megabytes = f"{middle(ours).megabytes:.0f}", f"{middle(plain).megabytes:.0f}"
    return what, spread(ours), spread(plain), f"{ratio:.2f} ×", bar, *megabytes


def calls(folder: Path, env: dict, files: int) -> str:
    """System calls a file, where strace is there."""
    if not shutil.which("strace"):
        return ""
    shutil.rmtree(folder / "data", ignore_errors=True)
    command = [PYTHON, ROOT / "scripts" / "store.py", "player-games", folder / "player-games.csv"]
    run(["strace", "-f", "-c", "-o", folder / "calls", *command], env)
    total = re.search(r"(\d+)\s+\d+\s+total", (folder / "calls").read_text())
    return f"\nStoring takes {int(total[1]) / files:.1f} system calls a file (bar 7).\n"


def memory(folder: Path, league: League) -> str:
    """What fetching and storing a past season takes: the largest answers, the most requests, the widest rows."""
    folder.mkdir()
    env, csv = environment(folder, league, SUMMER), folder / "season.csv"
    rows = [("a season of", "rows", "fetching it, MB", "storing it, MB", "bar")]
    for name in ("team-games", "player-games", "player-games-advanced", "shots", "lineups", "tracking"):
        script = ROOT / "scripts" / f"fetch_{name.replace('-', '_')}.py"
        words = ["--season", "2023-24", "--season-type", "regular", "--output", csv]
        fetched = run([PYTHON, script, *words], env)
        stored = run([PYTHON, ROOT / "scripts" / "store.py", name, csv], env)
        with open(csv) as lines:
            count = sum(1 for _ in lines) - 1
        rows.append((name, f"{count:,}", f"{fetched.megabytes:.0f}", f"{stored.megabytes:.0f}", "256"))
    return document.table(*rows)


def nothing_due(folder: Path, league: League, times: int) -> str:
    folder.mkdir()
    env = environment(folder, league, MORNING)
    with mock.patch.dict(os.environ, env):
        mark_all()
    wanted = {
        "python -c 0": lambda: run([PYTHON, "-c", "0"], env),
        "scripts/should_fetch.py team-games": lambda: run(
            [PYTHON, ROOT / "scripts" / "should_fetch.py", "team-games"], env, (1,)
        ),
        "make teams players": lambda: make("teams players", env),
        "make daily": lambda: make("daily", env),
        "make all": lambda: make("all", env),
    }
    assert make("all", env).said.count("nothing due") == len(datasets.served())
    costs = in_turn(times, *wanted.values())
    bare = middle(costs[0]).cpu
    rows = [("command", "processor seconds", "bare starts of Python", "bar")]
    for name, cost in zip(wanted, costs, strict=True):
        rows.append((f"`{name}`", spread(cost), f"{middle(cost).cpu / bare:.1f}", "0.5" if name == "make all" else ""))
    return document.table(*rows)


def mark_all() -> None:
    """As if this morning's run had brought everything."""
    known, yesterday = open_tracker(), f"{seasons.yesterday(config.now())}"
    for dataset in datasets.served():
        date = yesterday if dataset.is_of_games else MORNING[:10]
        known.mark_fetched(dataset, [Entry(dataset.module, ALL, date, 1, "", "stats", MORNING)])


def backfill(folder: Path, league: League) -> str:
    folder.mkdir()
    env = environment(folder, league, AFTER_ALL, NBA_MIN_INTERVAL=f"{INTERVAL}")
    warm(folder / "warm", league)
    league.asked()
    with together() as megabytes:
        cost = make("backfill FROM=2022-23 TO=2031-32", env)
    sent = len(league.asked())
    ratio = cost.seconds / sent / INTERVAL
    return (
        f"Ten seasons of team-games and player-games: {sent} requests at {INTERVAL} seconds took {cost.seconds:.1f} "
        f"seconds: {ratio:.2f} × requests × interval (bar 1.05), {cost.cpu:.0f} processor seconds; the largest of its "
        f"processes had {cost.megabytes:.0f} MB, all together {megabytes[-1]:.0f} (bar 256).\n"
    )


def warm(folder: Path, league: League) -> None:
    """Has the league in a box play its seasons, which takes it seconds, before anybody waits for them."""
    folder.mkdir()
    words = ["--date-from", "2022-09-01", "--date-to", "2032-07-01", "--output", folder / "games.csv"]
    run([PYTHON, ROOT / "scripts" / "fetch_player_games.py", *words], environment(folder, league, AFTER_ALL), (0, 65))


def hanging(folder: Path, league: League) -> str:
    folder.mkdir()
    most = 60
    env = environment(folder, league, MORNING, NBA_MIN_INTERVAL=f"{INTERVAL}", NBA_MAX_REQUESTS=f"{most}")
    league.fault(kind="hang", endpoints=["stats"])
    league.asked()
    cost = make("-k daily", env, (0, 2))
    sent = len(league.asked())
    league.well()
    return f"`make -k daily` on an empty disk, {most} requests a run: {sent} requests, {cost.seconds:.0f} seconds.\n"
