# functions.py: the commands, each as a function
#
# SPDX-License-Identifier: GPL-3.0-or-later
import json
import re

import numpy as np

from . import data
from .calls import call_any, call_gently, call_table, name_features, to_words
from .figure import Figure
from .program import run_program


def info(H, y=None, *, W=None, b=None, **options):
    """What is in features, and every metric of them as they stand.

    Parameters
    ----------
    H : array_like (N, d) or path
        Features, one row a sample, or a file of them.
    y : array_like (N,)
        Labels, integers or words.
    W : array_like (K, d), optional
        The last layer; without it the metrics that need one take the optimal
        W*(H) at ``lambda_w``.
    b : array_like (K,), optional
        Its bias.
    **options
        Those of ``tightframe info``: ``lambda_w``, ``features_key``, ``labels_key``, …

    Returns
    -------
    dict
        ``samples``, ``dim``, ``classes``, ``label_values``, ``rank``, … and the metrics;
        NaN where one is undefined.

    Examples
    --------
    >>> import numpy as np, tightframe
    >>> report = tightframe.info(np.repeat(np.eye(3), 4, axis=0), np.repeat(["a", "b", "c"], 4))
    >>> report["samples"], report["dim"], report["label_values"]
    (12, 3, ['a', 'b', 'c'])
    >>> abs(report["nc2"]) < 1e-12    # the corners of a simplex
    True
    """
    output, _lines, error = call_gently("info", H, y, W, b, options, ["--json"])
    if error is not None:
        raise error
    report = json.loads(output.decode("utf-8"))
    return {key: float("nan") if value is None else value for key, value in report.items()}


def run(H=None, y=None, *, W=None, b=None, frame=None, **options):
    """Follow one flow: a row of metrics at each of the times.

    Parameters
    ----------
    H : array_like (N, d), path, or None
        Features H₀, one row a sample; a file of them; a session or a figure, whose run
        is then followed; or nothing: Gaussian features.
    y : array_like (N,)
        Labels, integers or words.
    W : array_like (K, d), optional
        Start of a joint flow (``flow="joint", initial_w="file"``).
    b : array_like (K,), optional
        Its bias.
    frame : bool, optional
        A `pandas.DataFrame` (True) or a `Table` (False); by default the former where
        pandas is installed.
    **options
        Those of ``tightframe run``: ``lambda_w``, ``lambda_h``, ``beta``, ``bias``, ``flow``,
        ``times`` or ``until`` and ``points``, ``tolerance``, …

    Returns
    -------
    pandas.DataFrame or Table
        A row a time: ``t`` (of descent ``iteration``), then the metrics. With
        ``counts=True`` its ``attrs["counts"]`` says what the flow took.

    Raises
    ------
    Error
        Of a descent that diverges, with the rows until then in its ``table``.

    Examples
    --------
    >>> import tightframe
    >>> table = tightframe.run(classes=3, dim=8, seed=1, beta=0, times=[0, 1, 1000])
    >>> table["t"].tolist()
    [0.0, 1.0, 1000.0]
    >>> table["nc1"].tolist()[-1] < 1e-9    # collapsed
    True
    """
    tables, lines = call_table("run", H, y, W, b, frame, options)
    counts = next((line for line in lines if line.startswith("steps=")), None)
    if counts:
        tables[0].attrs["counts"] = {name: float(value) if "." in value else int(value)
                                     for name, value in re.findall(r"(\w+)=(\S+)", counts)}
    return tables[0]


def equilibrium(H=None, y=None, *, W=None, b=None, frame=None, **options):
    """The minimizer H_{1/β}, where flows from H₀ end: a row of metrics for each β.

    Parameters
    ----------
    H : array_like (N, d), path, or None
        Features H₀, one row a sample, a file of them, or nothing.
    y : array_like (N,)
        Labels.
    W, b : array_like (K, d) and (K,), optional
        A last layer; the minimizer does not depend on it.
    frame : bool, optional
        As in `run`.
    **options
        Those of ``tightframe equilibrium``: ``betas`` (a list), ``lambda_w``, …

    Returns
    -------
    pandas.DataFrame or Table
        A row a β: ``beta``, the metrics, ``relative_gradient`` ‖N∇_H f‖/‖H‖.

    Examples
    --------
    >>> import tightframe
    >>> table = tightframe.equilibrium(classes=3, dim=8, betas=[1, 0.01])
    >>> table["beta"].tolist()
    [1.0, 0.01]
    >>> bool((table["relative_gradient"] < 1e-10).all())
    True
    """
    return call_table("equilibrium", H, y, W, b, frame, options)[0][0]


def depth(H=None, y=None, *, layers, W=None, b=None, frame=None, **options):
    """H₀ ← H_{1/β}, again and again: a row of metrics for each layer.

    Parameters
    ----------
    H : array_like (N, d), path, or None
        Features H₀, one row a sample, a file of them, or nothing.
    y : array_like (N,)
        Labels.
    layers : int
        How many follow on H₀.
    W, b : array_like (K, d) and (K,), optional
        A last layer; no layer depends on it.
    frame : bool, optional
        As in `run`.
    **options
        Those of ``tightframe depth``: ``beta``, ``lambda_w``, …

    Returns
    -------
    pandas.DataFrame or Table
        A row a layer, ``layer`` 0 being H₀.

    Examples
    --------
    >>> import tightframe
    >>> tightframe.depth(classes=3, dim=8, beta=0.1, layers=2)["layer"].tolist()
    [0.0, 1.0, 2.0]
    """
    return call_table("depth", H, y, W, b, frame, {"layers": layers, **options})[0][0]


def perturbation(H=None, y=None, *, check=None, W=None, b=None, frame=None, **options):
    """The spectrum of δH₀ → δH near collapse, and a test of its prediction.

    Parameters
    ----------
    H : array_like (N, d), path, or None
        Features H₀, one row a sample, a file of them, or nothing.
    y : array_like (N,)
        Labels.
    check : float, optional
        Also move H₀ by this share of its norm, a tenth and a hundredth of it.
    W, b : array_like (K, d) and (K,), optional
        A last layer; the map does not depend on it.
    frame : bool, optional
        As in `run`.
    **options
        Those of ``tightframe perturbation``: ``beta`` (above 0), ``lambda_w``, …

    Returns
    -------
    pandas.DataFrame or Table
        ``block`` (``intra`` or ``inter``), ``singular_value``, ``multiplicity``, ``first_order``.
        With ``check`` a pair: that, and the table of predicted and true movements.

    Examples
    --------
    >>> import tightframe
    >>> spectrum, moved = tightframe.perturbation(classes=4, per_class=10, dim=10, beta=10, check=1e-3)
    >>> sorted(set(spectrum["block"].tolist()))
    ['inter', 'intra']
    >>> bool((moved["relative_error"] < 0.1).all())
    True
    """
    tables, _lines = call_table("perturbation", H, y, W, b, frame, {"check": check, **options})
    return tables[0] if check is None else tuple(tables[:2])


def sweep(H=None, y=None, *, vary, at=None, W=None, b=None, frame=None, **options):
    """Many settings at once: a row for each cell of a grid, at the minimizer or at a time.

    Parameters
    ----------
    H : array_like (N, d), path, or None
        Features H₀, one row a sample, a file of them, or nothing.
    y : array_like (N,)
        Labels.
    vary : dict
        What varies, by name: a list of values, or a range as a tuple ``(from, to, count)``
        or ``(from, to, count, "log")``. All combinations are worked out. The numbers of
        Gaussian features (``classes``, ``noise``, ``seed``, …) can vary, too.
    at : float or str, optional
        ``"equilibrium"``, which is the default, or a time of the flow.
    W, b : array_like (K, d) and (K,), optional
        A last layer.
    frame : bool, optional
        As in `run`.
    **options
        Those of ``tightframe sweep``: ``beta``, ``slopes``, ``output``, ``resume``, ``jobs``, …

    Returns
    -------
    pandas.DataFrame, Table or path
        The varied parameters, then the columns of `equilibrium` or `run`; or ``output``,
        where that was given: finished cells are then on disk at any time.

    Examples
    --------
    >>> import tightframe
    >>> table = tightframe.sweep(classes=3, dim=8, vary={"beta": [0.1, 1], "lambda_w": (1e-3, 1e-1, 3, "log")})
    >>> len(table["nc1"])
    6
    """
    return call_any("sweep", () if H is None else (H,), y, W, b, frame, {"vary": vary, "at": at, **options})


def fit(first, second, *later, y=None, frame=None, **options):
    """Which β a network is at: the β whose minimizer for the first features has NC1~ of the second.

    Parameters
    ----------
    first, second, *later : array_like (N, d), pair (H, y), path, or dict of arrays
        Features of a layer and of the next one, or of an epoch and a later one; of any
        dimensions. Each is held against the one before it.
    y : array_like (N,), optional
        Labels of those that are arrays without their own: layers have them in common.
    frame : bool, optional
        As in `run`.
    **options
        Those of ``tightframe fit``: ``lambda_w``, ``lambda_h``, ``bias``, …

    Returns
    -------
    pandas.DataFrame or Table
        A row for each two: ``beta`` (NaN where no β does it, and a `Note` says why), ``complexity``
        1/β, ``nc1_ratio_from`` and ``nc1_ratio_to``; of other metrics ``nc1_from``, ``nc1_to`` and
        ``nc1_fit``, as they are at that minimizer.

    Examples
    --------
    >>> import numpy as np, tightframe
    >>> rng = np.random.default_rng(1)
    >>> y, noise = np.repeat([0, 1, 2], 20), rng.normal(size=(60, 8))
    >>> means = 3 * np.eye(3, 8)[y]
    >>> table = tightframe.fit(means + noise, means + 0.9 * noise, y=y)
    >>> bool(table["beta"][0] > 0 and table["nc1_ratio_to"][0] < table["nc1_ratio_from"][0])
    True
    """
    return call_any("fit", (first, second, *later), y, None, None, frame, options)


def moments(*shards, y=None, output=None, **options):
    """Counts, class means and within-class covariance: all that a flow needs of the samples.

    Parameters
    ----------
    *shards : H, y; or pairs (H, y), paths, dicts of arrays
        An array (N, d) with its labels (N,), or any number of parts of the same features,
        each read once; files may be larger than memory.
    y : array_like (N,), optional
        Labels of those that are arrays without their own.
    output : path, optional
        A file ``.npz`` for the result.
    **options
        Those of ``tightframe moments``: ``merge``, ``labels_key``, ``leave_out_class``, …

    Returns
    -------
    dict or path
        ``counts`` (K,), ``means`` (K, d), ``cov_within`` (d, d), ``classes`` (K,), and a ``sample`` for
        drawing; or ``output``, where that was given. Either can be given to the other
        functions in the place of H.

    Examples
    --------
    >>> import numpy as np, tightframe
    >>> H, y = np.random.default_rng(1).normal(size=(60, 8)), np.repeat(["ant", "bee", "cat"], 20)
    >>> parts = tightframe.moments((H[::2], y[::2]), (H[1::2], y[1::2]))
    >>> parts["means"].shape, parts["counts"].tolist()
    ((3, 8), [20, 20, 20])
    >>> bool(np.isclose(tightframe.info(parts)["nc1"], tightframe.info(H, y)["nc1"]))
    True
    """
    if output is not None:
        return call_any("moments", shards, y, None, None, None, {"output": output, **options})
    with data.private_folder() as folder:
        path = call_any("moments", shards, y, None, None, None, {"output": folder / "moments.npz", **options})
        with np.load(path) as archive:
            return dict(archive)


def render(H=None, y=None, view="dashboard", *, size=None, format="svg", W=None, b=None, **options):
    """A figure of a run: the same drawing as in the window.

    Parameters
    ----------
    H : array_like (N, d), path, or None
        Features H₀, one row a sample; a file of them; a session or a figure; or nothing.
    y : array_like (N,)
        Labels.
    view : str or list of str
        ``"means"``, ``"traces"``, ``"geometry"``, ``"limit"``, ``"depth"``, … or several.
    size : str, optional
        ``"6.75x4in"``, ``"17x10cm"``, ``"1920x1080px"``, or a width alone.
    format : str
        ``"svg"``, ``"png"`` or ``"pdf"``.
    W, b : array_like (K, d) and (K,), optional
        The last layer.
    **options
        Those of ``tightframe render``: ``time``, ``dpi``, ``letters``, ``beta``, …

    Returns
    -------
    Figure
        A notebook shows it; ``save()`` writes it, ``caption`` describes it.

    Examples
    --------
    >>> import tightframe
    >>> figure = tightframe.render(classes=3, dim=8, view=["means", "traces"], size="6x3in", time=10)
    >>> figure
    <tightframe.Figure: svg, ... bytes>
    >>> "Tirer" in figure.caption
    True
    """
    options = {"view": view, "size": size, "caption": True, **options}
    words = to_words("render", options)
    with data.private_folder() as folder:
        path = folder / f"figure.{format}"
        output, _lines, error = run_program(
            ["render", *name_features("render", folder, H, y, W, b, options), *words, f"--output={path}"], str(folder))
        if error is not None:
            raise error
        return Figure(path.read_bytes(), format, output.decode("utf-8").strip())
