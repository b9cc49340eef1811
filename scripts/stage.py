#!/usr/bin/env python3
"""Link what changed since the last sync into FOLDER; sync.sh sends it from there.

FOLDER/entries.json holds what the local tracker has to tell the bucket's manifest.

examples:
  scripts/stage.py data/_metadata/tmp/sync
  scripts/stage.py data/_metadata/tmp/sync --list
"""

import json
from dataclasses import asdict
from pathlib import Path

from _script import arguments, run  # first: the root on sys.path
from lib import config, datasets, files, tracker
from lib.data_store import journal
from lib.jobs.due import open_tracker

LOCAL = ("file", "sqlite")
DATASETS = tuple(datasets.ALL.values())


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("folder", metavar="FOLDER", type=Path, help="on the same disk as DATA_DIR")
    options.add_argument("--list", action="store_true", help="print the manifest's keys that --publish would write")
    options.add_argument("--publish", action="store_true", help="tell the manifest")
    options.add_argument("--settle", action="store_true", help="forget all this: it has arrived")
    args = options.parse_args(argv)
    if args.list:
        for key in manifest_keys(args.folder):
            print(key)
    elif args.publish:
        publish(args.folder)
    elif args.settle:
        settle(args.folder)
    else:
        entries = unpublished()  # first: the data are looked at later, so they hold what it tells of
        journal.stage(args.folder)
        files.write(args.folder / "entries.json", json.dumps(entries).encode())


def published() -> Path:
    """The newest entries that the manifest has; older ones are not looked at again."""
    return config.metadata("journal", "published.json")


def unpublished() -> list[dict]:
    """The entries of a local tracker that the manifest was not told of; with FULL=1 all of them."""
    if config.get("TRACKER") not in LOCAL:
        return []
    known = open_tracker()
    entries = [asdict(one) for dataset in DATASETS for one in known.history(dataset)]
    last = [] if config.get("FULL") == "1" else newest_published()
    since = max((one["fetched_at"] for one in last), default="")
    return [one for one in entries if one["fetched_at"] >= since and one not in last]


def newest_published() -> list[dict]:
    path = published()
    return json.loads(path.read_bytes()) if path.exists() else []


def by_dataset(folder: Path) -> list[tuple]:
    """[(dataset, the entries of it that are to be published), …]"""
    entries = [tracker.Entry(**fields) for fields in json.loads((folder / "entries.json").read_bytes())]
    pairs = [(dataset, [one for one in entries if one.module == dataset.module]) for dataset in DATASETS]
    return [(dataset, some) for dataset, some in pairs if some]


def publish(folder: Path) -> None:
    pairs = by_dataset(folder)
    if not pairs:
        return
    from lib import aws
    from lib.tracker.s3 import ManifestTracker

    manifest = ManifestTracker(aws.open_bucket())
    for dataset, entries in pairs:
        manifest.mark_fetched(dataset, entries)


def settle(folder: Path) -> None:
    journal.settle(folder)
    known = newest_published() + json.loads((folder / "entries.json").read_bytes())
    newest = max((one["fetched_at"] for one in known), default="")
    files.write(published(), json.dumps([one for one in known if one["fetched_at"] == newest]).encode())


def manifest_keys(folder: Path) -> list[str]:
    from lib.tracker import s3

    keys = {s3.state_key(dataset, one.entity) for dataset, entries in by_dataset(folder) for one in entries}
    return [s3.LOG, *sorted(keys)] if keys else []


if __name__ == "__main__":
    run(main)
