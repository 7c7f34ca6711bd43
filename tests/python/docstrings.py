# docstrings.py: whether words about functions have NumPy's form
#
# SPDX-License-Identifier: GPL-3.0-or-later
import ast
import inspect
import re

SECTIONS = ["Parameters", "Attributes", "Returns", "Other Parameters", "Raises", "Examples"]


def check(name, text, parameters, returns):
    """NumPy's form: its sections in their order, a word about every parameter and about what is returned."""
    text = inspect.cleandoc(text or "")
    sections = re.findall(r"(?m)^(\w[\w ]*)\n-{3,}$", text)
    assert sections == sorted(sections, key=SECTIONS.index), (name, sections)
    assert all(f"\n{section}\n{'-' * len(section)}\n" in text for section in sections), name
    told = text.partition("\nParameters\n----------\n")[2].partition("\n\n")[0]
    named = {word.strip("* ") for line in re.findall(r"(?m)^(\S.*?)(?: :.*)?$", told) for word in line.split(",")}
    assert named == set(parameters), (name, named, parameters)
    assert not returns or "Returns" in sections, name


def check_functions(module, names):
    """Functions and classes of a module by what they are."""
    for name in names:
        value = getattr(module, name)
        is_function = inspect.isfunction(value)
        check(name, value.__doc__, inspect.signature(value).parameters if is_function else [], is_function)


def check_class(source):
    """The one class of a file by its text, as it may not be imported here: itself and its public methods."""
    kind = next(node for node in ast.parse(source).body if isinstance(node, ast.ClassDef))
    for node in (node for node in kind.body if isinstance(node, ast.FunctionDef)):
        told = kind if node.name == "__init__" else node
        returns = any(isinstance(inner, ast.Return) and inner.value is not None for inner in ast.walk(node))
        if told is kind or not node.name.startswith("_"):
            check(node.name, ast.get_docstring(told), [argument.arg for argument in node.args.args[1:]], returns)
