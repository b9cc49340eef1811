"""The process behind warm.py: imports what the scripts import, then forks for each that is asked for.

python tests/support/warm_server.py SOCKET
"""

import contextlib
import functools
import gc
import importlib
import marshal
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import traceback
from pathlib import Path

import awscli.clidriver
import botocore.session

sys.modules["chardet"] = None  # as in tests/conftest.py
ROOT = Path(__file__).resolve().parent.parent.parent
AWS = str(Path(sys.executable).with_name("aws"))
AWS_DATA = os.environ["AWS_DATA_PATH"]  # awscli says so where it is imported


def warm_up() -> None:
    """Imports every script, and what they import when they are needed."""
    sys.path[:0] = [str(ROOT / "scripts"), str(ROOT)]
    for path in sorted((ROOT / "scripts").glob("*.py")):
        importlib.import_module(path.stem)
    for path in sorted((ROOT / "lib").glob("**/*.py")):
        if "standin" not in path.parts:
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            importlib.import_module(name.removesuffix(".__init__"))
    for name in ("duckdb", "pandas", "tqdm"):
        importlib.import_module(name)
    os.environ["AWS_REGION"] = "us-east-1"
    for service in ("s3", "dynamodb"):  # their descriptions are kept, the client is not
        importlib.import_module("lib.aws").client(service)
    os.environ |= {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret"}
    botocore.session.create_loader = functools.cache(botocore.session.create_loader)  # theirs for the CLI too
    awscli.clidriver.create_clidriver().main(["s3", "cp", __file__, "s3://x/", "--dryrun", "--quiet"])


def serve(path: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the forks
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen(64)
        print("warm", flush=True)
        while True:
            caller, _ = server.accept()
            if os.fork() == 0:
                server.close()
                run(caller)
            caller.close()


def run(caller) -> None:
    """In a fork: becomes the script, tells its exit status, ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    head, streams, _, _ = socket.recv_fds(caller, 4, 3)
    with caller.makefile("rb") as file:
        program, argv, folder, env = marshal.loads(file.read(int.from_bytes(head, "big")))
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    os.execvpe = lambda _, argv, env: sys.exit(subprocess.run(argv, env=env).returncode)  # somebody must tell the end
    if program == "aws":
        os.environ["AWS_DATA_PATH"] = AWS_DATA
    sys.argv = argv if program == "python" else [AWS, *argv]
    # Who is killed takes its fork along.
    threading.Thread(target=lambda: caller.recv(1) or os.kill(os.getpid(), signal.SIGKILL), daemon=True).start()
    status = 70
    try:
        if sys.argv[0] == "-c":
            exec(argv.pop(1), {"__name__": "__main__"})
        else:
            runpy.run_path(sys.argv[0], run_name="__main__")
        status = 0
    except SystemExit as end:
        status = end.code or 0
    except BaseException:
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError):
                stream.flush()
        caller.send(bytes([status]))
        os._exit(status)


if __name__ == "__main__":
    warm_up()
    gc.freeze()  # else a fork that collects garbage would copy all that was imported
    gc.set_threshold(20_000, 10, 20)
    serve(sys.argv[1])
