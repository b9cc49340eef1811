"""The season by month: each day coloured by games stored of games played, with marks for gaps and corrections."""

import calendar
from collections import Counter
from datetime import date

from .facts import Facts
from .markup import Markup, tag

CELL, GAP, TOP = 24, 3, 18


def months(facts: Facts) -> Markup:
    """A drawing a month, from the first game day to the last."""
    lacking = Counter(gap.day for gap in facts.gaps if gap.day)
    changed = {change.day for change in facts.changes}
    first, last = min(facts.played), max(facts.played)
    drawn = []
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        drawn.append(_month(number // 12, number % 12 + 1, facts.played, lacking, changed))
    return tag("div", drawn, class_="months")


def legend() -> Markup:
    """What the colours and marks mean, each drawn as in the calendar."""
    kinds = (("whole", "all games stored"), ("part", "some missing"), ("none", "all missing"), ("off", "no game known"))
    entries = [tag("li", tag("span", class_=f"swatch {kind}", aria_hidden="true"), text) for kind, text in kinds]
    marks = (("mark-gap", "a gap"), ("mark-change", "a correction"))
    entries += [tag("li", tag("span", class_=f"swatch {kind}", aria_hidden="true"), text) for kind, text in marks]
    return tag("ul", entries, class_="legend")


def _month(year: int, month: int, played: dict[date, int], lacking: Counter, changed: set) -> Markup:
    before, days = calendar.monthrange(year, month)
    of_month = [day for day in played if (day.year, day.month) == (year, month)]
    known, missing = sum(played[day] for day in of_month), sum(lacking[day] for day in of_month)
    name = f"{calendar.month_name[month]} {year}"
    label = f"{name}: {known - missing:,} of {known:,} games stored"
    heads = [_text(place, -1, letter, "weekday") for place, letter in enumerate("MTWTFSS")]
    cells = []
    for number in range(days):
        day = date(year, month, number + 1)
        cells.append(_day(day, (before + number) % 7, (before + number) // 7, played, lacking[day], day in changed))
    height = TOP + (before + days + 6) // 7 * (CELL + GAP)
    drawing = tag("svg", heads, cells, viewBox=f"0 0 {7 * (CELL + GAP)} {height}", role="img", aria_label=label)
    return tag("figure", tag("figcaption", name, tag("span", f" {known - missing:,} of {known:,}")), drawing)


def _day(day: date, column: int, line: int, played: dict[date, int], lacks: int, is_changed: bool) -> Markup:
    known = played.get(day, 0)
    kind = "off" if not known else "whole" if not lacks else "part" if lacks < known else "none"
    label = f"{day}: {known - lacks} of {known} games stored" if known else f"{day}: no game known"
    x, y = column * (CELL + GAP), TOP + line * (CELL + GAP)
    marks = [
        tag("path", d=f"M{x + CELL - 9} {y} h9 v9 z", class_="mark-gap") if lacks else None,
        tag("circle", cx=x + 4, cy=y + CELL - 4, r=3, class_="mark-change") if is_changed else None,
    ]
    square = tag("rect", x=x, y=y, width=CELL, height=CELL, rx=4, class_=kind)
    title = tag("title", label, ", corrected" if is_changed else None)
    return tag("g", title, square, _text(column, line, day.day, f"on-{kind}"), marks)


def _text(column: int, line: int, text, kind: str) -> Markup:
    x, y = column * (CELL + GAP) + CELL / 2, TOP + line * (CELL + GAP) + CELL / 2 + 4
    return tag("text", text, x=x, y=y + 3 if line < 0 else y, class_=kind)
