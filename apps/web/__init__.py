"""Pages. The top floor: reads every app below, and nothing below reads it."""
