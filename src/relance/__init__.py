"""relance: job interviews in, well-timed follow-ups out."""

__version__ = "0.1.0"
