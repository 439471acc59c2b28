"""Forwardings (ارجاع به دستور کار): a dossier put before the policy board, and what became of it there."""
