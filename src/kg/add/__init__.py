"""A new document: cut into passages, with the skeleton of its source file.

Must not know: commands, what a document says.
"""
