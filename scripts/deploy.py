#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""What deploy.sh leaves to Python.

template    prints deploy/storage/stack.yaml with an ageing rule for each folder of the catalogue
held        prints which of `bucket` and `table` are there; refuses (74) while they hold something, or where nobody can
            tell: only "there is none" counts as absent. FORCE=1: also a table with entries
parameters  writes NAME=VALUE … into FOLDER, as deploy (parameters.json) and as a change set (change.json) reads them
targets     prints WORDs, datasets or groups, which is what a cloud runs; refuses (2) others
backfill    prints what FROM, TO, DATASETS and SEASON_TYPE ask of an array job; refuses (2) what a backfill would

example:
  S3_BUCKET=my-nba-data scripts/deploy.py held
"""

import json
from pathlib import Path

from _script import ROOT, arguments, run  # first: the root on sys.path
from lib import aws, config, datasets
from lib.errors import StorageFailed, Usage
from lib.jobs import backfill

MARK = "          # ageing: {folders}\n"
RULE = """          - Id: age-{id}
            Prefix: {prefix}/
            Status: Enabled
            Transitions:
              - {{StorageClass: STANDARD_IA, TransitionInDays: 30}}
              - {{StorageClass: GLACIER, TransitionInDays: 90}}
"""


def main(argv=None):
    options = arguments(__doc__)
    options.add_argument("what", choices=("template", "held", "parameters", "targets", "backfill"))
    options.add_argument("words", metavar="WORD", nargs="*", help="FOLDER NAME=VALUE … of parameters; targets")
    args = options.parse_args(argv)
    if args.what == "template":
        print(template(), end="")
    elif args.what == "held":
        print(*(name for name, is_there in (("bucket", bucket()), ("table", table())) if is_there))
    elif args.what == "parameters":
        write_parameters(Path(args.words[0]), [word.partition("=") for word in args.words[1:]])
    elif args.what == "targets":
        words = " ".join(args.words).split()
        for word in words:
            datasets.group(word)
        print(*words)
    else:
        print(json.dumps({"environment": [{"name": name, "value": text} for name, text in wanted().items()]}))


def write_parameters(folder: Path, given: list[tuple[str, str, str]]) -> None:
    """An empty one is left to the template's default."""
    given = [(name, value) for name, _, value in given if value]
    (folder / "parameters.json").write_text(json.dumps([f"{name}={value}" for name, value in given]))
    changes = [{"ParameterKey": name, "ParameterValue": value} for name, value in given]
    (folder / "change.json").write_text(json.dumps(changes))


def wanted() -> dict[str, str]:
    """variable -> text, of a backfill. Raises Usage."""
    texts = {name: config.get(name) for name in ("FROM", "TO", "DATASETS", "SEASON_TYPE") if config.get(name)}
    if not {"FROM", "TO"} <= texts.keys():
        raise Usage("which seasons? The oldest and the newest: make cloud-run WAY=batch FROM=1946-47 TO=2024-25")
    backfill.steps(texts["FROM"], texts["TO"], backfill.datasets_of(texts.get("DATASETS")), texts.get("SEASON_TYPE"))
    return texts


def template() -> str:
    text, root = (ROOT / "deploy" / "storage" / "stack.yaml").read_text(), config.get("S3_PREFIX") or ""
    folders = sorted(dataset.folder for dataset in datasets.ALL.values())
    rules = [RULE.format(id=folder.replace("/", "-"), prefix=f"{root}/{folder}".strip("/")) for folder in folders]
    assert text.count(MARK) == 1
    return text.replace(MARK, "".join(rules))


def bucket() -> bool:
    """Whether the bucket is there; raises StorageFailed while it holds anything."""
    name = config.get("S3_BUCKET")
    s3 = aws.client("s3")
    with aws.clear_errors(f"s3://{name}"):
        try:
            found = s3.list_object_versions(Bucket=name, MaxKeys=1)
        except s3.exceptions.NoSuchBucket:
            return False
    if "IsTruncated" not in found:
        raise StorageFailed(f"s3://{name}: the answer is not S3's; see AWS_ENDPOINT_URL")
    for held in found.get("Versions", []) + found.get("DeleteMarkers", []):
        raise StorageFailed(f"{name} holds data ({held['Key']} …); empty it yourself, old versions too, then run again")
    return True


def table() -> bool:
    """Whether the table is there; raises StorageFailed while it holds an entry."""
    name = config.get("DYNAMODB_TABLE")
    dynamodb = aws.client("dynamodb")
    with aws.clear_errors(name):
        try:
            items = dynamodb.scan(TableName=name, Limit=1, ConsistentRead=True)["Items"]
        except dynamodb.exceptions.ResourceNotFoundException:
            return False
        except KeyError:
            raise StorageFailed(f"{name}: the answer is not DynamoDB's; see AWS_ENDPOINT_URL") from None
    if items and config.get("FORCE") != "1":
        raise StorageFailed(
            f"the table {name} holds entries ({items[0]['pk']['S']} …); make migrate-tracker FROM=dynamodb TO=file "
            "keeps them, then make destroy-storage FORCE=1 takes it away"
        )
    return True


if __name__ == "__main__":
    run(main)
