"""NBA Data: what its scripts share, and `nba_data` for readers of the data."""

__version__ = "1.0.0"
