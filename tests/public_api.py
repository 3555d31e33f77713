"""The public names of qa and index with their signatures, as text to compare.

``python -m tests.public_api > tests/data/public_api.txt`` writes the snapshot anew.
"""

import dataclasses
import importlib
import inspect
import sys

__all__ = ["described"]


def described() -> str:
    """One line for each public name, and below a class one for each public member."""
    lines = []
    for package in ("qa", "index"):
        module = importlib.import_module(package)
        for name in sorted(module.__all__):
            lines += _lines(f"{package}.{name}", getattr(module, name))
    return "\n".join(lines) + "\n"


def _lines(name, value):
    if not inspect.isclass(value):
        return [f"{name}{_signature(value)}"]
    bases = ", ".join(base.__name__ for base in value.__bases__ if base is not object)
    lines = [f"class {name}({bases})" if bases else f"class {name}"]
    if issubclass(value, Exception):
        return lines
    lines.append(f"    {_signature(value)}")
    fields = {f.name for f in dataclasses.fields(value)} if dataclasses.is_dataclass(value) else ()
    for member in sorted(set(dir(value)) - set(fields) - set(dir(object))):
        attribute = inspect.getattr_static(value, member)
        if member.startswith("_"):
            continue
        if isinstance(attribute, property):
            returned = attribute.fget.__annotations__.get("return")
            lines.append(f"    {member}: {returned}")
        elif callable(getattr(value, member)):
            kind = type(attribute).__name__
            prefix = f"{kind} " if kind in ("classmethod", "staticmethod") else ""
            lines.append(f"    {prefix}{member}{_signature(getattr(value, member))}")
        else:
            lines.append(f"    {member}: {type(getattr(value, member)).__name__}")
    return lines


def _signature(value):
    """The signature with annotations as they are written."""
    return str(inspect.signature(value)).replace("'", "")


if __name__ == "__main__":
    sys.stdout.write(described())
