"""A league in a box: a local server that speaks the league's protocol.

league.py simulates the seasons; answers/ draws values from them, which fill.py writes into the skeletons of shapes/;
server.py serves them; faults.py and replay.py put something else in their place.
"""
