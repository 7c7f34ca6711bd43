# networks.py: a network's step beside PyTorch's
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Item 11: full-batch steps of the same layers on the same features, both in double precision and on all cores."""

import flow
from cases import CASES
from measure import Failure, run, say, seconds_text

# Case, layers, steps in a run, how often PyTorch's time ours is to be.
NETWORKS = (("M", "64,64", 1000, 3), ("L", "512,512", 10, 1))


def command(bench, name, hidden, steps):
    """Squared error, without a bias of the last layer, as the peer has it."""
    return [bench.program, "run", f"--features={bench.file(name)}", "--flow=network", f"--hidden={hidden}", "--rate=0.01",
            f"--times=0,{steps}", "--counts"]


def compare(bench, table):
    """The time of a step, from the start on."""
    for name, hidden, steps, goal in NETWORKS[:1] if bench.quick else NETWORKS:
        say(f"network, {CASES[name]}")
        ours = min(flow.counts_of(run(command(bench, name, hidden, steps)))["seconds"] for _ in range(3)) / steps
        case = f"network {CASES[name].dim}-{hidden.replace(',', '-')}-{CASES[name].classes}, N={CASES[name].samples:,}, one step"
        try:
            peer = bench.peers.run("network", bench.file(name), hidden, steps)
        except Failure as failure:
            table.add(11, case, seconds_text(ours), "n/a", remarks=f"no PyTorch (python3-torch): {failure}")
            continue
        ratio = peer["float64"] / ours
        table.add(11, case, seconds_text(ours), seconds_text(peer["float64"]), f"{ratio:.3g}x", f"≥ {goal}x", ratio >= goal,
                  f"PyTorch {peer['version']}, both the best of 3; in float32 it takes {seconds_text(peer['float32'])}")
