"""What the league itself does not have: what it lacks, unchanged, on three different days.

Kept in _metadata/holes/<dataset>.json: {item: {"lacks": text, "days": [the first three dates]}}. An item is a game id,
or a season and type such as 1953-54/Regular Season. What is not read is made anew: at worst the league is asked again.
"""

import json

from . import config, files

DAYS = 3


def of_the_league(dataset: str) -> dict[str, str]:
    """What of a dataset the league itself does not have, item -> text: nobody asks for it, but with FORCE=1."""
    if config.get("FORCE") == "1":
        return {}
    return {item: text for item, (text, days) in _kept(dataset).items() if _is_own(days)}


def note(dataset: str, lacks: dict[str, str], there=frozenset(), today: str = "") -> None:
    """Writes down what an answer of today lacks, item -> text; there: items that are there after all."""
    before = _kept(dataset)
    if not lacks and not before.keys() & there:
        return
    with files.lock(config.metadata("locks", f"holes-{dataset}.lock")):
        kept = {item: known for item, known in _kept(dataset).items() if item not in there}
        for item, text in lacks.items():
            known, days = kept.get(item, (text, []))
            days = [day for day in days if day <= today] if known == text else []  # a later one is damage
            kept[item] = (text, days if today in days or _is_own(days) else [*days, today])
        body = {item: {"lacks": text, "days": days} for item, (text, days) in sorted(kept.items())}
        files.write(_path(dataset), json.dumps(body, indent=1, ensure_ascii=False).encode())


def _is_own(days: list[str]) -> bool:
    return len(days) >= DAYS


def _path(dataset: str):
    return config.metadata("holes", f"{dataset}.json")


def _kept(dataset: str) -> dict[str, tuple[str, list[str]]]:
    try:
        kept = json.loads(_path(dataset).read_bytes())
        return {
            item: (f"{known['lacks']}", sorted({f"{day}" for day in known["days"]})) for item, known in kept.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
