"""leaguestandingsv3: the table, every column worked out from the games."""

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
            mine, other = league.box(entry.game, now).of(entry.team)
            games[entry.team.id].append((entry, mine, other))
    return _rows(season, games) if any(games.values()) else []


def _rows(season, games):
    wins = {team_id: sum(entry.wl == "W" for entry, _, _ in played) for team_id, played in games.items()}
    share = {team_id: wins[team_id] / (len(played) or 1) for team_id, played in games.items()}
    columns = _counts(*next(played[0] for played in games.values() if played), share)
    rows, places, leaders = [], Counter(), {}
    for team in sorted(season.teams, key=lambda team: (-share[team.id], -wins[team.id], team.id)):
        won, lost = wins[team.id], len(games[team.id]) - wins[team.id]
        row = _values(games[team.id], share, columns)
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


def _values(played, share, columns):
    """The values that follow from a team's own games, [(Entry, its Side, the other's)]; columns: those of _counts()."""
    home = [game for game in played if game[0].team is game[0].game.home]
    road = [game for game in played if game[0].team is game[0].game.away]
    points, against = (sum(game[side].total.PTS for game in played) for side in (1, 2))
    values = {"TotalPoints": points, "OppTotalPoints": against, "DiffTotalPoints": points - against}
    for name, total in (("PointsPG", points), ("OppPointsPG", against), ("DiffPointsPG", points - against)):
        values[name] = round(total / (len(played) or 1), 1)
    counted = [(entry.wl, _counts(entry, mine, other, share)) for entry, mine, other in played]
    values |= {name: _record(wl for wl, counts in counted if counts[name]) for name in columns}
    lists = {"Record": played, "HOME": home, "ROAD": road, "L10": played[-10:], "Last10Home": home[-10:]}
    for name, games in (lists | {"Last10Road": road[-10:]}).items():
        values[name] = _record(entry.wl for entry, _, _ in games)
    for where, games in (("Home", home), ("Road", road)):
        longest, _, current, text = _streaks(games)
        values |= {f"Long{where}Streak": longest, f"strLong{where}Streak": f"W {longest}"}
        values |= {f"Current{where}Streak": abs(current), f"strCurrent{where}Streak": text}
    streaks = ("LongWinStreak", "LongLossStreak", "CurrentStreak", "strCurrentStreak")
    return values | dict(zip(streaks, _streaks(played)))


def _counts(entry, mine, other, share):
    """{column of a record: whether a game counts in it}."""
    game, opponent, us, them = entry.game, entry.opponent, mine.total, other.total
    counts = {
        "OT": len(mine.quarters) > 4,
        "ThreePTSOrLess": abs(us.PLUS_MINUS) <= 3,
        "TenPTSOrMore": abs(us.PLUS_MINUS) >= 10,
        "Score100PTS": us.PTS >= 100,
        "OppScore100PTS": them.PTS >= 100,
        "OppOver500": share[opponent.id] >= 0.5,
        "LeadInFGPCT": us.FGM / (us.FGA or 1) > them.FGM / (them.FGA or 1),
        "LeadInReb": us.REB > them.REB,
        "FewerTurnovers": us.TOV < them.TOV,
        "Score_80_Plus": us.PTS >= 80,
        "Opp_Score_80_Plus": them.PTS >= 80,
        "Score_Below_80": us.PTS < 80,
        "Opp_Score_Below_80": them.PTS < 80,
        "NEUTRAL": game.neutral,
    }
    for quarters, when in ((2, "Half"), (3, "Third")):
        lead = sum(mine.quarters[:quarters]) - sum(other.quarters[:quarters])
        counts |= {f"AheadAt{when}": lead > 0, f"BehindAt{when}": lead < 0, f"TiedAt{when}": lead == 0}
    counts |= {month: number == game.date.month for number, month in enumerate(MONTHS, 1)}
    return counts | {f"vs{place}": place in (opponent.conference, opponent.division) for place in PLACES}


def _streaks(games):
    """(the longest of wins, of losses, the present one: losses below 0, and as text)."""
    longest, last, run = {"W": 0, "L": 0}, None, 0
    for entry, _, _ in games:
        run = run + 1 if entry.wl == last else 1
        last = entry.wl
        longest[last] = max(longest[last], run)
    return longest["W"], longest["L"], run if last == "W" else -run, f"{last or 'W'} {run}"


def _record(results):
    results = list(results)
    return f"{results.count('W')}-{results.count('L')}"
