"""Reads every environment variable, for Python, make and bash alike. An empty variable counts as unset.

Blanks around a value and a trailing carriage return are ignored. The environment wins over .env, which has
KEY=value lines.
"""

import functools
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from . import leagues
from .errors import Misconfigured, Usage

ROOT = Path(__file__).resolve().parent.parent
OUR_FOLDERS = (".venv", ".git", ".ci", "deploy", "docs", "lib", "scripts", "tests")  # make clean removes the first
LEAGUE_STATS_URL = "https://stats.nba.com/stats"
LEAGUE_CDN_URL = "https://cdn.nba.com/static/json"


@dataclass(frozen=True)
class Variable:
    """One environment variable: its default as text (None: unset), how to read it, and its meaning.

    read: the allowed values, or text -> value, which raises ValueError with what the value must be.
    """

    default: str | None
    read: Callable | tuple[str, ...]
    meaning: str


def whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError("a whole number, not negative")
    return int(text)


def number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise ValueError("a number, not negative")
    return value


def folder(text: str) -> Path:
    """A folder; a relative path is relative to the repository, wherever a script is called."""
    return _checked_folder(os.path.expanduser(text), os.path.expanduser("~"))


@functools.cache  # data_dir() is called for every file, and following links takes long
def _checked_folder(text: str, home: str) -> Path:
    if text.startswith("~"):
        raise ValueError("a folder; ~ stands for no home here")
    path = Path(os.path.abspath(ROOT / text))
    root, ours = _places()
    real = Path(os.path.realpath(path))
    if any(real == kept or real in kept.parents for kept in (root, Path(os.path.realpath(home)))):
        raise ValueError("a folder of its own, such as data or ~/nba-data: not the root, a home or what holds it")
    if any(real == folder or folder in real.parents for folder in ours):
        raise ValueError("a folder of its own, such as data or ~/nba-data: not one of the project's")
    return path


@functools.cache
def _places() -> tuple[Path, list[Path]]:
    """The repository and its own folders, links followed; they stay where they are while a process runs."""
    return Path(os.path.realpath(ROOT)), [Path(os.path.realpath(ROOT / name)) for name in OUR_FOLDERS]


def flag(text: str) -> str | None:
    """1, or None for no."""
    if text.lower() in ("1", "yes", "true", "on"):
        return "1"
    if text.lower() in ("0", "no", "false", "off"):
        return None
    raise ValueError("1, or empty")


def bucket(text: str) -> str:
    name = text.removeprefix("s3://").strip("/")
    if not name or (not name.startswith("arn:") and not re.fullmatch(r"[A-Za-z0-9][\w.-]*", name, re.ASCII)):
        raise ValueError("the name of a bucket; a folder inside it goes into S3_PREFIX")
    return name


def prefix(text: str) -> str | None:
    """a/b, without slashes at its ends or empty parts; None for the bucket's root."""
    parts = [part for part in text.split("/") if part]
    if {".", ".."} & set(parts):
        raise ValueError("a folder inside the bucket, without . and ..")
    return "/".join(parts) or None


def webhook(text: str) -> str:
    """An address to call; its path may be a secret."""
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        raise ValueError("an address such as https://example.com/hook")
    return text


def network(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][\w.-]{0,40}", text, re.ASCII):
        raise ValueError("a name of letters, digits and -, such as aws")
    return text


NO_BUCKET = "S3_BUCKET is not set; DATA_STORE=s3 and TRACKER=s3 need a bucket: S3_BUCKET=my-nba-data"
WAYS = ("spot", "fargate", "lambda", "batch")
VARIABLES = {
    "NBA_STATS_URL": Variable(LEAGUE_STATS_URL, str, "base of the stats service"),
    "NBA_CDN_URL": Variable(LEAGUE_CDN_URL, str, "base of the CDN"),
    "NBA_SOURCE": Variable("auto", ("auto", "stats", "cdn"), "auto, stats or cdn: who is asked"),
    "NBA_API_PROXY": Variable(None, str, "proxy, or several with commas, rotated when blocked"),
    "NBA_NETWORK": Variable(None, network, "a network's name, such as aws: its machines tell each other of a block"),
    "NBA_MIN_INTERVAL": Variable("0.6", number, "seconds between requests, across every process on the machine"),
    "NBA_PER_MINUTE": Variable(None, whole, "requests a minute at most; unset: 25 to the league, no limit elsewhere"),
    "NBA_PER_HOUR": Variable(None, whole, "requests an hour at most; unset: 500 to the league, no limit elsewhere"),
    "NBA_TIMEOUT": Variable("30", number, "seconds a request may take"),
    "NBA_RETRIES": Variable("4", whole, "tries before giving up on a request"),
    "NBA_MAX_REQUESTS": Variable("100", whole, "requests a run may send; the rest is for the next run"),
    "NBA_DEADLINE": Variable("1800", number, "seconds a run may go on asking; the rest is for the next run"),
    "CORRECTION_DAYS": Variable("7", whole, "days a daily run looks back for corrected games"),
    "DATA_DIR": Variable("data", folder, "local root of the data"),
    "DATA_STORE": Variable("local", ("local", "s3"), "local or s3"),
    "COMPRESS": Variable("none", ("none", "gzip"), "none or gzip: how DATA_STORE=s3 writes its objects"),
    "TRACKER": Variable("file", ("file", "sqlite", "s3", "dynamodb", "exists"), "what remembers what was fetched"),
    "S3_BUCKET": Variable(None, bucket, "bucket to sync to; unset: no sync"),
    "S3_PREFIX": Variable(None, prefix, "folder inside the bucket"),
    "DYNAMODB_TABLE": Variable("nba-data-fetch-log", str, "table of the dynamodb tracker"),
    "RUN_ID": Variable(None, str, "names a run, such as a schedule's event: its claims are its own on any machine"),
    "LEAGUE": Variable("nba", leagues.find, "nba, wnba or gleague: whose data"),
    "SEASON": Variable(None, str, "a season, such as 2018-19"),
    "DATE": Variable(None, str, "a game date, US Eastern, such as 2024-01-20"),
    "DATE_FROM": Variable(None, str, "first game date"),
    "DATE_TO": Variable(None, str, "last game date"),
    "TEAM": Variable(None, str, "a team: LAL or 1610612747"),
    "PLAYER": Variable(None, str, 'a player: 2544 or "LeBron James"'),
    "GAME": Variable(None, str, "a game id: 0022400123"),
    "SEASON_TYPE": Variable(None, str, "regular, play-in, playoffs, cup, pre-season or all-star"),
    "MEASURE": Variable(None, str, "a measure of what has several: Base, Advanced, Misc, Four Factors …"),
    "FORCE": Variable(None, flag, "1: fetch even what is not due"),
    "FULL": Variable(None, flag, "1: sync compares, and tables makes, everything instead of what changed"),
    "SYNC": Variable("all", ("all", "tables"), "all, or tables: what sync sends"),
    "FROM": Variable(None, str, "backfill, plan: the oldest season; migrate-tracker: the tracker to read"),
    "TO": Variable(
        None, str, "backfill, plan: the newest season; migrate-tracker: the tracker to write; package: a folder"
    ),
    "DATASETS": Variable(None, str, "backfill, plan, tables: which datasets, with blanks or commas"),
    "TARGET": Variable(None, str, "plan: the targets, such as daily"),
    "NAME": Variable(None, str, "new-dataset: how the dataset is called, such as player-bios"),
    "ENDPOINT": Variable(None, str, "new-dataset: the endpoint of nba_api that has it"),
    "SQL": Variable(None, str, "query: a SELECT"),
    "FORMAT": Variable(None, str, "query: table, csv, json or parquet; database: duckdb or sqlite"),
    "WAY": Variable(None, WAYS, "deploy, plan: what runs it in the cloud: spot, fargate, lambda or batch"),
    "COSTS": Variable(None, flag, "1: plan says what WAY costs"),
    "NOW": Variable(None, str, "fixes the clock: 2025-01-15T11:00:00Z"),
    "NOTIFY_URL": Variable(
        None, webhook, "webhook that hears when a dataset becomes late, incomplete or well again; a secret"
    ),
    "HEARTBEAT_URL": Variable(None, webhook, "called after every morning's run, with /fail after a bad one; a secret"),
    "LOG_FORMAT": Variable("text", ("text", "json"), "text, or json: one object a line"),
    "LOG_LEVEL": Variable("info", ("debug", "info", "warning", "error"), "debug, info, warning or error"),
    "ENV_FILE": Variable(".env", str, "file of KEY=value lines, read where it is there; /dev/null: none"),
}

FREQUENCIES = ("daily", "weekly", "monthly", "yearly")
CLOCK_SKEW = timedelta(minutes=5)  # by how much two machines' clocks may differ


# What .env may contain besides VARIABLES, AWS_… and …_FREQUENCY: variables that libraries read.
PASSED_ON = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "TMPDIR", "NO_COLOR")
_SPELLED = leagues.ALL | {"": leagues.NBA}
FROM_FILE: set[str] = set()  # the variables that ENV_FILE gave
IN_FILE: dict[str, str] = {}  # all that stand there, also where the environment wins


def get(name: str):
    """The value of one of VARIABLES, in its type; None if it is unset and has no default.

    Raises Misconfigured if the text cannot be read as that type.
    """
    variable = VARIABLES[name]
    text = typed(name) or variable.default
    if text is None:
        return None
    if isinstance(variable.read, tuple):
        if text not in variable.read:
            raise Misconfigured(f"{name}={text}{from_file(name)}: must be one of {', '.join(variable.read)}")
        return text
    try:
        return variable.read(text)
    except ValueError as error:
        kind = Usage if variable.read in (flag, leagues.find) else Misconfigured
        shown = name if variable.read is webhook else f"{name}={text}"
        raise kind(f"{shown}{from_file(name)}: must be {error}") from None


def check() -> None:
    """Reads every variable, so that an invalid one is reported before anything is done."""
    for name in VARIABLES:
        get(name)
    now()
    if "s3" in (get("DATA_STORE"), get("TRACKER")) and not get("S3_BUCKET"):
        raise Misconfigured(NO_BUCKET)


def typed(name: str) -> str:
    """A variable's text without blanks at its ends; raises Misconfigured for control characters."""
    text = os.environ.get(name, "").replace("\xa0", " ").strip()
    if not (" ".join(text.split()) if name == "SQL" else text).isprintable():  # a SELECT may have several lines
        raise Misconfigured(f"{name}{from_file(name)}: holds a control character; set it again")
    return text


def from_file(name: str) -> str:
    """The text `, from .env` if the variable comes from there, else an empty one."""
    return f", from {get('ENV_FILE')}" if name in FROM_FILE else ""


def origin(name: str) -> str:
    """Where a variable comes from, if it was not typed after make: ", from the environment" or ", from .env"."""
    is_typed = name in os.environ.get("TYPED", "").split()  # see the Makefile
    return from_file(name) or ("" if is_typed or not typed(name) else ", from the environment")


def read_env_file() -> None:
    """Copies ENV_FILE's KEY=value lines into the environment, except variables that are already set.

    Raises Misconfigured without the line's text, which may contain a secret.
    """
    path, given = ROOT / get("ENV_FILE"), {}
    if typed("ENV_FILE") not in ("", VARIABLES["ENV_FILE"].default) and not path.exists():
        raise Misconfigured(f"{path}: is not there; correct ENV_FILE, or leave it out")
    if path.is_dir():
        raise Misconfigured(f"{path}: is a folder, not a file of KEY=value lines; move it away")
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines() if path.is_file() else []
    except (OSError, ValueError) as error:
        raise Misconfigured(f"{path}: cannot be read ({error}); correct it") from None
    for number, line in enumerate(lines, 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        name, equals, value = (part.strip() for part in line.partition("="))
        if not equals or not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII) or "\0" in value:
            raise Misconfigured(f"{path}: line {number} is not KEY=value; correct it")
        if name == "ENV_FILE":
            raise Misconfigured(f"{path}: line {number}: ENV_FILE names this file; set it in the environment")
        if name in given:
            raise Misconfigured(f"{path}: line {number}: {name} stands in line {given[name]} too; delete one of them")
        given[name] = number
        if not is_known(name):
            raise Misconfigured(f"{path}: line {number}: {unknown(name, VARIABLES, '.env.example lists them')}")
        if value[:1] in ("'", '"') and value[-1:] == value[:1] and len(value) > 1:
            value = value[1:-1]
        IN_FILE[name] = value
        if value and not os.environ.get(name, "").strip():
            os.environ[name] = value
            FROM_FILE.add(name)


def is_known(name: str) -> bool:
    return name in VARIABLES or name.upper() in PASSED_ON or bool(re.fullmatch(r"AWS_\w+|[A-Z_]+_FREQUENCY", name))


def unknown(word: str, names, where: str = "") -> str:
    """The message for an unknown word, with the nearest known one. names: the known words; where: who lists them."""
    import difflib  # only for a misspelt word

    spelled = {name.casefold(): name for name in names}
    near = difflib.get_close_matches(word.casefold(), spelled, n=1, cutoff=0.65)
    near = near or [name for name in spelled if len(word) > 3 and word.casefold() in name]
    if near:
        return f"{word!r} is unknown; did you mean {spelled[near[0]]}?"
    return f"{word!r} is unknown; " + (where or f"there are {', '.join(spelled.values())}")


def frequency_name(dataset) -> str:
    """TEAM_GAMES_FREQUENCY"""
    return dataset.name.upper().replace("-", "_") + "_FREQUENCY"


def frequency(dataset) -> str:
    """How often a dataset is fetched: TEAM_GAMES_FREQUENCY or the like, else its own frequency."""
    name = frequency_name(dataset)
    value = typed(name) or dataset.frequency
    if value not in FREQUENCIES:
        raise Misconfigured(f"{name}={value}{from_file(name)}: must be one of {', '.join(FREQUENCIES)}")
    return value


def run_id() -> str | None:
    """RUN_ID, or the id of an AWS Batch job: the same for all attempts, different for each index of an array job."""
    return get("RUN_ID") or typed("AWS_BATCH_JOB_ID") or None


def worker() -> tuple[int, int]:
    """(index, size) of this machine in an array job of AWS Batch, else (0, 1). Raises Misconfigured."""
    names = ("AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE")
    try:
        index, size = (whole(typed(name) or default) for name, default in zip(names, "01", strict=True))
    except ValueError as error:
        raise Misconfigured(f"{' and '.join(names)}: must be {error}") from None
    if index >= size:
        raise Misconfigured(f"{names[0]}={index}: must be below {names[1]}={size}")
    return index, size


def league() -> leagues.League:
    """The league that LEAGUE names. Called for every row, so the usual spellings take a short cut."""
    return _SPELLED.get(os.environ.get("LEAGUE", "")) or get("LEAGUE")


def data_dir() -> Path:
    """The root of the league's data."""
    return get("DATA_DIR") / league().folder


def s3_prefix() -> str:
    """The league's folder in the bucket: a/b, a/b/wnba; empty for the bucket's root."""
    return "/".join(filter(None, (get("S3_PREFIX"), league().folder)))


def metadata(*parts: str) -> Path:
    """A path below the data's _metadata: trackers, locks, schedules, files for the next run."""
    return data_dir().joinpath("_metadata", *parts)


def now() -> datetime:
    """The time, in UTC, to the second; NOW fixes it."""
    text = get("NOW")
    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    return instant(text, "NOW")


def horizon() -> datetime:
    """The latest plausible time in a file: NOW, or the real time if that is later."""
    return max(now(), datetime.now(UTC)) + CLOCK_SKEW


def is_future(when: datetime) -> bool:
    """Whether a time read from a file is ahead of the clock, which means that the file is damaged."""
    return when > horizon()


def instant(text: str, name: str) -> datetime:
    """A UTC time from its ISO 8601 text; without an offset it is taken as UTC."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise Misconfigured(f"{name}={text}: must be a time such as 2025-01-15T11:00:00Z") from None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def stamp(when: datetime) -> str:
    """A UTC time as text: 2024-01-15T06:00:00Z."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
