"""Positions out of spreadsheets: `columns` what a sheet may hold, `rows` one row, `runs` the whole, step by step."""
