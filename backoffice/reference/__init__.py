"""The data the system starts with: plain files in `data/` and the loader that writes them. Nothing here decides."""
