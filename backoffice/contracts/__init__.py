"""Contracts of families with providers: who pays what, month by month."""
