"""Opens notebooks and saves them unchanged with Jupyter's own library: save_as_jupyter.py OUT FILE…"""
import pathlib
import sys

import nbformat

out, *files = map(pathlib.Path, sys.argv[1:])
out.mkdir(exist_ok=True)
for file in files:
    nbformat.write(nbformat.read(file, as_version=nbformat.NO_CONVERT), out / file.name)
