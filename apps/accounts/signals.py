"""Upward news about accounts, in the past tense."""

from django.dispatch import Signal

# user, addresses (what her e-mail and mobile number were): her account has been erased, in the same transaction;
# receivers erase what they hold of her.
erased = Signal()

# sender Consent; consent: taken back by her, or by the platform when her account is erased, in the same transaction
consent_withdrawn = Signal()
