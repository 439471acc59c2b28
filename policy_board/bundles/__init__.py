"""Bundles (بسته بازدید): what is prepared for one council visit, published in revisions that never change (R12)."""
