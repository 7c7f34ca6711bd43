#!/usr/bin/env python3
# peers.py: what others do with the same data, each in a process of its own
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: peers.py solve FILE METHOD LAMBDA UNTIL TOLERANCE [LIMIT]
       | cross-entropy FILE METHOD LAMBDA UNTIL TOLERANCE | read FILE… | redraw FILE SECONDS
       | figure FILE OUTPUT | film FILE FRAMES RATE OUTPUT OPTION…
       | network FILE HIDDEN STEPS | square FILE
       | minimize FILE whole|reduced LAMBDA_W LAMBDA_H BETA LIMIT

Every command prints one line of JSON. NumPy, SciPy, matplotlib and PyTorch are loaded
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


class CrossEntropy(FullFlow):
    """The joint flow of cross-entropy from W = 0, beta = 0, eta = 1, without a bias: H, then W."""

    def velocity(self, _, flat):
        """-N grad_H f and -K grad_W f, flattened."""
        import numpy as np

        self.evaluations += 1
        size = self.dim * self.n
        h, w = flat[:size].reshape(self.dim, self.n), flat[size:].reshape(self.classes, self.dim)
        residual = w @ h
        residual -= residual.max(axis=0)
        np.exp(residual, out=residual)
        residual /= residual.sum(axis=0)
        residual -= self.targets
        result = np.empty_like(flat)
        np.matmul(w.T, residual, out=result[:size].reshape(self.dim, self.n))
        result[:size] += self.weight * flat[:size]
        result[size:] = (self.classes / self.n * (residual @ h.T) + self.weight * w).ravel()
        np.negative(result, out=result)
        return result


def solve_cross_entropy(path, method, weight, until, tolerance):
    """One such flow by scipy.integrate.solve_ivp; the seconds are those of the integration alone."""
    import numpy as np
    from scipy.integrate import solve_ivp

    tolerance, flow = float(tolerance), CrossEntropy(path, float(weight))
    typical = np.linalg.norm(flow.h0) / np.sqrt(flow.h0.size)
    state = np.concatenate([flow.h0.ravel(), np.zeros(flow.classes * flow.dim)])
    start = time.perf_counter()
    result = solve_ivp(flow.velocity, (0, float(until)), state, method=method, rtol=tolerance, atol=tolerance * typical,
                       t_eval=[float(until)])
    seconds = time.perf_counter() - start
    if not result.success:
        raise RuntimeError(result.message)
    h = result.y[:flow.dim * flow.n, -1].reshape(flow.dim, flow.n)
    return {**flow.metrics(h), "seconds": seconds, "evaluations": flow.evaluations}


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


def read(*paths):
    """Reading a file's bytes, then one SYRK pass over its features in float64, block by block; seconds in all of them."""
    import numpy as np

    report = {"bytes": 0.0, "load": 0.0, "syrk": 0.0}
    for path in paths:
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
        for name, seconds in (("bytes", bytes_read - start), ("load", loaded - bytes_read),
                              ("syrk", time.perf_counter() - loaded)):
            report[name] += seconds
    return report


def square(path):
    """Reading a .npy of float32 by blocks, and SYRK in float64."""
    import numpy as np

    start, begun = time.perf_counter(), time.process_time()
    features = np.load(path, mmap_mode="r")
    gram = np.zeros((features.shape[1],) * 2)
    for i in range(0, len(features), 4096):
        block = features[i:i + 4096].astype(float)
        gram += block.T @ block
    return {"seconds": time.perf_counter() - start, "processors": time.process_time() - begun}


def reduce(flow):
    """Means and a factor of the covariance in the place of all features, with their targets: H H' and H Y' stay."""
    import numpy as np

    counts = flow.targets.sum(axis=1)
    means = flow.h0 @ flow.targets.T / counts
    away = flow.h0 - means @ flow.targets
    square, vectors = np.linalg.eigh(away @ away.T)
    kept = square > 1e-14 * square[-1]
    features = np.hstack([means * np.sqrt(counts), vectors[:, kept] * np.sqrt(square[kept])])
    return features, np.eye(flow.classes, features.shape[1]) * np.sqrt(counts)[:, None]


def minimize(path, kind, lambda_w, lambda_h, beta, limit):
    """One minimizer H_{1/beta} by alternating exact minimization over W and H, from H0; kind: whole or reduced.

    Until |N grad_H f| <= 1e-10 |H|, or `limit` seconds of processors have passed.
    """
    import numpy as np
    from scipy.linalg import cho_factor, cho_solve

    flow = FullFlow(path, float(lambda_w))
    lambda_h, beta = float(lambda_h), float(beta)
    iterations, start, begun = 0, time.perf_counter(), time.process_time()
    h0, targets = reduce(flow) if kind == "reduced" else (flow.h0, flow.targets)
    h = h0
    while True:
        w = cho_solve(cho_factor(h @ h.T + flow.shift), h @ targets.T).T
        gradient = w.T @ (w @ h - targets) + lambda_h * h + beta * (h - h0)
        reached = np.linalg.norm(gradient) / np.linalg.norm(h)
        seconds, processors = time.perf_counter() - start, time.process_time() - begun
        if iterations > 0 and (reached <= 1e-10 or processors > float(limit)):
            return {"seconds": seconds, "processors": processors, "iterations": iterations, "reached": reached}
        h = cho_solve(cho_factor(w.T @ w + (lambda_h + beta) * np.eye(flow.dim)), w.T @ targets + beta * h0)
        iterations += 1


class FourPlots:
    """Class means with 2,000 samples, traces, cosines and norms, as one would draw them with matplotlib."""

    def __init__(self, path, on_screen=True):
        import matplotlib
        matplotlib.use("Agg")
        import matplotlib.pyplot as plt
        import numpy as np

        with np.load(path) as arrays:
            step = max(1, len(arrays["y"]) // 2000)
            h, y = arrays["H"][::step], arrays["y"][::step]
        classes = np.unique(y)
        means = np.stack([h[y == k].mean(axis=0) for k in classes])
        centred = means - means.mean(axis=0)
        plane = np.linalg.svd(centred, full_matrices=False)[2][:2]
        unit = centred / np.linalg.norm(centred, axis=1, keepdims=True)
        self.samples, self.means = h @ plane.T, centred @ plane.T
        self.cosines, self.norms = unit @ unit.T, np.linalg.norm(centred, axis=1)
        self.times = np.logspace(-3, 2, 400)
        self.curves = [self.times ** -power for power in (0.2, 0.4, 0.6, 0.8)]
        self.figure, axes = plt.subplots(2, 2, figsize=(6.75, 4), dpi=100)
        self.cloud = axes[0, 0].scatter(*self.samples.T, s=2, c=y, cmap="tab10")
        self.dots = axes[0, 0].scatter(*self.means.T, s=30, c=classes, cmap="tab10")
        self.lines = [axes[0, 1].loglog(self.times, curve)[0] for curve in self.curves]
        self.image = axes[1, 0].imshow(self.cosines, vmin=-1, vmax=1, cmap="RdBu")
        self.bars = axes[1, 1].bar(classes, self.norms)
        if on_screen:
            self.figure.canvas.draw()

    def set_progress(self, progress):
        """The same artists with other data: nothing is made anew."""
        shown = int(100 + 300 * progress)
        self.cloud.set_offsets(self.samples * (1 - progress / 2))
        self.dots.set_offsets(self.means * (1 + progress / 2))
        for line, curve in zip(self.lines, self.curves):
            line.set_data(self.times[:shown], curve[:shown])
        self.image.set_data(self.cosines * (1 - progress / 2))
        for bar, norm in zip(self.bars, self.norms):
            bar.set_height(norm * (1 - progress / 2))

    def draw(self, progress):
        """And on the canvas."""
        self.set_progress(progress)
        self.figure.canvas.draw()


def redraw(path, seconds):
    """Frames a second of matplotlib's Agg canvas at 675 x 400."""
    plots = FourPlots(path)
    drawn, start = 0, time.perf_counter()
    while time.perf_counter() - start < float(seconds):
        plots.draw(drawn % 100 / 100)
        drawn += 1
    return {"fps": drawn / (time.perf_counter() - start)}


def figure(path, output):
    """Class means, traces and cosines as a figure, its data at hand."""
    plots = FourPlots(path, on_screen=False)
    plots.figure.set_size_inches(6.75, 4.05)
    plots.figure.savefig(output)
    return {"written": output}


def film(path, frames, rate, output, *options):
    """The same plots as a film of 1920 x 1080, by FuncAnimation and ffmpeg with the options of ours."""
    from matplotlib.animation import FFMpegWriter, FuncAnimation

    plots, frames = FourPlots(path), int(frames)
    plots.figure.set_size_inches(19.2, 10.8)

    def update(i):
        plots.set_progress(i / frames)

    writer = FFMpegWriter(fps=int(rate), codec="libvpx-vp9", extra_args=list(options))
    FuncAnimation(plots.figure, update, frames=frames).save(output, writer=writer, dpi=100)
    return {"frames": frames}


def step_network(inputs, targets, widths, steps):
    """Seconds of a full-batch step of SGD with momentum: squared error, no bias in the last layer."""
    import torch

    layers, below = [], inputs.shape[1]
    for width in widths:
        layers += [torch.nn.Linear(below, width), torch.nn.ReLU()]
        below = width
    layers.append(torch.nn.Linear(below, targets.shape[1], bias=False))
    network = torch.nn.Sequential(*layers).to(inputs.dtype)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4)
    start = time.perf_counter()
    for _ in range(steps):
        optimizer.zero_grad()
        loss = ((network(inputs) - targets) ** 2).sum() / (2 * len(inputs))
        loss.backward()
        optimizer.step()
    return (time.perf_counter() - start) / steps


def train_network(path, hidden, steps):
    """PyTorch on all cores, in both precisions; the first run of each is not counted."""
    import numpy as np
    import torch

    with np.load(path) as arrays:
        features, labels = arrays["H"], arrays["y"]
    report = {"version": torch.__version__}
    for name in "float64", "float32":
        kind = getattr(torch, name)
        inputs, targets = torch.tensor(features, dtype=kind), torch.nn.functional.one_hot(torch.tensor(labels).long()).to(kind)
        words = inputs, targets, [int(width) for width in hidden.split(",")]
        step_network(*words, 3)
        report[name] = min(step_network(*words, int(steps)) for _ in range(3))
    return report


COMMANDS = {"solve": solve, "cross-entropy": solve_cross_entropy, "read": read, "minimize": minimize, "square": square, "redraw": redraw, "figure": figure, "film": film,
            "network": train_network}

if __name__ == "__main__":
    print(json.dumps(COMMANDS[sys.argv[1]](*sys.argv[2:])))
