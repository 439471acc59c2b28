"""The GraphQL shapes that every connection shares, and the two interfaces' worth of Relay around them."""

from typing import Generic, TypeVar

import strawberry

T = TypeVar("T")


@strawberry.interface(description="Anything with a global id. Ids are opaque: keep them, never build them.")
class Node:
    id: strawberry.ID = strawberry.field(description="The global id.")


@strawberry.type(description="Where a page stands in its connection.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether anything follows this page.")
    has_previous_page: bool = strawberry.field(description="Whether anything stands before this page.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first node, null on an empty page.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last node, null on an empty page.")


@strawberry.type(description="A node and its place in the connection.")
class Edge(Generic[T]):
    node: T = strawberry.field(description="The node.")
    cursor: str = strawberry.field(description="Opaque; good for `after` and `before` under the same order.")


@strawberry.type(description="A page of a list by keyset: stable while rows are added.")
class Connection(Generic[T]):
    nodes: list[T] = strawberry.field(description="The nodes of this page.")
    edges: list[Edge[T]] = strawberry.field(description="The same with their cursors.")
    page_info: PageInfo = strawberry.field(description="Where this page stands.")
    total_count: int = strawberry.field(description="All that match, counted up to 10 000.")
    total_count_capped: bool = strawberry.field(description="Whether there are more than were counted.")
