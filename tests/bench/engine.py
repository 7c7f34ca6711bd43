# engine.py: one evaluation beside DGEMM, loading beside NumPy
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Items 3 and 4."""
import os

import flow
from cases import CASES
from measure import median, run, say, seconds_text


def near_limit(bench, table, dim=512):
    """Item 3. Operations are those of the plain method, whatever the program does to save some."""
    say("one evaluation beside DGEMM")
    for threads in sorted({1, os.cpu_count()}):
        words = run([bench.field_speed, str(dim), str(threads)], bench.peers.environment).out.split()
        found = {name: float(value) for name, value in (word.split("=") for word in words)}
        peer = found["gemm_flops"] / found["gemm"]
        for name, where in (("evaluation", f"all {dim:g} directions"),
                            ("run_evaluation", f"the {found['run_dim']:g} directions that a run to t = 100 sees")):
            ours = found["flops"] / found[name]
            table.add(3, f"evaluation d={dim}, {threads} thread{'s' * (threads > 1)}, {where}", f"{ours / 1e9:.3g} GF/s",
                      f"{peer / 1e9:.3g} GF/s", f"{ours / peer:.2f}", "≥ 0.5", ours / peer >= 0.5,
                      f"peer DGEMM of the same BLAS; evaluation {seconds_text(found[name])}, counted as the "
                      f"{found['flops'] / 1e6:.0f} MFLOP of SYRK, Cholesky and thin products in all of them")


def loading(bench, table, pairs=3):
    """Item 4: the whole process at --times 0 beside reading and one SYRK pass in NumPy."""
    if bench.quick:
        return
    case = CASES["XL"]
    path = bench.file(case.name)
    say(f"loading {case}")
    ours, peers = [], []
    for _ in range(pairs):
        ours.append(run(flow.command(bench, path, [0])))
        peers.append(bench.peers.run("read", path))
    seconds, peak = (median(getattr(r, name) for r in ours) for name in ("seconds", "peak_bytes"))
    size = os.path.getsize(path)
    empty = run([bench.program, "--version"]).peak_bytes
    reading, loaded, syrk = (median(p[name] for p in peers) for name in ("bytes", "load", "syrk"))
    peer = reading + syrk
    table.add(4, f"loading {case}", seconds_text(seconds), seconds_text(peer), f"{peer / seconds:.2f}x", "≥ 1x",
              seconds <= peer, f"whole process, flow at t = 0 and its metrics included; peer: reading the bytes "
              f"{seconds_text(reading)}, SYRK in float64 {seconds_text(syrk)}; "
              f"np.load {seconds_text(loaded)} is not counted")
    table.add(4, f"loading {case.name}, peak memory", f"{peak / 1e6:.0f} MB", f"{size / 1e6:.0f} MB",
              f"{peak / size:.2f}", "≤ 1.3", peak <= 1.3 * size,
              f"peer: the file's size; of ours a program that does nothing takes {empty / 1e6:.0f} MB, and the rest is "
              f"{(peak - empty) / size:.2f} of the file")
