"""The costs of each way of running in AWS, by component, for make plan COSTS=1 WAY=… and docs/hosting.md."""

from dataclasses import dataclass

DATED = "March 2026, us-east-1, without the free tiers of Lambda, S3 and CloudWatch's logs"
# Dollars. Spot prices move: these are 30 % of the full price.
PRICES = {
    "Lambda, a GB-second": 0.0000166667,
    "Fargate Spot, a processor's hour": 0.04048 * 0.3,
    "Fargate Spot, a GB's hour": 0.004445 * 0.3,
    "EC2 spot t3a.small, an hour": 0.0188 * 0.3,
    "a public address, an hour": 0.005,
    "a disk (gp3), a GB-month": 0.08,
    "S3, a thousand writes or listings": 0.005,
    "S3, a thousand reads": 0.0004,
    "S3, a GB-month": 0.023,
    "ECR, a GB-month": 0.10,
    "CloudWatch Logs, a GB": 0.50,
}
MONTH = 730  # hours
IMAGES_GB = 0.164  # the two images of a revision, compressed; they share a base
# Free at this size: ten metrics and ten alarms, the scheduler, the queue, a thousand mails, the parameter.


@dataclass(frozen=True)
class Work:
    """seconds: of a core; slow: how many times that a quarter of a core takes."""

    seconds: float
    writes: int
    reads: int
    stored_gb: float
    slow: float = 1


# A game is 24 objects: two teams, 21 players, a box score; a morning also lists some 50 times and reads some 30 objects
# (measured in January, with 15,000 objects of the season there). A day waits for the league, not for its processor;
# a season of logs was measured: 87 seconds on a core, four minutes on a quarter.
WORK = {
    "a month of mornings, nine games each": Work(30 * 150, 30 * 269, 30 * 32, 0.002),
    "a first season": Work(87, 30_000, 100, 0.009, 240 / 87),
    "80 seasons": Work(80 * 87, 80 * 30_000, 80 * 100, 0.72, 240 / 87),
}
MORNINGS = next(iter(WORK))


def components(way: str, work: Work) -> dict[str, float]:
    """component -> dollars: what runs, its address, S3, its log; kept things for a month."""
    is_task = way in ("fargate", "batch")
    hours = work.seconds * (work.slow if is_task else 1) / 3600
    price = PRICES
    task = hours * (0.25 * price["Fargate Spot, a processor's hour"] + price["Fargate Spot, a GB's hour"])
    runs = {
        "lambda": hours * 3600 * price["Lambda, a GB-second"],
        "fargate": task,
        "batch": task,  # however many machines share the hours
        "spot": hours * (price["EC2 spot t3a.small, an hour"] + 8 * price["a disk (gp3), a GB-month"] / MONTH),
    }[way]
    address = 0.0 if way == "lambda" else hours * price["a public address, an hour"]
    return {
        way: runs,
        "public address": address,
        "S3 writes": work.writes / 1000 * price["S3, a thousand writes or listings"],
        "S3 reads": work.reads / 1000 * price["S3, a thousand reads"],
        "S3 storage, a month": work.stored_gb * price["S3, a GB-month"],
        "ECR, a month": IMAGES_GB * price["ECR, a GB-month"],
        "log": 0.001 * price["CloudWatch Logs, a GB"],
    }


def table(way: str) -> list[str]:
    """The lines that plan prints: each work's components and their sum."""
    lines = []
    for what, work in WORK.items():
        if (way, what) == ("batch", MORNINGS):  # no schedule starts it
            continue
        parts = components(way, work)
        lines += [f"{what}, by {way}:", *(f"  {dollars:8.4f}  {name}" for name, dollars in parts.items() if dollars)]
        lines += [f"  {sum(parts.values()):8.4f}  dollars in all"]
    return [*lines, f"prices: {DATED}"]
