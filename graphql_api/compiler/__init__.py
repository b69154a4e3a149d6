"""Reads in one statement: the selection of an operation becomes one SQL text, kept and run with each request's values.

`docs/compiled-reads.md` explains it with an example. Types and resolvers need not know that it exists.
"""
