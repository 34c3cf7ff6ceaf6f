"""Checkov checks for AWS IoT Core.

Loading contract. Checkov executes every ``.py`` file that has an ``__init__.py`` beside it, as a
top-level module named by its stem, and again for every runner. This directory is the only one of
the pack that has an ``__init__.py``, and ``checkov_aws_iot_loader.py`` is the only module beside
it: one executed file. Everything else lives in directories without ``__init__.py`` and is imported
by its dotted name, once per process.
"""

__version__ = "0.1.0"
