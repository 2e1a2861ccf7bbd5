"""A process that is bounded can do what it is for, and nothing else."""

import subprocess
import sys

import pytest

PROBE = """
import ctypes, os, socket, subprocess, sys, threading
from kg.bounds import isolate, limit, recede
mine, other = socket.socketpair()
limit(200 << 20)
assert isolate()
done = []
def connect():
    socket.socket()
def start():
    subprocess.run(["true"])
def replace():
    os.execv("/bin/true", ["true"])
def send():
    mine.send(b"x")
def take():
    return bytearray(300 << 20)
def work():
    thread = threading.Thread(target=done.append, args=(1,))
    thread.start()
    thread.join()
    os.write(mine.fileno(), b"x")
    return os.read(other.fileno(), 1)
def give_way():
    recede()
    return os.sched_getscheduler(0) == os.SCHED_BATCH, os.nice(0) > 0
try:
    print(globals()[sys.argv[1]]())
except (MemoryError, PermissionError) as fault:
    print(type(fault).__name__)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a process from the network")
@pytest.mark.parametrize(
    ("act", "outcome"),
    [
        ("connect", "PermissionError"),
        ("start", "PermissionError"),
        ("replace", "PermissionError"),
        ("send", "PermissionError"),
        ("take", "MemoryError"),
        ("work", "b'x'"),
        ("give_way", "(True, True)"),
    ],
)
def test_a_bounded_process(act: str, outcome: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, act], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == outcome
