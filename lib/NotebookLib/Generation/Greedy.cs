namespace NotebookLib;

/// <summary>Greedy decoding: in each step the likeliest token, and nothing else is looked at.</summary>
/// <remarks>
/// The same as <see cref="BeamSearch"/> of width 1, except that here dice can decide between tokens that are equally
/// likely.
/// </remarks>
public static class Greedy
{
    private const double Equal = 1e-9; // probabilities this close are one, computed in different ways

    /// <summary>Goes on from a prompt until the end mark.</summary>
    /// <param name="next">Says what may come next.</param>
    /// <param name="prompt">What is there already; may be empty.</param>
    /// <param name="end">The token that finishes a sequence, and belongs to it.</param>
    /// <param name="maxLength">How many tokens are added at most.</param>
    /// <param name="ties">Decides between equally likely tokens; null takes the one with the smallest id.</param>
    /// <returns>The new tokens, without the prompt; with the end mark, if it was reached.</returns>
    /// <exception cref="ArgumentException">The length is below 1, or the function returns no probabilities.</exception>
    public static IReadOnlyList<int> Find(NextToken next, IReadOnlyList<int> prompt, int end, int maxLength,
        Random? ties = null)
    {
        if (maxLength < 1)
            throw new ArgumentException($"maxLength: expected at least 1; got {maxLength}.", nameof(maxLength));
        Reading reading = Reading.Of(next, prompt);
        var told = new List<int>();
        while (told.Count < maxLength && (told.Count == 0 || told[^1] != end))
        {
            double[] logs = reading.Logs();
            double largest = logs.Max();
            if (double.IsNegativeInfinity(largest)) break; // nothing can follow
            int[] likeliest = [.. Enumerable.Range(0, logs.Length).Where(token => logs[token] >= largest - Equal)];
            int token = ties is null ? likeliest[0] : likeliest[ties.Next(likeliest.Length)];
            told.Add(token);
            reading.Told.Add(token);
        }
        return told;
    }
}
