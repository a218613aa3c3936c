using System.Net;
using System.Text;

namespace NotebookLib;

/// <summary>What an exercise says of a function or a number that a reader wrote.</summary>
public enum VerdictKind
{
    /// <summary>Nothing was written yet.</summary>
    NotAttempted,

    /// <summary>It does what was asked in every case.</summary>
    Right,

    /// <summary>It changes what it was given.</summary>
    ChangesInput,

    /// <summary>It gives different results for the same input.</summary>
    Remembers,

    /// <summary>It does in every case what a known wrong version does.</summary>
    Mistake,

    /// <summary>It does what a known wrong version does where it fails, and is right elsewhere.</summary>
    Resembles,

    /// <summary>Its numbers stand in a simple relation to the right ones.</summary>
    Related,

    /// <summary>Its result has another shape.</summary>
    WrongShape,

    /// <summary>It throws an exception.</summary>
    Throws,

    /// <summary>It gives other numbers.</summary>
    Wrong,
}

/// <summary>A judgement: a line that begins with ✓, ✗ or ○, and below it the case that shows it.</summary>
[TypeFormatterSource(typeof(VerdictFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class Verdict
{
    private const string Beside = "display:inline-block;margin:.15em 1.4em .15em 0;vertical-align:top";

    private readonly IReadOnlyList<Line> detail;

    internal Verdict(VerdictKind kind, string text, params IReadOnlyList<Line> detail)
    {
        (Kind, Text, this.detail) = (kind, text, detail);
    }

    /// <summary>What kind of judgement it is.</summary>
    public VerdictKind Kind { get; }

    /// <summary>The name of the exercise, and what is said.</summary>
    public string Text { get; }

    /// <summary>✓ for what is right, ○ for what is not written yet, ✗ for all else.</summary>
    public char Mark => Kind switch
    {
        VerdictKind.Right => '✓',
        VerdictKind.NotAttempted => '○',
        _ => '✗',
    };

    /// <summary>The line, and below it, set in, what shows it.</summary>
    public override string ToString() =>
        string.Join('\n', [$"{Mark} {Text}", .. detail.Select(line => "    " + $"{line.Label} {line.Text}".Trim())]);

    /// <summary>The claim, and below it small tables.</summary>
    public string ToHtml()
    {
        var html = new StringBuilder(new Claim(Mark, Text).ToHtml());
        if (detail.Count == 0) return html.ToString();
        html.Append("<div style=\"margin:.2em 0 .6em 1.2em;overflow-x:auto\">");
        foreach (Line line in detail)
        {
            html.Append("<div style=\"").Append(line == detail[0] ? "margin:.15em 0" : Beside).Append("\">");
            if (line.Label.Length > 0)
                html.Append("<span style=\"opacity:.8\">").Append(WebUtility.HtmlEncode(line.Label)).Append("</span> ");
            html.Append(line.Html).Append("</div>");
        }
        return html.Append("</div>").ToString();
    }

    /// <summary>One line of the detail.</summary>
    /// <param name="Label">What stands before it.</param>
    /// <param name="Text">As text.</param>
    /// <param name="Html">The same, as HTML.</param>
    internal sealed record Line(string Label, string Text, string Html)
    {
        public static Line Of(string label, string text) => new(label, text, WebUtility.HtmlEncode(text));

        /// <summary>A value, with one of its cells framed.</summary>
        public static Line Of(string label, Content value, int framed = -1, int digits = 4)
        {
            string all = value.ToString();
            if (value is not Grid grid) return new(label, all, $"<code>{WebUtility.HtmlEncode(all)}</code>");
            var text = new GridText(grid, framed, digits);
            return new(label, text.ToString(), text.ToHtml());
        }
    }
}

internal sealed class VerdictFormatters
{
    public static IEnumerable<object> CreateTypeFormatters() =>
    [
        new ValueFormatter<Verdict>("text/html", verdict => verdict.ToHtml()),
        new ValueFormatter<Verdict>("text/plain", verdict => verdict.ToString()),
    ];
}
