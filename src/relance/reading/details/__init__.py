"""What an interview says beside its times: company, contact, phone, role, round, promise."""

from relance.reading.details.read import read_details

__all__ = ["read_details"]
