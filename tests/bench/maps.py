# maps.py: many settings at once
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Item 13: a map of minimizers beside NumPy's alternating minimization, its first picture, and a sweep on two ranks."""
import os
import shutil

import engine
from cases import CASES
from measure import Failure, median, run, say, seconds_text

SIDE = 40
RANGE = (1e-4, 1e-1)  # of lambda_W and of lambda_H
BETA = 0.1
GOALS = {"M": 500, "L": 1000}
RANKS_SIDE = 32  # enough for mpirun's start to be of no account
OF_A_SIDE = {"M": 40, "L": 8}  # that are worked out, evenly over the range; the others are taken to be like them
# Seconds of processors for the peer's one cell. On all features it is cut short, and has as many iterations as on the reduced ones.
LIMITS = {"reduced": 600, "whole": 20}


def command(program, path, output, side=SIDE):
    """A square grid over both decays."""
    axis = f"{RANGE[0]}:{RANGE[1]}:{side}"
    return [*program, "sweep", f"--features={path}", f"--beta={BETA}", f"--vary=lambda-w={axis}", f"--vary=lambda-h={axis}",
            "-o", output]


def take_all(bench, path, side):
    """Seconds, and of processors, for all cells: where a part is worked out, what that takes beyond four cells is
    taken times the cells that are left, so that the file is read once."""
    output = os.path.join(bench.folder, "map.csv")
    part = run(command([bench.program], path, output, side))
    if side == SIDE:
        return part.seconds, part.cpu
    four = run(command([bench.program], path, output, 2))
    share = (SIDE ** 2 - 4) / (side ** 2 - 4)
    return tuple(few + share * (some - few) for some, few in ((part.seconds, four.seconds), (part.cpu, four.cpu)))


def measure(bench, table, name):
    """The map of a case beside one cell in its middle, worked out by the peer."""
    case, side = CASES[name], OF_A_SIDE[name]
    path, middle = bench.file(name), (RANGE[0] * RANGE[1]) ** 0.5
    say(f"map, {case}")
    seconds, processors = take_all(bench, path, side)
    peers = {kind: bench.peers.run("minimize", path, kind, middle, middle, BETA, limit) for kind, limit in LIMITS.items()}
    whole, reduced = peers["whole"], peers["reduced"]
    times = SIDE ** 2 * reduced["iterations"] / whole["iterations"]
    ratio, of_processors, beside_reduced = (theirs / mine for theirs, mine in (
        (times * whole["seconds"], seconds), (times * whole["processors"], processors),
        (SIDE ** 2 * reduced["processors"], processors)))
    table.add(13, f"map of {SIDE}×{SIDE} minimizers, {case}", seconds_text(seconds),
              seconds_text(times * whole["seconds"]), f"{ratio:.3g}x", f"≥ {GOALS[name]}x", ratio >= GOALS[name],
              f"ours: {side ** 2} cells" + (", the others like them" if side < SIDE else "") + "; peer: alternating minimization in "
              f"NumPy on all features, {whole['iterations']} iterations of one cell, times {reduced['iterations']} to a relative "
              f"gradient of {reduced['reached']:.0e}, times {SIDE ** 2}; in seconds of processors {of_processors:.3g}x, and "
              f"{beside_reduced:.3g}x of a peer that knows the reduction to means and covariance")


def compare(bench, table):
    """Small and large features."""
    for name in ("M",) if bench.quick else ("M", "L"):
        measure(bench, table, name)


def first_picture(bench, table):
    """What the window waits for, without a window."""
    say("first picture of a map")
    found = [engine.values_of(run([bench.map_speed, bench.file("M")], bench.peers.environment).out) for _ in range(3)]
    first, whole, known = (median(f[name] for f in found) for name in ("first", "whole", "known"))
    table.add(13, f"first picture of a map, {CASES['M']}", seconds_text(first), goal="≤ 200 ms", met=first <= 0.2,
              remarks=f"from the question to {known:.0f} of {found[0]['cells']:.0f} cells; all of them {seconds_text(whole)}")


def ranks(bench, table):
    """The same sweep by one process and by two, in turns."""
    if bench.quick:
        return
    program, mpirun = bench.program + "-mpi", shutil.which("mpirun")
    if not mpirun or not os.path.exists(program):
        raise Failure("no tightframe-mpi, or no mpirun (Debian: openmpi-bin)")
    say("sweep on two ranks")
    environment = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
                   "OMPI_MCA_rmaps_base_oversubscribe": "1"}
    times = {1: [], 2: []}
    for _ in range(3):
        for n, found in times.items():
            output = os.path.join(bench.folder, f"ranks{n}.csv")
            found.append(run(command([mpirun, "-n", str(n), program], bench.file("L"), output, RANKS_SIDE), environment))
    one, two = (median(r.seconds for r in times[n]) for n in (1, 2))
    ratio = median(a.seconds / b.seconds for a, b in zip(times[1], times[2]))
    table.add(13, f"sweep of {RANKS_SIDE ** 2} cells at L on two ranks", seconds_text(two), seconds_text(one), f"{ratio:.2f}x", "≥ 1.8x",
              ratio >= 1.8, f"peer: on one; with mpirun's start and end; processors "
              f"{seconds_text(median(r.cpu for r in times[2]))} beside {seconds_text(median(r.cpu for r in times[1]))}")
