"""Long lists in pages; where a page of ours shows several of them, each is turned by itself."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict


class Part(Page):  # type: ignore[type-arg]
    """One page of a list whose number stands in the address under a name of its own."""

    def __init__(self, *args: Any, asked: QueryDict, name: str) -> None:
        super().__init__(*args)
        self._asked, self._name = asked, name

    def _address(self, number: int) -> str:
        query = self._asked.copy()
        query[self._name] = str(number)
        return f"?{query.urlencode()}#{self._name}"

    @property
    def before(self) -> str:
        """Where the page before it is."""
        return self._address(self.previous_page_number())

    @property
    def after(self) -> str:
        """Where the page after it is."""
        return self._address(self.next_page_number())


class _Parts(Paginator):  # type: ignore[type-arg]
    def __init__(self, found: Any, many: int, asked: QueryDict, name: str) -> None:
        super().__init__(found, many)
        self._asked, self._name = asked, name

    def _get_page(self, *args: Any, **kwargs: Any) -> Part:
        return Part(*args, asked=self._asked, name=self._name)


def part(request: HttpRequest, found: Sequence[Any] | Any, many: int, name: str = "page") -> Page:  # type: ignore[type-arg]
    """The page of a list that was asked for, `many` on each; the nearest one there is where there is none such."""
    return _Parts(found, many, request.GET, name).get_page(request.GET.get(name))
