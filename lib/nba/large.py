"""Parses the league's largest answers, such as a season's 219,000 shots, so that equal cells are held once.

json.loads() makes each cell anew, which takes five times the size of the answer.
"""

import json
import re

LARGE = 4_000_000  # characters: a shorter answer gains little
_ROWS = re.compile(r'"rowSet"\s*:\s*\[\s*')  # within a text its quotes would be escaped
_NEXT = re.compile(r"\s*([],])\s*")
_scan = json.JSONDecoder().scan_once


def loads(text: str):
    """What json.loads() returns; raises what it raises."""
    if len(text) < LARGE:
        return json.loads(text)
    frame, sets, end = [], [], 0
    while match := _ROWS.search(text, end):
        try:
            rows, after = _rows(text, match.end())
        except (ValueError, IndexError, StopIteration):  # it is cut, or not as the league writes it
            return json.loads(text)
        frame += [text[end : match.start()], f'"rowSet": [{len(sets)}]']
        sets.append(rows)
        end = after

    def with_rows(table: dict) -> dict:
        if type(table.get("rowSet")) is list:
            table["rowSet"] = sets[table["rowSet"][0]]
        return table

    return json.loads("".join([*frame, text[end:]]), object_hook=with_rows)


def _rows(text: str, at: int) -> tuple[list, int]:
    """(the values of a list of which the first begins there, the place after the list)"""
    rows, known = [], {}
    if text[at] == "]":
        return rows, at + 1
    while True:
        row, at = _scan(text, at)
        if type(row) is list:  # 1, 1.0 and true are equal
            row = [known.setdefault(cell, cell) if type(cell) in (str, int) else cell for cell in row]
        rows.append(row)
        if not (following := _NEXT.match(text, at)):
            raise ValueError
        at = following.end()
        if following[1] == "]":
            return rows, at
