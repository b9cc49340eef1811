"""NBA Data. pip installs it as `nba_data`, for readers of the data:

    import nba_data
    nba_data.load("player-games", season="2024-25", team="LAL", date_from="2025-01-01")
    nba_data.query("FROM standings_on('2025-01-14')")
    nba_data.datasets()

The project's own scripts import it as `lib` and need nothing of this.

Its parts, and what each imports from the others; only jobs joins tracker, data_store, nba and tables:

    columns costs errors leagues metrics standin
    urls           errors
    config         errors leagues
    datasets       errors leagues config
    page           datasets
    seasons        errors leagues config
    files          errors config
    lanes          errors
    aws            errors config
    csvfile        errors datasets
    holes          config files
    leftovers      config datasets
    runs           config files
    shared_holes   datasets aws holes
    schedule       errors config files seasons
    completeness   config seasons schedule
    asked          errors config datasets seasons
    tracker        errors config datasets seasons files aws schedule asked
    data_store     errors config datasets seasons files aws csvfile
    nba            errors leagues config urls datasets seasons files csvfile holes schedule completeness asked
    tables         errors leagues config datasets seasons files aws csvfile schedule columns
    jobs           errors leagues config datasets seasons files aws csvfile holes leftovers runs shared_holes schedule
                   completeness asked metrics page tracker data_store nba tables
    handler        errors config datasets aws metrics jobs
"""

__version__ = "1.0.0"

if __name__ == "nba_data":
    # datasets(), the function, takes the place of the module of that name, which is loaded by now.
    from .tables.reading import datasets, load, query

    __all__ = ["datasets", "load", "query"]
