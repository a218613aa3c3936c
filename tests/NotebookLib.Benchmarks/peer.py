"""The peer of the comparison: the same work in PyTorch, asked for line by line.

Reads "NAME<tab>REPETITIONS" from standard input, answers with the seconds that they took. Started with the number of threads:
peer.py THREADS. Runs with Debian's python3-torch (torch 1.13) and with any later version; where the version has
scaled_dot_product_attention, which came with 2.0, it is used.
"""
import ctypes
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(1)
torch.set_num_threads(int(sys.argv[1]))
FUSED = hasattr(F, "scaled_dot_product_attention")


class Attention(nn.Module):
    """Multi-head attention with one joint projection, as in GPT-2."""

    def __init__(self, width, heads, context):
        super().__init__()
        self.heads, self.joint, self.output = heads, nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.register_buffer("future", torch.ones(context, context, dtype=torch.bool).triu(1))

    def split(self, x):
        batch, length, width = x.shape
        return (t.view(batch, length, self.heads, width // self.heads).transpose(1, 2) for t in self.joint(x).split(width, dim=2))

    def merge(self, heads):
        batch, _, length, _ = heads.shape
        return self.output(heads.transpose(1, 2).reshape(batch, length, -1))

    def forward(self, x):
        q, k, v = self.split(x)
        if FUSED:
            return self.merge(F.scaled_dot_product_attention(q, k, v, is_causal=True))
        scores = q @ k.transpose(-2, -1) * (q.shape[-1] ** -0.5)
        length = x.shape[1]
        return self.merge(scores.masked_fill(self.future[:length, :length], float("-inf")).softmax(-1) @ v)

    def step(self, x, keys, values, position):
        """One new token, whose key and value are written into the cache at its position."""
        q, k, v = self.split(x)
        keys[:, :, position], values[:, :, position] = k[:, :, 0], v[:, :, 0]
        scores = q @ keys[:, :, : position + 1].transpose(-2, -1) * (q.shape[-1] ** -0.5)
        return self.merge(scores.softmax(-1) @ values[:, :, : position + 1])


class Block(nn.Module):
    def __init__(self, width, heads, context):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads, context)
        self.hidden, self.output = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        # The variant with tanh came with 1.12; both ask one fused kernel.
        self.bend = nn.GELU(approximate="tanh")

    def feed_forward(self, x):
        return x + self.output(self.bend(self.hidden(self.norm2(x))))

    def forward(self, x):
        return self.feed_forward(x + self.attention(self.norm1(x)))

    def step(self, x, *cache):
        return self.feed_forward(x + self.attention.step(self.norm1(x), *cache))


class Gpt(nn.Module):
    def __init__(self, layers, heads, width, context, vocabulary):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
        self.blocks = nn.ModuleList(Block(width, heads, context) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        nn.init.normal_(self.tokens.weight, std=0.02)

    def logits(self, x):
        return F.linear(self.norm(x), self.tokens.weight)

    def forward(self, tokens):
        x = self.tokens(tokens) + self.positions.weight[: tokens.shape[1]]
        for block in self.blocks:
            x = block(x)
        return self.logits(x)

    def step(self, token, position, caches):
        x = self.tokens(token) + self.positions.weight[position]
        for block, cache in zip(self.blocks, caches):
            x = block.step(x, *cache, position)
        return self.logits(x)


def product(n):
    a, b = torch.randn(n, n), torch.randn(n, n)
    return lambda: a @ b


def attention(batch, length, width, heads):
    module, x = Attention(width, heads, length), torch.randn(batch, length, width)

    def run():
        with torch.inference_mode():
            module(x)

    return run


def training(layers, heads, width, context, batch, vocabulary):
    gpt = Gpt(layers, heads, width, context, vocabulary)
    parameters = list(gpt.parameters())
    optimizer = torch.optim.AdamW(parameters, lr=1e-3)
    text = torch.randint(vocabulary, (20_000,))

    def run():
        starts = torch.randint(len(text) - context - 1, (batch,)).tolist()
        inputs = torch.stack([text[s : s + context] for s in starts])
        targets = torch.stack([text[s + 1 : s + context + 1] for s in starts])
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(gpt(inputs).view(-1, vocabulary), targets.view(-1))
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        loss.item()

    return run


def decoding(layers, heads, width, context, vocabulary):
    gpt = Gpt(layers, heads, width, context, vocabulary)

    def run():
        with torch.inference_mode():
            caches = [[torch.empty(1, heads, context, width // heads) for _ in range(2)] for _ in range(layers)]
            token = torch.zeros(1, 1, dtype=torch.long)
            for position in range(context - 1):
                token = gpt.step(token, position, caches).argmax(-1)
                token.item()

    return run


def matrix_kernel():
    """Who computes torch's matrix products: OpenBLAS, with the kernel that it chose for this processor, or another library."""
    try:
        with open("/proc/self/maps") as maps:
            loaded = sorted({line.split()[-1] for line in maps if ".so" in line})
    except OSError:
        loaded = []
    for path in (p for p in loaded if "libopenblas" in p):
        library = ctypes.CDLL(path)
        if hasattr(library, "openblas_get_corename"):
            library.openblas_get_corename.restype = library.openblas_get_config.restype = ctypes.c_char_p
            return f"{' '.join(library.openblas_get_config().decode().split()[:2])}, kernel {library.openblas_get_corename().decode()}"
    if torch.backends.mkl.is_available():
        return "MKL"
    blas = [p for p in loaded if "libblas" in p]
    return f"no OpenBLAS: {blas[0]}, which may be the slow reference (install libopenblas0)" if blas else "BLAS unknown"


WORK = {"product": product, "attention": attention, "training": training, "decoding": decoding}
prepared = {}
print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads, {matrix_kernel()}", flush=True)
for line in sys.stdin:
    name, repetitions = line.rstrip("\n").split("\t")
    if name not in prepared:
        kind, *sizes = name.split()
        prepared[name] = WORK[kind](*map(int, sizes))
    run, count = prepared[name], int(repetitions)
    start = time.perf_counter()
    for _ in range(count):
        run()
    print(time.perf_counter() - start, flush=True)
