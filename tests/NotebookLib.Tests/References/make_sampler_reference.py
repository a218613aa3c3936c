"""Writes sampler.json: what logits processors, written by their formulas in torch in double precision, make of random logits.

Run: /usr/bin/python3 make_sampler_reference.py (Debian's python3-torch).
"""
import json
import os

import torch

INF = float("inf")
torch.manual_seed(29)


def penalties(x, told, repetition, presence, frequency):
    for token in set(told):
        if repetition is not None:  # Keskar et al. 2019, with the sign minded
            x[token] = torch.where(x[token] > 0, x[token] / repetition, x[token] * repetition)
        x[token] -= (presence or 0) + (frequency or 0) * told.count(token)  # OpenAI's formula
    return x


def top_k(x, k):
    return x if k is None else keep(x, torch.topk(x, k).indices)


def keep(x, kept):
    cut = torch.full_like(x, -INF)
    cut[kept] = x[kept]
    return cut


def top_p(x, p):
    if p is None:
        return x
    order = torch.argsort(x, descending=True, stable=True)
    before = torch.cumsum(torch.softmax(x, 0)[order], 0) - torch.softmax(x, 0)[order]
    return keep(x, order[before < p])


def min_p(x, share):
    if share is None:
        return x
    probabilities = torch.softmax(x, 0)
    return x.masked_fill(probabilities < share * probabilities.max(), -INF)


def distribution(x, told, temperature=1.0, k=None, p=None, share=None, repetition=None, presence=None, frequency=None, last=False):
    x = penalties(x.clone(), told, repetition, presence, frequency)
    if not last:
        x = x / temperature
    x = min_p(top_p(top_k(x, k), p), share)
    return torch.softmax(x / temperature if last else x, 0)


def maybe(value):
    return value if torch.rand(()).item() < 0.5 else None


def between(low, high):
    return round(low + (high - low) * torch.rand(()).item(), 3)


cases = []
for i in range(60):
    size = int(torch.randint(3, 24, ()).item())
    logits = (torch.randn(size, dtype=torch.float64) * 2500).round() / 1000  # exact enough in float32, no ties
    if i % 4 == 0:
        logits[int(torch.randint(0, size - 1, ()).item())] = -INF
    told = [int(t) for t in torch.randint(0, size, (int(torch.randint(0, 9, ()).item()),))]
    options = {
        "temperature": between(0.2, 3), "k": maybe(int(torch.randint(1, size, ()).item())), "p": maybe(between(0.05, 0.99)), "share": maybe(between(0.01, 0.9)),
        "repetition": maybe(between(1, 2)), "presence": maybe(between(-2, 2)), "frequency": maybe(between(-2, 2)), "last": bool(i % 3 == 0),
    }
    probabilities = distribution(logits, told, **options)
    cases.append({
        "logits": {"shape": [size], "values": [x if x > -INF else "-Infinity" for x in logits.tolist()]},
        "told": told, **options,
        "distribution": {"shape": [size], "values": probabilities.tolist()},
    })
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "sampler.json"), "w") as f:
    json.dump(cases, f, indent=1)
    f.write("\n")
