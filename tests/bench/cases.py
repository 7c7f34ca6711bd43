#!/usr/bin/env python3
# cases.py: the problems that are measured, and their files
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: cases.py NAME FILE | cases.py --epochs FOLDER COUNT CLASSES PER_CLASS DIM
       | cases.py --large FILE LABELS CLASSES PER_CLASS DIM

Writes the features of a case, float32, as NumPy does, torch.save or safetensors by the
file's suffix; or of a training, a file an epoch, whose classes draw together; or a .npy and its
labels, a part at a time.
"""
import dataclasses
import json
import os
import struct
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

LAMBDA = 5e-4  # lambda_W and lambda_H
UNTIL = 100
TOLERANCE = 1e-6


@dataclasses.dataclass(frozen=True)
class Case:
    """K classes of n samples in d dimensions; or a bundled file, as it is or widened."""
    name: str
    classes: int
    per_class: int
    dim: int
    goal: float = 0  # times faster than the peer
    pairs: int = 1  # of runs, ours and the peer's
    repeats: int = 1  # of ours in a pair
    bundled: str = ""
    widened: str = ""
    copies: int = 1  # of every sample

    @property
    def samples(self):
        """N."""
        return self.classes * self.per_class * self.copies

    def __str__(self):
        source = "MNIST, " if self.bundled else "MNIST widened, " if self.widened else ""
        return f"{self.name} ({source}K={self.classes} N={self.samples:,} d={self.dim})"


CASES = {case.name: case for case in (
    Case("S", 4, 50, 16, goal=10, pairs=9, repeats=3),
    Case("M", 10, 100, 64, goal=20, pairs=5, repeats=3),
    Case("M-MNIST", 10, 100, 64, goal=20, pairs=5, repeats=3, bundled="mnist_mlp6_mse_L4.npz"),
    Case("L", 10, 1000, 512, goal=100, pairs=2, repeats=3),
    Case("L-wide", 10, 1000, 512, goal=150, pairs=2, repeats=3, widened="mnist_mlp6_mse_L4.npz"),
    Case("XL", 10, 5000, 512, goal=500, pairs=1, repeats=3),
    Case("500", 10, 500, 512),
    Case("500x10", 10, 500, 512, copies=10),
)}


def draw(case, generator):
    """Gaussian means and noise: |m_k| and the spread of a class are about 1 in any dimension."""
    import numpy as np

    labels = np.repeat(np.arange(case.classes), case.per_class)
    means = generator.standard_normal((case.classes, case.dim), dtype=np.float32)
    features = generator.standard_normal((labels.size, case.dim), dtype=np.float32)
    features += means[labels]
    features /= np.float32(np.sqrt(case.dim))
    return np.repeat(features, case.copies, axis=0), np.repeat(labels, case.copies)


def widen(case, generator):
    """A wide layer on top of a trained one: samples drawn about the bundled ones, then ReLU of random sums of them.

    The spectrum of Sigma_W decays slowly, over five decades and more.
    """
    import numpy as np

    with np.load(os.path.join(ROOT, "resources", "examples", case.widened)) as arrays:
        features, labels = arrays["H"].astype(float), arrays["y"]
    spread = features.std(axis=0)
    features, labels = (np.repeat(a, case.samples // len(a), axis=0) for a in (features, labels))
    features = features + 0.3 * spread * generator.standard_normal(features.shape)
    sums = features @ generator.standard_normal((features.shape[1], case.dim)) * np.sqrt(2 / features.shape[1])
    return np.maximum(sums - sums.mean(axis=0) / 2, 0).astype(np.float32), labels


def write_safetensors(path, arrays):
    """A header in JSON and its length in front of the bytes."""
    kinds, header, at = {"float32": "F32", "int64": "I64"}, {}, 0
    for name, array in arrays.items():
        header[name] = {"dtype": kinds[array.dtype.name], "shape": array.shape, "data_offsets": (at, at + array.nbytes)}
        at += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in arrays.values():
            file.write(array.tobytes())


def write(name, path):
    """The features of that case."""
    import numpy as np

    case = CASES[name]
    features, labels = (widen if case.widened else draw)(case, np.random.default_rng(1))
    if path.endswith(".pt"):
        import torch

        torch.save({"H": torch.from_numpy(features), "y": torch.from_numpy(labels)}, path)
    elif path.endswith(".safetensors"):
        write_safetensors(path, {"H": features, "y": labels})
    else:
        np.savez(path, H=features, y=labels)


def write_epochs(folder, count, *sizes):
    """Every file is another draw: none is in the memory of another."""
    import numpy as np

    case, generator = Case("epochs", *map(int, sizes)), np.random.default_rng(1)
    os.makedirs(folder)
    for epoch in range(int(count)):
        features, labels = draw(case, generator)
        means = np.stack([features[labels == k].mean(axis=0) for k in range(case.classes)])
        features += np.float32(epoch / int(count)) * (means[labels] - features)
        np.savez(os.path.join(folder, f"epoch_{epoch:04d}.npz"), H=features, y=labels)


def write_large(path, labels_path, classes, per_class, dim):
    """Parts of a class each, in memory one at a time."""
    import numpy as np

    classes, per_class, dim = int(classes), int(per_class), int(dim)
    generator = np.random.default_rng(1)
    array = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=(classes * per_class, dim))
    for k in range(classes):
        part = generator.standard_normal((per_class, dim), dtype=np.float32)
        part += generator.standard_normal(dim, dtype=np.float32)
        array[k * per_class:(k + 1) * per_class] = part
    array.flush()
    np.save(labels_path, np.repeat(np.arange(classes), per_class))


if __name__ == "__main__":
    if sys.argv[1] == "--large":
        write_large(*sys.argv[2:])
    elif sys.argv[1] == "--epochs":
        write_epochs(*sys.argv[2:])
    else:
        write(sys.argv[1], sys.argv[2])
