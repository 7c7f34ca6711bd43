#!/usr/bin/env python3
# soak.py: the window under a hand that never rests
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: soak.py PROGRAM MINUTES [SEED [FEATURES…]]

Plays the program on the present display with random keys, drags and typed values
from a seeded generator, and says every minute how much memory it takes and what
its frames cost. Fails when it ends, warns, or when memory or frames go on growing
after the first two fifths of the time; of less than half an hour these are not enough.
"""
import csv
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

KEYS = ["space"] * 6 + ["s", "r", "n", "w", "p", "h", "t", "l", "shift+l", "c", "e", "0", "bracketleft", "bracketright",
                        "b", "d", "x", "comma", "comma", "period", "End", "shift+space", "ctrl+z", "ctrl+shift+z",
                        "ctrl+1", "ctrl+2", "ctrl+3", "ctrl+4", "ctrl+5", "ctrl+6", "alt+0", "alt+3", "alt+4", "Tab",
                        "Left", "Right", "Up", "Down", "F9", "Escape"]
VALUES = ["0", "1e-5", "0.001", "0.005", "0.05", "1", "10", "nonsense", "-1", "1e308"]
WIDTH, HEIGHT = 1280, 800
WARM = 2  # fifths of the time, in which the pasts of two runs fill what they may take
MOST_GROWTH = 1.1  # of the memory of the last fifth over that of the first warm one
MOST_SLOWER = 1.5  # of the frames likewise


def xdotool(*words):
    """One action; what it says does not matter, as a window may just be going."""
    subprocess.run(["xdotool", *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def act(rng):
    """One action of a hand."""
    kind = rng.random()
    x, y = rng.randrange(20, WIDTH - 20), rng.randrange(60, HEIGHT - 10)
    if kind < 0.55:
        xdotool("key", rng.choice(KEYS))
    elif kind < 0.75:  # anywhere but on the title bar, where the window is closed
        xdotool("mousemove", x, y, "mousedown", 1, "mousemove", x + rng.randrange(-150, 150),
                max(60, y + rng.randrange(-80, 80)), "mouseup", 1)
    elif kind < 0.85:
        xdotool("mousemove", x, y, "click", rng.choice([1, 4, 5]))
    elif kind < 0.97:
        xdotool("mousemove", 294, rng.choice([350, 452, 554]), "click", "--repeat", 3, 1, "type", rng.choice(VALUES))
        xdotool("key", "Return")
    else:
        xdotool("key", "ctrl+e")
        time.sleep(0.5)
        xdotool("key", "Escape")


def resident(pid):
    """Bytes."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024
    return 0


def part(rows, number):
    """The number-th fifth."""
    return rows[len(rows) * number // 5:len(rows) * (number + 1) // 5]


def judge(memory, log):
    """Sentences about what grew; empty where nothing did."""
    faults = []
    with open(log, newline="", encoding="utf-8") as file:
        drawing = [float(row["drawing_ms"]) for row in csv.DictReader(file)]
    before, after = (statistics.median(part(memory, i)) for i in (WARM, 4))
    early, late = (statistics.median(part(drawing, i) or [0]) for i in (WARM, 4))
    print(f"soak: memory {before / 1e6:.0f} MB, then {after / 1e6:.0f} MB; {len(drawing)} frames, drawing {early:.2f} ms, "
          f"then {late:.2f} ms", flush=True)
    if after > MOST_GROWTH * before:
        faults.append("memory grew")
    if late > MOST_SLOWER * early:
        faults.append("frames became slower")
    return faults


def main(program, minutes, seed="1", *features):
    rng = random.Random(int(seed))
    folder = tempfile.mkdtemp()
    log, said = os.path.join(folder, "frames.csv"), os.path.join(folder, "stderr")
    with open(said, "w", encoding="utf-8") as errors:
        child = subprocess.Popen([program, "--frame-log", log, *features], stderr=errors,
                                 env={**os.environ, "G_DEBUG": "fatal-warnings"})
    found = subprocess.run(["timeout", "120", "xdotool", "search", "--sync", "--onlyvisible", "--class",
                            os.path.basename(program)], capture_output=True, text=True, check=False).stdout.split()
    if not found:
        child.kill()
        sys.exit("soak: the program shows no window")
    window = found[0]
    xdotool("windowmove", window, 0, 0, "windowsize", window, WIDTH, HEIGHT, "windowfocus", window)
    end, minute, memory, actions = time.monotonic() + 60 * float(minutes), 0, [], 0
    while time.monotonic() < end and child.poll() is None:
        act(rng)
        actions += 1
        memory.append(resident(child.pid))
        time.sleep(rng.uniform(0, 0.15))
        if time.monotonic() - end + 60 * float(minutes) > 60 * minute:
            print(f"soak: {minute} min, {actions} actions, {memory[-1] / 1e6:.0f} MB", flush=True)
            minute += 1
    ended = child.poll()
    begun = time.monotonic()
    child.terminate()
    child.wait()
    print(f"soak: {actions} actions, seed {seed}; it took {1000 * (time.monotonic() - begun):.0f} ms to end", flush=True)
    warnings = pathlib.Path(said).read_text(encoding="utf-8", errors="replace").strip()
    faults = judge(memory, log)
    if ended is not None:
        faults.append(f"the program ended with {ended}")
    if warnings:
        faults.append("it said: " + warnings[:2000])
    for fault in faults:
        print("soak: " + fault)
    print(f"{0 if faults else 1} passed, {1 if faults else 0} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
