"""What leaves as words: texts of SMS."""
