"""The small drawings: bars of the last games, a line over a season. Each says in words what it shows."""

from datetime import date

from .markup import Markup, tag

WIDTH, HEIGHT = 160, 56
BAR, BARS = 9, 26


def bars(values: list[float], average: float) -> Markup:
    """A bar a game, the oldest first, and a line at the average."""
    top = max([*values, average]) or 1
    drawn = []
    for number, value in enumerate(values):
        height, x = max(1, value / top * BARS), number * (BAR + 2)
        place = {"x": x, "y": round(BARS - height, 1), "width": BAR, "height": round(height, 1)}
        drawn.append(tag("rect", tag("title", f"{value:g}"), **place, rx=1.5, class_="bar"))
    y, width = round(BARS - average / top * BARS, 1), 10 * (BAR + 2) - 2
    line = tag("line", x1=0, x2=width, y1=y, y2=y, class_="average")
    text = f"last {len(values)} games, oldest first: {', '.join(f'{value:g}' for value in values)}"
    box = f"0 0 {width} {BARS}"
    return tag("svg", drawn, line, viewBox=box, width=width, height=BARS, role="img", aria_label=text)


def line(points: list[tuple[date, float]], first: date, last: date, reach: float, description: str) -> Markup:
    """A line over time, from first to last; up and down by `reach` around zero, as in its neighbours."""
    days = max(1, (last - first).days)

    def at(day: date, value: float) -> tuple[float, float]:
        x, y = (day - first).days / days * (WIDTH - 8) + 4, HEIGHT / 2 - value / reach * (HEIGHT / 2 - 4)
        return round(x, 1), round(min(max(y, 1), HEIGHT - 1), 1)

    places = [at(*point) for point in points]
    drawn = [tag("line", x1=0, x2=WIDTH, y1=HEIGHT / 2, y2=HEIGHT / 2, class_="zero")]
    if places:
        path = " ".join(f"{x},{y}" for x, y in places)
        drawn.append(tag("polyline", points=path, class_="line"))
        drawn.append(tag("circle", cx=places[-1][0], cy=places[-1][1], r=3, class_="end"))
    return tag("svg", drawn, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=description)
