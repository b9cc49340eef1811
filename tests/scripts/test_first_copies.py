"""The first copy of what comes whole is held against what must be in it: there is no earlier one to hold it against."""

import pytest

from lib import datasets


def of_table(change):
    """change(rows as dicts) -> rows, of an answer's first table."""

    def altered(document):
        table = document["resultSets"][0]
        rows = [dict(zip(table["headers"], row, strict=True)) for row in table["rowSet"]]
        table["rowSet"] = [[*row.values()] for row in change(rows)]

    return altered


def first_half(rows):
    return rows[: len(rows) // 2]


def without_the(team):
    return lambda rows: [row for row in rows if row.get("TEAM_ID", row.get("TeamID")) != team]


def without_a_year(rows):
    return [row for row in rows if row["SEASON"] != "1963"]


def without_three_picks(rows):
    return [row for row in rows if row["SEASON"] != "1996" or row["OVERALL_PICK"] not in (5, 9, 11)]


def no_rookies(rows):
    return [row for row in rows if row["FROM_YEAR"] != "2024"]


def two_even_teams(rows):
    """Without two teams of which the one has won as often as the other has lost."""
    for row in rows:
        for other in rows:
            if (row["WINS"], row["LOSSES"]) == (other["LOSSES"], other["WINS"]) and row is not other:
                return [kept for kept in rows if kept not in (row, other)]
    raise AssertionError("there are no such teams")


@pytest.mark.parametrize(("name", "change", "said"), [
    ("franchises", first_half, "and 14 more; nothing was stored, try later"),
    ("franchises", without_the(1610612739), "lacks team 1610612739; nothing was stored"),
    ("player-info", first_half, "players, and the teams of a season have more than 300"),
    ("draft", first_half, "lacks the draft of 1947 and"),
    ("draft", without_a_year, "lacks the draft of 1963; nothing was stored"),
    ("draft", without_three_picks, "lacks pick 1996 5; nothing was stored"),
    ("standings", two_even_teams, "28 teams without"),
])  # fmt: skip
def test_a_first_copy_that_was_cut_is_refused_and_asked_for_again(machine, alter, name, change, said):
    alter(datasets.find(name).endpoint, of_table(change))
    assert machine.chain(name) == 65 and said in machine.said, machine.said
    assert not machine.files(name)
    alter(datasets.find(name).endpoint, lambda document: None)
    assert machine.chain(name) == 0 and machine.files(name), machine.said


@pytest.mark.parametrize("name", ["franchises", "player-info", "draft"])
def test_who_only_wants_it_again_gets_no_half_of_it(machine, alter, name):
    alter(datasets.find(name).endpoint, of_table(first_half))
    machine.set(FORCE="1")
    assert machine.chain(name) == 65 and not machine.files(name), machine.said


def test_a_draft_whose_picks_have_no_number_any_more_is_stored(machine, alter):
    alter("drafthistory", of_table(lambda rows: [{**row, "OVERALL_PICK": None} for row in rows]))
    assert machine.chain("draft") == 0, machine.said

    def without_the_column(document):
        table = document["resultSets"][0]
        place = table["headers"].index("OVERALL_PICK")
        for row in (table["headers"], *table["rowSet"]):
            del row[place]

    alter("drafthistory", without_the_column)
    machine.at("2026-01-16T11:00:00Z")
    assert machine.chain("draft") == 0, machine.said


def test_the_league_in_a_box_has_a_whole_draft_in_its_last_season_too(machine):
    machine.at("2031-12-15T11:00:00Z")
    assert machine.chain("draft") == 0, machine.said


def test_a_team_that_begins_this_year_need_not_be_a_franchise_yet(machine, alter):
    machine.set(LEAGUE="wnba")
    machine.at("2025-03-01T12:00:00Z")
    assert machine.chain("franchises") == 0, machine.said
    machine.at("2026-03-01T12:00:00Z")
    assert machine.chain("franchises") == 65 and "lacks team 1611661331;" in machine.said, machine.said


def test_those_who_played_are_on_the_list_of_players(machine, alter):
    machine.set(DATE="2024-11-04")
    machine.chain("player-games")
    machine.set(DATE="")
    played = {row["PLAYER_ID"] for rows in machine.stored("player-games").values() for row in rows}
    few, many = sorted(played)[:2], sorted(played)[: len(played) // 10]
    alter("playerindex", of_table(lambda rows: [row for row in rows if f"{row['PERSON_ID']}" not in many]))
    assert machine.chain("player-info") == 65 and f"lacks player {many[0]} and" in machine.said, machine.said
    alter("playerindex", of_table(lambda rows: [row for row in rows if f"{row['PERSON_ID']}" not in few]))
    assert machine.chain("player-info") == 0, "one or two may have left the league"


def test_in_summer_nobody_knows_who_is_on_the_list_of_players(machine, alter):
    machine.at("2025-08-20T11:00:00Z")
    alter("playerindex", of_table(first_half))
    assert machine.chain("player-info") == 0, machine.said


@pytest.mark.parametrize(("season", "stored", "said"), [
    ("2023-24", False, "1,148 games, and the season had 1,230; the answer lacks a team"),
    ("2023-24", True, "28 teams, and the stored team-games have 30; the answer lacks a team"),
])  # fmt: skip
def test_a_past_table_has_every_team(machine, alter, season, stored, said):
    if stored:
        machine.set(SEASON=season, SEASON_TYPE="regular")
        assert machine.chain("team-games") == 0, machine.said
    machine.set(SEASON=season, SEASON_TYPE="")
    alter("leaguestandingsv3", of_table(two_even_teams))
    assert machine.chain("standings") == 65 and said in machine.said, machine.said
    assert not machine.files("standings")


def test_a_past_seasons_totals_have_every_team(machine, alter):
    machine.set(SEASON="2023-24", MEASURE="Base", SEASON_TYPE="regular")
    alter("leaguedashteamstats", of_table(lambda rows: rows[:28]))
    assert machine.chain("team-season-stats") == 65 and "1,148 games, and the season had 1,230" in machine.said
    assert not machine.files("team-season-stats")


def nobody_plays(document):
    for day in document["leagueSchedule"]["gameDates"]:
        for game in day["games"]:
            for side in ("homeTeam", "awayTeam"):
                game[side]["teamId"] = 0


@pytest.mark.parametrize(("source", "endpoint"), [*datasets.SCHEDULE.sources.items()])
def test_a_schedule_in_which_nobody_plays_is_none(machine, alter, source, endpoint):
    alter(endpoint, nobody_plays)
    machine.set(NBA_SOURCE=source)
    assert machine.chain("schedule") == 65 and "has 0 regular season games with both teams" in machine.said
    assert not machine.files("schedule") and not (machine.data / "_metadata/schedule").exists()
