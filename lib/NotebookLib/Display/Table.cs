using System.Globalization;

namespace NotebookLib;

/// <summary>A table of what a lesson measured: a heading, and rows of words and numbers.</summary>
/// <remarks>
/// Numbers are written as the course writes them, the same in every culture, and stand to the right; the first column
/// stands to the left.
/// </remarks>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class Table
{
    private readonly TextTable text;

    /// <summary>
    /// A table with one row after another: <c>new Table(["width", "ln P"], [1, -17.9], [2, -16.6])</c>.
    /// </summary>
    /// <param name="columns">The heading, a word for each column.</param>
    /// <param name="rows">The rows, each with a value for each column; an interpolated string stands as it is.</param>
    /// <exception cref="ArgumentException">There is no column, or a row has not as many values as there are
    /// columns.</exception>
    public Table(IEnumerable<string> columns, params IEnumerable<object>[] rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        string[] heading = [.. columns];
        if (heading.Length == 0)
            throw new ArgumentException("columns: expected at least one; got none.", nameof(columns));
        string[][] told = [.. rows.Select(row => row.Select(value => Quantity.Told(value)).ToArray())];
        if (Array.Find(told, row => row.Length != heading.Length) is { } wrong)
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture,
                    $"rows: expected {heading.Length} values, one for each column; got {wrong.Length}."), nameof(rows));
        text = new TextTable(heading, told);
    }

    /// <summary>One line a row, in columns.</summary>
    public override string ToString() => text.ToString();

    /// <summary>A table with inline styles only.</summary>
    public string ToHtml() => text.ToHtml();
}

internal sealed class TableFormatters
{
    public static IEnumerable<object> CreateTypeFormatters() =>
        [new ValueFormatter<Table>("text/html", table => table.ToHtml()),
            new ValueFormatter<Table>("text/plain", table => table.ToString())];
}
