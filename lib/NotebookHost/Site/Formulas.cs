using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace NotebookHost;

/// <summary>One formula as it stands in a Markdown text.</summary>
/// <param name="Source">With its delimiters.</param>
/// <param name="Tex">Without them; an environment keeps its begin and end.</param>
/// <param name="IsDisplay">Whether it stands on lines of its own.</param>
internal sealed record Formula(string Source, string Tex, bool IsDisplay);

/// <summary>
/// The formulas of a Markdown text, taken out before it is read as Markdown, and known by marks in their places.
/// </summary>
/// <remarks>
/// So does Jupyter: what stands between dollars is TeX, and a line of it that begins with + is no list. A formula
/// ends at its delimiter outside of braces, never reaches over an empty line, and is none in code. "$5 and $6" is a
/// formula there, "\$5 and $6" is none. https://github.com/jupyterlab/jupyterlab, packages/rendermime, latex.ts.
/// </remarks>
internal sealed partial class Formulas
{
    private const char Open = '\uFDD0', Close = '\uFDD1'; // no characters, to Unicode: no text may hold them
    private const char Unknown = '\uFFFD';
    private const string Begin = @"\begin";
    private readonly List<Formula> formulas = [];

    private Formulas(string markdown)
    {
        string text = markdown.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        Text = Marked(text.Replace(Open, Unknown).Replace(Close, Unknown));
    }

    /// <summary>The Markdown with a mark in the place of each formula.</summary>
    public string Text { get; }

    /// <summary>Takes the formulas out of a Markdown text.</summary>
    public static Formulas Of(string markdown) => new(markdown);

    /// <summary>A text in which each formula stands as it was typed.</summary>
    public string AsTyped(string text) => Replaced(text, formula => formula.Source);

    /// <summary>A text in which something stands for each formula.</summary>
    public string Replaced(string text, Func<Formula, string> put)
    {
        if (!text.Contains(Open, StringComparison.Ordinal)) return text;
        return Mark().Replace(text, mark => put(Formula(mark)));
    }

    /// <summary>A text in its pieces: each a formula, or what stands before one.</summary>
    public IEnumerable<(string Text, Formula? Formula)> Pieces(string text)
    {
        int start = 0;
        foreach (Match mark in Mark().Matches(text))
        {
            if (mark.Index > start) yield return (text[start..mark.Index], null);
            yield return ("", Formula(mark));
            start = mark.Index + mark.Length;
        }
        if (start < text.Length) yield return (text[start..], null);
    }

    private Formula Formula(Match mark) => formulas[int.Parse(mark.Groups[1].ValueSpan, CultureInfo.InvariantCulture)];

    private string Marked(string markdown)
    {
        if (!MayHaveFormula().IsMatch(markdown)) return markdown;
        var marked = new StringBuilder();
        int copied = 0;
        foreach ((int start, int end, Formula formula) in Found(markdown))
        {
            // With an @ at its ends a mark is to the Markdown around it what it is in Jupyter: no letter, no blank.
            marked.Append(markdown, copied, start - copied);
            marked.Append(CultureInfo.InvariantCulture, $"@{Open}{formulas.Count}{Close}@");
            formulas.Add(formula);
            copied = end;
        }
        return marked.Append(markdown, copied, markdown.Length - copied).ToString();
    }

    private static IEnumerable<(int Start, int End, Formula Formula)> Found(string markdown)
    {
        List<Match> tokens = [.. Token().Matches(markdown).Cast<Match>()];
        var code = new MarkdownCode(markdown);
        string quotation = "";
        int begin = -1, last = -1, braces = 0;
        for (int i = 0; i <= tokens.Count; i++)
        {
            Match? token = i < tokens.Count ? tokens[i] : null;
            if (token is not null && code.Covers(token.Index)) continue;
            bool isEmptyLine = token?.Value[0] == '\n' && (quotation.Length > 0 || !token.Value.Contains('>'));
            if (begin < 0 && token is not null && EndOf(token.Value) is not null)
            {
                (begin, last, braces) = (i, -1, 0);
                quotation = QuotationAt(markdown, token.Index);
            }
            else if (begin < 0) continue;
            else if (token is not null && token.Value == EndOf(tokens[begin].Value))
            {
                last = i;
                if (braces > 0) continue;
                yield return Whole(markdown, tokens[begin], token, quotation);
                begin = -1;
            }
            else if (token is null || isEmptyLine)
            {
                // Braces that never close do not cost the formula its end; without an end, it is none.
                if (last >= 0) yield return Whole(markdown, tokens[begin], tokens[last], quotation);
                if (last >= 0) i = last;
                begin = -1;
            }
            else if (token.Value == "{") braces++;
            else if (token.Value == "}") braces = Math.Max(0, braces - 1);
        }
    }

    private static (int Start, int End, Formula Formula) Whole(
        string markdown, Match begin, Match end, string quotation)
    {
        int last = end.Index + end.Length;
        string source = markdown[begin.Index..last], tex = source;
        if (quotation.Length > 0) tex = Quotation().Replace(source, "\n");
        bool isEnvironment = begin.Value.StartsWith(@"\b", StringComparison.Ordinal);
        if (!isEnvironment) tex = tex[begin.Length..^end.Length];
        bool isDisplay = isEnvironment || begin.Value is "$$" or @"\\[";
        return (begin.Index, last, new Formula(source, tex, isDisplay));
    }

    /// <summary>What ends a formula that begins so; null if none does.</summary>
    private static string? EndOf(string token) => token switch
    {
        "$" or "$$" => token,
        @"\\(" => @"\\)",
        @"\\[" => @"\\]",
        _ => token.StartsWith(Begin, StringComparison.OrdinalIgnoreCase) ? @"\end" + token[Begin.Length..] : null,
    };

    /// <summary>The marks of quotation in front of a line, which a formula over several lines does not hold.</summary>
    private static string QuotationAt(string markdown, int index)
    {
        int line = index == 0 ? 0 : markdown.LastIndexOf('\n', index - 1) + 1;
        Match marks = QuotedLine().Match(markdown, line);
        return marks.Success && marks.Index + marks.Length <= index ? marks.Value : "";
    }

    [GeneratedRegex(@"\$|\\begin\{|\\\\[(\[]", RegexOptions.IgnoreCase)]
    private static partial Regex MayHaveFormula();

    [GeneratedRegex(
        @"\\\\[()[\]]|\\(?:begin|end)\{[a-z]*\*?\}|\\[{}$]|[{}]|\$\$?|\n[ \t>]*(?=\n)", RegexOptions.IgnoreCase)]
    private static partial Regex Token();

    [GeneratedRegex(@"@\uFDD0(\d{1,9})\uFDD1@")]
    private static partial Regex Mark();

    [GeneratedRegex(@"\G[ \t]*>[ \t>]*")]
    private static partial Regex QuotedLine();

    [GeneratedRegex(@"\n[ \t]*>[ \t>]*")]
    private static partial Regex Quotation();
}
