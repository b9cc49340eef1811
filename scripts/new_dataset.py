#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""Write a new dataset that one request returns completely: a fetch script, a record, a line of the Makefile, a test.

Then check the record: its key and types are guessed from the columns that nba_api expects; a column without a type is
kept as it comes, and is text in the tables. Where the endpoint takes a season, the dataset has SEASON, as a column of
ours as well, and past seasons can be backfilled.

example:
  scripts/new_dataset.py player-bios leaguedashplayerbiostats
"""

import importlib
import pkgutil
import re
import textwrap
from inspect import getsource, signature

from _script import ROOT, arguments, log, run  # first: the root on sys.path
from lib import config, datasets, files
from lib.errors import Usage
from lib.standin.answers.endpoints import STATS

ID = re.compile(r"([a-z_]+_)?(game|team|player|person|group|coach)_?id", re.IGNORECASE)  # what can tell rows apart
WIDTH = 120  # of a line
SHARE = re.compile(".+_(PCT|RATING|RATIO|PACE)")  # what is no whole number

RECORD = """{CONSTANT} = Dataset(
    name="{name}",
    module="{module}",
    frequency="daily",
    strategy="overwrite",
    key={key},
    partition="{name}/{{date}}/{file}.csv",
    types={types},
    request="{request}",
    sources={{"stats": "{endpoint}"}},
{accepts}    columns=AS_THEY_COME,
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
from lib.datasets import {CONSTANT}
from lib.nba import whole
from lib.nba.fetched import Fetched


def fetch(asked) -> Fetched:
    return {call}


def main(argv=None):
    hand_over({CONSTANT}, fetch, options(__doc__, {CONSTANT}).parse_args(argv))


if __name__ == "__main__":
    run(main, finishes=True)
'''
ACCEPTS = """    accepts=("SEASON",),
    season_types=(REGULAR,),
"""
TEST = '''"""{name}: fetched once a day, and an empty answer is never stored."""
{imports}

def test_{module}_is_fetched_once_as_planned(machine{play}):
{played}    assert machine.main("plan", "{name}") == 0
    assert "1  stats/{endpoint}" in machine.out, machine.out
    assert machine.chain("{name}") == 0, machine.said
    assert machine.chain("{name}") == 0
    assert machine.counted() == {{"stats/{endpoint}": 1}}
    assert machine.stored("{name}")


def test_an_empty_answer_is_no_{module}(machine{play}):
{played_empty}    assert machine.chain("{name}") == 65 and not machine.files("{name}")
'''
TEST_OF_SEASONS = """

def test_a_past_season_of_{module}_is_backfilled_once(machine{play}):
{played}    words = ("--datasets", "{name}", "--from", "2023-24", "--to", "2023-24")
    assert machine.main("plan", *words) == 0 and "1  stats/{endpoint}" in machine.out, machine.out
    assert machine.main("backfill", *words) == 0, machine.said
    assert machine.main("plan", *words) == 0 and "0  requests" in machine.out, "once is enough"
"""
FAULT = '    machine.league.fault("empty-results", ["stats"])\n'
# The league in a box may not have the endpoint: then an answer is made of the columns that nba_api expects.
IMPORTS = """
from lib.datasets import {CONSTANT}
from tests.support.played import table
"""
PLAYED = "    play(table({CONSTANT}{rows}))\n"


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("name", metavar="NAME", nargs="?", default=config.get("NAME"), help="such as player-bios")
    options.add_argument("endpoint", metavar="ENDPOINT", nargs="?", default=config.get("ENDPOINT"), help="of nba_api")
    args = options.parse_args(argv)
    if not args.name or not args.endpoint:
        raise Usage("which? make new-dataset NAME=player-bios ENDPOINT=leaguedashplayerbiostats")
    words = facts(args.name, endpoint_of(args.endpoint))
    is_of_seasons = bool(words["accepts"])
    written = {
        f"scripts/fetch_{words['module']}.py": SCRIPT.format(**words),
        f"tests/scripts/test_{words['module']}.py": (TEST + TEST_OF_SEASONS * is_of_seasons).format(**words),
        "lib/datasets.py": with_record((ROOT / "lib" / "datasets.py").read_text(), words),
        "Makefile": with_line((ROOT / "Makefile").read_text(), words),
    }
    for name, text in written.items():
        files.write(ROOT / name, text.encode())
        log.info("%s", name)
    (ROOT / f"scripts/fetch_{words['module']}.py").chmod(0o755)
    log.info("then check the record: in_season, since, types, and the columns' meanings in lib/columns.py")
    log.info("scripts/dictionary.py > docs/datasets.md; scripts/dictionary.py --glue > deploy/query/stack.yaml")
    log.info("rows in README.md, docs/data-model.md, docs/sources.md, docs/scheduling.md; a line in CHANGELOG.md")
    if words["endpoint"] not in STATS:
        log.info("the league in a box does not have %s: the test makes its answer up", words["endpoint"])


def endpoint_of(text: str) -> type:
    """nba_api's class of an endpoint; raises Usage with the nearest."""
    from nba_api.stats import endpoints

    known = {module.name for module in pkgutil.iter_modules(endpoints.__path__)} - {"_base"}
    if text.lower() not in known:
        raise Usage(f"no endpoint of nba_api: {config.unknown(text, known, 'nba_api/stats/endpoints has them')}")
    module = importlib.import_module(f"nba_api.stats.endpoints.{text.lower()}")
    return next(kind for kind in vars(module).values() if f"{getattr(kind, 'endpoint', '')}".lower() == text.lower())


def facts(name: str, endpoint: type) -> dict[str, str]:
    """What the templates need. Raises Usage for a name that cannot be, or an answer that is no table."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise Usage(f"{name!r} is no dataset's name; write it as player-bios")
    if name in datasets.ALL:
        raise Usage(f"there is {name} already")
    if "get_data_sets(self" in getsource(endpoint):
        raise Usage(f"{endpoint.endpoint} answers in objects, not in tables: write its record by hand")
    if {"game_date", "day_offset"} & {*signature(endpoint).parameters}:
        raise Usage(f"{endpoint.endpoint} answers for one date: write its record by hand")
    result_set, columns = next(iter(endpoint.expected_data.items()), ("", []))
    is_plain = isinstance(columns, list) and all(isinstance(column, str) for column in columns)  # not in groups
    ids = [column for column in columns if ID.fullmatch(column)] if is_plain else []
    if not ids:
        raise Usage(f"{endpoint.endpoint} has no id in its first table: write its record by hand")
    of_one = [name for name, taken in signature(endpoint).parameters.items() if taken.default is taken.empty]
    if of_one:
        raise Usage(f"{endpoint.endpoint} answers for one {of_one[0].removesuffix('_id')}: write its record by hand")
    seasons = [word for word in signature(endpoint).parameters if re.fullmatch("season(_(?!type|segment).+)?", word)]
    constant, is_simulated = name.upper().replace("-", "_"), endpoint.endpoint in STATS
    call = f'whole.fetch({constant}, "{result_set}")'
    if seasons:
        call = f'whole.of_season({constant}, "{result_set}", asked, "{seasons[0]}")'
        ids = list(dict.fromkeys(("SEASON", *ids)))
        columns = list(dict.fromkeys(("SEASON", *columns)))
    return {
        "name": name,
        "module": name.replace("-", "_"),
        "CONSTANT": constant,
        "endpoint": endpoint.endpoint,
        "set": result_set,
        "key": f"{tuple(ids)}".replace("'", '"'),
        "types": call_of(kinds_of(columns, ids)),
        "file": "{SEASON}" if seasons else name,
        "request": "season" if seasons else "everything",
        "accepts": ACCEPTS if seasons else "",
        "call": call,
        "imports": "" if is_simulated else IMPORTS.format(CONSTANT=constant),
        "play": "" if is_simulated else ", play",
        "played": "" if is_simulated else PLAYED.format(CONSTANT=constant, rows=""),
        "played_empty": FAULT if is_simulated else PLAYED.format(CONSTANT=constant, rows=", rows=0"),
    }


def kinds_of(columns: list[str], ids: list[str]) -> dict[str, list[str]]:
    """kind -> columns: as several other datasets have it, or by the name; one of neither is kept as it comes."""
    found = {}
    for column in columns:
        known = [dataset.types[column] for dataset in datasets.ALL.values() if column in dataset.types]
        if column in ids:
            kind = "text"
        elif {*known} == {"int", "float"} or SHARE.fullmatch(column):
            kind = "float"
        else:  # what one dataset has as a number, another may have as text: DRAFT_YEAR, "Undrafted"
            kind = known[0] if len(known) > 1 and len({*known}) == 1 else None
        if kind:
            found.setdefault(kind, []).append(column)
    return {kind: found[kind] for kind in ("text", "date", "int", "float") if kind in found}


def call_of(kinds: dict[str, list[str]]) -> str:
    """_types(text="…", …) as make lint wants it: on a line, or a kind a line."""
    listed = ", ".join(f'{kind}="{" ".join(names)}"' for kind, names in kinds.items())
    if len(listed) <= WIDTH - len("    types=_types(),"):
        return f"_types({listed})"
    if len(listed) <= WIDTH - 8:
        return f"_types(\n        {listed}\n    )"
    lines = []
    for kind, names in kinds.items():
        first, *more = textwrap.wrap(" ".join(names), WIDTH - 8 - len(f'{kind}=" ",'), break_on_hyphens=False)
        parts = [f'{kind}="{first}', *(f'"{part}' for part in more)]
        lines.append("\n".join(f'        {part} "' for part in parts[:-1]) + ("\n" if more else ""))
        lines[-1] += f'        {parts[-1]}",\n'
    return "_types(\n" + "".join(lines) + "    )"


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
