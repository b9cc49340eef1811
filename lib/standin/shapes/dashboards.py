"""Sums over a season: leaguedashplayerstats and leaguedashteamstats, base measure."""

from lib.standin.shapes import entries
from lib.standin.shapes.careers import age
from lib.standin.shapes.columns import (
    REBOUNDS,
    SHOTS,
    answer,
    doubles,
    fantasy,
    percentage,
    ranks,
    table,
)
from lib.standin.shapes.params import echo, whole

SUMS = [
    "GP",
    "W",
    "L",
    "W_PCT",
    "MIN",
    *SHOTS,
    *REBOUNDS,
    "AST",
    "TOV",
    "STL",
    "BLK",
    "BLKA",
    "PF",
    "PFD",
    "PTS",
    "PLUS_MINUS",
]
EXTRA = ["NBA_FANTASY_PTS", "DD2", "TD3", "WNBA_FANTASY_PTS"]
WHO = ["PLAYER_ID", "PLAYER_NAME", "NICKNAME", "TEAM_ID", "TEAM_ABBREVIATION", "AGE"]
COUNTED = (
    "FGM",
    "FGA",
    "FG3M",
    "FG3A",
    "FTM",
    "FTA",
    "OREB",
    "DREB",
    "REB",
    "AST",
    "TOV",
    "STL",
    "BLK",
    "BLKA",
    "PF",
    "PFD",
    "PTS",
    "PLUS_MINUS",
)


def league_dash_player_stats(league, params, now):
    per_game = params["PerMode"] == "PerGame"
    rows = []
    for played in _grouped(league, params, now, players=True):
        last, lines = played[-1], [entry.line for entry in played]
        player = last.line.player
        tens = [doubles(line) for line in lines]
        extra = [
            round(sum(fantasy(line) for line in lines), 1),
            sum(t[0] for t in tens),
            sum(t[1] for t in tens),
            float(sum(_wnba(line) for line in lines)),
        ]
        rows.append(
            [
                player.id,
                player.name,
                player.first,
                last.team.id,
                last.team.abbreviation,
                age(player, last.game.year),
                *_sums(played, per_game),
                *extra,
                len({entry.team.id for entry in played}),
            ]
        )
    rows.sort(key=lambda row: (row[1], row[0]))
    columns = [*SUMS, *EXTRA]
    headers = [*WHO, *columns]
    placed = ranks(rows, columns, headers)
    rows = [[*row[:-1], *each, row[-1]] for row, each in zip(rows, placed)]
    return answer(
        "leaguedashplayerstats",
        _parameters(params, players=True),
        table("LeagueDashPlayerStats", [*headers, *(f"{column}_RANK" for column in columns), "TEAM_COUNT"], rows),
    )


def league_dash_team_stats(league, params, now):
    per_game = params["PerMode"] == "PerGame"
    rows = []
    for played in _grouped(league, params, now, players=False):
        sums = dict(zip(SUMS, _sums(played, per_game)))
        # of teams, minutes are those of the game, and these two are fractions
        sums["MIN"] = round(sums["MIN"] / 5, 1)
        sums["TOV"], sums["PLUS_MINUS"] = float(sums["TOV"]), float(sums["PLUS_MINUS"])
        rows.append([played[-1].team.id, played[-1].team.name, *sums.values()])
    rows.sort(key=lambda row: row[1])
    headers = ["TEAM_ID", "TEAM_NAME", *SUMS]
    rows = [[*row, *each] for row, each in zip(rows, ranks(rows, SUMS, headers))]
    return answer(
        "leaguedashteamstats",
        _parameters(params, players=False),
        table("LeagueDashTeamStats", [*headers, *(f"{column}_RANK" for column in SUMS)], rows),
    )


def _grouped(league, params, now, players):
    """[[Entry of a final game]] a player or a team, in order of date."""
    groups = {}
    conference = params.get("Conference")
    for entry in reversed(entries.asked_for(league, params, now, players)):
        if entry.wl and (not conference or entry.team.conference == conference):
            whose = entry.line.player.id if players else entry.team.id
            groups.setdefault(whose, []).append(entry)
    return groups.values()


def _sums(played, per_game):
    lines = [entry.line for entry in played]
    count, won = len(lines), sum(entry.wl == "W" for entry in played)
    sums = {stat: sum(getattr(line, stat) for line in lines) for stat in COUNTED}
    sums["MIN"] = sum(line.SEC for line in lines) / 60
    for made, attempts, share in (("FGM", "FGA", "FG_PCT"), ("FG3M", "FG3A", "FG3_PCT"), ("FTM", "FTA", "FT_PCT")):
        sums[share] = percentage(sums[made], sums[attempts], 0.0)
    if per_game:
        for stat in ("MIN", *COUNTED):
            sums[stat] = round(sums[stat] / count, 1)
    return [count, won, count - won, percentage(won, count), *(sums[column] for column in SUMS[4:])]


def _wnba(line):
    return line.PTS + line.REB + line.AST + line.STL + line.BLK


def _parameters(params, players):
    told = echo(params, "MeasureType", "PerMode", "PlusMinus", "PaceAdjust", "Rank")
    told["LeagueID"] = params.get("LeagueID") or "00"
    told |= echo(params, "Season", "SeasonType", "PORound", "Outcome", "Location")
    told["Month"] = whole(params, "Month")
    told |= echo(params, "SeasonSegment", "DateFrom", "DateTo")
    told["OpponentTeamID"] = whole(params, "OpponentTeamID")
    told |= echo(params, "VsConference", "VsDivision")
    told["TeamID"] = whole(params, "TeamID") or None
    told |= echo(params, "Conference", "Division", "GameSegment")
    told["Period"] = whole(params, "Period")
    told |= echo(params, "ShotClockRange")
    told["LastNGames"] = whole(params, "LastNGames")
    told |= echo(params, "GameScope", "PlayerExperience", "PlayerPosition", "StarterBench")
    if players:
        told |= echo(params, "DraftYear", "DraftPick", "College", "Country", "Height", "Weight")
    told |= {"TwoWay": whole(params, "TwoWay"), "GameSubtype": None}
    if players:
        told["ActiveRoster"] = 0
    return {**told, "ISTRound": None}
