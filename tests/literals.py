"""Our own scalars as hypothesis-graphql writes them into documents: what fits, and what does not."""

from typing import Any

from graphql import StringValueNode
from hypothesis import strategies as st

SCALARS = {
    "DateTime": st.sampled_from(["2026-03-21T00:00:00Z", "1921-01-01T00:00:00+23:59", "now", ""]),
    "Date": st.sampled_from(["2026-03-21", "2121-12-31", "2026-02-30", "infinity"]),
}
LITERALS: Any = {name: texts.map(lambda text: StringValueNode(value=text)) for name, texts in SCALARS.items()}
