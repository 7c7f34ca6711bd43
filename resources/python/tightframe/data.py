# data.py: arrays as the files that the program reads
#
# SPDX-License-Identifier: GPL-3.0-or-later
import contextlib
import os
import pathlib
import tempfile

import numpy as np

CHUNK = 1 << 26  # bytes of an array that are copied at once
SESSION_STARTS = (b"[Tightframe]", b"%PDF", b"\x89PNG", b"<?xml", b"<svg")


def to_array(values):
    """Whatever holds numbers or words, as an array: of NumPy, pandas, torch …"""
    if hasattr(values, "detach"):
        values = values.detach().cpu()
        if "bfloat16" in str(values.dtype):
            values = values.float()
    array = np.asanyarray(values)
    if array.dtype != object:
        return array
    array = np.array(array.tolist())  # numbers or words, by what there is
    return array.astype(str) if array.dtype == object else array


def find_file(array):
    """The .npy file of which the array is the whole, mapped into memory, or None."""
    name = getattr(array, "filename", None)
    if not isinstance(array, np.memmap) or name is None or not str(name).endswith(".npy"):
        return None
    try:
        whole = np.load(name, mmap_mode="r")
    except (OSError, ValueError):
        return None
    is_whole = (whole.shape == array.shape and whole.dtype == array.dtype and whole.strides == array.strides
                and whole.offset == array.offset)
    return os.fspath(name) if is_whole else None


def write_array(path, array):
    """Through a mapped file, piece by piece: no second copy of a large array is made in memory."""
    if array.ndim == 0 or array.nbytes <= CHUNK:
        np.save(path, array, allow_pickle=False)
        return
    mapped = np.lib.format.open_memmap(path, mode="w+", dtype=array.dtype, shape=array.shape)
    rows = max(1, CHUNK * len(array) // array.nbytes)
    for start in range(0, len(array), rows):
        mapped[start:start + rows] = array[start:start + rows]
    mapped.flush()


def write_archive(path, arrays):
    """Those that are not None, by name."""
    np.savez(path, **{name: to_array(array) for name, array in arrays.items() if array is not None})


def check(H, y):
    if H.ndim != 2:
        raise ValueError(f"H has {H.ndim} axes instead of 2; one row a sample: H.reshape(len(H), -1)")
    if y is not None and (y.ndim == 0 or len(y) != len(H)):
        raise ValueError(f"there are {len(H)} samples in H and {len(y) if y.ndim else 1} labels in y")


def write_features(folder, H, y=None, W=None, b=None):
    """Features as files in a folder.

    Returns
    -------
    features : str
    labels : str or None
        Where they are in a file of their own.
    """
    H = to_array(H)
    y = None if y is None else to_array(y)
    check(H, y)
    if W is not None or b is not None:
        path = str(folder / "features.npz")
        write_archive(path, {"H": H, "y": y, "W": W, "b": b})
        return path, None
    path = find_file(H)
    if path is None:
        path = str(folder / "features.npy")
        write_array(path, H)
    if y is None:
        return path, None
    labels = find_file(y) or str(folder / "labels.npy")
    if not os.path.exists(labels):
        np.save(labels, y, allow_pickle=False)
    return path, labels


def is_path(value):
    return isinstance(value, (str, os.PathLike))


def is_session(path):
    """Whether the file begins like a session, or like a figure that may hold one."""
    try:
        with open(path, "rb") as file:
            return file.read(16).startswith(SESSION_STARTS)
    except OSError:
        return False


@contextlib.contextmanager
def private_folder():
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tightframe-") as folder:
        yield pathlib.Path(folder)
