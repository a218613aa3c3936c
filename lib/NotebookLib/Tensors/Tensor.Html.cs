namespace NotebookLib;

[TypeFormatterSource(typeof(TensorFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class Tensor
{
    /// <summary>
    /// The values as a table whose cells are shaded by value, blue below zero and orange above, one colour if none is
    /// negative; long dimensions are elided, and it says so.
    /// </summary>
    public string ToHtml() => Table().ToHtml();

    /// <summary>The values as a shaded table with a name for each row and column.</summary>
    /// <param name="rows">A name for each entry of the last dimension but one; null numbers them.</param>
    /// <param name="columns">A name for each entry of the last dimension; null numbers them.</param>
    /// <param name="title">What stands above, before the shape.</param>
    /// <exception cref="ArgumentException">There are not as many names as entries.</exception>
    public TensorTable Table(IEnumerable<string>? rows = null, IEnumerable<string>? columns = null,
        string title = "") =>
        new(this, rows, columns, title);
}

/// <summary>How a notebook shows a <see cref="Tensor"/>.</summary>
internal sealed class TensorFormatters
{
    public static IEnumerable<object> CreateTypeFormatters() =>
    [
        new ValueFormatter<Tensor>("text/html", tensor => tensor.ToHtml()),
        new ValueFormatter<Tensor>("text/plain", tensor => tensor.ToString()),
    ];
}
