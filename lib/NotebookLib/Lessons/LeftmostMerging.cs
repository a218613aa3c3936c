namespace NotebookLib;

/// <summary>
/// A wrong way to encode with byte pairs, for comparison: joins the leftmost known pair in place of the one that was
/// learned first.
/// </summary>
public static class LeftmostMerging
{
    /// <summary>What this rule makes of a word.</summary>
    /// <param name="tokenizer">Whose merges to use.</param>
    /// <param name="word">One word of ASCII letters; each letter is one byte.</param>
    /// <returns>The pieces, from left to right.</returns>
    public static IReadOnlyList<string> Pieces(BytePairTokenizer tokenizer, string word)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(word);
        List<string> pieces = [.. word.Select(letter => $"{letter}")];
        HashSet<(string, string)> known = [.. tokenizer.Merges.Select(merge => (merge.LeftText, merge.RightText))];
        while (true)
        {
            int at = Enumerable.Range(0, Math.Max(0, pieces.Count - 1))
                .FirstOrDefault(i => known.Contains((pieces[i], pieces[i + 1])), -1);
            if (at < 0) return pieces;
            pieces[at] += pieces[at + 1];
            pieces.RemoveAt(at + 1);
        }
    }
}
