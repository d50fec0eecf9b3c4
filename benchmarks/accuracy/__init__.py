"""How much a scanner finds: five corpora made at run time, and one scorer for keyproof and for any rival installed.

Run ``python -m benchmarks.accuracy --help`` from the root of the repository.
"""
