namespace NotebookLib;

public static partial class Chart
{
    /// <summary>
    /// A token strip: a text as boxes, one a token, its id below; a row for each way to cut the text.
    /// </summary>
    /// <param name="title">What stands above; may be empty.</param>
    /// <param name="rows">Names and pieces, with ids or without: <c>("words", pieces)</c>,
    /// <c>("cl100k", pieces, ids)</c>; <c>new TokenRow("T = 1.6", words) { Marked = [7] }</c> lets single tokens stand
    /// out.</param>
    /// <exception cref="ArgumentException">There is no row, or no row has a token.</exception>
    public static Figure Tokens(string title, params TokenRow[] rows)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.All(row => row.Pieces.Count == 0))
            throw new ArgumentException($"rows: expected at least one token; "
                + $"got {(rows.Length == 0 ? "no rows" : "rows without tokens")}.", nameof(rows));
        return new TokensDrawing(title, rows).Figure();
    }

    /// <summary>A token strip: one text as several tokenizers cut it.</summary>
    /// <param name="title">What stands above; may be empty.</param>
    /// <param name="text">The text.</param>
    /// <param name="tokenizers">Names and tokenizers: <c>("GPT-4", ChatGptTokenizer.Cl100kBase())</c>.</param>
    /// <exception cref="ArgumentException">The text is empty, there is no tokenizer, or one cannot express the
    /// text.</exception>
    public static Figure Tokens(string title, string text, params (string Name, Tokenizer Tokenizer)[] tokenizers)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(tokenizers);
        return Tokens(title,
            [.. tokenizers.Select(t => (t.Name, Ids: t.Tokenizer.Encode(text), t.Tokenizer))
                .Select(t => new TokenRow(t.Name, t.Ids.Select(t.Tokenizer.Token), t.Ids))]);
    }
}
