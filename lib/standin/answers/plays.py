"""A game event by event: playbyplayv3, the CDN's play-by-play, shotchartdetail and leaguedashlineups.

words.json has what the stats service and the CDN call the events.
"""

import json
from collections import Counter
from math import hypot
from pathlib import Path

from lib.standin.answers import entries
from lib.standin.clock import iso
from lib.standin.clubs import of_team
from lib.standin.events import stints, tell, zone
from lib.standin.league import LIVE
from lib.standin.play import COUNTS, OVERTIME

WORDS = json.loads((Path(__file__).parent.parent / "words.json").read_text(encoding="utf-8"))
SPREAD = tuple(stat for stat in COUNTS if stat not in ("SEC", "PLUS_MINUS"))
COUNTED = ("rebound", "steal", "block", "turnover", "foul")
LINEUPS = 2000  # the league answers no more than that


def _events(league, game, box, now):
    return tell(league.seed, game.id, box, league.status(game, now) == LIVE)


def play_by_play_v3(league, game, box, now):
    """It leaves out substitutions at the start of a period."""
    actions = []
    for event in _events(league, game, box, now):
        length = game.quarter if event.period <= 4 else OVERTIME
        if event.kind != "end" and not (event.kind == "substitution" and event.clock == length):
            actions.append(_v3_action(game, event) | {"ACTION_ID": len(actions) + 1})
    return {"GAME_ID": game.id, "actions": actions}


def _common(game, event):
    """The values of an event that both play-by-plays share."""
    team = (game.home, game.away)[event.side] if event.side is not None else None
    minutes, seconds = divmod(event.clock, 60)
    return {
        **of_team(team),
        **(event.player.values if event.player else {}),
        "NUMBER": event.number,
        "CLOCK": f"PT{int(minutes):02d}M{seconds:05.2f}S",
        "PERIOD": event.period,
        "PERSON_ID": event.player.id if event.player else 0,
        "DISTANCE": 0,
        "FIELD_GOAL": int(event.kind == "shot"),
        "RESULT": "Made" if event.made else "Missed",
        "SCORE_HOME": str(event.score[0]),
        "SCORE_AWAY": str(event.score[1]),
        "DESCRIPTION": _described(event, team),
    }


def _described(event, team):
    """`Allen 2' Cutting Layup Shot (2 PTS) (Love 1 AST)`."""
    helper = event.helper.values["PLAYER_LAST_NAME"] if event.helper else ""
    kind = "team rebound" if event.kind == "rebound" and not event.player else event.kind
    return WORDS["descriptions"][kind].format(
        who=event.player.values["PLAYER_LAST_NAME"] if event.player else team.nickname.upper() if team else "",
        helper=helper,
        team=team.nickname if team else "",
        miss="" if event.made else "MISS ",
        feet=zone(event.spot, event.value)[3] if kind == "shot" else 0,
        three="3PT " if event.value == 3 else "",
        event=event,
        ends=event.sub.title(),
        points=f" ({event.total} PTS)" if event.made else "",
        assist=f" ({helper} {event.other} AST)" if event.made and helper else "",
        rest=event.total - event.other,
    )


def _v3_action(game, event):
    kind, values = event.kind, _common(game, event)
    if event.player is None:
        values |= {"PLAYER_LAST_NAME": "", "NAME_I": ""}
        if event.side is not None:  # a team's rebound: the team is the person
            values |= {"PERSON_ID": values["TEAM_ID"], "TEAM_ID": 0, "TEAM_ABBREVIATION": ""}
    scores, shot = event.made or kind == "period", {"RESULT": "", "SHOT_VALUE": 0}
    if kind == "shot":
        shot = {"TYPE": f"{values['RESULT']} Shot", "DISTANCE": zone(event.spot, event.value)[3]}
        shot["SHOT_VALUE"] = event.value
    subtypes = {"free throw": f"Free Throw {event.sub}", "rebound": "Unknown", "jump": ""}
    return {
        **values,
        "NUMBER": event.of if kind in ("steal", "block") and event.of else event.number,
        "SCORE_HOME": values["SCORE_HOME"] if scores else "",
        "SCORE_AWAY": values["SCORE_AWAY"] if scores else "",
        "X": event.spot[0],
        "Y": event.spot[1],
        "POINTS": sum(event.score) if scores else 0,
        "LOCATION": "" if event.side is None else "hv"[event.side],
        "TYPE": WORDS["types"].get(kind, ""),
        "SUBTYPE": subtypes.get(kind, event.sub),
        "VIDEO": int(kind not in ("period", "substitution")),
        **shot,
    }


def cdn_play_by_play(league, game, box, now):
    events, actions = _events(league, game, box, now), []
    lasts = league.season_of(game).ends(game) - game.tip
    for i, event in enumerate(events):
        at = iso(game.tip + lasts * i / len(events))
        actions += [action | {"TIME_ACTUAL": f"{at[:-1]}.0Z", "EDITED": at} for action in _cdn_actions(game, event)]
    return {"GAME_ID": game.id, "actions": actions}


def _cdn_actions(game, event):
    """One action; of a substitution two, out and in."""
    values, shot, helper, player = _common(game, event), event.kind == "shot", event.helper, event.player
    subtype, descriptor = WORDS["styles"][event.sub] if shot else (event.sub.lower(), None)
    values |= {
        "PERIOD_TYPE": "REGULAR" if event.period <= 4 else "OVERTIME",
        "TYPE": f"{event.value}pt" if shot else WORDS["cdn types"].get(event.kind, event.kind),
        "SUBTYPE": subtype,
        "DESCRIPTOR": descriptor,
        "POSSESSION": values["TEAM_ID"],
        "ORDER": event.number * 10000,
        "PERSONS": [each.id for each in (player, helper) if each],
        "OF": event.of,
        "OFFICIAL": None if helper else 9001,
        "WINNER_ID": player.id if player else None,
    }
    if player and (event.kind in COUNTED or (event.value and event.made)):
        values |= {"TOTAL": event.total, "OTHER": event.other, "DEFENSIVE": event.total - event.other}
    if helper:
        whose = "BLOCKER" if shot and not event.made else "HELPER"
        values |= {f"{whose}_ID": helper.id, f"{whose}_NAME": helper.values["PLAYER_LAST_NAME"]}
        values |= {f"{whose}_NAME_I": helper.values["NAME_I"], "ASSISTS": event.other if event.made else None}
    if shot:
        across, along = event.spot
        right = (event.side == 0) == (event.period % 2 == 1)
        length, width = (along + 52.5) / 9.4, across / 5
        values |= {"X_LEGACY": across, "Y_LEGACY": along, "DISTANCE": round(hypot(across, along) / 10, 2)}
        values |= {"SIDE": "right" if right else "left", "X": 100 - length if right else length}
        values |= {"Y": 50 + width if right else 50 - width}
    if event.kind != "substitution":
        return [values]
    rows = []
    for way, person, number in (("out", player, event.number), ("in", helper, event.number + 1)):
        row = {**values, **person.values, "PERSON_ID": person.id, "PERSONS": [person.id]}
        row |= {"NUMBER": number, "ORDER": 10000 * number, "SUBTYPE": way}
        rows.append(row | {"DESCRIPTION": f"SUB {way}: {row['NAME_I']}"})
    return rows


def shot_chart_detail(league, params, now):
    """Field goals of the league, a team, a player or a game; misses only with FGA or FG_PCT."""
    rows, zones = [], {}
    for entry, event in _shots(league, params, now):
        names = ("SHOT_ZONE_BASIC", "SHOT_ZONE_AREA", "SHOT_ZONE_RANGE", "SHOT_DISTANCE")
        where, game = dict(zip(names, zone(event.spot, event.value))), entry.game
        minutes, seconds = divmod(int(event.clock), 60)
        row = {
            **event.player.values,
            **of_team(entry.team),
            **where,
            "GRID_TYPE": "Shot Chart Detail",
            "GAME_ID": game.id,
            "GAME_EVENT_ID": event.number,
            "PERIOD": event.period,
            "MINUTES_REMAINING": minutes,
            "SECONDS_REMAINING": seconds,
            "EVENT_TYPE": "Made Shot" if event.made else "Missed Shot",
            "ACTION_TYPE": event.sub,
            "SHOT_TYPE": f"{event.value}PT Field Goal",
            "LOC_X": event.spot[0],
            "LOC_Y": event.spot[1],
            "SHOT_ATTEMPTED_FLAG": 1,
            "SHOT_MADE_FLAG": int(event.made),
            "GAME_DATE": f"{game.date:%Y%m%d}",
            "HTM": game.home.abbreviation,
            "VTM": game.away.abbreviation,
        }
        if event.made or params["ContextMeasure"] in ("FGA", "FG_PCT"):
            rows.append(row)
        key = tuple(where.values())[:3]
        tried = zones.setdefault(key, {**row, "GRID_TYPE": "League Averages", "FGA": 0, "FGM": 0})
        tried["FGA"] += 1
        tried["FGM"] += event.made
    return {"Shot_Chart_Detail": rows, "LeagueAverages": [zones[key] for key in sorted(zones)]}


def _shots(league, params, now):
    player = int(params.get("PlayerID") or 0)
    asked = [entry for entry in entries.asked_for(league, params, now, players=bool(player)) if entry.line]
    wanted = {(entry.game.id, entry.team.id): entry for entry in asked}
    for game in {entry.game.id: entry.game for entry in reversed(asked)}.values():
        for event in _events(league, game, league.box(game, now), now):
            if event.kind == "shot" and (not player or event.player.id == player):
                entry = wanted.get((game.id, (game.home, game.away)[event.side].id))
                if entry:
                    yield entry, event


def league_dash_lineups(league, params, now):
    """Line-ups of five: the longest together first, and no more than 2,000."""
    rows = {}
    for entry in entries.asked_for(league, params, now, players=False):
        box = league.box(entry.game, now) if entry.wl else None
        for key, counts in _lineups(*box.of(entry.team), box).items() if box else ():
            row = rows.setdefault((entry.team.id, key), {**of_team(entry.team), **dict.fromkeys(COUNTS, 0)})
            for stat, count in {**counts, "GP": 1, "W": entry.wl == "W", "L": entry.wl == "L"}.items():
                row[stat] = row.get(stat, 0) + count
    for (_, key), row in rows.items():
        people = sorted(key)
        row |= {"GROUP_ID": f"-{'-'.join(str(each) for each, _ in people)}-"}
        row |= {"GROUP_NAME": " - ".join(initial for _, initial in people)}
        row |= {"MIN": row["SEC"] / 60, "SUM_TIME_PLAYED": round(row["SEC"] * 50)}
    return sorted(rows.values(), key=lambda row: (-row["SEC"], row["GROUP_ID"]))[:LINEUPS]


def _lineups(side, other, box):
    """{five: {stat: count}} of a Side's game: every player's counts spread over his time, and both teams' points."""
    counts, spent = {}, Counter()
    # of each player, and of the whole team: his seconds, and what is spread over them
    shares = {line.player.id: (line.SEC, [(stat, getattr(line, stat)) for stat in SPREAD]) for line in side.lines}
    shares["margin"] = side.total.SEC / 5, [("PLUS_MINUS", side.total.PTS - other.total.PTS)]
    for stint in stints(side, box):
        five = frozenset((player.id, player.values["NAME_I"]) for player in stint.five.values())
        row, seconds = counts.setdefault(five, Counter()), stint.ends - stint.begins
        row["SEC"] += seconds
        for whose in (*stint.five, "margin"):
            before, spent[whose] = spent[whose], spent[whose] + seconds
            of, totals = shares[whose]
            # what he has by the end of the stint, less what he had before: nothing is lost to rounding
            for stat, total in totals:
                if total:
                    row[stat] += round(total * spent[whose] / of) - round(total * before / of)
    return counts
