"""What AWS's errors come to: one line with the advice that fits."""

import pytest
from botocore import exceptions as boto

from lib import aws
from lib.errors import Misconfigured, StorageFailed


def answer(code: str, message: str = "no", operation: str = "PutObject"):
    return boto.ClientError({"Error": {"Code": code, "Message": message}}, operation)


@pytest.mark.parametrize(
    "error, kind, says",
    [
        (boto.NoCredentialsError(), Misconfigured, "run aws configure"),
        (boto.UnauthorizedSSOTokenError(), Misconfigured, "sign in again"),
        (boto.SSOTokenLoadError(error_msg="none"), Misconfigured, "sign in again"),
        (boto.TokenRetrievalError(provider="sso", error_msg="expired"), Misconfigured, "sign in again"),
        (answer("ExpiredToken"), Misconfigured, "sign in again"),
        (answer("ExpiredTokenException", operation="GetItem"), Misconfigured, "sign in again"),
        (answer("InvalidSignatureException", "Signature expired: 2025"), Misconfigured, "sign in again"),
        (answer("UnrecognizedClientException", operation="GetItem"), Misconfigured, "aws configure"),
        (answer("InvalidAccessKeyId"), Misconfigured, "aws configure"),
        (answer("AccessDenied"), StorageFailed, "PutObject is not allowed"),
        (answer("AccessDeniedException", operation="Query"), StorageFailed, "Query is not allowed"),
        (answer("NoSuchBucket"), StorageFailed, "make deploy-storage"),
        (answer("RequestTimeTooSkewed"), StorageFailed, "clock"),
        (boto.EndpointConnectionError(endpoint_url="http://x"), StorageFailed, "AWS_ENDPOINT_URL"),
    ],
)
def test_the_advice_fits_the_cause(error, kind, says):
    with pytest.raises(kind, match=says), aws.clear_errors("s3://here"):
        raise error
