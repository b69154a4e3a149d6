"""Which files are taken in, by their extension. Pure."""

DOCUMENTS = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
TABLES = {"xlsx": XLSX, "csv": CSV}  # lists to be loaded; never the document of anything
TYPES = DOCUMENTS | TABLES
