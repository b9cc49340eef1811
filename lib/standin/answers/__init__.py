"""The values that fill the skeletons, endpoint by endpoint; endpoints.py says which function answers what."""
