"""What is done to a whole product from outside: hostile requests, other people's tools, a database in trouble."""
