"""Memory that is freed in the middle of others goes back to the system when it is asked for."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROGRAM = """
from pathlib import Path
from index.platform.memory import give_back_memory
def resident():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))
blocks = [bytes(2000) for _ in range(100_000)]
kept = blocks[::50]  # so that no end of the heap is free
del blocks
before = resident()
print(give_back_memory(), before - resident())
"""


THREADS = """
import ctypes, threading
from index.platform.memory import share_memory
print(share_memory())
class Info(ctypes.Structure):
    _fields_ = [(str(n), ctypes.c_size_t) for n in range(10)]
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
everybody = threading.Barrier(21)
def work():
    libc.malloc(5000)
    everybody.wait()
    everybody.wait()
for _ in range(20):
    threading.Thread(target=work, daemon=True).start()
everybody.wait()
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
everybody.wait()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc alone has the call")
def test_many_threads_share_two_arenas():
    done = subprocess.run(
        [sys.executable, "-u", "-c", THREADS], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.startswith("True")
    assert done.stdout.count("<heap nr=") == 2


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc alone has the call")
def test_free_memory_between_used_blocks_goes_back():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, cwd=ROOT, check=True,
        env={"PYTHONMALLOC": "malloc"},
    )  # fmt: skip
    was_free, megabytes = done.stdout.split()
    assert was_free == "True"
    assert int(megabytes) > 50
