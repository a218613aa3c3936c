namespace NotebookLib;

public static partial class Chart
{
    /// <summary>
    /// What a way of cutting rows into heads does to their numbers: a hue for the head that a number belongs to, a
    /// shade for its word.
    /// </summary>
    /// <param name="title">What stands above.</param>
    /// <param name="words">T words, one for each row.</param>
    /// <param name="width">C, how many numbers a word has.</param>
    /// <param name="headCount">H, which divides C; head h owns the h-th C/H neighbouring columns.</param>
    /// <param name="stages">Each a name and what is done to the rows (T, C):
    /// <c>("Reshape", t => t.Reshape(…))</c>.</param>
    /// <exception cref="ArgumentException">The heads do not divide the width, or there is no stage.</exception>
    public static Figure HeadDiagram(string title, IEnumerable<string> words, int width, int headCount,
        params (string Name, Func<Tensor, Tensor> Arrange)[] stages)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(stages);
        if (headCount < 1 || width < 1 || width % headCount != 0)
            throw new ArgumentException($"headCount: expected a number that divides the width {width}; "
                + $"got {headCount}.", nameof(headCount));
        string[] rows = [.. words];
        Tensor head = Tensor.Zeros(rows.Length, width);
        Tensor word = Tensor.Zeros(rows.Length, width);
        for (int t = 0; t < rows.Length; t++)
            for (int c = 0; c < width; c++)
            {
                head[t, c] = c / (width / headCount);
                word[t, c] = t;
            }
        return MatrixDiagram(title, Enumerable.Range(0, headCount).Select(h => $"head {h}"), rows,
            [.. stages.Select(s => new Stage(s.Name, s.Arrange(head), s.Arrange(word)))]);
    }

    /// <summary>The two steps from rows to heads: cut each row, then sort the pieces by head.</summary>
    /// <param name="words">T words, one for each row.</param>
    /// <param name="width">C, how many numbers a word has.</param>
    /// <param name="headCount">H, which divides C.</param>
    /// <exception cref="ArgumentException">The heads do not divide the width.</exception>
    public static Figure SplitHeads(IEnumerable<string> words, int width, int headCount) =>
        HeadDiagram($"From rows to heads, H = {headCount}", words, width, headCount,
            ("rows: (T, C)", rows => rows),
            ("cut: (T, H, d)", rows => rows.Reshape(rows.Shape[0], headCount, width / headCount)),
            ("sorted: (H, T, d)", rows => MultiHeadAttention.SplitHeads(rows, headCount)));
}
