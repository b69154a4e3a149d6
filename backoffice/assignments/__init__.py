"""Municipal assignments of budget and autonomous institutions (C 2.5.2)."""
