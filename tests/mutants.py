#!/usr/bin/env python3
"""Mutation testing of the rules, the lowering and the judges: do the tests notice a small mistake?

    python3 tests/mutants.py --sample 60 --seed 1
    python3 tests/mutants.py --list                      # all mutants, nothing is built
    python3 tests/mutants.py --only src/rules/edge.rs    # all mutants of files or lines (FILE:LINE)

Every mutant changes one place of `src/rules`, `src/lower` or `src/verify`: a comparison, `+` for `-`, `&&` for `||`,
`min` for `max`, `any` for `all`, a small number by one, a `!` or a statement left out, another field of the same type.
Tests, comments, and what only words a message (`fn explain`, lines with words or texts) stay as they are.

All mutants of a sample are built at once, in a copy of the tree in `target/mutants`: a function becomes a choice of its
mutants and itself, and an environment variable says which one is on. So each mutant costs a run of the tests alone, until some
test fails; their order is in TESTS. A test program that takes more than `--timeout` seconds of a core counts as failed. What
does not compile is no mutant, and another one takes its place. The sample is the same for the same seed and tree: a
third from each folder, and something from every file.

Needs Python 3.9, cargo, and Linux or macOS. The result is a Markdown table on the standard output.
"""

import argparse
import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ["src/rules", "src/lower", "src/verify"]
# Quick ones first.
TESTS = ["lib", "toys", "exact", "infeasible", "judges", "agreement"]
# Agreement is among problems, which know nothing of these.
KNOW_SCHOOLS = ("src/lower", "src/verify/law")
# Only for tests: not looked at.
NOT_CODE = {"src/rules/testing.rs", "src/verify/law/tests.rs"}

Mutant = namedtuple("Mutant", "file line column old new")

OPPOSITES = [
    ("<", "<="), (">", ">="), ("==", "!="), ("+", "-"), ("+=", "-="), ("&&", "||"), ("..", "..="),
    ("min", "max"), ("min_by_key", "max_by_key"), ("any", "all"), ("first", "last"),
    ("is_some_and", "is_none_or"), ("is_some", "is_none"), ("at_most", "at_least"),
    ("start", "end"), ("end", "free"), ("from", "to"), ("opens", "closes"), ("recreation", "self_study"),
    ("self_study", "interests"), ("true", "false"),
]
INTO = {}
for one, other in OPPOSITES:
    INTO.setdefault(one, []).append(other)
    INTO.setdefault(other, []).append(one)
NUMBERS = {"0": ["1"], "1": ["0", "2"], "2": ["1"], "3": ["2"]}
# Binary operators stand between spaces; brackets of types do not.
SPACED = {"<", "<=", ">", ">=", "==", "!=", "+", "-", "+=", "-=", "&&", "||"}
METHODS = {"min_by_key", "max_by_key", "any", "all", "first", "last", "is_some_and", "is_none_or", "is_some", "is_none"}
FIELDS = {"start", "end", "free", "from", "to", "opens", "closes", "recreation", "self_study", "interests"}
TOKEN = re.compile(r"'\w+(?!')|[A-Za-z_]\w*|\d\w*|\.\.=|[<>=!&|+\-*/%^]=|->|=>|&&|\|\||::|\.\.|\S")
STATEMENT = re.compile(
    r"^\s*(continue|return\b[^;]*|[a-z_][\w.\[\]]*\.(add|add_all|require|lower|raise|price|push\w*|extend|event|event_day"
    r"|resource|resource_day|retain|dedup|sort\w*|add_\w+)\(.*\)|[\w.]+ [+-]= .*|\w+\([\w, &.]*\));$"
)


def code_of(text):
    """The text with comments, strings, tests and messages blanked out, same length."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))

    text = re.sub(r"//[^\n]*|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\\n])'", blank, text)
    for match in list(re.finditer(r"#\[cfg\(test\)\]\s*mod \w+ \{|fn explain\(", text)):
        depth, at = 0, match.start()
        while at < len(text):
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
            if text[at - 1] == "}" and depth == 0:
                break
        text = text[:match.start()] + re.sub(r"[^\n]", " ", text[match.start():at]) + text[at:]
    return text


def worded(line, code):
    """Whether a line only words something or declares."""
    return (
        re.search(r"\bWord::|\bformat!|\(\"|^\s*(use|mod|pub mod|pub use|#)\b", line) is not None
        or code.strip() == ""
        or code.lstrip().startswith("#[")
    )


def replacements(code, tokens, i):
    token = tokens[i].group(0)
    at, end = tokens[i].span()
    before, after = code[at - 1:at], code[end:end + 1]
    if token in NUMBERS and before != ".":
        return NUMBERS[token]
    if token == "!" and re.match(r"[\w(]", after) and not re.match(r"\w", before):
        return [""]
    if token in SPACED and not (before == " " and after == " "):
        return []
    if token in METHODS and not (before == "." and after == "("):
        return []
    if token in FIELDS and not (before == "." and after != "("):
        return [] if token not in METHODS else INTO.get(token, [])
    if token in {"min", "max"} and before != ".":
        return []
    if token in {"at_most", "at_least"} and code[end:end + 1] != "(":
        return []
    if token in {"..", "..="} and not re.match(r"[\w(]", after):
        return []
    return INTO.get(token, [])


def negated_filters(code):
    """Closures of `.filter(…)` and the like: where their body begins and ends."""
    for match in re.finditer(r"\.(?:filter|any|all|is_some_and|is_none_or|retain)\((?:move )?\|[^|]*\| (?!\{)", code):
        depth, at = 1, match.end()
        while depth > 0:
            depth += {"(": 1, ")": -1}.get(code[at], 0)
            at += 1
        if "\n" not in code[match.end():at]:
            yield match.end(), at - 1


def mutants_of(file):
    text = (ROOT / file).read_text()
    code = code_of(text)
    starts = [0] + [m.end() for m in re.finditer("\n", text)]
    lines, codes = text.split("\n"), code.split("\n")

    def mutant(at, old, new):
        line = text.count("\n", 0, at)
        if not worded(lines[line], codes[line]):
            yield Mutant(file, line + 1, at - starts[line], old, new)

    tokens = list(TOKEN.finditer(code))
    for i, token in enumerate(tokens):
        for new in replacements(code, tokens, i):
            yield from mutant(token.start(), token.group(0), new)
    for begin, end in negated_filters(code):
        body = text[begin:end]
        yield from mutant(begin, body, f"!({body})")
    for number, line in enumerate(codes):
        if STATEMENT.match(line):
            column = len(line) - len(line.lstrip())
            old = lines[number].strip()
            yield from mutant(starts[number] + column, old, "")


def all_mutants():
    found = {}
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.rs")):
            file = str(path.relative_to(ROOT))
            if file not in NOT_CODE:
                found[file] = list(mutants_of(file))
    return found


def in_order(mutants, seed):
    """All mutants in the order in which they are taken, a fair share of each folder at every moment."""
    rng = random.Random(seed)
    folders = []
    for folder in FOLDERS:
        files = {f: rng.sample(m, len(m)) for f, m in mutants.items() if f.startswith(folder) and m}
        first = [m.pop() for m in files.values()]
        rng.shuffle(first)
        rest = [m for ms in files.values() for m in ms]
        rng.shuffle(rest)
        # Long files have more to find: a file's first one comes, then two of any.
        queue = []
        while first or rest:
            queue += first[:1] + rest[:1]
            del first[:1], rest[:1]
        folders.append(queue)
    while any(folders):
        for queue in folders:
            if queue:
                yield queue.pop(0)


def change(mutant):
    """The changed line, and how people read the change."""
    def cut(text):
        return text if len(text) < 50 else text[:47] + "…"

    return f"`{cut(mutant.old)}` → `{cut(mutant.new)}`" if mutant.new else f"`{cut(mutant.old)}` left out"


SWITCH = """//! Which mutant is on.

/// Whether it is this one.
pub fn on(mutant: usize) -> bool {
    static ON: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    let on = || std::env::var("MUTANT").ok().and_then(|m| m.parse().ok()).unwrap_or(usize::MAX);
    *ON.get_or_init(on) == mutant
}
"""


def function_around(code, at):
    """Where the body of the innermost function around a place begins and ends, without its brackets."""
    best = None
    for match in re.finditer(r"\bfn \w+", code[:at]):
        begin, depth = match.end(), 0
        while begin < len(code) and not (code[begin] in "{;" and depth == 0):
            depth += {"(": 1, ")": -1, "[": 1, "]": -1}.get(code[begin], 0)
            begin += 1
        if begin >= at or code[begin:begin + 1] == ";":
            continue
        end, depth = begin + 1, 1
        while depth > 0:
            depth += {"{": 1, "}": -1}.get(code[end], 0)
            end += 1
        if at < end:
            best = begin + 1, end - 1
    return best


def with_switches(text, mutants):
    """The text of a file with all of its mutants in it, and the lines that each takes. `mutants` are (number, mutant)."""
    code = code_of(text)
    starts = [0] + [m.end() for m in re.finditer("\n", text)]
    bodies = {}
    for number, mutant in mutants:
        at = starts[mutant.line - 1] + mutant.column
        body = function_around(code, at)
        if body is not None:
            bodies.setdefault(body, []).append((number, at, mutant))
    # Innermost functions inside others would be copied with them: the outer one keeps its own text.
    done, result, lines = 0, "", {}
    for (begin, end), inside in sorted(bodies.items()):
        if begin < done:
            continue
        result += text[done:begin]
        for number, at, mutant in inside:
            assert text.startswith(mutant.old, at), mutant
            result += f" if crate::mutant::on({number}) {{"
            first = result.count("\n") + 1
            result += text[begin:at] + mutant.new + text[at + len(mutant.old):end]
            lines[number] = range(first, result.count("\n") + 2)
            result += "\n} else"
        result += " {" + text[begin:end] + "}\n"
        done = end
    return result + text[done:], lines


class Bench:
    """A copy of the tree in which mutants live."""

    def __init__(self, args):
        self.tree, self.target, self.timeout = args.scratch / "tree", args.target, args.timeout
        self.tests = args.tests.split(",")
        self.programs = {}

    def cargo(self, *arguments):
        command = ["cargo", *arguments, "--locked", "--message-format=json", "--target-dir", str(self.target)]
        # Our own code quick to build and quick enough to run; everything else as in other tests.
        for setting in ["opt-level=1", "debug=false"]:
            command += ["--config", f"profile.dev.package.firstbell.{setting}"]
        result = subprocess.run(command, cwd=self.tree, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        return result.returncode == 0, [json.loads(line) for line in result.stdout.splitlines()], result.stderr

    def write(self, mutants):
        """The copy with these mutants, by number; the lines of each."""
        tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True)
        lines = {}
        for file in tracked.stdout.split("\n"):
            if not file or not (ROOT / file).is_file():
                continue
            path = self.tree / file
            path.parent.mkdir(parents=True, exist_ok=True)
            content = (ROOT / file).read_bytes()
            here = [(n, m) for n, m in mutants.items() if m.file == file]
            if here:
                text, lines[file] = with_switches(content.decode(), here)
                content = text.encode()
            if file == "src/lib.rs":
                content += b"\n#[doc(hidden)]\npub mod mutant;\n"
            # What stays the same keeps its date, for cargo.
            if not path.exists() or path.read_bytes() != content:
                path.write_bytes(content)
        (self.tree / "src/mutant.rs").write_text(SWITCH)
        return lines

    def build(self, queue, sample):
        """Builds the tests with the first mutants that compile, and gives these."""
        mutants = dict(enumerate(queue[:sample + sample // 5 + 5]))
        while True:
            lines = self.write(mutants)
            mutants = {n: m for n, m in mutants.items() if n in lines.get(m.file, {})}
            built, messages, errors = self.cargo("check", "--lib")
            if built:
                break
            wrong = set()
            for message in messages:
                for span in (message.get("message") or {}).get("spans", []):
                    if message["message"]["level"] == "error":
                        here = lines.get(span["file_name"], {}).items()
                        wrong |= {n for n, of in here if span["line_start"] in of or span["line_end"] in of}
            if not wrong & mutants.keys():
                sys.exit(errors)
            mutants = {n: m for n, m in mutants.items() if n not in wrong}
        mutants = dict(list(mutants.items())[:sample])
        self.write(mutants)
        for test in self.tests:
            built, messages, errors = self.cargo("test", "--no-run", *(["--lib"] if test == "lib" else ["--test", test]))
            if not built:
                sys.exit(errors)
            name = "firstbell" if test == "lib" else test
            programs = [m["executable"] for m in messages if m.get("executable") and m["target"]["name"] == name]
            self.programs[test] = programs[-1]
        return mutants

    def run(self, test, mutant):
        """The first test of a program that fails with a mutant, if any."""
        environment = {**os.environ, "MUTANT": str(mutant), "RUST_TEST_THREADS": "1", "RUST_BACKTRACE": "0"}
        process = subprocess.Popen(
            [self.programs[test]], cwd=self.tree, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", start_new_session=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (self.timeout, self.timeout + 1)),
        )
        failed = None
        for line in process.stdout:
            if match := re.match(r"test (\S+).* \.\.\. FAILED$", line):
                failed = match.group(1)
                os.killpg(process.pid, signal.SIGKILL)
                break
        process.stdout.close()
        code = process.wait()
        return failed or ("time-out" if code == -signal.SIGXCPU else "crash" if code != 0 else None)

    def caught_by(self, mutant, file=""):
        """The first test that fails, if any."""
        for test in self.tests:
            if test == "agreement" and file.startswith(KNOW_SCHOOLS):
                continue
            failed = self.run(test, mutant)
            if failed:
                return f"{test}: {failed}"
        return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=60, help="number of mutants")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", help="all mutants of these FILEs, or FILE:LINEs, instead of a sample")
    parser.add_argument("--list", action="store_true", help="list all mutants and stop")
    parser.add_argument("--timeout", type=int, default=120, help="seconds of a core for each test program")
    parser.add_argument("--minutes", type=float, help="start no further mutant after that")
    parser.add_argument("--tests", default=",".join(TESTS), help="test programs in their order")
    parser.add_argument("--scratch", type=Path, default=ROOT / "target" / "mutants", help="where the copy goes")
    parser.add_argument("--target", type=Path, help="cargo's target directory; default: SCRATCH/build")
    args = parser.parse_args()
    args.scratch = args.scratch.resolve()
    args.target = (args.target or args.scratch / "build").resolve()

    mutants = all_mutants()
    count = sum(map(len, mutants.values()))
    if args.list:
        for file, of_file in mutants.items():
            for m in of_file:
                print(f"{file}:{m.line}: {change(m)}")
        print(count, file=sys.stderr)
        return
    if args.only:
        queue = [m for ms in mutants.values() for m in ms if m.file in args.only or f"{m.file}:{m.line}" in args.only]
        args.sample = len(queue)
    else:
        queue = list(in_order(mutants, args.seed))

    bench = Bench(args)
    chosen = bench.build(queue, args.sample)
    if failed := bench.caught_by("none"):
        sys.exit(f"the tests do not pass on the tree itself: {failed}")
    begin, rows, survivors = time.monotonic(), 0, 0
    print(f"{count} places to change; {len(chosen)} mutants, seed {args.seed}\n", flush=True)
    print("| file | line | change | caught by |\n|---|---|---|---|", flush=True)
    for number, mutant in chosen.items():
        if args.minutes and time.monotonic() - begin > args.minutes * 60:
            break
        caught = bench.caught_by(number, mutant.file)
        rows += 1
        survivors += caught is None
        print(f"| {mutant.file} | {mutant.line} | {change(mutant)} | {caught or '**SURVIVED**'} |", flush=True)
    print(f"\ncaught: {rows - survivors} of {rows} ({100 * (rows - survivors) / max(rows, 1):.0f} %)")


if __name__ == "__main__":
    main()
