# test-describe.py: what is made of the table of commands: help, manual pages, completions, JSON
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: test-describe.py PROGRAM PAGES.py EXAMPLES-FOLDER"""
import csv
import io
import json
import math
import os
import pathlib
import pty
import re
import shutil
import subprocess
import sys
import tempfile

import tap

PROGRAM, PAGES, EXAMPLES = sys.argv[1:4]
OPTION = re.compile(r"^  (?:-(\w), )?--([a-z0-9-]+)(?:=(\S+))?", re.M)
SMALL = ["--classes", "3", "--per-class", "5", "--dim", "4"]
TABLES = {"run": [*SMALL, "--times", "0,1,100"], "equilibrium": [*SMALL, "--betas", "1,0.1"],
          "depth": [*SMALL, "--layers", "2", "--beta", "1"], "perturbation": [*SMALL, "--check", "1e-3", "--beta", "1"],
          "sweep": [*SMALL, "--vary", "beta=0.1,1", "--vary", "bias=false,true"],
          "fit": [f"{EXAMPLES}/mnist_mlp6_mse_L{layer}.npz" for layer in (2, 3)],
          "series": [f"{EXAMPLES}/mnist_cnn_ce_epoch{epoch}_penult.npz" for epoch in ("001", "120")]}
workdir = tempfile.TemporaryDirectory()
FOLDER = pathlib.Path(workdir.name)


def run(*words, **options):
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, encoding="utf-8", **options)
    assert done.returncode == 0, (words, done.stderr)
    return done.stdout


description = json.loads(run("--describe"))
COMMANDS = {command["name"]: command for command in description["commands"]}
subprocess.run([sys.executable, PAGES, "/dev/stdin", FOLDER, "man1", "bash", "zsh", "fish", "mpi"], input=run("--describe"), text=True, check=True)


def get_options(name):
    return [option for group in COMMANDS[name]["groups"] for option in group["options"]]


def need(tool):
    if shutil.which(tool) is None:
        raise tap.Skipped(f"{tool} is not here")


def test_every_option_of_help_is_described():
    assert len(COMMANDS) >= 6
    for name in COMMANDS:
        shown = OPTION.findall(run(name, "--help"))
        told = [(o.get("short", ""), o["name"], o.get("placeholder", "")) for o in get_options(name)]
        assert sorted(shown) == sorted(told), (name, set(shown) ^ set(told))
        assert len(told) == len(set(told)), name


def test_each_status_of_each_command():
    """0 done, 1 the work failed, which names the file that is to blame, 2 the words were wrong."""
    bad = str(FOLDER / "no-features.npz")
    pathlib.Path(bad).write_text("no features\n")
    named = ["--features", bad]
    failing = {"info": [bad], "run": named, "equilibrium": named, "limit": named, "depth": [*named, "--layers", "2"],
               "sweep": [*named, "--vary", "beta=1,2"], "series": [bad], "fit": [bad, bad],
               "moments": [bad, "-o", str(FOLDER / "m.npz")],
               "render": [*named, "--view", "means", "-o", str(FOLDER / "f.svg")], "perturbation": [*named, "--beta", "1"],
               "record": [*named, "--view", "means", "-o", str(FOLDER / "f.png")], "lesson": [bad]}
    assert set(failing) == set(COMMANDS)
    for name in COMMANDS:
        for status, words, subject in ((0, ["--help"], None), (1, failing[name], bad), (2, ["--no-such-option"], name)):
            done = subprocess.run([PROGRAM, name, *words], capture_output=True, text=True, encoding="utf-8")
            assert done.returncode == status, (name, words, done)
            assert done.stderr == "" if subject is None else done.stderr.startswith(f"tightframe: {subject}: "), done.stderr
            assert done.stderr.count("\n") == (subject is not None), done.stderr
    done = subprocess.run([PROGRAM, "run", bad], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 2 and f"--features {bad}" in done.stderr


def test_help_of_the_program_has_all():
    text = run("--help")
    for word in [*COMMANDS, *("--" + option["name"] for option in description["options"])]:
        assert re.search(rf"^  tightframe {word}\b", text, re.M), word
    assert run("--version").splitlines()[0] == f'tightframe {description["version"]}'
    assert re.fullmatch(r"with(out)? a window", run("--version").splitlines()[2])


def test_descriptions_do_not_depend_on_the_locale():
    assert run("--describe", env={**os.environ, "LC_ALL": "C"}) == run("--describe")


def test_every_option_has_its_words_in_the_pages():
    main = (FOLDER / "man1" / "tightframe.1").read_text()
    assert len(list((FOLDER / "man1").iterdir())) == len(COMMANDS) + 2  # and tightframe-mpi
    for name in COMMANDS:
        page = (FOLDER / "man1" / f"tightframe-{name}.1").read_text()
        assert f"tightframe\\-{name}" in main
        for option in get_options(name):
            assert "\\-\\-" + option["name"].replace("-", "\\-") + "\\fR" in page, (name, option)
            first = re.match("[ -~]*", option["help"])[0][:20]  # other characters have spellings of their own there
            assert first.replace("--", "\\-\\-") in page, (name, option)
        for status in description["statuses"]:
            assert status["help"] in page


def test_columns_are_explained():
    page = (FOLDER / "man1" / "tightframe.1").read_text()
    columns = run("run", "--classes", "2", "--times", "0").splitlines()[0].split(",")[1:]
    # Those of samples that are not trained on are columns where there are such samples.
    assert columns == [name for name in (metric["name"] for metric in description["metrics"]) if not name.startswith(("test_", "ood_"))]
    assert len(columns) + 5 == len(description["metrics"])
    for metric in description["metrics"]:
        assert metric["help"] and f'\\fB{metric["name"]}\\fR' in page, metric


def test_pages_are_sound():
    need("mandoc")
    for page in sorted((FOLDER / "man1").iterdir()):
        said = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True, text=True).stdout
        assert [line for line in said.splitlines() if "missing date" not in line] == [], said
        # Where the terminal has ASCII alone no character is left out.
        shown = subprocess.run(["mandoc", "-T", "ascii", page], capture_output=True, text=True, check=True).stdout
        assert "<?>" not in shown, shown


def complete_in_bash(*words):
    """What Tab offers after the last word."""
    script = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tightframe; printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-uc", script, "bash", FOLDER / "bash" / "tightframe", "tightframe", *words],
                          capture_output=True, text=True, check=True, cwd=FOLDER)
    assert done.stderr == "", done.stderr
    return done.stdout.split()


def test_bash_completes():
    assert set(complete_in_bash("")) >= set(COMMANDS) | {"--help", "--version", "--resume", "man1"}
    for name in COMMANDS:
        assert name in complete_in_bash(name[:2])
        offered = complete_in_bash(name, "--")
        assert sorted(offered) == sorted("--" + option["name"] for option in get_options(name)), name
    assert complete_in_bash("run", "--flow", "c") == ["central"]
    assert complete_in_bash("run", "--flow", "=", "d") == ["descent"]
    assert set(complete_in_bash("run", "--flow", "=")) >= {"central", "joint", "descent"}
    assert complete_in_bash("render", "--view", "means,tra") == ["means,traces"]
    assert complete_in_bash("render", "--output", "=", "ma") == ["man1"]
    assert complete_in_bash("run", "-o", "ma") == ["man1"]
    assert complete_in_bash("run", "--beta", "m") == []


def test_zsh_completes():
    need("zsh")
    path = FOLDER / "zsh" / "_tightframe"
    subprocess.run(["zsh", "-n", path], check=True)
    text = path.read_text()
    for name in COMMANDS:
        part = text.partition(f"    {name})")[2].partition(";;")[0]
        for option in get_options(name):
            assert f"--{option['name']}" in part, (name, option)
    # Run as the completion system would, with its function that reads the options replaced.
    for name in COMMANDS:
        script = ('fpath=($1:h $fpath); autoload -Uz _tightframe; _arguments() { print -rl -- "$@" }; '
                  'words=(tightframe $2 --); CURRENT=3; _tightframe')
        said = subprocess.run(["zsh", "-fc", script, "zsh", path, name], capture_output=True, text=True, check=True).stdout
        assert all(re.search(rf"^\*?--{option['name']}[=\[]", said, re.M) for option in get_options(name)), (name, said)


def test_fish_completes():
    need("fish")

    def complete(line):
        script = f"source {FOLDER}/fish/tightframe.fish; complete -C '{line}'"
        done = subprocess.run(["fish", "--no-config", "-c", script], capture_output=True, text=True, check=True,
                              env={**os.environ, "HOME": str(FOLDER)})
        return [entry.split("\t")[0] for entry in done.stdout.splitlines()]

    assert set(complete("tightframe ")) >= set(COMMANDS)
    for name in COMMANDS:
        offered = {word.rstrip("=") for word in complete(f"tightframe {name} --")}
        assert offered == {"--" + option["name"] for option in get_options(name)}, name
    assert "descent" in complete("tightframe run --flow ")
    assert {"means", "traces"} <= set(complete("tightframe render --view "))
    assert "means,traces" in complete("tightframe render --view means,tra")


def same(text, value):
    """A field of CSV and a value of JSON."""
    if text == "":
        return value is None
    return value == text if isinstance(value, str) else float(text) == value


def test_json_is_the_table():
    # Of a command that is not known here a small problem is asked.
    named = {name for name in COMMANDS if "json" in [option["name"] for option in get_options(name)]} - {"info"}
    assert named >= set(TABLES)
    for name in named:
        words = TABLES.get(name, SMALL)
        tables = [part.splitlines() for part in run(name, *words).split("\n\n")]
        rows = [row for part in tables for row in csv.DictReader(part)]
        told = json.loads(run(name, *words, "--json"), parse_constant=lambda word: 1 / 0)
        assert len(rows) == len(told) > 0, name
        for row, value in zip(rows, told):
            assert list(dict.fromkeys(row)) == list(value), name
            assert all(same(row[key], value[key]) for key in row), (name, row, value)
        run(name, *words, "--json", "-o", str(FOLDER / "table.json"))
        assert json.loads((FOLDER / "table.json").read_text()) == told


def test_json_of_info():
    path = FOLDER / "f.csv"
    path.write_text("x,y,label\n" + "".join(f'{i}.5,{i * i},{"ab" if i % 2 else "c"}\n' for i in range(8)))
    lines = dict(line.split(": ", 1) for line in run("info", str(path), "--labels-key", "label").splitlines())
    told = json.loads(run("info", str(path), "--labels-key", "label", "--json"))
    assert set(lines) == set(told) - {"rank_most"}
    assert sorted(told["label_values"]) == ['ab', "c"] and told["samples"] == 8
    assert lines["rank"] == f'{told["rank"]} of {told["rank_most"]}'
    for key, text in lines.items():
        if isinstance(told[key], float):
            assert math.isclose(float(text), told[key], rel_tol=1e-11), key
        elif told[key] is None:
            assert text == "undefined", key


def read_terminal(words, **variables):
    """What the program writes on standard error when that is a terminal."""
    outer, inner = pty.openpty()
    process = subprocess.Popen([PROGRAM, *words], stdout=subprocess.DEVNULL, stderr=inner,
                               env={**os.environ, "TERM": "xterm", **variables})
    os.close(inner)
    text = b""
    while True:
        try:
            piece = os.read(outer, 4096)
        except OSError:  # nobody is left on the other side
            piece = b""
        if not piece:
            break
        text += piece
    os.close(outer)
    assert process.wait() == 0
    return text


def test_no_color_means_no_sequences():
    words = ["depth", "--classes", "10", "--dim", "64", "--per-class", "50", "--layers", "40", "--beta", "0.05"]
    assert b"layer" in read_terminal(words) and b"\033" in read_terminal(words)
    assert b"\033" in read_terminal(words, NO_COLOR="")
    assert b"layer" in read_terminal(words, NO_COLOR="1") and b"\033" not in read_terminal(words, NO_COLOR="1")
    assert b"\033" not in read_terminal(words, TERM="dumb")


tap.run()
