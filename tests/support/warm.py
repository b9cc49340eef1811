"""A Python, or an AWS CLI, that is warm: it runs in a fork of a process that has imported all it needs.

Most tests have a copy of it in place of .venv/bin/python and .venv/bin/aws, because starting Python would be half
of their time. The folder, the environment, stdin, stdout and stderr are the caller's; so is the exit status.
"""

import _socket  # what socket is made of; the rest of it takes as long as all of this
import marshal
import os
import sys


def ask(program: str, argv: list[str]) -> int:
    """The exit status of what the server at the socket `warm`, beside .venv, runs in our place."""
    project, _, name = program.rpartition("/.venv/bin/")
    server = _socket.socket(_socket.AF_UNIX)
    server.connect(f"{project}/warm")
    task = marshal.dumps((name, argv, os.getcwd(), dict(os.environ)))
    streams = b"".join(number.to_bytes(4, sys.byteorder) for number in (0, 1, 2))
    server.sendmsg([len(task).to_bytes(4, "big")], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)])
    server.sendall(task)
    (status,) = server.recv(1)
    return status


if __name__ == "__main__":
    sys.exit(ask(os.path.realpath(__file__), sys.argv[1:]))
