# figures.py: figures and films by the command line beside scripts of matplotlib's
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Issue 5: whole processes, from the features' file to the file of the figure."""
import os
import shutil

from measure import PYTHON, HERE, Failure, median, run, say, seconds_text

RATE = 30
# As film-encoder.c asks for them.
VP9 = "-deadline realtime -cpu-used 8 -row-mt 1 -tile-columns 2 -threads 2 -b:v 0 -crf 22 -g 150 -pix_fmt yuv420p".split()


def figures(bench, table, pairs=5):
    """Ours follows the flow and finds its minimizer as well; the peer has its curves at hand."""
    for case in ("S", "M"):
        path = bench.file(case)
        say(f"figures of {case}")
        for suffix in ("pdf", "svg", "png"):
            ours, peers = [], []
            output = os.path.join(bench.folder, "figure." + suffix)
            for _ in range(pairs):
                ours.append(run([bench.program, "render", f"--features={path}", "--view=dashboard", "-o", output]).seconds)
                peers.append(run([PYTHON, os.path.join(HERE, "peers.py"), "figure", path, output]).seconds)
            mine, theirs = median(ours), median(peers)
            table.add(8, f"figure of {case}, {suffix}", seconds_text(mine), seconds_text(theirs), f"{theirs / mine:.1f}x",
                      "≥ 5x" if suffix == "pdf" else "", theirs >= 5 * mine if suffix == "pdf" else None,
                      "whole processes; peer: matplotlib, four panels of ready data")


def record(bench, seconds):
    """A film of M, 1920 x 1080: what it took."""
    return run([bench.program, "record", f"--features={bench.file('M')}", "--view=dashboard", f"--seconds={seconds}",
                f"--fps={RATE}", "--size=1920x1080px", "--until=1e6", "-o", os.path.join(bench.folder, "film.webm")]).seconds


def films(bench, table, pairs=3):
    """Thirty seconds in real time; and a short one beside FuncAnimation, with the same encoder and its options."""
    if shutil.which("ffmpeg") is None:
        raise Failure("ffmpeg is not installed")
    say("films of M")
    length = 10 if bench.quick else 30
    whole = record(bench, length)
    table.add(10, f"film of M, {length} s of 1920×1080 at {RATE}", seconds_text(whole), f"{length} s", f"{length / whole:.1f}x",
              "≥ 1x", whole <= length, "whole process, WebM; beside it: real time")
    ours, peers = [], []
    for _ in range(pairs):
        ours.append(record(bench, 3))
        peers.append(run([PYTHON, os.path.join(HERE, "peers.py"), "film", bench.file("M"), str(3 * RATE), str(RATE),
                          os.path.join(bench.folder, "peer.webm"), *VP9]).seconds)
    mine, theirs = median(ours), median(peers)
    table.add(10, "film of M, 3 s of it", seconds_text(mine), seconds_text(theirs), f"{theirs / mine:.1f}x", "≥ 5x",
              theirs >= 5 * mine, "whole processes; peer: matplotlib's FuncAnimation, four panels of ready data, ffmpeg as ours")
