"""Each recorded play-by-play beside the recorded box score of its game: what agrees, and what may not be missing."""

import json

import pytest

from lib import datasets, seasons
from lib.nba import answer, playbyplay
from tests.support.stage import RECORDINGS

# The log's column -> the box scores'.
COLUMNS = {
    "PTS": "points",
    "FGM": "fieldGoalsMade",
    "FGA": "fieldGoalsAttempted",
    "FTM": "freeThrowsMade",
    "FTA": "freeThrowsAttempted",
    "REB": ("reboundsPersonal", "reboundsTotal"),  # the CDN's total has the teams' as well
    "TOV": "turnovers",
    "PF": "foulsPersonal",
}


def index():
    return json.loads((RECORDINGS / "INDEX.json").read_text()) if RECORDINGS.is_dir() else []


def document(entry):
    return json.loads((RECORDINGS / entry["file"]).read_bytes())


def box_score(game_id):
    """{team id: {the log's column: a count}} of the recorded box score of a game, home team first; None without one."""
    for entry in index():
        body = entry["endpoint"].startswith(("boxscoretraditionalv3", "liveData/boxscore/")) and document(entry)
        game = body and (body.get("game") or body["boxScoreTraditional"])
        if game and game["gameId"] == game_id:
            sides = [game[side] for side in ("homeTeam", "awayTeam")]
            return {f"{side['teamId']}": _counts(side["statistics"]) for side in sides}
    return None


def _counts(statistics):
    spelled = {column: (names,) if isinstance(names, str) else names for column, names in COLUMNS.items()}
    return {column: next(statistics[name] for name in names if name in statistics) for column, names in spelled.items()}


EVENTS = [entry for entry in index() if "playbyplay" in entry["endpoint"] and entry["status"] == 200]
WITH_A_BOX = [entry for entry in EVENTS if box_score(document(entry)["game"]["gameId"])]


def of(entry):
    return datasets.PLAY_BY_PLAY_LIVE if entry["host"] == "cdn" else datasets.PLAY_BY_PLAY


@pytest.fixture
def played(machine, play):
    """played(recording, its answer): the status of the chain, the game's box score being stored as its log."""

    def run(entry, found):
        game = found["game"]["gameId"]
        season, _ = seasons.of_game(game)
        day = f"{seasons.start_year(season) + 1}-02-01"
        for place, (team, counts) in enumerate((box_score(game) or {}).items()):
            path = machine.data / "team-games" / day / f"T{team[-2:]}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            row = {"GAME_ID": game, "TEAM_ID": team, "TEAM_ABBREVIATION": path.stem, "GAME_DATE": day}
            row |= {"MATCHUP": ("A vs. B", "B @ A")[place]} | counts
            path.write_text(f"{','.join(row)}\n{','.join(map(str, row.values()))}\n")
        machine.set(NOW="2026-02-22T11:00:00Z", GAME=game)
        play({entry["endpoint"]: found})
        return machine.chain(of(entry).name)

    return run


@pytest.mark.parametrize("entry", EVENTS, ids=lambda entry: entry["file"])
def test_a_recorded_game_is_stored_beside_its_box_score(machine, played, entry):
    assert played(entry, document(entry)) == 0, machine.said
    (rows,) = machine.stored(of(entry).folder).values()
    assert len(rows) == len(document(entry)["game"]["actions"])


@pytest.mark.parametrize("entry", WITH_A_BOX, ids=lambda entry: entry["file"])
def test_its_events_are_those_of_the_box_score(entry):
    game = document(entry)["game"]
    of_teams, flat = box_score(game["gameId"]), [{**action, "qualifiers": None} for action in game["actions"]]
    flat = [{name: value for name, value in action.items() if not isinstance(value, list)} for action in flat]
    rows = answer.of_objects(flat, of(entry), gameId=game["gameId"])
    counted = playbyplay._counted(rows, playbyplay._kinds(rows), {*of_teams})
    sums = {column: sum(counts[column] for counts in of_teams.values()) for column in COLUMNS if column != "PTS"}
    off = {column: (number, sums[column]) for column, (_, number) in counted.items() if number != sums[column]}
    assert all(abs(number - total) <= playbyplay.FEW for number, total in off.values()), off


KINDS = {"freethrow": "free throws", "rebound": "rebounds", "turnover": "turnovers", "foul": "fouls"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("entry", WITH_A_BOX, ids=lambda entry: entry["file"])
def test_it_is_refused_without_some_of_a_kind_and_stored_without_one_or_two(machine, played, entry, kind):
    """The scores stay: it looks like the whole game."""

    def without(each):
        found, seen = document(entry), 0
        kept = []
        for action in found["game"]["actions"]:
            seen += (is_one := action["actionType"].lower().replace(" ", "") == kind)
            if not (is_one and each(seen)):
                kept.append(action)
        found["game"]["actions"] = kept
        return found

    assert played(entry, without(lambda seen: seen % 3 == 0)) == 65
    assert f"{KINDS[kind]}" in machine.said and "and the stored team-games" in machine.said, machine.said
    assert not machine.files(of(entry).folder)
    assert played(entry, without(lambda seen: seen in (3, 8))) == 0, machine.said
