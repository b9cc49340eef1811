#!/usr/bin/env -S -u PYTHONSAFEPATH python3
"""What deploy.sh asks before it makes or takes away bucket and table.

template  prints deploy/storage/stack.yaml with an ageing rule for each folder of the catalogue
held      prints which of `bucket` and `table` are there; refuses (74) while they hold something, or where nobody can
          tell: only "there is none" counts as absent. FORCE=1: also a table with entries

example:
  S3_BUCKET=my-nba-data scripts/storage.py held
"""

from _script import ROOT, arguments, run  # first: the root on sys.path
from lib import aws, config, datasets
from lib.errors import StorageFailed

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
    options.add_argument("what", choices=("template", "held"))
    what = options.parse_args(argv).what
    if what == "template":
        print(template(), end="")
        return
    print(*(name for name, is_there in (("bucket", bucket()), ("table", table())) if is_there))


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
    with aws.told(f"s3://{name}"):
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
    with aws.told(name):
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
