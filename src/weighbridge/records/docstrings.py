"""The text below a field, read from its source: for help and schemas, not at every start, because it takes time."""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import cache

from pydantic import BaseModel


@cache
def field_texts(kind: type[BaseModel]) -> dict[str, str]:
    """Field name to the string that follows its annotation in the class."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    texts: dict[str, str] = {}
    if not isinstance(tree, ast.ClassDef):
        return texts
    for field, after in zip(tree.body, tree.body[1:], strict=False):
        if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
            continue
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            texts[field.target.id] = inspect.cleandoc(str(after.value.value))
    return texts
