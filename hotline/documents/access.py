"""Who may see persisted documents: nobody over the API. The command that loads them lists them."""
