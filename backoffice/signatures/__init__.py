"""Who signed which document and how: one-time codes, paper with a scan, the operator's seal."""
