"""What the tables cost, as ratios in one run: processor seconds where two ways are compared."""

import argparse
import contextlib
import csv
import io
import os
import random
import sqlite3
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from lib import seasons
from lib.datasets import PLAYER_GAMES
from lib.tables import database, places, query, reading, roll
from tests.bench.measure import ROOT

COLUMNS = (
    "SEASON_ID,PLAYER_ID,PLAYER_NAME,TEAM_ID,TEAM_ABBREVIATION,TEAM_NAME,GAME_ID,GAME_DATE,MATCHUP,WL,MIN,FGM,FGA,FG_PCT,"
    "FG3M,FG3A,FG3_PCT,FTM,FTA,FT_PCT,OREB,DREB,REB,AST,STL,BLK,TOV,PF,PTS,PLUS_MINUS,FANTASY_PTS,VIDEO_AVAILABLE"
)
SIZE = {"seasons": 6, "dates": 40, "players": 120}
SHORT = {"seasons": 2, "dates": 12, "players": 20}  # more dates than places.RECENT
LAST = 2024  # the first year of the newest season
SCORERS = (
    "SELECT PLAYER_NAME, sum(PTS) AS PTS FROM player_games WHERE GAME_DATE BETWEEN '2024-11-01' AND '2024-11-30' "
    "GROUP BY PLAYER_ID, PLAYER_NAME ORDER BY PTS DESC LIMIT 10"
)
SUMS = "SELECT count(*), sum(PTS), sum(REB), count(DISTINCT GAME_ID) FROM player_games"


def measure(folder: Path, args) -> str:
    size = argparse.Namespace(**(SHORT if args.short else SIZE))
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        root = folder / "data"
        for year in range(LAST - size.seasons + 1, LAST + 1):
            store(root, year, size.dates, size.players)
        tables(root, size)
        sums(root)
        databases(root, size.players)
        if not args.short:
            a_month_of_eighty_seasons(folder / "eighty")
    return f"## Tables\n\n```\n{said.getvalue()}```\n"


def tables(root: Path, args) -> None:
    full, count = cpu(lambda: make(root))
    nothing, made = cpu(lambda: [make(root) for _ in range(10)][0])
    assert len(count) == args.seasons and not made
    store(root, LAST, 1, args.players, first=date(LAST, 12, 25))
    day, made = cpu(lambda: make(root))
    assert len(made) == 1
    print(f"tables of {args.seasons} seasons, {args.seasons * args.dates * args.players:,} files")
    bar("all made, against nothing new", full / (nothing / 10), 50)
    bar("all made, against one new date", full / day, 5)
    name, season = PLAYER_GAMES.name, seasons.name(LAST)
    parquet, rolled = root / places.parquet(name, season), root / places.csv(name, season)
    bar("bytes of a season's CSV, against its Parquet", rolled.stat().st_size / parquet.stat().st_size, 5)
    glob = root / name / f"{LAST}-1*" / "*" / "games.csv"
    tree = cpu(lambda: sql(reads(glob, COLUMNS.split(","))))[0]
    one = cpu(lambda: [sql(reads(rolled, [*COLUMNS.split(","), "corrected"])) for _ in range(10)])[0] / 10
    bar("DuckDB over the season's partitions, against its CSV", tree / one, 100)


def reads(path: Path, columns: list[str]) -> str:
    types = ", ".join(f"'{column}': 'VARCHAR'" for column in columns)
    return f"SELECT sum(PTS::INT) FROM read_csv('{path}', columns={{{types}}}, auto_detect=false, header=true)"


def sums(root: Path) -> None:
    """The same rows everywhere."""
    found = {"Parquet": query.rows(root, SUMS).fetchall()[0]}
    for name, folder in (("tree", root / PLAYER_GAMES.folder), ("CSV", root / "seasons" / "csv")):
        paths = folder.rglob("*.csv")
        rows = [row for path in paths for row in csv.DictReader(path.open())]
        points, rebounds = (sum(int(row[column]) for row in rows) for column in ("PTS", "REB"))
        found[name] = (len(rows), points, rebounds, len({row["GAME_ID"] for row in rows}))
    for kind in ("duckdb", "sqlite"):
        database.make(root, kind)
    found["DuckDB"] = sql(SUMS, root / "nba.duckdb")[0]
    found["SQLite"] = sqlite3.connect(root / "nba.sqlite").execute(SUMS).fetchone()
    assert len(set(found.values())) == 1, found
    print(f"  the same sums in {', '.join(found)}: {found['tree'][0]:,} rows")


def databases(root: Path, players: int) -> None:
    for kind in ("duckdb", "sqlite"):
        database.path(root, kind).unlink()
        full = cpu(lambda kind=kind: database.make(root, kind))[0]
        store(root, LAST, 1, players, first=date(LAST, 12, 26 + (kind == "sqlite")))
        make(root)
        bar(f"{kind}: all of it, against one new date", full / cpu(lambda kind=kind: database.make(root, kind))[0], 1)


def a_month_of_eighty_seasons(root: Path) -> None:
    """A query as users run it, over seasons as large as they are, with a tree whose folders are looked at first."""
    for year in range(1946, 2026):
        store(root, year, 170, 1)
    make(root)
    import duckdb

    rows = "SELECT * REPLACE (PTS + (i % 30) AS PTS, PLAYER_ID || i AS PLAYER_ID) FROM '{0}', range(150) AS n(i)"
    for path in places.tables(root, PLAYER_GAMES.name).values():
        duckdb.sql(f"COPY ({rows.format(path)}) TO '{path}.new' (FORMAT parquet, COMPRESSION zstd)")
        os.replace(f"{path}.new", path)
    command = [sys.executable, str(ROOT / "scripts" / "query.py"), SCORERS]
    env = {"DATA_DIR": str(root), "PATH": os.environ["PATH"]}
    best = min(timed(lambda: subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)) for _ in range(5))
    season = f"FROM player_games WHERE SEASON_ID = '2{LAST}'"
    summed, told = least(lambda: query.rows(root, f"SELECT count(*), sum(PTS) {season}").fetchone())
    loaded, rows = least(lambda: len(reading.load("player-games", season=seasons.name(LAST), data=root)))
    assert told[0] == rows
    total = query.rows(root, "SELECT count(*) FROM player_games").fetchone()[0]
    print(f"the sum of a season's {rows:,} rows among eighty: {summed:.2f} processor seconds (bar 0.1)")
    print(f"load() of these rows as a DataFrame: {loaded:.2f} processor seconds")
    print(f"top scorers of a month among {total:,} rows of eighty seasons, all in all: {best:.2f} s (bar 0.5)")


def store(root: Path, year: int, dates: int, players: int, first: date | None = None) -> None:
    """Player games of a season, a row a file, as the store lays them out."""
    dice = random.Random(year)
    for number in range(dates):
        day = (first or date(year, 10, 22)) + timedelta(days=number)
        for player in range(players):
            team = f"T{player % 30:02d}"
            made, tried = dice.randint(0, 14), dice.randint(14, 25)
            game = f"002{year % 100:02d}{day.timetuple().tm_yday * 13 + player % 13:05d}"
            who = f"2{year},{1626000 + player},Player {player},16106127{player % 30:02d},{team},Team {team}"
            shots = f"{made},{tried},{made / tried:.3f},1,3,0.333,2,2,1.0"
            rest = f"{dice.randint(1, 12)},{dice.randint(0, 11)},1,0,2,3,{made * 2 + 3},{dice.randint(-20, 20)},21.5,1"
            line = f"{who},{game},{day},{team} @ OPP,W,{dice.randint(5, 40)},{shots},1,{dice.randint(0, 9)},{rest}"
            path = root / PLAYER_GAMES.folder / f"{day}" / f"{1626000 + player}" / "games.csv"
            path.parent.mkdir(parents=True)
            path.write_text(f"{COLUMNS}\n{line}\n")


def make(root: Path) -> list[tuple]:
    made = roll.up_to_date(root, [PLAYER_GAMES])
    assert not made.left_out and not made.doubtful, (made.left_out + made.doubtful)[:3]
    return made.tables


def sql(text: str, path: Path | None = None) -> list[tuple]:
    import duckdb

    with duckdb.connect(str(path) if path else ":memory:", read_only=bool(path)) as connection:
        return connection.execute(text).fetchall()


def cpu(work) -> tuple[float, object]:
    """Processor seconds of this process, all threads, and what the work gave."""
    start = time.process_time()
    done = work()
    return time.process_time() - start, done


def least(work) -> tuple[float, object]:
    """The least processor seconds of five times, in a process that has what it needs imported; what the work gave."""
    return min((cpu(work) for _ in range(5)), key=lambda found: found[0])


def timed(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bar(what: str, ratio: float, least: float) -> None:
    print(f"  {what:55} {ratio:8.1f} : 1 (bar {least}{'' if ratio >= least else ', missed'})")
