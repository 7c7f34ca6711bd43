# large.py: features larger than memory is meant to be
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Item 14: the moments of a quarter of ImageNet's features beside reading them and one SYRK."""
import os

from measure import HERE, PYTHON, run, say, seconds_text

CLASSES, PER_CLASS, DIM = 1000, 320, 2048
MOST = 256e6 + 4 * 8 * DIM ** 2  # bytes


def compare(bench, table):
    """2.6 GB of float32, which are in the system's cache for both; written and removed."""
    if bench.quick:
        return
    features, labels, output = (os.path.join(bench.folder, name) for name in ("large.npy", "labels.npy", "moments.npz"))
    case = f"{CLASSES * PER_CLASS:,} x {DIM}"
    say(f"moments of {case}")
    try:
        run([PYTHON, os.path.join(HERE, "cases.py"), "--large", features, labels, str(CLASSES), str(PER_CLASS), str(DIM)])
        size = os.path.getsize(features)
        peer = bench.peers.run("square", features)
        ours = run([bench.program, "moments", features, f"--labels={labels}", "-o", output])
    finally:
        for path in (features, labels, output):
            if os.path.exists(path):
                os.remove(path)
    share = ours.seconds / peer["seconds"]
    table.add(14, f"moments of {case}", seconds_text(ours.seconds), seconds_text(peer["seconds"]), f"{share:.2f}", "≤ 1.2",
              share <= 1.2, f"whole process, {size / 1e9:.2f} GB of float32; peer: NumPy reading it by blocks, and SYRK in "
              f"float64, on all cores; seconds of processors {ours.cpu:.3g} beside {peer['processors']:.3g}; ImageNet's "
              f"1.28 million would be four times that")
    table.add(14, "moments, peak memory", f"{ours.peak_bytes / 1e6:.0f} MB", goal=f"≤ {MOST / 1e6:.0f} MB",
              met=ours.peak_bytes <= MOST, remarks="256 MB and 4 d² doubles")
