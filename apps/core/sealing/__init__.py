"""Sealing: what is closed now can be opened later only by those who were named. Cryptography without a business noun."""
