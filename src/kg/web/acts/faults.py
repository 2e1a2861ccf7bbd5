"""Why there is no answer: what an act raises becomes a problem, with a status.

Must not know: HTTP libraries, which acts there are.
"""

from kg.errors import BadInput, BadQuery, Forbidden, StoreError
from kg.web.messages import Refused, Reply, problem

FAULTS = (Refused, BadInput, StoreError, MemoryError)


def told(fault: Exception) -> Reply:
    """Return the problem that *fault*, one of FAULTS, is to the client."""
    match fault:
        case Refused():
            return fault.reply
        case Forbidden():
            return problem(403, str(fault))
        case BadQuery():
            return problem(400, str(fault), line=fault.line, column=fault.column)
        case BadInput():
            return problem(400, str(fault))
    return problem(503, str(fault) or "the answer needs more memory than it may use")
