"""One pass: pull → read → plan → reconcile → push. The only place where reading meets writing."""

from relance.sync.passes import run_pass
from relance.sync.report import CalendarReport, PassReport
from relance.sync.thread import House

__all__ = ["CalendarReport", "House", "PassReport", "run_pass"]
