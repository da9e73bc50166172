"""What accounts of every provider share: patience with servers, signing in, and what is kept of it.

Connectors use it; nothing of it knows any provider.
"""
