"""Bulk work of a municipality: files with children, issue of many certificates, exports."""
