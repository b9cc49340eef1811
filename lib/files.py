"""Write aside and move, so that nobody ever sees half a file; and locks that die with their holder."""

import contextlib
import os
from pathlib import Path

from lib import config
from lib.errors import StorageFailed


@contextlib.contextmanager
def disk(what: Path, todo: str = "check the disk's space and permissions, then run again"):
    """Turns an OSError on a path into StorageFailed (status 74)."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise StorageFailed(f"{what}: {(error.strerror or str(error)).lower()}; {todo}") from error


def write(path: Path, body: bytes, aside: Path | None = None) -> None:
    """Puts body at path in one step: all of it is there, or what was there before.

    aside: a folder on the same disk for the unfinished file; by default beside the path.
    Raises StorageFailed.
    """
    import tempfile  # only writers need it: the tracker check must start fast

    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = aside or path.parent
        folder.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(prefix=f".{path.name}.", dir=folder)
        try:
            with open(handle, "wb") as file:
                file.write(body)
            os.chmod(unfinished, 0o644)  # mkstemp's 0600 would hide the data from every other user
            os.replace(unfinished, path)
        except BaseException:
            os.unlink(unfinished)
            raise


@contextlib.contextmanager
def lock(path: Path, wait: float = 600):
    """Holds a lock file; the kernel frees it when the holder dies. Raises StorageFailed after wait seconds."""
    from filelock import FileLock, Timeout  # as above

    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        held = FileLock(path, timeout=wait)
        try:
            held.acquire()
        except Timeout:
            raise StorageFailed(
                f"{path}: held by another run for {wait:.0f} seconds; see what it does, then run again"
            ) from None
    try:
        yield
    finally:
        held.release()


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
