"""What the report shows."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Standing:
    """A dataset: state is fresh, late, incomplete or never; since and through are dates, stored and known games."""

    name: str
    state: str
    since: str
    why: str
    through: str | None
    stored: int | None = None
    known: int | None = None


@dataclass(frozen=True)
class Gap:
    """A game that some datasets lack: IND @ BOS; day is None where nobody knows it."""

    day: date | None
    game: str
    datasets: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """A value that the league corrected: of is what it belongs to, such as player-games LeBron James."""

    day: date | None
    game: str
    of: str
    column: str
    before: str
    after: str
    found: date


@dataclass(frozen=True)
class Leader:
    """A player's average, and the same number in each of the last games, the oldest first."""

    player: str
    team: str
    games: int
    average: float
    last: list[float]


@dataclass(frozen=True)
class Rating:
    """Points for and against per 100 possessions; net by game date over the ten games before it."""

    team: str
    games: int
    offence: float
    defence: float
    net: list[tuple[date, float]]


@dataclass
class Facts:
    """Everything on the page.

    played     day -> games that are known to have been played
    doubts     what else lacks or cannot be read, of any season, a text each
    standings  rank, team, W, L, share, games behind, home, road, points, points against
    leaders    what is counted (points) -> its leaders
    runs       of lib/runs.py, the newest first
    """

    made: str
    season: str
    season_type: str
    through: date
    datasets: list[Standing] = field(default_factory=list)
    played: dict[date, int] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    standings: list[tuple] = field(default_factory=list)
    leaders: dict[str, list[Leader]] = field(default_factory=dict)
    ratings: list[Rating] = field(default_factory=list)
    runs: list[dict] = field(default_factory=list)
    league: str = "NBA"
