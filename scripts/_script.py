"""What every script shares of the terminal: help, output, progress, logs, exit statuses."""

import argparse
import contextlib
import importlib.util
import json
import logging
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
sys.path.insert(0, str(ROOT))


def _enter_venv() -> None:
    """Goes on under .venv, where the packages are, however a script is called; a line where there is none."""
    script, venv = Path(sys.argv[0]), PYTHON.parent.parent
    if script.resolve().parent != ROOT / "scripts" or script.stem in ("clean", "refuse"):  # they need no package
        return
    if os.path.abspath(sys.executable) == str(PYTHON) or (venv.exists() and os.path.samefile(sys.prefix, venv)):
        return
    with contextlib.suppress(OSError):  # there is none, or its Python is gone
        os.execv(PYTHON, [str(PYTHON), *sys.orig_argv[1:]])
    if not importlib.util.find_spec("nba_api"):
        sys.stderr.write(f"{script.stem}: its packages are not installed; run make setup first\n")
        sys.exit(78)


_enter_venv()

from lib import config  # noqa: E402  (the root must be on the path first)
from lib.errors import Trouble  # noqa: E402

log = logging.getLogger("nba-data")
PROGRESS_SECONDS = 15


def arguments(doc: str) -> argparse.ArgumentParser:
    """A parser whose help is the script's docstring."""
    return argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)


def progress(wanted: list, what: str):
    """wanted itself, with a bar on a terminal, a line every PROGRESS_SECONDS in a log."""
    if sys.stderr.isatty():
        from tqdm import tqdm

        return tqdm(wanted, desc=what, unit="", dynamic_ncols=True)
    return _told(wanted, what)


def _told(wanted: list, what: str):
    said = time.monotonic()
    for done, one in enumerate(wanted):
        if time.monotonic() - said > PROGRESS_SECONDS:
            said = time.monotonic()
            log.info("%s: %d of %d", what, done, len(wanted))
        yield one


def write_output(body: bytes, output: str | None) -> None:
    """To stdout, or aside and moved to a file."""
    if output:
        from lib import files

        files.write(Path(output), body)
    else:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()


def run(main) -> None:
    """Runs a script's main() and ends with the exit status of what went wrong, in one line on stderr."""
    try:
        config.read_env_file()
        _set_up_log()
        sys.exit(main())
    except BrokenPipeError:  # `| head` has what it wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
    except Trouble as trouble:
        _complain(str(trouble))
        sys.exit(trouble.status)
    except Exception as error:  # 1 would read as "nothing due"
        _complain(f"unexpected {type(error).__name__}: {error}; run again with LOG_LEVEL=debug and report it")
        sys.exit(70)


def _complain(line: str) -> None:
    script = Path(sys.argv[0]).stem
    _set_up_log(fallback=True)
    log.error("%s: %s", script, " ".join(line.split()))
    if os.environ.get("LOG_LEVEL", "").strip() == "debug":
        import traceback  # heavy for the tracker check

        sys.stderr.write(masked(traceback.format_exc()))


def masked(text: str) -> str:
    """A text without the credentials of a proxy, wherever they come from."""
    if not os.environ.get("NBA_API_PROXY"):
        return text
    from lib.nba import proxies  # heavy for the tracker check

    return proxies.masked(text)


class _Line(logging.Formatter):
    def format(self, record):
        return masked(super().format(record))


def _set_up_log(fallback: bool = False) -> None:
    """One line an event on stderr; fallback: whatever the environment says."""
    if log.handlers:
        return
    as_json = not fallback and config.get("LOG_FORMAT") == "json"
    level = "info" if fallback else config.get("LOG_LEVEL")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLine() if as_json else _Line("%(message)s"))
    log.addHandler(handler)
    log.setLevel(level.upper())


class _JsonLine(logging.Formatter):
    """{"time": …, "level": …, "message": …} and whatever `extra={"fields": …}` adds."""

    def format(self, record):
        line = {"time": config.stamp(config.now()), "level": record.levelname.lower(), "message": record.getMessage()}
        return masked(json.dumps(line | getattr(record, "fields", {})))
