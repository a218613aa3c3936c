"""Reference values computed by PyTorch, for the tests beside this file.

    /usr/bin/python3 tests/NotebookLib.Tests/References/make_references.py

Needs Debian's python3-torch (1.13). Inputs are float32 numbers, PyTorch computes in float64, and results are rounded to
float32: the references are as exact as the tests can ask for. Seeds are fixed; a second run changes nothing.
"""

import json
import math
from pathlib import Path

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
INF = math.inf


def normal(*shape):
    """Normal numbers with three decimals, exact in float32 after rounding there."""
    return (torch.randn(shape) * 1000).round().div(1000).float().double()


def positive(*shape):
    return normal(*shape).abs().add(0.25).float().double()


def encode(t):
    def number(x):
        if math.isnan(x):
            return "NaN"
        if math.isinf(x):
            return "Infinity" if x > 0 else "-Infinity"
        return float(np.format_float_positional(np.float32(x), unique=True)) if x else 0

    return {"shape": list(t.shape), "values": [number(x) for x in t.detach().reshape(-1).tolist()]}


def case(name, function, *inputs):
    """The output, and the gradient of the sum of output times `upstream` with respect to each input."""
    inputs = [x.float().double() for x in inputs]
    leaves = [x.clone().requires_grad_() for x in inputs]
    output = function(*leaves)
    upstream = normal(*output.shape)
    grads = torch.autograd.grad((output * upstream).sum(), leaves)
    return {"name": name, "inputs": [encode(x) for x in inputs], "output": encode(output),
            "upstream": encode(upstream), "grads": [encode(g) for g in grads]}


def save(name, cases):
    lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
    Path(__file__).with_name(name).write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def operations():
    torch.manual_seed(2)
    where = (torch.arange(15).reshape(3, 5) % 4 == 0)
    return [
        case("add", lambda a, b: a + b, normal(3, 5), normal(3, 5)),
        case("add broadcast", lambda a, b: a + b, normal(2, 3, 1, 5), normal(3, 7, 1)),
        case("subtract broadcast", lambda a, b: a - b, normal(5), normal(2, 3, 5)),
        case("multiply broadcast", lambda a, b: a * b, normal(2, 1, 5), normal(3, 1)),
        case("multiply scalar", lambda a, b: a * b, normal(3, 5), normal()),
        case("divide broadcast", lambda a, b: a / b, normal(3, 5), positive(3, 1)),
        case("negate", lambda a: -a, normal(3, 5)),
        case("square of itself by multiply", lambda a: a * a, normal(7)),
        case("matmul", lambda a, b: a @ b, normal(3, 5), normal(5, 7)),
        case("matmul vector matrix", lambda a, b: a @ b, normal(5), normal(5, 7)),
        case("matmul matrix vector", lambda a, b: a @ b, normal(3, 5), normal(5)),
        case("matmul vector vector", lambda a, b: a @ b, normal(5), normal(5)),
        case("matmul vector batch", lambda a, b: a @ b, normal(5), normal(2, 5, 7)),
        case("matmul batch vector", lambda a, b: a @ b, normal(2, 3, 5), normal(5)),
        case("matmul batch matrix", lambda a, b: a @ b, normal(2, 3, 5), normal(5, 7)),
        case("matmul matrix batch", lambda a, b: a @ b, normal(3, 5), normal(2, 5, 7)),
        case("matmul broadcast batches", lambda a, b: a @ b, normal(2, 1, 3, 5), normal(4, 5, 7)),
        case("exp", torch.exp, normal(3, 5)),
        case("log", torch.log, positive(3, 5)),
        case("sqrt", torch.sqrt, positive(3, 5)),
        case("square", torch.square, normal(3, 5)),
        case("pow 3", lambda a: a ** 3, normal(3, 5)),
        case("pow -1.5", lambda a: a ** -1.5, positive(3, 5)),
        case("abs", torch.abs, normal(3, 5)),
        case("sin", torch.sin, 3 * normal(3, 5)),
        case("cos", torch.cos, 3 * normal(3, 5)),
        case("tanh", torch.tanh, normal(3, 5)),
        case("sigmoid", torch.sigmoid, normal(3, 5)),
        case("relu", torch.relu, normal(3, 5)),
        case("masked fill", lambda a: a.masked_fill(where, 0.5), normal(3, 5)),
        case("masked fill broadcast", lambda a: a.masked_fill(where, 0.5), normal(2, 1, 5)),
        case("sum", lambda a: a.sum(), normal(3, 5)),
        case("sum 0", lambda a: a.sum(0), normal(3, 5, 2)),
        case("sum 1", lambda a: a.sum(1), normal(3, 5, 2)),
        case("sum -1 keep", lambda a: a.sum(-1, keepdim=True), normal(3, 5, 2)),
        case("mean", lambda a: a.mean(), normal(3, 5)),
        case("mean 1", lambda a: a.mean(1), normal(3, 5, 2)),
        case("variance -1", lambda a: a.var(-1, unbiased=False), normal(3, 5)),
        case("variance 0 keep", lambda a: a.var(0, unbiased=False, keepdim=True), normal(3, 5)),
        case("max", lambda a: a.max(), normal(3, 5)),
        case("max 1", lambda a: a.max(1).values, normal(3, 5, 2)),
        case("min", lambda a: a.min(), normal(3, 5)),
        case("min 0 keep", lambda a: a.min(0, keepdim=True).values, normal(3, 5, 2)),
        case("softmax 0", lambda a: a.softmax(0), normal(3, 5, 2)),
        case("softmax 1", lambda a: a.softmax(1), normal(3, 5, 2)),
        case("softmax -1", lambda a: a.softmax(-1), normal(3, 5, 2)),
        case("softmax large", lambda a: a.softmax(-1), 1000 * normal(3, 5)),
        case("softmax shifted", lambda a: a.softmax(-1), 10000 + (4 * normal(3, 5)).round()),
        case("logsoftmax 0", lambda a: a.log_softmax(0), normal(3, 5, 2)),
        case("logsoftmax 1", lambda a: a.log_softmax(1), normal(3, 5, 2)),
        case("logsoftmax -1", lambda a: a.log_softmax(-1), normal(3, 5, 2)),
        case("logsoftmax large", lambda a: a.log_softmax(-1), 1000 * normal(3, 5)),
        case("reshape", lambda a: a.reshape(5, 3, 2), normal(2, 3, 5)),
        case("transpose 0 2", lambda a: a.transpose(0, 2), normal(2, 3, 5)),
        case("transpose", lambda a: a.mT, normal(2, 3, 5)),
        case("permute 2 0 3 1", lambda a: a.permute(2, 0, 3, 1), normal(2, 3, 5, 7)),
        case("slice", lambda a: a[1:, 1:4, :-2], normal(3, 5, 7)),
        case("select", lambda a: a.select(1, 3), normal(3, 5, 2)),
        case("rows", lambda a: a[[4, 0, 4, 2, 4]], normal(5, 3)),
        case("concat 1", lambda a, b, c: torch.cat([a, b, c], 1), normal(2, 3, 5), normal(2, 1, 5), normal(2, 4, 5)),
        case("concat with itself", lambda a: torch.cat([a, a], 0), normal(2, 3)),
        case("stack 1", lambda a, b: torch.stack([a, b], 1), normal(3, 5), normal(3, 5)),
        case("stack -1", lambda a, b: torch.stack([a, b], -1), normal(3, 5), normal(3, 5)),
        case("chain", lambda a, b: ((a @ b).tanh().softmax(-1) / (a.square().mean() + 1)).log(), normal(3, 5), normal(5, 7)),
    ]


def attend(q, k, v, mask=None):
    scores = q @ k.mT / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores + mask
    weights = scores.softmax(-1)
    return weights @ v, weights


def causal(n):
    return torch.full((n, n), -INF).triu(1)


def attention_case(name, q, k, v, mask=None):
    """Gradients are those of sum(output · upstream) + sum(weights · upstreamWeights): both results carry them."""
    q, k, v = (x.float().double() for x in (q, k, v))
    leaves = [x.clone().requires_grad_() for x in (q, k, v)]
    output, weights = attend(*leaves, mask)
    up, upw = normal(*output.shape), normal(*weights.shape)
    grads = torch.autograd.grad((output * up).sum() + (weights * upw).sum(), leaves)
    return {"name": name, "inputs": [encode(x) for x in (q, k, v)], "mask": None if mask is None else encode(mask),
            "output": encode(output), "weights": encode(weights), "upstream": encode(up), "upstreamWeights": encode(upw),
            "grads": [encode(g) for g in grads]}


def attentions():
    torch.manual_seed(3)
    padding = torch.zeros(2, 1, 7)
    padding[0, :, 4:] = -INF
    padding[1, :, 6:] = -INF
    hidden = causal(5).clone()
    hidden[2, :] = -INF
    return [
        attention_case("plain", normal(5, 3), normal(5, 3), normal(5, 3)),
        attention_case("other lengths and widths", normal(5, 3), normal(7, 3), normal(7, 2)),
        attention_case("causal", normal(5, 3), normal(5, 3), normal(5, 2), causal(5)),
        attention_case("batched", normal(2, 3, 5, 7), normal(2, 3, 11, 7), normal(2, 3, 11, 13)),
        attention_case("padded", normal(2, 5, 3), normal(2, 7, 3), normal(2, 7, 2), padding),
        attention_case("bias of each head", normal(2, 3, 5, 7), normal(2, 3, 5, 7), normal(2, 3, 5, 2), normal(3, 1, 5)),
        attention_case("keys shared by the batch", normal(2, 3, 5, 7), normal(3, 11, 7), normal(11, 2)),
        attention_case("large scores", 50 * normal(5, 3), 50 * normal(7, 3), normal(7, 2)),
        # PyTorch gives NaN in row 2 of output and weights, and NaN gradients; the library defines zeros there.
        attention_case("one row fully masked", normal(5, 3), normal(5, 3), normal(5, 2), hidden),
    ]


def multi_head_case(name, length, context_length, heads, batch, bias, mask=None):
    """torch.nn.MultiheadAttention, whose (out, in) weights are written as (in, out)."""
    dim = 3 * heads
    module = torch.nn.MultiheadAttention(dim, heads, bias=bias, batch_first=True)
    with torch.no_grad():
        for p in module.parameters():
            p.copy_(normal(*p.shape).mul(0.5).float().double())
    x = normal(batch, length, dim).requires_grad_()
    context = None if context_length is None else normal(batch, context_length, dim).requires_grad_()
    source = x if context is None else context
    output, weights = module(x, source, source, need_weights=True, average_attn_weights=False, attn_mask=mask)
    upstream = normal(*output.shape)
    names = ["x"] + ([] if context is None else ["context"])
    tensors = [x] + ([] if context is None else [context])
    grads = dict(zip(names, torch.autograd.grad((output * upstream).sum(), tensors, retain_graph=True)))
    (output * upstream).sum().backward()

    def split(packed, gradient):
        parts = {}
        for i, part in enumerate(("query", "key", "value")):
            rows = slice(i * dim, (i + 1) * dim)
            weight = module.in_proj_weight.grad if gradient else module.in_proj_weight
            parts[f"{part}.weight"] = weight[rows].T
            if bias:
                offset = module.in_proj_bias.grad if gradient else module.in_proj_bias
                parts[f"{part}.bias"] = offset[rows]
        out = module.out_proj
        parts["output.weight"] = (out.weight.grad if gradient else out.weight).T
        if bias:
            parts["output.bias"] = out.bias.grad if gradient else out.bias
        return parts

    return {"name": name, "heads": heads, "x": encode(x), "context": None if context is None else encode(context),
            "causal": mask is not None, "parameters": {n: encode(p) for n, p in split(module, False).items()},
            "output": encode(output), "weights": encode(weights), "upstream": encode(upstream),
            "grads": {n: encode(g) for n, g in {**grads, **split(module, True)}.items()}}


def grouped_case(name, heads, shared, length, batch):
    """Grouped queries: each key-value head repeated by hand for its group, then attention head by head."""
    d = 2
    dim = heads * d
    leaf = lambda *shape: normal(*shape).mul(0.5).float().double().requires_grad_()
    parameters = {"query.weight": leaf(dim, dim), "query.bias": leaf(dim), "key.weight": leaf(dim, shared * d),
                  "key.bias": leaf(shared * d), "value.weight": leaf(dim, shared * d), "value.bias": leaf(shared * d),
                  "output.weight": leaf(dim, dim), "output.bias": leaf(dim)}
    x = normal(batch, length, dim).requires_grad_()
    q, k, v = (x @ parameters[f"{p}.weight"] + parameters[f"{p}.bias"] for p in ("query", "key", "value"))
    outputs, weights = [], []
    for h in range(heads):
        g = h // (heads // shared)
        o, w = attend(q[..., h * d:(h + 1) * d], k[..., g * d:(g + 1) * d], v[..., g * d:(g + 1) * d], causal(length))
        outputs.append(o)
        weights.append(w)
    output = torch.cat(outputs, -1) @ parameters["output.weight"] + parameters["output.bias"]
    upstream = normal(*output.shape)
    names = ["x", *parameters]
    grads = torch.autograd.grad((output * upstream).sum(), [x, *parameters.values()])
    return {"name": name, "heads": heads, "x": encode(x), "context": None, "causal": True,
            "parameters": {n: encode(p) for n, p in parameters.items()}, "output": encode(output),
            "weights": encode(torch.stack(weights, 1)), "upstream": encode(upstream),
            "grads": {n: encode(g) for n, g in zip(names, grads)}}


def multi_heads():
    torch.manual_seed(5)
    return [
        multi_head_case("with bias", 7, None, 2, 3, True),
        multi_head_case("without bias", 7, None, 5, 2, False),
        multi_head_case("causal", 7, None, 2, 3, True, causal(7)),
        multi_head_case("cross-attention", 5, 7, 2, 3, True),
        grouped_case("grouped queries", 6, 2, 5, 3),
        grouped_case("one key-value head", 3, 1, 5, 2),
    ]


save("operations.json", operations())
save("attention.json", attentions())
save("multi_head.json", multi_heads())
