"""The ledger: every kopeck of every certificate, double entry, append-only."""
