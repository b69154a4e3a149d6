"""Django's PostgreSQL with patience that ends, and with connections that are looked at before they are used."""
