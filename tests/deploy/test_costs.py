"""make plan COSTS=1 WAY=…: what a way costs, with the sum; the same as docs/hosting.md says."""

import re

import pytest

from lib import config, costs
from tests.support.stage import ROOT


@pytest.mark.parametrize("way", config.WAYS)
def test_a_ways_costs_add_up_and_stay_below_a_dollar_a_month(house, way):
    done = house.make("plan", COSTS="1", WAY=way)
    assert done.returncode == 0, done.stderr
    works = re.split(r"^(?=\S.*:$)", done.stdout.partition("prices:")[0], flags=re.M)[1:]
    mornings = ["a month of mornings"] if way != "batch" else []
    assert [re.split("[,:]", work)[0] for work in works] == [*mornings, "a first season", "80 seasons"]
    for work in works:
        *parts, total = [float(line.split()[0]) for line in work.splitlines()[1:]]
        assert sum(parts) == pytest.approx(total, abs=0.001)
    *monthly, first, _ = sums = [float(work.splitlines()[-1].split()[0]) for work in works]
    assert all(dollars < 1 for dollars in monthly) and 0.15 < first < 0.20  # 30,000 writes are 15 cents
    told = re.search(rf"^\| `{way}` \| ([\d.]+|-) \| ([\d.]+) \| ([\d.]+) \|$", hosting(), re.M)
    assert [float(dollars) for dollars in told.groups() if dollars != "-"] == [round(total, 2) for total in sums]


def test_the_prices_are_in_one_dated_table():
    for what, dollars in costs.PRICES.items():
        assert f"| {what} | {dollars:g} |" in hosting(), what
    assert costs.DATED in hosting()


def test_costs_want_a_way(house):
    done = house.make("plan", COSTS="1")
    assert done.returncode != 0 and "COSTS=1 of which way?" in done.stderr


def hosting() -> str:
    return (ROOT / "docs" / "hosting.md").read_text()
