"""A webhook on this machine, for what tells somebody."""

import json
from http.server import BaseHTTPRequestHandler

import pytest

from tests.support.served import served


@pytest.fixture
def webhook():
    """A webhook on this machine; asked: [(path, JSON)], status: what it answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.asked.append((self.path, json.loads(body) if body else None))
            self.send_response(server.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    with served(Handler, asked=[], status=200) as server:
        yield server
