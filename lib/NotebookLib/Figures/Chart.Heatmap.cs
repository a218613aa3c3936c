namespace NotebookLib;

public static partial class Chart
{
    /// <summary>A matrix as coloured cells, each with its value where there is room, or with a word.</summary>
    /// <param name="values">The matrix, (rows, columns). NaN and ±∞ are drawn as hatched cells.</param>
    /// <param name="rows">A name for each row; null numbers them.</param>
    /// <param name="columns">A name for each column; null numbers them.</param>
    /// <param name="title">What stands above.</param>
    /// <param name="rowsTitle">What a row is.</param>
    /// <param name="columnsTitle">What a column is.</param>
    /// <param name="diverging">True for blue–white–orange centred at 0, false for viridis; null chooses by whether both
    /// signs occur.</param>
    /// <param name="min">The value of the first colour; null for the smallest value.</param>
    /// <param name="max">The value of the last colour; null for the largest value.</param>
    /// <param name="cells">What is written into the cells instead of their values, such as the likeliest token at each:
    /// rows of words, as many as there are values; null writes the values. Words of up to eight letters are whole with
    /// up to sixteen columns, so a text of more tokens has one row a token.</param>
    /// <exception cref="ArgumentException">Not a matrix, an empty one, or as many names as there are rows or columns,
    /// or words as there are cells, were not given.</exception>
    public static Figure Heatmap(Tensor values, IEnumerable<string>? rows = null, IEnumerable<string>? columns = null,
        string title = "", string rowsTitle = "row", string columnsTitle = "column", bool? diverging = null,
        float? min = null, float? max = null, IEnumerable<IEnumerable<string>>? cells = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Rank != 2 || values.Length == 0)
            throw new ArgumentException($"values: expected a matrix (rows, columns) with at least one value; "
                + $"got shape {values.Shape}.", nameof(values));
        string[][]? words = cells is null ? null : [.. cells.Select(row => row.ToArray())];
        if (words is not null && (words.Length != values.Shape[0] || words.Any(row => row.Length != values.Shape[1])))
            throw new ArgumentException($"cells: expected {values.Shape[0]} rows of {values.Shape[1]} words; "
                + $"got {words.Length} rows of {string.Join(", ", words.Select(row => row.Length).Distinct())}.",
                nameof(cells));
        return Grids(values.Reshape(1, values.Shape[0], values.Shape[1]), [""], rows, columns, title, rowsTitle,
            columnsTitle, diverging, min, max, words);
    }

    /// <summary>Several matrices of one shape side by side, such as one for each head, on one colour scale.</summary>
    /// <param name="matrices">The matrices, (N, rows, columns).</param>
    /// <param name="titles">A name for each matrix; null numbers them.</param>
    /// <param name="rows">A name for each row; null numbers them.</param>
    /// <param name="columns">A name for each column; null numbers them.</param>
    /// <param name="title">What stands above all.</param>
    /// <param name="rowsTitle">What a row is.</param>
    /// <param name="columnsTitle">What a column is.</param>
    /// <param name="diverging">True for blue–white–orange centred at 0, false for viridis; null chooses by whether both
    /// signs occur.</param>
    /// <param name="min">The value of the first colour; null for the smallest value.</param>
    /// <param name="max">The value of the last colour; null for the largest value.</param>
    /// <param name="kinds">What the values 0, 1, … mean, where they are kinds and no amounts:
    /// <c>["hidden", "seen"]</c>; null for amounts.</param>
    /// <exception cref="ArgumentException">Not a stack of matrices, an empty one, names that do not fit its shape, or a
    /// value without a kind.</exception>
    public static Figure Heatmaps(Tensor matrices, IEnumerable<string>? titles = null, IEnumerable<string>? rows = null,
        IEnumerable<string>? columns = null, string title = "", string rowsTitle = "row",
        string columnsTitle = "column", bool? diverging = null, float? min = null, float? max = null,
        IEnumerable<string>? kinds = null)
    {
        ArgumentNullException.ThrowIfNull(matrices);
        if (matrices.Rank != 3 || matrices.Length == 0)
            throw new ArgumentException($"matrices: expected a stack of matrices (N, rows, columns) with at least one "
                + $"value; got shape {matrices.Shape}.", nameof(matrices));
        string[] names = Labels(titles, matrices.Shape[0], nameof(titles), "matrix")
            ?? [.. Enumerable.Range(0, matrices.Shape[0]).Select(i => $"[{i}]")];
        if (kinds is null)
            return Grids(matrices, names, rows, columns, title, rowsTitle, columnsTitle, diverging, min, max);
        string[] meanings = [.. kinds];
        foreach (float value in matrices.Values)
            if (value < 0 || value >= meanings.Length || !float.IsInteger(value))
                throw new ArgumentException($"matrices: expected whole numbers from 0 to {meanings.Length - 1}, one "
                    + $"for each of {meanings.Length} kinds; got {Quantity.Short(value)}.", nameof(matrices));
        return Grids(matrices, names, rows, columns, title, rowsTitle, columnsTitle, false, 0,
            Math.Max(1, meanings.Length - 1), kinds: meanings);
    }

    /// <summary>Several matrices of one shape side by side, each with its name, on one colour scale.</summary>
    /// <param name="title">What stands above all.</param>
    /// <param name="rows">A name for each row; null numbers them.</param>
    /// <param name="columns">A name for each column; null numbers them.</param>
    /// <param name="panels">Names and matrices, each (rows, columns).</param>
    /// <exception cref="ArgumentException">There is no matrix, the shapes differ, or names do not fit them.</exception>
    public static Figure Heatmaps(string title, IEnumerable<string>? rows, IEnumerable<string>? columns,
        params (string Title, Tensor Values)[] panels)
    {
        ArgumentNullException.ThrowIfNull(panels);
        if (panels.Length == 0)
            throw new ArgumentException("panels: expected at least one matrix; got none.", nameof(panels));
        return Heatmaps(Tensor.Stack(0, [.. panels.Select(p => p.Values)]), [.. panels.Select(p => p.Title)], rows,
            columns, title);
    }

    /// <summary>
    /// Attention weights as heatmaps: a row for each query, which reads, a column for each key, which is read; colours
    /// from 0 to 1.
    /// </summary>
    /// <param name="weights">The weights, (Tq, Tk), or (H, Tq, Tk) for one map a head.</param>
    /// <param name="tokens">The words of the queries, and of the keys where these are not given.</param>
    /// <param name="title">What stands above.</param>
    /// <param name="keys">The words of the keys, where they are not those of the queries.</param>
    /// <exception cref="ArgumentException">The weights have another rank, or the tokens do not fit them.</exception>
    public static Figure AttentionMap(Tensor weights, IEnumerable<string> tokens, string title = "",
        IEnumerable<string>? keys = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(tokens);
        string[] queries = [.. tokens];
        return weights.Rank == 3
            ? Heatmaps(weights, [.. Enumerable.Range(0, weights.Shape[0]).Select(h => $"head {h}")], queries,
                keys ?? queries, title, QueryTitle, KeyTitle, false, 0, 1)
            : Heatmap(weights, queries, keys ?? queries, title, QueryTitle, KeyTitle, false, 0, 1);
    }

    private const string QueryTitle = "query (reads)", KeyTitle = "key (is read)";

    private static Figure Grids(Tensor matrices, string[] titles, IEnumerable<string>? rows,
        IEnumerable<string>? columns, string title, string rowsTitle, string columnsTitle, bool? diverging, float? min,
        float? max, string[][]? words = null, PanelNotes? notes = null, string[]? kinds = null)
    {
        ArgumentNullException.ThrowIfNull(title);
        string[]? rowNames = Labels(rows, matrices.Shape[1], nameof(rows), "row");
        string[]? columnNames = Labels(columns, matrices.Shape[2], nameof(columns), "column");
        if (min >= max)
            throw new ArgumentException($"min: expected less than max, {Quantity.Short(max!.Value)}; "
                + $"got {Quantity.Short(min!.Value)}.", nameof(min));
        return new HeatmapDrawing(matrices, titles, rowNames, columnNames, title, rowsTitle, columnsTitle,
            ValueColors.For(matrices.ToArray(), diverging, min, max), words, notes, kinds).Figure();
    }
}
