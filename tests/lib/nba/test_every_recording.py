"""Each recording there is, played to the dataset that asks for it, stored, and compared with what was sent.

It comes out with every value it has, or is refused for the reason that stands here. Where no dataset asks for an
endpoint, every value of it can be read all the same.
"""

import json
from collections import defaultdict
from itertools import chain
from operator import itemgetter

import pytest
from nba_api.stats.static import teams as static

from lib import datasets, leagues, seasons
from lib.datasets import AS_THEY_COME, Dataset
from lib.nba import answer, schedule
from tests.support.fuzz import IS_LONG
from tests.support.stage import RECORDINGS

LATE = "2026-02-22T11:00:00Z"  # the day on which most were recorded
LOGS = {"T": datasets.TEAM_GAMES, "P": datasets.PLAYER_GAMES}
OF_GAMES = {
    "shotchartdetail": datasets.SHOTS,
    "leaguehustlestatsplayer": datasets.HUSTLE,
    "leaguedashptstats": datasets.TRACKING,
    "leaguedashlineups": datasets.LINEUPS,
}
WHOLE = {
    "leaguestandingsv3": datasets.STANDINGS,
    "playerindex": datasets.PLAYER_INFO,
    "drafthistory": datasets.DRAFT,
    "franchisehistory": datasets.FRANCHISES,
    "leaguedashplayerstats": datasets.PLAYER_SEASON_STATS,
    "leaguedashteamstats": datasets.TEAM_SEASON_STATS,
}
# Part of a recording's path -> the dataset, and why it does not take the answer.
REFUSED = {
    "leaguedashteamstats/Base-PerGame": ("team-season-stats", "is of PerMode 'PerGame' instead of 'Totals'"),
    "leaguedashteamstats/Advanced-PerGame": ("team-season-stats", "is of PerMode 'PerGame' instead of 'Totals'"),
    "leaguedashteamstats/Base-Totals-2023_24": ("team-season-stats", "is of TeamID '1610612"),
    "leaguedashteamstats/East": ("team-season-stats", "is of Conference 'East' instead of all"),
    "shotchartdetail/0021600270": ("shots", "is of ContextMeasure 'FG_PCT' instead of 'FGA'"),
    "shotchartdetail/0022100732": ("shots", "is of ContextMeasure 'FG_PCT' instead of 'FGA'"),
    "shotchartdetail/1628378": ("shots", "is of ContextMeasure 'PTS' instead of 'FGA'"),
    "leaguegamefinder/2021": ("team-games", "is of DateFrom '2021-01-01' instead of all"),
    "leaguegamefinder/2024_01": ("team-games", "is of DateFrom '2024-01-01' instead of all"),
    "leaguegamefinder/2024_11": ("team-games", "is of DateFrom '2024-11-01' instead of all"),
    "leaguegamefinder/2544": ("player-games", "is of PlayerID '2544' instead of all"),
    "leaguegamefinder/T-2023_24-1610612747": ("team-games", "is of TeamID '1610612747' instead of all"),
    "teamgamelogs/1-2024": ("team-games", "is of LastNGames '1' instead of all"),
    "teamgamelogs/2023_24-1610612747-East": ("team-games", "is of TeamID '1610612747'"),
    "teamgamelogs/2023_24-Regular": ("team-games", "is of TeamID '1610612747'"),
    "teamgamelogs/Home": ("team-games", "is of TeamID '1610612747'"),
    "teamgamelogs/W": ("team-games", "is of TeamID '1610612747'"),
    "leaguehustlestatsplayer/": ("hustle", "players of more than one game"),
    "leaguedashptstats/2019-20-player": ("tracking", "players of more than one game"),
    "leaguedashptstats/2019-20-team": ("tracking", "no column PLAYER_ID"),
    "leaguedashlineups/": ("lineups", "cut at 2,000 rows"),
}
# Columns of the finder that are not the log's, and that no team's row takes over: docs/sources.md.
NOT_THE_FINDERS = {"TOV", "MIN", "PLUS_MINUS", "FANTASY_PTS"}


def index():
    if not RECORDINGS.is_dir():
        return []
    return json.loads((RECORDINGS / "INDEX.json").read_text())


def document(entry):
    return json.loads((RECORDINGS / entry["file"]).read_bytes())


def refusal(entry):
    return next((why for part, why in REFUSED.items() if f"/{part}" in entry["file"]), None)


def tables_of(found) -> list[dict]:
    return answer.result_sets(found)


def rows_of(table) -> list[dict]:
    return [dict(zip(table["headers"], values, strict=True)) for values in table["rowSet"]]


def is_same(stored: str, sent, kind: str | None) -> bool:
    """Whether a stored text is the value that was sent, in the form of its type."""
    if sent is None or (sent == "" and kind != "text"):
        return stored == ""
    if isinstance(sent, bool | list | dict):
        return stored == (json.dumps(sent, ensure_ascii=False) if isinstance(sent, list | dict) else str(sent))
    if kind == "date":
        return stored == seasons.game_day(sent)
    if kind == "int":
        return stored == f"{int(float(sent))}" and float(sent) == int(stored)
    if kind == "float":
        return float(stored) == float(sent)
    if kind == "text" and isinstance(sent, float) and sent.is_integer():
        return stored == f"{int(sent)}"
    return stored == f"{sent}"


def differences(dataset, sent, stored, but=()):
    """[(key, column, sent, stored)], of every row and every column that was sent."""
    key = itemgetter(*(column for column in dataset.key if column in sent[0]))

    def keyed(rows):
        found = defaultdict(list)
        for row in rows:
            of = key(row)
            found[tuple(map(str, of)) if isinstance(of, tuple) else str(of)].append(row)
        return found

    theirs, ours = keyed(sent), keyed(stored)
    assert theirs.keys() == ours.keys() and len(sent) == len(stored)
    return [
        (of, column, value, ours[of][0].get(column))
        for of, (row, *_) in theirs.items()
        for column, value in row.items()
        if column not in but and not is_same(ours[of][0][column], value, dataset.kind(column))
    ]


def fetched(machine, dataset):
    """The stored rows of a dataset, after its chain has run."""
    assert machine.chain(dataset.name) == 0, machine.said
    for league in leagues.ALL.values():
        if rows := machine.stored(f"{league.folder}/{dataset.folder}".strip("/")):
            return list(chain.from_iterable(rows.values()))
    return []


# -- how a dataset is asked, by the endpoint ----------------------------


def log(machine, play, entry, found):
    params = entry["params"]
    season, dataset = params["Season"], LOGS[params["PlayerOrTeam"]]
    league = next(league for league in leagues.ALL.values() if league.id == params["LeagueID"])
    machine.set(LEAGUE=league.name, SEASON=season, SEASON_TYPE=params["SeasonType"])
    play({entry["endpoint"]: found})
    is_on = season >= "2025-26"
    machine.set(
        NOW="2026-10-16T11:00:00Z"
        if season == "2026-27"
        else LATE
        if is_on
        else f"{int(season[:4]) + 2}-01-15T11:00:00Z"
    )
    (table,) = tables_of(found)
    return dataset, rows_of(table)


def finder(machine, play, entry, found):
    """The third source of a log: the first two are gone."""
    season = entry["params"]["Season"] or "2024-25"
    machine.set(SEASON=season, SEASON_TYPE="Regular Season", NOW=LATE)
    play({entry["endpoint"]: found})
    letter = entry["params"].get("PlayerOrTeam", "T")
    return LOGS[letter], rows_of(tables_of(found)[0])


def whole(machine, play, entry, found):
    dataset, params = WHOLE[entry["endpoint"]], entry["params"]
    typed = {"NOW": LATE, "LEAGUE": next(of.name for of in leagues.ALL.values() if of.id == params["LeagueID"])}
    if dataset.measures:
        typed |= {"SEASON": params["Season"], "SEASON_TYPE": params["SeasonType"], "MEASURE": params["MeasureType"]}
        typed |= {"TYPED": "MEASURE"}
    machine.set(**typed)
    play({entry["endpoint"]: found})
    of_it = [table for table in tables_of(found) if set(dataset.key[-1:]) <= {*table["headers"]}]
    return dataset, [row for table in of_it for row in rows_of(table)]


def roster(machine, play, entry, found, dataset=datasets.ROSTERS):
    machine.set(NOW=LATE, TEAM=entry["params"]["TeamID"], TYPED="TEAM")
    play({entry["endpoint"]: found})
    return dataset, rows_of(tables_of(found)[dataset is datasets.COACHES])


def career(machine, play, entry, found):
    machine.set(NOW=LATE, PLAYER=entry["params"]["PlayerID"], TYPED="PLAYER")
    play({entry["endpoint"]: found})
    return datasets.PLAYER_STATS, rows_of(tables_of(found)[0])


def box_score(machine, play, entry, found):
    box = found["boxScoreTraditional"]
    machine.set(NOW=LATE, GAME=box["gameId"])
    play({entry["endpoint"]: found})
    return datasets.PLAYER_BOXSCORES, [
        {"gameId": box["gameId"]}
        | {name: box[side][name] for name in ("teamId", "teamCity", "teamName", "teamTricode", "teamSlug")}
        | {name: value for name, value in player.items() if name != "statistics"}
        | player["statistics"]
        for side in ("homeTeam", "awayTeam")
        for player in box[side]["players"]
    ]


def events(machine, play, entry, found):
    game = found["game"]
    machine.set(NOW=LATE, GAME=game["gameId"])
    play({entry["endpoint"]: found})
    dataset = datasets.PLAY_BY_PLAY_LIVE if entry["host"] == "cdn" else datasets.PLAY_BY_PLAY
    return dataset, [{"gameId": game["gameId"]} | action for action in game["actions"]]


def officials(machine, play, entry, found):
    game = found.get("game") or found["boxScoreSummary"]
    machine.set(NOW=LATE, GAME=game["gameId"], NBA_SOURCE=entry["host"])
    play({entry["endpoint"]: found})
    return datasets.GAME_OFFICIALS, [{"gameId": game["gameId"]} | official for official in game["officials"]]


def of_schedule(machine, play, entry, found):
    machine.set(NOW="2023-10-20T11:00:00Z")
    play({entry["endpoint"]: found})
    games = [game for day in found["leagueSchedule"]["gameDates"] for game in day["games"]]
    flat = [
        {name: value for name, value in game.items() if not isinstance(value, dict | list)}
        | {
            f"{side}{name.removeprefix('team')[:1].upper()}{name.removeprefix('team')[1:]}": value
            for side in ("homeTeam", "awayTeam")
            for name, value in game[side].items()
        }
        for game in games
        if schedule.game_of(game)
    ]
    return datasets.SCHEDULE, flat


def everybody(machine, play, entry, found):
    machine.set(NOW="2025-11-05T11:00:00Z", NBA_SOURCE="stats")
    play({entry["endpoint"]: found})
    sent = [
        {"id": row["PERSON_ID"], "full_name": row["DISPLAY_FIRST_LAST"], "is_active": row["ROSTERSTATUS"] == 1}
        for row in rows_of(tables_of(found)[0])
    ]
    return datasets.PLAYERS, sent


def of_a_game(machine, play, entry, found):
    """Answers of a season or a team: as if two of its teams had met on a day."""
    dataset, game = OF_GAMES[entry["endpoint"]], game_of(entry)
    rows = rows_of(tables_of(found)[0])
    if dataset is datasets.TRACKING:  # the same for each of its measures
        found = found | {"parameters": {"PerMode": "Totals"}}
    machine.set(NOW=LATE, GAME=game)
    a_stored_game(machine, rows, game, two_teams(rows))
    play({entry["endpoint"]: found})
    return dataset, rows


ASK = {
    "leaguegamelog": log,
    "leaguegamefinder": finder,
    "teamgamelogs": finder,
    **dict.fromkeys(WHOLE, whole),
    "commonteamroster": roster,
    "playercareerstats": career,
    "boxscoretraditionalv3": box_score,
    "playbyplayv3": events,
    "boxscoresummaryv3": officials,
    "commonallplayers": everybody,
    **dict.fromkeys(OF_GAMES, of_a_game),
    "liveData/playbyplay": events,
    "liveData/boxscore": officials,
    "staticData/scheduleLeagueV2": of_schedule,
}


def how(entry):
    return next(
        (ask for name, ask in ASK.items() if entry["endpoint"] == name or entry["endpoint"].startswith(f"{name}/")),
        None,
    )


def game_of(entry) -> str:
    """The game of a recording; else the first of its season."""
    season, season_type = entry["params"]["Season"] or "2025-26", entry["params"]["SeasonType"]
    return entry["params"].get("GameID") or f"00{seasons.CODES[season_type]}{season[2:4]}00001"


def a_stored_game(machine, rows: list[dict], game: str, teams: list[str]) -> str:
    """Stores the logs of a game in which two teams met, with the players and sums of some rows; its date."""
    day = f"{int(seasons.start_year(seasons.of_game(game)[0])) + 1}-02-01"
    for team in teams:
        own = [row for row in rows if f"{row['TEAM_ID']}" == team]
        points = sum(int(row.get("PTS") or 0) for row in own) or int(team[-2:]) + 70
        made = sum(row.get("SHOT_MADE_FLAG") or 0 for row in own)
        path = machine.data / "team-games" / day / f"T{team[-2:]}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        header = "GAME_ID,TEAM_ID,TEAM_ABBREVIATION,GAME_DATE,PTS,FGM"
        path.write_text(f"{header}\n{game},{team},{path.stem},{day},{points},{made}\n")
        for player in {row["PLAYER_ID"] for row in own if "PLAYER_ID" in row}:
            path = machine.data / "player-games" / day / f"{player}" / "games.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"GAME_ID,PLAYER_ID,TEAM_ID,GAME_DATE\n{game},{player},{team},{day}\n")
    return day


def two_teams(rows: list[dict]) -> list[str]:
    """The ids of two teams of some rows; the other one is another where they are of one team."""
    found = sorted({f"{row['TEAM_ID']}" for row in rows})
    return [*found, *({"1610612747", "1610612749"} - {*found})][:2]


LARGE = "leaguegamelog/2018_19-Regular_Season-P"  # 26,101 rows and files: make fuzz; test_recorded.py has its cells
ASKED_FOR = [
    entry for entry in index() if entry["status"] == 200 and how(entry) and (IS_LONG or LARGE not in entry["file"])
]
OTHERS = [entry for entry in index() if entry["status"] == 200 and not how(entry)]


@pytest.mark.parametrize("entry", [entry for entry in ASKED_FOR if not refusal(entry)], ids=itemgetter("file"))
def test_a_recording_is_stored_with_every_value(machine, play, entry):
    dataset, sent = how(entry)(machine, play, entry, document(entry))
    stored = fetched(machine, dataset)
    if not sent:
        assert not stored
        return
    but = NOT_THE_FINDERS if entry["endpoint"] == "leaguegamefinder" else set()
    if dataset is datasets.SCHEDULE:  # times that are called UTC and are not: without their Z
        but = {"gameTimeEst", "gameDateTimeEst", "awayTeamTime", "homeTeamTime"}
    assert differences(dataset, sent, stored, but) == []


@pytest.mark.parametrize("entry", [entry for entry in ASKED_FOR if refusal(entry)], ids=itemgetter("file"))
def test_a_recording_of_something_else_is_refused_for_that(machine, play, entry):
    name, reason = refusal(entry)
    dataset, sent = how(entry)(machine, play, entry, document(entry))
    assert dataset.name == name and sent
    before = len(machine.files(name))
    assert machine.chain(name) == 65 and reason in machine.said, machine.said
    assert len(machine.files(name)) == before


def test_no_reason_stands_there_in_vain():
    assert (
        not index()
        or {part for part in REFUSED if not any(f"/{part}" in entry["file"] for entry in ASKED_FOR)} == set()
    )


def as_new_dataset(columns) -> Dataset:
    """As make new-dataset would write it: ids are text, all else comes as it is."""
    ids = [column for column in columns if column.upper().endswith("ID")]
    return Dataset(
        name="new", module="new", frequency="daily", strategy="overwrite", key=(),
        partition="new/{date}/new.csv", types=dict.fromkeys(ids, "text"), request="everything",
        sources={"stats": "new"}, columns=AS_THEY_COME,
    )  # fmt: skip


@pytest.mark.parametrize("entry", OTHERS, ids=itemgetter("file"))
def test_what_no_dataset_asks_for_can_be_read_with_every_value(entry):
    found = document(entry)
    parts = [*((table["headers"], table["rowSet"]) for table in tables_of(found)), *objects_of(found)]
    assert parts
    for columns, lists in parts:
        dataset = as_new_dataset(columns)
        rows = answer.normalised(columns, lists, dataset)
        assert not rows.spoiled and len(rows) == len(lists)
        for row, values in zip(rows, lists, strict=True):
            for column, value in zip(columns, values, strict=True):
                is_text = isinstance(value, bool) or (dataset.kind(column) == "text" and value is not None)
                assert row[column] == (f"{value}" if is_text else value)


def objects_of(found, is_top: bool = True):
    """(names, [values]) of each object of a V3 answer that has values of its own."""
    if isinstance(found, list):
        for part in found:
            yield from objects_of(part, False)
    elif isinstance(found, dict) and not (is_top and tables_of(found)):
        own = {name: value for name, value in found.items() if not isinstance(value, dict | list)}
        if own:
            yield [*own], [[*own.values()]]
        for part in found.values():
            yield from objects_of(part, False)


# -- recordings as they might be one day --------------------------------


def one_each(entries) -> list[dict]:
    """The smallest whole recording of each endpoint that has tables."""
    found = {}
    for entry in sorted(entries, key=itemgetter("bytes"), reverse=True):
        if (
            not refusal(entry)
            and entry["host"] == "stats"
            and tables_of(document(entry))
            and not entry["file"].endswith("empty.json")
        ):
            found[entry["endpoint"]] = entry
    return [*found.values()]


def reversed_columns(table):
    table["headers"].reverse()
    for row in table["rowSet"]:
        row.reverse()


def one_more_column(table):
    table["headers"].insert(3, "NEW_THING")
    for place, row in enumerate(table["rowSet"]):
        row.insert(3, [None, 12, 0.5, "a thing"][place % 4])


def one_column_fewer(table):
    """Without the last one that nothing depends on."""
    column = {"TeamGameLogs": "STL", "CommonAllPlayers": "GAMES_PLAYED_FLAG"}.get(table["name"], table["headers"][-1])
    place = table["headers"].index(column)
    for row in [table["headers"], *table["rowSet"]]:
        del row[place]


@pytest.mark.parametrize("change", [reversed_columns, one_more_column, one_column_fewer])
@pytest.mark.parametrize("entry", one_each(ASKED_FOR), ids=itemgetter("endpoint"))
def test_other_columns_cost_no_value(machine, play, entry, change):
    found = document(entry)
    for table in tables_of(found):
        if entry["endpoint"] == "drafthistory":
            place = table["headers"].index("OVERALL_PICK")  # without gaps, as the league sends them
            table["rowSet"] = [row for row in table["rowSet"] if row[place] <= 5]
        change(table)
    dataset, sent = how(entry)(machine, play, entry, found)
    stored = fetched(machine, dataset)
    if entry["endpoint"] in ("commonallplayers", "leaguegamefinder"):  # they are put into other columns
        sent = [{name: value for name, value in row.items() if name != "NEW_THING"} for row in sent]
    but = NOT_THE_FINDERS if entry["endpoint"] == "leaguegamefinder" else set()
    assert differences(dataset, sent, stored, but) == []


def be_of_the_wnba(table):
    """The first teams get the ids of the WNBA's."""
    theirs = {team["id"]: its["id"] for team, its in zip(static.get_teams(), static.get_wnba_teams(), strict=False)}
    for place, header in enumerate(table["headers"]):
        for row in table["rowSet"] if header in ("TEAM_ID", "TeamID") else ():
            row[place] = theirs.get(row[place], row[place])


@pytest.mark.parametrize("endpoint", [*WHOLE])
def test_the_wnbas_is_stored_below_its_folder(machine, play, endpoint):
    entry = next((entry for entry in ASKED_FOR if entry["endpoint"] == endpoint and not refusal(entry)), None)
    if not entry:
        pytest.skip(f"no recordings at {RECORDINGS}")
    found = document(entry)
    told = found["parameters"] if isinstance(found["parameters"], dict) else found["parameters"][0]
    told["LeagueID"] = "10"
    for table in tables_of(found):
        be_of_the_wnba(table)
    params = entry["params"] | {"LeagueID": "10", "Season": entry["params"].get("Season", "")[:4]}
    dataset, sent = how(entry)(machine, play, entry | {"params": params}, found)
    machine.set(NOW="2025-09-22T11:00:00Z")
    assert differences(dataset, sent, fetched(machine, dataset)) == []
    assert machine.files(f"wnba/{dataset.folder}") and not machine.files(dataset.folder)


def of_one_day(found, count: str) -> tuple[dict, list[str]]:
    """An answer of a season as one of a day on which two of its teams met; their ids."""
    table, teams = tables_of(found)[0], two_teams(rows_of(tables_of(found)[0]))
    team, games = table["headers"].index("TEAM_ID"), table["headers"].index(count)
    table["rowSet"] = [row for row in table["rowSet"] if f"{row[team]}" in teams]
    for row in table["rowSet"]:
        row[games] = 1
    return found | {"parameters": {}}, teams


@pytest.mark.parametrize(
    ("part", "count"),
    [("leaguehustlestatsplayer", "G"), ("leaguedashptstats/2019-20-player", "GP"), ("leaguedashlineups", "GP")],
)
def test_a_day_of_it_is_stored_with_every_value(machine, play, part, count):
    (entry, *_) = [entry for entry in ASKED_FOR if f"/{part}" in entry["file"]] or pytest.skip("no recordings")
    found, teams = of_one_day(document(entry), count)
    dataset, sent = of_a_game(machine, play, entry, found)
    stored = fetched(machine, dataset)
    assert {row["TEAM_ID"] for row in stored} == {*teams} and {row["GAME_ID"] for row in stored} == {game_of(entry)}
    assert differences(dataset, sent, stored) == []


def test_shots_of_both_teams_are_stored_with_every_value(machine, play):
    (entry, *_) = [entry for entry in ASKED_FOR if "/0022100732-home" in entry["file"]] or pytest.skip("no recordings")
    found = document(entry)
    found["parameters"]["ContextMeasure"] = "FGA"
    found["parameters"]["TeamID"] = 0
    table = tables_of(found)[0]
    event, team = (table["headers"].index(name) for name in ("GAME_EVENT_ID", "TEAM_ID"))
    others = [[*row] for row in table["rowSet"]]
    for row in others:
        row[event], row[team] = row[event] + 1000, 1610612747
    table["rowSet"] += others
    dataset, sent = of_a_game(machine, play, entry, found)
    assert differences(dataset, sent, fetched(machine, dataset)) == []
