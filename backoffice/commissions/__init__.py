"""The commission of a municipality: its order and composition, dossiers, meetings, votes, minutes (C 2.5–2.7)."""
