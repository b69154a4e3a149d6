"""Organisations and entrepreneurs that teach, and the numbers that identify them."""
