"""Certificates: the register record that a child is in the system (C 1.4)."""
