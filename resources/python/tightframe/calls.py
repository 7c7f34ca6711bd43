# calls.py: a call of the program, its words and its output
#
# SPDX-License-Identifier: GPL-3.0-or-later
import difflib
import os
import re

import numpy as np

from . import data
from .program import get_command, get_options, run_program
from .tables import make_table, read_tables


# --- words ------------------------------------------------------------------------

def to_word(value):
    """A value as the command line has it: all digits of a number, commas in a list."""
    if data.is_path(value):
        return os.fspath(value)
    if hasattr(value, "tolist"):  # an array, a series, a tensor; or one number of theirs
        value = value.tolist()
    if isinstance(value, (list, tuple, range)):
        return ",".join(to_word(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    if isinstance(value, (float, np.floating)):
        return repr(float(value))
    return str(value)


def to_setting(name, values):
    """What varies, as in beta=1e-3:1:20:log: a range is a tuple, values are a list."""
    between = ":" if isinstance(values, tuple) else ","
    return f"{name.replace('_', '-')}={between.join(to_word(value) for value in values)}"


def find_option(command, keyword):
    options = get_options(command)
    name = keyword.replace("_", "-")
    if name in options and name not in ("help", "json"):
        return options[name]
    close = difflib.get_close_matches(name, options, 1)
    hint = f"; did you mean {close[0].replace('-', '_')}?" if close else ""
    raise TypeError(f"{command}() has no option {keyword!r}{hint}")


def to_words(command, options):
    """Keywords as words; those that are None or False are left out."""
    words = []
    for keyword, value in options.items():
        option = find_option(command, keyword)
        name = "--" + option["name"]
        is_flag, is_switch = "placeholder" not in option, isinstance(value, (bool, np.bool_))
        if value is None or (is_switch and not value):
            continue
        if is_flag != is_switch:
            raise TypeError(f"{keyword} of {command}() is {'True or False' if is_flag else option['placeholder']}, not {value!r}")
        if isinstance(value, dict):
            value = [to_setting(key, values) for key, values in value.items()]
        if is_flag:
            words.append(name)
        elif option.get("repeats") and isinstance(value, (list, tuple)):
            words += [f"{name}={to_word(item)}" for item in value]
        else:
            words.append(f"{name}={to_word(value)}")
    return words


# --- calls ------------------------------------------------------------------------

def call(command, H=None, y=None, *, W=None, b=None, **options):
    """Run a command of the program on features, and return what it prints.

    Parameters
    ----------
    command : str
        Its name.
    H : array_like (N, d), path, or None
        Features, one row a sample; or a file; or nothing.
    y : array_like (N,), optional
        Labels.
    W, b : array_like (K, d) and (K,), optional
        The last layer.
    **options
        The options of the command, with ``_`` for ``-``.

    Returns
    -------
    output : bytes
    lines : list of str
        What else was said.

    Raises
    ------
    Error
        With the program's sentence.
    """
    output, lines, error = call_gently(command, H, y, W, b, options)
    if error is not None:
        raise error
    return output, lines


def name_features(command, folder, H, y, W, b, options):
    """The words that name the features."""
    if H is None:
        if y is not None or W is not None or b is not None:
            raise ValueError("the features H are missing")
        return []
    if data.is_path(H) and y is None and W is None and b is None:
        is_session = "SESSION" in get_command(command)["usage"] and data.is_session(H)
        return [os.fspath(H)] if is_session else [f"--features={os.fspath(H)}"]
    if data.is_path(H):
        raise ValueError("labels and layers of a file are in the file, or in another one that labels= names")
    if y is None and not data.is_archive(H) and options.get("labels") is None:
        raise ValueError("the labels y are missing")
    features, labels = data.write_features(folder, H, y, W, b)
    return [f"--features={features}"] + ([f"--labels={labels}"] if labels else [])


def call_gently(command, H, y, W, b, options, more=()):
    words = to_words(command, options)
    with data.private_folder() as folder:
        return run_program([command, *name_features(command, folder, H, y, W, b, options), *words, *more], str(folder))


def call_table(command, H, y, W, b, frame, options):
    """The tables of a command, and what was said beside them."""
    output, lines, error = call_gently(command, H, y, W, b, options, ["--json"])
    tables = read_tables(output.decode("utf-8"), frame) if output else []
    if error is not None:
        error.table = tables[0] if tables and len(tables[0]) else None
        raise error
    return tables or [make_table([], frame)], lines


def list_options(command):
    lines = []
    for option in get_options(command).values():
        if option["name"] in ("help", "json", "output", "features", "labels"):
            continue
        kind = option.get("placeholder", "bool")
        text = option["help"].replace("\n", "\n        ")
        lines.append(f"    {option['name'].replace('-', '_')} : {kind}\n        {text}")
    return "\n".join(["    Other Parameters\n    ----------------", *lines]) if lines else ""


# --- any command --------------------------------------------------------------------

def split_labels(sources, y):
    """H, y in their places: an array and its labels, one axis, are one source."""
    if len(sources) != 2 or y is not None or any(data.is_named(source) for source in sources):
        return sources, y
    labels = data.to_array(sources[1])
    return (sources[:1], labels) if labels.ndim == 1 else (sources, None)


def name_sources(command, folder, sources, y, W, b, options):
    """The words that name the features: a file each, of commands of several files."""
    takes_files = re.search(r"(FEATURES\d*|FILE)…", get_command(command)["usage"]) or options.get("merge")
    if len(sources) <= 1 and not takes_files and "features" in get_options(command):
        return name_features(command, folder, *(sources or (None,)), y, W, b, options)
    if command == "moments" and len(sources) == 1 and not data.is_path(sources[0]) and not data.is_archive(sources[0]):
        H, y = sources[0] if isinstance(sources[0], tuple) else (sources[0], y)
        return name_features(command, folder, H, y, W, b, options)
    return [data.write_source(folder / f"source-{i + 1}.npz", source, y, W, b) for i, source in enumerate(sources)]


def call_any(command, sources, y, W, b, frame, options):
    known = get_options(command)
    sources, y = split_labels(sources, y)
    with data.private_folder() as folder:
        words = [command, *name_sources(command, folder, sources, y, W, b, options), *to_words(command, options)]
        is_json, is_table = "json" in known, "output" in known and options.get("output") is None
        output, _lines, error = run_program(words + ["--json"] * (is_json and is_table), str(folder))
    tables = read_tables(output.decode("utf-8"), frame, is_json) if is_table and output else []
    if error is not None:
        error.table = tables[0] if tables and len(tables[0]) else None
        raise error
    if is_table:
        return tables[0] if len(tables) == 1 else tuple(tables)  # several kinds of rows
    return options["output"] if options.get("output") is not None else output.decode("utf-8")


def make_function(command):
    """A function for a command that is not written out above."""
    def function(*sources, y=None, W=None, b=None, frame=None, **options):
        return call_any(command, sources, y, W, b, frame, options)

    told = get_command(command)
    function.__name__ = function.__qualname__ = command.replace("-", "_")
    function.__doc__ = f"""{told["summary"][:1].upper() + told["summary"][1:]}.

    {told["description"].replace(chr(10), chr(10) + "    ")}

    Parameters
    ----------
    *sources : H, y: array_like (N, d) and (N,); or paths
        What the command reads: {told["usage"]}. Where it reads
        several files each can be a pair (H, y), too.
    y : array_like (N,), optional
        Labels of every source that has none.
    W, b : array_like (K, d) and (K,), optional
        The last layer.
    frame : bool, optional
        As in `run`.
    **options
        Those of the command, listed below.

    Returns
    -------
    pandas.DataFrame, Table or path
        The table, or ``output`` where that was given. Settings that vary can be written
        ``vary={{"beta": (1e-3, 1, 20, "log"), "lambda_h": [0, 0.005]}}``: a range, a list.

{list_options(command)}
    """
    return function
