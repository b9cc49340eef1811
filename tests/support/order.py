"""In which order a run's tests begin, and what it says at its end."""


def pytest_collection_modifyitems(items):
    """The tests that take longest begin first, so that nobody waits for them at the end."""
    slow = (
        ("real_cron", "test_demo", "kill", "sixteen", "test_cold", "test_handler", "test_stop", "test_s3_chain")
        + ("stack_is_made", "cut_between", "test_status", "test_backfill", "mixed", "test_sync", "test_shapes")
        + ("what_was_planned", "test_privileges", "fuzz", "leaves_what_makes", "of_the_readme", "test_costs")
    )  # fmt: skip
    items.sort(key=lambda item: next((n for n, name in enumerate(slow) if name in item.nodeid), len(slow)))


def pytest_terminal_summary(terminalreporter):
    """The matrix of faults and datasets, as the tests that walked it recorded it: complete, or the exit status."""
    reports = [
        report for many in terminalreporter.stats.values() for report in many if hasattr(report, "user_properties")
    ]
    cells = {
        tuple(value[:3]): value[3] for report in reports for name, value in report.user_properties if name == "matrix"
    }
    if not cells:
        return
    names, scopes = (list(dict.fromkeys(key[place] for key in sorted(cells))) for place in (0, 2))
    terminalreporter.section("faults: complete data, or the exit status (by who is faulty)")
    for kind in dict.fromkeys(key[1] for key in cells):
        told = [
            f"{name} " + " ".join(f"{scope}:{cells.get((name, kind, scope), '-')}" for scope in scopes)
            for name in names
        ]
        terminalreporter.write_line(f"{kind:16} {' | '.join(told)}")
