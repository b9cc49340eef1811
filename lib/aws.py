"""AWS: clients that use its environment variables, a bucket with conditional writes, errors in one line."""

import contextlib
import functools
import json
import os
import re
from concurrent.futures import ThreadPoolExecutor

from tenacity import retry, retry_if_result, stop_after_delay, wait_random_exponential

from . import config
from .errors import Misconfigured, StorageFailed, Trouble

AT_ONCE = 16  # requests in flight
PART = 8 * 1024 * 1024  # what is larger goes up in parts of this size; S3 wants at least 5 MB
# A conditional write that came second returns False and is done again from what the first wrote. Full jitter: of
# sixteen writers of one thing one succeeds a round, and the others must not meet again.
until_first = retry(
    retry=retry_if_result(lambda done: not done),
    wait=wait_random_exponential(multiplier=0.05, max=3),
    stop=stop_after_delay(300),
)
RESTORE = "restore its previous version (the bucket keeps them), or delete it, then run again"
SIGN_IN = "the AWS session has expired; sign in again (aws sso login, or new keys), then run again"
_EXPIRED = ("ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired")
_SIGNATURE = ("InvalidSignatureException", "SignatureDoesNotMatch")
_UNKNOWN_KEY = ("InvalidAccessKeyId", "InvalidClientTokenId", "UnrecognizedClientException", "InvalidToken")
_TAKEN = ("PreconditionFailed", "ConditionalRequestConflict", "412", "409")


def client(service: str, **how):
    """A boto3 client of a service; AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL … are honoured.

    how: settings of botocore's Config that differ from ours. Raises Misconfigured: no region, no such profile.
    """
    for name in [name for name, value in os.environ.items() if name.startswith("AWS_") and not value.strip()]:
        del os.environ[name]  # empty counts as unset; boto3 would look for a profile of that name
    read = {name: text for name, text in os.environ.items() if re.match("AWS_|HOME$|.*_PROXY$", name, re.I)}
    return _client(service, json.dumps(how), json.dumps(read, sort_keys=True), os.getpid())


@functools.lru_cache(maxsize=16)
def _client(service: str, how: str, read: str, pid: int):
    """A cached client, since making one takes 80 ms. read: the environment it depends on; a fork makes its own."""
    import boto3  # takes a fifth of a second, so only where it is needed
    from botocore.config import Config
    from botocore.session import get_session

    settings = {
        "retries": {"mode": "standard"},  # three tries, or AWS_MAX_ATTEMPTS
        "connect_timeout": 10,
        "max_pool_connections": AT_ONCE,
        # Another endpoint than AWS is rarely known by the name of each bucket.
        "s3": {"addressing_style": "path"} if os.environ.get("AWS_ENDPOINT_URL") else None,
    }
    with clear_errors(service):
        session = get_session()
        session.register_component("data_loader", _descriptions())
        found = boto3.Session(region_name=os.environ.get("AWS_REGION"), botocore_session=session)
        made = found.client(service, config=Config(**settings | json.loads(how)))
    if service == "dynamodb":  # its answers may be empty; S3's are looked at where they are read
        made.meta.events.register("after-call.dynamodb", _check_who_answers)
    return made


def _check_who_answers(http_response, **_) -> None:
    """Refuses an answer without DynamoDB's request id: then another server is behind the address."""
    from botocore.parsers import ResponseParserError

    if http_response.status_code == 200 and not http_response.headers.get("x-amzn-RequestId"):
        raise ResponseParserError("no x-amzn-RequestId")


@functools.cache
def _descriptions():
    """botocore's descriptions of AWS's services, read once, since that takes most of a client's start-up."""
    from botocore.loaders import create_loader

    return create_loader()


@contextlib.contextmanager
def clear_errors(name: str):
    """Turns boto3's errors into Misconfigured or StorageFailed; name: what they are about, for the message."""
    from botocore import exceptions as boto
    from botocore.parsers import ResponseParserError

    try:
        yield
    except (boto.NoCredentialsError, boto.PartialCredentialsError, boto.CredentialRetrievalError):
        raise Misconfigured(
            f"{name}: no AWS credentials; run aws configure, set AWS_PROFILE, or run where a role is attached"
        ) from None
    except (boto.SSOError, boto.LoginError, boto.TokenRetrievalError, boto.UnauthorizedSSOTokenError):
        raise Misconfigured(f"{name}: {SIGN_IN}") from None
    except boto.ProfileNotFound as error:
        raise Misconfigured(f"{name}: {error}; correct AWS_PROFILE") from None
    except (boto.NoRegionError, boto.InvalidRegionError):
        raise Misconfigured(f"{name}: no AWS region; set AWS_REGION, such as us-east-1") from None
    except boto.ParamValidationError as error:
        raise Misconfigured(f"{name}: {error}; correct S3_BUCKET or DYNAMODB_TABLE") from None
    except boto.ClientError as error:
        raise _trouble(name, error) from error
    except ResponseParserError:
        raise StorageFailed(f"{name}: the answer is not AWS's; see AWS_ENDPOINT_URL, then run again") from None
    except (boto.BotoCoreError, OSError) as error:
        raise StorageFailed(f"{name}: {error}; see the network and AWS_ENDPOINT_URL, then run again") from error


def _trouble(name: str, error) -> Trouble:
    """The exception for an AWS error code, with what to do."""
    code, message = error.response["Error"].get("Code", ""), error.response["Error"].get("Message", "")
    if code in _EXPIRED or (code in _SIGNATURE and "expired" in message.lower()):
        return Misconfigured(f"{name}: {SIGN_IN}")
    if code in _UNKNOWN_KEY or code in _SIGNATURE:
        return Misconfigured(f"{name}: AWS does not accept the credentials ({code}); correct them: aws configure")
    not_allowed = f"{error.operation_name} is not allowed; aws sts get-caller-identity tells who asks, "
    not_allowed += "deploy/storage/stack.yaml what the fetcher's role may do"
    todo = {
        "NoSuchBucket": "there is no such bucket; correct S3_BUCKET, or run make deploy-storage",
        "ResourceNotFoundException": "there is no such table; correct DYNAMODB_TABLE, or run make deploy-storage",
        "AccessDenied": not_allowed,
        "AccessDeniedException": not_allowed,
        "403": not_allowed,
        "InvalidObjectState": "is in GLACIER; restore it with aws s3api restore-object, then run again",
        "RequestTimeTooSkewed": "this machine's clock is wrong; sudo timedatectl set-ntp true, then run again",
        "BadDigest": "arrived damaged and was refused; run again",
        "500": f"{error.operation_name} failed ({message}); run again, and see AWS_ENDPOINT_URL if it goes on",
        "301": "the bucket is in another region; set AWS_REGION to the bucket's",
        "PermanentRedirect": "the bucket is in another region; set AWS_REGION to the bucket's",
    }.get(code, f"{error.operation_name} failed ({code}: {message}); run again")
    return StorageFailed(f"{name}: {todo}")


class Bucket:
    """The objects of S3_BUCKET below S3_PREFIX, by key without the prefix.

    A version is an object's ETag; None means that there is no object. An object that changed since it was read is
    never overwritten: put() returns whether it succeeded.
    """

    def __init__(self, name: str, prefix: str = ""):
        self.name = name.strip("/")
        self.root = "".join(f"{part}/" for part in prefix.split("/") if part)
        self.client = client("s3")

    def place(self, key: str) -> str:
        return f"s3://{self.name}/{self.root}{key}"

    def get(self, key: str, unpack: bool = True) -> tuple[bytes, str] | None:
        """(the object's bytes, its version), or None; the checksum is verified, and gzip decompressed."""
        with clear_errors(self.place(key)):
            try:
                # Read within: a connection that dies half-way must be told like any other.
                found = self.client.get_object(Bucket=self.name, Key=self.root + key, ChecksumMode="ENABLED")
                body = found["Body"].read()
            except self.client.exceptions.NoSuchKey:
                return None
        version = self._version(key, found)
        if len(body) != found.get("ContentLength", len(body)):
            raise StorageFailed(f"{self.place(key)}: {len(body)} of {found['ContentLength']} bytes came; run again")
        if unpack and found.get("ContentEncoding") == "gzip":
            import gzip
            import zlib

            try:
                body = gzip.decompress(body)
            except (OSError, EOFError, zlib.error) as error:
                raise StorageFailed(f"{self.place(key)}: not gzip ({error}); {RESTORE}") from None
        return body, version

    def _version(self, key: str, answer: dict) -> str:
        """The ETag of an answer. S3 always sends one; without it, another server is behind the address."""
        if not answer.get("ETag"):
            raise StorageFailed(f"{self.place(key)}: the answer has no ETag, so it is not S3's; see AWS_ENDPOINT_URL")
        return answer["ETag"]

    def look(self) -> None:
        """Checks that the bucket exists and may be used: one request, with a time limit of two seconds.

        Raises Misconfigured (no valid credentials) and StorageFailed (no such bucket, not allowed, not reachable).
        """
        asked = client("s3", connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})
        with clear_errors(f"s3://{self.name}"):
            try:
                asked.head_bucket(Bucket=self.name)
            except asked.exceptions.ClientError as error:
                if error.response["Error"]["Code"] == "404":
                    error.response["Error"]["Code"] = "NoSuchBucket"
                raise

    def put(self, key: str, body: bytes, version: str | None, content_type: str, compress: bool = False) -> bool:
        """Creates an object (version None) or replaces this version of it; False if another writer was first."""
        facts = {"ContentType": content_type, "ChecksumAlgorithm": "SHA256"}
        if compress:
            import gzip

            body = gzip.compress(body, mtime=0)  # the same rows, the same bytes
            facts["ContentEncoding"] = "gzip"
        condition = {"IfMatch": version} if version else {"IfNoneMatch": "*"}
        where = {"Bucket": self.name, "Key": self.root + key}
        with clear_errors(self.place(key)):
            try:
                if len(body) > PART:
                    written = self._put_in_parts(where, body, condition, facts)
                else:
                    written = self.client.put_object(**where, Body=body, **condition, **facts)
                self._version(key, written)
            except self.client.exceptions.ClientError as error:
                if error.response["Error"]["Code"] in _TAKEN or (version and _is_gone(error)):
                    return self._is_mine(key, body, error)
                raise
        return True

    def _is_mine(self, key: str, body: bytes, error) -> bool:
        """Whether the existing object is the one just sent, because the answer to the first try was lost."""
        if not error.response["ResponseMetadata"].get("RetryAttempts"):
            return False
        found = self.client.get_object(Bucket=self.name, Key=self.root + key)
        return found["Body"].read() == body

    def _put_in_parts(self, where: dict, body: bytes, condition: dict, facts: dict) -> dict:
        upload = self.client.create_multipart_upload(**where, **facts)["UploadId"]
        try:
            parts = []
            for number, start in enumerate(range(0, len(body), PART), 1):
                part = self.client.upload_part(
                    **where,
                    UploadId=upload,
                    PartNumber=number,
                    Body=body[start : start + PART],
                    ChecksumAlgorithm="SHA256",
                )
                parts.append({"PartNumber": number, "ETag": part["ETag"], "ChecksumSHA256": part["ChecksumSHA256"]})
            return self.client.complete_multipart_upload(
                **where, UploadId=upload, MultipartUpload={"Parts": parts}, **condition
            )
        except BaseException:
            with contextlib.suppress(Exception):  # the bucket's lifecycle sweeps it as well
                self.client.abort_multipart_upload(**where, UploadId=upload)
            raise

    def exists(self, key: str) -> bool:
        """Whether an object is there with something in it."""
        found = self._head(key)
        return bool(found and found["ContentLength"])

    def mark(self, key: str) -> tuple[int, str] | None:
        """(bytes, version) of an object, None if there is none."""
        found = self._head(key)
        return found and (found["ContentLength"], found["ETag"])

    def written_at(self, key: str):
        """When an object was written, a datetime. Raises StorageFailed if there is none."""
        found = self._head(key)
        if found is None:
            raise StorageFailed(f"{self.place(key)}: somebody deleted it meanwhile; run again")
        return found["LastModified"]

    def _head(self, key: str) -> dict | None:
        """S3's metadata of an object, or None."""
        with clear_errors(self.place(key)):
            try:
                found = self.client.head_object(Bucket=self.name, Key=self.root + key)
            except self.client.exceptions.ClientError as error:
                if _is_gone(error):
                    return None
                raise
        self._version(key, found)
        return found

    def folders(self, folder: str, first: str = "", last: str = "~") -> list[str]:
        """The names of the folders directly below a folder, from first to last, sorted; one request for a thousand."""
        start, names = self.root + (folder and f"{folder}/"), []
        for page in self._pages(folder, Delimiter="/", **({"StartAfter": start + first} if first else {})):
            names += [folder["Prefix"][len(start) :].rstrip("/") for folder in page.get("CommonPrefixes", [])]
            if names and names[-1] > last:
                break
        return [name for name in names if first <= name <= last]

    def list(self, folder: str):
        """The keys of the non-empty objects below a folder, sorted."""
        return (key for key, size, _ in self.listed(folder) if size)

    def listed(self, folder: str, after: str = ""):
        """(key, size, version) of the objects below a folder that sort after a key; one request for a thousand."""
        start = {"StartAfter": self.root + after} if after else {}
        for page in self._pages(folder, **start):
            yield from (
                (item["Key"][len(self.root) :], item["Size"], item.get("ETag", "")) for item in page.get("Contents", [])
            )

    def at_root(self) -> dict[str, tuple[int, str]]:
        """key -> (size, version) of the objects that are in no folder; one request for a thousand."""
        pages = self._pages("", Delimiter="/")
        listed = (item for page in pages for item in page.get("Contents", []))
        return {item["Key"][len(self.root) :]: (item["Size"], item.get("ETag", "")) for item in listed}

    def _pages(self, folder: str, **how):
        folder = folder.strip("/")
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.name, Prefix=self.root + (folder and f"{folder}/"), **how
        )
        with clear_errors(self.place(folder)):
            for page in pages:
                if "IsTruncated" not in page:
                    raise StorageFailed(f"{self.place(folder)}: the answer is not S3's; see AWS_ENDPOINT_URL")
                yield page


def _is_gone(error) -> bool:
    return error.response["Error"]["Code"] in ("404", "NoSuchKey")


def open_bucket() -> Bucket:
    """The bucket of S3_BUCKET and S3_PREFIX; raises Misconfigured if S3_BUCKET is not set."""
    name = config.get("S3_BUCKET")
    if not name:
        raise Misconfigured(config.NO_BUCKET)
    return Bucket(name, config.s3_prefix())


def side_by_side(do, things: list) -> list:
    """[do(thing), …], AT_ONCE at a time; the first error ends it."""
    with ThreadPoolExecutor(min(AT_ONCE, len(things) or 1)) as pool:
        try:
            return list(pool.map(do, things))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
