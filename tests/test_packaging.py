"""What is installed: our packages from this repository, light to import, pinned, and without the network where it has no place."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
from conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]


@pytest.mark.parametrize("name", PACKAGES)
def test_each_package_lies_in_this_repository(name: str) -> None:
    """`models` and `corpora` are names that others may use too."""
    file = importlib.import_module(name).__file__
    assert file is not None and Path(file).is_relative_to(ROOT)


def imports(path: Path) -> set[str]:
    """The top-level modules that a file imports, anywhere in it, those that only type checkers see left out."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            node.body = []
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    found |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in found}


NETWORK = {"requests", "urllib3", "httpx", "socket", "ssl", "http", "ftplib", "aiohttp"}
SERVES = {"browse.py": {"socket"}}  # listens on 127.0.0.1, asks for nothing
COMMAND = {"crawling.py", "night.py"}  # what ties the scrapers to the pipeline
LEAVES = ("scrapers", "pipeline.schema", "pipeline.encodings", "pipeline.pages", "pipeline.places", "pipeline.warcs")  # what scrapers are made of


def test_the_pipeline_never_touches_the_network() -> None:
    files = sorted((ROOT / "pipeline").rglob("*.py"))
    assert len(files) > 10
    for path in files:
        assert not imports(path) & (NETWORK - SERVES.get(path.name, set())), path
        assert path.name in COMMAND or "scrapers" not in imports(path), path
        assert "urllib.request" not in path.read_text(), path


def test_imports_point_one_way() -> None:
    assert not imports(ROOT / "pipeline" / "schema.py") & set(PACKAGES)
    for package, allowed in (("corpora", {"corpora"}), ("models", {"corpora", "models"})):
        for path in (ROOT / package).glob("*.py"):
            assert imports(path) & set(PACKAGES) <= allowed, path


def test_scrapers_use_no_stage() -> None:
    """Of the pipeline they know what a record, a page, a place and an encoding are."""
    for path in (ROOT / "scrapers").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in PACKAGES:
                names = {f"{node.module}.{alias.name}" if node.module == "pipeline" else node.module or "" for alias in node.names}
                assert all(name == "pipeline.__version__" or name.startswith(LEAVES) or name.split(".")[0] == "corpora" for name in names), (path, names)


def loaded_by(statement: str) -> set[str]:
    code = f"import sys; before = set(sys.modules); {statement}; print(*sorted(set(sys.modules) - before))"
    return set(subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split())


HEAVY = {"underthesea", "numpy", "sklearn", "spacy", "rich", "tqdm", "lxml", "bs4", "requests", "pandas", "pyarrow", "scrapers"}


@pytest.mark.parametrize("statement", ["import pipeline", "import pipeline.schema", "import pipeline.cli; pipeline.cli.parser()"])
def test_light_to_import(statement: str) -> None:
    assert not loaded_by(statement) & HEAVY


def test_extract_is_the_front_door() -> None:
    assert "pipeline.run" in loaded_by("from pipeline import extract")
    with pytest.raises(ImportError):
        exec("from pipeline import nonsense")


def constraints() -> dict[str, str]:
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines), "names and versions only"
    return {name.lower().replace("_", "-"): version for name, version in (line.split("==") for line in lines)}


def test_what_is_needed_is_pinned() -> None:
    project = PROJECT["project"]
    needed = [*project["dependencies"], *(name for extra in project["optional-dependencies"].values() for name in extra)]
    assert {re.split(r"[\[<>=~ ]", name)[0].lower() for name in needed} <= constraints().keys()


def test_what_is_needed_is_used() -> None:
    modules = {"beautifulsoup4": "bs4", "python-docx": "docx", "scikit-learn": "sklearn"}
    used = {name for folder in PACKAGES for path in (ROOT / folder).rglob("*.py") for name in imports(path)}
    for name in (re.split(r"[\[<>=~ ]", needed)[0] for needed in PROJECT["project"]["dependencies"]):
        assert modules.get(name, name.replace("-", "_")) in used, name


def test_what_is_installed_is_what_is_pinned() -> None:
    pinned = constraints()
    installed = {d.metadata["Name"].lower().replace("_", "-"): d.version for d in distributions()}
    assert {name: installed[name] for name in pinned if name in installed} == {name: v for name, v in pinned.items() if name in installed}


def test_one_version_everywhere() -> None:
    import pipeline

    assert f"version: {pipeline.__version__}\n" in (ROOT / "CITATION.cff").read_text()
    assert f"## {pipeline.__version__} " in (ROOT / "CHANGELOG.md").read_text()


def test_every_readme_tells_the_same_commands() -> None:
    english, vietnamese = ((ROOT / name).read_text() for name in ("README.md", "README.vi.md"))
    commands = re.compile(r"^    (?:make|chidao) .*$", re.MULTILINE)
    assert commands.findall(english) == commands.findall(vietnamese) != []


def test_the_readmes_show_what_is_printed() -> None:
    """Each line of the excerpts is one that `chidao show` prints of the sample."""
    import io

    from pipeline import inputs, show
    from pipeline.run import extract

    records = [extract(item) for item in inputs.read([ROOT / "corpora" / "sample"]) if isinstance(item, inputs.Input)]
    for name, lang in (("README.md", "en"), ("README.vi.md", "vi")):
        printed = io.StringIO()
        show.show(records, printed, lang=lang)
        excerpt = (ROOT / name).read_text().split("```")[1].strip("\n").splitlines()
        assert len(excerpt) > 8 and set(excerpt) <= set(printed.getvalue().splitlines())


def test_every_test_that_the_readmes_name_is_there() -> None:
    written = {name for path in (ROOT / "tests").glob("test_*.py") for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)}
    for readme in ("README.md", "README.vi.md"):
        named = re.findall(r"`(?:(test_\w+\.py)::)?(test_\w+)`|`(test_\w+\.py)`", (ROOT / readme).read_text())
        assert len(named) > 20
        assert {name for _, name, _ in named if name} <= written, readme
        assert all((ROOT / "tests" / file).exists() for first, _, second in named if (file := first or second))
