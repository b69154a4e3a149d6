"""Money for certificates: the municipal funding program of a year, its quotas, the queue, the yearly renewal."""
