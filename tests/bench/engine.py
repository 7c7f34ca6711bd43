# engine.py: one evaluation beside DGEMM, loading beside NumPy
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Items 3 and 4."""
import os

import flow
from cases import CASES
from measure import median, run, say, seconds_text


def values_of(line):
    """The numbers of a line of name=value, by name."""
    return {name: float(value) for name, value in (word.split("=") for word in line.split())}


def near_limit(bench, table, dim=512):
    """Item 3. Operations are those of the plain method, whatever the program does to save some."""
    say("one evaluation beside DGEMM")
    found = values_of(run([bench.field_speed, str(dim)], bench.peers.environment).out)
    peer = found["gemm_flops"] / found["gemm"]
    for name, where in (("evaluation", f"all {dim:g} directions"),
                        ("run_evaluation", f"the {found['run_dim']:g} directions that a run to t = 100 sees")):
        ours = found["flops"] / found[name]
        table.add(3, f"evaluation d={dim}, {where}", f"{ours / 1e9:.3g} GF/s", f"{peer / 1e9:.3g} GF/s",
                  f"{ours / peer:.2f}", "≥ 0.5", ours / peer >= 0.5,
                  f"peer DGEMM of the same BLAS, both in one thread; evaluation {seconds_text(found[name])}, counted as "
                  f"the {found['flops'] / 1e6:.0f} MFLOP of SYRK, Cholesky and thin products in all of them")


def loading(bench, table, pairs=5):
    """Item 4: from the file to its moments beside reading and one SYRK pass in NumPy; and the command line's whole life."""
    if bench.quick:
        return
    case = CASES["XL"]
    path = bench.file(case.name)
    say(f"loading {case}")
    loads, wholes, peers = [], [], []
    for _ in range(pairs):
        loads.append(run([bench.load_speed, path], bench.peers.environment))
        peers.append(bench.peers.run("read", path))
        wholes.append(run(flow.command(bench, path, [0])))
    size = os.path.getsize(path)
    counts = [values_of(load.out) for load in loads]
    read, reduced = (median(count[name] for count in counts) for name in ("read", "reduce"))
    seconds = median(count["read"] + count["reduce"] for count in counts)
    archive, syrk, plain = (median(p[name] for p in peers) for name in ("load", "syrk", "bytes"))
    peer = median(p["load"] + p["syrk"] for p in peers)
    table.add(4, f"loading {case}", seconds_text(seconds), seconds_text(peer), f"{peer / seconds:.2f}x", "≥ 1x",
              seconds <= peer, f"reading {seconds_text(read)}, moments {seconds_text(reduced)}; peer: np.load "
              f"{seconds_text(archive)}, SYRK in float64 {seconds_text(syrk)}; with the file's bytes read alone "
              f"({seconds_text(plain)}), unchecked, in np.load's place {(plain + syrk) / seconds:.2f}x")
    whole = median(w.seconds for w in wholes)
    table.add(4, f"loading {case.name}, whole process", seconds_text(whole), seconds_text(peer), f"{peer / whole:.2f}x",
              remarks="NC4 of all samples and the other metrics at t = 0 included; the peer's start is not counted")
    peak, whole_peak = (median(r.peak_bytes for r in runs) for runs in (loads, wholes))
    table.add(4, f"loading {case.name}, peak memory", f"{peak / 1e6:.0f} MB", f"{size / 1e6:.0f} MB",
              f"{peak / size:.2f}", "≤ 1.3", peak <= 1.3 * size,
              f"peer: the file's size; the whole process, its libraries and the flow's matrices included, "
              f"{whole_peak / 1e6:.0f} MB, {whole_peak / size:.2f}")
