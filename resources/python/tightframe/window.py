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
from .program import end, make_error, start

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
    H : array_like (N, d), path, dict of arrays, or None
        Features, one row a sample; or a file of features, a session or a figure; or
        what `moments` returns; or nothing: the window as it opens.
    y : array_like (N,)
        Labels, integers or words.
    W : array_like (K, d), optional
        The last layer, from which a joint flow can start.
    b : array_like (K,), optional
        Its bias.

    Returns
    -------
    subprocess.Popen
        The window's process; ``wait()`` waits until it is closed. Where a window of the
        program is open already, that one has opened another, and the process is over.

    Raises
    ------
    Error
        Where no window can be opened: there is no display.
    """
    words, folder = [], None
    if data.is_path(H):
        words = [os.path.abspath(H)]
    elif H is not None:
        if y is None and not data.is_archive(H):
            raise ValueError("the labels y are missing")
        folder = make_lasting_folder()
    try:
        if folder is not None:
            words = [path for path in data.write_features(folder, H, y, W, b) if path is not None]
        return open_window(words)
    except BaseException:  # Ctrl-C too
        shutil.rmtree(folder or "", ignore_errors=True)
        raise


def open_window(words):
    """The process, after the time in which it would have said that there is no window."""
    with tempfile.TemporaryFile() as said:  # no pipe: nobody reads it later, and the window may outlive Python
        process = start(words, stderr=said)
        try:
            status = process.wait(SOON)
        except subprocess.TimeoutExpired:
            return process
        except BaseException:
            end(process)
            raise
        if status != 0:
            said.seek(0)
            raise make_error(status, said.read().decode("utf-8", "replace").splitlines(), None)
        return process
