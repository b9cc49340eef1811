"""make report: one page, right in its numbers, which nothing in the data can turn into markup."""

import csv
import html
import json
import re
import shutil
import subprocess
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from lib.page.facts import Facts
from lib.page.report import page as page_of
from tests.support.stage import well

EARLY = "2024-11-05T11:00:00Z"  # two weeks into the season
NAME = '<script>document.title = "run"</script>'
GONE, CORRECTED = "2024-10-25", "2024-10-28"


@pytest.fixture(scope="module")
def stored(simulated, machine_at, for_all):
    """(a data folder with its report, the rows stored by dataset): a day is gone, a player has an odd name."""
    return for_all("report", lambda folder: reported(simulated, machine_at, folder))


def reported(simulated, machine_at, folder):
    with pytest.MonkeyPatch.context() as patch:
        well(simulated)
        machine = machine_at(folder, patch)
        machine.set(SEASON_TYPE="regular")
        machine.at(EARLY)
        assert machine.chain("team-games") == 0 and machine.chain("player-games") == 0, machine.said
        rows = {name: _rows(machine.data / name) for name in ("team-games", "player-games")}
        shutil.rmtree(machine.data / "team-games" / GONE)
        leader = _leader(rows["player-games"])
        for path in (machine.data / "player-games").rglob("*.csv"):
            if path.parent.name == leader:
                row = _rows(path)[0]
                body = path.read_text().replace(row["PLAYER_NAME"], '"' + NAME.replace('"', '""') + '"')
                path.unlink()
                path.write_text(body)
        row = next(row for row in rows["team-games"] if row["GAME_DATE"] == CORRECTED)
        (machine.data / "corrections").mkdir()
        (machine.data / "corrections" / "2024-11-01.csv").write_text(
            "dataset,game,row_key,column,stored,current\n"
            f"team-games,{row['GAME_ID']},{row['GAME_ID']}/{row['TEAM_ID']},AST,{row['AST']},1\n"
        )
        assert machine.main("report") == 0, machine.said
    return machine.data, rows


@pytest.fixture
def page(stored) -> str:
    return (stored[0] / "report.html").read_text()


def _rows(folder: Path) -> list[dict]:
    paths = [folder] if folder.is_file() else sorted(folder.rglob("*.csv"))
    return [row for path in paths for row in csv.DictReader(path.read_text().splitlines())]


def _leader(rows: list[dict]) -> str:
    """Who scores most a game, of those that played 70 % of the most games."""
    points = defaultdict(list)
    for row in rows:
        points[row["PLAYER_ID"]].append(float(row["PTS"]))
    least = 0.7 * max(map(len, points.values()))
    return max(
        points, key=lambda player: sum(points[player]) / len(points[player]) if len(points[player]) >= least else 0
    )


def _cells(page: str, caption: str) -> list[list[str]]:
    table = re.search(rf"<caption[^>]*>{caption}.*?</table>", page, re.S)[0]
    lines = re.findall(r"<tr>(.*?)</tr>", table, re.S)
    return [
        [html.unescape(re.sub("<[^>]*>", "", cell)) for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.S)]
        for row in lines[1:]
    ]


def test_standings_are_those_of_the_rows_that_are_stored(page, stored):
    record = defaultdict(Counter)
    for row in stored[1]["team-games"]:
        if row["GAME_DATE"] != GONE:
            record[row["TEAM_ABBREVIATION"]][row["WL"]] += 1
    shown = {cells[0].split("\N{NO-BREAK SPACE}")[1]: cells[1:3] for cells in _cells(page, "Standings")}
    assert shown == {team: [f"{of['W']}", f"{of['L']}"] for team, of in record.items()} and len(shown) == 30


def test_the_leader_has_his_average_and_his_last_ten_games(page, stored):
    rows = stored[1]["player-games"]
    leader = _leader(rows)
    his = [float(row["PTS"]) for row in sorted(rows, key=lambda row: row["GAME_DATE"]) if row["PLAYER_ID"] == leader]
    name, _, games, average, _ = _cells(page, "Leaders: Points")[0]
    assert (name, games, average) == (NAME, f"{len(his)}", f"{sum(his) / len(his):.1f}")
    assert f"oldest first: {', '.join(f'{points:g}' for points in his[-10:])}" in page


def test_net_ratings_are_points_by_possessions_of_both_teams(page, stored):
    games = defaultdict(list)
    for row in stored[1]["team-games"]:
        if row["GAME_DATE"] != GONE:
            games[row["GAME_ID"]].append(row)
    scored, allowed, possessions, played = Counter(), Counter(), Counter(), Counter()
    for pair in games.values():
        number = sum(float(r["FGA"]) + 0.44 * float(r["FTA"]) - float(r["OREB"]) + float(r["TOV"]) for r in pair) / 2
        for own, other in (pair, pair[::-1]):
            team = own["TEAM_ABBREVIATION"]
            possessions[team] += number
            played[team] += 1
            scored[team] += float(own["PTS"])
            allowed[team] += float(other["PTS"])
    assert len(possessions) > 20
    for team, number in possessions.items():
        off, deff = 100 * scored[team] / number, 100 * allowed[team] / number
        shown = re.search(rf'<h3>{team}<span class="net">([^<]+)</span>.*?<p>([^<]+) games</p>', page)
        assert shown.groups() == (f"{off - deff:+.1f}", f"{off:.1f} for, {deff:.1f} against, {played[team]}")


def test_the_calendar_counts_each_day_and_names_gaps_and_corrections(page, stored):
    played = defaultdict(set)
    for row in stored[1]["team-games"]:
        played[row["GAME_DATE"]].add(row["GAME_ID"])
    for day, games in played.items():
        assert f"{day}: {0 if day == GONE else len(games)} of {len(games)} games stored" in page
    gone = {row["MATCHUP"] for row in stored[1]["team-games"] if row["GAME_DATE"] == GONE and " @ " in row["MATCHUP"]}
    assert gone and set(re.findall(rf"<li>([A-Z]+ @ [A-Z]+) {GONE}: missing in team-games", page)) == gone
    assert re.search(rf"[A-Z]+ @ [A-Z]+ {CORRECTED}: team-games [A-Z]+, AST \d+ → 1, found 2024-11-01", page)
    assert page.count('class="mark-change"') == 1
    assert "incomplete" in page and "never fetched" in page
    assert [cells[1:4:2] + cells[5:] for cells in _cells(page, "The last runs")] == [
        [name, f"{len(stored[1][name]):,}".replace(",", ""), "done"] for name in ("player-games", "team-games")
    ]


def test_a_reader_of_the_states_sees_the_same_before_and_after(stored):
    assert not (stored[0] / "status.json").exists(), "the morning's job tells what changed since it looked"


def test_text_is_text_and_the_page_needs_nothing_else(page):
    assert NAME not in page and html.escape(NAME) in page
    assert "<script" not in page and "://" not in page and page.count("default-src 'none'") == 0
    assert "default-src &#x27;none&#x27;" in page and page.count("<svg") == page.count('role="img"') > 30


def test_a_browser_has_nothing_to_complain_about(stored, tmp_path):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("no chromium here; apt-get install chromium")
    frame = tmp_path / "phone.html"
    frame.write_text(
        f'<iframe id="page" src="file://{stored[0]}/report.html" style="width:375px;height:800px"></iframe>'
        "<script>onload = () => { const page = document.getElementById('page').contentDocument;"
        "document.title = JSON.stringify([page.title, page.documentElement.scrollWidth, page.querySelectorAll('script')"
        ".length, page.querySelectorAll('tbody tr').length]) }</script>"
    )
    flags = ("--headless=new", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", "--dump-dom")
    done = subprocess.run(
        [chromium, *flags, "--enable-logging=stderr", f"--user-data-dir={tmp_path}/browser", f"file://{frame}"],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert "CONSOLE" not in done.stderr, done.stderr
    title, width, scripts, rows = json.loads(html.unescape(re.search("<title>(.*?)</title>", done.stdout)[1]))
    assert title == "NBA Data: 2024-25" and width <= 375 and scripts == 0 and rows >= 62


def test_with_nothing_stored_it_says_what_to_run_and_writes_nothing(house):
    done = house.make("report")
    assert done.returncode == 0, done.stderr
    assert "nothing is stored yet; run make team-games" in done.stderr and not (house.data / "report.html").exists()


def test_with_players_games_only_gaps_have_names_too(machine):
    machine.at(EARLY)
    assert machine.chain("player-games") == 0
    shutil.rmtree(machine.data / "player-games" / GONE)
    assert machine.main("report") == 0, machine.said
    page = (machine.data / "report.html").read_text()
    assert re.search(rf"<li>[A-Z]+ @ [A-Z]+ {GONE}: missing in player-games", page)
    assert re.search(r"2024-10-28: (\d+) of \1 games stored", page)
    assert not re.search(r">[^<]*16106127\d\d", page)


def test_a_season_whose_turnovers_nobody_counted_says_so_instead_of_asking_for_more():
    standing = ("1", "BOS", 1, 0, 1.0, 0.0, "1-0", "0-0", 90.0, 80.0)
    shown = page_of(Facts("now", "1950-51", "Regular Season", date(1951, 3, 1), standings=[standing])).decode()
    rating = shown.partition('id="ratings"')[2].partition("</section>")[0]
    assert "did not count turnovers" in rating and "run make" not in rating
