"""What the fetch scripts share: their options, and how they pass on what they fetched."""

import importlib
from collections.abc import Callable

from _script import arguments, write_output  # first: the root on sys.path
from lib.asked import add_options, from_options
from lib.datasets import Dataset
from lib.jobs import chain, report
from lib.jobs.due import identified


def options(doc: str, dataset: Dataset):
    """A parser with the options that a dataset accepts, and where its rows go."""
    parser = arguments(doc)
    add_options(parser, dataset)
    parser.add_argument("--output", metavar="FILE", help="write there, aside and moved; default: stdout")
    parser.add_argument("--run", metavar="NUMBER", help="leave CSV and report of this run for store.py and mark.py")
    return parser


def asker(dataset: Dataset) -> Callable:
    """How a dataset is fetched: its script's fetch(), Asked -> lib.nba.fetched.Fetched."""
    return importlib.import_module(f"fetch_{dataset.name.replace('-', '_')}").fetch


def hand_over(dataset: Dataset, ask: Callable, args) -> None:
    """Fetches and writes the rows, then raises the first failure. With --run, mark.py exits with it instead.

    ask: Asked -> lib.nba.fetched.Fetched
    """
    asked = identified(from_options(args, dataset))
    if args.run:
        chain.fetch(dataset, ask, asked, *report.paths(dataset, args.run))
        return
    fetched = ask(asked)
    if not fetched.failures or fetched.rows:
        write_output(report.as_csv(fetched.rows, dataset), args.output)
    chain.tell(dataset, fetched, asked)
    if fetched.failures:
        first = fetched.failures[0]
        chain.complain(dataset, [failure for failure in fetched.failures if f"{failure}" != f"{first}"])
        raise first
