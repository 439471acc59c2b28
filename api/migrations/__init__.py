"""Migrations: how a database comes to hold what the tables declare. One path for every database."""
