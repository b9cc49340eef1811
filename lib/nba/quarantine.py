"""Answers that make no sense, kept for a person to look at: data/_quarantine/<what>.json and .why.txt"""

import json
import re
from pathlib import Path

from lib import config, files


def keep(what: str, body, reasons: list[str]) -> Path:
    """Writes the answer that failed and a line a reason; the next failure of the same thing replaces it.

    body: the answer as text or bytes as it came, or as the JSON document read of it; None: only the reasons are kept.
    """
    path = config.data_dir() / "_quarantine" / f"{re.sub('[^A-Za-z0-9._-]+', '-', what)[:100]}.json"
    if not isinstance(body, bytes):
        body = (body if isinstance(body, str) else json.dumps(body)).encode(errors="replace")
    files.write(path, body)
    why = "".join(f"{' '.join(reason.split())}\n" for reason in reasons)
    files.write(path.with_suffix(".why.txt"), why.encode(errors="replace"))
    return path
