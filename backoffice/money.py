"""Kopecks as people read them. Pure: no database, no clock, no framework."""

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"


def text(kopecks: int) -> str:
    """Write kopecks as roubles: 1500050 is «15 000,50 ₽», with no-break spaces so that a sum never falls apart."""
    roubles, rest = divmod(abs(kopecks), 100)
    grouped = f"{roubles:,}".replace(",", NO_BREAK_SPACE)
    return f"{MINUS if kopecks < 0 else ''}{grouped},{rest:02d}{NO_BREAK_SPACE}₽"
