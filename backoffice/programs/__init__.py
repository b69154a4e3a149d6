"""Programs, their modules and groups, and what a module costs by the norm."""
