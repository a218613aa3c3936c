"""Reference values where plain float32 arithmetic, or a plain reading of a paper, goes wrong, for the tests beside this file.

    /usr/bin/python3 tests/NotebookLib.Tests/References/make_edge_references.py

Needs Debian's python3-torch (1.13). Seeds are fixed; a second run changes nothing.
"""

import math

import torch
import torch.nn.functional as F

from make_model_references import encode, normal, save

RULES = {
    "Sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "Momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.8),
    "RmsProp": lambda p: torch.optim.RMSprop(p, lr=0.02, alpha=0.9),
    "Adam": lambda p: torch.optim.Adam(p, lr=0.03, betas=(0.8, 0.95), eps=1e-6),
    "AdamW": lambda p: torch.optim.AdamW(p, lr=0.03, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.3),
}


def late_gradients():
    """Matrices that have a gradient in some steps only: in all, from the fourth on, in every second one."""
    torch.manual_seed(61)
    takes_part = [lambda step: True, lambda step: step >= 3, lambda step: step % 2 == 1]
    cases = []
    for name, rule in RULES.items():
        start = [normal(3, 5) for _ in takes_part]
        p = [t.clone().requires_grad_() for t in start]
        optimizer, gradients, after = rule(p), [], []
        for step in range(8):
            drawn = [normal(3, 5) if takes(step) else None for takes in takes_part]
            for t, g in zip(p, drawn):
                t.grad = None if g is None else g.clone()
            optimizer.step()
            gradients.append([None if g is None else encode(g) for g in drawn])
            after.append([encode(t) for t in p])
        cases.append({"name": name, "start": [encode(t) for t in start], "gradients": gradients, "after": after})
    save("late_gradients.json", cases)


def ranges():
    """Which numbers PyTorch's optimizers refuse."""
    p = [torch.nn.Parameter(torch.ones(2))]
    makers = {
        "Sgd learningRate": lambda x: torch.optim.SGD(p, lr=x),
        "Momentum learningRate": lambda x: torch.optim.SGD(p, lr=x, momentum=0.9),
        "Momentum momentum": lambda x: torch.optim.SGD(p, lr=0.1, momentum=x),
        "RmsProp learningRate": lambda x: torch.optim.RMSprop(p, lr=x),
        "RmsProp decay": lambda x: torch.optim.RMSprop(p, lr=0.1, alpha=x),
        "RmsProp epsilon": lambda x: torch.optim.RMSprop(p, lr=0.1, eps=x),
        "Adam learningRate": lambda x: torch.optim.Adam(p, lr=x),
        "Adam beta1": lambda x: torch.optim.Adam(p, lr=0.1, betas=(x, 0.9)),
        "Adam beta2": lambda x: torch.optim.Adam(p, lr=0.1, betas=(0.9, x)),
        "Adam epsilon": lambda x: torch.optim.Adam(p, lr=0.1, eps=x),
        "AdamW weightDecay": lambda x: torch.optim.AdamW(p, lr=0.1, weight_decay=x),
    }
    save("optimizer_ranges.json", [{"name": name, "values": [{"value": x, "refused": refuses(make, x)} for x in (-1.0, -1e-9, 0.0, 0.5, 1.0, 1.5)]}
                                   for name, make in makers.items()])


def refuses(make, x):
    try:
        make(x)
        return False
    except ValueError:
        return True


def far_from_zero():
    """LayerNorm of rows far from 0: the exact result for the float32 inputs, and how far PyTorch's own float32 result lies from it."""
    torch.manual_seed(62)
    cases = []
    for mean, deviation, width in ((1000, 1, 96), (1000, 1, 768), (-1000, 0.5, 61), (30, 1, 96), (1e5, 3, 96), (0, 1, 96)):
        x = (mean + deviation * torch.randn(2, width)).float()
        weight, bias = normal(width), normal(width)
        exact = F.layer_norm(x.double(), (width,), weight, bias)
        single = F.layer_norm(x, (width,), weight.float(), bias.float())
        cases.append({"name": f"{mean} ± {deviation}, {width} wide", "x": encode(x), "weight": encode(weight), "bias": encode(bias), "output": encode(exact),
                      "error": (single.double() - exact).abs().max().item()})
    save("far_layer_norm.json", cases)


def components():
    """The first principal components of tall, wide and square tables, each with its sign so that the row furthest out is positive."""
    torch.manual_seed(63)
    cases = []
    for rows, columns, count in ((61, 5, 3), (5, 61, 3), (7, 7, 2), (3, 11, 2), (11, 1, 1)):
        table = normal(rows, columns)
        u, s, _ = torch.linalg.svd(table - table.mean(0), full_matrices=False)
        scores = (u * s)[:, :count]
        scores = scores * torch.stack([scores[:, k][scores[:, k].abs().argmax()].sign() for k in range(count)])
        cases.append({"name": f"{rows} × {columns}", "table": encode(table), "scores": encode(scores), "shares": encode((s * s / (s * s).sum())[:count])})
    save("components.json", cases)


def yarn():
    """How the authors' code (jquesnelle/yarn) slows each pair of a head: a straight line over the pairs, whose ends are clamped to 0 and to d − 1."""
    def pair_that_turns(times, width, theta, context):
        return width * math.log(context / (times * 2 * math.pi)) / (2 * math.log(theta))

    cases = []
    for width, theta, context, factor in ((64, 10000.0, 4096, 8.0), (2, 10000.0, 100_000, 4.0), (2, 10000.0, 3_000_000, 4.0), (4, 3.0, 60, 4.0), (6, 1.5, 30, 16.0),
                                          (8, 10.0, 5000, 2.0), (8, 500_000.0, 8192, 32.0)):
        low = max(math.floor(pair_that_turns(32, width, theta, context)), 0)
        high = min(math.ceil(pair_that_turns(1, width, theta, context)), width - 1)
        assert low <= high
        end = high + 0.001 if low == high else high
        pairs = torch.arange(width // 2, dtype=torch.float64)
        ramp = ((pairs - low) / (end - low)).clamp(0, 1)
        speeds = theta ** (-2 * pairs / width)
        slowed = speeds / factor * ramp + speeds * (1 - ramp)
        cases.append({"headDim": width, "theta": theta, "context": context, "factor": factor, "low": low, "high": high, "speeds": slowed.tolist()})
    save("yarn.json", cases)


if __name__ == "__main__":
    late_gradients()
    ranges()
    far_from_zero()
    components()
    yarn()
