"""Which partitions changed since the last sync: one small file a save, so that writers never wait for each other."""

import time
import uuid

from lib import config, files


def note(keys) -> None:
    """Writes down keys that are about to change."""
    if keys:
        name = f"{time.time_ns()}-{uuid.uuid4().hex[:8]}.txt"
        files.write(config.metadata("journal", name), "".join(f"{key}\n" for key in keys).encode())
