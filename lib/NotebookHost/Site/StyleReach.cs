using System.Buffers;
using AngleSharp.Css.Dom;
using AngleSharp.Dom;

namespace NotebookHost;

/// <summary>
/// Keeps the style sheet of an output inside outputs: each selector has to name something of this output, or is
/// made to begin at an output.
/// </summary>
/// <remarks>
/// What a selector says is told from its parts, never from its text, where a bracket in a string looks like one.
/// </remarks>
internal sealed class StyleReach
{
    private const string Output = "output"; // the class of what the page puts an output into

    private static readonly SearchValues<char> otherwiseRead = SearchValues.Create("\\|&{}<;@");
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    public StyleReach(IDocument output)
    {
        foreach (IElement element in output.QuerySelectorAll("[id], [class]"))
        {
            if (element.Id is { Length: > 0 } id) names.Add("#" + id);
            foreach (string name in element.ClassList) names.Add("." + name);
        }
    }

    /// <summary>Rules whose selector is none, or none that can be confined.</summary>
    public int Unreadable { get; private set; }

    /// <summary>Confines a rule.</summary>
    /// <returns>False if it cannot be confined and has to go.</returns>
    public bool Confine(ICssStyleRule rule)
    {
        if (rule.Selector is not { } selector || !IsPlain(rule.SelectorText)) return Refused();
        DropRulesInValues(rule.Style);
        var confined = new List<string>();
        foreach (SelectorParts part in SelectorParts.Of(selector))
        {
            if (IsConfined(part)) confined.Add(part.Text);
            else if (!part.IsOfPageRoot) confined.Add($".{Output} {part.Text}");
        }
        if (confined.Count == 0) return false;
        string text = string.Join(", ", confined);
        if (text == rule.SelectorText) return true;
        try
        {
            rule.SelectorText = text;
        }
        catch (DomException)
        {
            return Refused();
        }
        // Read again: what the text says now is what browsers will read.
        if (rule.Selector is not { } now || !IsPlain(rule.SelectorText)) return Refused();
        return SelectorParts.Of(now).All(IsConfined) || Refused();
    }

    private bool IsConfined(SelectorParts part) => part.Names.Any(names.Contains) || part.Ancestor == "." + Output;

    /// <summary>
    /// Whether browsers read the selector as it is read here: no escapes, no namespaces, no nesting, no columns.
    /// </summary>
    private static bool IsPlain(string selector) =>
        selector.AsSpan().Trim().Length > 0 && !selector.AsSpan().ContainsAny(otherwiseRead);

    /// <summary>A variable holds any text: one that reads like a rule of its own goes.</summary>
    private static void DropRulesInValues(ICssStyleDeclaration style)
    {
        foreach (ICssProperty property in style.ToArray())
            if (property.Name.StartsWith("--", StringComparison.Ordinal)
                && property.Value.AsSpan().ContainsAny('@', '{'))
                style.RemoveProperty(property.Name);
    }

    private bool Refused()
    {
        Unreadable++;
        return false;
    }
}
