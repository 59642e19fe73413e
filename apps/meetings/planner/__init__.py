"""The planner of one-to-one meetings: plain Python, NumPy and SciPy. It imports nothing of Django and no other app."""
