using System.Globalization;

namespace NotebookLib;

/// <summary>
/// A text that is read on token by token, and what may follow it: of a model, with what it remembers, or of a function.
/// </summary>
/// <remarks>Whoever searches or draws does it once, on this; only here do the two differ.</remarks>
internal abstract class Reading(IEnumerable<int> told)
{
    /// <summary>The prompt and what was added.</summary>
    public List<int> Told { get; } = [.. told];

    /// <summary>
    /// The logits of what may follow the last <paramref name="rows"/> beginnings of the text, the whole text last:
    /// (rows, V).
    /// </summary>
    public abstract Tensor Logits(int rows);

    /// <summary>
    /// ln of the probability of each token to follow the text, (V,); they sum to 1, or nothing can follow.
    /// </summary>
    public abstract double[] Logs();

    /// <summary>The same text, to be read on in another way.</summary>
    public abstract Reading Copy();

    /// <summary>Forgets what came after the first <paramref name="length"/> tokens.</summary>
    public virtual void Rewind(int length) => Told.RemoveRange(length, Told.Count - length);

    /// <summary>Turns to another text; what the two begin with in common is not read again.</summary>
    public void MoveTo(IReadOnlyList<int> text)
    {
        int common = 0;
        while (common < text.Count && common < Told.Count && text[common] == Told[common]) common++;
        Rewind(common);
        Told.AddRange(text.Skip(common));
    }

    public static Reading Of(NextToken next, IReadOnlyList<int> prompt)
    {
        ArgumentNullException.ThrowIfNull(next);
        ArgumentNullException.ThrowIfNull(prompt);
        return new OfFunction(next, prompt);
    }

    public static Reading Of(Gpt gpt, IReadOnlyList<int> prompt)
    {
        ArgumentNullException.ThrowIfNull(gpt);
        ArgumentNullException.ThrowIfNull(prompt);
        if (prompt.Count == 0)
            throw new ArgumentException("prompt: expected at least one token to go on from; got none.", nameof(prompt));
        return new OfModel(gpt, prompt, new KeyValueCache(gpt.Config));
    }

    /// <summary>Refuses logits of a model that say nothing of what comes after so many tokens.</summary>
    public static void RequireNumbers(Tensor logits, int length)
    {
        float largest = logits.Max().Item();
        if (!float.IsFinite(largest))
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"The model cannot go on after {length} tokens: the largest of its logits is {largest}. "
                    + $"Its parameters are damaged, perhaps by a training that ran away."));
    }

    private sealed class OfModel(Gpt gpt, IEnumerable<int> told, KeyValueCache cache) : Reading(told)
    {
        public override Tensor Logits(int rows)
        {
            Tensor logits = gpt.LogitsOfLast(rows, Told, cache);
            RequireNumbers(logits, Told.Count);
            return logits;
        }

        public override double[] Logs()
        {
            Tensor logits = Logits(1);
            double[] logs = Array.ConvertAll(logits.ToArray(), x => (double)x);
            double largest = logs.Max(), sum = 0;
            foreach (double x in logs) sum += Math.Exp(x - largest);
            double total = largest + Math.Log(sum);
            for (int i = 0; i < logs.Length; i++) logs[i] -= total;
            return logs;
        }

        public override Reading Copy() => new OfModel(gpt, Told, cache.Copy());

        public override void Rewind(int length)
        {
            base.Rewind(length);
            if (cache.Length > length) cache.Rewind(length);
        }
    }

    private sealed class OfFunction(NextToken next, IEnumerable<int> told) : Reading(told)
    {
        public override Tensor Logits(int rows) =>
            Tensor.Stack(0, [.. Enumerable.Range(Told.Count - rows + 1, rows).Select(length =>
                new Tensor(Array.ConvertAll(Logs([.. Told[..length]]), log => (float)log)))]);

        public override double[] Logs() => Logs([.. Told]);

        public override Reading Copy() => new OfFunction(next, Told);

        private double[] Logs(int[] text)
        {
            Interruption.Check();
            double[] probabilities = next(text);
            double sum = probabilities.Sum();
            if (!probabilities.All(p => p >= 0) || !(sum == 0 || Math.Abs(sum - 1) < 1e-6))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"next: expected probabilities, 0 or more, that sum to 1, or to 0 where nothing follows; "
                        + $"after [{string.Join(", ", text)}] the least is {probabilities.Min()} and their sum "
                        + $"{sum}."));
            return Array.ConvertAll(probabilities, Math.Log);
        }
    }
}
