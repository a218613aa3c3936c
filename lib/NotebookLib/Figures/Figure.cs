namespace NotebookLib;

/// <summary>
/// A chart as the readers of a notebook see it: a drawing that follows the theme, and the same in words and numbers.
/// </summary>
/// <remarks>
/// Made by <see cref="Chart"/>. The same input gives the same bytes on every machine. A notebook holds the drawing and
/// its words: a front end that does not trust it shows the words; of HTML it would show letters without the drawing.
/// </remarks>
[TypeFormatterSource(typeof(FigureFormatters), PreferredMimeTypes = ["image/svg+xml", "text/plain"])]
public sealed class Figure
{
    private readonly Func<InteractiveChart> interactive;

    internal Figure(
        string title, string svg, string summary, string alternativeText, Func<InteractiveChart> interactive)
    {
        Title = title;
        Svg = svg;
        Summary = summary;
        AlternativeText = alternativeText;
        this.interactive = interactive;
    }

    /// <summary>The title, as it stands above the drawing; may be empty.</summary>
    public string Title { get; }

    /// <summary>What the drawing shows, for readers who cannot see it.</summary>
    public string AlternativeText { get; }

    /// <summary>The drawing: one SVG element without scripts and without references to other files.</summary>
    public string Svg { get; }

    /// <summary>The chart in words: its kind, its size and its key numbers, to four digits.</summary>
    public string Summary { get; }

    /// <summary>The drawing as HTML that can stand anywhere in a page.</summary>
    public string ToHtml() => $"<div style=\"margin:.4em 0\">{Svg}</div>";

    /// <summary>The same chart with hover and zoom, where the page can draw it; elsewhere this figure.</summary>
    public InteractiveFigure Interactive() => new(this, interactive());

    /// <summary>The <see cref="Summary"/>.</summary>
    public override string ToString() => Summary;
}

/// <summary>How a notebook shows a <see cref="Figure"/>.</summary>
internal sealed class FigureFormatters
{
    public static IEnumerable<object> CreateTypeFormatters() =>
    [
        new ValueFormatter<Figure>("text/html", figure => figure.ToHtml()),
        new ValueFormatter<Figure>("image/svg+xml", figure => figure.Svg),
        new ValueFormatter<Figure>("text/plain", figure => figure.Summary),
    ];
}
