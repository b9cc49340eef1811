"""Lambda's runtime API on loopback: hands out events one after the other, and keeps what is answered."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Queue


class LambdaApi:
    """invoke() hands out an event and waits; seconds: the time that the function is given."""

    def __init__(self):
        self.events, self.answers = Queue(), Queue()
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                event, seconds = api.events.get()
                body = json.dumps(event).encode()
                self.send_response(200)
                for name, value in {
                    "Lambda-Runtime-Aws-Request-Id": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
                    "Lambda-Runtime-Deadline-Ms": f"{(time.time() + seconds) * 1000:.0f}",
                    "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:123456789012:function:fetch",
                    "Content-Type": "application/json",
                    "Content-Length": f"{len(body)}",
                }.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self):
                answer = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                api.answers.put((self.path.rpartition("/")[2], answer))
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"127.0.0.1:{self.server.server_port}"

    def invoke(self, event: dict, seconds: float = 900, within: float = 60) -> tuple[str, dict]:
        """("response" or "error", what the function answered)."""
        self.events.put((event, seconds))
        try:
            return self.answers.get(timeout=within)
        except Empty:
            raise AssertionError(f"no answer within {within} seconds") from None

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
