# program.py: the program, where it is, what it offers, and one run of it
#
# SPDX-License-Identifier: GPL-3.0-or-later
import functools
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import warnings

PATIENCE = 10  # seconds that the program has to end after Ctrl-C


class Error(RuntimeError):
    """The program could not do the work; the text is its sentence.

    Attributes
    ----------
    status : int
        Its exit status: 1 the work failed, 2 the words were wrong (`Misuse`).
    table : Table, pandas.DataFrame or None
        The rows until then, where there are any: of a descent that diverged.
    """

    status = 1
    table = None


class Misuse(Error, ValueError):
    """An option or a value is wrong."""

    status = 2


class NotInstalled(Error, FileNotFoundError):
    """There is no program `tightframe`."""

    def __str__(self):
        return str(self.args[0])


class Note(UserWarning):
    """What the program had to say beside its result."""


def find_program():
    """Where the program is.

    Looked for are the environment's TIGHTFRAME_PROGRAM, the prefix or the tree of
    sources in which this module stands, and PATH.

    Returns
    -------
    str
        Its path.

    Raises
    ------
    NotInstalled
        Where it is in none of these.
    """
    named = os.environ.get("TIGHTFRAME_PROGRAM")
    if named:
        return named
    here = pathlib.Path(__file__).resolve()
    for folder in here.parents[2:6]:
        for path in (folder / "build" / "app" / "tightframe", folder / "bin" / "tightframe"):
            if path.is_file() and os.access(path, os.X_OK):
                return str(path)
    found = shutil.which("tightframe")
    if found is None:
        raise NotInstalled("the program tightframe is not on PATH; install it, or say where it is in TIGHTFRAME_PROGRAM")
    return found


@functools.lru_cache(maxsize=8)
def describe(program, changed):
    done = subprocess.run([program, "--describe"], capture_output=True, check=False)
    if done.returncode != 0:
        raise NotInstalled(f"{program} is not a version of tightframe that this module knows")
    return json.loads(done.stdout.decode("utf-8"))


def get_description():
    """What the installed program offers: its commands with their options, as ``tightframe --describe`` says.

    Returns
    -------
    dict
        Of its JSON.

    Raises
    ------
    NotInstalled
        Where there is no program, or one that is no tightframe.
    """
    program = find_program()
    try:
        return describe(program, os.stat(program).st_mtime_ns)
    except OSError as error:
        raise NotInstalled(f"{program} does not start: {error.strerror}") from None


def commands():
    """The names of the program's commands.

    Returns
    -------
    list of str

    Examples
    --------
    >>> import tightframe
    >>> {"info", "run", "render"} <= set(tightframe.commands())
    True
    """
    return [command["name"] for command in get_description()["commands"]]


def get_command(name):
    for command in get_description()["commands"]:
        if command["name"] == name:
            return command
    raise AttributeError(f"the installed tightframe has no command {name!r}")


def get_options(name):
    """The options of a command, by name."""
    return {option["name"]: option for group in get_command(name)["groups"] for option in group["options"]}


def start(words, **streams):
    """The program with those words."""
    path = find_program()
    try:
        return subprocess.Popen([path, *words], stdin=subprocess.DEVNULL, **streams)
    except OSError as error:
        raise NotInstalled(f"{path} does not start: {error.strerror}") from None


def get_caller():
    """How far the first frame outside of this module is, as `warnings.warn` counts."""
    folder, frame, level = os.path.dirname(__file__), sys._getframe(1), 1
    while frame is not None and os.path.dirname(frame.f_code.co_filename) == folder:
        frame, level = frame.f_back, level + 1
    return level


def end(process):
    """Ctrl-C reaches the program as it would in a terminal; it leaves nothing half done."""
    try:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def say_notes(lines, hide):
    """Returns the lines that are no notes."""
    others = []
    for line in lines:
        note = re.match(r"tightframe: (?:(.*?): )?note: (.*)", line)
        if note:
            subject = f"{note[1]}: " if note[1] and not is_hidden(note[1], hide) else ""
            warnings.warn(subject + note[2], Note, stacklevel=get_caller())
        else:
            others.append(line)
    return others


def is_hidden(subject, hide):
    """A file that was made for the program alone says nothing to a person."""
    return hide is not None and subject.startswith(hide)


def make_error(status, lines, hide):
    if status < 0:
        return Error(f"tightframe was ended by signal {-status} ({signal.Signals(-status).name})")
    sentence = next((line for line in reversed(lines) if line.startswith("tightframe: ")), "tightframe: it failed")
    sentence = sentence.partition(": ")[2]
    if hide is not None and sentence.startswith(hide):
        path, _colon, sentence = sentence.partition(": ")
        place = re.fullmatch(r"source-(\d+)\.npz", os.path.basename(path))
        sentence = f"source {place[1]}: {sentence}" if place else sentence
    return (Misuse if status == 2 else Error)(sentence)


def run_program(words, hide=None):
    """One run of the program.

    Parameters
    ----------
    words : list of str
        Its command line without its own name.
    hide : str or None
        A folder whose files are not named in errors and notes.

    Returns
    -------
    output : bytes
    lines : list of str
        Of standard error, without the notes, which become warnings.
    error : Error or None
        What went wrong, not raised, for output may be worth something all the same.
    """
    process = start(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        output, said = process.communicate()
    except BaseException:
        end(process)
        raise
    lines = say_notes(said.decode("utf-8", "replace").splitlines(), hide)
    if process.returncode == 0:
        return output, lines, None
    return output, lines, make_error(process.returncode, lines, hide)
