"""The pages are true: their code runs, their commands and options exist, their links resolve.

A block that cannot run here says so and why, in the page: ``<!-- not run: REASON -->``.
"""

import functools
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.markdown_pages import (
    LANGUAGES,
    OTHER_PROGRAMS,
    PROGRAMS,
    SHELL,
    Command,
    anchors,
    blocks,
    broken_links,
    commands,
    pages,
    slug,
    words,
)

ROOT = Path(__file__).parents[1]
PAGES = pages(ROOT)
SECONDS = 120

# Importing these takes more than ten seconds (torch); their options are looked up in the source.
HEAVY = ("training.reader", "benchmarks.answers.reading_speed")
TOOLS = {"pip", "venv", "pytest"}
"""Modules of other packages, which only have to exist."""


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


# -- links


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page):
    assert broken_links(page, ROOT) == []


_PATH = re.compile(
    r"(?<![\w/.-])(?:app\.py|(?:docs|index|qa|training|benchmarks|tests)/[\w./-]+\w)"
)


@pytest.mark.parametrize("page", [p for p in PAGES if p.name != "CHANGELOG.md"], ids=named)
def test_files_named_in_pages_exist(page):
    # Commands may name files that they make.
    code = re.findall(r"`([^`\n]+)`", page.read_text(encoding="utf-8"))
    found = {path for text in code if " " not in text for path in _PATH.findall(text)}
    assert [path for path in sorted(found) if not list(ROOT.glob(path))] == []


def test_pages_named_in_the_code_exist():
    wrong = []
    for folder in ("index", "qa", "training", "benchmarks", "tests"):
        for path in (ROOT / folder).rglob("*.py"):
            for name in re.findall(r"docs/[\w/-]+\.md", path.read_text(encoding="utf-8")):
                if not (ROOT / name).is_file():
                    wrong.append(f"{relative(path)}: {name}")
    assert wrong == []


def test_every_decision_is_in_the_index():
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    for record in sorted(folder.glob("[0-9]*.md")):
        text = record.read_text(encoding="utf-8")
        number, date = record.name[:4], re.search(r"^- Date: (\d{4}-\d\d-\d\d)", text, re.M)
        assert text.startswith(f"# {number}. ") and date, record.name
        assert f"| [{number}]({record.name}) | {date[1]} |" in index, record.name


# -- blocks


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_blocks_say_what_they_are(page):
    for block in blocks(page):
        assert block.language in LANGUAGES, f"{page.name}:{block.line}: label the block"
        if block.language == "json":
            json.loads(block.code)


def run_in(folder: Path, *arguments: str, **options) -> None:
    """Run a command in ``folder``; a failure shows its standard error."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        arguments,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PATH": path},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        **options,
    )
    assert done.returncode == 0, f"{arguments[-1]}\n{done.stderr}"


def run_blocks(page: Path, folder: Path) -> int:
    """Run a page's Python, and its questions to ``seeds``, in order; returns how many ran."""
    count = 0
    for block in blocks(page):
        if block.not_run:
            continue
        if block.language == "python":
            count += 1
            run_in(folder, sys.executable, "-c", block.code)
        elif block.language in SHELL and "python -m qa ask" in block.code:
            for line in block.code.splitlines():
                if "--corpus seeds" in line:
                    count += 1
                    run_in(folder, "sh", "-c", line)
    return count


RUN = [p for p in PAGES if any(b.language == "python" and not b.not_run for b in blocks(p))]


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the commands are for a POSIX shell")
@pytest.mark.parametrize("page", RUN, ids=named)
def test_python_of_pages_runs(page, tmp_path):
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    assert run_blocks(page, tmp_path) > 0


def test_pages_that_run():
    assert {named(page) for page in RUN} >= {"README.md", "docs/documents.md"}


# -- commands


@functools.cache
def help_of(*arguments: str) -> str:
    """What ``--help`` prints."""
    done = subprocess.run(
        [sys.executable, *arguments, "--help"],
        cwd=ROOT, capture_output=True, text=True, timeout=SECONDS,
    )  # fmt: skip
    assert done.returncode == 0, f"{' '.join(arguments)} --help: {done.stderr}"
    return done.stdout


def source_of(module: str) -> str:
    """The source of a module that runs, with what its package holds beside it."""
    path = ROOT.joinpath(*module.split("."))
    files = sorted(path.glob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
    return "".join(file.read_text(encoding="utf-8") for file in files)


def makefile() -> tuple[set[str], str]:
    """Targets of the Makefile, and all of it."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):(?!=)", text, re.M)), text


def problem(command: Command) -> str:
    """Return the fault of a command; "" if it exists with all its options."""
    program, *rest = command.words
    program = Path(program).name
    if program == "make":
        return _problem_of_make(rest)
    if program == "citespan":
        return _problem_of_module("qa", rest)
    if program in ("python", "python3"):
        if rest and rest[0] == "-m":
            return _problem_of_module(rest[1], rest[2:])
        if rest and rest[0] == "app.py":
            return _unknown(rest, help_of("app.py"))
        return "" if rest and (ROOT / rest[0]).is_file() else f"no file {rest[:1]}"
    if program in OTHER_PROGRAMS:
        return ""
    return f"unknown program {program!r}; check it here, or mark the block as not run"


def _problem_of_make(rest: list[str]) -> str:
    targets, text = makefile()
    for word in rest:
        name, equals, _ = word.partition("=")
        if equals and not re.search(rf"\b{name}\b", text):
            return f"the Makefile has no variable {name}"
        if not equals and name not in targets:
            return f"the Makefile has no target {name!r}"
    return ""


def _problem_of_module(module: str, rest: list[str]) -> str:
    if module in TOOLS:
        missing = [w for w in rest if w.startswith(("tests", "requirements")) and
                   not (ROOT / w).exists()]  # fmt: skip
        return f"no file {missing[0]}" if missing else ""
    if not re.fullmatch(r"[a-z_.]+", module):
        return f"{module!r} is no module"
    try:
        found = importlib.util.find_spec(module)
    except ModuleNotFoundError:
        found = None
    if found is None:
        return f"no module {module}"
    if module.startswith(HEAVY):
        return _unknown(rest, source_of(module))
    if module == "qa":
        if not rest or rest[0].startswith("-"):
            return _unknown(rest, help_of("-m", "qa"))
        known = re.search(r"\n  COMMAND\n((?:    .*\n)+)", help_of("-m", "qa"))
        assert known is not None
        if rest[0] not in re.findall(r"^    (\w[\w-]*)", known[1], re.M):
            return f"qa has no command {rest[0]}"
        return _unknown(rest, help_of("-m", "qa", rest[0]))
    return _unknown(rest, help_of("-m", module))


def _unknown(rest: list[str], text: str) -> str:
    options = [word.partition("=")[0] for word in rest if word.startswith("--")]
    missing = [one for one in options if not re.search(rf"{re.escape(one)}(?![\w-])", text)]
    return f"no option {missing[0]}" if missing else ""


CHECKED = [pytest.param(p, marks=pytest.mark.slow, id=named(p)) for p in PAGES if [*commands(p)]]


@pytest.mark.parametrize("page", CHECKED)
def test_commands_exist(page):
    wrong = [f"line {c.line}: {c.text}: {problem(c)}" for c in commands(page) if problem(c)]
    assert wrong == []


# -- these tests can fail


def written(folder: Path, text: str) -> Path:
    page = folder / "page.md"
    page.write_text(text, encoding="utf-8")
    return page


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[a](gone.md)", "no such file"),
        ("![a](gone.png)", "no such file"),
        ("[a](#nowhere)\n\n# Somewhere", "no such heading"),
        ("[a][b]\n\n[b]: other.md#two\n", "no such heading"),
        ("[a](../../outside.md)", "no such file"),
    ],
)
def test_a_broken_link_is_seen(tmp_path, text, says):
    (tmp_path / "other.md").write_text("# One\n", encoding="utf-8")
    (wrong,) = broken_links(written(tmp_path, text), tmp_path)
    assert says in wrong


def test_good_links_pass(tmp_path):
    (tmp_path / "other.md").write_text("# One `x`, two\n\n## Same\n\n## Same\n", encoding="utf-8")
    text = "[a](other.md#one-x-two) [b](other.md#same-1) [c](#d) <https://example.org/x>\n\n# D\n"
    assert broken_links(written(tmp_path, text), tmp_path) == []


def test_anchors_are_those_of_github():
    assert slug("Two `x` – and the rest (2)") == "two-x--and-the-rest-2"
    assert "data" in anchors(ROOT / "docs" / "evaluation.md")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("python -m qa asks 'x'", "no command asks"),
        ("python -m qa ask 'x' --jsn", "no option --jsn"),
        ("python -m qa ask 'x' [--store DIR] [--corpus-x DIR]", "no option --corpus-x"),
        ("python -m benchmarks.gone", "no module benchmarks.gone"),
        ("python -m gone.away DATA", "no module gone.away"),
        ("python -m training.reader DATA --wrok DIR", "no option --wrok"),
        ("python app.py --prot 1", "no option --prot"),
        ("python gone.py", "no file"),
        ("make runn", "no target"),
        ("make run CORPSE=x", "no variable"),
        ("python -m pytest tests/gone", "no file"),
        ("rm -rf /", "unknown program"),
    ],
)
def test_a_wrong_command_is_seen(tmp_path, line, says):
    (command,) = commands(written(tmp_path, f"```sh\n{line}\n```\n"))
    assert says in problem(command)


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    [
        "python -m qa ask 'What?' --corpus seeds --json > answer.json  # a comment",
        ".venv/bin/python -m qa evaluate DATA --mode corpus \\\n    --distractors A B",
        "CITESPAN_FUZZ=20 python -m pytest tests/index",
        "make bench DATA=folder [READER=folder]",
    ],
)
def test_a_right_command_passes(tmp_path, line):
    (command,) = commands(written(tmp_path, f"```sh\n{line}\n```\n"))
    assert problem(command) == ""


def test_commands_in_running_text_are_checked(tmp_path):
    found = commands(written(tmp_path, "Write `python -m qa gone X`, `make` or `python`.\n"))
    assert [problem(command) for command in found] == ["qa has no command gone"]


def test_words_of_a_usage_line():
    assert words('A=1 python -m qa ask "Q R" [--json] [--corpus FOLDER] # note') == (
        "python", "-m", "qa", "ask", "Q R", "--json", "--corpus", "FOLDER",
    )  # fmt: skip
    assert PROGRAMS.isdisjoint(OTHER_PROGRAMS)


def test_python_that_fails_is_seen(tmp_path):
    page = written(tmp_path, "```python\nassert 1 == 2\n```\n")
    with pytest.raises(AssertionError, match="1 == 2"):
        run_blocks(page, tmp_path)


def test_only_a_reason_keeps_a_block_from_running(tmp_path):
    code = "```python\nraise SystemExit(3)\n```\n"
    marked = written(tmp_path, f"<!-- not run: needs a server -->\n\n{code}")
    assert run_blocks(marked, tmp_path) == 0
    for text in (f"<!-- not run: -->\n\n{code}", f"<!-- not run: x -->\n\nText.\n\n{code}"):
        with pytest.raises(AssertionError):
            run_blocks(written(tmp_path, text), tmp_path)


def test_a_block_without_a_label_is_seen(tmp_path):
    (block,) = blocks(written(tmp_path, "```\nx\n```\n"))
    assert block.language not in LANGUAGES
