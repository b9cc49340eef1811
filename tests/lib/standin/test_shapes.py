"""The stand-in's answers beside the recorded ones: keys, order, headers, types, forms of text."""

import json
import re
from functools import cache

import pytest

from lib.standin.params import MAY_BE_EMPTY

AFTER = "2025-07-01T12:00:00Z"
SERVED = {
    "leaguegamelog",
    "leaguegamefinder",
    "teamgamelogs",
    "playercareerstats",
    "commonallplayers",
    "playerindex",
    "commonteamroster",
    "boxscoretraditionalv3",
    "leaguestandingsv3",
    "leaguedashplayerstats",
    "leaguedashteamstats",
    "leaguehustlestatsplayer",
    "leaguedashptstats",
    "boxscoreadvancedv3",
    "boxscorefourfactorsv3",
    "boxscoremiscv3",
    "boxscorescoringv3",
    "boxscoreusagev3",
    "boxscoresummaryv3",
    "playbyplayv3",
    "shotchartdetail",
    "leaguedashlineups",
    "drafthistory",
    "franchisehistory",
}
# recorded before the stand-in's first season; the oldest have columns without a value
EARLIER = {"2014-15", "2018-19", "2019-20"}
TOO_OLD = {"1950-51", "1969-70", "1983-84", "1997-98", "2003-04", "2011-12"}
SLOW = (
    "leaguedashplayerstats",
    "leaguedashteamstats",
    "leaguedashlineups",
    "shotchartdetail",
    "leaguehustlestatsplayer",
    "leaguedashptstats",
)
ZEROS = ("LastNGames", "Month", "OpponentTeamID", "Period", "PlayerID", "TeamID")
OPTIONAL = {"ISTRound", "position", "notPlayingReason", "notPlayingDescription"}
# forms of text in which a difference would break a reader
FORMS = [
    r"\d{10}",
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d",
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d",
    r"\d{4}-\d\d-\d\d",
    r"\d\d/\d\d/\d{4} \d\d:\d\d:\d\d",
    r"[A-Z]{3} \d\d, \d{4}",
    r"[A-Z][a-z]{2} \d\d, \d{4}",
    r"[A-Z][a-z]{2} \d\d \d{4}",
    r"PT\d+M\d\d\.00S",
    r"PT\d+M",
    r"\d+:\d\d",
    r"\d+-\d+ ?",
    r"\d{4}-\d\d",
    r"[A-Z]{3} (vs\.|@) [A-Z]{3}",
    r"[WL] \d+",
    r"\d{8}/[A-Z]{6}",
]


def test_every_answer_has_the_shape_of_the_recorded_one(client, standin, recordings, realdata):
    problems, compared = [], set()
    for entry in recordings:
        asked = _asked(entry)
        if asked:
            is_career = entry["endpoint"] == "playercareerstats"  # of one season, since all of them take long
            standin.now = "2023-07-01T12:00:00Z" if is_career else "2026-02-22T12:00:00Z"
            ours = client.get(entry["endpoint"], **asked)
            assert ours.status_code == 200, f"{entry['file']}: {ours.text}"
            recorded = json.loads((realdata / entry["file"]).read_text())
            found = differences(recorded, ours.json(), entry["endpoint"])
            problems += [f"{entry['file']}: {line}" for line in found[:10]]
            compared.add(entry["endpoint"])
    assert not problems, "\n".join(problems)
    assert compared == SERVED


@pytest.mark.parametrize(
    "recorded, path, now",
    [
        ("cdn/staticData/scheduleLeagueV2.json", "staticData/scheduleLeagueV2", "2024-10-10T12:00:00Z"),
        (
            "cdn/liveData/playbyplay/playbyplay_0022000001.json",
            "liveData/playbyplay/playbyplay_0022400001",
            AFTER,
        ),
        ("cdn/liveData/boxscore/boxscore_0022000001.json", "liveData/boxscore/boxscore_0022400001", AFTER),
    ],
)
def test_the_cdn_has_the_shape_of_the_recorded_files(client, standin, realdata, recorded, path, now):
    standin.now = now
    document = client.get(path, "cdn").json()
    assert not differences(json.loads((realdata / recorded).read_text()), document, path)


def _asked(entry):
    """The parameters of a recording, in a season that is simulated; None to leave it out."""
    asked = dict(entry["params"])
    if entry["host"] != "stats" or entry["endpoint"] not in SERVED or asked.get("Season") in TOO_OLD:
        return None
    if asked.get("LeagueID") == "10":
        return None
    if entry["endpoint"] in SLOW:  # a season of these takes long
        asked |= {"DateFrom": "2026-02-01", "DateTo": "2026-02-07", "Season": "2025-26", "GameID": "", "TeamID": "0"}
    # some were noted without these
    unsaid = dict.fromkeys((name.rstrip(".") for name in MAY_BE_EMPTY), "") | dict.fromkeys(ZEROS, "0")
    asked = unsaid | asked
    if asked.get("Season") in EARLIER:
        asked["Season"] = "2024-25"
    if entry["endpoint"] == "leaguegamelog" and asked["SeasonType"] == "Regular Season":  # a week has the same shape
        year = int(asked["Season"][:4]) + 1
        asked |= {"DateFrom": f"{year}-01-02", "DateTo": f"{year}-01-08"}
    if asked.get("DateFrom", "").startswith("2021"):
        asked |= {"DateFrom": "2024-01-01", "DateTo": "2024-01-31"}
    return asked


def test_the_walk_sees_a_difference():
    recorded = {"games": [{"gameId": "0022400001", "seed": 0}], "day": "2024-01-15"}
    assert not differences(recorded, {"games": [{"gameId": "0022400002", "seed": 3}], "day": "2024-02-01"}, "")
    for ours in (
        {"games": [{"gameId": 22400001, "seed": 0}], "day": "2024-01-15"},
        {"games": [{"gameId": "22400001", "seed": 0}], "day": "2024-01-15"},
        {"games": [{"gameId": "0022400001", "seed": None}], "day": "2024-01-15"},
        {"games": [{"seed": 0, "gameId": "0022400001"}], "day": "2024-01-15"},
        {"games": [{"gameId": "0022400001"}], "day": "2024-01-15"},
        {"games": [], "day": "JAN 15, 2024"},
    ):
        assert differences(recorded, ours, ""), ours


def differences(recorded, ours, where):
    """What ours has that the recorded document has not, as lines; the values may differ."""
    theirs, mine = {}, {}
    outline(recorded, where, theirs)
    outline(ours, where, mine)
    found = []
    for path, kinds in mine.items():
        if path not in theirs:
            if not any(path.startswith(f"{parent}[]") for parent in theirs if "empty list" in theirs[parent]):
                found.append(f"{path}: not in the recording")
            continue
        strange = kinds - theirs[path] - {"empty list", "list"}
        if "text" in theirs[path]:  # any form will do
            strange = {kind for kind in strange if kind not in FORMS}
        found += [f"{path}: {kind} instead of {sorted(theirs[path], key=str)[:5]}" for kind in strange]
    return found


def outline(value, path, into):
    """{path: the kinds of value met there}, indexes of lists left out."""
    kinds = into.setdefault(path, set())
    if isinstance(value, dict):
        kinds.add(tuple(key for key in value if key not in OPTIONAL))
        if path.endswith("/parameters"):
            return  # what was asked differs, so null here, a value there
        if set(value) >= {"headers", "rowSet"}:
            outline_table(value, f"{path}/{value['name']}", into)
            return
        for key, inner in value.items():
            outline(inner, f"{path}/{key}", into)
    elif isinstance(value, list):
        kinds.add("list" if value else "empty list")
        for inner in value:
            outline(inner, f"{path}[]", into)
    else:
        kinds.add(_form(value) if isinstance(value, str) else type(value).__name__)


def outline_table(table, path, into):
    into.setdefault(path, set()).add(tuple(table["headers"]))
    if not table["rowSet"]:
        into[path].add("empty list")
    for header, column in zip(table["headers"], zip(*table["rowSet"])):
        if header in ("FG_PCT", "FG3_PCT", "FT_PCT"):
            header = "a percentage"  # of no attempts, which may be met in one only
        kinds = into.setdefault(f"{path}[]/{header}", set())
        kinds.update(_form(value) if isinstance(value, str) else type(value).__name__ for value in column)


@cache
def _form(text):
    return next((form for form in FORMS if re.fullmatch(form, text)), "text")
