"""The tables as AWS Athena knows them: a CloudFormation template, from the catalogue and lib/columns.py."""

import json

from .. import columns
from ..datasets import ALL, Dataset
from ..leagues import NBA
from . import corrected, gather, names, places

LAST_YEAR = 2039  # seasons that are not there yet cost nothing
TYPES = {"text": "string", "date": "date", "int": "bigint", "float": "double"}

HEAD = """# Made from the catalogue: scripts/dictionary.py --glue > deploy/query/stack.yaml
AWSTemplateFormatVersion: "2010-09-09"
Description: "NBA Data: Athena tables over seasons/parquet/, and a workgroup whose queries may scan only so much"

Parameters:
  BucketName:
    Type: String
    Description: The bucket of the data, which is S3_BUCKET everywhere else
    AllowedPattern: "[a-z0-9][a-z0-9-]{1,61}[a-z0-9]"
  Prefix:
    Type: String
    Default: ""
    Description: The folder of the data in the bucket with a slash at its end, S3_PREFIX/; empty for none
    AllowedPattern: "([A-Za-z0-9._-]+/)*"
  DatabaseName:
    Type: String
    Default: nba
    Description: Name of the Glue database; tables are nba.player_games and so on
    AllowedPattern: "[a-z0-9_]+"
  ScanLimit:
    Type: Number
    Default: 1000000000
    MinValue: 10000000
    Description: Bytes that one query may scan; Athena ends it there. All player games ever are some 40 MB

Resources:
  Results:
    Type: AWS::S3::Bucket
    # Answers only, gone after a week; they can be asked for again.
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: AES256}
      PublicAccessBlockConfiguration:
        {BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true}
      LifecycleConfiguration:
        Rules:
          - {Id: a-week, Status: Enabled, ExpirationInDays: 7}

  Workgroup:
    Type: AWS::Athena::WorkGroup
    Properties:
      Name: !Sub "${DatabaseName}-data"
      Description: Questions about NBA Data
      WorkGroupConfiguration:
        EnforceWorkGroupConfiguration: true
        BytesScannedCutoffPerQuery: !Ref ScanLimit
        PublishCloudWatchMetricsEnabled: true
        ResultConfiguration:
          OutputLocation: !Sub "s3://${Results}/"
          EncryptionConfiguration: {EncryptionOption: SSE_S3}

  Reader:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Description: May ask, and read what is asked for; nothing else
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action:
              ["athena:StartQueryExecution", "athena:StopQueryExecution", "athena:GetQueryExecution",
               "athena:GetQueryResults"]
            Resource: !Sub "arn:${AWS::Partition}:athena:${AWS::Region}:${AWS::AccountId}:workgroup/${Workgroup}"
          - Effect: Allow
            Action: ["glue:GetDatabase", "glue:GetTable", "glue:GetTables", "glue:GetPartitions"]
            Resource:
              - !Sub "arn:${AWS::Partition}:glue:${AWS::Region}:${AWS::AccountId}:catalog"
              - !Sub "arn:${AWS::Partition}:glue:${AWS::Region}:${AWS::AccountId}:database/${DatabaseName}"
              - !Sub "arn:${AWS::Partition}:glue:${AWS::Region}:${AWS::AccountId}:table/${DatabaseName}/*"
          - Effect: Allow
            Action: ["s3:GetObject"]
            Resource: !Sub "arn:${AWS::Partition}:s3:::${BucketName}/${Prefix}seasons/parquet/*"
          - Effect: Allow
            Action: ["s3:ListBucket", "s3:GetBucketLocation"]
            Resource: [!Sub "arn:${AWS::Partition}:s3:::${BucketName}", !GetAtt Results.Arn]
          - Effect: Allow
            Action: ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"]
            Resource: !Sub "${Results.Arn}/*"

  Database:
    Type: AWS::Glue::Database
    Properties:
      CatalogId: !Ref AWS::AccountId
      DatabaseInput: {Name: !Ref DatabaseName, Description: "NBA Data, one file a dataset and season"}
"""

TABLE = """
  {resource}:
    Type: AWS::Glue::Table
    Properties:
      CatalogId: !Ref AWS::AccountId
      DatabaseName: !Ref Database
      TableInput:
        Name: {name}
        Description: {description}
        TableType: EXTERNAL_TABLE
        Parameters:
          classification: parquet
          projection.enabled: "true"
          projection.{season}.type: enum
          projection.{season}.values: {seasons}
          storage.location.template: !Sub "s3://${{BucketName}}/${{Prefix}}{folder}/season=${{!{season}}}/"
        PartitionKeys: [{{Name: {season}, Type: string}}]
        StorageDescriptor:
          Location: !Sub "s3://${{BucketName}}/${{Prefix}}{folder}/"
          InputFormat: org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat
          OutputFormat: org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat
          SerdeInfo: {{SerializationLibrary: org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe}}
          Columns:
{columns}
"""


def template() -> str:
    """The whole template, as YAML."""
    parts = [HEAD]
    for dataset in ALL.values():
        mark = gather.CORRECTED if dataset.strategy == "append" else gather.FETCHED
        parts.append(_table(dataset.name, dataset.types | {mark: "date"}, dataset))
    parts.append(_table(corrected.NAME, corrected.TYPES))
    return "".join(parts)


def _table(name: str, types: dict[str, str], dataset: Dataset | None = None) -> str:
    lower = {column.lower() for column in types}
    what = f"{dataset.name}, {dataset.frequency}" if dataset else "What the league changed after it was stored"
    return TABLE.format(
        resource="".join(word.title() for word in name.split("-")),
        name=names.view(name),
        description=json.dumps(what),
        season="table_season" if "season" in lower else "season",
        seasons=",".join(map(NBA.season, range(NBA.first_year, LAST_YEAR + 1))),
        folder=places.parquet(name, "").partition("/season=")[0],
        columns="\n".join(_column(column, kind) for column, kind in types.items()),
    )


def _column(name: str, kind: str) -> str:
    meaning = columns.of(name).meaning
    comment = f", Comment: {json.dumps(meaning[:255], ensure_ascii=False)}" if meaning else ""
    return f"            - {{Name: {name.lower()}, Type: {TYPES[kind]}{comment}}}"
