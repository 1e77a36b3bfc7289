"""Measures hgkm on a graph of any number of invented municipalities (README.md). It is not installed."""
