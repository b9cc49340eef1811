"""AWS in a box: moto's server as a process of its own on loopback. Prints its port, serves until it is ended.

moto compares If-Match and stores in two steps, and takes a checksum's word for it. S3 does the first in one step
and the second not at all: hence one request at a time, and a look at the checksum of what comes in.
"""

import base64
import functools
import gc
import hashlib
import io
import logging
import threading

import moto.backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

DAMAGED = b"<Error><Code>BadDigest</Code><Message>The SHA256 you specified did not match.</Message></Error>"


class OneAtATime:
    def __init__(self):
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.turn = threading.Lock()

    def __call__(self, request, start_response):
        if expected := request.get("HTTP_X_AMZ_CHECKSUM_SHA256"):
            body = request["wsgi.input"].read(int(request.get("CONTENT_LENGTH") or 0))
            request["wsgi.input"] = io.BytesIO(body)
            if base64.b64encode(hashlib.sha256(body).digest()).decode() != expected:
                start_response("400 Bad Request", [("Content-Type", "application/xml")])
                return [DAMAGED]
        with self.turn:
            return self.moto(request, start_response)


def server():
    """The server, on a port of its own choice."""
    # moto reads its own folder at every request, which is a third of the time one takes.
    moto.backends.list_of_moto_modules = functools.partial(iter, list(moto.backends.list_of_moto_modules()))
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    return make_server("127.0.0.1", 0, OneAtATime(), threaded=True, request_handler=MotoRequestHandler)


if __name__ == "__main__":
    running = server()
    gc.freeze()
    gc.set_threshold(20_000, 10, 20)  # a full collection goes through all objects of all buckets
    print(running.server_port, flush=True)
    running.serve_forever()
