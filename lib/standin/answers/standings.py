"""leaguestandingsv3: the table, every column worked out from the games."""

from collections import Counter

from lib.standin.answers import entries
from lib.standin.answers.stats import of_team
from lib.standin.clubs import DIVISIONS
from lib.standin.fill import tables
from lib.standin.params import SPELLINGS

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# {column: whether a game, the team's Side and the other's count}
RECORDS = {
    "OT": lambda entry, mine, other: len(mine.quarters) > 4,
    "ThreePTSOrLess": lambda entry, mine, other: abs(mine.total.PLUS_MINUS) <= 3,
    "TenPTSOrMore": lambda entry, mine, other: abs(mine.total.PLUS_MINUS) >= 10,
    "Score100PTS": lambda entry, mine, other: mine.total.PTS >= 100,
    "OppScore100PTS": lambda entry, mine, other: other.total.PTS >= 100,
    "LeadInFGPCT": lambda entry, mine, other: _shooting(mine) > _shooting(other),
    "LeadInReb": lambda entry, mine, other: mine.total.REB > other.total.REB,
    "FewerTurnovers": lambda entry, mine, other: mine.total.TOV < other.total.TOV,
    "Score_80_Plus": lambda entry, mine, other: mine.total.PTS >= 80,
    "Opp_Score_80_Plus": lambda entry, mine, other: other.total.PTS >= 80,
    "Score_Below_80": lambda entry, mine, other: mine.total.PTS < 80,
    "Opp_Score_Below_80": lambda entry, mine, other: other.total.PTS < 80,
    "NEUTRAL": lambda entry, mine, other: entry.game.neutral,
}
for quarters, when in ((2, "Half"), (3, "Third")):
    for word, sign in (("Ahead", 1), ("Behind", -1), ("Tied", 0)):
        RECORDS[f"{word}At{when}"] = lambda entry, mine, other, n=quarters, s=sign: _lead(mine, other, n) == s
for month, named in enumerate(MONTHS, 1):
    RECORDS[named] = lambda entry, mine, other, month=month: entry.game.date.month == month
for place in ("East", "West", "", *DIVISIONS):  # the WNBA has no divisions
    RECORDS[f"vs{place}"] = lambda entry, mine, other, p=place: (
        p in (entry.opponent.conference, entry.opponent.division)
    )


def league_standings_v3(league, params, now):
    """Conferences in turn: the first of each, the second of each, and so on."""
    season, season_type = league.season(params["Season"]), SPELLINGS[params["SeasonType"]]
    games = {team.id: [] for team in league.teams}
    for entry in entries.of_season(league, season, season_type, now, players=False):
        if entry.wl and entry.team.id in games:
            box = league.box(entry.game, now)
            mine, other = (box.home, box.away) if entry.team is entry.game.home else (box.away, box.home)
            games[entry.team.id].append((entry, mine, other))
    rows = _rows(season, games) if any(games.values()) else []  # a season not begun: headers alone
    return tables("leaguestandingsv3", params, {"Standings": rows})


def _rows(season, games):
    wins = {team_id: sum(entry.wl == "W" for entry, _, _ in played) for team_id, played in games.items()}
    share = {team_id: wins[team_id] / (len(played) or 1) for team_id, played in games.items()}
    order = sorted(season.teams, key=lambda team: (-share[team.id], -wins[team.id], team.id))
    places, counts = {}, Counter()
    for team in order:
        for group in (team.conference, team.division):
            counts[group] += 1
            places[group, team.id] = counts[group]

    def back(team, group=None):
        best = next(other for other in order if group in (None, other.conference, other.division))
        lost = {each.id: len(games[each.id]) - wins[each.id] for each in (best, team)}
        return (wins[best.id] - wins[team.id] + lost[team.id] - lost[best.id]) / 2

    rows = []
    for team in sorted(order, key=lambda team: (places[team.conference, team.id], -share[team.id])):
        played, won = games[team.id], wins[team.id]
        lost, named = len(played) - won, of_team(team)
        rows.append(
            {
                **_values(played, share),
                "SeasonID": f"2{season.year}",
                "TeamID": team.id,
                "TeamCity": team.city,
                "TeamName": team.nickname,
                "TeamSlug": named["TEAM_SLUG"],
                "Conference": team.conference,
                "Division": team.division,
                "PlayoffRank": places[team.conference, team.id],
                "DivisionRank": places[team.division, team.id],
                "ConferenceRecord": _record(played, RECORDS[f"vs{team.conference}"]),
                "DivisionRecord": _record(played, RECORDS[f"vs{team.division}"]),
                "WINS": won,
                "LOSSES": lost,
                "WinPCT": round(share[team.id], 3),
                "LeagueRank": order.index(team) + 1,
                "Record": f"{won}-{lost}",
                "ConferenceGamesBack": back(team, team.conference),
                "DivisionGamesBack": back(team, team.division),
                "LeagueGamesBack": back(team),
            }
        )
    return rows


def _values(played, share):
    """The values that follow from a team's own games: [(Entry, its Side, the other's)]."""
    home = [game for game in played if game[0].team is game[0].game.home]
    road = [game for game in played if game[0].team is game[0].game.away]
    points = sum(mine.total.PTS for _, mine, _ in played)
    against = sum(other.total.PTS for _, _, other in played)
    count = len(played) or 1
    values = {
        "HOME": _record(home),
        "ROAD": _record(road),
        "L10": _record(played[-10:]),
        "Last10Home": _record(home[-10:]),
        "Last10Road": _record(road[-10:]),
        "OppOver500": _record(played, lambda entry, mine, other: share[entry.opponent.id] >= 0.5),
        "TotalPoints": points,
        "OppTotalPoints": against,
        "DiffTotalPoints": points - against,
        "PointsPG": round(points / count, 1),
        "OppPointsPG": round(against / count, 1),
        "DiffPointsPG": round((points - against) / count, 1),
        **{column: _record(played, test) for column, test in RECORDS.items()},
    }
    for where, games in (("Home", home), ("Road", road)):
        longest, _, current, text = _streaks(games)
        values |= {f"Long{where}Streak": longest, f"strLong{where}Streak": f"W {longest}"}
        values |= {f"Current{where}Streak": abs(current), f"strCurrent{where}Streak": text}
    streaks = ("LongWinStreak", "LongLossStreak", "CurrentStreak", "strCurrentStreak")
    return values | dict(zip(streaks, _streaks(played)))


def _streaks(games):
    """(the longest of wins, of losses, the present one: losses below 0, and as text)."""
    longest, last, run = {"W": 0, "L": 0}, None, 0
    for entry, _, _ in games:
        run = run + 1 if entry.wl == last else 1
        last = entry.wl
        longest[last] = max(longest[last], run)
    return longest["W"], longest["L"], run if last == "W" else -run, f"{last or 'W'} {run}"


def _record(played, test=lambda *_: True):
    """`12-7` of the games that pass."""
    results = [game[0].wl for game in played if test(*game)]
    return f"{results.count('W')}-{results.count('L')}"


def _shooting(side):
    return side.total.FGM / (side.total.FGA or 1)


def _lead(mine, other, quarters):
    lead = sum(mine.quarters[:quarters]) - sum(other.quarters[:quarters])
    return (lead > 0) - (lead < 0)
