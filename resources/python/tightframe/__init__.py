# tightframe: neural collapse from a notebook, by the program of that name
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tightframe from Python: measure, follow and draw neural collapse of your own features.

The program `tightframe` does the work; this module hands it arrays and brings back
tables and figures. NumPy is the only need; where pandas is installed, tables are
data frames.

    >>> import numpy as np, tightframe
    >>> rng = np.random.default_rng(1)
    >>> y = np.repeat([0, 1, 2], 20)
    >>> H = 3 * np.eye(3, 8)[y] + rng.normal(size=(60, 8))
    >>> tightframe.info(H, y)["classes"]
    3
    >>> table = tightframe.run(H, y, beta=0.01, until=100)
    >>> bool(table["nc1"].tolist()[-1] < table["nc1"].tolist()[0])
    True

Features are given in one of these ways to every function:

- ``H, y``: an array (N, d), one row a sample, and N labels, integers or words. NumPy,
  pandas, SciPy, torch: anything that NumPy can read. ``W`` (K, d) and ``b`` (K,) may go with it.
- a path: a file of features, or, where the command takes one, a session or a figure;
- a dict of arrays: what such a file holds, as `moments` returns it;
- nothing: Gaussian features, with ``classes``, ``per_class``, ``dim``, ``noise``,
  ``spread`` and ``seed``.

All other keywords are the options of the command, with ``_`` for ``-``; ``help()`` of a
function lists them with their defaults. Samples are rows here; the papers write them
as columns.

Functions: `info`, `run`, `equilibrium`, `depth`, `perturbation`, `sweep`, `fit`, `moments`,
`render`, `show`, and one for every further command of the installed program (``tightframe.commands()``).
"""
from .calls import call, make_function
from .functions import depth, equilibrium, fit, info, moments, perturbation, render, run, sweep
from .figure import Figure
from .program import Error, Misuse, Note, NotInstalled, commands, find_program, get_description
from .tables import Table
from .window import show

__all__ = ["Error", "Figure", "Misuse", "NotInstalled", "Note", "Table", "call", "commands", "depth", "equilibrium",
           "find_program", "fit", "get_description", "info", "moments", "perturbation", "render", "run", "show", "sweep"]


def __getattr__(name):
    """A command of the program that is not written out here, as a function."""
    if not name.startswith("_"):
        try:
            known = commands()
        except NotInstalled:
            known = []
        if name.replace("_", "-") in known:
            globals()[name] = make_function(name.replace("_", "-"))
            return globals()[name]
    raise AttributeError(f"module 'tightframe' has no attribute {name!r}")


def __dir__():
    try:
        return sorted({*__all__, *(name.replace("-", "_") for name in commands())})
    except NotInstalled:
        return sorted(__all__)
