"""Reference values of rounding, pruning, low rank and distillation, computed by PyTorch and NumPy, for the tests beside this file.

    /usr/bin/python3 tests/NotebookLib.Tests/References/make_compression_references.py

Needs Debian's python3-torch (1.13). Seeds are fixed; a second run changes nothing.
"""

import numpy as np
import torch
import torch.nn.functional as F
import torch.nn.utils.prune as prune

from make_model_references import case, encode, normal, save

BLOCKS = {"matrix": (11, 7), "row": (1, 7), "column": (11, 1), "group of 4": (4, 1)}


def half_above(x):
    """The smallest number of 16 bits that is not below x."""
    h = np.float16(x)
    return float(h if np.float32(h) >= np.float32(x) else np.nextafter(h, np.float16(np.inf)))


def rounded(w, bits, full, block):
    """Each block by torch's own rounding to integers, with its scale."""
    out, scales = torch.zeros_like(w), []
    high, wide = block
    for top in range(0, w.shape[0], high):
        for left in range(0, w.shape[1], wide):
            part = w[top:top + high, left:left + wide].float()
            largest = part.flatten()[part.abs().argmax()].item()
            last = 2 ** (bits - 1) - 1
            scale = half_above(np.float32(abs(largest)) / np.float32(last + 1 if full else last)) if largest else 1.0
            sign = -1.0 if full and largest > 0 else 1.0
            q = torch.fake_quantize_per_tensor_affine(sign * part, scale, 0, -last - 1 if full else -last, last)
            out[top:top + high, left:left + wide] = sign * q
            scales.append(sign * scale)
    return out, scales


def main():
    torch.manual_seed(16)
    w = normal(11, 7)
    save("quantization.json", [
        {"bits": bits, "usesAllLevels": full, "shares": name, "weights": encode(w), "rounded": encode(out),
         "scales": scales}
        for name, block in BLOCKS.items() for bits in (2, 3, 4, 8) for full in (False, True)
        for out, scales in [rounded(w, bits, full, block)]])

    pruned = []
    for share in (0.1, 0.5, 0.83):
        module = torch.nn.Linear(7, 11, bias=False)
        module.weight.data = w.float()
        prune.l1_unstructured(module, "weight", amount=int(share * w.numel()))
        pruned.append({"share": share, "weights": encode(w), "mask": encode(module.weight_mask)})
    save("pruning.json", pruned)

    low = []
    for rank in (1, 3, 7):
        u, s, v = torch.linalg.svd(w, full_matrices=False)
        low.append({"rank": rank, "weights": encode(w), "product": encode(u[:, :rank] * s[:rank] @ v[:rank]),
                    "singular": s.tolist()})
    save("low_rank.json", low)

    teacher, student = normal(5, 13, scale=3), normal(5, 13, scale=3)
    save("distillation.json", [
        case(f"temperature {t}", lambda student: t * t * F.kl_div((student / t).log_softmax(-1),
             (teacher / t).softmax(-1), reduction="batchmean"), {"student": student}, temperature=t,
             teacher=encode(teacher))
        for t in (1.0, 2.0, 7.0)])


if __name__ == "__main__":
    main()
