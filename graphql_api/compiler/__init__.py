"""Reads in one statement: docs/compiled-reads.md explains it. Types and resolvers need not know that it exists."""
