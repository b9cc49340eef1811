"""The page: its sections from top to bottom."""

from pathlib import Path

from ..datasets import PLAYER_GAMES, TEAM_GAMES, Dataset
from . import calendar, charts
from .facts import Change, Facts, Gap, Leader, Rating, Standing
from .markup import Markup, joined, styles, table, tag

SHOWN = 100  # of a list of gaps, corrections or doubts
# Should text ever become markup in spite of markup.py: nothing is loaded and nothing runs.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def page(facts: Facts) -> bytes:
    """The whole file."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("link", rel="icon", href="data:,"),
        tag("title", f"NBA Data: {facts.season}"),
        styles((Path(__file__).parent / "report.css").read_text(encoding="utf-8")),
    )
    sections = (
        ("datasets", "Fresh and whole", _datasets(facts)),
        ("calendar", "The season by day", _calendar(facts)),
        ("standings", "Standings", _standings(facts)),
        ("leaders", "Leaders", _leaders(facts)),
        ("ratings", "Net rating", _ratings(facts)),
        ("runs", "The last runs", _runs(facts)),
    )
    title = tag("h1", f"{facts.league} {facts.season}")
    links = tag("nav", [tag("a", name, href=f"#{id}") for id, name, _ in sections], aria_label="Sections")
    made = tag("p", f"Through {facts.through}. Made {facts.made}.", class_="quiet")
    main = [tag("section", tag("h2", name, id=id), body, aria_labelledby=id) for id, name, body in sections]
    body = tag("body", tag("header", title, made, links), tag("main", main))
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n".encode()


def _datasets(facts: Facts) -> Markup:
    return joined([tag("ul", [_dataset(dataset) for dataset in facts.datasets], class_="cards"), _list(facts.doubts)])


def _dataset(dataset: Standing) -> Markup:
    games = f"{dataset.stored:,} of {dataset.known:,} games" if dataset.known else None
    label = [f"through {dataset.through}" if dataset.through else None, games]
    word = "never fetched" if dataset.state == "never" else dataset.state
    return tag(
        "li",
        tag("h3", dataset.name),
        tag("p", tag("strong", word, class_=dataset.state), f" since {dataset.since}" if dataset.since else None),
        tag("p", " · ".join(filter(None, label))) if any(label) else None,
        tag("p", dataset.why.removeprefix(f"{dataset.state}: ")) if dataset.why else None,
    )


def _calendar(facts: Facts) -> Markup:
    if not facts.played:
        return _nothing(TEAM_GAMES)
    known, lacking = sum(facts.played.values()), len([gap for gap in facts.gaps if gap.day])
    label = f"{known - lacking:,} of {known:,} games played are stored in every dataset that was asked for."
    gaps = tag("h3", "Gaps"), _list([_gap(gap) for gap in facts.gaps]) or tag("p", "None.")
    changes = tag("h3", "Corrections"), _list([_change(change) for change in facts.changes]) or tag("p", "None.")
    return joined([tag("p", label), calendar.legend(), calendar.months(facts), *gaps, *changes])


def _gap(gap: Gap) -> str:
    day = f" {gap.day}" if gap.day else ""
    return f"{gap.game}{day}: missing in {', '.join(gap.datasets)}"


def _change(change: Change) -> str:
    day = f" {change.day}" if change.day else ""
    what = f"{change.column} {change.before or 'empty'} → {change.after or 'empty'}"
    return f"{change.game}{day}: {change.of}, {what}, found {change.found}"


def _standings(facts: Facts) -> Markup:
    if not facts.standings:
        return _nothing(TEAM_GAMES)
    heads = ["Team", "W", "L", "Share", "Behind", "Home", "Road", "Points", "Against"]
    rows = [
        [
            f"{rank}\N{NO-BREAK SPACE}{team}",
            won,
            lost,
            f"{share:.3f}",
            f"{behind:g}",
            home,
            road,
            f"{points:.1f}",
            f"{against or 0:.1f}",
        ]
        for rank, team, won, lost, share, behind, home, road, points, against in facts.standings
    ]
    return table(f"Standings of the regular season {facts.season}", heads, rows)


def _leaders(facts: Facts) -> Markup:
    if not facts.leaders:
        return _nothing(PLAYER_GAMES)
    label = tag("p", f"Averages per game, {facts.season_type}, of players with at least 70 % of the games that anybody "
                    "played; beside each the last ten games, the newest to the right.", class_="quiet")  # fmt: skip
    heads = ["Player", "Team", "Games", "Average", "Last ten"]
    tables = [
        [tag("h3", what), table(f"Leaders: {what}", heads, [_leader(leader) for leader in leaders], {0, 1})]
        for what, leaders in facts.leaders.items()
    ]
    return joined([label, *tables])


def _leader(leader: Leader) -> list:
    return [leader.player, leader.team, leader.games, f"{leader.average:.1f}", charts.bars(leader.last, leader.average)]


def _ratings(facts: Facts) -> Markup:
    if not facts.ratings:
        counted = tag("p", "The league did not count turnovers and offensive rebounds in these games.")
        return counted if facts.standings else _nothing(TEAM_GAMES)
    points = [abs(value) for rating in facts.ratings for _, value in rating.net]
    reach = max([5, *points])
    days = [day for rating in facts.ratings for day, _ in rating.net] or [facts.through]
    label = (
        f"Points for less points against per 100 possessions, {facts.season_type}. The lines are the average of the "
        f"last ten games, each from {-reach:.0f} to {reach:+.0f} with zero in the middle. Possessions are "
        "FGA + 0.44 FTA − OREB + TOV, the mean of both teams."
    )
    drawn = [_rating(rating, min(days), max(days), reach) for rating in facts.ratings]
    return joined([tag("p", label, class_="quiet"), tag("ol", drawn, class_="ratings")])


def _rating(rating: Rating, first, last, reach: float) -> Markup:
    net = rating.offence - rating.defence
    now = f", now {rating.net[-1][1]:+.1f}" if rating.net else ""
    drawing = charts.line(rating.net, first, last, reach, f"{rating.team}: ten-game net rating over time{now}")
    head = tag("h3", rating.team, tag("span", f"{net:+.1f}", class_="net"))
    numbers = tag("p", f"{rating.offence:.1f} for, {rating.defence:.1f} against, {rating.games} games")
    return tag("li", head, drawing, numbers)


def _runs(facts: Facts) -> Markup:
    if not facts.runs:
        return tag("p", "No run is written down.")
    heads = ["When (UTC)", "Dataset", "Requests", "Rows", "Seconds", "Result"]
    return table("The last runs, the newest first", heads, [_run(run) for run in facts.runs], {0, 1, 5})


def _run(run: dict) -> list:
    status, problem = run["status"], run.get("problem") or ""
    result = tag("p", tag("strong", f"status {status}", class_="failed"), f" {problem}") if status else "done"
    numbers = ["" if run.get(name) is None else run[name] for name in ("requests", "rows", "seconds")]
    when = tag("span", f"{run['at']}"[:16].replace("T", " "), class_="solid")
    return [when, tag("span", run["dataset"], class_="solid"), *numbers, result]


def _nothing(dataset: Dataset) -> Markup:
    return tag("p", f"It is made from {dataset.name}, of which nothing is stored: run make {dataset.name}.")


def _list(texts: list[str]) -> Markup | None:
    if not texts:
        return None
    more = [f"and {len(texts) - SHOWN:,} more; make gaps and make corrections list all"] if len(texts) > SHOWN else []
    return tag("ul", [tag("li", text) for text in texts[:SHOWN] + more], class_="list")
