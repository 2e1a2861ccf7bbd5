"""What a process may use at most, and what it must leave alone; set once, for good.

Must not know: what the process does.
"""

import contextlib
import ctypes
import os
import platform
import signal
import sys
from typing import NamedTuple

# linux/prctl.h, linux/seccomp.h, linux/filter.h
_SET_PDEATHSIG, _SET_SECCOMP, _SET_NO_NEW_PRIVS = 1, 22, 38
_FILTER = 2
_ALLOW, _DENY = 0x7FFF0000, 0x00050001  # the latter with EPERM
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE = 0, 4  # offsets in struct seccomp_data


class _Machine(NamedTuple):
    """How the kernel calls an architecture (linux/audit.h), and its calls that are refused.

    These reach the network, start another program, look into another process, or do any of it
    behind the filter: socket, connect, accept, sendto, sendmsg, bind, listen, socketpair, accept4,
    sendmmsg, execve, execveat, ptrace, process_vm_readv, process_vm_writev, io_uring.
    """

    architecture: int
    calls: tuple[int, ...]


_IO_URING = (425, 426, 427)
_MACHINES = {
    "x86_64": _Machine(
        0xC000003E,
        (41, 42, 43, 44, 46, 49, 50, 53, 59, 101, 288, 307, 310, 311, 322, *_IO_URING),
    ),
    "aarch64": _Machine(
        0xC00000B7,
        (117, 198, 199, 200, 201, 202, 203, 206, 211, 221, 242, 269, 270, 271, 281, *_IO_URING),
    ),
}
_NICE = 5
_OTHER_ABI = 0x40000000  # calls of x32 begin here, and mean the same by other numbers


def limit(memory: int) -> None:
    """Let this process take *memory* bytes more, leave no core file, and end with its parent.

    What a system has no means for is left out: whoever started it holds the clock all the same.
    """
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = _taken() + memory
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    if sys.platform == "linux":
        _prctl(_SET_PDEATHSIG, signal.SIGKILL)


def isolate() -> bool:
    """Keep this process from the network and from starting programs; say whether that is done.

    It works on Linux alone, and there on the two architectures that servers have.
    """
    machine = _MACHINES.get(platform.machine()) if sys.platform == "linux" else None
    if machine is None or _prctl(_SET_NO_NEW_PRIVS, 1):
        return False
    program = _program(machine)
    return not _prctl(_SET_SECCOMP, _FILTER, ctypes.addressof(program))


def recede() -> None:
    """Let other processes go before this one, which interrupts none when it wakes (sched(7))."""
    with contextlib.suppress(OSError):
        os.nice(_NICE)
        if sys.platform == "linux":
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def _taken() -> int:
    """Return the bytes of addresses that this process has already."""
    import resource

    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  # no file of ours
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _prctl(option: int, *values: int) -> int:
    words = (ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4])
    return int(ctypes.CDLL(None, use_errno=True).prctl(option, *words))


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("if_true", ctypes.c_uint8),
        ("if_false", ctypes.c_uint8),
        ("k", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("first", ctypes.POINTER(_Instruction)))


def _program(machine: _Machine) -> _Program:
    """Return the filter that refuses what *machine* says, and all of another architecture."""
    calls = len(machine.calls)
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_IF_EQUAL, 0, calls + 3, machine.architecture),
        (_LOAD, 0, 0, _NUMBER),
        (_JUMP_IF_AT_LEAST, calls + 1, 0, _OTHER_ABI),
        *((_JUMP_IF_EQUAL, calls - i, 0, call) for i, call in enumerate(machine.calls)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _DENY),
    ]
    return _Program(
        len(steps), (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
    )
