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


def test_what_is_kept_is_made_anew_or_named_whatever_it_holds(upstream):
    upstream.seed("team-games", "2025-01-13")
    assert upstream.chain("team-games") == 0 and upstream.main("tables") == 0
    for key, script in READS.items():
        path = upstream.data / key
        before = path.read_bytes() if path.exists() else None
        path.parent.mkdir(parents=True, exist_ok=True)
        for body in (b"[" * 9999, b"5", b'{"resources": [{}], "team-games": 5}'):
            path.write_bytes(body)
            try:
                status = upstream.main(script)
            except Exception as error:  # the script would end with 70
                pytest.fail(f"{key}, {body[:9]}: {script}: {type(error).__name__}")
            assert status != 74 or key in upstream.said, (key, body[:9], upstream.said)
        path.write_bytes(before) if before is not None else path.unlink()
    assert upstream.main("tables") == 0
