"""What the league does not have, as one machine and another were told it."""

from lib.holes import Hole, joined, read, to_bytes


def test_days_of_two_machines_are_counted_together():
    ours = {"0021300700": Hole("has no winner", ("2026-01-01", "2026-01-02"))}
    theirs = {"0021300700": Hole("has no winner", ("2026-01-02", "2026-01-05")), "0021200700": Hole("is missing")}
    both = joined(ours, theirs)
    assert both == joined(theirs, ours)
    assert both["0021300700"].is_the_leagues and not both["0021200700"].is_the_leagues
    assert read(to_bytes(both)) == both


def test_of_two_shortfalls_the_one_told_last_counts():
    ours = {"1953-54/Regular Season": Hole("has 322 of 324 games", ("2026-01-01", "2026-01-02"))}
    theirs = {"1953-54/Regular Season": Hole("has 323 of 324 games", ("2026-02-01",))}
    assert joined(ours, theirs) == joined(theirs, ours) == theirs


def test_what_cannot_be_read_is_nothing():
    for body in (b"", b"[1]", b'{"x": 1}', b"\xff", b'{"x": {"lacks": "y"}}'):
        assert read(body) == {}
