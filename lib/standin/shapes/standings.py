"""leaguestandingsv3: the table, with its ninety-two columns."""

from collections import Counter

from lib.standin.clubs import DIVISIONS, TEAMS
from lib.standin.shapes import entries
from lib.standin.shapes.columns import answer, table
from lib.standin.shapes.params import SPELLINGS

HEADERS = [
    "LeagueID",
    "SeasonID",
    "TeamID",
    "TeamCity",
    "TeamName",
    "TeamSlug",
    "Conference",
    "ConferenceRecord",
    "PlayoffRank",
    "ClinchIndicator",
    "Division",
    "DivisionRecord",
    "DivisionRank",
    "WINS",
    "LOSSES",
    "WinPCT",
    "LeagueRank",
    "Record",
    "HOME",
    "ROAD",
    "L10",
    "Last10Home",
    "Last10Road",
    "OT",
    "ThreePTSOrLess",
    "TenPTSOrMore",
    "LongHomeStreak",
    "strLongHomeStreak",
    "LongRoadStreak",
    "strLongRoadStreak",
    "LongWinStreak",
    "LongLossStreak",
    "CurrentHomeStreak",
    "strCurrentHomeStreak",
    "CurrentRoadStreak",
    "strCurrentRoadStreak",
    "CurrentStreak",
    "strCurrentStreak",
    "ConferenceGamesBack",
    "DivisionGamesBack",
    "ClinchedConferenceTitle",
    "ClinchedDivisionTitle",
    "ClinchedPlayoffBirth",
    "ClinchedPlayIn",
    "EliminatedConference",
    "EliminatedDivision",
    "AheadAtHalf",
    "BehindAtHalf",
    "TiedAtHalf",
    "AheadAtThird",
    "BehindAtThird",
    "TiedAtThird",
    "Score100PTS",
    "OppScore100PTS",
    "OppOver500",
    "LeadInFGPCT",
    "LeadInReb",
    "FewerTurnovers",
    "PointsPG",
    "OppPointsPG",
    "DiffPointsPG",
    "vsEast",
    "vsAtlantic",
    "vsCentral",
    "vsSoutheast",
    "vsWest",
    "vsNorthwest",
    "vsPacific",
    "vsSouthwest",
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
    "Score_80_Plus",
    "Opp_Score_80_Plus",
    "Score_Below_80",
    "Opp_Score_Below_80",
    "TotalPoints",
    "OppTotalPoints",
    "DiffTotalPoints",
    "LeagueGamesBack",
    "PlayoffSeeding",
    "ClinchedPostSeason",
    "NEUTRAL",
]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def league_standings_v3(league, params, now):
    season = league.season(params["Season"])
    kind = SPELLINGS[params["SeasonType"]]
    games = {team.id: [] for team in TEAMS}
    if season:
        for entry in entries.of_season(league, season, kind, now, players=False):
            if entry.wl and entry.team.id in games:
                box = league.box(entry.game, now)
                mine, other = (box.home, box.away) if entry.team is entry.game.home else (box.away, box.home)
                games[entry.team.id].append((entry, mine, other))
    rows = _rows(season, games) if season else []
    parameters = {"LeagueID": params["LeagueID"], "SeasonYear": params["Season"], "SeasonType": params["SeasonType"]}
    return answer("leaguestandings", parameters, table("Standings", HEADERS, rows))


def _rows(season, games):
    """Conferences in turn: the first of each, the second of each, and so on."""
    wins = {team_id: sum(entry.wl == "W" for entry, _, _ in played) for team_id, played in games.items()}
    share = {team_id: wins[team_id] / (len(played) or 1) for team_id, played in games.items()}
    order = sorted(TEAMS, key=lambda team: (-share[team.id], -wins[team.id], team.id))
    places = {}
    for group in ("conference", "division"):
        counts = Counter()
        for team in order:
            counts[getattr(team, group)] += 1
            places[group, team.id] = counts[getattr(team, group)]

    def back(team, among):
        best = next(other for other in order if among(other))
        lost = {each.id: len(games[each.id]) - wins[each.id] for each in (best, team)}
        return (wins[best.id] - wins[team.id] + lost[team.id] - lost[best.id]) / 2

    rows = []
    for team in sorted(order, key=lambda team: (places["conference", team.id], -share[team.id])):
        played = games[team.id]
        values = _values(played, share)
        won, lost = wins[team.id], len(played) - wins[team.id]
        values |= {
            "LeagueID": "00",
            "SeasonID": f"2{season.year}",
            "TeamID": team.id,
            "TeamCity": team.city,
            "TeamName": team.nickname,
            "TeamSlug": team.slug,
            "Conference": team.conference,
            "Division": team.division,
            "PlayoffRank": places["conference", team.id],
            "ClinchIndicator": "",
            "DivisionRank": places["division", team.id],
            "ConferenceRecord": _record(played, lambda e, *_, team=team: e.opponent.conference == team.conference),
            "DivisionRecord": _record(played, lambda e, *_, team=team: e.opponent.division == team.division),
            "WINS": won,
            "LOSSES": lost,
            "WinPCT": round(share[team.id], 3),
            "LeagueRank": order.index(team) + 1,
            "Record": f"{won}-{lost}",
            "ConferenceGamesBack": back(team, lambda other, team=team: other.conference == team.conference),
            "DivisionGamesBack": back(team, lambda other, team=team: other.division == team.division),
            "LeagueGamesBack": back(team, lambda other: True),
            "ClinchedPlayIn": 0,
            "ClinchedPostSeason": 0,
        }
        rows.append([values.get(header) for header in HEADERS])
    return rows


def _values(played, share):
    """What follows from a team's own games: [(Entry, its Side, the other's)]."""

    def record(test):
        return _record(played, test)

    def streaks(games):
        longest, last, run = {"W": 0, "L": 0}, None, 0
        for entry, _, _ in games:
            run = run + 1 if entry.wl == last else 1
            last = entry.wl
            longest[last] = max(longest[last], run)
        return longest, (run if last == "W" else -run), f"{last or 'W'} {run}"

    home = [item for item in played if item[0].team is item[0].game.home]
    road = [item for item in played if item[0].team is item[0].game.away]
    points = sum(mine.total.PTS for _, mine, _ in played)
    against = sum(other.total.PTS for _, _, other in played)
    count = len(played) or 1
    values = {
        "HOME": _record(home),
        "ROAD": _record(road),
        "L10": _record(played[-10:]),
        "Last10Home": _record(home[-10:]),
        "Last10Road": _record(road[-10:]),
        "OT": record(lambda e, mine, other: len(mine.quarters) > 4),
        "ThreePTSOrLess": record(lambda e, mine, other: abs(mine.total.PLUS_MINUS) <= 3),
        "TenPTSOrMore": record(lambda e, mine, other: abs(mine.total.PLUS_MINUS) >= 10),
        "Score100PTS": record(lambda e, mine, other: mine.total.PTS >= 100),
        "OppScore100PTS": record(lambda e, mine, other: other.total.PTS >= 100),
        "OppOver500": record(lambda e, mine, other: share[e.opponent.id] >= 0.5),
        "LeadInFGPCT": record(lambda e, mine, other: _shooting(mine) > _shooting(other)),
        "LeadInReb": record(lambda e, mine, other: mine.total.REB > other.total.REB),
        "FewerTurnovers": record(lambda e, mine, other: mine.total.TOV < other.total.TOV),
        "Score_80_Plus": record(lambda e, mine, other: mine.total.PTS >= 80),
        "Opp_Score_80_Plus": record(lambda e, mine, other: other.total.PTS >= 80),
        "Score_Below_80": record(lambda e, mine, other: mine.total.PTS < 80),
        "Opp_Score_Below_80": record(lambda e, mine, other: other.total.PTS < 80),
        "NEUTRAL": record(lambda e, mine, other: e.game.neutral),
        "TotalPoints": points,
        "OppTotalPoints": against,
        "DiffTotalPoints": points - against,
        "PointsPG": round(points / count, 1),
        "OppPointsPG": round(against / count, 1),
        "DiffPointsPG": round((points - against) / count, 1),
    }
    for quarters, when in ((2, "Half"), (3, "Third")):
        for word, sign in (("Ahead", 1), ("Behind", -1), ("Tied", 0)):
            values[f"{word}At{when}"] = record(lambda e, mine, other, n=quarters, s=sign: _sign(mine, other, n) == s)
    for month, named in enumerate(MONTHS, 1):
        values[named] = record(lambda e, mine, other, m=month: e.game.date.month == m)
    for conference in ("East", "West"):
        values[f"vs{conference}"] = record(lambda e, *_, c=conference: e.opponent.conference == c)
    for division in DIVISIONS:
        values[f"vs{division}"] = record(lambda e, *_, d=division: e.opponent.division == d)
    for where, games in (("Home", home), ("Road", road)):
        longest, current, text = streaks(games)
        values |= {
            f"Long{where}Streak": longest["W"],
            f"strLong{where}Streak": f"W {longest['W']}",
            f"Current{where}Streak": abs(current),
            f"strCurrent{where}Streak": text,
        }
    longest, current, text = streaks(played)
    return values | {
        "LongWinStreak": longest["W"],
        "LongLossStreak": longest["L"],
        "CurrentStreak": current,
        "strCurrentStreak": text,
    }


def _record(played, test=lambda *_: True):
    """`12-7` of the games that pass."""
    results = [item[0].wl for item in played if test(*item)]
    return f"{results.count('W')}-{results.count('L')}"


def _shooting(side):
    return side.total.FGM / (side.total.FGA or 1)


def _sign(mine, other, quarters):
    lead = sum(mine.quarters[:quarters]) - sum(other.quarters[:quarters])
    return (lead > 0) - (lead < 0)
