"""Copies of what a bucket holds: its tables for readers, its partitions for the machine that makes the tables there.

What changed there since the last look is fetched, and nothing else.
"""

import hashlib
import json
import re
from pathlib import Path

from .. import aws, files
from ..datasets import ALL, TEAMS, Dataset
from ..errors import StorageFailed
from . import corrected, names, places

INDEX = "copies.json"  # key -> ETag of the copy; "sha256 key" -> its sum
AT_ONCE = 512  # objects between two notes of what is here
_TYPES = {"csv": "text/csv", "json": "application/json", "parquet": "application/vnd.apache.parquet"}
BESIDE = ("_metadata/schedule",)  # which games there are


def of_bucket(bucket: aws.Bucket, cache: Path, sql: str = "") -> Path:
    """A folder with the tables that a SELECT needs, as they are in the bucket now; all of them without one.

    Raises StorageFailed where there are none.
    """
    root = cache / bucket.name / bucket.root
    _fetch(bucket, root, _listed(bucket, sql))
    return root


def partitions(bucket: aws.Bucket, cache: Path, wanted: list[Dataset], season: str | None = None) -> Path:
    """A folder with the partitions that tables are made from, and the tables that there are already.

    The first time this takes a request for each partition; afterwards only for new ones.
    """
    root = cache / bucket.name / bucket.root
    there = {}
    for dataset in wanted:
        for key, _, tag in bucket.listed(dataset.folder):
            folder = key.removeprefix(f"{dataset.folder}/").partition("/")[0]
            if dataset.fields_of(key) and season in (None, places.season_of(folder)):
                there[key] = tag
    for folder in (corrected.NAME, places.SEASONS, *BESIDE):
        there |= {key: tag for key, _, tag in bucket.listed(folder)}
    _fetch(bucket, root, there)
    return root


def send(bucket: aws.Bucket, root: Path) -> int:
    """Puts the tables that were made in such a folder into the bucket, the package last; returns how many files."""
    kept = _index(root)
    paths = [path for path in sorted((root / places.SEASONS).rglob("*.*")) if path.is_file()]
    keys = [path.relative_to(root).as_posix() for path in paths]
    sent = 0
    for key in sorted(keys, key=lambda key: key == places.MANIFEST):
        body, there = (root / key).read_bytes(), bucket.mark(key)
        version = there and there[1]
        if version and kept.get(key) == version and hashlib.sha256(body).hexdigest() == kept.get(f"sha256 {key}"):
            continue
        if not bucket.put(key, body, version, _TYPES[key.rpartition(".")[2]]):
            raise StorageFailed(f"{bucket.place(key)}: another machine makes the tables as well; run again")
        sent += 1
        kept |= {key: bucket.mark(key)[1], f"sha256 {key}": hashlib.sha256(body).hexdigest()}
    files.write(root / INDEX, json.dumps(kept).encode())
    return sent


def _fetch(bucket: aws.Bucket, root: Path, there: dict[str, str]) -> None:
    """Brings what is not here as it is there; there: key -> ETag."""
    with files.disk(root):
        root.mkdir(parents=True, exist_ok=True)
        kept = _index(root)
        changed = [key for key, tag in there.items() if kept.get(key) != tag or not (root / key).exists()]
        for some in (changed[start : start + AT_ONCE] for start in range(0, len(changed), AT_ONCE)):
            for key, answer in zip(some, aws.side_by_side(bucket.get, some), strict=True):
                if answer:  # else it went meanwhile
                    body, tag = answer
                    files.write(root / key, body)
                    kept |= {key: tag, f"sha256 {key}": hashlib.sha256(body).hexdigest()}
            files.write(root / INDEX, json.dumps(kept).encode())  # a killed run goes on from here


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
        return dict(files.parsed((root / INDEX).read_bytes()))
    except (OSError, ValueError, TypeError):
        return {}
