from datetime import UTC, datetime, timedelta

import pytest

from lib import config, datasets, tracker
from lib.errors import Misconfigured


def test_an_empty_variable_counts_as_unset(monkeypatch):
    monkeypatch.setenv("NBA_TIMEOUT", "")
    assert config.get("NBA_TIMEOUT") == 30


@pytest.mark.parametrize(
    "name, value", [("NBA_TIMEOUT", "soon"), ("NBA_RETRIES", "1.5"), ("NBA_MIN_INTERVAL", "-1"), ("TRACKER", "paper"),
                    ("NBA_TIMEOUT", "nan"), ("NOW", "today")]
)  # fmt: skip
def test_a_value_that_cannot_be_used_is_named(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(Misconfigured, match=f"{name}={value}: must"):
        config.now() if name == "NOW" else config.get(name)


def test_every_tracker_can_be_chosen():
    assert config.VARIABLES["TRACKER"].read == tuple(tracker.KINDS)


def test_now_fixes_the_clock(monkeypatch):
    monkeypatch.setenv("NOW", "2025-01-15T06:00:00-05:00")
    assert config.now() == datetime(2025, 1, 15, 11, tzinfo=UTC)


def test_a_frequency_can_be_overridden_for_one_dataset(monkeypatch):
    monkeypatch.setenv("PLAYER_STATS_FREQUENCY", "monthly")
    assert config.frequency(datasets.PLAYER_STATS) == "monthly"
    assert config.frequency(datasets.TEAMS) == "yearly"
    monkeypatch.setenv("PLAYER_STATS_FREQUENCY", "hourly")
    with pytest.raises(Misconfigured, match="PLAYER_STATS_FREQUENCY=hourly"):
        config.frequency(datasets.PLAYER_STATS)


def test_a_time_ahead_of_every_clock_is_damage(monkeypatch):
    now = datetime.now(UTC)
    assert config.is_future(now + timedelta(days=1)) and config.is_future(now + timedelta(minutes=6))
    assert not config.is_future(now + timedelta(minutes=4)), "two clocks differ a little"
    monkeypatch.setenv("NOW", "2024-01-15T11:00:00Z")
    assert not config.is_future(now), "NOW in the past does not spoil what was written since"
    monkeypatch.setenv("NOW", "2090-01-15T11:00:00Z")
    assert not config.is_future(datetime(2090, 1, 15, 10, tzinfo=UTC)), "NOW is the clock"
    assert config.is_future(datetime(2090, 1, 15, 12, tzinfo=UTC))
