"""How hard the tests in tests/fuzz try: some seconds and the same cases each time; with FUZZ=long random ones."""

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

IS_LONG = os.environ.get("FUZZ") == "long"
DOCUMENTED = {0, 1, 2, 65, 69, 74, 75, 78}  # 70 is our own fault; 1 is the word `fresh`
# What breaks readers, shells, terminals, paths and spreadsheets.
TEXTS = [
    "", " ", "x", "\x1b[2J", "a\rb", "\x85", "\u2028", "\u202e", "\x0b", "\ufeff", "x" * 70_000, "../../x",
    "/etc/passwd", "-rf", "--help", "=1+1", "$(touch hit)", "`touch hit`", "; touch hit", "'", '"', "\\", "*", "%s%n",
    "{}", "null", "NaN", "1e999", "-0", "٣", "0022400001", "2024-02-31", "9999-99-99", "2024-25", "1610612747",
    "JAN 15, 2024", "\U0001f600",
]  # fmt: skip
texts = st.sampled_from(TEXTS) | st.text(max_size=30)


def fuzz(examples: int, long: int = 30):
    """The settings of one test: so many examples, and so many times as many in the long form."""
    return settings(
        max_examples=examples * long if IS_LONG else examples,
        derandomize=not IS_LONG,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink] if IS_LONG else [Phase.generate],
        print_blob=True,
    )
