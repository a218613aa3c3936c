"""Runs a notebook with nbclient, as JupyterLab's and papermill's users do: run_lesson.py GIVEN MADE FOLDER"""
import sys

import nbclient
import nbformat

given, made, folder = sys.argv[1:]
notebook = nbformat.read(given, as_version=4)
client = nbclient.NotebookClient(notebook, timeout=300, kernel_name=notebook.metadata.kernelspec.name, resources={"metadata": {"path": folder}})
client.execute()
nbformat.write(notebook, made)
