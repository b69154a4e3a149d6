"""Start, test and check the product. Standard library only: it runs before any package exists."""
