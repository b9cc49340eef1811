"""A player's career: playercareerstats and its fourteen result sets."""

from lib.standin.clubs import BY_ID
from lib.standin.league import LAST_YEAR, name
from lib.standin.people import players as everyone
from lib.standin.shapes import entries
from lib.standin.shapes.columns import REBOUNDS, REST, SHOTS, answer, minutes, percentage, table

TOTALS = ["GP", "GS", "MIN", *SHOTS, *REBOUNDS, *REST, "PTS"]
RANKS = ["GP", "GS", *(f"RANK_{stat}" for stat in ["MIN", *SHOTS, *REBOUNDS, "AST", "STL", "BLK", "TOV", "PTS", "EFF"])]
SEASON = ["PLAYER_ID", "SEASON_ID", "LEAGUE_ID", "TEAM_ID", "TEAM_ABBREVIATION", "PLAYER_AGE"]
CAREER = ["PLAYER_ID", "LEAGUE_ID", "TEAM_ID"]
COLLEGE = ["PLAYER_ID", "SEASON_ID", "LEAGUE_ID", "ORGANIZATION_ID", "SCHOOL_NAME", "PLAYER_AGE"]
COLLEGE_CAREER = ["PLAYER_ID", "LEAGUE_ID", "ORGANIZATION_ID"]
HIGHS = [
    "PLAYER_ID",
    "GAME_ID",
    "GAME_DATE",
    "VS_TEAM_ID",
    "VS_TEAM_CITY",
    "VS_TEAM_NAME",
    "VS_TEAM_ABBREVIATION",
    "STAT",
    "STAT_VALUE",
    "STAT_ORDER",
    "DATE_EST",
]
HIGH_STATS = {"PTS": 1, "REB": 2, "AST": 3, "STL": 4, "BLK": 5, "FTM": 12, "FTA": 13}
SUMMED = ("FGM", "FGA", "FG3M", "FG3A", "FTM", "FTA", "OREB", "DREB", "REB", "AST", "STL", "BLK", "TOV", "PF", "PTS")


def player_career_stats(league, params, now):
    player_id = int(params["PlayerID"])
    player = everyone(league.seed, LAST_YEAR).get(player_id)
    per_game = params["PerMode"] == "PerGame"
    tables, highs = [], []
    for kind, named in (("Regular Season", "RegularSeason"), ("Playoffs", "PostSeason"), ("All Star", "AllStarSeason")):
        seasons = _seasons(league, player_id, kind, now) if player else []
        tables.append(
            table(
                f"SeasonTotals{named}",
                [*SEASON, *TOTALS],
                [row for year, played in seasons for row in _season_rows(player, year, played, per_game)],
            )
        )
        played = [entry for _, games in seasons for entry in games]
        tables.append(
            table(
                f"CareerTotals{named}",
                [*CAREER, *TOTALS],
                [[player_id, "00", 0, *_totals(played, per_game, 12)]] if played else [],
            )
        )
        highs += played if kind == "Regular Season" else []
    tables += [
        table("SeasonTotalsCollegeSeason", [*COLLEGE, *TOTALS], []),
        table("CareerTotalsCollegeSeason", [*COLLEGE_CAREER, *TOTALS], []),
        table("SeasonTotalsShowcaseSeason", [*SEASON, *TOTALS], []),
        table("CareerTotalsShowcaseSeason", [*CAREER, *TOTALS], []),
    ]
    for kind, named in (("Regular Season", "RegularSeason"), ("Playoffs", "PostSeason")):
        seasons = _seasons(league, player_id, kind, now) if player else []
        tables.append(
            table(
                f"SeasonRankings{named}",
                [*SEASON, *RANKS],
                [_rank_row(league, player_id, year, kind, played, now) for year, played in seasons],
            )
        )
    latest = [entry for entry in highs if highs and entry.game.year == highs[-1].game.year]
    tables.append(table("SeasonHighs", HIGHS, _highs(player_id, latest)))
    tables.append(table("CareerHighs", HIGHS, _highs(player_id, highs)))
    parameters = {"PerMode": params["PerMode"], "PlayerID": player_id, "LeagueID": params.get("LeagueID") or "00"}
    return answer("playercareerstats", parameters, *tables)


def _seasons(league, player_id, kind, now):
    """[(year, the player's final games)], of the seasons he has played in."""
    found = []
    for season in league.seasons_until(now):
        played = by_player(league, season, kind, now).get(player_id)
        if played:
            found.append((season.year, played))
    return found


def by_player(league, season, kind, now):
    """{player_id: [Entry of a final game]}; remembered for the last instant asked about."""
    kept = season.__dict__.setdefault("_by_player", {})
    if kept.get("now") != now:
        kept.clear()
        kept["now"] = now
    if kind not in kept:
        games = {}
        for entry in entries.of_season(league, season, kind, now, players=True):
            if entry.wl:
                games.setdefault(entry.line.player.id, []).append(entry)
        kept[kind] = games
    return kept[kind]


def _season_rows(player, year, played, per_game):
    """A row a team; for a player of two teams one more, TOT, with team id 0."""
    teams = list(dict.fromkeys(entry.team.id for entry in played))
    parts = [(team_id, BY_ID[team_id].abbreviation, [e for e in played if e.team.id == team_id]) for team_id in teams]
    if len(parts) > 1:
        parts.append((0, "TOT", played))
    return [
        [player.id, name(year), "00", team_id, short, age(player, year), *_totals(games, per_game, 3)]
        for team_id, short, games in parts
    ]


def age(player, year):
    """As the league counts it: at the first of February of the season."""
    return float(year + 1 - player.born - (player.birthday > (2, 1)))


def _totals(played, per_game, digits):
    """GP to PTS; percentages 0.0 where there were no attempts."""
    lines = [entry.line for entry in played]
    count = len(lines)
    sums = {stat: sum(getattr(line, stat) for line in lines) for stat in SUMMED}
    sums["MIN"] = minutes(sum(line.SEC for line in lines))
    starts = sum(bool(line.position) for line in lines)
    for made, attempts, share in (("FGM", "FGA", "FG_PCT"), ("FG3M", "FG3A", "FG3_PCT"), ("FTM", "FTA", "FT_PCT")):
        if digits == 3:
            sums[share] = percentage(sums[made], sums[attempts], 0.0)
        else:
            sums[share] = round(sums[made] / sums[attempts], digits) if sums[attempts] else 0.0
    if per_game:
        for stat in ("MIN", *SUMMED):
            sums[stat] = round(sums[stat] / count, 1)
    return [count, starts, *(sums[column] for column in TOTALS[2:])]


def _rank_row(league, player_id, year, kind, played, now):
    """His rank among the season's players; the league ranks totals, and writes NR for the rest."""
    season = league.season(name(year))
    sums = _sums(league, season, kind, now)
    mine = sums[player_id]
    ranks = []
    for column in RANKS[2:]:
        value = mine[column[5:]]
        better = sum(other[column[5:]] > value for other in sums.values())
        ranks.append(better + 1)
    team = played[-1].team
    return [player_id, name(year), "00", team.id, team.abbreviation, "NR", "NR", "NR", *ranks]


def _sums(league, season, kind, now):
    """{player_id: {stat: total}} of everyone, EFF included."""
    games = by_player(league, season, kind, now)
    if ("sums", kind) not in season._by_player:
        found = {}
        for player_id, played in games.items():
            values = dict(zip(TOTALS, _totals(played, False, 3)))
            values["EFF"] = (
                values["PTS"]
                + values["REB"]
                + values["AST"]
                + values["STL"]
                + values["BLK"]
                - values["TOV"]
                - (values["FGA"] - values["FGM"])
                - (values["FTA"] - values["FTM"])
            )
            found[player_id] = values
        season._by_player["sums", kind] = found
    return season._by_player["sums", kind]


def _highs(player_id, played):
    """The best game for each of some stats."""
    rows = []
    for stat, order in HIGH_STATS.items():
        if played:
            entry = max(played, key=lambda entry: getattr(entry.line, stat))
            other, day = entry.opponent, entry.game.date
            rows.append(
                [
                    player_id,
                    entry.game.id,
                    f"{day:%b %d %Y}",
                    other.id,
                    other.city,
                    other.nickname,
                    other.abbreviation,
                    stat,
                    getattr(entry.line, stat),
                    order,
                    f"{day.isoformat()}T00:00:00",
                ]
            )
    return rows
