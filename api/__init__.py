"""The wire and the only composition root: ASGI app, settings, sign-in, worker, command line, migrations."""
