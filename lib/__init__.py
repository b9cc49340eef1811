"""NBA Data. pip installs it as `nba_data`, for readers of the data:

    import nba_data
    nba_data.load("player-games", season="2024-25", team="LAL", date_from="2025-01-01")
    nba_data.query("FROM standings_on('2025-01-14')")
    nba_data.datasets()

The project's own scripts import it as `lib` and need nothing of this.
"""

__version__ = "1.0.0"

if __name__ == "nba_data":
    # datasets(), the function, takes the place of the module of that name, which is loaded by now.
    from .tables.reading import datasets, load, query

    __all__ = ["datasets", "load", "query"]
