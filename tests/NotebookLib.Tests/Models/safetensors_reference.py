"""Writes reference.safetensors, byte by byte after the format's description, and reference.json, its values as torch reads them.

Run: python3 safetensors_reference.py (Debian's python3-torch). The values cover each type's zeros, subnormals, extremes,
infinities and NaN; the tensors are neither in the order of their names nor of equal widths.
"""
import json
import math
import os
import struct

import torch

special = {
    torch.float32: [0.0, -0.0, 1.0, -1.5, 1.401298464324817e-45, 1.1754942106924411e-38, 3.4028234663852886e38, math.inf, -math.inf, math.nan, 1 / 3],
    torch.float16: [0.0, -0.0, 1.0, -1.5, 5.960464477539063e-08, 6.097555160522461e-05, 65504.0, math.inf, -math.inf, math.nan, 1 / 3],
    torch.bfloat16: [0.0, -0.0, 1.0, -1.5, 9.183549615799121e-41, 1.1663108012064884e-38, 3.3895313892515355e38, math.inf, -math.inf, math.nan, 1 / 3],
}
names = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16"}

torch.manual_seed(5)
tensors = [
    ("z.half", torch.tensor(special[torch.float16], dtype=torch.float16)),
    ("a.brain", torch.tensor(special[torch.bfloat16], dtype=torch.bfloat16)),
    ("m.single", torch.tensor(special[torch.float32], dtype=torch.float32)),
    ("matrix", torch.randn(3, 5)),
    ("brain.cube", torch.randn(2, 3, 7).to(torch.bfloat16)),
    ("half.matrix", torch.randn(5, 2).to(torch.float16)),
    ("scalar", torch.tensor(2.5)),
    ("empty", torch.zeros(0, 3)),
    ("naïve \"name\" 😀", torch.tensor([7.0])),
]

header, data = {"__metadata__": {"format": "pt", "made by": "safetensors_reference.py"}}, b""
for name, tensor in tensors:
    raw = bytes(tensor.contiguous().flatten().view(torch.uint8).tolist()) if tensor.dim() else bytes(tensor.reshape(1).view(torch.uint8).tolist())
    header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
    data += raw
text = json.dumps(header, ensure_ascii=False).encode()
text += b" " * (-len(text) % 8)

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "reference.safetensors"), "wb") as f:
    f.write(struct.pack("<Q", len(text)) + text + data)

# As the bits of the float32, so that zeros keep their signs and NaN can be written.
values = {
    name: {"shape": list(t.shape), "bits": [b & 0xFFFFFFFF for b in t.to(torch.float32).reshape(-1).view(torch.int32).tolist()]}
    for name, t in tensors
}
with open(os.path.join(here, "reference.json"), "w", encoding="utf-8", newline="\n") as f:
    json.dump(values, f, ensure_ascii=False, indent=2)
    f.write("\n")
