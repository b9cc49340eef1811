"""Whatever becomes of one stored file: it is told or made anew, nothing else changes, no fault is ours."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.fuzz import DOCUMENTED, fuzz

DAILY = ("team-games", "player-boxscores")


@pytest.fixture(scope="module")
def stored(machine_at, simulated, tmp_path_factory):
    """A folder with an evening of games, and all that the project keeps beside them."""
    folder = tmp_path_factory.mktemp("stored")
    simulated.clear_faults()
    simulated.now = "2025-01-15T11:00:00Z"
    with pytest.MonkeyPatch.context() as patch:
        machine = machine_at(folder, patch)
        for name in DAILY:
            machine.seed(name, "2025-01-13")
            assert machine.chain(name) == 0
        return folder


def contents(folder: Path) -> dict:
    """{path: bytes} of the data, the project's own notes aside."""
    paths = (path for path in (folder / "data").rglob("*") if path.is_file() and "_metadata" not in path.parts)
    return {path: path.read_bytes() for path in paths}


def damaged(body: bytes, how: str, share: float, more: bytes) -> bytes:
    cut = int(len(body) * share)
    return {
        "empty": b"",
        "cut": body[:cut],
        "other": more,
        "longer": body + more,
        "inside": body[:cut] + more + body[cut + len(more) :],
    }[how]


@fuzz(4, long=45)
@given(
    st.floats(0, 1, exclude_max=True),
    st.sampled_from(["empty", "cut", "other", "longer", "inside"]),
    st.floats(0, 1),
    st.binary(max_size=20)
    | st.sampled_from([b"\0", b"[]", b"{}", b"null", b"[" * 9999, b'{"modules":5}', b"\x1f\x8b"]),
)
def test_one_damaged_file_harms_nothing_else(machine_at, stored, where, how, share, more):
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        folder = Path(folder)
        shutil.copytree(stored, folder, dirs_exist_ok=True)
        machine = machine_at(folder, patch)
        every = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
        path = every[int(where * len(every))]
        path.write_bytes(damaged(path.read_bytes(), how, share, more))
        before = contents(folder)
        for script, *words in (("status",), ("gaps",), ("corrections",), ("should_fetch", "team-games")):
            assert machine.main(script, *words) in DOCUMENTED, (path, script, machine.said)
        machine.at("2025-01-16T11:00:00Z")
        for name in DAILY:
            assert machine.chain(name) in DOCUMENTED, (path, name, machine.said)
        after = contents(folder)
        changed = [other for other, body in before.items() if after.get(other) != body and other != path]
        assert not changed, (path, changed)
