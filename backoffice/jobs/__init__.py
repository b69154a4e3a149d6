"""The outbox: work that is done after the act that asked for it, by whichever worker is first."""
