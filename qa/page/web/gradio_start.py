"""Lets Gradio be imported without writing its type stubs anew.

At each import Gradio 6 parses the source of each of its components, for a ``.pyi`` file beside it
that editors use. That is a third of the time until the page is there: 1.5 of 4.5 seconds of a
processor.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

__all__ = ["leave_stubs"]

_MODULE = "gradio.component_meta"
_WRITER = "create_or_modify_pyi"


def leave_stubs() -> None:
    """From now on: without effect if Gradio is imported already, or has no such function."""
    if _MODULE not in sys.modules and not any(isinstance(f, _Finder) for f in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


class _Finder:
    """Finds the module that writes stubs, once."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """That of the module, which writes none when it is loaded; None for all others."""
        if name != _MODULE:
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def load_and_change(module: ModuleType) -> None:
                load(module)
                if hasattr(module, _WRITER):
                    setattr(module, _WRITER, _write_nothing)

            spec.loader.exec_module = load_and_change  # type: ignore[method-assign]
        return spec


def _write_nothing(*_: object) -> None:
    """In place of Gradio's function."""
