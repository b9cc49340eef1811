"""The tracker as a DynamoDB table, safe with many machines, and the only tracker with claims.

    pk                  fetch_date   status
    game_boxscores#all  current      completed, running or failed: the latest entry, and who runs it
    game_boxscores#all  2024-01-20   completed or failed: what was fetched for that day; ttl deletes it after 400 days

running is a lease: its owner (the run's id, or else the machine) and its end stand beside it, and it is taken under a
condition, so that of two machines one fetches. It is renewed while its owner runs; a dead owner's ends by itself.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from lib import aws, config, files
from lib.aws import clear_errors, side_by_side, until_first
from lib.errors import StorageFailed
from lib.tracker import ALL, Entry, Tracker, checked, latest_of, place

CURRENT = "current"  # sorts after every date
BY_MODULE = "entity_type-fetched_at"  # the index of the current items: only they have entity_type
LEASE = timedelta(minutes=10)  # renewed as the run goes on
KEPT = timedelta(days=400)
BATCH = 25  # what BatchWriteItem takes


class TableTracker(Tracker):
    is_shared = has_claims = True

    def __init__(self, table: str, client, owner: Callable[[], str]):
        """owner: gives the name under which this run claims a dataset."""
        self.table = table
        self.client = client
        self._owner = owner

    @classmethod
    def open(cls, objects, schedule_of):
        return cls(config.get("DYNAMODB_TABLE"), aws.client("dynamodb"), lambda: config.run_id() or files.machine())

    def _latest(self, dataset, entity):
        with clear_errors(self.table):
            key = _key(dataset, entity, CURRENT)
            item = self.client.get_item(TableName=self.table, Key=key, ConsistentRead=True).get("Item")
        return _entry(item) if item and "fetched_at" in item else None

    def mark_fetched(self, dataset, entries):
        # The item of the day is written first: without it, a current item would lose an entry.
        self._put(list({(entry.entity, entry.date): _dated(dataset, entry) for entry in entries}.values()))
        side_by_side(lambda entry: self._keep(dataset, entry), list(latest_of(entries, {}).values()))

    def _history(self, dataset, entity):
        asked = {"IndexName": BY_MODULE, "KeyConditionExpression": "entity_type = :name"}
        name = _module(dataset.module)
        if entity is not None:
            # The days, not the item "current".
            asked = {"KeyConditionExpression": "pk = :name AND fetch_date < :current", "FilterExpression": "#s = :done"}
            asked["ExpressionAttributeNames"] = {"#s": "status"}
            name = f"{_module(dataset.module)}#{entity}"
        values = {":name": {"S": name}} | ({":current": {"S": CURRENT}, ":done": {"S": "completed"}} if entity else {})
        pages = self.client.get_paginator("query").paginate(
            TableName=self.table, ScanIndexForward=False, ExpressionAttributeValues=values, **asked
        )
        with clear_errors(self.table):
            return [_entry(item) for page in pages for item in page["Items"]]

    def claim(self, dataset, now, entity=ALL):
        # A lease that ends later than any can was written by a clock that ran ahead.
        free = "attribute_not_exists(lease_owner) OR lease_owner = :me OR lease_until < :now OR lease_until > :latest"
        lease = self._lease(now) | {"now": config.stamp(now), "latest": config.stamp(config.horizon() + LEASE)}
        take = "SET #status = :running, lease_owner = :me, lease_until = :until"
        held = self._update(_key(dataset, entity, CURRENT), take, free, lease | {"running": "running"})
        return held and f"{held['lease_owner']['S']} until {held['lease_until']['S']}"

    def renew(self, dataset, now, entity=ALL):
        self._update(_key(dataset, entity, CURRENT), "SET lease_until = :until", "lease_owner = :me", self._lease(now))

    def _lease(self, now: datetime) -> dict:
        return {"me": self._owner(), "until": config.stamp(now + LEASE)}

    def release(self, dataset, entity=ALL):
        self._end(dataset, entity, "completed")

    def give_up(self, dataset, now, entity=ALL):
        failed = Entry(dataset.module, entity, config.stamp(now)[:10], 0, "", "", config.stamp(now))
        facts, key = _facts(dataset, failed, "failed"), _key(dataset, entity, failed.date)
        self._update(key, _set(facts), "attribute_not_exists(pk) OR #status = :status", facts)  # a success stays
        self._end(dataset, entity, "failed")

    def _end(self, dataset, entity: str, status: str) -> None:
        """Ends this run's claim, if it still has it."""
        update = "SET #status = :status REMOVE lease_owner, lease_until"
        mine = {"status": status, "me": self._owner()}
        self._update(_key(dataset, entity, CURRENT), update, "lease_owner = :me", mine)

    def _keep(self, dataset, entry: Entry) -> None:
        """Makes an entry the current one of its entity, in which a date never moves back."""
        key, before = _key(dataset, entry.entity, CURRENT), None

        @until_first
        def write() -> bool:
            nonlocal before
            (after,) = latest_of([entry], {entry.entity: before} if before else {}).values()
            if after == before:
                return True
            facts = _facts(dataset, after) | {"entity_type": _module(entry.module)}
            same = "attribute_not_exists(fetched_at)"
            values = facts
            if before:
                same = "fetched_at = :old_time AND #date = :old_date"
                values = facts | {"old_time": before.fetched_at, "old_date": before.date}
            found = self._update(key, _set(facts), same, values)
            before = _entry(found) if found else before
            return not found

        write()

    def _update(self, key: dict, update: str, condition: str, values: dict) -> dict | None:
        """Updates an item under a condition; None, or the item as it is where the condition does not hold.

        #name stands for the attribute of that name (some of them are words of DynamoDB's own), :name for a value.
        """
        names = {word: word[1:] for word in re.findall(r"#\w+", f"{update} {condition}")}
        try:
            with clear_errors(self.table):
                self.client.update_item(
                    TableName=self.table,
                    Key=key,
                    UpdateExpression=update,
                    ConditionExpression=condition,
                    ExpressionAttributeValues={f":{name}": _value(value) for name, value in values.items()},
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                    **({"ExpressionAttributeNames": names} if names else {}),
                )
        except StorageFailed as failure:
            cause = failure.__cause__
            if isinstance(cause, self.client.exceptions.ConditionalCheckFailedException):
                return cause.response.get("Item", {})
            raise
        return None

    def _put(self, items: list[dict]) -> None:
        """Writes items, BATCH a request, until all are taken."""

        def write(batch: list[dict]) -> None:
            left = {self.table: [{"PutRequest": {"Item": item}} for item in batch]}

            @until_first
            def once() -> bool:
                nonlocal left
                with clear_errors(self.table):
                    left = self.client.batch_write_item(RequestItems=left).get("UnprocessedItems")
                return not left

            once()

        side_by_side(write, [items[start : start + BATCH] for start in range(0, len(items), BATCH)])


def _key(dataset, entity: str, day: str) -> dict:
    return {"pk": {"S": f"{_module(dataset.module)}#{entity}"}, "fetch_date": {"S": day}}


def _module(name: str) -> str:
    """A dataset's module name in a table for several leagues: player_game_logs, wnba/player_game_logs."""
    return "/".join(filter(None, (config.league().folder, name)))


def _dated(dataset, entry: Entry) -> dict:
    """The item of a day's fetch."""
    end = datetime.fromisoformat(entry.fetched_at) + KEPT
    facts = _facts(dataset, entry) | {"ttl": int(end.timestamp())}
    key = _key(dataset, entry.entity, entry.date or entry.fetched_at[:10])
    return key | {name: _value(value) for name, value in facts.items()}


def _facts(dataset, entry: Entry, status: str = "completed") -> dict:
    return {
        "dataset": dataset.name,
        "date": entry.date,
        "s3_key": "/".join(filter(None, (config.league().folder, place(dataset, entry)))),
        "record_count": entry.rows,
        "sha256": entry.sha256,
        "source": entry.source,
        "fetched_at": entry.fetched_at,
        "status": status,
    }


def _set(facts: dict) -> str:
    return "SET " + ", ".join(f"#{name} = :{name}" for name in facts)


def _value(value) -> dict:
    return {"N": str(value)} if isinstance(value, int) else {"S": value}


def _entry(item: dict) -> Entry:
    """The entry in an item; raises StorageFailed if it is invalid."""
    where, todo = f"DynamoDB item {item['pk']['S']}, {item['fetch_date']['S']}", "mend it, or delete it, and run again"
    module, _, entity = item["pk"]["S"].partition("#")
    module = module.rpartition("/")[2]
    texts = {name: item.get(name, {}).get("S") for name in ("date", "sha256", "source", "fetched_at")}
    rows = item.get("record_count", {}).get("N", "")
    rows = int(rows) if rows.isdigit() else None
    day = texts.pop("date")
    return checked(Entry(module, entity, day, rows, *texts.values()), where, todo)
