"""Checks and reads a request's parameters; parameters.json says what they look like."""

import json
import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from lib.standin.fill import skeleton
from lib.standin.league import SEASON_TYPES

RULES = json.loads(Path(__file__).with_name("parameters.json").read_text(encoding="utf-8"))
MAY_BE_EMPTY = RULES["may be empty"]  # these have to be sent, but may be sent empty
SPELLINGS = {**{season_type: season_type for season_type in SEASON_TYPES}, "All-Star": "All Star"}


def complaints(endpoint, params):
    """The service's complaint about a request: one line, or an empty text.

    A skeleton's `required` names parameters in its order: "X is required", or with a dot "The X property is required."
    """
    said = []
    for name in skeleton(endpoint)["required"].split():
        bare = name.rstrip(".")
        if not params.get(bare) and not (bare in params and name in MAY_BE_EMPTY):
            said.append(f"The {bare} property is required." if name != bare else f"{bare} is required")
    for name, value in params.items() if not said else ():
        pattern = RULES["patterns"].get(name)
        if value and pattern and not re.fullmatch(pattern.strip("^$"), value):
            said.append(f"The field {name} must match the regular expression '{pattern}'.")
        wrong = (name in RULES["whole"] and not value.isdigit()) or (name in RULES["dates"] and not day(value))
        if value and wrong:
            said.append(f"The value '{value}' is not valid for {name}.")
    return "; ".join(said)


def day(text, *more):
    """A date written `01/15/2025`, `2025-01-15` or in one of more forms; None if it is none of them."""
    for form in ("%m/%d/%Y", "%Y-%m-%d", *more):
        with suppress(ValueError):
            return datetime.strptime(text, form).date()
    return None


def whole(params, name):
    return int(params.get(name) or 0)


def season_types(params):
    asked = params.get("SeasonType")
    return (SPELLINGS[asked],) if asked else SEASON_TYPES
