# data.py: arrays as the files that the program reads
#
# SPDX-License-Identifier: GPL-3.0-or-later
import collections.abc
import contextlib
import errno
import os
import pathlib
import tempfile

import numpy as np

CHUNK = 1 << 26  # bytes of an array that are copied at once
SESSION_STARTS = (b"[Tightframe]", b"%PDF", b"\x89PNG", b"<?xml", b"<svg")


# --- values -------------------------------------------------------------------------

def to_array(values):
    """Whatever holds numbers or words, as an array: of NumPy, pandas, SciPy, torch …"""
    if isinstance(values, (list, tuple)) and len(values) > 0 and hasattr(values[0], "detach"):
        raise TypeError("this is a list of tensors; put them together first (torch.cat, torch.stack)")
    if hasattr(values, "detach"):
        values = from_tensor(values)
    if hasattr(values, "toarray"):
        values = values.toarray()  # sparse
    array = np.asanyarray(values)
    if np.ma.is_masked(array):
        raise ValueError("values are masked; fill them or leave their samples out")
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        return np.ma.getdata(array).astype("f8")
    if array.dtype != object:
        return np.ma.getdata(array)
    check_missing(array)
    array = np.array(array.tolist())  # numbers or words, by what there is
    return array.astype(str) if array.dtype == object else array


def from_tensor(values):
    """Of torch, as something that NumPy can read."""
    values = values.detach().cpu()
    if getattr(values, "is_sparse", False):
        values = values.to_dense()
    return values.float() if "bfloat16" in str(values.dtype) else values


def check_missing(array):
    """None, NaN and NA among words would be a class of their own."""
    if array.ndim != 1:
        return
    words = any(isinstance(value, str) for value in array)
    for i, value in enumerate(array):
        is_nan = isinstance(value, (float, np.floating)) and value != value
        if value is None or type(value).__name__ in ("NAType", "NaTType") or (words and is_nan):
            raise ValueError(f"the label y[{i}] is missing; leave such samples out")


def check(H, y):
    if H.ndim != 2:
        raise ValueError(f"H has {H.ndim} axes instead of 2; one row a sample: H.reshape(len(H), -1)")
    if y is not None and (y.ndim == 0 or len(y) != len(H)):
        raise ValueError(f"there are {len(H)} samples in H and {len(y) if y.ndim else 1} labels in y")


def is_path(value):
    return isinstance(value, (str, os.PathLike))


def is_archive(value):
    """Arrays by name: what `moments` returns, or an open .npz."""
    return isinstance(value, collections.abc.Mapping)


def is_named(value):
    """Whether it is a source as it stands: a path, a mapping, a pair."""
    return is_path(value) or is_archive(value) or isinstance(value, tuple)


def is_session(path):
    """Whether the file begins like a session, or like a figure that may hold one."""
    try:
        with open(path, "rb") as file:
            return file.read(16).startswith(SESSION_STARTS)
    except OSError:
        return False


# --- files --------------------------------------------------------------------------

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


def reserve(path):
    """The disk holds all of the file before it is mapped: what is written to a map and finds no room ends the process."""
    try:
        with open(path, "r+b") as file:
            os.posix_fallocate(file.fileno(), 0, os.path.getsize(path))
    except AttributeError:
        return  # not on this system
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EOPNOTSUPP):
            raise OSError(error.errno, error.strerror, str(path)) from None


def write_array(path, array):
    """Through a mapped file, piece by piece: no second copy of a large array is made in memory."""
    if array.ndim == 0 or array.nbytes <= CHUNK:
        np.save(path, array, allow_pickle=False)
        return
    offset = np.lib.format.open_memmap(path, mode="w+", dtype=array.dtype, shape=array.shape).offset
    reserve(path)
    rows, bytes_of_row = max(1, CHUNK * len(array) // array.nbytes), array.nbytes // len(array)
    for start in range(0, len(array), rows):
        piece = array[start:start + rows]
        np.memmap(path, array.dtype, "r+", offset + start * bytes_of_row, piece.shape)[:] = piece


def write_archive(path, arrays):
    """Those that are not None, by name."""
    np.savez(path, **{name: to_array(array) for name, array in arrays.items() if array is not None})


def write_features(folder, H, y=None, W=None, b=None):
    """Features as files in a folder.

    Returns
    -------
    features : str
    labels : str or None
        Where they are in a file of their own.
    """
    if is_archive(H):
        return write_named(folder / "features.npz", H, y, W, b), None
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


def write_named(path, arrays, y=None, W=None, b=None):
    """Arrays that have names already."""
    if y is not None or W is not None or b is not None:
        raise ValueError("labels and layers go among the arrays, by their names")
    write_archive(path, arrays)
    return str(path)


def write_source(path, source, y=None, W=None, b=None):
    """One of several sources as a file of its own: what it is, a path if it is one already.

    source is a path, a mapping of arrays, a pair (H, y), or H, whose labels are y.
    """
    if is_path(source):
        name = os.fspath(source)
        return os.path.join(".", name) if name.startswith("-") else name
    if is_archive(source):
        return write_named(path, source)
    H, y = source if isinstance(source, tuple) else (source, y)
    if y is None:
        raise ValueError("the labels y are missing")
    H, y = to_array(H), to_array(y)
    check(H, y)
    write_archive(path, {"H": H, "y": y, "W": W, "b": b})
    return str(path)


@contextlib.contextmanager
def private_folder():
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tightframe-") as folder:
        yield pathlib.Path(folder)
