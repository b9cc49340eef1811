"""Makes one file for each dataset and season from the partitions, and reads them by SQL and Python.

places     where a dataset's partitions and tables lie, and which season a folder belongs to
corrected  what the league corrected, by dataset and season
gather     the rows of a season's partitions as one CSV, with the corrected values
roll       which tables are out of date; makes those again
glue       the same tables for AWS Athena
dictionary what each column means, as a page
copies     the tables of a bucket, copied here as they change
reach      how readers come to them: made or copied first
reading    load(), query(), datasets() of `import nba_data`
package    datapackage.json: what is there, how fresh and how whole it is
names      one spelling of columns for all views
views      the SQL of the views
query      an in-memory DuckDB over the tables that can only read
database   data/nba.duckdb and data/nba.sqlite
"""
