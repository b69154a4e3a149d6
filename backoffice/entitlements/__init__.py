"""What a certificate may buy: the use order of a municipality, and the volume of services received."""
