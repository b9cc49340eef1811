"""How many requests a daily refresh and a season backfilled take: ours, the plain recipe's, and what others publish."""

from collections import Counter
from pathlib import Path

from tests.bench import document, sizes
from tests.bench.measure import PYTHON, ROOT, League, environment, make, run

SUMMER = "2024-07-15T11:00:00Z"
SEASONS = "player games alone, a request a season type: default and current-season mode (stats/nba_sql.py)"
# What others' published programs ask for; formula and where it is read. Nothing of theirs was run.
OTHERS = (
    ("mpope9/nba-sql", "2", "2", SEASONS),
    ("Will0Wot/nba_project_ML_predict", *["a player"] * 2, "one PlayerGameLog each (cleaning/player_features.py)"),
    ("JeremyLi28/Fantasy", *["1, and a player"] * 2, "one PlayerGameLog each (nba_stats_crawler.py)"),
)


def measure(folder: Path, args) -> str:
    logs = "team-games player-games"
    first_day, second_day = sizes.days(args)
    with League(first_day, args.latency) as league:
        env = environment(folder, league, first_day)
        make(logs, env)
        make("player-boxscores", env)
        league.at(second_day)
        league.asked()
        make(logs, env | {"NOW": second_day})
        daily = Counter(league.asked())
        make("player-boxscores", env | {"NOW": second_day})
        boxes = Counter(league.asked())
        league.at(SUMMER)
        (folder / "past").mkdir()
        make("backfill FROM=2023-24 TO=2023-24", environment(folder / "past", league, SUMMER))
        season = Counter(league.asked())
        most = 20 if args.short else 100_000
        plain = run([PYTHON, ROOT / "tests" / "bench" / "plain.py", "each", "2023-24", folder / "each", most], env)
        each = len(league.asked())
        own = league.cpu()
    rows = [
        ("who", "a daily refresh", "a season backfilled", "what"),
        ("this project, team-games and player-games", daily.total(), season.total(), named(daily)),
        ("this project, player-boxscores besides", boxes.total(), "a game each", named(boxes)),
        (
            "the plain recipe: one request a team and one a player",
            each,
            each,
            f"measured: {plain.cpu:.0f} processor seconds",
        ),
        *OTHERS,
    ]
    return f"## Requests\n\n{document.table(*rows)}\nThe league in a box took {own:.0f} processor seconds of its own.\n"


def named(asked: Counter) -> str:
    return ", ".join(f"{count} {endpoint}" for endpoint, count in asked.items())
