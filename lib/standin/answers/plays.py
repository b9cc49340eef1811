"""A game event by event: playbyplayv3, the CDN's play-by-play, shotchartdetail and leaguedashlineups."""

from collections import Counter
from math import hypot

from lib.standin.answers import entries
from lib.standin.answers.schedule import stamp
from lib.standin.answers.stats import of_team
from lib.standin.clock import iso
from lib.standin.events import stints, tell, zone
from lib.standin.fill import nested, tables
from lib.standin.league import LIVE
from lib.standin.play import COUNTS, OVERTIME

SPREAD = tuple(stat for stat in COUNTS if stat not in ("SEC", "PLUS_MINUS"))
LINEUP = (*COUNTS, "GP", "W", "L")
LINEUPS = 2000  # the league cuts after so many
# of a shot, and of the rest: what the stats service calls it; the CDN's words follow
STYLES = {
    "Driving Layup Shot": ("Layup", "driving"),
    "Cutting Layup Shot": ("Layup", "cutting"),
    "Running Dunk Shot": ("DUNK", "running"),
    "Jump Shot": ("Jump Shot", None),
    "Pullup Jump shot": ("Jump Shot", "pullup"),
    "Step Back Jump shot": ("Jump Shot", "step back"),
}
TYPES = {
    "period": "period",
    "jump": "Jump Ball",
    "free throw": "Free Throw",
    "rebound": "Rebound",
    "turnover": "Turnover",
    "foul": "Foul",
    "substitution": "Substitution",
}
CDN_TYPES = {"jump": "jumpball", "free throw": "freethrow", "end": "game"}
COUNTED = {"rebound": "REB", "steal": "STL", "block": "BLK", "turnover": "TOV", "foul": "PF"}


def events_of(league, game, now):
    """[Event] of a game at `now`; none before it begins."""
    box = league.box(game, now)
    return tell(league.seed, game.id, box, league.status(game, now) == LIVE) if box else []


# -- play-by-play -----------------------------------------------------------


def play_by_play_v3(league, params, now):
    """playbyplayv3: no actions for a game unknown or not begun."""
    game = league.game(params["GameID"])
    events = events_of(league, game, now) if game else []
    # at the start of a period the stats service tells of no substitution
    events = [e for e in events if e.kind != "end" and not (e.kind == "substitution" and e.clock == _full(game, e))]
    actions = [_v3_action(game, event) | {"ACTION_ID": i} for i, event in enumerate(events, 1)]
    values = {**stamp(now, f"games/{params['GameID']}/playbyplay"), "GAME_ID": params["GameID"]}
    return nested("playbyplayv3", {**values, "actions": actions})


def _full(game, event):
    """Seconds of the event's period."""
    return game.quarter if event.period <= 4 else OVERTIME


def _common(game, event):
    """The values of an event that both play-by-plays share."""
    team = (game.home, game.away)[event.side] if event.side is not None else None
    minutes, seconds = divmod(event.clock, 60)
    player = event.player
    return {
        **of_team(team),
        **(player.values if player else {}),
        "NUMBER": event.number,
        "CLOCK": f"PT{int(minutes):02d}M{seconds:05.2f}S",
        "PERIOD": event.period,
        "PERSON_ID": player.id if player else 0,
        "DISTANCE": 0,
        "FIELD_GOAL": int(event.kind == "shot"),
        "SCORE_HOME": str(event.score[0]),
        "SCORE_AWAY": str(event.score[1]),
        "DESCRIPTION": _described(event, team),
    }


def _v3_action(game, event):
    shot, nobody = event.kind == "shot", event.player is None
    values = _common(game, event)
    if nobody and event.side is not None:  # a team's rebound: the team is the person
        values |= {"PERSON_ID": values["TEAM_ID"], "TEAM_ID": 0, "TEAM_ABBREVIATION": ""}
    if nobody:
        values |= {"PLAYER_LAST_NAME": "", "NAME_I": ""}
    scores = event.made or event.kind == "period"
    if not scores:
        values |= {"SCORE_HOME": "", "SCORE_AWAY": ""}
    return values | {
        "NUMBER": event.of if event.kind in ("steal", "block") and event.of else event.number,
        "X": event.spot[0],
        "Y": event.spot[1],
        "DISTANCE": zone(event.spot, event.value)[3] if shot else 0,
        "RESULT": ("Made" if event.made else "Missed") if shot else "",
        "POINTS": sum(event.score) if scores else 0,
        "LOCATION": "" if event.side is None else "hv"[event.side],
        "TYPE": ("Made Shot" if event.made else "Missed Shot") if shot else TYPES.get(event.kind, ""),
        "SUBTYPE": _subtype(event),
        "VIDEO": int(event.kind not in ("period", "substitution")),
        "SHOT_VALUE": event.value if shot else 0,
    }


def _subtype(event):
    if event.kind == "free throw":
        return f"Free Throw {event.sub}"
    return "Unknown" if event.kind == "rebound" else "" if event.kind == "jump" else event.sub


def _described(event, team):
    """`Allen 2' Cutting Layup Shot (2 PTS) (Love 1 AST)`, as near as it matters."""
    who = event.player.values["PLAYER_LAST_NAME"] if event.player else team.nickname.upper() if team else ""
    helper = event.helper.values["PLAYER_LAST_NAME"] if event.helper else ""
    miss = "" if event.made else "MISS "
    if event.kind == "shot":
        three = "3PT " if event.value == 3 else ""
        points = f" ({event.total} PTS)" if event.made else ""
        assist = f" ({helper} {event.other} AST)" if event.made and helper else ""
        return f"{miss}{who} {zone(event.spot, event.value)[3]}' {three}{event.sub}{points}{assist}"
    if event.kind == "free throw":
        return f"{miss}{who} Free Throw {event.sub}" + (f" ({event.total} PTS)" if event.made else "")
    if event.kind == "rebound":
        off, total = event.other, event.total
        return f"{who} REBOUND (Off:{off} Def:{total - off})" if event.player else f"{who} Rebound"
    if event.kind in COUNTED:
        return f"{who} {event.kind.upper()} ({event.total} {COUNTED[event.kind]})"
    if event.kind == "substitution":
        return f"SUB: {helper} FOR {who}"
    if event.kind == "jump":
        return f"Jump Ball {who} vs. {helper}: Tip to {team.nickname}"
    return f"{event.kind.title()} {event.sub.title()}"


def cdn_play_by_play(league, game_id, now):
    """liveData/playbyplay; None, which is a 403, for a game unknown or not begun."""
    game = league.game(game_id)
    events = events_of(league, game, now) if game else []
    if not events:
        return None
    lasts = league.season_of(game).ends(game) - game.tip
    actions = []
    for i, event in enumerate(events):
        at = iso(game.tip + lasts * i / len(events))
        actions += [action | {"TIME_ACTUAL": f"{at[:-1]}.0Z", "EDITED": at} for action in _cdn_actions(game, event)]
    values = {**stamp(now, f"games/{game_id}/playbyplay"), "GAME_ID": game_id, "actions": actions}
    return nested("cdn-playbyplay", values)


def _cdn_actions(game, event):
    """One action; of a substitution two, out and in."""
    values, shot = _common(game, event), event.kind == "shot"
    helper, points = event.helper, event.value and event.made
    kind = f"{event.value}pt" if shot else CDN_TYPES.get(event.kind, event.kind)
    subtype, descriptor = STYLES[event.sub] if shot else (event.sub.lower(), None)
    values |= {
        "PERIOD_TYPE": "REGULAR" if event.period <= 4 else "OVERTIME",
        "TYPE": kind,
        "SUBTYPE": subtype,
        "DESCRIPTOR": descriptor,
        "POSSESSION": values["TEAM_ID"],
        "ORDER": event.number * 10000,
        "RESULT": "Made" if event.made else "Missed",
        "PERSONS": [each.id for each in (event.player, helper) if each],
        "OF": event.of,
        "OFFICIAL": None if helper else 9001,
        "WINNER_ID": event.player.id if event.player else None,
    }
    if event.player and (points or event.kind in COUNTED):
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
    comes = {**values, **helper.values, "PERSON_ID": helper.id, "NUMBER": event.number + 1, "SUBTYPE": "in"}
    comes |= {"ORDER": 10000 * (event.number + 1), "PERSONS": [helper.id]}
    for row, way in ((values, "out"), (comes, "in")):
        row |= {"SUBTYPE": way, "DESCRIPTION": f"SUB {way}: {row['NAME_I']}"}
    return [values | {"PERSONS": [event.player.id]}, comes]


# -- shots ------------------------------------------------------------------


def shot_chart_detail(league, params, now):
    """shotchartdetail: field goals of the league, a team, a player or a game; misses only with FGA or FG_PCT."""
    rows, zones = [], {}
    for entry, event in _shots(league, params, now):
        basic, area, far, feet = zone(event.spot, event.value)
        minutes, seconds = divmod(int(event.clock), 60)
        game = entry.game
        row = {
            **event.player.values,
            **of_team(entry.team),
            "GRID_TYPE": "Shot Chart Detail",
            "GAME_ID": game.id,
            "GAME_EVENT_ID": event.number,
            "PERIOD": event.period,
            "MINUTES_REMAINING": minutes,
            "SECONDS_REMAINING": seconds,
            "EVENT_TYPE": "Made Shot" if event.made else "Missed Shot",
            "ACTION_TYPE": event.sub,
            "SHOT_TYPE": f"{event.value}PT Field Goal",
            "SHOT_ZONE_BASIC": basic,
            "SHOT_ZONE_AREA": area,
            "SHOT_ZONE_RANGE": far,
            "SHOT_DISTANCE": feet,
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
        tried = zones.setdefault((basic, area, far), {**row, "GRID_TYPE": "League Averages", "FGA": 0, "FGM": 0})
        tried["FGA"] += 1
        tried["FGM"] += event.made
    averages = [zones[key] for key in sorted(zones)]
    return tables("shotchartdetail", params, {"Shot_Chart_Detail": rows, "LeagueAverages": averages})


def _shots(league, params, now):
    """(team's Entry, Event) of every shot asked for, game by game."""
    player = int(params.get("PlayerID") or 0)
    asked = entries.asked_for(league, params, now, players=bool(player))
    wanted = {(entry.game.id, entry.team.id): entry for entry in asked if entry.line}
    for game in {entry.game.id: entry.game for entry in reversed(asked)}.values():
        for event in events_of(league, game, now):
            if event.kind == "shot" and (not player or event.player.id == player):
                entry = wanted.get((game.id, (game.home, game.away)[event.side].id))
                if entry:
                    yield entry, event


# -- line-ups ---------------------------------------------------------------


def league_dash_lineups(league, params, now):
    """leaguedashlineups of five: the longest together first, and no more than 2,000."""
    rows = {}
    asked = [entry for entry in entries.asked_for(league, params, now, players=False) if entry.wl]
    for entry in asked:
        box = league.box(entry.game, now)
        side, other = (box.home, box.away) if entry.team is box.home.team else (box.away, box.home)
        for key, counts in _lineups(side, other, box).items():
            row = rows.setdefault((side.team.id, key), {**of_team(side.team), **dict.fromkeys(LINEUP, 0)})
            for stat, count in {**counts, "GP": 1, entry.wl: 1}.items():
                row[stat] = row[stat] + count
    for (_, key), row in rows.items():
        people = sorted(key)
        row |= {"GROUP_ID": f"-{'-'.join(str(each) for each, _ in people)}-"}
        row |= {"GROUP_NAME": " - ".join(initial for _, initial in people)}
        row |= {"MIN": row["SEC"] / 60, "SUM_TIME_PLAYED": round(row["SEC"] * 50)}
    listed = sorted(rows.values(), key=lambda row: (-row["SEC"], row["GROUP_ID"]))
    return tables("leaguedashlineups", params, {"Lineups": listed[:LINEUPS]})


def _lineups(side, other, box):
    """{five: {stat: count}} of a Side's game: every player's counts spread over his time, and both teams' points."""
    counts, spent, whole = {}, Counter(), side.total.SEC / 5
    lines = {line.player.id: line for line in side.lines}
    for stint in stints(side, box):
        five = frozenset((player.id, player.values["NAME_I"]) for player in stint.five.values())
        row, seconds = counts.setdefault(five, Counter()), stint.ends - stint.begins
        row["SEC"] += seconds
        for whose, line in [*((each, lines[each]) for each in stint.five), ("margin", None)]:
            before, spent[whose] = spent[whose], spent[whose] + seconds
            of = line.SEC if line else whole
            # what he has by the end of the stint, less what he had before: nothing is lost to rounding
            for stat in SPREAD if line else ():
                total = getattr(line, stat)
                if total:
                    row[stat] += round(total * spent[whose] / of) - round(total * before / of)
            if line is None:
                margin = side.total.PTS - other.total.PTS
                row["PLUS_MINUS"] += round(margin * spent[whose] / of) - round(margin * before / of)
    return counts
