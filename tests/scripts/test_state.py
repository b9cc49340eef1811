"""What the project keeps for itself, of any shape: it is made anew, or named with 74; never a fault of ours."""

import pytest

READS = {
    "_metadata/asked.json": "gaps",
    "_metadata/fetch_tracker.json": "status",
    "_metadata/log/runs.jsonl": "status",
    "status.json": "status",
    "_metadata/holes/team-games.json": "gaps",
    "_metadata/index/team-games/2024-25.json": "gaps",
    "_metadata/schedule/2024-25.json": "gaps",
    "_metadata/tables.json": "tables",
    "seasons/datapackage.json": "tables",
}


def test_what_is_kept_is_made_anew_or_named_whatever_it_holds(machine):
    machine.seed("team-games", "2025-01-13")
    assert machine.chain("team-games") == 0 and machine.main("tables") == 0
    for key, script in READS.items():
        path = machine.data / key
        before = path.read_bytes() if path.exists() else None
        path.parent.mkdir(parents=True, exist_ok=True)
        for body in (b"[" * 9999, b"5", b'{"resources": [{}], "team-games": 5}'):
            path.write_bytes(body)
            try:
                status = machine.main(script)
            except Exception as error:  # the script would end with 70
                pytest.fail(f"{key}, {body[:9]}: {script}: {type(error).__name__}")
            assert status != 74 or key in machine.said, (key, body[:9], machine.said)
        path.write_bytes(before) if before is not None else path.unlink()
    assert machine.main("tables") == 0
