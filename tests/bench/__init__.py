"""Benchmarks: scripts that print what they measured, and the corpus that they measure on."""
