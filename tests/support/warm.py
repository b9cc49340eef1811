"""A Python that is warm: scripts run in forks of a process that has imported all they need.

    python -IS tests/support/warm.py SOCKET scripts/store.py team-games …    as `python scripts/store.py team-games …`

It is what `make` has for PY in most tests, since half of what they take would be the starts of Python. The folder,
the environment, stdin, stdout and stderr are the caller's; so is the exit status.
"""

import _socket  # what socket is made of; the rest of it takes as long as all of this
import marshal
import os
import sys


def ask(path: str, argv: list[str]) -> int:
    """The exit status of a script that the server at a socket runs in our place."""
    server = _socket.socket(_socket.AF_UNIX)
    server.connect(path)
    task = marshal.dumps((argv, os.getcwd(), dict(os.environ)))
    streams = b"".join(number.to_bytes(4, sys.byteorder) for number in (0, 1, 2))
    server.sendmsg([len(task).to_bytes(4, "big")], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)])
    server.sendall(task)
    (status,) = server.recv(1)
    return status


if __name__ == "__main__":
    sys.exit(ask(sys.argv[1], sys.argv[2:]))
