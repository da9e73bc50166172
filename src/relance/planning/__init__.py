"""Candidacies and free time in, follow-ups out."""
