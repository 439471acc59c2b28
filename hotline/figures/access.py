"""Who may see figures: everyone who signs in. They carry no personal data."""

from hotline.kit.access import SIGNED_IN, Access, roles

DAILY_FIGURE = Access("daily_figure", rows=roles(*SIGNED_IN))

DISTRICT_FIGURE = Access("district_figure", rows=DAILY_FIGURE.rows)

CATEGORY_FIGURE = Access("category_figure", rows=DAILY_FIGURE.rows)
