"""How the figures are written down: Markdown, and plots as SVG."""

from math import log10
from pathlib import Path

from tests.bench.measure import ROOT, machine

COLOURS = ("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#8c564b", "#17becf", "#7f7f7f")
WIDTH, HEIGHT, LEFT, TOP = 720, 380, 60, 20


READ = """
Other work on the machine disturbs seconds more than processor seconds, and a ratio of two figures measured in turn
least of all. A figure with two others in brackets is the median, with the least and the most. Processor seconds are
those of the whole process and all that it starts. The league in a box is a process of its own and is not among them.
A process's megabytes are never less than the bench's own, some 78 once it has made a history.
"""


# Measured before the mends of this page's subject, by hand, on a machine of the same kind.
BEFORE = """## Before

| what | then | goal |
| --- | --- | --- |
| fetch a season of team-games, beside one nba_api call and to_csv | 1.21 to 1.26 × | 1.15 × |
| fetch a season of player-games | 1.32 to 1.70 ×, 173 MB | 1.15 ×, 140 MB |
| store it, system calls a file | 13.1 | 7 |
| every dataset, nothing due | 0.665 s, six processes | 0.5 s |
| `make status` at 1, 10 and 78 seasons, processor seconds | 3.2, 14, 104 | 0.2 |
| `make gaps` at 1, 10 and 78 seasons | 2.8, 24, 333 | 2 |
| `make daily` after a game day, with nothing and with 78 seasons stored | 4.4, 7.2 | 1.5 |
"""

# By cProfile and by counting system calls, each before and after its mend on the same machine.
FOUND = (
    ("what took long", "what was done", "before", "after"),
    ("`make daily`: every box score was opened, for its game", "the folder is listed", "1.67 s", "0.03 s"),
    ("the tracker's file: line numbers, for messages", "only where something is wrong", "32 ms a read", "7 ms"),
    ("a season's keys: a path object each", "texts, from scandir", "5.2 s", "1.6 s"),
    ("storing: system calls a file", "one flush of the disk at the end", "13.1", "6.2"),
    ("storing: csv.writer for each line", "a line without quotes is joined", "1.69 × the loop", "1.33 ×"),
    ("storing: looks into absent folders, days from paths", "none; from the rows", "1.33 × the loop", "1.20 ×"),
    ("a step's end: Python takes its modules apart", "os._exit once all is flushed", "a fifth of a step", "nothing"),
    ("a lock: the package for it", "fcntl's own", "a seventh of a step", "nothing"),
    ("gaps at 78 seasons: the folders of all games", "a season's, by their names", "1.08 s", "0.72 s"),
    ("a query over eighty seasons: of which season is a folder", "told once a month", "2.5 s", "0.31 s"),
    ("a partition: types of its columns, a pattern a number", "once a header; digits pass", "45 µs", "25 µs"),
    ("a season of a measure: its ranks, the log beside it", "dropped early; day by day", "289 MB", "209 MB"),
    ("a season that another endpoint is asked for too", "its rows are changed in place", "249 MB", "221 MB"),
    ("a season of shots: each equal cell a text of its own", "held once; rows packed", "607 MB", "230 MB"),
    ("storing shots: all rows are lists of texts", "some 10,000 at a time", "553 MB", "95 MB"),
    ("a backfill's processes keep the memory they freed", "given back between steps", "286 MB", "251 MB"),
    ("a backfill: nothing is asked while a season is stored", "two processes", "1.28 × its interval", "see above"),
)
UGLIER = """
`csvfile._line`, `_script._leave` and `files.held` are longer than what they replace; these figures are why.
"""


# By hand, by other means than this bench: it does not measure these.
MISSED = """
## What is missed

- Tables of a season of play-by-play take 773 MB, of play-by-play-live 2,144, of shots 403 (256 asked); `make database`
  with them 814, a query that writes all shots as JSON 495, and fetching a whole season of play-by-play in one run 532.
- `make sync FULL=1` and `make pull` hold a list of the whole bucket: 97 to 112 MB at 129,000 objects.
- Whether tables are up to date is asked of every folder of every dataset: with 78 seasons of box scores a query takes
  a second of processor, `load()` of a day 0.9. `load()` of a season as a DataFrame takes 0.24 (0.1 asked).
- The first look of `make gaps` takes 2.5 seconds a season; at 78 seasons the table above begins with looks that are
  kept, since all made-up seasons say the same. "Nothing due" is measured on an empty disk: 0.39 at 78 seasons.
- Not measured at 78 seasons: tables, query, report, doctor. Not at all: package, database, pull, a first sync.
"""


def found() -> str:
    return f"\n## What a profiler found\n\n{table(*FOUND)}{UGLIER}{MISSED}"


def head(args) -> str:
    how = "the short form, which proves nothing" if args.short else "one run of `make bench`"
    return f"""# Benchmarks

Written by `make bench`; these are the figures of {how}, on {machine()}.

{" ".join(READ.split())}
"""


def table(*rows: tuple) -> str:
    """A Markdown table; the first row is its head."""
    lines = [f"| {' | '.join(map(str, row))} |" for row in rows]
    return "\n".join([lines[0], f"|{' --- |' * len(rows[0])}", *lines[1:]]) + "\n"


def plot(name: str, title: str, lines: dict[str, dict[float, float]]) -> str:
    """Writes docs/NAME.svg, both axes logarithmic; the Markdown that shows it. lines: name -> {seasons: seconds}"""
    points = [(x, max(y, 0.01)) for line in lines.values() for x, y in line.items()]
    (x0, x1), (y0, y1) = [(log10(min(values)), log10(max(values))) for values in zip(*points, strict=True)]
    y0, y1 = y0 - 0.1, y1 + 0.1

    def place(x: float, y: float) -> str:
        across = LEFT + (WIDTH - 260) * (log10(x) - x0) / ((x1 - x0) or 1)
        return f"{across:.1f},{TOP + (HEIGHT - 70) * (y1 - log10(max(y, 0.01))) / (y1 - y0):.1f}"

    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"',
        f' font-size="12"><rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="14" font-weight="bold">{title}</text>',
    ]
    for x in sorted({x for x, _ in points}):
        across = place(x, 10**y0).partition(",")[0]
        drawn.append(f'<text x="{across}" y="{HEIGHT - 30}" text-anchor="middle">{x:g}</text>')
    for y in (0.01, 0.1, 1, 10, 100):
        if y0 <= log10(y) <= y1:
            down = place(10**x0, y).partition(",")[2]
            drawn.append(f'<text x="{LEFT - 8}" y="{down}" text-anchor="end">{y:g}</text>')
            drawn.append(f'<path d="M{LEFT} {down}H{WIDTH - 200}" stroke="#ddd"/>')
    drawn.append(f'<text x="{LEFT}" y="{HEIGHT - 10}">seasons stored; processor seconds upwards</text>')
    for number, (label, line) in enumerate(lines.items()):
        colour, down = COLOURS[number % len(COLOURS)], TOP + 14 + 18 * number
        path = " ".join(place(x, y) for x, y in sorted(line.items()))
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        drawn.append(f'<text x="{WIDTH - 185}" y="{down}" fill="{colour}">{label}</text>')
    (Path(ROOT) / "docs" / f"{name}.svg").write_text("\n".join([*drawn, "</svg>"]) + "\n")
    return f"![{title}]({name}.svg)\n"
