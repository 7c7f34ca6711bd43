#!/usr/bin/env python3
# bench.py: our flow beside SciPy's integrator on the full matrix
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: bench.py TIGHTFRAME [--large]

Each case is one central-path flow from the same features file to t = 100 at
relative tolerance 1e-6. Ours is the whole command: start, reading the file,
the flow, the metrics, the CSV. The peer, scipy.integrate.solve_ivp (RK45) on
the d x N features, is timed on the integration alone. Runs are paired and
alternate; the table shows medians in seconds, and by how much the two final
norms of H differ.
"""
import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
from scipy.integrate import solve_ivp

UNTIL = 100.0
LAMBDA_W = 5e-3
LAMBDA_H = 5e-3
TOLERANCE = 1e-6

# name: classes, samples a class, dimension, pairs of runs
CASES = {
    "S": (4, 50, 16, 5),
    "M": (10, 100, 128, 3),
    "L": (10, 1000, 512, 1),
}


def draw(classes, per_class, dim):
    """N x d features and their labels."""
    generator = np.random.default_rng(1)
    labels = np.repeat(np.arange(classes), per_class)
    means = generator.standard_normal((classes, dim)) / np.sqrt(dim)
    noise = generator.standard_normal((labels.size, dim)) / np.sqrt(dim)
    return means[labels] + noise, labels


def peer(features, labels):
    """Seconds and the final norm of H."""
    n, dim = features.shape
    classes = labels.max() + 1
    targets = np.zeros((classes, n))
    targets[labels, np.arange(n)] = 1

    def velocity(_, flat):
        h = flat.reshape(dim, n)
        gram = h @ h.T + n / classes * LAMBDA_W * np.eye(dim)
        w = np.linalg.solve(gram, h @ targets.T).T
        return -(w.T @ (w @ h - targets) + LAMBDA_H * h).ravel()

    start = time.perf_counter()
    result = solve_ivp(velocity, (0, UNTIL), features.T.ravel(), method="RK45", rtol=TOLERANCE,
                       atol=TOLERANCE * 1e-3)
    seconds = time.perf_counter() - start
    assert result.success, result.message
    return seconds, float(np.linalg.norm(result.y[:, -1]))


def ours(program, path):
    """Seconds and the final norm of H."""
    start = time.perf_counter()
    output = subprocess.run(
        [program, "run", f"--features={path}", f"--times={UNTIL}", f"--lambda-w={LAMBDA_W}",
         f"--lambda-h={LAMBDA_H}", f"--tolerance={TOLERANCE}"],
        check=True, capture_output=True, text=True).stdout
    seconds = time.perf_counter() - start
    return seconds, float(list(csv.DictReader(output.splitlines()))[-1]["norm_h"])


def main(program, large):
    print(f"{'case':<22} {'ours (s)':>10} {'SciPy (s)':>10} {'ratio':>8} {'|H| differs':>12}")
    with tempfile.TemporaryDirectory() as folder:
        for name, (classes, per_class, dim, pairs) in CASES.items():
            if name == "L" and not large:
                continue
            features, labels = draw(classes, per_class, dim)
            path = os.path.join(folder, name + ".npz")
            np.savez(path, H=features, y=labels)
            mine, theirs, differences = [], [], []
            for _ in range(pairs):
                seconds, norm = ours(program, path)
                peer_seconds, peer_norm = peer(features, labels)
                mine.append(seconds)
                theirs.append(peer_seconds)
                differences.append(abs(norm - peer_norm) / peer_norm)
            a, b = statistics.median(mine), statistics.median(theirs)
            title = f"{name}: K={classes} N={labels.size} d={dim}"
            print(f"{title:<22} {a:10.3f} {b:10.3f} {b / a:7.1f}x {max(differences):12.1e}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], "--large" in sys.argv[2:]))
