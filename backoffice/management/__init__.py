"""Commands of the domain for those who run the system."""
