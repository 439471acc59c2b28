"""Meetings of the 137 policy board (جلسه شورای سیاست‌گذاری ۱۳۷), from plan to published minutes."""
