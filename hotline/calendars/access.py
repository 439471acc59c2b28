"""Who may see the calendar: everyone. When the city works is no secret."""

from hotline.kit.access import Access, everyone

WORKING_DAY = Access("working_day", rows=everyone())

HOLIDAY = Access("holiday", rows=everyone())
