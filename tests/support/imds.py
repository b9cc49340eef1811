"""A machine's metadata on loopback, version 2 only: facts, tags, the role's credentials, the notice."""

import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "token-of-this-machine"


class Imds:
    """facts: path below meta-data/ -> text; asked: the paths that were asked for."""

    def __init__(self, **tags: str):
        until = f"{datetime.now(UTC) + timedelta(hours=6):%Y-%m-%dT%H:%M:%SZ}"
        credentials = {"Code": "Success", "AccessKeyId": "of-the-role", "SecretAccessKey": "s", "Token": "t"}
        self.facts = {
            "instance-id": "i-0123456789abcdef0",
            "iam/security-credentials/": "fetcher",
            "iam/security-credentials/fetcher": json.dumps(credentials | {"Type": "AWS-HMAC", "Expiration": until}),
        } | {f"tags/instance/{name.replace('_', '-')}": value for name, value in tags.items()}
        self.asked: list[str] = []
        machine = self

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self):
                self.answer(200 if "X-aws-ec2-metadata-token-ttl-seconds" in self.headers else 400, TOKEN)

            def do_GET(self):
                path = self.path.removeprefix("/latest/meta-data/")
                machine.asked.append(path)
                if self.headers.get("X-aws-ec2-metadata-token") != TOKEN:
                    self.answer(401, "")
                else:
                    self.answer(200 if path in machine.facts else 404, machine.facts.get(path, ""))

            def answer(self, status, text):
                self.send_response(status)
                self.send_header("Content-Length", f"{len(text)}")
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def take_away(self) -> None:
        self.facts["spot/instance-action"] = '{"action": "terminate"}'

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
