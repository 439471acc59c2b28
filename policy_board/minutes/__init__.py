"""Minutes of the 137 policy board (صورت‌جلسه): written from facts, approved, corrected, published."""
