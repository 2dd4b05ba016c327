"""The version of the product. The image has no pyproject.toml; a test compares the two."""

VERSION = "0.1.0"
