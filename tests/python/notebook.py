# notebook.py: a notebook, run cell by cell as Jupyter would
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""run(path) returns what each code cell would show: a value's rich form, or its repr()."""
import ast
import json
import pathlib


def show(value):
    for name in ("_repr_mimebundle_", "_repr_html_", "_repr_svg_"):
        if hasattr(value, name):
            return getattr(value, name)()
    return repr(value)


def run_cell(source, names):
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    if last is None:
        return None
    value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    return None if value is None else show(value)


def run(path):
    notebook = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    names = {"__name__": "__main__"}
    return [run_cell("".join(cell["source"]), names) for cell in notebook["cells"] if cell["cell_type"] == "code"]
