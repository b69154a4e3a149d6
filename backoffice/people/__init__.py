"""Families, children and the numbers that identify a person."""
