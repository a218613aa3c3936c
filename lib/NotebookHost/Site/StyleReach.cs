using System.Text.RegularExpressions;
using AngleSharp.Css.Dom;
using AngleSharp.Dom;

namespace NotebookHost;

/// <summary>Keeps the style sheet of an output inside outputs: each selector has to name something of this output, or is made to begin at an output.</summary>
internal sealed partial class StyleReach
{
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    public StyleReach(IDocument output)
    {
        foreach (IElement element in output.QuerySelectorAll("[id], [class]"))
        {
            if (element.Id is { Length: > 0 } id) names.Add("#" + id);
            foreach (string name in element.ClassList) names.Add("." + name);
        }
    }

    /// <summary>Confines a rule.</summary>
    /// <returns>False if it cannot be confined and has to go.</returns>
    public bool Confine(ICssStyleRule rule)
    {
        var confined = new List<string>();
        foreach (string selector in Selectors(rule.SelectorText))
        {
            // What stands in brackets says something about an element, but does not lead to it: body:has(#mine) is the body.
            string path = Plain(selector);
            if (Name().Matches(path).Any(m => names.Contains(m.Value))) confined.Add(selector);
            else if (!PageRoot().IsMatch(path)) confined.Add(".output " + selector);
        }
        if (confined.Count == 0) return false;
        string text = string.Join(", ", confined);
        if (text != rule.SelectorText) rule.SelectorText = text;
        return true;
    }

    private static IEnumerable<string> Selectors(string list)
    {
        int depth = 0, start = 0;
        for (int i = 0; i <= list.Length; i++)
            if (i == list.Length || (list[i] == ',' && depth == 0))
            {
                yield return list[start..i].Trim();
                start = i + 1;
            }
            else depth += list[i] is '(' or '[' ? 1 : list[i] is ')' or ']' ? -1 : 0;
    }

    private static string Plain(string selector)
    {
        int depth = 0;
        return string.Concat(selector.Where(c =>
        {
            if (c is ')' or ']') depth--;
            bool isPlain = depth == 0;
            if (c is '(' or '[') depth++;
            return isPlain;
        }));
    }

    [GeneratedRegex(@"[#.][\w-]+")]
    private static partial Regex Name();

    [GeneratedRegex(@"(^|[\s>+~])(html|body)\b|:root|:host|:scope", RegexOptions.IgnoreCase)]
    private static partial Regex PageRoot();
}
