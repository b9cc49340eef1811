"""A league in a box: a local server that speaks the league's protocol.

league.py simulates the seasons, shapes/ writes them as the league writes them,
server.py serves them; faults.py and replay.py put something else in their place.
"""
