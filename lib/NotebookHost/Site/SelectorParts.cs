using AngleSharp.Css;
using AngleSharp.Css.Dom;

namespace NotebookHost;

/// <summary>
/// One selector of a list, taken apart: what its elements are called by, and whether one of them is the page
/// itself.
/// </summary>
/// <remarks>
/// What stands in the brackets of a pseudo-class says something about an element, but does not lead to it:
/// body:has(#mine) is the body.
/// </remarks>
internal sealed class SelectorParts : ISelectorVisitor
{
    private static readonly HashSet<string> roots = new(StringComparer.OrdinalIgnoreCase) { "html", "body" };
    private static readonly string[] rootClasses = ["root", "host", "scope"];

    private readonly List<string> names = [];

    private SelectorParts(ISelector selector)
    {
        Text = selector.Text;
        selector.Accept(this);
    }

    /// <summary>The selector.</summary>
    public string Text { get; }

    /// <summary>The ids and classes of the elements on its way, with their signs.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>The class that alone begins the selector and has what follows inside it; null for none.</summary>
    public string? Ancestor { get; private set; }

    /// <summary>Whether an element on its way is the page's own root.</summary>
    public bool IsOfPageRoot { get; private set; }

    /// <summary>The selectors of a list, each apart.</summary>
    public static IReadOnlyList<SelectorParts> Of(ISelector selector)
    {
        var list = new ListReader();
        selector.Accept(list);
        return [.. (list.Selectors ?? [selector]).Select(one => new SelectorParts(one))];
    }

    void ISelectorVisitor.Id(string value) => names.Add("#" + value);

    void ISelectorVisitor.Class(string name) => names.Add("." + name);

    void ISelectorVisitor.Type(string name) => IsOfPageRoot |= roots.Contains(name);

    void ISelectorVisitor.PseudoClass(string name)
    {
        string said = name.TrimStart(':');
        IsOfPageRoot |= rootClasses.Any(root => said.StartsWith(root, StringComparison.OrdinalIgnoreCase));
    }

    void ISelectorVisitor.Many(IEnumerable<ISelector> selectors)
    {
        foreach (ISelector selector in selectors) selector.Accept(this);
    }

    void ISelectorVisitor.Combinator(IEnumerable<ISelector> selectors, IEnumerable<string> symbols)
    {
        ISelector[] steps = [.. selectors];
        if (steps.Length > 1 && symbols.First() is " " or ">") Ancestor ??= steps[0].Text;
        foreach (ISelector step in steps) step.Accept(this);
    }

    void ISelectorVisitor.Attribute(string name, string op, string? value)
    {
        // It leads nowhere.
    }

    void ISelectorVisitor.Child(string name, int step, int offset, ISelector selector)
    {
        // Nor does a place among others; its selector says what the others are.
    }

    void ISelectorVisitor.PseudoElement(string name)
    {
        // It is part of the element before it.
    }

    void ISelectorVisitor.List(IEnumerable<ISelector> selectors)
    {
        // A list inside a selector stands in the brackets of a pseudo-class.
    }

    private sealed class ListReader : ISelectorVisitor
    {
        public IReadOnlyList<ISelector>? Selectors { get; private set; }

        public void List(IEnumerable<ISelector> selectors) => Selectors = [.. selectors];

        public void Attribute(string name, string op, string? value) { }

        public void Type(string name) { }

        public void Id(string value) { }

        public void Child(string name, int step, int offset, ISelector selector) { }

        public void Class(string name) { }

        public void PseudoClass(string name) { }

        public void PseudoElement(string name) { }

        public void Combinator(IEnumerable<ISelector> selectors, IEnumerable<string> symbols) { }

        public void Many(IEnumerable<ISelector> selectors) { }
    }
}
