"""Reference values of layers, losses, optimizers and a small GPT, computed by PyTorch, for the tests beside this file.

    /usr/bin/python3 tests/NotebookLib.Tests/References/make_model_references.py

Needs Debian's python3-torch (1.13) and nothing else: the GPT below is written out in plain torch. Parameters and inputs are float32
numbers with few decimals, PyTorch computes in float64, and results are rounded to float32. Seeds are fixed; a second run changes nothing.
"""

import json
import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def normal(*shape, scale=1.0):
    """Normal numbers with three decimals, exact in float32 after rounding there."""
    return (torch.randn(shape) * scale * 1000).round().div(1000).float().double()


def encode(t):
    values = [float(np.format_float_positional(np.float32(x), unique=True)) for x in t.detach().reshape(-1).tolist()]
    return {"shape": list(t.shape), "values": values}


def encode_all(tensors):
    return {name: encode(t) for name, t in tensors.items()}


def case(name, function, tensors, **more):
    """The output, and the gradient of the sum of output times `upstream` with respect to each tensor."""
    leaves = {key: t.clone().requires_grad_() for key, t in tensors.items()}
    output = function(**leaves)
    upstream = normal(*output.shape)
    grads = torch.autograd.grad((output * upstream).sum(), list(leaves.values()))
    return {"name": name, "tensors": encode_all(tensors), "output": encode(output), "upstream": encode(upstream),
            "grads": {key: encode(g) for key, g in zip(leaves, grads)}, **more}


def save(name, cases):
    lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
    Path(__file__).with_name(name).write_text(f"[\n{lines}\n]\n", encoding="utf-8")


# --- layers -------------------------------------------------------------------------------------------------------------------------

def rms_norm(x, weight, epsilon=1e-5):
    return x / torch.sqrt((x * x).mean(-1, keepdim=True) + epsilon) * weight


BEND = {"Relu": F.relu, "Gelu": F.gelu, "GeluTanh": lambda x: F.gelu(x, approximate="tanh")}


def feed_forward(x, p, activation):
    if activation == "SwiGlu":
        bent = F.silu(x @ p["gate.weight"] + p["gate.bias"]) * (x @ p["hidden.weight"] + p["hidden.bias"])
    else:
        bent = BEND[activation](x @ p["hidden.weight"] + p["hidden.bias"])
    return bent @ p["output.weight"] + p["output.bias"]


def rotate(x, theta=10000.0):
    """Neighbouring numbers are the parts of a complex number, turned by an angle that grows with the position."""
    length, d = x.shape[-2:]
    speeds = theta ** (-torch.arange(0, d, 2) / d)
    turns = torch.polar(torch.ones(length, d // 2), torch.outer(torch.arange(length).double(), speeds))
    return torch.view_as_real(torch.view_as_complex(x.reshape(*x.shape[:-1], d // 2, 2).contiguous()) * turns).flatten(-2)


def alibi(heads, length):
    slopes = torch.tensor([2.0 ** (-8.0 * (i + 1) / heads) for i in range(heads)])  # a power of two of heads
    distance = (torch.arange(length)[:, None] - torch.arange(length)).abs()
    return -slopes[:, None, None] * distance


def attention(x, p, heads, key_value_heads=None, causal=True, rotary=False, bias=None):
    key_value_heads = key_value_heads or heads
    batch, length, width = x.shape
    d = width // heads

    def split(part, count):
        y = x @ p[f"{part}.weight"] + p[f"{part}.bias"]
        return y.reshape(batch, length, count, d).transpose(1, 2)

    q, k, v = split("query", heads), split("key", key_value_heads), split("value", key_value_heads)
    if rotary:
        q, k = rotate(q), rotate(k)
    k, v = (t.repeat_interleave(heads // key_value_heads, 1) for t in (k, v))
    scores = q @ k.transpose(-1, -2) / math.sqrt(d)
    if bias is not None:
        scores = scores + bias
    if causal:
        scores = scores.masked_fill(torch.ones(length, length).triu(1).bool(), -math.inf)
    mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, length, width)
    return mixed @ p["output.weight"] + p["output.bias"]


def within(p, part):
    return {name[len(part) + 1:]: t for name, t in p.items() if name.startswith(part + ".")}


def block(x, p, heads, placement="Pre", residual=True, norm=None, activation="GeluTanh", **kind):
    norm = norm or (lambda x, q: F.layer_norm(x, x.shape[-1:], q["weight"], q["bias"]))
    for part, function in (("attention", lambda x: attention(x, within(p, "attention"), heads, **kind)),
                           ("feedForward", lambda x: feed_forward(x, within(p, "feedForward"), activation))):
        own = lambda x: norm(x, within(p, part + "Norm"))
        y = function(own(x) if placement == "Pre" else x)
        x = x + y if residual else y
        x = own(x) if placement == "Post" else x
    return x


def attention_parameters(width, key_value_width):
    sizes = {"query": (width, width), "key": (width, key_value_width), "value": (width, key_value_width), "output": (width, width)}
    return maps(sizes)


def maps(sizes):
    p = {}
    for name, (rows, columns) in sizes.items():
        p[f"{name}.weight"], p[f"{name}.bias"] = normal(rows, columns, scale=0.5), normal(columns, scale=0.3)
    return p


def feed_forward_parameters(width, hidden, gate=False):
    sizes = {"hidden": (width, hidden), "output": (hidden, width)}
    return maps({"hidden": sizes["hidden"], "gate": sizes["hidden"], "output": sizes["output"]} if gate else sizes)


def prefixed(part, p):
    return {f"{part}.{name}": t for name, t in p.items()}


def norm_parameters(width, bias=True):
    p = {"weight": 1 + normal(width, scale=0.2)}
    return {**p, "bias": normal(width, scale=0.2)} if bias else p


def block_parameters(width, key_value_width, hidden, norms=True, gate=False, norm_bias=True):
    p = {**prefixed("attention", attention_parameters(width, key_value_width)), **prefixed("feedForward", feed_forward_parameters(width, hidden, gate))}
    if norms:
        p.update({**prefixed("attentionNorm", norm_parameters(width, norm_bias)), **prefixed("feedForwardNorm", norm_parameters(width, norm_bias))})
    return p


def layers():
    torch.manual_seed(31)
    cases = [
        case("LayerNorm", lambda x, weight, bias: F.layer_norm(x, (7,), weight, bias), {"x": normal(3, 5, 7), **norm_parameters(7)}),
        case("RmsNorm", lambda x, weight: rms_norm(x, weight), {"x": normal(3, 5, 7), "weight": 1 + normal(7, scale=0.2)}),
        case("Embedding", lambda weight: weight[torch.tensor([3, 0, 10, 3, 3])], {"weight": normal(11, 7)}),
        case("Unembed", lambda x, weight: x @ weight.T, {"x": normal(2, 5, 7), "weight": normal(11, 7)}),
        case("Gelu", lambda x: F.gelu(x), {"x": normal(5, 7, scale=2)}),
        case("GeluTanh", lambda x: F.gelu(x, approximate="tanh"), {"x": normal(5, 7, scale=2)}),
        case("Silu", lambda x: F.silu(x), {"x": normal(5, 7, scale=2)}),
    ]
    for activation in ("Relu", "Gelu", "GeluTanh", "SwiGlu"):
        p = feed_forward_parameters(7, 11, activation == "SwiGlu")
        cases.append(case(f"FeedForward {activation}", lambda x, activation=activation, **p: feed_forward(x, p, activation), {"x": normal(2, 5, 7), **p}))
    for name, placement, residual in (("Pre", "Pre", True), ("Post", "Post", True), ("None", "None", True), ("no residual", "Pre", False)):
        p = block_parameters(6, 6, 11, placement != "None")
        cases.append(case(f"TransformerBlock {name}", lambda x, placement=placement, residual=residual, **p: block(x, p, 3, placement, residual), {"x": normal(2, 5, 6), **p}))
    p = attention_parameters(8, 4)
    cases.append(case("Rotary grouped attention", lambda x, **p: attention(x, p, 4, 2, rotary=True), {"x": normal(2, 5, 8), **p}))
    save("layers.json", cases)


# --- losses and optimizers ----------------------------------------------------------------------------------------------------------

def losses():
    torch.manual_seed(32)
    targets = torch.tensor([3, -1, 0, 10, -1, 7, 3])
    save("losses.json", [
        case(name, lambda logits, smoothing=smoothing: F.cross_entropy(logits, targets, ignore_index=-1, label_smoothing=smoothing).reshape(()),
             {"logits": normal(7, 11, scale=3)}, targets=targets.tolist(), smoothing=smoothing)
        for name, smoothing in (("ignored targets", 0.0), ("ignored targets and smoothing", 0.1))])


def optimizers():
    torch.manual_seed(33)
    rules = {
        "Sgd": lambda p: torch.optim.SGD(p, lr=0.1),
        "Momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.8),
        "RmsProp": lambda p: torch.optim.RMSprop(p, lr=0.02, alpha=0.9),
        "Adam": lambda p: torch.optim.Adam(p, lr=0.03, betas=(0.8, 0.95), eps=1e-6),
        "AdamW": lambda p: torch.optim.AdamW([{"params": p[:1], "weight_decay": 0.3}, {"params": p[1:], "weight_decay": 0.0}], lr=0.03, betas=(0.8, 0.95), eps=1e-6),
    }
    remembered = {"Sgd": {}, "Momentum": {"m": "momentum_buffer"}, "RmsProp": {"v": "square_avg"},
                  "Adam": {"m": "exp_avg", "v": "exp_avg_sq"}, "AdamW": {"m": "exp_avg", "v": "exp_avg_sq"}}
    cases = []
    for name, rule in rules.items():
        matrix, vector = normal(5, 3), normal(7)
        gradients = [(normal(5, 3), normal(7)) for _ in range(5)]
        p = [matrix.clone().requires_grad_(), vector.clone().requires_grad_()]
        optimizer, after, moments = rule(p), [], []
        for gm, gv in gradients:
            p[0].grad, p[1].grad = gm.clone(), gv.clone()
            optimizer.step()
            after.append([encode(t) for t in p])
            moments.append([{ours: encode(optimizer.state[t][theirs]) for ours, theirs in remembered[name].items()} for t in p])
        cases.append({"name": name, "start": [encode(matrix), encode(vector)], "gradients": [[encode(a), encode(b)] for a, b in gradients], "after": after,
                      "moments": moments})
    save("optimizers.json", cases)


def clipping():
    """The gradients of two parameters, clipped as a whole and number by number."""
    torch.manual_seed(34)
    matrix, vector = normal(5, 3), normal(7)
    cases = []
    for name, clip in (("ByNorm", torch.nn.utils.clip_grad_norm_), ("ByValue", torch.nn.utils.clip_grad_value_)):
        p = [matrix.clone().requires_grad_(), vector.clone().requires_grad_()]
        for t in p:
            t.grad = t.detach().clone()
        clip(p, 0.7)
        cases.append({"name": name, "gradients": [encode(matrix), encode(vector)], "maximum": 0.7, "clipped": [encode(t.grad) for t in p]})
    save("clipping.json", cases)


# --- GPT ----------------------------------------------------------------------------------------------------------------------------

def gpt_parameters(vocabulary, layer_count, heads, width, context, hidden=None, key_value_heads=None, positions="Learned", tied=True,
                   norm_kind="LayerNorm", activation="GeluTanh", scale=0.3):
    """By the names of Hugging Face's GPT-2; weights of maps are (in, out)."""
    hidden, joint = hidden or 4 * width, width + 2 * (width // heads) * (key_value_heads or heads)
    p = {"wte.weight": normal(vocabulary, width, scale=scale)}
    if positions == "Learned":
        p["wpe.weight"] = normal(context, width, scale=scale)
    for i in range(layer_count):
        sizes = {"attn.c_attn": (width, joint), "attn.c_proj": (width, width), "mlp.c_fc": (width, hidden), "mlp.c_proj": (hidden, width)}
        if activation == "SwiGlu":
            sizes["mlp.c_gate"] = (width, hidden)
        for name, (rows, columns) in sizes.items():
            p[f"h.{i}.{name}.weight"], p[f"h.{i}.{name}.bias"] = normal(rows, columns, scale=scale), normal(columns, scale=0.1)
        for name in ("ln_1", "ln_2"):
            p.update(prefixed(f"h.{i}.{name}", norm_parameters(width, norm_kind == "LayerNorm")))
    p.update(prefixed("ln_f", norm_parameters(width, norm_kind == "LayerNorm")))
    if not tied:
        p["lm_head.weight"] = normal(vocabulary, width, scale=scale)
    return p


def gpt(tokens, p, layer_count, heads, key_value_heads=None, positions="Learned", norm_kind="LayerNorm", activation="GeluTanh"):
    x = p["wte.weight"][tokens]
    length, width = x.shape[-2:]
    d, key_value_width = width // heads, width // heads * (key_value_heads or heads)
    if positions == "Learned":
        x = x + p["wpe.weight"][:length]
    norm = (lambda x, q: rms_norm(x, q["weight"])) if norm_kind == "RmsNorm" else (lambda x, q: F.layer_norm(x, x.shape[-1:], q["weight"], q["bias"]))
    for i in range(layer_count):
        own = within(p, f"h.{i}")
        parts = [width, key_value_width, key_value_width]
        names = ("attention.query", "attention.key", "attention.value")
        q = {f"{n}.weight": w for n, w in zip(names, own["attn.c_attn.weight"].split(parts, 1))}
        q.update({f"{n}.bias": b for n, b in zip(names, own["attn.c_attn.bias"].split(parts))})
        for ours, theirs in (("attention.output", "attn.c_proj"), ("feedForward.hidden", "mlp.c_fc"), ("feedForward.output", "mlp.c_proj"),
                             ("feedForward.gate", "mlp.c_gate"), ("attentionNorm", "ln_1"), ("feedForwardNorm", "ln_2")):
            q.update(prefixed(ours, within(own, theirs)))
        x = block(x, q, heads, norm=norm, activation=activation, key_value_heads=key_value_heads, rotary=positions == "Rotary",
                  bias=alibi(heads, length) if positions == "Alibi" else None)
    return norm(x, within(p, "ln_f")) @ p.get("lm_head.weight", p["wte.weight"]).T


def gpts():
    torch.manual_seed(34)
    cases = []
    for name, size, choices in (
        ("GPT-2", dict(vocabulary=13, layer_count=2, heads=2, width=10, context=11), {}),
        ("rotary, grouped, SwiGLU, RMSNorm, untied", dict(vocabulary=13, layer_count=2, heads=4, width=8, context=11, hidden=11, tied=False),
         dict(key_value_heads=2, positions="Rotary", norm_kind="RmsNorm", activation="SwiGlu")),
        ("ALiBi", dict(vocabulary=13, layer_count=2, heads=2, width=6, context=11), dict(positions="Alibi")),
    ):
        tokens, targets = torch.randint(13, (3, 7)), torch.randint(13, (3, 7))
        p = {key: t.requires_grad_() for key, t in gpt_parameters(**size, **choices).items()}
        logits = gpt(tokens, p, size["layer_count"], size["heads"], **choices)
        loss = F.cross_entropy(logits.reshape(-1, 13), targets.reshape(-1))
        grads = torch.autograd.grad(loss, list(p.values()))
        cases.append({"name": name, "parameters": encode_all(p), "tokens": tokens.tolist(), "targets": targets.tolist(), "logits": encode(logits),
                      "loss": loss.item(), "grads": {key: encode(g) for key, g in zip(p, grads)}})
    save("gpt.json", cases)


def training():
    """One hundred steps of AdamW on the text 0, 1, 4, 9, 16, … mod 11, batches at fixed places."""
    torch.manual_seed(35)
    text = torch.tensor([i * i % 11 for i in range(200)])
    start = gpt_parameters(11, 2, 2, 8, 7, hidden=16, scale=0.2)
    p = {key: t.clone().requires_grad_() for key, t in start.items()}
    matrices, rest = [t for t in p.values() if t.dim() > 1], [t for t in p.values() if t.dim() == 1]
    optimizer = torch.optim.AdamW([{"params": matrices, "weight_decay": 0.01}, {"params": rest, "weight_decay": 0.0}], lr=5e-3)
    curve = []
    for step in range(100):
        starts = [(step * 37 + b * 53) % 190 for b in range(3)]
        rows = torch.stack([text[s:s + 8] for s in starts])
        loss = F.cross_entropy(gpt(rows[:, :-1], p, 2, 2).reshape(-1, 11), rows[:, 1:].reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(list(p.values()), 1.0)
        optimizer.step()
        curve.append(round(loss.item(), 7))
    save("training.json", [{"parameters": encode_all(start), "losses": curve}])


def schedules():
    """PyTorch's OneCycleLR, and warm-up–stable–decay put together from its straight lines; the other schedules are checked by hand."""
    scheduler = torch.optim.lr_scheduler
    save("one_cycle.json", [{"rates": rates_of(1.0, lambda o: scheduler.OneCycleLR(o, max_lr=0.5, total_steps=50), 50)}])
    save("warm_up_stable_decay.json", [{"rates": rates_of(0.5, lambda o: scheduler.SequentialLR(o, [
        scheduler.LinearLR(o, start_factor=1 / 7, end_factor=1.0, total_iters=6),
        scheduler.ConstantLR(o, factor=1.0, total_iters=1),
        scheduler.LinearLR(o, start_factor=1.0, end_factor=0.1, total_iters=11)], milestones=[7, 32]), 47)}])


def rates_of(rate, schedule_of, steps):
    """The rate at each step under the schedule that `schedule_of` makes for an optimizer."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)
    schedule, rates = schedule_of(optimizer), []
    for _ in range(steps):
        rates.append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step() if len(rates) < steps else None
    return rates


if __name__ == "__main__":
    layers()
    losses()
    optimizers()
    clipping()
    gpts()
    training()
    schedules()
