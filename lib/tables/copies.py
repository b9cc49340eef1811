"""Copies of the tables of a bucket, kept here: what changed there since the last look is fetched, and nothing else."""

import json
import re
from pathlib import Path

from .. import aws, files
from ..datasets import ALL, TEAMS
from ..errors import StorageFailed
from . import corrected, names, places

INDEX = "copies.json"  # key -> ETag of the copy
BESIDE = ("_metadata/schedule",)  # which games there are


def of_bucket(bucket: aws.Bucket, cache: Path, sql: str = "") -> Path:
    """A folder with the tables that a SELECT needs, as they are in the bucket now; all of them without one.

    Raises StorageFailed where there are none.
    """
    root = cache / bucket.name / bucket.root
    with files.disk(root):
        root.mkdir(parents=True, exist_ok=True)
        kept = _index(root)
        there = _listed(bucket, sql)
        changed = [key for key, tag in there.items() if kept.get(key) != tag or not (root / key).exists()]
        for key, body in zip(changed, aws.side_by_side(bucket.get, changed), strict=True):
            if body:  # it went meanwhile
                files.write(root / key, body[0])
                kept[key] = body[1]
        if changed:
            files.write(root / INDEX, json.dumps(kept).encode())
    return root


def _listed(bucket: aws.Bucket, sql: str) -> dict[str, str]:
    """key -> ETag of the objects that a SELECT needs."""
    words = set(re.findall(r"\w+", sql.lower()))
    named = [name for name in ALL if not sql or any(word.startswith(names.view(name)) for word in words)]
    always = [name for name, dataset in ALL.items() if "MATCHUP" in dataset.types]  # most views stand on the logs
    found = {}
    for name in dict.fromkeys([*named, *always, TEAMS.name, corrected.NAME]):
        found |= {key: tag for key, _, tag in bucket.listed(f"{places.SEASONS}/parquet/{name}")}
    if not found:
        raise StorageFailed(f"{bucket.place('')}: holds no tables; run make tables and make sync where the data are")
    for folder in BESIDE:
        found |= {key: tag for key, _, tag in bucket.listed(folder)}
    if mark := bucket.mark(places.MANIFEST):
        found[places.MANIFEST] = mark[1]
    return found


def _index(root: Path) -> dict[str, str]:
    try:
        return json.loads((root / INDEX).read_bytes())
    except (OSError, ValueError):
        return {}
