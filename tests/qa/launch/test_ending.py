"""How a program ends when everything is closed."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
PROGRAM = """
import atexit, sys
from qa.launch.ending import end_now
class Slow:
    def __del__(self):
        print("taken apart")
kept = Slow()
atexit.register(print, "at exit")
sys.stdout.write("said ")
end_now(3)
"""


def test_what_was_said_arrives_and_nothing_is_taken_apart():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (3, "said at exit\n", "")
