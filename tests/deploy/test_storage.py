"""make deploy-storage and its siblings against moto's CloudFormation, as far as that goes."""

import pytest

from lib import datasets
from tests.support.aws import TABLE, Refuses
from tests.support.served import served


@pytest.fixture
def house(house, aws):
    """A house whose bucket and table are not there yet."""
    house.env |= aws.env | {"S3_BUCKET": f"{aws.bucket}-new", "DYNAMODB_TABLE": f"{aws.bucket}-new"}
    return house


def test_the_stack_is_made_looked_at_and_taken_away_but_not_with_data_in_it(house, aws):
    name = house.env["S3_BUCKET"]
    planned = house.make("diff-storage")
    assert planned.returncode == 0, planned.stderr
    assert "AWS::S3::Bucket" in planned.stdout and name not in buckets(aws)
    made = house.make("deploy-storage")
    assert made.returncode == 0, made.stderr
    assert name in buckets(aws)  # of a stack made by a change set, moto knows no outputs

    encryption = aws.s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert encryption["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    table = aws.dynamodb.describe_table(TableName=name)["Table"]
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert table["KeySchema"] == TABLE["KeySchema"]

    # Of what is there a diff says what would change; moto itself changes no table, hence no second deploy.
    assert house.make("diff-storage", DYNAMODB_TABLE=f"{name}-2").returncode == 0

    # What the template asks for and moto does not do: test_the_template_says… holds it to that.
    aws.s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    aws.s3.put_object(Bucket=name, Key="teams/2025-01-15/teams.csv", Body=b"id\n")
    refused = house.make("destroy-storage")
    assert refused.returncode != 0 and "holds data (teams/2025-01-15/teams.csv" in refused.stderr
    aws.s3.delete_object(Bucket=name, Key="teams/2025-01-15/teams.csv")
    refused = house.make("destroy-storage")
    assert refused.returncode != 0 and "empty it yourself, old versions too" in refused.stderr
    assert name in buckets(aws)
    for version in aws.s3.list_object_versions(Bucket=name).get("Versions", []):
        aws.s3.delete_object(Bucket=name, Key=version["Key"], VersionId=version["VersionId"])
    for marker in aws.s3.list_object_versions(Bucket=name).get("DeleteMarkers", []):
        aws.s3.delete_object(Bucket=name, Key=marker["Key"], VersionId=marker["VersionId"])
    aws.dynamodb.put_item(TableName=name, Item={"pk": {"S": "teams#all"}, "fetch_date": {"S": "current"}})
    refused = house.make("destroy-storage")
    assert refused.returncode != 0 and "holds entries (teams#all" in refused.stderr
    assert name in buckets(aws) and name in aws.dynamodb.list_tables()["TableNames"]
    gone = house.make("destroy-storage", "FORCE=1")
    assert gone.returncode == 0, gone.stderr
    assert name not in buckets(aws) and name not in aws.dynamodb.list_tables()["TableNames"]


def test_without_a_name_nothing_is_deployed(house):
    done = house.make("deploy-storage", S3_BUCKET="")
    assert done.returncode != 0 and "S3_BUCKET is not set; name the bucket" in done.stderr


def test_only_what_is_known_to_be_absent_counts_as_absent(house, aws):
    """A 403, or no network, once skipped the look, and the stack went while data lay in its bucket."""
    with served(Refuses, requests=[]) as server:
        refused = house.make("destroy-storage", AWS_ENDPOINT_URL=server.url)
    assert "is not allowed" in refused.stderr and "Error 74" in refused.stderr
    assert len(server.requests) == 1, "it stops at the first answer that tells nothing"
    unreachable = house.make("destroy-storage", AWS_ENDPOINT_URL="http://127.0.0.1:9", AWS_MAX_ATTEMPTS="1")
    assert "Error 74" in unreachable.stderr and "gone" not in unreachable.stderr


def test_the_template_says_what_the_code_counts_on(house, tmp_path):
    import cfnlint.decode  # takes half a second, of each process that looks for tests

    made = tmp_path / "stack.yaml"
    made.write_text(house.script("deploy", "template", S3_PREFIX="nba/raw").stdout)
    template, problems = cfnlint.decode.decode(str(made))
    assert not problems
    keeps = {name: resource.get("DeletionPolicy") for name, resource in template["Resources"].items()}
    assert keeps == {"Bucket": "Retain", "BucketPolicy": "Retain", "Table": "Retain", "FetcherRole": None}
    assert template["Resources"]["Table"]["Properties"]["DeletionProtectionEnabled"] is True
    found = {name: resource["Properties"] for name, resource in template["Resources"].items()}
    assert {name: found["Table"][name] for name in TABLE} == TABLE
    assert found["Table"]["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}
    assert found["Table"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    bucket = found["Bucket"]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert all(bucket["PublicAccessBlockConfiguration"].values())
    rules = found["Bucket"]["LifecycleConfiguration"]["Rules"]
    aged = {rule["Prefix"]: [(t["TransitionInDays"], t["StorageClass"]) for t in rule["Transitions"]]
            for rule in rules if "Transitions" in rule}  # fmt: skip
    assert aged == {
        f"nba/raw/{dataset.folder}/": [(30, "STANDARD_IA"), (90, "GLACIER")] for dataset in datasets.ALL.values()
    }
    assert any("AbortIncompleteMultipartUpload" in rule for rule in rules)
    statements = {statement["Sid"]: statement for statement in found["BucketPolicy"]["PolicyDocument"]["Statement"]}
    assert statements["TlsOnly"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    allowed = [statement["Action"] for statement in statements.values() if statement["Effect"] == "Allow"]
    assert allowed == ["s3:ListBucket", ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"]]


def buckets(aws):
    return {bucket["Name"] for bucket in aws.s3.list_buckets()["Buckets"]}
