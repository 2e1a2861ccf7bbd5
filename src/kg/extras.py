"""The libraries of extras, imported where they are used.

Must not know: what the libraries are used for.
"""

from importlib import import_module
from types import ModuleType

from kg.errors import NotInstalled


def library(name: str, extra: str, user: str = "this") -> ModuleType:
    """Return the module *name*, which the extra *extra* brings and *user* needs.

    Raise NotInstalled, which says how to install it.
    """
    try:
        return import_module(name)
    except ImportError as fault:
        raise NotInstalled(user, name.partition(".")[0], extra) from fault
