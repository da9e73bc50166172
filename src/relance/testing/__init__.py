"""What a connector's author needs: a memory calendar, the contract suite, event strategies.

`relance.testing.memory` needs nothing more than relance. `relance.testing.contract` needs
pytest, and `relance.testing.strategies` needs Hypothesis.
"""
