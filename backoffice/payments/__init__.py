"""Who pays for a municipality, and the agreements between payers and providers."""
