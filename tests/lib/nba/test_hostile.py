"""Whatever one place of an answer holds: its rows are right, or refused in a line; never anything else."""

import copy
import json
import random
from datetime import date

import pytest
import requests

from lib import completeness, csvfile, seasons
from lib.datasets import PLAYER_BOXSCORES, PLAYER_GAMES, PLAYER_STATS, PLAYERS, TEAM_GAMES
from lib.errors import Nonsense, Unreachable
from lib.nba import answer, boxscores, careers, check, players, schedule
from lib.nba.question import Question
from lib.nba.sources import cdn, stats
from tests.support.fuzz import IS_LONG
from tests.support.spoiled import HEADERS, log_of

SEASON, TYPE = "2023-24", "Regular Season"
WHOLE = seasons.bounds(SEASON)
GAME = "0022300061"
TRIES = 600 if IS_LONG else 60
HOSTILE = [
    None, True, False, 0, -1, 12.5, float("nan"), float("inf"), 10**30, -(10**400), "", " ", "x", "\ud800", "a\rb",
    "\x85", "\u2028", "\x0b", "x" * 200_000, [], [1], {}, {"a": "\ud800"}, "PT265M", "PT19M", "2024-02-31", "../../x",
    "-rf", "=1+1", "0022400001", "٣", "12", "12.5", "nan", "\x00", '"', ",", "LAL\n", "\U0001f600",
]  # fmt: skip


def places(document, path=()):
    """The path of every value in a document."""
    inside = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for name, value in inside:
        yield (*path, name)
        yield from places(value, (*path, name))


def spoil_one(document, path, chance):
    *above, last = path
    for name in above:
        document = document[name]
    if chance.random() < 0.85:
        document[last] = chance.choice(HOSTILE)
    elif isinstance(document, list):
        document.append(chance.choice(HOSTILE))
    else:
        del document[last]


def read_back(rows, dataset):
    """Rows are one line each in a CSV that reads back as what was written."""
    made = csvfile.build(rows.columns, ([row.get(column) for column in rows.columns] for row in rows), dataset)
    body = csvfile.to_bytes(made)
    assert csvfile.from_bytes(body, "it") == made
    assert len(body.decode().splitlines()) == len(rows) + 1


def read_log(dataset, document=None, rows=None):
    rows = answer.result_set(document, "LeagueGameLog", dataset, stats._needed(dataset)) if rows is None else rows
    question = Question(dataset, SEASON, TYPE, WHOLE, WHOLE, date(2024, 9, 1))
    good, bad = check.games(rows, question)
    question.missing(completeness.decided(good), set(bad))
    read_back(good, dataset)
    for game_id, reason in bad.items():
        assert reason.isprintable() and len(reason) < 200 and f"{game_id}".isprintable() and len(f"{game_id}") < 100


def read_box(document):
    if (rows := boxscores._read(GAME, document)) is not None:
        read_back(rows, PLAYER_BOXSCORES)


def read_cdn(document):
    if box := cdn._checked(GAME, document):
        read_back(cdn.box_rows(box), PLAYER_BOXSCORES)
        for dataset in (TEAM_GAMES, PLAYER_GAMES):
            read_back(cdn.log_rows(dataset, box, "2023-11-01"), dataset)


def read_schedule(document):
    read = schedule.read(document, "2024-25", "cdn", "2024-10-01T11:00:00Z")
    assert read.last_game_date() and read.types_played(seasons.bounds("2024-25")) and not read.is_over()


def short(document, rows):
    document["resultSets"][0]["rowSet"] = document["resultSets"][0]["rowSet"][:rows]
    return document


@pytest.fixture
def ask(league):
    def get(endpoint, **params):
        is_cdn = endpoint.startswith(("liveData", "staticData"))
        url = f"{league.cdn_url}/{endpoint}.json" if is_cdn else f"{league.stats_url}/{endpoint}"
        reply = requests.get(url, params=params, headers=HEADERS, timeout=30)
        reply.raise_for_status()
        return reply.json()

    return get


def survive(document, read, seed):
    """A document spoiled in one place after the other, read each time."""
    chance, known = random.Random(seed), list(places(document))
    outcomes = set()
    for _ in range(TRIES):
        spoiled, path = copy.deepcopy(document), chance.choice(known)
        spoil_one(spoiled, path, chance)
        try:
            read(spoiled)
            outcomes.add("right")
        except (Nonsense, Unreachable) as failure:
            outcomes.add("refused")
            assert len(f"{failure}") < 400 and f"{failure}".isprintable(), path
            json.dumps(failure.body) if isinstance(failure, Nonsense) else None
    assert "right" in outcomes


@pytest.mark.parametrize("letter, dataset", [("T", TEAM_GAMES), ("P", PLAYER_GAMES)])
def test_a_game_log(ask, letter, dataset):
    document = short(ask("leaguegamelog", **log_of(SEASON, TYPE, letter)), 60)
    survive(document, lambda spoiled: read_log(dataset, spoiled), letter)


@pytest.mark.parametrize(
    "endpoint, shape", [("teamgamelogs", stats.game_logs), ("leaguegamefinder", stats.game_finder)]
)
def test_the_game_logs_of_other_endpoints(ask, endpoint, shape, monkeypatch):
    asked = {"Season": SEASON, "SeasonType": TYPE, "LeagueID": "00"}
    document = short(ask(endpoint, **asked, **({"PlayerOrTeam": "T"} if endpoint == "leaguegamefinder" else {})), 40)

    def read(spoiled):
        monkeypatch.setattr("lib.nba.client.stats", lambda _: spoiled)
        read_log(TEAM_GAMES, rows=shape(TEAM_GAMES, SEASON, TYPE, WHOLE))

    survive(document, read, endpoint)


def test_a_box_score(ask):
    ranges = dict.fromkeys(("StartPeriod", "EndPeriod", "StartRange", "EndRange", "RangeType"), "0")
    survive(ask("boxscoretraditionalv3", GameID=GAME, **ranges), read_box, "box")


def test_a_box_score_of_the_cdn(ask):
    survive(ask(f"liveData/boxscore/boxscore_{GAME}"), read_cdn, "cdn")


@pytest.mark.parametrize("played", ["0", True, "yes", None, []])
def test_a_scorer_of_whom_the_cdn_does_not_say_that_he_played_spoils_his_game(ask, played):
    document = ask(f"liveData/boxscore/boxscore_{GAME}")
    scorer = next(player for player in document["game"]["homeTeam"]["players"] if player["statistics"]["points"])
    scorer["played"] = played
    with pytest.raises(Nonsense):
        cdn._checked(GAME, document)


def test_the_list_of_players(ask, monkeypatch, tmp_path):
    document = short(ask("commonallplayers", LeagueID="00", Season=SEASON, IsOnlyCurrentSeason="0"), 40)
    monkeypatch.setattr(players, "PLAUSIBLE", 0)
    monkeypatch.setenv("DATA_DIR", f"{tmp_path}/data")

    def read(spoiled):
        monkeypatch.setattr("lib.nba.client.stats", lambda _: spoiled)
        read_back(players.fetch("stats", SEASON).rows, PLAYERS)

    survive(document, read, "players")


def test_a_career(ask, league):
    player = league.league.season(SEASON).box(league.league.game(GAME)).home.lines[0].player.id
    document = ask("playercareerstats", PlayerID=f"{player}", PerMode="Totals", LeagueID="00")

    def read(spoiled):
        if career := careers._read(spoiled, f"{player}", careers.RESULT_SETS):
            read_back(career[careers.BY_TEAM], PLAYER_STATS)

    survive(document, read, "career")


def test_a_schedule(ask, monkeypatch):
    document = ask("staticData/scheduleLeagueV2")
    document["leagueSchedule"]["gameDates"] = document["leagueSchedule"]["gameDates"][:6]
    monkeypatch.setattr(schedule, "PLAUSIBLE", 0)
    survive(document, read_schedule, "schedule")


def test_one_game_of_a_schedule_that_cannot_be_read_costs_that_game(ask, caplog):
    document = ask("staticData/scheduleLeagueV2")
    whole = schedule.read(copy.deepcopy(document), "2024-25", "cdn", "2025-01-15T11:00:00Z")
    day = document["leagueSchedule"]["gameDates"][30]
    day["games"][0]["gameDateEst"] = "2024-02-31T00:00:00Z"
    read = schedule.read(document, "2024-25", "cdn", "2025-01-15T11:00:00Z")
    assert {game.game_id for game in whole.games} - {game.game_id for game in read.games} == {day["games"][0]["gameId"]}
    assert "1 game cannot be read" in caplog.text
