"""A game event by event: playbyplayv3, the CDN's play-by-play, shotchartdetail and leaguedashlineups.

words.json has what the stats service and the CDN call the events.
"""

import json
from collections import Counter
from math import hypot
from pathlib import Path

from lib.standin.answers import entries
from lib.standin.clubs import of_team
from lib.standin.events import stints, tell, zone
from lib.standin.league import LIVE
from lib.standin.params import whole
from lib.standin.play import COUNTS

WORDS = json.loads((Path(__file__).parent.parent / "words.json").read_text(encoding="utf-8"))
SPREAD = tuple(stat for stat in COUNTS if stat not in ("SEC", "PLUS_MINUS"))
ZONE = ("SHOT_ZONE_BASIC", "SHOT_ZONE_AREA", "SHOT_ZONE_RANGE", "SHOT_DISTANCE")


def _events(league, game, box, now):
    return tell(league.seed, game.id, box, league.status(game, now) == LIVE)


def play_by_play_v3(league, game, box, now):
    """It leaves out substitutions at the start of a period."""
    actions = []
    for event in _events(league, game, box, now):
        if event.kind != "end" and not (event.kind == "substitution" and event.second == 0):
            actions.append(_v3_action(game, event) | {"ACTION_ID": len(actions) + 1})
    return {"actions": actions}


def _common(game, event):
    """The values of an event that both play-by-plays share."""
    team = (game.home, game.away)[event.side] if event.side is not None else None
    return {
        **of_team(team),
        **(event.player.values if event.player else {}),
        "EVENT": event,
        "NUMBER": event.number,
        "PERSON_ID": event.player.id if event.player else 0,
        "FIELD_GOAL": int(event.kind == "shot"),
        "RESULT": "Made" if event.made else "Missed",
        "SCORE_HOME": str(event.score[0]),
        "SCORE_AWAY": str(event.score[1]),
        "DESCRIPTION": _described(event, team),
    }


def _described(event, team):
    """`Allen 2' Cutting Layup Shot (2 PTS) (Love 1 AST)`."""
    is_shot, helper = event.kind == "shot", event.helper
    kind = "team rebound" if event.kind == "rebound" and not event.player else event.kind
    return WORDS["descriptions"][kind].format(
        event=event,
        team=team,
        who=event.player.last_name if event.player else team.nickname.upper() if team else "",
        miss="" if event.made else "MISS ",
        feet=zone(event.spot, event.value)[3] if is_shot else 0,
        three="3PT " if event.value == 3 else "",
        ends=event.sub.title(),
        points=f" ({event.total} PTS)" if event.made else "",
        assist=f" ({helper.last_name} {event.other} AST)" if event.made and helper else "",
    )


def _v3_action(game, event):
    kind, values, sub = event.kind, _common(game, event), event.sub
    if event.player is None:
        values |= {"PLAYER_LAST_NAME": "", "NAME_I": ""}
        if event.side is not None:  # a team's rebound: the team is the person
            values |= {"PERSON_ID": values["TEAM_ID"], "TEAM_ID": 0, "TEAM_ABBREVIATION": ""}
    if not (scores := event.made or kind == "period"):
        values |= {"SCORE_HOME": "", "SCORE_AWAY": ""}
    if kind in ("steal", "block"):
        values["NUMBER"] = event.of or event.number
    if kind == "shot":
        values |= {"SHOT_VALUE": event.value, "DISTANCE": zone(event.spot, event.value)[3]}
        type_ = f"{values['RESULT']} Shot"
    else:
        values |= {"SHOT_VALUE": 0, "DISTANCE": 0, "RESULT": ""}
        type_ = WORDS["types"].get(kind, "")
    subtypes = {"free throw": f"Free Throw {sub}", "rebound": "Unknown", "jump": ""}
    values |= {"TYPE": type_, "SUBTYPE": subtypes.get(kind, sub), "POINTS": sum(event.score) if scores else 0}
    return values | {"LOCATION": "" if event.side is None else "hv"[event.side]}


def cdn_play_by_play(league, game, box, now):
    events, actions = _events(league, game, box, now), []
    lasts = league.of_year(game.year).ends(game) - game.tip
    for i, event in enumerate(events):
        at = {"AT": game.tip + lasts * i / len(events)}
        actions += [action | at for action in _cdn_actions(game, event)]
    return {"actions": actions}


def _cdn_actions(game, event):
    """One action; of a substitution two, out and in."""
    values, helper, player = _common(game, event), event.helper, event.player
    values |= {
        "PERIOD_TYPE": "REGULAR" if event.period <= 4 else "OVERTIME",
        "TYPE": WORDS["cdn types"].get(event.kind, event.kind),
        "SUBTYPE": event.sub.lower(),
        "ORDER": event.number * 10000,
        "PERSONS": [person.id for person in (player, helper) if person],
        "OWN": event if player else None,
        "POINTS": event.total if event.made else None,
        "OFFICIAL": None if helper else 9001,
    }
    if event.kind == "shot":
        right = (event.side == 0) == (event.period % 2 == 1)
        length, width = (event.spot.along + 52.5) / 9.4, event.spot.across / (5 if right else -5)
        values |= {"SIDE": "right" if right else "left", "X": 100 - length if right else length, "Y": 50 + width}
        values["SUBTYPE"], values["DESCRIPTOR"] = WORDS["styles"][event.sub]
        values |= {"TYPE": f"{event.value}pt", "DISTANCE": round(hypot(*event.spot) / 10, 2)}
        values["ASSIST" if event.made else "BLOCKER"] = helper
        values["ASSISTS"] = event.other if event.made and helper else None
    if event.kind != "substitution":
        return [values]
    rows = []
    for way, person, number in (("out", player, event.number), ("in", helper, event.number + 1)):
        row = {**values, **person.values, "PERSON_ID": person.id, "PERSONS": [person.id], "SUBTYPE": way}
        rows.append(row | {"NUMBER": number, "ORDER": 10000 * number, "DESCRIPTION": f"SUB {way}: {person.initial}"})
    return rows


def shot_chart_detail(league, params, now):
    """Field goals of the league, a team, a player or a game; misses only with FGA or FG_PCT."""
    rows, zones = [], {}
    for entry, event in _shots(league, params, now):
        where, names = dict(zip(ZONE, zone(event.spot, event.value))), event.player.values | of_team(entry.team)
        row = {**names, **where, "GRID_TYPE": "Shot Chart Detail", "GAME": entry.game, "EVENT": event}
        row |= {"EVENT_TYPE": f"{'Made' if event.made else 'Missed'} Shot", "SHOT_TYPE": f"{event.value}PT Field Goal"}
        if event.made or params["ContextMeasure"] in ("FGA", "FG_PCT"):
            rows.append(row)
        key = tuple(where.values())[:3]
        tried = zones.setdefault(key, {**where, "GRID_TYPE": "League Averages", "FGA": 0, "FGM": 0})
        tried["FGA"] += 1
        tried["FGM"] += event.made
    return {"Shot_Chart_Detail": rows, "LeagueAverages": [zones[key] for key in sorted(zones)]}


def _shots(league, params, now):
    player = whole(params, "PlayerID")
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
        row |= {"GROUP_ID": f"-{'-'.join(str(person) for person, _ in people)}-"}
        row |= {"GROUP_NAME": " - ".join(initial for _, initial in people)}
        row |= {"MIN": row["SEC"] / 60, "SUM_TIME_PLAYED": round(row["SEC"] * 50)}
    return sorted(rows.values(), key=lambda row: (-row["SEC"], row["GROUP_ID"]))[:2000]


def _lineups(side, other, box):
    """{five: {stat: count}} of a Side's game: every player's counts spread over his time, and both teams' points."""
    counts, spent, had = {}, Counter(), {}
    lines, margin = {line.player.id: line for line in side.lines}, side.total.PTS - other.total.PTS
    for stint in stints(side, box):
        five = frozenset((player.id, player.initial) for player in stint.five.values())
        row, seconds = counts.setdefault(five, Counter()), stint.ends - stint.begins
        row["SEC"] += seconds
        for whose in (*stint.five, "margin"):
            spent[whose] += seconds
            if whose == "margin":
                now = {"PLUS_MINUS": round(margin * spent[whose] * 5 / side.total.SEC)}
            else:
                now = _so_far(lines[whose], spent[whose] / lines[whose].SEC)
            row.update({stat: count - had.get(whose, {}).get(stat, 0) for stat, count in now.items()})
            had[whose] = now  # less what he had before: nothing is lost to rounding
    return counts


def _so_far(line, share):
    """What a player has after a share of his time: some of his tries went in, and the points are those of his shots."""
    had = {stat: round(getattr(line, stat) * share) for stat in SPREAD}
    had["FGM"] = had["FGA"] * line.FGM // (line.FGA or 1)
    had["FG3M"], had["FTM"] = had["FGM"] * line.FG3M // (line.FGM or 1), had["FTA"] * line.FTM // (line.FTA or 1)
    missed = (had["FGA"] - had["FGM"]) * (line.FG3A - line.FG3M) // ((line.FGA - line.FGM) or 1)
    had |= {"FG3A": had["FG3M"] + missed, "REB": had["OREB"] + had["DREB"]}
    return had | {"PTS": 2 * had["FGM"] + had["FG3M"] + had["FTM"]}
