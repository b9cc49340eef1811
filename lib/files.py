"""Writes files atomically, so that nobody sees half a file, and provides locks that end with their process."""

import contextlib
import errno
import fcntl
import functools
import itertools
import json
import os
import time
from pathlib import Path

from . import config
from .errors import StorageFailed

LOCK_TICK = 0.05  # seconds between two looks whether a lock is free
_BINARY = getattr(os, "O_BINARY", 0)
NO_LOCKS = (errno.ENOSYS, errno.ENOLCK, errno.ENOTSUP)


class disk:  # a generator would take five times as long, and each file has one
    """Turns an OSError on a path into StorageFailed (status 74)."""

    def __init__(self, place: Path | str, todo: str = "check the disk's space and permissions, then run again"):
        self._place, self._todo = place, todo

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise StorageFailed(f"{self._place}: {(error.strerror or str(error)).lower()}; {self._todo}") from error


def parsed(body: bytes | str):
    """The value of a JSON text; raises ValueError if it is invalid or nested too deeply."""
    try:
        return json.loads(body)
    except RecursionError:
        raise json.JSONDecodeError("nested too deeply", "", 0) from None


def write(path: Path, body: bytes, aside: Path | None = None) -> None:
    """Writes body to path in one step: afterwards the file is complete, or unchanged.

    aside: a folder for the unfinished file; by default, or if it is on another disk, the path's own folder.
    Raises StorageFailed.
    """
    with disk(path):
        os.makedirs(path.parent, exist_ok=True)
        if aside:
            os.makedirs(aside, exist_ok=True)
        put(f"{path}", body, f"{aside or path.parent}")


def put(path: str, body: bytes, aside: str) -> None:
    """write() with as few system calls as possible, for folders that exist; raises OSError."""
    beside, _, name = path.rpartition("/")
    unfinished = f"{aside}/.{name}.{next(_names()) % 2**32:08x}"
    try:
        _write(unfinished, body)
        os.replace(unfinished, path)
    except BaseException as error:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(unfinished)
        if getattr(error, "errno", None) != errno.EXDEV or aside == beside:
            raise
        put(path, body, beside)  # a folder below is a link to another disk


def _write(path: str, body: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o644)
    try:
        if _is_masked():
            os.fchmod(handle, 0o644)  # the data are for every user of the machine
        rest = memoryview(body)
        while rest:
            rest = rest[os.write(handle, rest) :]
    finally:
        os.close(handle)


@functools.cache
def _names():
    """Numbers that no other process counts through at the same time."""
    return itertools.count(int.from_bytes(os.urandom(4), "big"))


os.register_at_fork(after_in_child=_names.cache_clear)  # a child must not write to its parent's names


@functools.cache
def _is_masked() -> bool:
    mask = os.umask(0o022)
    os.umask(mask)
    return bool(mask & 0o044)


def read(path: str) -> bytes | None:
    """A file's bytes, None if there is none; raises OSError."""
    try:
        handle = os.open(path, os.O_RDONLY | _BINARY)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        parts = []
        while part := os.read(handle, 2**20):
            parts.append(part)
        return b"".join(parts)
    finally:
        os.close(handle)


def flush(folder: Path) -> None:
    """Waits until everything written to a folder's disk survives a power cut; raises OSError."""
    import ctypes  # only writers need it

    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "syncfs"):  # macOS
        os.sync()
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        if libc.syncfs(handle):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), f"{folder}")
    finally:
        os.close(handle)


@contextlib.contextmanager
def lock(path: Path, wait: float = 600):
    """Holds a lock file; the kernel frees it when the holder dies. Raises StorageFailed after wait seconds."""
    handle = held(path, wait)
    if handle is None:
        raise StorageFailed(f"{path}: held by another run for {wait:.0f} seconds; see what it does, then run again")
    try:
        yield
    finally:
        os.close(handle)


def held(path: Path, wait: float) -> int | None:
    """A file that is open and locked until it is closed; None where another has it for so many seconds.

    A package for it (filelock) was a seventh of what a step costs. Raises StorageFailed.
    """
    until = time.monotonic() + wait
    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        while (handle := _locked(path)) is None and time.monotonic() < until:
            time.sleep(LOCK_TICK)
        return handle


def _locked(path: Path) -> int | None:
    handle, is_ours = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644), False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        is_ours = os.fstat(handle).st_nlink > 0  # else it was removed meanwhile: the next one would lock another file
    except (BlockingIOError, PermissionError):
        pass
    except OSError as error:
        if error.errno in NO_LOCKS:
            raise StorageFailed(f"{path}: this disk has no locks; set DATA_DIR to a folder on one that has") from None
        raise
    finally:
        if not is_ours:
            os.close(handle)
    return handle if is_ours else None


def machine() -> str:
    """The name of this machine and data folder, `host/1a2b3c4d`, which the folder keeps."""
    path = config.metadata("locks", "machine")
    with disk(path):
        if not path.exists():
            import socket
            import uuid

            with lock(path.with_name("machine.lock")):
                if not path.exists():
                    write(path, f"{socket.gethostname()}/{uuid.uuid4().hex[:8]}\n".encode())
        return path.read_text().strip()
