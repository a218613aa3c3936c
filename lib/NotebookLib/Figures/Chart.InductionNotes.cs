namespace NotebookLib;

public static partial class Chart
{
    /// <summary>
    /// How an induction head finds what comes next: below each token the two notes that heads of the layer before have
    /// left, and an arrow from the last token's own note to the same note at an earlier place.
    /// </summary>
    /// <remarks>
    /// The earlier place is the last one whose token stands behind a copy of the last token; what it holds is said
    /// next. Elhage et al. 2021, "A Mathematical Framework for Transformer Circuits".
    /// </remarks>
    /// <param name="tokens">The text so far; its last token stands in it before, and not as the last but one.</param>
    /// <param name="title">What stands above; may be empty.</param>
    /// <exception cref="ArgumentException">The last token does not stand earlier, or there are more than
    /// twelve.</exception>
    public static Figure InductionNotes(IEnumerable<string> tokens, string title = "")
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(title);
        string[] words = [.. tokens];
        if (words.Length > InductionNotesDrawing.Most)
            throw new ArgumentException($"tokens: expected at most {InductionNotesDrawing.Most}; got {words.Length}.",
                nameof(tokens));
        int copy = words.Length < 3 ? -1 : Array.LastIndexOf(words, words[^1], words.Length - 3);
        if (copy < 0)
            throw new ArgumentException("tokens: expected a last token that stands earlier, with another one between; "
                + $"got {(words.Length == 0 ? "none" : $"'{Label.Clean(words[^1])}', the last of {words.Length}")}.",
                nameof(tokens));
        return new InductionNotesDrawing(title, words, copy + 1).Figure();
    }
}
