"""The report as a page: facts in, one HTML file out, which needs no network and runs no script.

facts.py     what the page shows
markup.py    the only place that makes markup: text in it is always escaped
calendar.py  the season by day, charts.py  the small drawings
report.py    the page, report.css  how it looks
"""
