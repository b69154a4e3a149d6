"""Viewflow as it comes: its own nodes, its own activation, its own lock, behind a Strawberry mutation."""
