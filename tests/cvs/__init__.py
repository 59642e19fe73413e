"""Invented CVs of many layouts with their truth: what the CV reader is measured on."""
