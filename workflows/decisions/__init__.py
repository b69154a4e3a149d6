"""What people submit: one frozen dataclass for each decision, the source of input, form and test."""
