# trainings.py: a network in training, a file an epoch
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Item 12: the epochs' metrics beside NumPy reading each and doing one SYRK, and the window on them."""
import glob
import os
import time

import window
from cases import CASES
from measure import HERE, Failure, PYTHON, median, run, say, seconds_text

SMALL, LARGE = (100, 10, 100, 64), (20, 10, 1000, 512)  # epochs, K, n, d
TURNS = 3
PATIENCE = 6  # seconds in which an epoch is to be seen, after those in which the window warms up


def write(bench, sizes):
    """A folder with that training; and how it is called."""
    epochs, classes, per_class, dim = sizes
    folder = os.path.join(bench.folder, f"training-{dim}")
    if not os.path.exists(folder):
        say(f"writing {epochs} epochs")
        run([PYTHON, os.path.join(HERE, "cases.py"), "--epochs", folder, *map(str, sizes)])
    return folder, f"{epochs} epochs of {classes * per_class:,} x {dim}"


def first_frame(bench, folder):
    """Seconds until features of the training are on the screen, from the opening of the log on."""
    rows, _ = window.watch(bench, folder, lambda _: time.sleep(PATIENCE))
    found = next((row["time"] for row in rows if row["t"] is not None), None)
    if found is None:
        raise Failure("no epoch was shown")
    return found


def measure(bench, table, sizes, limit):
    """All metrics of all epochs: whole processes, in turns with the peer's reading."""
    folder, name = write(bench, sizes)
    say(f"series, {name}")
    paths = sorted(glob.glob(os.path.join(folder, "*.npz")))
    ours, peers = [], []
    for _ in range(TURNS):
        ours.append(run([bench.program, "series", folder]))
        if len(ours[-1].out.splitlines()) != len(paths) + 1:
            raise Failure("series: not a row an epoch")
        peers.append(bench.peers.run("read", *paths))
    seconds, peer = median(r.seconds for r in ours), median(p["load"] + p["syrk"] for p in peers)
    share = median(r.seconds / (p["load"] + p["syrk"]) for r, p in zip(ours, peers))
    peak, size = max(r.peak_bytes for r in ours), os.path.getsize(paths[0])
    met = seconds <= limit if limit else share <= 1
    table.add(12, f"series, {name}", seconds_text(seconds), seconds_text(peer), f"{1 / share:.2f}x",
              f"≤ {limit} s" if limit else "≥ 1x", met,
              f"whole process, every metric; peer: np.load and SYRK of each, its start not counted; processors "
              f"{seconds_text(median(r.cpu for r in ours))} beside {seconds_text(median(p['cpu'] for p in peers))}; peak "
              f"{peak / 1e6:.0f} MB where a file has {size / 1e6:.1f} MB")


def compare(bench, table):
    """Small epochs, many; then large ones; then the window on the small ones."""
    measure(bench, table, SMALL, 5)
    if not bench.quick:
        measure(bench, table, LARGE, 0)
    folder, name = write(bench, SMALL)
    shown = median(first_frame(bench, folder) for _ in range(TURNS))
    table.add(12, f"first frame of {name}", seconds_text(shown), goal="≤ 2 s", met=shown <= 2,
              remarks="from the opening of the log, before any file is, to the first frame with features of it")


def compare_formats(bench, table, name="L"):
    """Item 4: the same arrays as .npz, .pt and .safetensors, in turns."""
    case, times = CASES[name], {".npz": [], ".pt": [], ".safetensors": []}
    for suffix in times:
        path = os.path.join(bench.folder, name + suffix)
        if not os.path.exists(path):
            run([PYTHON, os.path.join(HERE, "cases.py"), name, path])
    say(f"formats, {case}")
    for _ in range(15):
        for suffix, found in times.items():
            line = run([bench.load_speed, os.path.join(bench.folder, name + suffix)], bench.peers.environment).out
            found.append(float(line.split()[0].removeprefix("read=")))
    for suffix in (".pt", ".safetensors"):
        pairs = [npz / other for npz, other in zip(times[".npz"], times[suffix])]
        ours, peer, ratio = median(times[suffix]), median(times[".npz"]), median(pairs)
        table.add(4, f"reading {case} as {suffix}", seconds_text(ours), seconds_text(peer), f"{ratio:.2f}x", "≥ 1x",
                  ratio >= 1, "peer: the same arrays as .npz, by this program; medians of 15 turns")
