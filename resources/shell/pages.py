#!/usr/bin/env python3
# pages.py: manual pages and completions, made of what `tightframe --describe` says
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: pages.py DESCRIPTION.json FOLDER [MANDIR BASH-DIR ZSH-DIR FISH-DIR [mpi]]

Writes tightframe.1, a page for each command (tightframe-run.1 …) and completions for
bash, zsh and fish; with the word mpi also tightframe-mpi.1. The directories are relative to FOLDER, by default man1, bash, zsh
and fish. As an install script of Meson FOLDER is the prefix; DESTDIR is put before it.
"""
import json
import os
import pathlib
import re
import sys

# What tightframe-mpi has, and how its ranks share it.
SHARED_COMMANDS = {
    "sweep": "Cells are handed to ranks as they are free for them, and rank 0 writes. The table is that of\n"
             "\\fBtightframe sweep\\fR to the last byte, whatever the number of ranks; what is finished is on disk, and\n"
             "\\fB\\-\\-resume\\fR goes on after a time limit or a crash.",
    "moments": "Large files whose bytes can be entered in the middle (.npy, .pt, .safetensors, stored .npz) are shared in\n"
               "pieces of 65,536 samples; any other is read by one rank, each by the next. Rank 0 joins them in\n"
               "their order and writes. The file is that of \\fBtightframe moments\\fR to the last byte, whatever the number\n"
               "of ranks. Ranks hand over what they have gathered as messages; until then it is in a file in \\fBTMPDIR\\fR.",
}
SEE_ALSO = "The manual, in HTML, opens with F1 in the window."


# --- what an option is ------------------------------------------------------------

def get_options(command):
    """All options of a command, its own first."""
    groups = sorted(command["groups"], key=lambda group: group["title"] != "")
    return [option for group in groups for option in group["options"]]


def takes_file(option):
    """The placeholder says so, for the program's own options and for those of commands."""
    return option.get("placeholder", "").startswith(("FILE", "FOLDER"))


def get_words(option):
    """What its value can be, where that is a list: told by the program, or A|B|C."""
    if "words" in option:
        return option["words"]
    placeholder = option.get("placeholder", "")
    return placeholder.split("|") if re.fullmatch(r"[a-z0-9-]+(\|[a-z0-9-]+)+", placeholder) else []


# --- manual pages -------------------------------------------------------------------

# What a terminal without UTF-8, as on many a cluster, would leave out: H₀ would read H, and 10⁻³ 10³.
PLAIN = str.maketrans({"…": "\\&...", "‖": "||", "ᵀ": "^T", "⁺": "^+", **dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789"))})
POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def make_plain(text):
    """In characters for which each roff has a spelling of its own, also in ASCII."""
    return re.sub("10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: "1e" + m[1].translate(POWERS), text).translate(PLAIN)


def escape(text, is_option=False):
    """Text for roff, in which a line never begins with a request."""
    text = text.replace("\\", "\\e")
    text = re.sub(r"(^|\s)(--?)(?=[a-z])", lambda m: m[1] + "\\-" * len(m[2]), text)
    if is_option:
        text = text.replace("-", "\\-").replace("\\\\-", "\\-")
    return "\n".join("\\&" + line if line.startswith((".", "'")) else line for line in text.split("\n"))


def head(name, description):
    return [f'.TH {name.upper()} 1 "" "tightframe {description["version"]}" "User Commands"']


def option_paragraph(option):
    name = "\\-\\-" + escape(option["name"], True)
    value = f'=\\fI{escape(option["placeholder"])}\\fR' if "placeholder" in option else ""
    short = f'\\fB\\-{option["short"]}\\fR, ' if "short" in option else ""
    lines = [".TP", f"{short}\\fB{name}\\fR{value}", escape(option["help"]) or "\\&"]
    if get_words(option):
        lines += [".br", "One of: " + escape(", ".join(get_words(option))) + "."]
    return lines


def rows_section(title, rows, *sentences):
    lines = [f".SH {title}", *sentences]
    for row in rows:
        lines += [".TP", f'\\fB{row["name"]}\\fR', escape(row["help"])]
    return lines


def statuses_section(description):
    rows = rows_section("EXIT STATUS", description["statuses"])
    return rows + [".PP", "What is wrong is said in one line on standard error."]


def see_also(names):
    return [".SH SEE ALSO", ", ".join(f"\\fB{name}\\fR(1)".replace("-", "\\-") for name in names) + ".", ".PP", SEE_ALSO]


def main_page(description):
    commands = description["commands"]
    lines = head("tightframe", description)
    lines += [".SH NAME", "tightframe \\- watch neural collapse happen, with its hyperparameters in your hands",
              ".SH SYNOPSIS", ".B tightframe", "[\\fIFILE\\fR…]", ".br",
              ".B tightframe", "\\fICOMMAND\\fR [\\fIOPTION\\fR…]", ".SH DESCRIPTION",
              "Without a command the window opens, with the FILE given: features, a session, or a figure with the",
              "session that made it. Several files are the layers of one network. The commands do the same work",
              "without a display.", ".SH COMMANDS"]
    for command in commands:
        page = f'tightframe-{command["name"]}'.replace("-", "\\-")
        lines += [".TP", f'\\fB{page}\\fR(1)', escape(command["summary"])]
    lines.append(".SH OPTIONS")
    for option in description["options"]:
        lines += option_paragraph(option)
    lines += rows_section("METRICS", description["metrics"], "The columns of tables; undefined values are empty fields,",
                          "and null with \\fB\\-\\-json\\fR.")
    lines += statuses_section(description) + rows_section("ENVIRONMENT", description["environment"])
    return lines + see_also([f'tightframe-{command["name"]}' for command in commands])


def command_page(command, description):
    name = f'tightframe-{command["name"]}'
    words = escape(command["usage"].partition(" ")[2].partition(" ")[2], True)
    lines = head(name, description)
    lines += [".SH NAME", f'{escape(name, True)} \\- {escape(command["summary"])}', ".SH SYNOPSIS",
              f'.B tightframe {command["name"]}', words, ".SH DESCRIPTION", escape(command["description"]),
              ".SH OPTIONS", "Options are written \\fB\\-\\-name=\\fIvalue\\fR or \\fB\\-\\-name\\fR \\fIvalue\\fR."]
    for group in command["groups"]:
        if group["title"]:
            lines.append(".SS " + escape(group["title"].rstrip(":")))
        for option in group["options"]:
            lines += option_paragraph(option)
    lines += statuses_section(description)
    return lines + see_also(["tightframe"])


def shared_page(description):
    """tightframe-mpi, whose commands have the words of the program's own."""
    known = [command["name"] for command in description["commands"] if command["name"] in SHARED_COMMANDS]
    lines = head("tightframe-mpi", description)
    lines += [".SH NAME", "tightframe\\-mpi \\- commands of tightframe, shared among the processes of an MPI job",
              ".SH SYNOPSIS", ".B mpirun", "\\fB\\-n\\fR \\fIRANKS\\fR \\fBtightframe\\-mpi\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR…]",
              ".SH DESCRIPTION", "The options are those of the same command of \\fBtightframe\\fR(1). Every rank reads its files",
              "itself, so they must be where all ranks see them.", ".SH COMMANDS"]
    for name in known:
        lines += [".TP", f"\\fB{name}\\fR", SHARED_COMMANDS[name]]
    lines += [".SH OPTIONS", ".TP", "\\fB\\-\\-version\\fR", "Which version this is."]
    lines += [".SH EXAMPLES", ".nf", "mpirun \\-n 16 tightframe\\-mpi sweep \\-\\-features layer4.npz \\-\\-beta 0.1 \\e",
              "  \\-\\-vary lambda\\-w=1e\\-4:1e\\-1:40 \\-\\-vary lambda\\-h=1e\\-4:1e\\-1:40 \\-o map.csv \\-\\-resume",
              "mpirun \\-n 8 tightframe\\-mpi moments part*.npz \\-o moments.npz",
              "mpirun \\-n 8 tightframe\\-mpi moments large.npy \\-\\-labels y.npy \\-o moments.npz", ".fi"]
    return lines + statuses_section(description) + see_also(["tightframe", *(f"tightframe-{name}" for name in known)])


# --- completions --------------------------------------------------------------------

BASH = """# bash completion for tightframe: made of what `tightframe --describe` says
_tightframe()
{
    local cur=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}
    COMPREPLY=()
    # bash takes --name=value for three words
    [[ $cur != = ]] || cur=
    [[ $option != = ]] || option=${COMP_WORDS[COMP_CWORD-2]}
    if [[ $COMP_CWORD -eq 1 ]]; then
        mapfile -t COMPREPLY < <(compgen -W '@COMMANDS@' -- "$cur"; compgen -f -- "$cur")
        return
    fi
    case "$command $option" in
@VALUES@
    esac
    if [[ $cur == -* ]]; then
        case $command in
@OPTIONS@
        esac
        return
    fi
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
}

_tightframe_words()
{
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
}

# Several words with commas between: the last one is completed.
_tightframe_list()
{
    local before=
    [[ $2 != *,* ]] || before=${2%,*},
    mapfile -t COMPREPLY < <(compgen -P "$before" -W "$1" -- "${2##*,}")
}
complete -o filenames -F _tightframe tightframe
"""


def bash(description):
    values, options = [], []
    for command in description["commands"]:
        name = command["name"]
        names = []
        for option in get_options(command):
            dashed = "--" + option["name"]
            words = " ".join(get_words(option))
            pattern = f'"{name} {dashed}"' + (f' | "{name} -{option["short"]}"' if "short" in option else "")
            names += [dashed] + (["-" + option["short"]] if "short" in option else [])
            if words:
                function = "_tightframe_list" if option.get("is_list") else "_tightframe_words"
                values.append(f"        {pattern}) {function} '{words}' \"$cur\"; return ;;")
            elif takes_file(option):
                values.append(f"        {pattern}) mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); return ;;")
            elif "placeholder" in option:
                values.append(f"        {pattern}) return ;;")
        options.append(f"            {name}) _tightframe_words '{' '.join(names)}' \"$cur\" ;;")
    program = [command["name"] for command in description["commands"]]
    program += ["--" + option["name"] for option in description["options"]]
    return (BASH.replace("@VALUES@", "\n".join(values)).replace("@OPTIONS@", "\n".join(options))
            .replace("@COMMANDS@", " ".join(program)))


def zsh_quote(text):
    return text.replace("'", "’").replace("[", "(").replace("]", ")").replace(":", "\\:").replace("\n", " ")


def zsh_option(option):
    value = ""
    if "placeholder" in option:
        words = " ".join(get_words(option))
        action = "_files" if takes_file(option) else ""
        if words:
            action = f"_values -s , {zsh_quote(option['name'])} {words}" if option.get("is_list") else f"({words})"
        value = f":{zsh_quote(option['placeholder'])}:{action}"
    help_text = f"[{zsh_quote(option['help'])}]"
    many = "*" if option.get("repeats") else ""
    equals = "=" if value else ""
    lines = [f"'{many}--{option['name']}{equals}{help_text}{value}'"]
    if "short" in option:
        lines.append(f"'{many}-{option['short']}{'+' if value else ''}{help_text}{value}'")
    return lines


def zsh(description):
    lines = ["#compdef tightframe", "# made of what `tightframe --describe` says", "",
             "local -a commands", "local curcontext=$curcontext state line", "commands=("]
    lines += [f"    '{command['name']}:{zsh_quote(command['summary'])}'" for command in description["commands"]]
    lines += [")", "if (( CURRENT == 2 )); then",
              "    if [[ $words[2] == -* ]]; then", "        _arguments \\"]
    for option in description["options"]:
        lines += [f"            {line} \\" for line in zsh_option(option)]
    lines += ["            '*:file:_files'", "    else", "        _describe -t commands command commands", "        _files",
              "    fi", "    return", "fi", "local command=$words[2]", "shift words", "(( CURRENT-- ))",
              "case $command in"]
    for command in description["commands"]:
        lines += [f"    {command['name']})", "        _arguments \\"]
        for option in get_options(command):
            lines += [f"            {line} \\" for line in zsh_option(option)]
        lines += ["            '*:file:_files' ;;"]
    return "\n".join(lines + ["    *) _files ;;", "esac", ""])


def fish_quote(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ") + "'"


def fish_option(option, condition):
    words = ["complete -c tightframe -n", condition]
    if "short" in option:
        words += ["-s", option["short"]]
    words += ["-l", option["name"]]
    if "placeholder" in option:
        words += ["-r", "-F"] if takes_file(option) else ["-x"]
        if get_words(option):
            listed = " ".join(get_words(option))
            words += ["-a", fish_quote(f"(__fish_append , {listed})" if option.get("is_list") else listed)]
    return " ".join(words + ["-d", fish_quote(option["help"])])


def fish(description):
    lines = ["# fish completion for tightframe: made of what `tightframe --describe` says"]
    for command in description["commands"]:
        lines.append(f"complete -c tightframe -n __fish_use_subcommand -a {command['name']} "
                     f"-d {fish_quote(command['summary'])}")
    lines += [fish_option(option, "__fish_use_subcommand") for option in description["options"]]
    for command in description["commands"]:
        condition = f"'__fish_seen_subcommand_from {command['name']}'"
        lines += [fish_option(option, condition) for option in get_options(command)]
    return "\n".join(lines + [""])


# --- files --------------------------------------------------------------------------

def write_page(path, lines):
    write(path, make_plain("\n".join(lines)) + "\n")


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def main():
    description = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    folder = sys.argv[2]
    destination = os.environ.get("DESTDIR", "")
    if len(sys.argv) > 3:
        folder = os.environ.get("MESON_INSTALL_PREFIX", folder)
    root = pathlib.Path(destination + os.path.abspath(folder)) if destination else pathlib.Path(folder)
    man, bash_folder, zsh_folder, fish_folder = (sys.argv[3:7] or ["man1", "bash", "zsh", "fish"])
    write_page(root / man / "tightframe.1", main_page(description))
    for command in description["commands"]:
        write_page(root / man / f'tightframe-{command["name"]}.1', command_page(command, description))
    if "mpi" in sys.argv[7:]:
        write_page(root / man / "tightframe-mpi.1", shared_page(description))
    write(root / bash_folder / "tightframe", bash(description))
    write(root / zsh_folder / "_tightframe", zsh(description))
    write(root / fish_folder / "tightframe.fish", fish(description))


if __name__ == "__main__":
    main()
