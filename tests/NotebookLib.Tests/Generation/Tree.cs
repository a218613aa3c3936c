using CsCheck;

namespace NotebookLib.Tests.Generation;

/// <summary>Random distributions over short texts, and slow, plain ways to search them.</summary>
internal sealed record Tree(int Vocabulary, int Seed)
{
    public static readonly Gen<Tree> Any =
        Gen.Select(Gen.Int[2, 4], Gen.Int[0, 1_000_000], (vocabulary, seed) => new Tree(vocabulary, seed));

    /// <summary>Each text has probabilities of its own, some of them 0.</summary>
    public double[] Next(IReadOnlyList<int> told)
    {
        var random = new Random(told.Aggregate(Seed, (seed, token) => unchecked(seed * 31 + token + 1)));
        double[] weights =
            [.. Enumerable.Range(0, Vocabulary).Select(_ => random.Next(5) == 0 ? 0 : random.NextDouble())];
        if (weights.Sum() == 0) weights[^1] = 1;
        return [.. weights.Select(w => w / weights.Sum())];
    }

    /// <summary>Every text that ends with 0 within some tokens, with its ln P.</summary>
    public IEnumerable<(int[] Tokens, double Log)> Complete(int maxLength, params int[] begin)
    {
        if (begin.Length == maxLength) yield break;
        double[] next = Next(begin);
        for (int token = 0; token < Vocabulary; token++)
        {
            if (next[token] == 0) continue;
            double log = Math.Log(next[token]);
            if (token == 0) yield return ([.. begin, 0], log);
            else
                foreach (var (tokens, rest) in Complete(maxLength, [.. begin, token]))
                    yield return (tokens, log + rest);
        }
    }

    /// <summary>Beam search that never stops early.</summary>
    public List<(int[] Tokens, double Log)> Beam(int width, int maxLength)
    {
        List<(int[] Tokens, double Log)> open = [([], 0)], finished = [];
        for (int step = 0; step < maxLength; step++)
        {
            var best = open.SelectMany(o =>
                Next(o.Tokens).Select((p, token) => (Tokens: (int[])[.. o.Tokens, token], Log: o.Log + Math.Log(p))))
                .Where(c => c.Log > double.NegativeInfinity)
                .OrderByDescending(c => c.Log)
                .Take(width)
                .ToList();
            finished.AddRange(best.Where(c => c.Tokens[^1] == 0));
            open = [.. best.Where(c => c.Tokens[^1] != 0)];
        }
        return finished;
    }
}
