#!/usr/bin/env python3
# bench.py: everything that ./dev bench measures
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares a release build with SciPy, NumPy, matplotlib and another GTK program, and prints one table."""
import argparse
import os
import re
import sys
import tempfile

import engine
import figures
import flow
import large
import losses
import maps
import networks
import trainings
import window
from cases import CASES, ROOT
from measure import HERE, Failure, Peers, PYTHON, run, say
from table import Table

ITEMS = {
    "flow": (1, flow.compare),
    "wide": (1, flow.compare_wide),
    "samples": (1, flow.vary_samples),
    "path": (2, flow.whole_path),
    "evaluation": (3, engine.near_limit),
    "loading": (4, engine.loading),
    "frames": (5, window.frames),
    "answer": (6, window.answer),
    "start": (7, window.start),
    "figures": (8, figures.figures),
    "cross-entropy": (9, losses.compare),
    "sample": (9, losses.evaluate),
    "films": (10, figures.films),
    "network": (11, networks.compare),
    "series": (12, trainings.compare),
    "map": (13, maps.compare),
    "first-map": (13, maps.first_picture),
    "ranks": (13, maps.ranks),
    "moments": (14, large.compare),
    "formats": (4, trainings.compare_formats),
}


class Bench:
    """What every measurement needs: the programs, the peers, the files."""

    def __init__(self, build, folder, options):
        self.program = os.path.join(build, "app", "tightframe")
        self.field_speed = os.path.join(build, "tests", "bench", "field-speed")
        self.sample_speed = os.path.join(build, "tests", "bench", "sample-speed")
        self.load_speed = os.path.join(build, "tests", "bench", "load-speed")
        self.map_speed = os.path.join(build, "tests", "bench", "map-speed")
        self.folder = folder
        self.quick, self.full = options.quick, options.full
        self.version = run([self.program, "--version"]).out.strip()
        # OpenBLAS does not know every processor; what helps us shall help the peers.
        kernels = re.search(r"OpenBLAS, (\S+) kernels", self.version)
        self.peers = Peers(kernels and kernels[1])

    def file(self, name):
        """The features of a case, written when first asked for."""
        if CASES[name].bundled:
            return os.path.join(ROOT, "resources", "examples", CASES[name].bundled)
        path = os.path.join(self.folder, name + ".npz")
        if not os.path.exists(path):
            say(f"writing {CASES[name]}")
            run([PYTHON, os.path.join(HERE, "cases.py"), name, path])
        return path


def parse(words):
    """The command line."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="S and M only, and frames for 5 s")
    parser.add_argument("--full", action="store_true", help="XL with every method of SciPy, to the end")
    parser.add_argument("--only", metavar="NAME", action="append", choices=ITEMS, help=f"one of {', '.join(ITEMS)}")
    parser.add_argument("-o", "--output", metavar="FILE", help="the table as Markdown as well")
    parser.add_argument("build", help=argparse.SUPPRESS)
    return parser.parse_args(words)


def describe_machine():
    """Processor and number of cores."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = re.search(r"model name\s*:\s*(.*)", file.read())
    return f"{model[1] if model else 'unknown processor'}, {os.cpu_count()} cores"


def main(words):
    """Every measurement by itself: one that fails says so in its row."""
    options = parse(words)
    status = 0
    with tempfile.TemporaryDirectory(prefix="tightframe-bench-") as folder:
        bench = Bench(options.build, folder, options)
        heading = f"{bench.version.replace(chr(10), '; ')}; {describe_machine()}"
        say(heading)
        table = Table()
        for name, (item, measure) in ITEMS.items():
            if options.only and name not in options.only:
                continue
            try:
                measure(bench, table)
            except Failure as failure:
                table.add_unavailable(item, name, str(failure))
                status = 1
        if options.output:
            table.write(options.output, heading)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
