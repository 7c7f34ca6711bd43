# window.py: the window, opened on arrays
#
# SPDX-License-Identifier: GPL-3.0-or-later
import atexit
import os
import pathlib
import shutil
import subprocess
import tempfile

from . import data
from .program import make_error, start

SOON = 0.7  # seconds in which a window that cannot open has said so


def make_lasting_folder():
    """Gone when Python ends: the window may take its time to read."""
    folder = tempfile.mkdtemp(prefix="tightframe-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return pathlib.Path(folder)


def show(H=None, y=None, *, W=None, b=None):
    """Open the window on features, and go on at once.

    Parameters
    ----------
    H : array_like (N, d), path, or None
        Features, one row a sample; or a file of features, a session or a figure; or
        nothing: the window as it opens.
    y : array_like (N,)
        Labels, integers or words.
    W : array_like (K, d), optional
        The last layer, from which a joint flow can start.
    b : array_like (K,), optional
        Its bias.

    Returns
    -------
    subprocess.Popen
        The window's process; ``wait()`` waits until it is closed.

    Raises
    ------
    Error
        Where no window can be opened: there is no display.
    """
    words = []
    if data.is_path(H):
        words = [os.path.abspath(H)]
    elif H is not None:
        if y is None:
            raise ValueError("the labels y are missing")
        path = make_lasting_folder() / "features.npz"
        arrays = {"H": data.to_array(H), "y": data.to_array(y)}
        data.check(arrays["H"], arrays["y"])
        data.write_archive(path, {**arrays, "W": W, "b": b})
        words = [str(path)]
    process = start(words)
    try:
        status = process.wait(SOON)
    except subprocess.TimeoutExpired:
        return process
    if status != 0:
        raise make_error(status, process.stderr.read().decode("utf-8", "replace").splitlines(), None)
    return process
