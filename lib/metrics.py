"""Metrics for CloudWatch: numbers in log lines, in its embedded metric format.

Few and without dimensions, since each metric beyond ten costs 30 cents a month.
"""

from datetime import datetime

NAMESPACE = "nba-data"
METRICS = {
    "succeeded": "Count",  # datasets fetched, or not due
    "failed": "Count",
    "blocked": "Count",  # of those that failed
    "rows_new": "Count",
    "requests_sent": "Count",
    "left_for_next_run": "Count",  # requests: a run that ends with 0 may leave many
    "hours_since_success": "None",
    "days_since_last_game": "None",
}


def embedded(fields: dict, now: datetime) -> dict:
    """The fields that turn a log line's numbers into metrics; {} if it has none of them."""
    named = [{"Name": name, "Unit": unit} for name, unit in METRICS.items() if fields.get(name) is not None]
    if not named:
        return {}
    directive = {"Namespace": NAMESPACE, "Dimensions": [[]], "Metrics": named}
    return {"_aws": {"Timestamp": int(now.timestamp() * 1000), "CloudWatchMetrics": [directive]}}


def ended(status: int) -> dict:
    """The log fields for the end of a dataset, from its exit status; 75 is blocked."""
    return {"succeeded": int(status == 0), "failed": int(status != 0), "blocked": int(status == 75)}
