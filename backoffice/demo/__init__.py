"""Invented people, organisations and figures for trying the product. Never loaded on a real server unless asked for."""
