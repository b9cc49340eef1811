"""Processes beside this one that each do one piece of work at a time."""

import contextlib
import ctypes
import multiprocessing
from multiprocessing.connection import wait

from lib.errors import Trouble


class Lanes:
    """Does work(item) for several items at once. An item, and what comes of it, are pickled.

    A lane ends with this process, once its own work is done. At the end of the with block, lanes that are still at
    work get a SIGTERM and are waited for.
    """

    def __init__(self, count: int, work, begin):
        """begin: what a lane calls first."""
        self._count, self._work, self._begin = count, work, begin
        self._lanes = {}  # our end of its pipe -> process
        self.busy = {}  # the same -> the item it is at

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for pipe, process in self._lanes.items():
            if pipe in self.busy:
                process.terminate()
            pipe.close()
        for process in self._lanes.values():
            process.join()

    @property
    def is_free(self) -> bool:
        return len(self.busy) < self._count

    def start(self, item) -> None:
        """Gives an item to a free lane."""
        idle = next((pipe for pipe in self._lanes if pipe not in self.busy), None) or self._another()
        self.busy[idle] = item
        idle.send(item)

    def _another(self):
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe()
        process = spawn.Process(target=_serve, args=(theirs, self._work, self._begin))
        process.start()
        theirs.close()
        self._lanes[ours] = process
        return ours

    def ended(self, seconds: float):
        """(item, what its work returned) of one that has ended; None if none ends within some seconds.

        Raises what the work raised, and Trouble where its process died.
        """
        for pipe in wait(list(self.busy), seconds):
            item = self.busy.pop(pipe)
            try:
                outcome = pipe.recv()
            except (EOFError, ConnectionResetError):
                process = self._lanes.pop(pipe)
                process.join()
                why = "killed, perhaps for want of memory" if process.exitcode == -9 else f"status {process.exitcode}"
                raise Trouble(f"{item}: its process ended ({why}); run the same again to go on from here") from None
            if isinstance(outcome, Exception):
                raise outcome
            return item, outcome
        return None


def _serve(pipe, work, begin) -> None:
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):  # the parent is gone, or told it to go
        begin()
        while True:
            item = pipe.recv()
            try:
                outcome = work(item)
            except Exception as failure:
                outcome = failure
            pipe.send(outcome)
            give_back()


def give_back() -> None:
    """Returns freed memory to the system, which a lane would keep: the others may need it."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "malloc_trim"):  # glibc
        libc.malloc_trim(0)
