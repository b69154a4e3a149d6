"""The domain: Rules and data of the programme. Knows no process and no client."""
