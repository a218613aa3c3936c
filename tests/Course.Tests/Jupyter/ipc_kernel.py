"""A kernel whose ports are sockets with a path, by Jupyter's own client and libzmq, which also sends it PINGs."""
import os

import zmq
from jupyter_client.manager import KernelManager

manager = KernelManager(kernel_name=".net-csharp", transport="ipc")
manager.context.setsockopt(zmq.HEARTBEAT_IVL, 200)
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready(60)
shown = []
reply = client.execute_interactive("System.Threading.Thread.Sleep(1000);\n6 * 7", output_hook=shown.append, timeout=60)
assert reply["content"]["status"] == "ok", reply
assert [m["content"]["data"]["text/plain"] for m in shown if m["msg_type"] == "execute_result"] == ["42"], shown
assert client.hb_channel.is_beating()
client.stop_channels()
paths = [f"{manager.ip}-{port}" for port in manager.ports]
assert all(os.path.exists(path) for path in paths), paths
manager.shutdown_kernel()
assert not any(os.path.exists(path) for path in paths), paths
print("OK")
