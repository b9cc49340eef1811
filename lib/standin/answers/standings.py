"""leaguestandingsv3: the table, worked out from the games."""

from collections import Counter

from lib.standin.answers import entries
from lib.standin.clubs import CONFERENCES, DIVISIONS
from lib.standin.params import SPELLINGS

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PLACES = (*CONFERENCES, *DIVISIONS, "")  # the WNBA has no divisions


def league_standings_v3(league, params, now):
    """Conferences in turn: the first of each, the second of each, and so on; a season not begun has no rows."""
    season, season_type = league.season(params["Season"]), SPELLINGS[params["SeasonType"]]
    games = {team.id: [] for team in league.teams}
    for entry in entries.of_season(league, season, season_type, now, players=False):
        if entry.wl and entry.team.id in games:
            games[entry.team.id].append(entry)
    return _rows(season, games) if any(games.values()) else []


def _rows(season, games):
    wins = {team_id: sum(entry.wl == "W" for entry in played) for team_id, played in games.items()}
    share = {team_id: wins[team_id] / (len(played) or 1) for team_id, played in games.items()}
    rows, places, leaders = [], Counter(), {}
    for team in sorted(season.teams, key=lambda team: (-share[team.id], -wins[team.id], team.id)):
        won, lost = wins[team.id], len(games[team.id]) - wins[team.id]
        row = _values(games[team.id], share)
        row |= {"TeamID": team.id, "TeamCity": team.city, "TeamName": team.nickname, "TeamSlug": team.slug}
        row |= {"SeasonID": f"2{season.year}", "Conference": team.conference, "Division": team.division}
        row |= {"WINS": won, "LOSSES": lost, "WinPCT": round(share[team.id], 3)}
        row |= {f"{name}Record": row[f"vs{row[name]}"] for name in ("Conference", "Division")}
        for name, group in (("Conference", team.conference), ("Division", team.division), ("League", "")):
            most, least = leaders.setdefault((name, group), (won, lost))
            places[name, group] += 1
            row |= {f"{name}Rank": places[name, group], f"{name}GamesBack": (most - won + lost - least) / 2}
        rows.append(row)
    return sorted(rows, key=lambda row: (row["ConferenceRank"], -share[row["TeamID"]]))


def _values(played, share):
    """The values that follow from a team's own Entries."""
    home, road = ([entry for entry in played if entry.team is getattr(entry.game, side)] for side in ("home", "away"))
    points, margin = (sum(getattr(entry.line, stat) for entry in played) for stat in ("PTS", "PLUS_MINUS"))
    values = {}
    for name, total in (("", points), ("Opp", points - margin), ("Diff", margin)):
        values |= {f"{name}TotalPoints": total, f"{name}PointsPG": round(total / (len(played) or 1), 1)}
    records = {"Record": played, "HOME": home, "ROAD": road, "L10": played[-10:], "Last10Home": home[-10:]}
    records |= {
        "Last10Road": road[-10:],
        "OT": [entry for entry in played if entry.game.quarter * 20 < entry.line.SEC],
        "OppOver500": [entry for entry in played if share[entry.opponent.id] >= 0.5],
        "NEUTRAL": [entry for entry in played if entry.game.neutral],
    }
    for number, month in enumerate(MONTHS, 1):
        records[month] = [entry for entry in played if entry.game.date.month == number]
    for place in PLACES:
        where = ((entry, entry.opponent.conference, entry.opponent.division) for entry in played)
        records[f"vs{place}"] = [entry for entry, *places in where if place in places]
    values |= {name: _record(games) for name, games in records.items()}
    for where, games in (("Home", home), ("Road", road)):
        longest, _, current, text = _streaks(games)
        values |= {f"Long{where}Streak": longest, f"strLong{where}Streak": f"W {longest}"}
        values |= {f"Current{where}Streak": abs(current), f"strCurrent{where}Streak": text}
    streaks = ("LongWinStreak", "LongLossStreak", "CurrentStreak", "strCurrentStreak")
    return values | dict(zip(streaks, _streaks(played)))


def _streaks(games):
    """(the longest of wins, of losses, the present one: losses below 0, and as text)."""
    longest, last, run = {"W": 0, "L": 0}, None, 0
    for entry in games:
        run = run + 1 if entry.wl == last else 1
        last = entry.wl
        longest[last] = max(longest[last], run)
    return longest["W"], longest["L"], run if last == "W" else -run, f"{last or 'W'} {run}"


def _record(games):
    results = [entry.wl for entry in games]
    return f"{results.count('W')}-{results.count('L')}"
