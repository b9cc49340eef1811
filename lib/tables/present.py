"""The answer to a query as a table for people."""

from pathlib import Path

from . import query, reach

SHOWN = 50


def answer(root: Path, sql: str) -> tuple[str, bool]:
    """(a table of a SELECT's first SHOWN rows, whether there are more). Raises as query.rows()."""
    result = reach.answered(root, lambda: query.rows(root, sql))
    rows = result.fetchmany(SHOWN + 1)
    return table([column[0] for column in result.description], rows[:SHOWN]), len(rows) > SHOWN


def table(columns: list[str], rows: list[tuple]) -> str:
    """Columns wide enough for what is in them, numbers to the right."""
    cells = [columns, *([_shown(value) for value in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells)]
    to_right = [all(isinstance(row[place], int | float | None) for row in rows) for place in range(len(columns))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width) for cell, width, right in zip(line, widths, to_right)
        ).rstrip()
        for line in cells
    )


def _shown(value) -> str:
    """A value without what would move the terminal's cursor."""
    if value is None:
        return ""
    if isinstance(value, float):
        value = f"{value:.3f}".rstrip("0").rstrip(".")
    return "".join(letter if letter.isprintable() else "?" for letter in str(value))
