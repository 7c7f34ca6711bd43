# losses.py: cross-entropy on every sample, beside SciPy and beside memory
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Item 9: the joint flow of cross-entropy, one evaluation of it, and its memory."""

import engine
import flow
from cases import CASES, TOLERANCE, UNTIL
from measure import median, run, say, seconds_text

METHODS = ("RK45", "DOP853", "LSODA")
WEIGHT = 5e-3  # lambda_W and lambda_H
GOALS = {"M": 20, "L": 50}
COMPARED = ("norm_h", "tr_sw")


def command(bench, path):
    """Our flow: joint, from W = 0."""
    return [bench.program, "run", f"--features={path}", f"--times={UNTIL}", "--loss=cross-entropy", "--flow=joint",
            "--initial-w=zero", f"--lambda-w={WEIGHT}", f"--lambda-h={WEIGHT}", f"--tolerance={TOLERANCE}", "--counts"]


def compare(bench, table):
    """M and L to t = 100; the peer has the same equations, W included, in NumPy."""
    for name in ("M",) if bench.quick else ("M", "L"):
        case, path = CASES[name], bench.file(name)
        say(f"cross-entropy, {case}")
        ours = [run(command(bench, path)) for _ in range(3)]
        methods, skipped = flow.choose_methods(case, METHODS)
        tried = {m: bench.peers.run("cross-entropy", path, m, WEIGHT, UNTIL, TOLERANCE) for m in methods}
        best = min(tried, key=lambda m: tried[m]["seconds"])
        counts, row = flow.counts_of(ours[-1]), flow.rows_of(ours[-1])[-1]
        after, peer = median(flow.counts_of(r)["seconds"] for r in ours), tried[best]["seconds"]
        apart = ", ".join(f"{m} {abs(row[m] / tried[best][m] - 1):.0e}" for m in COMPARED)
        others = ", ".join(f"{m} {r['evaluations']} evaluations {seconds_text(r['seconds'])}" for m, r in tried.items())
        table.add(9, f"cross-entropy, joint, {case}, after loading", seconds_text(after), seconds_text(peer),
                  f"{peer / after:.3g}x", f"≥ {GOALS[name]}x", peer / after >= GOALS[name],
                  "; ".join(filter(None, (best, f"differs by {apart}", f"ours {counts['evaluations']} evaluations, "
                                          f"{counts['steps']} steps", others, skipped))))
        peak = median(r.peak_bytes for r in ours)
        copy = 8 * case.samples * case.dim
        table.add(9, f"cross-entropy, joint, {name}, peak memory", f"{peak / 1e6:.0f} MB", f"{copy / 1e6:.0f} MB",
                  f"{peak / copy:.1f}", remarks="peer: H once, in float64; ours is the whole process")


def evaluate(bench, table):
    """One evaluation in all of H beside one pass that reads and writes it."""
    if bench.quick:
        return
    say("cross-entropy, one evaluation")
    found = engine.values_of(run([bench.sample_speed, "512", "1000"], bench.peers.environment).out)
    ratio = found["evaluation"] / found["pass"]
    table.add(9, "cross-entropy, one evaluation at L", seconds_text(found["evaluation"]), seconds_text(found["pass"]),
              f"{ratio:.2f}", "≤ 2", ratio <= 2, "peer: one pass in C that reads H and writes as much, in one thread; ours in two halves")
