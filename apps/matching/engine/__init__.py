"""The ranking engine: plain Python and NumPy. It imports nothing of Django and nothing outside this package."""
