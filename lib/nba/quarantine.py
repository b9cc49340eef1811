"""Implausible answers, saved for a person to look at: data/_quarantine/<what>.json and .why.txt"""

import json
import re
from pathlib import Path

from lib import config, files


def keep(name: str, body, reasons: list[str]) -> Path:
    """Saves the answer and a line for each reason; the next failure with the same name replaces it.

    body: the answer as text, bytes or JSON document; None: only the reasons are saved.
    """
    path = config.data_dir() / "_quarantine" / f"{re.sub('[^A-Za-z0-9._-]+', '-', name)[:100]}.json"
    if not isinstance(body, bytes):
        body = (body if isinstance(body, str) else json.dumps(body)).encode(errors="replace")
    files.write(path, body)
    why = "".join(f"{' '.join(reason.split())}\n" for reason in reasons)
    files.write(path.with_suffix(".why.txt"), why.encode(errors="replace"))
    return path
