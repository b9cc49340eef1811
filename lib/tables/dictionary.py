"""The data dictionary: what each column of each dataset means, as Markdown, from the catalogue and lib/columns.py."""

from .. import columns
from ..datasets import ALL, Dataset
from . import corrected, gather, names

HEAD = """# The data dictionary

Made from the catalogue by `scripts/dictionary.py`. A column has the league's name; *in SQL* is its name in the views,
where that differs. Types: text, int (a whole number), float, date. A share is 0 to 1. A column that the league adds is
kept, as text, after these. Ranks (`…_RANK`, int) and `sp_work_…` (float), which many answers have, are not listed.
"""


def markdown() -> str:
    """The whole dictionary."""
    parts = [HEAD, *(_of_dataset(dataset) for dataset in ALL.values()), _of_corrections()]
    return "\n".join(parts)


def _of_dataset(dataset: Dataset) -> str:
    grows = "each game once" if dataset.strategy == "append" else "a copy each time it is fetched"
    mark = gather.CORRECTED if dataset.strategy == "append" else gather.FETCHED
    spelled = names.spellings(list(dataset.types), dataset)
    key = ", ".join(f"`{column}`" for column in dataset.key)
    return (
        f"## {dataset.name}\n\nView `{names.view(dataset.name)}`; {dataset.frequency}, {grows}; key "
        f"{key}; partition `{dataset.partition}`.\n\n" + _table({**dataset.types, mark: "date"}, spelled)
    )


def _of_corrections() -> str:
    return f"## {corrected.NAME}\n\nView `{corrected.NAME}`: what the league changed after it was stored.\n\n" + _table(
        corrected.TYPES, {}
    )


def _table(types: dict[str, str], spelled: dict[str, str]) -> str:
    lines = ["| column | in SQL | type | unit | meaning |", "| --- | --- | --- | --- | --- |"]
    for column, kind in types.items():
        meaning = columns.of(column)
        in_sql = f"`{spelled[column]}`" if spelled.get(column, column) != column else ""
        lines.append(f"| `{column}` | {in_sql} | {kind} | {meaning.unit} | {meaning.meaning} |")
    return "\n".join(lines) + "\n"
