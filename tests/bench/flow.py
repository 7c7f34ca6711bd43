# flow.py: flows beside SciPy's integrators, and whole paths to equilibrium
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Items 1 and 2: time to t = 100, its independence of N, the path to the end."""
import csv
import os
import re
import shutil
import tempfile

from cases import CASES, LAMBDA, TOLERANCE, UNTIL
from measure import Failure, median, run, say, seconds_text

METHODS = ("RK45", "DOP853", "LSODA")
COMPARED = ("norm_h", "nc1", "tr_sw")


def command(bench, path, times, weight=LAMBDA):
    """Our flow, central path, beta = 0."""
    return [bench.program, "run", f"--features={path}", f"--times={','.join(map(str, times))}", f"--lambda-w={weight}",
            f"--lambda-h={weight}", f"--tolerance={TOLERANCE}", "--counts"]


def rows_of(child):
    """The table that was written, numbers as such; undefined ones are left out."""
    return [{name: float(text) for name, text in row.items() if text} for row in csv.DictReader(child.out.splitlines())]


def counts_of(child):
    """What --counts says, by name."""
    return {name: float(value) if "." in value else int(value)
            for name, value in re.findall(r"(\w+)=([\d.]+)", child.err)}


def time_ours(bench, path, repeats):
    """(seconds of the whole process, seconds after loading) of each repeat, and the last run.

    After loading is the flow alone, as its process measures it, like the peer's.
    """
    runs = [run(command(bench, path, [UNTIL])) for _ in range(repeats)]
    return [r.seconds for r in runs], [counts_of(r)["seconds"] for r in runs], runs[-1]


def lsoda_needs(case):
    """Bytes of its dense Jacobian."""
    return 8 * (case.samples * case.dim) ** 2


def physical_memory():
    """Bytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def choose_methods(case, methods):
    """Those that this machine can hold, and why another one was skipped."""
    if lsoda_needs(case) < physical_memory() / 4:
        return methods, ""
    return [m for m in methods if m != "LSODA"], f"LSODA skipped: its Jacobian takes {lsoda_needs(case) / 1e9:.3g} GB"


class Comparison:
    """One case beside the best of SciPy's methods, in pairs."""

    def __init__(self, bench, case, methods, limit=0, expected=0):
        """limit: seconds after which the peer is cut short and extrapolated to
        the expected number of evaluations; 0: none."""
        self.bench, self.case, self.limit, self.expected = bench, case, limit, expected
        self.path = bench.file(case.name)
        self.methods, self.skipped = choose_methods(case, methods)
        self.whole, self.after, self.peers = [], [], []
        self.flow = None

    def measure(self):
        """The first pair tries every method; the others keep to the best."""
        say(f"{self.case} beside {', '.join(self.methods)}, {self.case.pairs} pairs")
        self._run_ours()
        tried = {method: self._run_peer(method) for method in self.methods}
        self.best = min(tried, key=lambda method: tried[method]["seconds"])
        self.tried = ", ".join(f"{m} {r['evaluations']} evaluations {seconds_text(r['seconds'])}"
                               for m, r in tried.items())
        self.peers.append(tried[self.best])
        for _ in range(1, self.case.pairs):
            self._run_ours()
            self.peers.append(self._run_peer(self.best))
        return self

    def _run_ours(self):
        whole, after, self.flow = time_ours(self.bench, self.path, self.case.repeats)
        self.whole += whole
        self.after += after

    def _run_peer(self, method):
        report = self.bench.peers.run("solve", self.path, method, LAMBDA, UNTIL, TOLERANCE, self.limit)
        if not report["complete"]:
            if not self.expected:
                raise Failure(f"{method} did not end within {self.limit} s")
            missing = report["seconds"] * (self.expected / max(1, report["evaluations"]) - 1)
            report["seconds"] += max(0, missing)
            report["process"] += max(0, missing)
        return report

    def agreement(self):
        """By how much the peer's final metrics differ, relatively."""
        report, ours = self.peers[-1], rows_of(self.flow)[-1]
        if not report["complete"]:
            return f"peer extrapolated from {report['evaluations']} evaluations to {self.expected}, as many as at L"
        return "differs by " + ", ".join(f"{name} {abs(ours[name] / report[name] - 1):.0e}" for name in COMPARED)

    def report(self, table):
        """Like beside like: the flow beside the integration, process beside process."""
        after, whole = median(self.after), median(self.whole)
        peer, process = (median(r[name] for r in self.peers) for name in ("seconds", "process"))
        goal = self.case.goal
        counts = counts_of(self.flow)
        details = "; ".join(filter(None, (
            self.agreement(), f"ours {counts['evaluations']} evaluations, {counts['steps']} steps",
            self.tried, self.skipped)))
        table.add(1, f"flow {self.case}, after loading", seconds_text(after), seconds_text(peer),
                  f"{peer / after:.3g}x", f"≥ {goal:g}x", peer / after >= goal, f"{self.best}; {details}")
        table.add(1, f"flow {self.case.name}, whole process", seconds_text(whole), seconds_text(process),
                  f"{process / whole:.3g}x", remarks=f"against SciPy's integration alone {peer / whole:.3g}x")


def compare(bench, table):
    """Item 1, all sizes. At XL the default is L's best method, once, cut short when it takes too long."""
    expected, best = 0, METHODS
    for name in ("S", "M", "M-MNIST") + (() if bench.quick else ("L", "XL")):
        large = name == "XL" and not bench.full
        comparison = Comparison(bench, CASES[name], [best] if large else METHODS, 240 if large else 0, expected)
        comparison.measure().report(table)
        expected, best = comparison.peers[-1]["evaluations"], comparison.best


def compare_wide(bench, table):
    """Item 1: L on a wide layer of a trained network."""
    if not bench.quick:
        Comparison(bench, CASES["L-wide"], METHODS).measure().report(table)


def vary_samples(bench, table, pairs=3):
    """Item 1: the same moments from ten times as many samples; and another draw of as many."""
    if bench.quick:
        return
    say("N = 5,000 beside N = 50,000")
    paths = {name: bench.file(name) for name in ("500", "500x10", "XL")}
    times = {name: [] for name in paths}
    evaluations = {}
    for _ in range(pairs):
        for name, path in paths.items():
            _, after, flow = time_ours(bench, path, 1)
            times[name] += after
            evaluations[name] = counts_of(flow)["evaluations"]
    few = median(times["500"])
    for name, what in (("500x10", "each sample ten times"), ("XL", "ten times as many drawn")):
        many = median(times[name])
        remarks = f"after loading, both ours, d=512; evaluations {evaluations[name]} | {evaluations['500']}"
        words = (f"flow N=50,000 | N=5,000, {what}", seconds_text(many), seconds_text(few), f"{many / few:.3f}")
        if name == "XL":
            table.add(1, *words, remarks=f"{remarks}; another problem: its covariance is better conditioned")
        else:
            table.add(1, *words, "0.9 to 1.1", 0.9 <= many / few <= 1.1, remarks)


def share_in_blas(words):
    """Shares of the samples that perf finds in BLAS and LAPACK, and in what stands for them here, in words."""
    if not shutil.which("perf"):
        return "share in BLAS/LAPACK not measured: no perf (Debian: linux-perf)"
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "perf.data")
        try:
            run(["perf", "record", "-q", "-e", "cpu-clock", "-o", data, *words])
            report = run(["perf", "report", "-i", data, "--sort", "dso,sym", "--stdio"]).out
        except Failure as failure:
            return f"share in BLAS/LAPACK not measured: {failure}"
    library, ours = (sum(float(percent) for percent in re.findall(r"^\s*([\d.]+)%\s+" + pattern, report, re.MULTILINE))
                     for pattern in (r"\S*(?:blas|lapack)", r"\S+\s+\[\.\] (?:small_|do_(?:[124]|all)\b)"))
    return f"{library:.0f} % in BLAS/LAPACK, {ours:.0f} % in our kernels for small matrices"


def resting_decade(rows):
    """The first of the rows, a decade apart, from which on NC1 and NC2 change by less than 1e-6; None if none."""
    rest = None
    for before, row in zip(rows, rows[1:]):
        if abs(row["nc1"] - before["nc1"]) >= 1e-6 or abs(row["nc2"] - before["nc2"]) >= 1e-6:
            rest = None
        elif rest is None:
            rest = before["t"]
    return rest


def whole_path(bench, table):
    """Item 2: L to rest, in one run with a row a decade."""
    if bench.quick:
        return
    for weight, last in ((5e-4, 5), (5e-5, 6)):
        say(f"whole path at lambda = {weight:g}")
        times = [10.0 ** e for e in range(1, last + 1)]
        words = command(bench, bench.file("L"), times, weight)
        runs = [run(words)]
        while len(runs) < 3 and sum(r.seconds for r in runs) < 20:
            runs.append(run(words))
        counts, rest = counts_of(runs[-1]), resting_decade(rows_of(runs[-1]))
        where = f"at rest from t = {rest:g} on" if rest else f"not at rest at t = {times[-1]:g}"
        seconds = median(r.seconds for r in runs)
        remarks = f"{where}; " + ", ".join(f"{value} {name}" for name, value in counts.items())
        table.add(2, f"L to t = {times[-1]:g}, λ = {weight:g}", seconds_text(seconds), goal="< 60 s",
                  met=rest is not None and seconds < 60, remarks=f"{remarks}; {share_in_blas(words)}")
