# tables.py: the program's tables as data frames or arrays
#
# SPDX-License-Identifier: GPL-3.0-or-later
import csv
import io
import json

import numpy as np


class Table(np.recarray):
    """A table without pandas: an array of records, ``table["nc1"]`` or ``table.nc1`` (rows,).

    Attributes
    ----------
    attrs : dict
        What was said beside the table, as in `pandas.DataFrame.attrs`.
    """

    def __array_finalize__(self, other):
        super().__array_finalize__(other)
        self.attrs = dict(getattr(other, "attrs", {}))


def get_type(values):
    if any(isinstance(value, str) for value in values):
        return f"U{max(len(value or '') for value in values) or 1}"
    return "f8"


def fill(value, kind):
    if kind == "f8":
        return np.nan if value is None else float(value)
    return "" if value is None else str(value)


def make_table(rows, frame=None):
    """A table of rows.

    Parameters
    ----------
    rows : list of dict
        All with the same keys, in order; None where undefined.
    frame : bool or None
        A `pandas.DataFrame` or a `Table`; None: the former where pandas is installed.
    """
    names = list(rows[0]) if rows else []
    columns = {name: [row[name] for row in rows] for name in names}
    kinds = {name: get_type(values) for name, values in columns.items()}
    columns = {name: [fill(value, kinds[name]) for value in values] for name, values in columns.items()}
    if frame is None or frame:
        try:
            import pandas
        except ImportError:
            if frame:
                raise
        else:
            return pandas.DataFrame(columns)
    table = np.empty(len(rows), dtype=[(name, kinds[name]) for name in names]).view(Table)
    for name, values in columns.items():
        table[name] = values
    return table


def read_rows(text):
    """The rows of a table as JSON; of one that was cut off, those that are whole."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        lines = [line.rstrip(",") for line in text.splitlines() if line.startswith("{")]
        return [json.loads(line) for line in lines if line.endswith("}")]


def read_field(text):
    try:
        return float(text) if text else None
    except ValueError:
        return text


def read_csv(text):
    """The rows of a command that has no --json."""
    return [{name: read_field(field) for name, field in row.items()} for row in csv.DictReader(io.StringIO(text))]


def read_tables(text, frame=None, is_json=True):
    """A table for each kind of rows, told by their keys; the first kind first."""
    kinds = {}
    for row in read_rows(text) if is_json else read_csv(text):
        kinds.setdefault(tuple(row), []).append(row)
    return [make_table(rows, frame) for rows in kinds.values()]
