"""Documents that the system makes: templates to PDF, check numbers, the public check."""
