using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp;
using AngleSharp.Css;
using AngleSharp.Css.Dom;
using AngleSharp.Css.Parser;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Ganss.Xss;

namespace NotebookHost;

/// <summary>
/// HTML that somebody else wrote, without what runs, loads from
/// elsewhere, covers the page or takes the names of its parts.
/// </summary>
/// <remarks>
/// First <see cref="HtmlParts"/> takes each element and attribute through the rules of
/// <see cref="AllowedHtml"/>, then HtmlSanitizer checks the result and the style sheets in it. What
/// comes out must read back as it was written: markup that changes its meaning when it is parsed once
/// more is cleaned again, and refused where it does not settle. Depth and time are bounded: the parser
/// cuts at <see cref="MaximumDepth"/>, and nothing here recurses over input that has not passed it.
/// </remarks>
/// <param name="names">The names that the page has for its own parts.</param>
/// <param name="links">Where addresses lead; null for a picture in a file of its own, which has none.</param>
/// <param name="tell">Takes a line about styles that are left out; null where nobody reads it.</param>
internal sealed partial class CleanHtml(PageNames names, PageLinks? links, Action<string>? tell = null)
{
    /// <summary>Elements inside elements; browsers cut at 512.</summary>
    public const int MaximumDepth = 250;

    /// <summary>Characters of one output or Markdown cell, as HTML.</summary>
    public const int MaximumLength = 20_000_000;

    private const int Rounds = 4;
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(5);
    private static readonly IMarkupFormatter formatter = HtmlSanitizer.DefaultOutputFormatter;
    private static readonly IBrowsingContext withoutCss = BrowsingContext.New(Configuration.Default);
    private static readonly IConfiguration css = Configuration.Default.WithCss(new CssParserOptions
    {
        IsIncludingUnknownDeclarations = true,
        IsIncludingUnknownRules = true,
        IsToleratingInvalidSelectors = false,
    });

    /// <summary>
    /// A Markdown cell that has become HTML: no style sheets, and of
    /// the class names only those that the site's own writers marked.
    /// </summary>
    /// <exception cref="NotShownException">It cannot be cleaned; the message says why.</exception>
    public string OfMarkdown(string html) => Settled(html, AllowedHtml.Text);

    /// <summary>
    /// An output of a code cell, with what charts and tables need: SVG,
    /// style sheets that reach no further than outputs, class names.
    /// </summary>
    /// <exception cref="NotShownException">It cannot be cleaned; the message says why.</exception>
    public string OfOutput(string html) => Settled(html, AllowedHtml.Output);

    /// <summary>A picture in a file of its own, as XML.</summary>
    /// <exception cref="NotShownException">It cannot be cleaned; the message says why.</exception>
    public string OfSvgFile(string svg)
    {
        string settled = Settled(svg, AllowedHtml.Output);
        IElement? root = Parse(settled, withoutCss, ProcessorTime.OfThisThread()).QuerySelector("svg");
        if (root is null) throw new NotShownException("holds no picture");
        if (!root.HasAttribute("xmlns")) root.SetAttribute("xmlns", NamespaceNames.SvgUri);
        return root.ToHtml(AngleSharp.Xhtml.XhtmlMarkupFormatter.Instance);
    }

    /// <summary>Whether cleaned HTML has anything that can be seen.</summary>
    public static bool ShowsSomething(string cleaned) =>
        cleaned.Contains("<img", StringComparison.Ordinal)
        || cleaned.Contains("<svg", StringComparison.Ordinal)
        || !Unseen().Replace(cleaned, "").AsSpan().Trim().IsEmpty;

    private string Settled(string html, AllowedHtml allowed)
    {
        if (html.Length > MaximumLength)
        {
            string most = MaximumLength.ToString("N0", CultureInfo.InvariantCulture);
            throw new NotShownException($"longer than {most} characters as HTML");
        }
        var time = ProcessorTime.OfThisThread();
        var parts = new HtmlParts(allowed, names, links);
        for (int round = 0; round < Rounds; round++)
        {
            IHtmlDocument document = Parse(html, withoutCss, time);
            parts.Clean(document.Body!, () => RequireTime(time));
            string cleaned = SanitizedOrUnstyled(document.Body!, allowed, time);
            if (Parse(cleaned, withoutCss, time).Body!.ChildNodes.ToHtml(formatter) == cleaned) return cleaned;
            html = cleaned;
        }
        throw new NotShownException("its HTML means something else each time it is read");
    }

    /// <summary>A parser of CSS that fails over a style costs the styles, and nothing else.</summary>
    private string SanitizedOrUnstyled(IElement body, AllowedHtml allowed, ProcessorTime time)
    {
        try
        {
            return Sanitized(body.ChildNodes.ToHtml(formatter), allowed, time);
        }
        catch (Exception e) when (e is not NotShownException)
        {
            foreach (IElement styled in body.QuerySelectorAll("style, [style]"))
                if (styled.LocalName == "style") styled.Remove();
                else styled.RemoveAttribute("style");
            tell?.Invoke("its styles are left out: they cannot be read");
        }
        try
        {
            return Sanitized(body.ChildNodes.ToHtml(formatter), allowed, time);
        }
        catch (Exception e) when (e is not NotShownException)
        {
            throw new NotShownException("its HTML cannot be read", e);
        }
    }

    private string Sanitized(string html, AllowedHtml allowed, ProcessorTime time)
    {
        HtmlSanitizer sanitizer = allowed.Sanitizer();
        IHtmlDocument document = Parse(html, BrowsingContext.New(css), time);
        var reach = new StyleReach(document);
        if (links is not null)
            sanitizer.FilterCssRule += (_, e) => e.Cancel = e.CssRule is ICssStyleRule rule && !reach.Confine(rule);
        sanitizer.SanitizeDom(document, (IHtmlElement)document.Body!);
        RequireTime(time);
        if (reach.Unreadable == 1) tell?.Invoke("a rule of its style sheet is left out: its selector cannot be read");
        else if (reach.Unreadable > 1) tell?.Invoke(Unreadable(reach.Unreadable));
        return document.Body!.ChildNodes.ToHtml(formatter);
    }

    private static string Unreadable(int rules) =>
        FormattableString.Invariant($"{rules:N0} rules of its styles are left out: their selectors cannot be read");

    private static IHtmlDocument Parse(string html, IBrowsingContext context, ProcessorTime time)
    {
        var parser = new HtmlParser(
            new HtmlParserOptions
            {
                IsScripting = true, // as in the reader's browser: what stands in <noscript> is text
                MaximumDepth = MaximumDepth,
                OnToken = (_, _) => RequireTime(time),
                ShouldEmitAttribute = (ref _, _) =>
                {
                    RequireTime(time);
                    return true;
                },
            }, context);
        IHtmlDocument document = parser.ParseDocument("<!DOCTYPE html><body>" + html);
        if (Depth(document.Body!) < MaximumDepth - 3) return document;
        throw new NotShownException(FormattableString.Invariant($"HTML nested deeper than {MaximumDepth} elements"));
    }

    private static void RequireTime(ProcessorTime time)
    {
        if (!time.Exceeds(limit)) return;
        string seconds = limit.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        throw new NotShownException($"its HTML takes longer than {seconds} s to read");
    }

    private static int Depth(INode root)
    {
        int deepest = 0;
        var open = new Stack<(INode Node, int Depth)>([(root, 0)]);
        while (open.TryPop(out (INode Node, int Depth) at))
        {
            deepest = Math.Max(deepest, at.Depth);
            foreach (INode child in at.Node.ChildNodes) open.Push((child, at.Depth + 1));
        }
        return deepest;
    }

    [GeneratedRegex("<style>[^<]*</style>|<[^>]*>")]
    private static partial Regex Unseen();
}
