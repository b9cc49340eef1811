"""Jobs that join tracker, data_store, nba and tables, such as fetch, sync and plan; for scripts and lib/handler.py."""
