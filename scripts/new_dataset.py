#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Write a new dataset that one request returns completely: a fetch script, a record, a line of the Makefile, a test.

Then check the record: its key and types are guessed from the columns that nba_api expects. It fetches the season that
is on; a dataset with past seasons needs SEASON in accepts and in its partition.

example:
  scripts/new_dataset.py player-bios leaguedashplayerbiostats
"""

import importlib
import pkgutil
import re

from _script import ROOT, arguments, log, run  # first: the root on sys.path
from lib import config, datasets, files
from lib.errors import Usage
from lib.standin.answers.endpoints import STATS

ID = re.compile(r"(game|team|player|person|group|coach)_?id", re.IGNORECASE)  # what can tell rows apart

RECORD = """{CONSTANT} = Dataset(
    name="{name}",
    module="{module}",
    frequency="daily",
    strategy="overwrite",
    key={key},
    partition="{name}/{{date}}/{name}.csv",
    types=_types(text="{texts}"),
    request="everything",
    sources={{"stats": "{endpoint}"}},
    columns=AS_THEY_COME,
)

ALL = {{
"""
SCRIPT = '''#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Fetch {name} as CSV: {set} of {endpoint}, as of now.

example:
  scripts/fetch_{module}.py | head
"""

from _fetch import hand_over, options  # first: the root on sys.path
from _script import run
{imports}from lib.datasets import {CONSTANT}
from lib.nba import whole
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
{body}

def main(argv=None):
    hand_over({CONSTANT}, fetch, options(__doc__, {CONSTANT}).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)
'''
SEASON = "    season = seasons.of_day(seasons.eastern_date(config.now()))\n"
TEST = '''"""{name}: fetched once a day, and an empty answer is never stored."""


def test_{module}_is_fetched_once_as_planned(upstream):
    assert upstream.main("plan", "{name}") == 0 and "1  stats/{endpoint}" in upstream.out, upstream.out
    assert upstream.chain("{name}") == 0, upstream.said
    assert upstream.chain("{name}") == 0 and upstream.counted() == {{"stats/{endpoint}": 1}}
    assert upstream.stored("{name}")


def test_an_empty_answer_is_no_{module}(upstream):
    upstream.league.fault("empty-results", ["stats"])
    assert upstream.chain("{name}") == 65 and not upstream.files("{name}")
'''


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("name", metavar="NAME", nargs="?", default=config.get("NAME"), help="such as player-bios")
    options.add_argument("endpoint", metavar="ENDPOINT", nargs="?", default=config.get("ENDPOINT"), help="of nba_api")
    args = options.parse_args(argv)
    if not args.name or not args.endpoint:
        raise Usage("which? make new-dataset NAME=player-bios ENDPOINT=leaguedashplayerbiostats")
    words = facts(args.name, endpoint_of(args.endpoint))
    written = {
        f"scripts/fetch_{words['module']}.py": SCRIPT.format(**words),
        f"tests/scripts/test_{words['module']}.py": TEST.format(**words),
        "lib/datasets.py": with_record((ROOT / "lib" / "datasets.py").read_text(), words),
        "Makefile": with_line((ROOT / "Makefile").read_text(), words),
    }
    for name, text in written.items():
        files.write(ROOT / name, text.encode())
        log.info("%s", name)
    (ROOT / f"scripts/fetch_{words['module']}.py").chmod(0o755)
    log.info("then: scripts/dictionary.py > docs/datasets.md, rows in README.md and docs/data-model.md, meanings")
    if words["endpoint"] not in STATS:
        log.info("its test needs an answer: a skeleton in lib/standin/shapes, a line in answers/endpoints.py there")


def endpoint_of(text: str) -> type:
    """nba_api's class of an endpoint; raises Usage with the nearest."""
    from nba_api.stats import endpoints

    known = {module.name for module in pkgutil.iter_modules(endpoints.__path__)} - {"_base"}
    if text.lower() not in known:
        raise Usage(f"no endpoint of nba_api: {config.unknown(text, known, 'nba_api/stats/endpoints has them')}")
    module = importlib.import_module(f"nba_api.stats.endpoints.{text.lower()}")
    return next(kind for kind in vars(module).values() if getattr(kind, "endpoint", None) == text.lower())


def facts(name: str, endpoint: type) -> dict[str, str]:
    """What the templates need. Raises Usage for a name that cannot be, or an answer that is no table."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise Usage(f"{name!r} is no dataset's name; write it as player-bios")
    if name in datasets.ALL:
        raise Usage(f"there is {name} already")
    result_set, columns = next(iter(endpoint.expected_data.items()))
    ids = [column for column in columns if ID.fullmatch(column)] if isinstance(columns, list) else []
    if not ids:
        raise Usage(f"{endpoint.endpoint} has no id in its first table: write its record by hand")
    takes = endpoint.__init__.__code__.co_varnames
    season = next((word for word in ("season", "season_nullable") if word in takes), None)
    given = f", {season}=season" if season else ""
    constant = name.upper().replace("-", "_")
    call = f'    return whole.fetch({constant}, "{result_set}"{given})\n'
    return {
        "name": name,
        "module": name.replace("-", "_"),
        "CONSTANT": constant,
        "endpoint": endpoint.endpoint,
        "set": result_set,
        "key": f"{tuple(ids)}".replace("'", '"'),
        "texts": " ".join(ids),
        "imports": "from lib import config, seasons\n" if season else "",
        "body": (SEASON if season else "") + call,
    }


def with_record(text: str, words: dict[str, str]) -> str:
    """lib/datasets.py with the record before ALL, and in it."""
    before, _, after = text.partition("ALL = {\n")
    listed, end, rest = after.partition("    )\n}")
    return f"{before}{RECORD.format(**words)}{listed}        {words['CONSTANT']},\n{end}{rest}"


def with_line(text: str, words: dict[str, str]) -> str:
    """The Makefile with the dataset's line after the last one."""
    before, mark, after = text.partition("\n# Of lib/datasets.py")
    target = f"{words['name']}:"
    return f"{before}{target:32}## {words['set']} of {words['endpoint']} (daily)\n{mark}{after}"


if __name__ == "__main__":
    run(main)
