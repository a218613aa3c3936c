"""Writes skipgram.json: the full-batch loss of skip-gram and its gradients, computed by torch in double precision.

Run: /usr/bin/python3 make_skipgram_reference.py (Debian's python3-torch).
"""
import json
import os

import torch

torch.manual_seed(11)
cases = []
for words, width, noise in [(5, 3, 5.0), (7, 2, 1.0), (3, 4, 2.5)]:
    counts = torch.randint(0, 6, (words, words)).double()
    counts = counts + counts.T
    counts.fill_diagonal_(0)
    v = torch.randn(words, width, dtype=torch.float64, requires_grad=True)
    u = torch.randn(words, width, dtype=torch.float64, requires_grad=True)
    total = counts.sum()
    by_chance = counts.sum(1, keepdim=True) * counts.sum(0, keepdim=True) / total
    scores = v @ u.T
    logsigmoid = torch.nn.functional.logsigmoid
    loss = -(counts * logsigmoid(scores) + noise * by_chance * logsigmoid(-scores)).sum() / total
    loss.backward()
    cases.append({
        "counts": {"shape": list(counts.shape), "values": counts.flatten().tolist()},
        "noise": noise,
        "v": {"shape": list(v.shape), "values": v.flatten().tolist()},
        "u": {"shape": list(u.shape), "values": u.flatten().tolist()},
        "loss": loss.item(),
        "vGradient": {"shape": list(v.shape), "values": v.grad.flatten().tolist()},
        "uGradient": {"shape": list(u.shape), "values": u.grad.flatten().tolist()},
    })
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "skipgram.json"), "w") as f:
    json.dump(cases, f, indent=1)
    f.write("\n")
