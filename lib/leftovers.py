"""Finds and removes files that killed runs left below _metadata, with names of ours, that no run is using."""

import contextlib
import fcntl
import os
import re
import time
from pathlib import Path

from lib import config, datasets

A_DAY = 24 * 3600
HOST = re.sub(r"[^A-Za-z0-9-]", "-", os.uname().nodename)
_ASIDE = r"\.\w{8}"  # what files.write() adds to a name until the file is whole
_RUN = re.compile(rf"\.?([a-z-]+)\.([A-Za-z0-9-]+)\.([0-9]{{1,20}})\.(csv|json)({_ASIDE})?")


def run_file(dataset_name: str, run: str, kind: str) -> Path:
    """Where a run leaves its CSV or its report (kind: csv or json) for the next step of the chain."""
    return config.metadata("run", f"{dataset_name}.{HOST}.{run}.{kind}")


def sweep() -> list[Path]:
    """Removes them; returns the removed paths. Raises OSError."""
    gone = []
    for path in _listed(config.metadata("run")):
        name = _RUN.fullmatch(path.name)
        if name and name[1] in datasets.ALL and not _is_used(path, name[2], int(name[3])):
            gone.append(_removed(path))
    for dataset in filter(_aside, datasets.ALL):
        with _nobody_stores(dataset) as is_free:
            gone += [_removed(path) for path in _aside(dataset)] if is_free else []
    return gone


def _aside(dataset: str) -> list[Path]:
    """The unfinished files of a dataset."""
    files = _listed(config.metadata("tmp", dataset))
    return [path for path in files if re.fullmatch(rf"\..+{_ASIDE}", path.name)]


def runs() -> list[str]:
    """The runs that are active on this machine, each as: make team-games (process 123)."""
    names = (_RUN.fullmatch(path.name) for path in _listed(config.metadata("run")))
    alive = [name for name in names if name and name[2] == HOST and name[1] in datasets.ALL and _is_alive(int(name[3]))]
    return list(dict.fromkeys(f"make {name[1]} (process {name[3]})" for name in alive))


def _listed(folder: Path) -> list[Path]:
    """The files of a folder; none if a link below DATA_DIR leads to it."""
    below = [folder, *folder.parents][: len(folder.relative_to(config.data_dir()).parts)]
    if not folder.is_dir() or any(path.is_symlink() for path in below):
        return []
    return sorted(path for path in folder.iterdir() if path.is_file() and not path.is_symlink())


def _is_used(path: Path, host: str, process: int) -> bool:
    """Whether the run of a file may be active: its process lives, or it is of another machine and of today."""
    if host != HOST:
        return time.time() - path.stat().st_mtime < A_DAY
    return _is_alive(process)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # another user's process
        return True
    return True


@contextlib.contextmanager
def _nobody_stores(dataset: str):
    """Whether the store's lock of a dataset is free; it is held meanwhile."""
    path = config.metadata("locks", f"store-{dataset}.lock")
    if not path.is_file():
        yield True
        return
    with open(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield True
        except BlockingIOError:
            yield False


def _removed(path: Path) -> Path:
    path.unlink(missing_ok=True)
    return path
