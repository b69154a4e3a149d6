"""Whether a certificate may be used for a program: the rules, and the facts they judge (C 2.12–2.17)."""
