using System.Collections.Frozen;
using AngleSharp.Css.Dom;
using AngleSharp.Dom;
using Ganss.Xss;

namespace NotebookHost;

/// <summary>
/// Which elements, attributes and style properties of a notebook's HTML a page keeps; whatever is not named here goes.
/// </summary>
internal sealed class AllowedHtml
{
    private const string Shared =
        "a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd "
        + "del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li "
        + "mark ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th "
        + "thead time tr tt u ul var wbr";

    private const string Drawing =
        "svg g defs desc title style path rect circle ellipse line polyline polygon text tspan textPath image use "
        + "symbol marker pattern mask clipPath linearGradient radialGradient stop filter feBlend feColorMatrix "
        + "feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight "
        + "feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology "
        + "feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence";

    // What these hold is code, a form's value or a text for other browsers:
    // it goes with them. Other unknown elements leave their content behind.
    private const string GoneWithContent =
        "applet audio canvas embed frameset head iframe math noembed noframes noscript object option plaintext "
        + "script select style svg template textarea title video xmp";

    private const string SharedAttributes =
        "abbr align alt aria-describedby aria-hidden aria-label aria-labelledby bgcolor border cellpadding "
        + "cellspacing cite class color colspan datetime dir face headers height href id lang open reversed role "
        + "rowspan scope size span src start style title type valign width";

    private const string DrawingAttributes =
        "alignment-baseline amplitude aria-hidden aria-label aria-labelledby azimuth baseFrequency baseline-shift "
        + "bias class clip-path clip-rule clipPathUnits color color-interpolation color-interpolation-filters cx cy d "
        + "diffuseConstant direction display divisor dominant-baseline dx dy edgeMode elevation exponent fill "
        + "fill-opacity fill-rule filter filterUnits flood-color flood-opacity font font-family font-size "
        + "font-size-adjust font-stretch font-style font-variant font-weight fr fx fy glyph-orientation-horizontal "
        + "gradientTransform gradientUnits height href id image-rendering in in2 intercept k1 k2 k3 k4 kernelMatrix "
        + "kernelUnitLength kerning lang lengthAdjust letter-spacing lighting-color limitingConeAngle marker-end "
        + "marker-mid marker-start markerHeight markerUnits markerWidth mask mask-type maskContentUnits maskUnits "
        + "mode numOctaves offset opacity operator order orient overflow paint-order path pathLength "
        + "patternContentUnits patternTransform patternUnits points pointsAtX pointsAtY pointsAtZ preserveAlpha "
        + "preserveAspectRatio primitiveUnits r radius refX refY result role rotate rx ry scale seed shape-rendering "
        + "slope spacing specularConstant specularExponent spreadMethod startOffset stdDeviation stitchTiles "
        + "stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin "
        + "stroke-miterlimit stroke-opacity stroke-width style surfaceScale systemLanguage tableValues targetX "
        + "targetY text-anchor text-decoration text-rendering textLength transform transform-origin type values "
        + "vector-effect version viewBox visibility width word-spacing writing-mode x x1 x2 xChannelSelector "
        + "xlink:href xml:space xmlns xmlns:xlink y y1 y2 yChannelSelector z";

    private const string TextStyles =
        "background background-color border border-bottom border-collapse border-color border-left border-radius "
        + "border-right border-spacing border-style border-top border-width clear color display float font "
        + "font-family font-size font-style font-variant font-weight height line-height list-style-type margin "
        + "margin-bottom margin-left margin-right margin-top max-height max-width min-height min-width overflow "
        + "overflow-x overflow-y padding padding-bottom padding-left padding-right padding-top text-align "
        + "text-decoration text-indent vertical-align white-space width word-break";

    private const string DrawingStyles =
        "alignment-baseline baseline-shift clip-path clip-rule color-interpolation dominant-baseline fill "
        + "fill-opacity fill-rule flood-color flood-opacity font-variant-numeric marker marker-end marker-mid "
        + "marker-start mask mix-blend-mode paint-order shape-rendering stop-color stop-opacity stroke "
        + "stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity "
        + "stroke-width text-anchor text-rendering transform transform-box transform-origin vector-effect";

    // Properties that take something out of its place, move it, or tell of the reader.
    private const string Restless =
        "all animation animation-delay animation-direction animation-duration animation-fill-mode "
        + "animation-iteration-count animation-name animation-play-state animation-timing-function bottom content "
        + "cursor inset inset-inline left list-style list-style-image pointer-events position right top transition "
        + "transition-delay transition-duration transition-property transition-timing-function will-change z-index";

    private readonly FrozenSet<string> html, svg, htmlAttributes, svgAttributes, styles;
    private static readonly FrozenSet<string> goneWithContent = Words(GoneWithContent);

    private AllowedHtml(string html, string svg, IEnumerable<string> styles, bool isOutput)
    {
        this.html = Words(html);
        this.svg = Words(svg);
        htmlAttributes = Words(SharedAttributes);
        svgAttributes = Words(DrawingAttributes);
        this.styles = styles.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        IsOutput = isOutput;
    }

    /// <summary>What Markdown may hold: text, tables, pictures.</summary>
    public static AllowedHtml Text { get; } = new(Shared, "", Words(TextStyles), isOutput: false);

    /// <summary>What an output may hold: the same, drawings, and style sheets.</summary>
    public static AllowedHtml Output { get; } = new(
        Shared + " style", Drawing, HtmlSanitizerDefaults.AllowedCssProperties
            .Concat(Words(DrawingStyles)).Except(Words(Restless)), isOutput: true);

    /// <summary>Whether this is for outputs, which bring names and styles of their own.</summary>
    public bool IsOutput { get; }

    public bool Allows(IElement element)
    {
        if (element.NamespaceUri == NamespaceNames.HtmlUri) return html.Contains(element.LocalName);
        return element.NamespaceUri == NamespaceNames.SvgUri && svg.Contains(element.LocalName);
    }

    /// <summary>Whether an element that is not allowed takes its content with it.</summary>
    public static bool GoesWithContent(IElement element) =>
        element.NamespaceUri != NamespaceNames.HtmlUri || goneWithContent.Contains(element.LocalName);

    public bool Allows(IElement element, IAttr attribute) =>
        (element.NamespaceUri == NamespaceNames.SvgUri ? svgAttributes : htmlAttributes).Contains(attribute.Name);

    /// <summary>
    /// HtmlSanitizer with the same rules, without those on names and addresses, which have been applied before.
    /// </summary>
    public HtmlSanitizer Sanitizer() => new(new HtmlSanitizerOptions
    {
        AllowedTags = html.Concat(svg).ToHashSet(StringComparer.OrdinalIgnoreCase),
        AllowedAttributes = htmlAttributes.Concat(svgAttributes).ToHashSet(StringComparer.OrdinalIgnoreCase),
        AllowedSchemes = new HashSet<string>(["http", "https", "mailto", "data"], StringComparer.OrdinalIgnoreCase),
        UriAttributes = new HashSet<string>(["href", "src", "xlink:href"], StringComparer.OrdinalIgnoreCase),
        AllowedCssProperties = styles.ToHashSet(StringComparer.OrdinalIgnoreCase),
        AllowedAtRules = new HashSet<CssRuleType> { CssRuleType.Style, CssRuleType.Media },
        AllowCssCustomProperties = IsOutput,
    });

    private static FrozenSet<string> Words(string list) => list.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
