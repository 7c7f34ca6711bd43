# figures.py: a figure by the command line beside a script of matplotlib's
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Issue 5: whole processes, from the features' file to the file of the figure."""
import os

from measure import PYTHON, HERE, median, run, say, seconds_text


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
