"""What a person does first with the kernel, for the list of methods that it takes: first_session.py HOST.dll NOTEBOOK

Runs the notebook's code cells, and asks for completion, hover, and whether a cell is complete. Needs Debian's python3-jupyter-client."""
import json
import pathlib
import sys

from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpec

host, notebook = (pathlib.Path(path).resolve() for path in sys.argv[1:])
manager = KernelManager()
manager._kernel_spec = KernelSpec(argv=["dotnet", str(host), "kernel", "{connection_file}"], interrupt_mode="message", display_name="C#", language="csharp")
manager.start_kernel(cwd=str(notebook.parent))
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=120)
for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
    if cell["cell_type"] == "code":
        client.execute_interactive("".join(cell["source"]), timeout=120, output_hook=lambda message: None)
for code in ["Console.Wri", "Tensor.", "var t = Tensor.Ones(2, 3); t.Soft", "Chart.Lines(", "foreach (var i in Enu"]:
    client.complete(code, len(code), reply=True, timeout=120)
    client.inspect(code, len(code), reply=True, timeout=120)
    client.inspect("Console.WriteLine(1)", 12, reply=True, timeout=120)
    client.is_complete(code)
    client.get_shell_msg(timeout=120)
client.stop_channels()
manager.shutdown_kernel()
