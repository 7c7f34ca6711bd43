# measure.py: what a command took
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs children and says what they took; numbers as the table shows them."""
import dataclasses
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.realpath(__file__))
PYTHON = "/usr/bin/python3"  # the one that Debian's NumPy belongs to


class Failure(Exception):
    """A child did not do its work; the message says why."""


@dataclasses.dataclass
class Run:
    """One child that has ended."""
    seconds: float
    cpu: float  # seconds, of all its threads
    peak_bytes: int
    out: str
    err: str


def run(command, environment=None):
    """The command's whole life: wall-clock and processor seconds, peak memory, what it wrote.

    The peak counts this process's own size as well, as it was at the fork: it
    has to stay small, and loads no NumPy.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        child = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        result = Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, out.read().decode(), err.read().decode())
    if child.returncode != 0:
        last = result.err.strip().splitlines()[-1:] or [f"exit status {child.returncode}"]
        raise Failure(f"{os.path.basename(command[0])}: {last[0]}")
    return result


class Peers:
    """Runs peers.py, with the kernels that our BLAS uses and every core."""

    def __init__(self, kernels):
        self.environment = dict(os.environ)
        if kernels:
            self.environment["OPENBLAS_CORETYPE"] = kernels

    def run(self, *words):
        """The peer's report, with the seconds of its whole process as `process`, of processors as `cpu`."""
        child = run([PYTHON, os.path.join(HERE, "peers.py"), *map(str, words)], self.environment)
        return {**json.loads(child.out), "process": child.seconds, "cpu": child.cpu}


def median(values):
    """The middle one."""
    return statistics.median(values)


def percentile(values, share):
    """The smallest value that is not exceeded by this share of them."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def seconds_text(seconds):
    """Three digits in a unit that fits."""
    if seconds >= 1:
        return f"{seconds:.3g} s"
    return f"{seconds * 1e3:.3g} ms"


def say(sentence):
    """Progress, beside the table."""
    print(f"bench: {sentence}", file=sys.stderr, flush=True)
