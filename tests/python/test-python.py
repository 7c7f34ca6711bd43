# test-python.py: the module tightframe, as a notebook uses it
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: test-python.py PROGRAM FOLDER-OF-THE-MODULE"""
import contextlib
import doctest
import errno
import importlib.util
import json
import os
import pathlib
import re
import signal
import stat
import subprocess
import sys
import tempfile
import time
import warnings

import tap

try:
    import numpy as np
except ImportError:
    print("1..0 # SKIP NumPy is not here")
    sys.exit(0)

PROGRAM, MODULE = sys.argv[1], pathlib.Path(sys.argv[2])
os.environ["TIGHTFRAME_PROGRAM"] = PROGRAM
sys.path.insert(0, str(MODULE))
import docstrings
import notebook
import tightframe
from tightframe import calls, data, program

workdir = tempfile.TemporaryDirectory()
FOLDER = pathlib.Path(workdir.name)
rng = np.random.default_rng(2026)
Y = np.repeat(["ant", "bee", "cat"], [10, 7, 12])
H = rng.normal(size=(29, 6)) + 2 * np.eye(3, 6)[np.repeat([0, 1, 2], [10, 7, 12])]


def ask(*words):
    return subprocess.run([PROGRAM, *words], capture_output=True, check=True).stdout


def fails(kind, function, *arguments, **options):
    try:
        function(*arguments, **options)
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was not raised")


@contextlib.contextmanager
def without_pandas():
    kept = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "pandas"}
    sys.modules["pandas"] = None
    try:
        yield
    finally:
        del sys.modules["pandas"]
        sys.modules.update(kept)


def run_doctests():
    """Of all files of the module, but of the companion, which is PyTorch's, where there is none."""
    names = [path.stem for path in sorted((MODULE / "tightframe").glob("[a-z]*.py"))]
    if importlib.util.find_spec("torch") is None:
        names.remove("companion")
    for name in ("tightframe", *("tightframe." + name for name in names)):
        result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
        assert result.failed == 0, name


def test_examples_of_the_documentation():
    run_doctests()
    with without_pandas():
        run_doctests()


def test_only_the_companion_needs_torch():
    """Neither does the module load it, where it is."""
    script = "import sys, tightframe; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True,
                          env={**os.environ, "PYTHONPATH": str(MODULE)})
    assert done.stdout == "False\n"
    script = "import sys; sys.modules['torch'] = None; import tightframe.companion"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(MODULE)})
    assert done.returncode == 1 and "torch" in done.stderr.splitlines()[-1], done.stderr


def test_notebook():
    shown = notebook.run(MODULE / "example.ipynb")
    assert any(isinstance(value, dict) and value["image/svg+xml"].startswith("<?xml") for value in shown)


def test_arrays_are_files():
    np.save(FOLDER / "H.npy", H)
    np.save(FOLDER / "y.npy", Y)
    words = [f"--features={FOLDER}/H.npy", f"--labels={FOLDER}/y.npy", "--beta=0.05", "--times=0,0.3,7"]
    rows = ask("run", *words).decode().splitlines()
    for frame in (True, False):
        if frame and importlib.util.find_spec("pandas") is None:
            continue
        table = tightframe.run(H, Y, beta=0.05, times=[0, 0.3, 7], frame=frame)
        names = list(table.columns) if frame else list(table.dtype.names)
        assert rows[0] == ",".join(names)
        for i, row in enumerate(rows[1:]):
            for name, text in zip(names, row.split(",")):
                value = table[name][i]
                assert np.isnan(value) if text == "" else value == float(text), (name, value, text)
        assert type(table).__name__ == ("DataFrame" if frame else "Table")


def test_every_kind_of_array():
    first = tightframe.info(H, Y)["nc1"]
    assert tightframe.info(H.tolist(), Y.tolist())["nc1"] == first
    assert tightframe.info(np.asfortranarray(H), Y)["nc1"] == first
    assert tightframe.info(np.repeat(H, 2, axis=0)[::2], Y.astype(object))["nc1"] == first
    assert tightframe.info(H.astype(object), Y)["nc1"] == first
    assert tightframe.info(H, np.unique(Y, return_inverse=True)[1] - 5)["label_values"] == ["-5", "-4", "-3"]
    assert abs(tightframe.info(H.astype("f4"), Y)["nc1"] - first) < 1e-5 * first
    assert tightframe.info(H.astype(">f8"), Y)["nc1"] == first

    assert tightframe.info(np.ma.array(H), Y)["nc1"] == tightframe.info(H.astype(np.longdouble), Y)["nc1"] == first
    assert tightframe.info({"H": H, "y": Y})["nc1"] == first
    assert abs(tightframe.info(H.astype("f2"), Y)["nc1"] - first) < 1e-2 * first

    class Tensor:  # what torch has
        dtype = "torch.bfloat16"
        def detach(self): return self
        def cpu(self): return self
        def float(self): return H
    assert tightframe.info(Tensor(), Y)["nc1"] == first


def test_arrays_of_other_packages():
    """Where they are: pandas and PyTorch."""
    first, numbers = tightframe.info(H, Y)["nc1"], np.unique(Y, return_inverse=True)[1]
    if importlib.util.find_spec("pandas") is not None:
        import pandas
        for labels in (pandas.Series(Y), pandas.Series(Y, dtype="category"), pandas.Series(Y, dtype="string")):
            report = tightframe.info(pandas.DataFrame(H), labels)
            assert report["nc1"] == first and report["label_values"] == ["ant", "bee", "cat"]
        table = tightframe.equilibrium(H, Y, betas=pandas.Series([1, 0.25]))
        assert table["beta"].tolist() == [1, 0.25]
        missing = pandas.Series(Y, dtype="string")
        missing[3] = pandas.NA
        assert "y[3] is missing" in str(fails(ValueError, tightframe.info, H, missing))
    if importlib.util.find_spec("torch") is not None:
        import torch
        tensor, labels = torch.tensor(H, requires_grad=True), torch.tensor(numbers)
        assert tightframe.info(tensor, labels)["nc1"] == tightframe.info(tensor.detach().to_sparse(), labels)["nc1"] == first
        for kind in (torch.float32, torch.float16, torch.bfloat16):
            assert abs(tightframe.info(tensor.to(kind), labels)["nc1"] - first) < 1e-2 * first
        assert len(tightframe.run(tensor, labels, lambda_w=torch.tensor(0.25), times=[0])) == 1
        fails(TypeError, tightframe.info, list(tensor), labels)


def test_labels_that_are_missing():
    """They are no class called None or nan."""
    for nothing in (None, float("nan")):
        labels = np.array([*Y[:4], nothing, *Y[5:]], dtype=object)
        assert "y[4] is missing" in str(fails(ValueError, tightframe.info, H, labels))
    fails(tightframe.Error, tightframe.info, H, np.where(Y == "bee", np.nan, 1.0))
    assert "labels y are missing" in str(fails(ValueError, tightframe.info, H))
    assert "masked" in str(fails(ValueError, tightframe.info, np.ma.masked_greater(H, 2), Y))


def test_flags_are_true_or_false():
    assert len(tightframe.run(H, Y, bias=np.bool_(False), times=range(2))) == 2
    alone, with_bias = (tightframe.run(H, Y, bias=bias, times=[1])["objective"][0] for bias in (False, True))
    table = tightframe.sweep(H, Y, vary={"bias": [False, True]}, at=1)
    assert table["objective"].tolist() == [alone, with_bias] and alone != with_bias
    for wrong in ({"bias": 0}, {"bias": "no"}, {"beta": True}):
        fails(TypeError, tightframe.run, H, Y, **wrong)


def test_last_layer():
    W, b = rng.normal(size=(3, 6)), rng.normal(size=3)
    assert tightframe.info(H, Y)["w"].startswith("W*(H)")
    assert tightframe.info(H, Y, W=W, b=b)["w"] == "file"
    table = tightframe.run(H, Y, W=W, flow="joint", initial_w="file", times=[0])
    assert abs(table["norm_w"][0] - np.linalg.norm(W)) < 1e-12


def test_mapped_arrays_are_not_copied():
    path = FOLDER / "large.npy"
    np.save(path, H)
    mapped = np.load(path, mmap_mode="r")
    assert data.find_file(mapped) == str(path)
    for other in (mapped[:10], mapped[:, ::-1], mapped.T, np.array(mapped), np.memmap(path, dtype="f8", mode="r")[:12]):
        assert data.find_file(other) is None
    assert tightframe.info(mapped, Y)["nc1"] == tightframe.info(H, Y)["nc1"]


def test_large_arrays_are_written_in_pieces():
    size, data.CHUNK = data.CHUNK, 1000
    try:
        for array in (H, H[:, ::-1], np.asfortranarray(H)):
            data.write_array(FOLDER / "pieces.npy", array)
            assert (np.load(FOLDER / "pieces.npy") == array).all()
    finally:
        data.CHUNK = size


def test_what_goes_as_npy():
    """A single source without a last layer: what is mapped goes as itself."""
    path = FOLDER / "large.npy"
    np.save(path, H)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for sources, y in (((np.load(path, mmap_mode="r"),), Y), (((np.load(path, mmap_mode="r"), Y),), None)):
            words = calls.name_sources("moments", folder, sources, y, None, None, {})
            assert words == [f"--features={path}", f"--labels={folder / 'labels.npy'}"]
    assert tightframe.moments(np.load(path, mmap_mode="r"), Y)["counts"].tolist() == [10, 7, 12]


def test_a_full_disk_is_an_error():
    """Before anything is written to a map of the file, where it would end the process."""
    def refuse(_file, _offset, _size):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    size, data.CHUNK, reserve, os.posix_fallocate = data.CHUNK, 1000, os.posix_fallocate, refuse
    try:
        assert str(FOLDER / "full.npy") in str(fails(OSError, data.write_array, FOLDER / "full.npy", H))
    finally:
        data.CHUNK, os.posix_fallocate = size, reserve


def test_nothing_is_left_behind():
    with tempfile.TemporaryDirectory() as folder:
        kept, tempfile.tempdir = tempfile.tempdir, folder
        try:
            tightframe.run(H, Y, times=[0])
            tightframe.render(H, Y, time=1)
            fails(tightframe.Error, tightframe.info, np.full((4, 2), np.nan), [0, 0, 1, 1])
        finally:
            tempfile.tempdir = kept
        assert os.listdir(folder) == []


def test_errors_have_the_sentence():
    bad = H.copy()
    bad[3, 2] = np.inf
    error = fails(tightframe.Error, tightframe.info, bad, Y)
    assert "row 4, column 3" in str(error) and "/tmp" not in str(error) and error.status == 1
    error = fails(tightframe.Misuse, tightframe.run, H, Y, beta=-1)
    assert isinstance(error, ValueError) and error.status == 2 and "β" in str(error)
    assert "did you mean lambda_w" in str(fails(TypeError, tightframe.run, H, Y, lamda_w=1))
    assert "no option" in str(fails(TypeError, tightframe.info, H, Y, times=[1]))
    assert "29 samples in H and 28 labels" in str(fails(ValueError, tightframe.run, H, Y[1:]))
    assert "3 axes" in str(fails(ValueError, tightframe.run, H[None], Y))
    assert "/nowhere.npz" in str(fails(tightframe.Error, tightframe.info, "/nowhere.npz"))
    fails(ValueError, tightframe.run, None, Y)
    fails(AttributeError, getattr, tightframe, "no_such_command")


def test_rows_until_a_divergence():
    error = fails(tightframe.Error, tightframe.run, H, Y, flow="descent", step=1e5)
    assert "diverged" in str(error) and len(error.table) > 0 and error.table["iteration"][0] == 0


def test_notes_are_warnings():
    path = FOLDER / "f.csv"
    path.write_text("id,x,z,label\n" + "".join(f"{i},{i % 5}.5,{i * i % 7}.25,{'ab'[i % 2]}\n" for i in range(20)))
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        tightframe.info(path, labels_key="label")
    assert len(said) == 1 and said[0].category is tightframe.Note and "id" in str(said[0].message)
    assert said[0].filename == __file__


def test_figures():
    figure = tightframe.render(H, Y, "means", size="3x2in", beta=0.1)
    assert figure._repr_svg_().startswith("<?xml") and "β = 0.1" in figure.caption
    path = FOLDER / "figure.svg"
    figure.save(path)
    assert path.read_bytes() == figure.data
    fails(ValueError, figure.save, FOLDER / "figure.pdf")
    assert tightframe.render(H, Y, ["means", "traces"], format="png", size="4x2in", time=1)._repr_png_()[:4] == b"\x89PNG"
    assert tightframe.render(classes=3, format="pdf", size="2x2in", time=1).data[:4] == b"%PDF"
    # The run inside a figure is a session.
    synthetic = tightframe.render(classes=3, beta=0.5, time=2, size="2x2in")
    synthetic.save(path)
    assert tightframe.run(path)["t"].tolist()[-1] == 2


def test_interrupt_ends_the_program():
    """The signal comes to Python alone, as Jupyter sends it."""
    # A shell without job control has its background jobs ignore the signal, and Python would leave it so.
    script = ("import signal, tightframe\nsignal.signal(signal.SIGINT, signal.default_int_handler)\nprint('ready', flush=True)\n"
              "try:\n    tightframe.depth(classes=20, dim=100, per_class=20, beta=1e-3, layers=100000)\n"
              "except KeyboardInterrupt:\n    print('interrupted', flush=True)\n")
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, start_new_session=True,
                               env={**os.environ, "PYTHONPATH": str(MODULE)})
    assert process.stdout.readline() == "ready\n"
    children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while not (child := children.read_text().split()):
        time.sleep(0.05)
        assert process.poll() is None
    time.sleep(0.5)  # its start is over
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60)[0] == "interrupted\n"
    assert not os.path.exists(f"/proc/{child[0]}")


def make_program(text):
    path = FOLDER / "program"
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@contextlib.contextmanager
def other_program(text):
    os.environ["TIGHTFRAME_PROGRAM"] = str(make_program(text))
    program.describe.cache_clear()
    try:
        yield
    finally:
        os.environ["TIGHTFRAME_PROGRAM"] = PROGRAM
        program.describe.cache_clear()


def test_commands_that_came_later():
    """What the program offers is there, whether this module knew of it or not."""
    told = json.loads(ask("--describe"))
    options = [{"name": "json", "help": ""}, {"name": "vary", "placeholder": "V", "help": "What varies", "repeats": True},
               {"name": "features", "placeholder": "FILE", "help": ""}, {"name": "output", "placeholder": "FILE", "help": ""}]
    told["commands"].append({"name": "new-thing", "summary": "a new thing", "usage": "tightframe new-thing [OPTION…]",
                             "description": "Does it.", "groups": [{"title": "", "options": options}]})
    (FOLDER / "told.json").write_text(json.dumps(told))
    with other_program(f'if [ "$1" = --describe ]; then cat {FOLDER}/told.json; exit; fi\n'
                       'printf \'[{"words": "%s"}]\' "$*"\n'):
        assert "new_thing" in dir(tightframe) and "new-thing" in tightframe.commands()
        function = tightframe.new_thing
        assert "vary : V" in function.__doc__ and "What varies" in function.__doc__
        table = function("a.npz", vary=["beta=1:2:3", "eta=1:2:3"])
        assert table["words"][0] == "new-thing --features=a.npz --vary=beta=1:2:3 --vary=eta=1:2:3 --json"
        assert function(output="x.npz") == "x.npz"
    del tightframe.new_thing


def test_settings_that_vary():
    """A sweep's cells are rows of `equilibrium`."""
    if "sweep" not in tightframe.commands():
        raise tap.Skipped("there is no sweep")
    table = tightframe.sweep(H, Y, vary={"lambda_w": (1e-3, 1e-1, 3, "log"), "beta": [1, 0.1]})
    assert sorted(set(table["beta"].tolist())) == [0.1, 1] and len(table["nc1"]) == 6
    alone = tightframe.equilibrium(H, Y, lambda_w=1e-3, betas=[1])
    place = [row for row in range(6) if table["beta"][row] == 1 and table["lambda-w"][row] == 1e-3]
    assert table["nc1"][place[0]] == alone["nc1"][0]
    assert tightframe.sweep(H, Y, vary=["beta=1,0.1"], output=FOLDER / "sweep.csv") == FOLDER / "sweep.csv"
    assert (FOLDER / "sweep.csv").read_text().startswith("beta,")


def test_which_beta():
    """Arrays, pairs, files and archives of one layer are the same to a fit."""
    numbers = np.unique(Y, return_inverse=True)[1]
    later = H + 0.5 * np.eye(3, 6)[numbers]
    np.savez(FOLDER / "-first.npz", H=H, y=Y)
    np.savez(FOLDER / "later.npz", H=later, y=Y)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the second β
        table = tightframe.fit(H, later, 2 * later, y=Y, lambda_h=0.01)
    assert len(table["beta"]) == 2 and table["beta"][0] > 0
    folder = os.getcwd()
    os.chdir(FOLDER)
    try:
        for first, second in (((H, Y), (later, Y)), ("-first.npz", FOLDER / "later.npz"), ({"H": H, "y": Y}, (later, Y))):
            assert tightframe.fit(first, second, lambda_h=0.01)["beta"][0] == table["beta"][0]
    finally:
        os.chdir(folder)
    bad = np.where(later > 2, np.inf, later)
    assert str(fails(tightframe.Error, tightframe.fit, (H, Y), (bad, Y))).startswith("source 2: ")
    fails(ValueError, tightframe.fit, H, later)
    fails(TypeError, tightframe.fit, H)


def test_moments_of_parts():
    parts = tightframe.moments((H[::2], Y[::2]), (H[1::2], Y[1::2]))
    assert parts["counts"].tolist() == [10, 7, 12] and parts["classes"].tolist() == ["ant", "bee", "cat"]
    centred = H - np.array([H[Y == name].mean(axis=0) for name in ("ant", "bee", "cat")])[np.unique(Y, return_inverse=True)[1]]
    assert np.allclose(parts["cov_within"], centred.T @ centred / len(H), rtol=1e-12, atol=1e-12)
    for start in (parts, tightframe.moments(H, Y), tightframe.moments(H, Y, output=FOLDER / "moments.npz")):
        rows = tightframe.run(start, beta=0.1, times=[0, 5])["nc1"].tolist()
        assert np.allclose(rows, tightframe.run(H, Y, beta=0.1, times=[0, 5])["nc1"].tolist(), rtol=1e-9)
    joined = tightframe.moments(FOLDER / "moments.npz", FOLDER / "moments.npz", merge=True)
    assert joined["counts"].tolist() == [20, 14, 24]
    assert tightframe.moments(FOLDER / "moments.npz", merge=True)["counts"].tolist() == [10, 7, 12]


def test_series_of_arrays_and_of_a_folder():
    (FOLDER / "training").mkdir()
    for epoch in (1, 2):
        np.savez(FOLDER / "training" / f"epoch{epoch}.npz", H=H * epoch, y=Y)
    table = tightframe.series(FOLDER / "training", labels_key="y")
    assert table["epoch"].tolist() == [1, 2]
    assert tightframe.series(H, 2 * H, y=Y)["norm_h"].tolist() == table["norm_h"].tolist()


def test_docstrings_have_numpys_form():
    docstrings.check_functions(tightframe, {*tightframe.__all__, *(name.replace("-", "_") for name in tightframe.commands())})
    docstrings.check_class((MODULE / "tightframe" / "companion.py").read_text(encoding="utf-8"))


def test_every_command_has_a_function():
    assert {"info", "run", "equilibrium", "depth", "perturbation", "sweep", "fit", "moments", "render", "show"} <= set(tightframe.__all__)
    assert all(callable(getattr(tightframe, name.replace("-", "_"))) for name in tightframe.commands())


def test_a_program_that_dies():
    told = ask("--describe").decode()
    (FOLDER / "told.json").write_text(told)
    with other_program(f'if [ "$1" = --describe ]; then cat {FOLDER}/told.json; exit; fi\nkill -SEGV $$\n'):
        assert "SIGSEGV" in str(fails(tightframe.Error, tightframe.run, classes=3))
    with other_program("exit 1\n"):
        fails(tightframe.NotInstalled, tightframe.run, classes=3)
    os.environ["TIGHTFRAME_PROGRAM"] = "/nowhere/tightframe"
    try:
        error = fails(tightframe.NotInstalled, tightframe.run, classes=3)
        assert isinstance(error, FileNotFoundError) and "/nowhere/tightframe" in str(error)
        fails(tightframe.NotInstalled, tightframe.show)
    finally:
        os.environ["TIGHTFRAME_PROGRAM"] = PROGRAM


def test_show():
    display = os.environ.pop("DISPLAY", None)
    soon, tightframe.window.SOON = tightframe.window.SOON, 600  # a busy machine may take its time to say so
    try:
        if "without a window" in ask("--version").decode():
            assert "no window" in str(fails(tightframe.Error, tightframe.show, H, Y))
            return
        assert "no display" in str(fails(tightframe.Error, tightframe.show, H, Y))
        fails(ValueError, tightframe.show, H)
    finally:
        tightframe.window.SOON = soon
        if display is not None:
            os.environ["DISPLAY"] = display
    if display is None:
        raise tap.Skipped("there is no display")
    for source in ((H, Y), (tightframe.moments(H, Y),)):
        process = tightframe.show(*source)
        assert process.poll() is None
        process.terminate()
        process.wait()


def test_what_a_window_says_later():
    """Nobody reads it: it must not end the window, nor hold it."""
    with other_program("sleep 2\nhead -c 200000 /dev/zero >&2 && touch \"$1.said\"\n"):
        process = tightframe.show(FOLDER / "any")
        assert process.wait(600) == 0 and (FOLDER / "any.said").exists()


def test_a_window_that_does_not_open_leaves_nothing():
    with tempfile.TemporaryDirectory() as folder, other_program("echo 'tightframe: no' >&2\nexit 1\n"):
        kept, tempfile.tempdir = tempfile.tempdir, folder
        soon, tightframe.window.SOON = tightframe.window.SOON, 600
        try:
            assert str(fails(tightframe.Error, tightframe.show, H, Y)) == "no"
        finally:
            tempfile.tempdir, tightframe.window.SOON = kept, soon
        assert os.listdir(folder) == []


def test_versions_agree():
    text = (MODULE / "pyproject.toml").read_text()
    assert re.search(r'^version = "(.*)"', text, re.M)[1] == tightframe.get_description()["version"]
    # Every file of the module is installed.
    listed = set(re.findall(r"tightframe/\w+\.py", (MODULE / "meson.build").read_text()))
    assert listed == {f"tightframe/{path.name}" for path in (MODULE / "tightframe").glob("*.py")}


tap.run()
