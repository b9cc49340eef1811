"""Talking to the league. A module a thing asked for; client.py sends, throttle.py waits."""
