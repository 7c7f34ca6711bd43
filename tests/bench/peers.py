#!/usr/bin/env python3
# peers.py: what others do with the same data, each in a process of its own
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: peers.py solve FILE METHOD LAMBDA UNTIL TOLERANCE [LIMIT] | read FILE | redraw FILE SECONDS

Every command prints one line of JSON. NumPy, SciPy and matplotlib are loaded
here and never in bench.py, whose own size would show in the memory that is
measured of its children.
"""
import json
import sys
import time


class OutOfTime(Exception):
    """The limit of seconds was reached before the end of the flow."""


class FullFlow:
    """The central path of beta = 0 on the full d x N features, in float64."""

    def __init__(self, path, weight):
        import numpy as np

        with np.load(path) as arrays:
            self.h0 = np.ascontiguousarray(arrays["H"].T, dtype=float)
            labels = arrays["y"]
        self.dim, self.n = self.h0.shape
        self.classes = int(labels.max()) + 1
        self.targets = np.zeros((self.classes, self.n))
        self.targets[labels, np.arange(self.n)] = 1
        self.weight = weight
        self.shift = self.n / self.classes * weight * np.eye(self.dim)
        self.evaluations = 0
        self.deadline = None

    def velocity(self, _, flat):
        """-N grad_H f at W*(H), flattened. NumPy makes h h' by SYRK."""
        from scipy.linalg import cho_factor, cho_solve

        if self.deadline is not None and time.perf_counter() > self.deadline:
            raise OutOfTime
        self.evaluations += 1
        h = flat.reshape(self.dim, self.n)
        factor = cho_factor(h @ h.T + self.shift, lower=True, overwrite_a=True, check_finite=False)
        w = cho_solve(factor, h @ self.targets.T, check_finite=False).T
        residual = w @ h
        residual -= self.targets
        result = w.T @ residual
        result += self.weight * h
        return -result.ravel()

    def metrics(self, h):
        """norm_h, tr_sw and nc1 as the program defines them."""
        import numpy as np

        means = h @ self.targets.T / self.targets.sum(axis=1)
        away = h - means @ self.targets
        centred = means - means.mean(axis=1, keepdims=True)
        u, s, _ = np.linalg.svd(centred, full_matrices=False)
        kept = s > 1e-10 * s[0]
        seen = (u[:, kept] / s[kept]).T @ away
        return {"norm_h": float(np.linalg.norm(h)), "tr_sw": float((away ** 2).sum() / self.n),
                "nc1": float((seen ** 2).sum() / self.n)}


def solve(path, method, weight, until, tolerance, limit="0"):
    """One flow by scipy.integrate.solve_ivp; the seconds are those of the integration alone.

    The absolute tolerance is the relative one of a typical entry of H0: no
    stricter than what the program promises of the state as a whole.
    """
    import numpy as np
    from scipy.integrate import solve_ivp

    tolerance = float(tolerance)
    flow = FullFlow(path, float(weight))
    typical = np.linalg.norm(flow.h0) / np.sqrt(flow.h0.size)
    start = time.perf_counter()
    if float(limit) > 0:
        flow.deadline = start + float(limit)
    report = {"complete": True}
    try:
        result = solve_ivp(flow.velocity, (0, float(until)), flow.h0.ravel(), method=method, rtol=tolerance,
                           atol=tolerance * typical, t_eval=[float(until)])
        seconds = time.perf_counter() - start
        if not result.success:
            raise RuntimeError(result.message)
        report.update(flow.metrics(result.y[:, -1].reshape(flow.dim, flow.n)))
    except OutOfTime:
        seconds = time.perf_counter() - start
        report["complete"] = False
    return {**report, "seconds": seconds, "evaluations": flow.evaluations}


def read(path):
    """Reading a file's bytes, then one SYRK pass over its features in float64, block by block."""
    import numpy as np

    start = time.perf_counter()
    with open(path, "rb") as file:
        while file.read(1 << 20):
            pass
    bytes_read = time.perf_counter()
    with np.load(path) as arrays:
        features = arrays["H"]
    loaded = time.perf_counter()
    gram = np.zeros((features.shape[1],) * 2)
    for i in range(0, len(features), 2048):
        block = features[i:i + 2048].astype(float)
        gram += block.T @ block
    end = time.perf_counter()
    return {"bytes": bytes_read - start, "load": loaded - bytes_read, "syrk": end - loaded}


def redraw(path, seconds):
    """matplotlib (Agg, 675 x 400) redrawing means, traces, cosines and norms: frames a second."""
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    import numpy as np

    with np.load(path) as arrays:
        h, y = arrays["H"][:2000 * max(1, len(arrays["H"]) // 2000):max(1, len(arrays["H"]) // 2000)], arrays["y"]
        y = y[:len(h) * max(1, len(y) // 2000):max(1, len(y) // 2000)]
    classes = np.unique(y)
    means = np.stack([h[y == k].mean(axis=0) for k in classes])
    plane = np.linalg.svd(means - means.mean(axis=0), full_matrices=False)[2][:2]
    samples, centres = h @ plane.T, (means - means.mean(axis=0)) @ plane.T
    unit = means / np.linalg.norm(means, axis=1, keepdims=True)
    cosines, norms = unit @ unit.T, np.linalg.norm(means, axis=1)
    times = np.logspace(-3, 2, 400)
    figure, axes = plt.subplots(2, 2, figsize=(6.75, 4), dpi=100)
    cloud = axes[0, 0].scatter(*samples.T, s=2, c=y, cmap="tab10")
    dots = axes[0, 0].scatter(*centres.T, s=30, c=classes, cmap="tab10")
    lines = [axes[0, 1].loglog(times, times ** -power)[0] for power in (0.2, 0.4, 0.6, 0.8)]
    image = axes[1, 0].imshow(cosines, vmin=-1, vmax=1, cmap="RdBu")
    bars = axes[1, 1].bar(classes, norms)
    figure.canvas.draw()
    drawn, start = 0, time.perf_counter()
    while time.perf_counter() - start < float(seconds):
        shrink = 1 - 0.5 * (drawn % 100) / 100
        cloud.set_offsets(samples * shrink)
        dots.set_offsets(centres * (2 - shrink))
        for line in lines:
            line.set_data(times[:100 + 3 * (drawn % 100)], line.get_ydata(orig=False)[:1] * times[:100 + 3 * (drawn % 100)] ** -0.5)
        image.set_data(cosines * shrink)
        for bar, norm in zip(bars, norms):
            bar.set_height(norm * shrink)
        figure.canvas.draw()
        drawn += 1
    return {"fps": drawn / (time.perf_counter() - start)}


if __name__ == "__main__":
    print(json.dumps({"solve": solve, "read": read, "redraw": redraw}[sys.argv[1]](*sys.argv[2:])))
