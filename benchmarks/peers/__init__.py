"""What the product is measured against. Each reads the same tables with models of its own."""
