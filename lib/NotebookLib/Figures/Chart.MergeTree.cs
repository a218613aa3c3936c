namespace NotebookLib;

public static partial class Chart
{
    /// <summary>
    /// How byte-pair encoding built the tokens of a word or a short sentence: its bytes below, and above them what grew
    /// from which two.
    /// </summary>
    /// <remarks>
    /// The number below a merge says when it was learned, the first is 1: lower numbers were applied first.
    /// </remarks>
    /// <param name="steps">The steps of the encoding: <c>tokenizer.EncodeSteps("newest")</c>.</param>
    /// <param name="title">What stands above.</param>
    /// <exception cref="ArgumentException">There is no step, no byte, or a step does not follow from the one before
    /// it.</exception>
    public static Figure MergeTree(IEnumerable<BytePairStep> steps, string title = "")
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(title);
        BytePairStep[] all = [.. steps];
        if (all.Length == 0 || all[0].Pieces.Count == 0)
            throw new ArgumentException($"steps: expected at least one byte; "
                + $"got {(all.Length == 0 ? "no steps" : "none")}.", nameof(steps));
        MergedToken[] tokens = [.. all[0].Pieces.Select(MergedToken.Byte)];
        foreach (BytePairStep step in all.Skip(1)) tokens = Merged(tokens, step);
        return new MergeTreeDrawing(title, tokens, all.Length - 1).Figure();
    }

    private static MergedToken[] Merged(MergedToken[] tokens, BytePairStep step)
    {
        if (step.Merge is not { } merge)
            throw new ArgumentException("steps: expected a merge in each step after the first; got none.",
                nameof(step));
        var after = new List<MergedToken>();
        int at = 0;
        foreach (string piece in step.Pieces)
        {
            bool merges = at + 1 < tokens.Length && piece == merge.Text && tokens[at].Text == merge.LeftText
                && tokens[at + 1].Text == merge.RightText;
            if (!merges && (at >= tokens.Length || tokens[at].Text != piece)) break;
            after.Add(merges ? MergedToken.Of(merge, tokens[at], tokens[at + 1]) : tokens[at]);
            at += merges ? 2 : 1;
        }
        return at == tokens.Length && after.Count == step.Pieces.Count ? [.. after]
            : throw new ArgumentException($"steps: expected the pieces before, with {merge.LeftText} and "
                + $"{merge.RightText} merged; got {step}.", nameof(step));
    }
}
