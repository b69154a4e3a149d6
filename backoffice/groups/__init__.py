"""Groups in which programs are taught: where, when, for what price, how many places (domain 4a-2, step 8)."""
