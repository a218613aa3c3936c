using System.Globalization;

namespace NotebookLib;

/// <summary>The most probable of all finished sequences, found exactly: what beam search is measured by.</summary>
/// <remarks>
/// Best first: of all beginnings the likeliest is expanded. A beginning only becomes less likely as it goes on, so once
/// the likeliest of all is a finished one, nothing can beat it (Dijkstra 1959; for text Stahlberg and Byrne 2019, "On
/// NMT Search Errors and Model Errors", who search depth first with the same bound). Only beginnings likelier than the
/// answer are expanded; for a distribution whose best sequence is very unlikely those are many.
/// </remarks>
/// <param name="Tokens">The new tokens, without the prompt and with the end mark.</param>
/// <param name="LogProbability">ln P.</param>
/// <param name="Expanded">How many beginnings were expanded: the work.</param>
public sealed record BestSequence(IReadOnlyList<int> Tokens, double LogProbability, int Expanded)
{
    /// <summary>Searches with any function that says what comes next.</summary>
    /// <param name="next">The function.</param>
    /// <param name="prompt">What is there already; may be empty.</param>
    /// <param name="end">The token that finishes a sequence, and belongs to it.</param>
    /// <param name="maxLength">How many tokens a sequence has at most, the end mark among them and the prompt
    /// not.</param>
    /// <param name="kind">If given: tokens of the same kind that are equally probable at a place can stand in for each
    /// other there, and change nothing about how probable the rest can be; only the lowest of them is tried. That is a
    /// promise: where it does not hold, a better sequence can be missed. Null tries all.</param>
    /// <param name="atMost">How many beginnings may be expanded.</param>
    /// <exception cref="ArgumentException">A number is below 1, or the function returns no probabilities.</exception>
    /// <exception cref="InvalidOperationException">No sequence is finished within these bounds.</exception>
    public static BestSequence Find(NextToken next, IReadOnlyList<int> prompt, int end, int maxLength,
        Func<int, string>? kind = null, int atMost = 1_000_000) =>
        Find(Reading.Of(next, prompt), end, maxLength, kind, atMost);

    /// <summary>Searches with a model.</summary>
    /// <remarks>It turns from one beginning to another; what they have in common is not read again.</remarks>
    /// <param name="gpt">The model.</param>
    /// <param name="prompt">What is there already, at least one token.</param>
    /// <param name="end">The token that finishes a sequence, and belongs to it.</param>
    /// <param name="maxLength">How many tokens a sequence has at most, the end mark among them and the prompt
    /// not.</param>
    /// <param name="atMost">How many beginnings may be expanded.</param>
    /// <exception cref="ArgumentException">The prompt is empty or holds an unknown token, or a number is below
    /// 1.</exception>
    /// <exception cref="InvalidOperationException">No sequence is finished within these bounds, or the model's logits
    /// are no numbers.</exception>
    public static BestSequence Find(Gpt gpt, IReadOnlyList<int> prompt, int end, int maxLength,
        int atMost = 1_000_000) =>
        Find(Reading.Of(gpt, prompt), end, maxLength, null, atMost);

    /// <summary>The numbers, in one line.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture,
            $"[{string.Join(", ", Tokens)}]: ln P {LogProbability:0.000}, after {Expanded} beginnings");

    private static BestSequence Find(Reading reading, int end, int maxLength, Func<int, string>? kind, int atMost)
    {
        if (maxLength < 1)
            throw new ArgumentException($"maxLength: expected at least 1; got {maxLength}.", nameof(maxLength));
        if (atMost < 1) throw new ArgumentException($"atMost: expected at least 1; got {atMost}.", nameof(atMost));
        int[] prompt = [.. reading.Told];
        var ahead = new PriorityQueue<Beginning, double>();
        ahead.Enqueue(new(null, -1, 0, 0), 0);
        double finished = double.NegativeInfinity; // the best so far: what is not above it need not wait in the queue
        for (int expanded = 0; ahead.TryDequeue(out Beginning? beginning, out _);)
        {
            Interruption.Check();
            if (beginning.Token == end && beginning.Length > 0)
                return new(beginning.Tokens(), beginning.LogProbability, expanded);
            if (beginning.Length == maxLength) continue;
            if (expanded++ == atMost)
                throw new InvalidOperationException($"No sequence is proved to be the best after {atMost} beginnings; "
                    + $"{ahead.Count} wait. Allow more of them, or begin with a longer prompt.");
            reading.MoveTo([.. prompt, .. beginning.Tokens()]);
            double[] logs = reading.Logs();
            var tried = kind is null ? null : new HashSet<(string, double)>();
            for (int token = 0; token < logs.Length; token++)
            {
                double log = beginning.LogProbability + logs[token];
                if (log <= finished || double.IsNegativeInfinity(log)
                    || tried?.Add((kind!(token), logs[token])) == false)
                    continue;
                if (token == end) finished = log;
                ahead.Enqueue(new(beginning, token, log, beginning.Length + 1), -log);
            }
        }
        throw new InvalidOperationException($"No sequence reaches the end mark {end} within {maxLength} tokens.");
    }

    private sealed record Beginning(Beginning? Before, int Token, double LogProbability, int Length)
    {
        public int[] Tokens()
        {
            var tokens = new int[Length];
            Beginning at = this;
            for (int i = Length - 1; i >= 0; i--) (tokens[i], at) = (at.Token, at.Before!);
            return tokens;
        }
    }
}
