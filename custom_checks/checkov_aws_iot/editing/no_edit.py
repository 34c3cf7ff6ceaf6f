"""Saying that there is no edit."""

from __future__ import annotations


class NoEditError(ValueError):
    """There is no edit that would be right; the text says why, in a clause."""
