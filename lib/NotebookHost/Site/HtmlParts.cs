using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace NotebookHost;

/// <summary>
/// Takes a notebook's HTML through the rules, element by element:
/// what is not allowed goes, addresses are led into the site.
/// </summary>
internal sealed class HtmlParts(AllowedHtml allowed, PageNames names, PageLinks? links)
{
    private const string Href = "href", Src = "src", XlinkHref = "xlink:href";

    public void Clean(IElement root, Action keepTime)
    {
        foreach (IElement element in root.Descendants<IElement>().ToList())
        {
            keepTime();
            if (!allowed.Allows(element))
            {
                if (AllowedHtml.GoesWithContent(element)) element.Remove();
                else element.Replace([.. element.ChildNodes]);
                continue;
            }
            KeepName(element);
            foreach (IAttr attribute in element.Attributes.ToList()) Clean(element, attribute);
            if (element is IHtmlImageElement picture) Clean(picture);
            // Inside a drawing these three hold text alone; elements
            // there would be HTML to one parser and SVG to another.
            else if (element.LocalName is "style" or "title" or "desc") CleanText(element);
        }
    }

    /// <summary>The name by which links reach a heading in Jupyter: its text, with hyphens for spaces.</summary>
    public static string JupyterName(string heading) => heading.Replace(' ', '-');

    /// <summary>
    /// A place that links lead to, by the name that it was given or has in Jupyter, goes by an id, which is looked
    /// at as such.
    /// </summary>
    private void KeepName(IElement element)
    {
        if (element.NamespaceUri != NamespaceNames.HtmlUri || element.HasAttribute("id")) return;
        string? name = element.LocalName == "a" ? element.GetAttribute("name") : null;
        bool isHeading = !allowed.IsOutput && element.LocalName is "h1" or "h2" or "h3" or "h4" or "h5" or "h6";
        if (isHeading) name = JupyterName(element.TextContent.Trim());
        if (name is not null && names.Id(name) is not null) element.SetAttribute("id", name);
    }

    private void Clean(IElement element, IAttr attribute)
    {
        string? value = allowed.Allows(element, attribute) ? Kept(element, attribute.Name, attribute.Value) : null;
        bool isEmptyName = string.IsNullOrEmpty(value) && attribute.Name is "class" or "id";
        if (value is null || isEmptyName) element.RemoveAttribute(attribute.NamespaceUri, attribute.LocalName);
        else if (value != attribute.Value) attribute.Value = value;
    }

    /// <summary>What stays of the value of an attribute; null if the attribute goes.</summary>
    private string? Kept(IElement element, string name, string value) => name switch
    {
        "id" => names.Id(value),
        "class" => PageNames.Classes(value, allowed.IsOutput),
        "style" => Style(value),
        Href or XlinkHref => Address(element, value),
        Src => element.LocalName == "img" ? value : null, // looked at with its alternative text
        "xmlns" => NamespaceNames.SvgUri,
        "xmlns:xlink" => NamespaceNames.XLinkUri,
        not "aria-label" when element.NamespaceUri == NamespaceNames.SvgUri =>
            StyleText.IsHarmless(value, int.MaxValue) ? value : null,
        _ => value,
    };

    private string? Style(string css)
    {
        if (!StyleText.IsHarmless(css, StyleText.MaximumDeclarations)) return null;
        return allowed.IsOutput || !StyleText.PullsOut(css) ? css : null;
    }

    private string? Address(IElement element, string url)
    {
        if (element.NamespaceUri != NamespaceNames.SvgUri) return element.LocalName == "a" ? links?.Link(url) : null;
        if (url.StartsWith('#')) return url;
        return element.LocalName == "image" ? Picture(url) : null;
    }

    private string? Picture(string url) => links is null ? EmbeddedPicture.Checked(url) : links.Picture(url);

    private void Clean(IHtmlImageElement picture)
    {
        string url = picture.GetAttribute(Src) ?? "", alternative = picture.AlternativeText?.Trim() ?? "";
        if (Picture(url) is string source)
        {
            picture.SetAttribute(Src, source);
            return;
        }
        // A picture from elsewhere becomes a link to it: the reader decides whether to leave the machine.
        IDocument document = picture.Owner!;
        if (PageLinks.IsOnTheWeb(url) && picture.Closest("a") is null)
        {
            IElement link = document.CreateElement("a");
            link.SetAttribute(Href, url.Trim());
            link.TextContent = alternative.Length > 0 ? alternative : url.Trim();
            picture.Replace(link);
        }
        else if (alternative.Length > 0) picture.Replace(document.CreateTextNode(alternative));
        else picture.Remove();
    }

    private static void CleanText(IElement element)
    {
        string text = element.TextContent;
        if (element.LocalName == "style" && !StyleText.IsHarmless(text, StyleText.MaximumSheet)) element.Remove();
        else if (element.ChildElementCount > 0) element.TextContent = text;
    }
}
