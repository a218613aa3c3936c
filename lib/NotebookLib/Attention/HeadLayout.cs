namespace NotebookLib;

/// <summary>
/// Where the heads of queries, keys or values lie: side by side in the rows of (…, T, H·d), or one after another in
/// (…, H, T, d).
/// </summary>
internal readonly record struct HeadLayout(float[] Values, int HeadCount, int SequenceStep, int HeadStep, int RowStep)
{
    public static HeadLayout Of(Tensor t, int headCount, bool sideBySide) => sideBySide
        ? new(t.Stored, headCount, t.Shape[^2] * t.Shape[^1], t.Shape[^1] / headCount, t.Shape[^1])
        : new(t.Stored, headCount, headCount * t.Shape[^2] * t.Shape[^1], t.Shape[^2] * t.Shape[^1], t.Shape[^1]);

    /// <summary>
    /// Where a head of a sequence begins, of as many heads as ask; fewer key–value heads serve groups of them.
    /// </summary>
    public int Start(int head, int askingHeads) =>
        head / askingHeads * SequenceStep + head % askingHeads / (askingHeads / HeadCount) * HeadStep;
}
