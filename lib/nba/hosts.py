"""What every process of this machine knows of the league's hosts: small files outside DATA_DIR.

The league sees one address, however many data folders and users there are. A user's processes write to a folder of
his own and read everybody's: a folder that all may write to would let anybody put links into it.
"""

import contextlib
import json
import os
import re
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from lib import files

# How long a source or an endpoint that failed is asked only after the others: a blocked machine would
# otherwise wait for its timeouts every day, and one that is let in again finds out within three.
AVOIDED_FOR = 3 * 24 * 3600
EVERY_ENDPOINT = "*"
PREFIX = "nba-data-"  # of the folders in the temporary one, a user's number after it


@contextlib.contextmanager
def state(url: str, what: str):
    """A dict kept in a file of a base URL, read and written back under its lock. Raises StorageFailed."""
    path = _folder() / _name(url, what)
    with files.lock(path.with_suffix(".lock")):
        try:
            kept = json.loads(path.read_bytes())
        except (OSError, ValueError):  # nothing yet, or cut by a power failure: worth an hour's memory at most
            kept = {}
        before = json.dumps(kept)
        yield kept
        if (after := json.dumps(kept)) != before:
            files.write(path, after.encode())


def of_others(url: str, what: str) -> list[dict]:
    """What the processes of other users keep of a base URL; theirs to write, so only read where it can be."""
    own, found = _folder(), []
    for path in own.parent.glob(f"{PREFIX}*/{_name(url, what)}"):
        if path.parent != own:
            with contextlib.suppress(OSError, ValueError):
                found.append(json.loads(path.read_bytes()))
    return [kept for kept in found if isinstance(kept, dict)]


def _name(url: str, what: str) -> str:
    base = urlsplit(url)
    host = re.sub(r"[^A-Za-z0-9.-]", "_", f"{base.netloc}{base.path}".rstrip("/"))
    return f"{host}.{what}.json"


def avoid(url: str, endpoint: str, why: str) -> None:
    """For a while an endpoint of a base URL (or EVERY_ENDPOINT) is asked after its alternatives."""
    with state(url, "avoid") as kept:
        kept[endpoint] = [time.time() + AVOIDED_FOR, why]


def avoided(url: str, endpoint: str) -> str | None:
    """Why an endpoint of a base URL is asked after its alternatives; None if it is not."""
    with state(url, "avoid") as kept:
        for name in (EVERY_ENDPOINT, endpoint):
            until, why = kept.get(name, (0, ""))
            if until > time.time():
                return why
    return None


def welcome(url: str, endpoint: str) -> None:
    """An answer came: the host and the endpoint are asked first again."""
    with state(url, "avoid") as kept:
        for name in (EVERY_ENDPOINT, endpoint):
            kept.pop(name, None)


def _folder() -> Path:
    folder = Path(tempfile.gettempdir()) / f"{PREFIX}{os.getuid()}"
    with files.disk(folder):
        folder.mkdir(mode=0o755, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid != os.getuid():
            raise PermissionError(0, "belongs to somebody else")
    return folder
