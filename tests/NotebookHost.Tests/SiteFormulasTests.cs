using System.Net;
using CsCheck;
using static NotebookHost.Tests.SiteSample;

namespace NotebookHost.Tests;

/// <summary>Formulas are what Jupyter takes for formulas: found before the text is read as Markdown, and left out of its rules.</summary>
public class SiteFormulasTests
{
    [Theory]
    [InlineData("$$ x^2\n= y^2 $$", "<div class=\"math display\">x^2\n= y^2</div>")]
    [InlineData("text $$\na \\\\ b\n$$ text", "<p>text <span class=\"math display\">a \\\\ b</span> text</p>")]
    [InlineData("$x\n+ y$", "<p><span class=\"math\">x\n+ y</span></p>")]
    [InlineData("$x\n- y\n> z\n# w\n1. v$", "<p><span class=\"math\">x\n- y\n> z\n# w\n1. v</span></p>")]
    [InlineData("$a_i b_i$ and $a*b*c$", "<span class=\"math\">a_i b_i</span> and <span class=\"math\">a*b*c</span>")]
    [InlineData("**$x$** *$y$*", "<strong><span class=\"math\">x</span></strong> <em><span class=\"math\">y</span></em>")]
    [InlineData("$\\{a\\}$, $a\\_b$", "<span class=\"math\">\\{a\\}</span>, <span class=\"math\">a\\_b</span>")]
    [InlineData("$\\text{costs \\$5}$", "<span class=\"math\">\\text{costs \\$5}</span>")]
    [InlineData("$\\text{if $x$ holds}$", "<span class=\"math\">\\text{if $x$ holds}</span>")]
    [InlineData("${a$ b\n\nc", "<span class=\"math\">{a</span> b")]
    [InlineData("$x$-axis, a$y$b, ($z$)", "<span class=\"math\">x</span>-axis, a<span class=\"math\">y</span>b, (<span class=\"math\">z</span>)")]
    [InlineData("$a<b>c$", "<span class=\"math\">a<b>c</span>")]
    [InlineData("$[x](y)$ $`z`$", "<span class=\"math\">[x](y)</span> <span class=\"math\">`z`</span>")]
    [InlineData("\\\\(a\\\\) \\\\[b\\\\]", "<span class=\"math\">a</span> <span class=\"math display\">b</span>")]
    [InlineData("\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}", "<div class=\"math display\">\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}</div>")]
    [InlineData("\\begin{equation*}\nx\n\\end{equation*}", "\\begin{equation*}\nx\n\\end{equation*}</div>")]
    [InlineData("- one $x\n  + y$\n- two $$z$$", "<li>one <span class=\"math\">x\n  + y</span></li>")]
    [InlineData("1. a\n\n   $$\n   b\n   $$\n", "<div class=\"math display\">b</div>")]
    [InlineData("> $$\n> a\n> = b\n> $$\n", "<blockquote>\n<div class=\"math display\">a\n= b</div></blockquote>")]
    [InlineData("| a | b |\n|-|-|\n| $x|y$ | $$z$$ |", "<td><span class=\"math\">x|y</span></td>\n<td><div class=\"math display\">z</div></td>")]
    [InlineData("## What is $d_k$?", "What is <span class=\"math\">d_k</span>?")]
    [InlineData("[see $x$](#y)", "<a href=\"#y\">see <span class=\"math\">x</span></a>")]
    [InlineData("<center>\n$x$\n</center>", "<center>\n<span class=\"math\">x</span>\n</center>")]
    [InlineData("<b>$x$</b>", "<b><span class=\"math\">x</span></b>")]
    [InlineData("<details><summary>Answer</summary>$x_1$</details>", "</summary><span class=\"math\">x_1</span></details>")]
    [InlineData("It costs $5 and $6.", "It costs <span class=\"math\">5 and</span>6.")]
    [InlineData("$ a $", "<p><span class=\"math\">a</span></p>")]
    [InlineData("```sh\necho $a\n```\n$x$\n\n```sh\necho $b\n```", "<p><span class=\"math\">x</span></p>")]
    [InlineData("$a\r\n+ b$", "<span class=\"math\">a\n+ b</span>")]
    public void What_Jupyter_typesets_is_a_formula(string markdown, string html) => Assert.Contains(html, Seen(markdown), StringComparison.Ordinal);

    [Theory]
    [InlineData("\\$5 and \\$6", "<p>$5 and $6</p>")]
    [InlineData("It costs \\$5, or $6.", "<p>It costs $5, or $6.</p>")]
    [InlineData("only $5", "<p>only $5</p>")]
    [InlineData("$5\n\nand $6", "<p>$5</p>\n<p>and $6</p>")]
    [InlineData("`$a` and `$b`", "<p><code>$a</code> and <code>$b</code></p>")]
    [InlineData("``a ` $b`` $c", "<code>a ` $b</code> $c")]
    [InlineData("`$a\nb$ c`", "<code>$a b$ c</code>")]
    [InlineData("```csharp\nvar s = $\"{a}\"; var t = $\"{b}\";\n```", ">$&quot;")]
    [InlineData("- x\n\n  ```sh\n  echo $a $b\n  ```\n", "echo $a $b")]
    [InlineData("> ```sh\n> echo $a $b\n> ```\n", "echo $a $b")]
    [InlineData("~~~sh\necho $a $b\n~~~", "echo $a $b")]
    [InlineData("````\n```\n$a $b\n````", "```\n$a $b")]
    [InlineData("    echo $a $b", "echo $a $b")]
    [InlineData("<code>$a$</code>", "<code>$a$</code>")]
    [InlineData("<pre>\n$a$ $b$\n</pre>", "$a$ $b$\n</pre>")]
    [InlineData("[x](https://example.org/?a=$b&c=$d)", "href=\"https://example.org/?a=$b&amp;c=$d\"")]
    [InlineData("https://example.org/$a$/b", "href=\"https://example.org/$a$/b\"")]
    [InlineData("<a href=\"#x\" title=\"$a > b$\">y</a>", "title=\"$a > b$\"")]
    [InlineData("![a $x$ b](data:image/png;base64,UE5H)", "alt=\"a $x$ b\"")]
    [InlineData("@\ufdd00\ufdd1@ $x$", "<p>@\ufffd0\ufffd@ <span class=\"math\">x</span></p>")]
    [InlineData("a @@0@@ b", "<p>a @@0@@ b</p>")]
    public void What_Jupyter_leaves_alone_stays_as_it_was_typed(string markdown, string html) => Assert.Contains(html.Replace("&quot;", "\"", StringComparison.Ordinal), Seen(markdown), StringComparison.Ordinal);

    [Fact]
    public void Whatever_is_typed_comes_back_as_it_was_typed() => Pieces.Sample(
        markdown =>
        {
            Formulas formulas = Formulas.Of(markdown);
            Assert.Equal(markdown, formulas.AsTyped(formulas.Text));
            Assert.DoesNotContain('\ufdd0', MarkdownText.Plain(MarkdownText.Parse(markdown).OfType<Markdig.Syntax.ParagraphBlock>().FirstOrDefault()?.Inline));
        }, iter: 3000);

    [Fact]
    public void No_mark_is_left_on_any_page() => Pieces.Array[40].Sample(
        cells =>
        {
            string page = PageOf([.. cells.Select(cell => Text(cell)), Code("x", Shown(("text/markdown", cells[0])))]);

            Assert.DoesNotContain(page, c => c is '\ufdd0' or '\ufdd1');
            Assert.DoesNotContain(PageNames.Marked(""), page, StringComparison.Ordinal);
            SiteSafetyTests.AssertHarmless(page);
        }, iter: 25, threads: 1);

    [Theory]
    [InlineData("$ { ")]
    [InlineData("$$ $ ")]
    [InlineData("`$")]
    [InlineData("``` $\n")]
    [InlineData("> $\n>\n")]
    [InlineData("\\begin{a} { $ ")]
    [InlineData("<a \"$x$")]
    [InlineData("- - - ")]
    public void Formulas_without_an_end_take_time_in_proportion_to_their_length(string piece)
    {
        string text = string.Concat(Enumerable.Repeat(piece, 100_000));
        var time = ProcessorTime.OfThisThread();

        Formulas formulas = Formulas.Of(text);
        FormulasInPlace.InHtml(formulas.Text, formulas, formula => formula.Tex);

        Assert.InRange(time.Elapsed.TotalSeconds, 0, 5);
    }

    private static readonly string[] pieces =
    [
        "$", "$$", "\\$", "`", "``", "```", "\n", "\n\n", "    ", "- ", "> ", "# ", "| ", "|-|-|\n", "{", "}", "\\{", "x", "a b", "\\\\(", "\\\\)", "\\\\[", "\\\\]",
        "\\begin{align}", "\\end{align}", "<b>", "</b>", "<code>", "<!--", "-->", "<a title=\"", "\">", "[", "](", ")", "![", "https://a.b/", "*", "_", "~~~\n", "&lt;", "@", "0", "\t",
    ];

    private static Gen<string> Pieces { get; } = Gen.Int[0, pieces.Length - 1].Array[0, 30].Select(all => string.Concat(all.Select(i => pieces[i])));

    /// <summary>The text cell's section as a reader of it sees its characters.</summary>
    private static string Seen(string markdown)
    {
        string page = PageOf(Text(markdown));
        int start = page.IndexOf("<section", StringComparison.Ordinal), end = page.IndexOf("</section>", start, StringComparison.Ordinal);
        string section = page[start..end];
        // Where the entities of an address matter they are looked for as they are.
        return section.Contains("href=\"https://example.org/?", StringComparison.Ordinal) ? section : WebUtility.HtmlDecode(section);
    }
}
