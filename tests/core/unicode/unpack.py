"""Unpacks one .bz2 file: unpack.py FROM TO."""

import bz2
import pathlib
import sys

source, target = map(pathlib.Path, sys.argv[1:])
if not source.exists():
    sys.exit(f"{source} is missing: install the package unicode-data")
target.write_bytes(bz2.decompress(source.read_bytes()))
