"""What all scripts share: help, output, progress, logs, exit statuses."""

import argparse
import atexit
import contextlib
import errno
import fcntl
import gc
import io
import json
import logging
import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
sys.path.insert(0, str(ROOT))


def _enter_venv() -> None:
    """Restarts the script under .venv, where the packages are; without one it prints a line and exits."""
    script, venv = Path(sys.argv[0]), PYTHON.parent.parent
    if script.resolve().parent != ROOT / "scripts" or script.stem in ("clean", "refuse"):  # they need no package
        return
    if os.path.abspath(sys.executable) == str(PYTHON) or (venv.exists() and os.path.samefile(sys.prefix, venv)):
        return
    with contextlib.suppress(OSError):  # there is none, or its Python is gone
        os.execv(PYTHON, [str(PYTHON), *sys.orig_argv[1:]])
    from importlib.util import find_spec  # slow to import

    if not find_spec("nba_api"):
        sys.stderr.write(f"{script.stem}: its packages are not installed; run make setup first\n")
        sys.exit(78)


_enter_venv()
IN_USE = ROOT / ".venv" / ".ready"  # locked, shared, by every script that runs in .venv: make clean asks

from lib import __version__, config, metrics  # noqa: E402  (the root must be on the path first)
from lib.errors import Misconfigured, StorageFailed, Trouble  # noqa: E402
from lib.urls import masked, printable  # noqa: E402

log = logging.getLogger("nba-data")
PROGRESS_SECONDS = 15
HELP_WIDTH = 100
INTERRUPTED = 130
INTERRUPTION = "interrupted; what is stored stays, and the same command goes on from there"
# Errors of the machine's disk, and of a closed stdout: not a fault of this project.
DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EBADF, errno.EMFILE, errno.ENFILE}
DISK |= {errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG}


class _Help(argparse.RawDescriptionHelpFormatter):
    """Of a fixed width: argparse makes one for each option, and would import shutil to ask how wide the terminal is."""

    def __init__(self, prog: str):
        super().__init__(prog, width=HELP_WIDTH)


gc.set_threshold(50_000)  # rows hold no cycles: looking for some takes a tenth of a step


def arguments(doc: str) -> argparse.ArgumentParser:
    """A parser whose help is the script's docstring."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=_Help)
    parser.add_argument("--version", action="version", version=f"nba-data {__version__}")
    return parser


def progress(wanted: list, label: str):
    """The same list, with a progress bar on a terminal and a line every PROGRESS_SECONDS in a log."""
    if sys.stderr.isatty():
        from tqdm import tqdm

        return tqdm(wanted, desc=label, unit="", dynamic_ncols=True)
    return _logging(wanted, label)


def _logging(wanted: list, label: str):
    logged_at = time.monotonic()
    for done, item in enumerate(wanted):
        if time.monotonic() - logged_at > PROGRESS_SECONDS:
            logged_at = time.monotonic()
            log.info("%s: %d of %d", label, done, len(wanted))
        yield item


def write_output(body: bytes, output: str | None) -> None:
    """Writes to stdout, or to a file in one step; a device or a pipe stays one."""
    if output:
        from lib import files

        path = Path(output)
        if not path.exists() or path.is_file() or path.is_dir():
            files.write(path, body)
            return
        with files.disk(path):
            path.write_bytes(body)
    else:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()


def run(main, finishes: bool = False, checks: bool = True) -> None:
    """Runs a script's main() and ends with the exit status of what went wrong, in one line on stderr.

    finishes: for a step of make's chain: a stop signal ends the requests, and what came is still written.
    checks: first reads .env and every variable; what cannot be read ends it.
    """
    _set_up_streams()
    _hold_venv()
    if finishes:
        _stop_well()
    status = _status_of(main, checks)
    for stream, number in ((sys.stdout, 1), (sys.stderr, 2)):
        try:
            stream.flush()
        except OSError:  # reported already; Python would try again at exit, and exit with 120
            os.dup2(os.open(os.devnull, os.O_WRONLY), number)
    _ends_with.append(status)
    sys.exit(status)


_ends_with: list[int] = []  # the exit status, once all is done


@atexit.register
def _leave() -> None:
    """Ends without Python's clean-up of modules, which takes a fifth of a step's time."""
    if _ends_with:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(_ends_with[0])


def _hold_venv() -> None:
    """Tells make clean, until this process ends, that .venv is in use."""
    with contextlib.suppress(OSError):  # there is none, or it is being removed
        if os.path.samefile(sys.prefix, IN_USE.parent):
            fcntl.flock(os.open(IN_USE, os.O_RDONLY), fcntl.LOCK_SH | fcntl.LOCK_NB)


def join() -> None:
    """Prepares a process beside the script's own: the same environment, log and stop signals."""
    config.read_env_file()
    set_up_log()
    _stop_well()


def _status_of(main, checks: bool = True) -> int:
    try:
        if checks:
            config.read_env_file()
            set_up_log()
            config.check()
        status = main()
        sys.stdout.flush()
        return _after_stop() or status or 0
    except BrokenPipeError:  # the reader, such as `| head`, has closed the pipe
        return 0
    except KeyboardInterrupt:
        return _complain(INTERRUPTION, INTERRUPTED)
    except Trouble as trouble:
        _complain(f"{trouble}", trouble.status)
        return _after_stop() or trouble.status
    except Exception as error:
        if isinstance(error, RuntimeError) and f"{error}" == "Query interrupted":  # DuckDB's word for a Ctrl-C
            return _complain(INTERRUPTION, INTERRUPTED)
        if isinstance(error, OSError) and error.errno in DISK:
            is_closed = error.errno == errno.EBADF
            todo = "is it closed? send it somewhere" if is_closed else "check the disk's space and permissions"
            what = f"{error.filename or 'stdout'}: {error.strerror}"
            return _complain(f"{what}; {todo}, then run again", StorageFailed.status)
        what = f"unexpected {type(error).__name__}: {error}"
        return _complain(f"{what}; run again with LOG_LEVEL=debug and report it", 70)  # 1 would read as "nothing due"


def _set_up_streams() -> None:
    """Opens an unusable stream for each closed one, whose number the next file would get; makes stdout plain."""
    for number, flags in ((0, os.O_WRONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, flags)  # writing to such a stdout fails, as it should
    sys.stderr = sys.stderr or os.fdopen(2, "w", closefd=False)
    out = sys.stdout or os.fdopen(1, "w", closefd=False)
    sys.stdout = _Plain(out.detach(), out.encoding, "backslashreplace", line_buffering=out.line_buffering)


class _Plain(io.TextIOWrapper):
    """Text for people: the league's control characters do not reach a terminal, and any locale can print it."""

    def write(self, text: str) -> int:
        return super().write("\n".join(map(printable, text.split("\n"))))


def _stop_well() -> None:
    """SIGTERM and the first Ctrl-C end the requests, like a spent budget; a second Ctrl-C interrupts."""
    from lib.nba import budget

    budget.start()

    def stop(number, _):
        signal.signal(signal.SIGINT, signal.default_int_handler)
        budget.stop({signal.SIGTERM: "stopped by SIGTERM", signal.SIGINT: "stopped by Ctrl-C"}[number])

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


def _after_stop() -> int | None:
    """Logs that a signal ended the run early, if so; returns the status after a Ctrl-C, else None."""
    budget = sys.modules.get("lib.nba.budget")
    if not budget or not budget.stopped:
        return None
    log.warning("%s: %s; what came is kept, and the same command goes on with the rest", _name(), budget.stopped)
    is_step = "--run" in sys.argv  # the next step stores what came
    return INTERRUPTED if "Ctrl-C" in budget.stopped and not is_step else None


def _name() -> str:
    return Path(sys.argv[0]).stem


def _complain(line: str, status: int) -> int:
    """Says what went wrong in a line, after all that was printed before; the status again."""
    with contextlib.suppress(OSError):  # run() reports it
        sys.stdout.flush()
    set_up_log(fallback=True)
    log.error("%s: %s", _name(), " ".join(line.split()), extra={"fields": metrics.ended(status)})
    if log.isEnabledFor(logging.DEBUG):
        import traceback  # slow to import

        sys.stderr.writelines(f"{printable(line)}\n" for line in masked(traceback.format_exc()).splitlines())
    return status


if "--run" in sys.argv:  # for a step of make's chain: a signal may come during its imports
    _stop_well()


class _Line(logging.Formatter):
    def format(self, record):
        return printable(masked(super().format(record)))


def set_up_log(fallback: bool = False) -> None:
    """Logs one line an event to stderr; fallback: whatever the environment says."""
    if log.handlers:
        return
    as_json = not fallback and config.get("LOG_FORMAT") == "json"
    level = "info" if fallback else config.get("LOG_LEVEL")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLine() if as_json else _Line("%(message)s"))
    log.addHandler(handler)
    log.setLevel(level.upper())


class _JsonLine(logging.Formatter):
    """{"time": …, "level": …, "message": …}, RUN_ID, whatever `extra={"fields": …}` adds, what of it are metrics."""

    def format(self, record):
        line = {
            "time": _stamp(),
            "level": record.levelname.lower(),
            "message": masked(record.getMessage()),
        }
        run, fields = _run_id(), getattr(record, "fields", {})
        line |= ({"run_id": run} if run else {}) | fields | metrics.embedded(fields, datetime.now(UTC))
        return masked(json.dumps(line))


def _run_id() -> str | None:
    with contextlib.suppress(Misconfigured):  # which is just being said
        return config.run_id()


def _stamp() -> str:
    try:
        return config.stamp(config.now())
    except Misconfigured:  # NOW is what is wrong
        return config.stamp(datetime.now(UTC))
