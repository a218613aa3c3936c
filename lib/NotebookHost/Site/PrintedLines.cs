using System.Globalization;
using System.Net;
using System.Text;

namespace NotebookHost;

/// <summary>
/// Text that a cell printed, as HTML: runs of claims (✓ holds, ✗ fails, ○ not attempted) as lists, the rest as it was.
/// </summary>
internal static class PrintedLines
{
    /// <summary>Whether the first line is a claim.</summary>
    public static bool BeginWithClaim(string text) => VerdictOf(text) is not null;

    /// <summary>The text line by line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kind">The class of what is no claim.</param>
    public static string ToHtml(string text, string kind)
    {
        var html = new StringBuilder();
        var plain = new List<string>();
        var claims = new StringBuilder();
        foreach (string line in PrintedText.AtRest(text).TrimEnd('\n').Split('\n'))
        {
            string? verdict = VerdictOf(line);
            if (verdict is not null) EndPlain();
            else EndClaims();
            if (verdict is null) plain.Add(line);
            else claims.Append(Item(verdict, line));
        }
        EndPlain();
        EndClaims();
        return html.ToString();

        void EndPlain()
        {
            string block = string.Join('\n', plain).Trim('\n');
            plain.Clear();
            if (block.Trim().Length == 0) return;
            string escaped = WebUtility.HtmlEncode(block);
            html.Append(CultureInfo.InvariantCulture, $"<pre class=\"output {kind}\">{escaped}</pre>\n");
        }

        void EndClaims()
        {
            if (claims.Length == 0) return;
            html.Append(CultureInfo.InvariantCulture, $"<ul class=\"output claims\">{claims}</ul>\n");
            claims.Clear();
        }
    }

    private static string? VerdictOf(string line) => line switch
    {
        ['✓', ..] => "holds",
        ['✗', ..] => "fails",
        ['○', ..] => "open",
        _ => null,
    };

    /// <summary>A claim as an item of a list: its sign, then its text.</summary>
    private static string Item(string verdict, string claim)
    {
        string sign = $"<span class=\"sign\">{claim[0]} </span>";
        return $"<li class=\"{verdict}\">{sign}<span>{WithCode(claim[1..].Trim())}</span></li>";
    }

    /// <summary>A claim's text, what stands in backticks as code.</summary>
    private static string WithCode(string claim)
    {
        string[] parts = claim.Split('`');
        // A last one that is not closed is a backtick.
        int paired = parts.Length % 2 == 1 ? parts.Length : parts.Length - 1;
        return string.Concat(parts.Select(Piece));

        string Piece(string part, int i)
        {
            string text = WebUtility.HtmlEncode(part);
            if (i % 2 == 1 && i < paired) return $"<code>{text}</code>";
            return i > 0 && i >= paired ? "`" + text : text;
        }
    }
}
