import fcntl
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lib import files
from lib.errors import StorageFailed

ROOT = Path(__file__).resolve().parents[2]


def test_a_full_disk_leaves_what_was_there(tmp_path):
    path = tmp_path / "teams.csv"
    files.write(path, b"old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))  # the kernel refuses every byte past it
    try:
        with pytest.raises(StorageFailed, match=r"teams\.csv: file too large; check the disk's space"):
            files.write(path, b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["teams.csv"]


def test_everybody_may_read_what_is_written(tmp_path):
    files.write(tmp_path / "deep" / "teams.csv", b"x")
    assert (tmp_path / "deep" / "teams.csv").stat().st_mode & 0o777 == 0o644


def test_a_killed_holder_frees_its_lock(tmp_path):
    code = (
        "import sys; from pathlib import Path; from lib import files\n"
        "with files.lock(Path(sys.argv[1])): print('held', flush=True); input()"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "a.lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StorageFailed, match="held by another run"), files.lock(tmp_path / "a.lock", wait=0.1):
            pass
        holder.kill()
        holder.wait()
        with files.lock(tmp_path / "a.lock", wait=5):
            pass


def test_a_lock_file_that_is_removed_before_it_is_locked_is_made_anew(tmp_path, monkeypatch):
    """As make clean does: else two would hold a lock of the same name."""
    path, lock, is_removed = tmp_path / "a.lock", fcntl.flock, []

    def late(handle, how):
        if not is_removed:
            is_removed.append(path.unlink())
        lock(handle, how)

    monkeypatch.setattr("fcntl.flock", late)
    with files.lock(path, wait=5):
        monkeypatch.undo()
        with pytest.raises(StorageFailed, match="held by another run"), files.lock(path, wait=0):
            pass
