"""Fixtures: AWS in a box, a bucket and a table for each test, and a proxy before it that cuts."""

import http.client
import re
import subprocess
import sys
import threading
import uuid
from collections import Counter
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from lib import aws as lib_aws
from tests.support.served import served


@pytest.fixture(scope="session")
def aws_port():
    command = [sys.executable, str(Path(__file__).with_name("moto_server.py"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        yield int(server.stdout.readline())
        server.terminate()


class Aws:
    """A bucket and a table of one test; env is what a user would set, and is set."""

    def __init__(self, port: int, monkeypatch):
        self.port = port
        name = f"nba-{uuid.uuid4().hex[:12]}"
        self.env = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_ACCESS_KEY_ID": "id",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_REGION": "us-east-1",
            "S3_BUCKET": name,
            "DYNAMODB_TABLE": name,
        }
        for variable, value in self.env.items():
            monkeypatch.setenv(variable, value)
        self.s3, self.dynamodb = lib_aws.client("s3"), lib_aws.client("dynamodb")
        self.s3.create_bucket(Bucket=name)
        self.s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        self.dynamodb.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **TABLE)

    @property
    def bucket(self) -> str:
        return self.env["S3_BUCKET"]

    def keys(self, prefix: str = "") -> list[str]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return [entry["Key"] for page in pages for entry in page.get("Contents", [])]

    def get(self, key: str) -> bytes:
        return self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()

    def versions(self, key: str) -> list[bytes]:
        found = self.s3.list_object_versions(Bucket=self.bucket, Prefix=key).get("Versions", [])
        ids = [version["VersionId"] for version in found]
        return [self.s3.get_object(Bucket=self.bucket, Key=key, VersionId=version)["Body"].read() for version in ids]


# As in deploy/storage/stack.yaml, which a test compares.
TABLE = {
    "AttributeDefinitions": [
        {"AttributeName": "pk", "AttributeType": "S"},
        {"AttributeName": "fetch_date", "AttributeType": "S"},
        {"AttributeName": "entity_type", "AttributeType": "S"},
        {"AttributeName": "fetched_at", "AttributeType": "S"},
    ],
    "KeySchema": [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "fetch_date", "KeyType": "RANGE"},
    ],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "entity_type-fetched_at",
            "KeySchema": [
                {"AttributeName": "entity_type", "KeyType": "HASH"},
                {"AttributeName": "fetched_at", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "ALL"},
        }
    ],
}


@pytest.fixture
def aws(aws_port, monkeypatch, tmp_path):
    ours = Aws(aws_port, monkeypatch)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    return ours


class Proxy:
    """Stands before AWS: counts, and on request cuts, damages or hides.

    cut_at       the request after which nothing goes through any more, counted from 0; None: never
    lost_answer  whether that request still reaches AWS, and only its answer does not come back
    once         whether only that one is cut
    hidden       a key that no listing shows
    damaged      whether bodies arrive with a byte changed
    """

    def __init__(self, port: int):
        self.requests: list[str] = []
        self.sent: Counter[str] = Counter()  # path -> bytes of what went there
        self.cut_at, self.lost_answer, self.once, self.hidden, self.damaged = None, False, False, "", False
        self._lock = threading.Lock()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                with proxy._lock:
                    number = len(proxy.requests)
                    target = self.headers.get("X-Amz-Target", "").split(".")[-1]
                    proxy.requests.append(f"{target or self.command} {self.path}")
                    proxy.sent[self.path.partition("?")[0]] += len(body)
                cut = proxy.cut_at is not None and (
                    number == proxy.cut_at or (number > proxy.cut_at and not proxy.once)
                )
                if cut and not (proxy.lost_answer and number == proxy.cut_at):
                    self.close_connection = True
                    return
                if proxy.damaged and self.command == "PUT" and body:
                    body = b"?" + body[1:]
                forwarded = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                forwarded.request(self.command, self.path, body, dict(self.headers))
                found = forwarded.getresponse()
                answer = found.read()
                forwarded.close()
                if cut:
                    self.close_connection = True
                    return
                if proxy.hidden and "list-type" in self.path:
                    entry = rf"<Contents><Key>{re.escape(proxy.hidden)}</Key>.*?</Contents>"
                    answer = re.sub(entry.encode(), b"", answer, flags=re.DOTALL)
                self.send_response_only(found.status)
                for name, value in found.getheaders():
                    if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                        self.send_header(name, value)
                if self.command == "HEAD":
                    self.send_header("Content-Length", found.headers.get("Content-Length", "0"))
                else:
                    self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answer)

            do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = answer

            def log_message(self, *_):
                pass

        self.handler = Handler

    def heal(self) -> None:
        self.requests.clear()
        self.cut_at, self.damaged, self.hidden = None, False, ""


class Refuses(BaseHTTPRequestHandler):
    """Answers every request with AccessDenied."""

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
        self.server.requests.append(self.headers.get("X-Amz-Target") or f"{self.command} {self.path}")
        self.send_response(403)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else body)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = answer

    def log_message(self, *_):
        pass


@pytest.fixture(params=(b"", b"<html>Welcome</html>", b"{}"), ids=("nothing", "page", "json"))
def welcome(request, aws, monkeypatch):
    """Something else where AWS should be: it says 200 to everything, and always the same."""

    class Welcomes(Refuses):
        def answer(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(200)
            self.send_header("Content-Length", str(len(request.param)))
            self.end_headers()
            self.wfile.write(b"" if self.command == "HEAD" else request.param)

        do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = answer

    with served(Welcomes) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
        yield


@pytest.fixture
def proxy(aws, monkeypatch):
    """A Proxy that the environment names as AWS; each request is tried once."""
    proxy = Proxy(aws.port)
    with served(proxy.handler) as server:
        proxy.url = server.url
        monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
        aws.env |= {"AWS_ENDPOINT_URL": proxy.url, "AWS_MAX_ATTEMPTS": "1"}
        yield proxy


@pytest.fixture
def bucket(aws):
    return lib_aws.open_bucket()
