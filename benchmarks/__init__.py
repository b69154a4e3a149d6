"""The benchmark: the product beside its peers, on the same rows, in the same run."""
