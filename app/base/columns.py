"""Column kinds that SQLModel does not choose for us."""

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter
from sqlalchemy import JSON, Enum
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

from app.base.words import Words

Reader = Callable[[Any], Any]

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def choice(options: type[StrEnum], name: str | None = None) -> Enum:
    """Store the readable value, and let both Python and the database refuse any other.

    Two columns of one table with the same options need a name each.
    """
    return Enum(
        options,
        name=name or options.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


class Document(TypeDecorator[Any]):
    """A value with a Python type of its own, kept as JSON.

    It was checked on its way in. On its way out it only gets its types back, so that what was
    right when it was kept can be read when the rules have become stricter.

    JSON and not JSONB: the order of keys matters, since the first language is the author's.
    """

    impl = JSON
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__(none_as_null=True)
        self.kind = kind

    def process_bind_param(self, value: Any, _dialect: Dialect) -> Any:
        return None if value is None else _writer(self.kind).dump_python(value, mode="json")

    def process_result_value(self, value: Any, _dialect: Dialect) -> Any:
        return None if value is None else read_document(self.kind, value)


WORDS = Document(Words)


def read_document(kind: Any, value: Any) -> Any:
    """Give a value of JSON its types back, as a Document column does."""
    return _reader(kind)(value)


@cache
def _writer(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


@cache
def _reader(kind: Any) -> Reader:
    return _reading(kind)


def _reading(kind: Any) -> Reader:
    """Return what gives a value of JSON its types back, and asks nothing else of it."""
    outer, inner = get_origin(kind), get_args(kind)
    if outer is Annotated:
        return _reading(inner[0])
    elif outer in (Union, UnionType):
        return _reading_one_of(kind, [one for one in inner if one is not type(None)])
    elif outer in (list, tuple):
        each = _reading(inner[0])
        return lambda values: outer(each(value) for value in values)
    elif kind is Words:
        return Words.from_json
    elif issubclass(kind, BaseModel):
        return _reading_fields(kind)
    else:
        return TypeAdapter(kind).validate_python


def _reading_one_of(kind: Any, present: list[Any]) -> Reader:
    """Read a value that may be missing, or of one of several types that look different."""
    if len(present) > 1:
        return TypeAdapter(kind).validate_python
    read = _reading(present[0])
    return lambda value: None if value is None else read(value)


def _reading_fields(kind: type[BaseModel]) -> Reader:
    """Read the fields that there are. A new one has its default; one that has gone is passed by."""
    fields = {name: _reading(info.annotation) for name, info in kind.model_fields.items()}
    return lambda values: kind.model_construct(
        **{name: fields[name](value) for name, value in values.items() if name in fields}
    )
