"""A program that asks the stand-in league."""

import requests

EMPTY = {"LeagueID": "00", "Counter": "0", "Sorter": "DATE", "Direction": "ASC", "DateFrom": "", "DateTo": ""}


class Client:
    """Asks a Standin as a program would, over one kept connection."""

    def __init__(self, standin):
        self.standin, self.session = standin, requests.Session()

    def get(self, endpoint, host="stats", referer="https://www.nba.com/", timeout=20, **params):
        base = self.standin.stats_url if host == "stats" else self.standin.cdn_url
        path = endpoint if host == "stats" else f"{endpoint}.json"
        return self.session.get(f"{base}/{path}", params=params, headers={"Referer": referer}, timeout=timeout)

    def log(self, kind="T", season="2024-25", season_type="Regular Season", **more):
        """leaguegamelog as [{column: value}]."""
        answer = self.get(
            "leaguegamelog", **{**EMPTY, "PlayerOrTeam": kind, "Season": season, "SeasonType": season_type, **more}
        )
        assert answer.status_code == 200, answer.text
        return self.rows(answer.json())

    def schedule(self):
        """{game_id: game} of the CDN's schedule."""
        document = self.get("staticData/scheduleLeagueV2", "cdn").json()
        return {
            game["gameId"]: game | {"listed": day["gameDate"]}
            for day in document["leagueSchedule"]["gameDates"]
            for game in day["games"]
        }

    def box_score(self, game_id):
        """boxscoretraditionalv3 of a game, or None."""
        answer = self.get(
            "boxscoretraditionalv3",
            GameID=game_id,
            StartPeriod="0",
            EndPeriod="0",
            StartRange="0",
            EndRange="0",
            RangeType="0",
        )
        return answer.json()["boxScoreTraditional"]

    @staticmethod
    def rows(document, which=0):
        """A result set as [{column: value}]."""
        table = document["resultSets"][which]
        return [dict(zip(table["headers"], row)) for row in table["rowSet"]]
