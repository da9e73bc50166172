"""Run as `python -m relance`."""

from relance.cli import main

if __name__ == "__main__":
    main()
