# test-companion.py: a training's companion, as it is copied beside a script
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the companion writes, against the features themselves. Needs PyTorch: without it, skipped.

Usage: test-companion.py FOLDER-OF-THE-MODULE
"""
import os
import shutil
import sys
import tempfile

try:
    import numpy as np
    import torch
except ImportError:
    print("1..0 # SKIP there is no PyTorch")
    sys.exit(77)

# Copied under its other name it needs nothing beside it.
alone = tempfile.TemporaryDirectory()
shutil.copy(os.path.join(sys.argv[1], "tightframe", "companion.py"), os.path.join(alone.name, "tightframe_companion.py"))
sys.path.insert(0, alone.name)
from tightframe_companion import Companion  # noqa: E402


def check(condition, name, n=[0]):
    n[0] += 1
    print(("ok " if condition else "not ok ") + f"{n[0]} - {name}")
    if not condition:
        sys.exit(1)


def train(folder, dtype, offset, sample):
    """Three classes, batches of unequal size, labels that are not met in order."""
    torch.manual_seed(1)
    y = torch.tensor([2, 0, 1, 2, 2, 0, 1] * 30)
    x = torch.randn(len(y), 5, dtype=dtype) + offset
    model = torch.nn.Sequential(torch.nn.Linear(5, 6), torch.nn.Tanh(), torch.nn.Linear(6, 3)).to(dtype)
    companion = Companion(model[2], folder, sample=sample)
    seen, losses = [], []
    for start, end in ((0, 1), (1, 64), (64, 65), (65, 210)):
        out = model(x[start:end])
        loss = torch.nn.functional.cross_entropy(out, y[start:end])
        companion.add(y[start:end], loss)
        losses.append(loss.item() * (end - start))
        seen.append(model[:2](x[start:end]).detach().double().numpy())
    path = companion.save(7)
    companion.close()
    return np.concatenate(seen), y.numpy(), sum(losses) / len(y), model[2], path


with tempfile.TemporaryDirectory() as folder:
    for dtype, offset, tolerance in ((torch.float32, 0, 1e-12), (torch.float64, 100, 1e-12)):
        h, y, loss, layer, path = train(folder, dtype, offset, 1000)
        file = np.load(path)
        means = np.array([h[y == k].mean(0) for k in range(3)])
        within = (h - means[y]).T @ (h - means[y]) / len(y)
        check(os.path.basename(path) == "epoch_0007.npz" and os.listdir(folder) == ["epoch_0007.npz"], "one file, by rename")
        check((file["counts"] == np.bincount(y)).all() and (file["classes"] == [0, 1, 2]).all(), "counts")
        check(np.abs(file["means"] - means).max() < tolerance, "means")
        check(np.abs(file["cov_within"] - within).max() < tolerance, "within-class covariance")
        check(file["sample"].shape == h.shape and np.abs(file["sample"] - h).max() < 1e-6 and (file["sample_labels"] == y).all(), "few samples are all kept")
        check((file["W"] == layer.weight.detach().double().numpy()).all() and file["b"].shape == (3,), "the last layer")
        check(int(file["epoch"]) == 7 and abs(float(file["loss"]) - loss) < 1e-6, "epoch and loss")
    h, y, loss, layer, path = train(folder, torch.float32, 0, 20)
    file = np.load(path)
    found = [np.abs(h - row).sum(1).argmin() for row in file["sample"]]
    check(len(file["sample"]) == 20 and len(set(found)) == 20 and (y[found] == file["sample_labels"]).all(), "a sample of different ones, with their labels")
    check(max(found) > 100, "not the first ones alone")
    again = np.load(train(folder, torch.float32, 0, 20)[4])
    check((again["sample"] == file["sample"]).all(), "the same for the same seed")
print("1..17")
