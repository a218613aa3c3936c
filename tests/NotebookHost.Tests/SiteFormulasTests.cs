using System.Net;
using System.Text.RegularExpressions;
using CsCheck;
using static NotebookHost.Tests.SiteSample;

namespace NotebookHost.Tests;

/// <summary>
/// Formulas are what Jupyter takes for formulas: found before the text is read as Markdown, and left out of its
/// rules.
/// </summary>
public partial class SiteFormulasTests
{
    [Theory]
    [InlineData("$$ x^2\n= y^2 $$", "⟦x^2\n= y^2⟧")]
    [InlineData("text $$\na \\\\ b\n$$ text", "<p>text ⟪a \\\\ b⟫ text</p>")]
    [InlineData("$x\n+ y$", "<p>⟨x\n+ y⟩</p>")]
    [InlineData("$x\n- y\n> z\n# w\n1. v$", "<p>⟨x\n- y\n> z\n# w\n1. v⟩</p>")]
    [InlineData("$a_i b_i$ and $a*b*c$", "⟨a_i b_i⟩ and ⟨a*b*c⟩")]
    [InlineData("**$x$** *$y$*", "<strong>⟨x⟩</strong> <em>⟨y⟩</em>")]
    [InlineData("$\\{a\\}$, $a\\_b$", "⟨\\{a\\}⟩, ⟨a\\_b⟩")]
    [InlineData("$\\text{costs \\$5}$", "⟨\\text{costs \\$5}⟩")]
    [InlineData("$\\text{if $x$ holds}$", "⟨\\text{if $x$ holds}⟩")]
    [InlineData("${a$ b\n\nc", "⟨{a⟩ b")]
    [InlineData("$x$-axis, a$y$b, ($z$)", "⟨x⟩-axis, a⟨y⟩b, (⟨z⟩)")]
    [InlineData("$a<b>c$", "⟨a<b>c⟩")]
    [InlineData("$[x](y)$ $`z`$", "⟨[x](y)⟩ ⟨`z`⟩")]
    [InlineData("\\\\(a\\\\) \\\\[b\\\\]", "⟨a⟩ ⟪b⟫")]
    [InlineData("\\begin{align}\na &= b \\\\\n\\end{align}", "⟦\\begin{align}\na &= b \\\\\n\\end{align}⟧")]
    [InlineData("\\begin{equation*}\nx\n\\end{equation*}", "\\begin{equation*}\nx\n\\end{equation*}⟧")]
    [InlineData("- one $x\n  + y$\n- two $$z$$", "<li>one ⟨x\n  + y⟩</li>")]
    [InlineData("1. a\n\n   $$\n   b\n   $$\n", "⟦b⟧")]
    [InlineData("> $$\n> a\n> = b\n> $$\n", "<blockquote>\n⟦a\n= b⟧</blockquote>")]
    [InlineData("| a | b |\n|-|-|\n| $x|y$ | $$z$$ |", "<td>⟨x|y⟩</td>\n<td>⟦z⟧</td>")]
    [InlineData("## What is $d_k$?", "What is ⟨d_k⟩?")]
    [InlineData("[see $x$](#y)", "<a href=\"#y\">see ⟨x⟩</a>")]
    [InlineData("<center>\n$x$\n</center>", "<center>\n⟨x⟩\n</center>")]
    [InlineData("<b>$x$</b>", "<b>⟨x⟩</b>")]
    [InlineData("<details><summary>Answer</summary>$x_1$</details>", "</summary>⟨x_1⟩</details>")]
    [InlineData("It costs $5 and $6.", "It costs ⟨5 and⟩6.")]
    [InlineData("$ a $", "<p>⟨a⟩</p>")]
    [InlineData("```sh\necho $a\n```\n$x$\n\n```sh\necho $b\n```", "<p>⟨x⟩</p>")]
    [InlineData("$a\r\n+ b$", "⟨a\n+ b⟩")]
    public void What_Jupyter_typesets_is_a_formula(string markdown, string html) =>
        Assert.Contains(html, Seen(markdown), StringComparison.Ordinal);

    [Theory]
    [InlineData("\\$5 and \\$6", "<p>$5 and $6</p>")]
    [InlineData("It costs \\$5, or $6.", "<p>It costs $5, or $6.</p>")]
    [InlineData("only $5", "<p>only $5</p>")]
    [InlineData("$5\n\nand $6", "<p>$5</p>\n<p>and $6</p>")]
    [InlineData("`$a` and `$b`", "<p><code>$a</code> and <code>$b</code></p>")]
    [InlineData("``a ` $b`` $c", "<code>a ` $b</code> $c")]
    [InlineData("`$a\nb$ c`", "<code>$a b$ c</code>")]
    [InlineData("```csharp\nvar s = $\"{a}\"; var t = $\"{b}\";\n```", ">$\"")]
    [InlineData("- x\n\n  ```sh\n  echo $a $b\n  ```\n", "echo $a $b")]
    [InlineData("> ```sh\n> echo $a $b\n> ```\n", "echo $a $b")]
    [InlineData("~~~sh\necho $a $b\n~~~", "echo $a $b")]
    [InlineData("````\n```\n$a $b\n````", "```\n$a $b")]
    [InlineData("    echo $a $b", "echo $a $b")]
    [InlineData("<code>$a$</code>", "<code>$a$</code>")]
    [InlineData("<pre>\n$a$ $b$\n</pre>", "$a$ $b$\n</pre>")]
    [InlineData("[x](https://example.org/?a=$b&c=$d)", "href=\"https://example.org/?a=$b&c=$d\"")]
    [InlineData("https://example.org/$a$/b", "href=\"https://example.org/$a$/b\"")]
    [InlineData("<a href=\"#x\" title=\"$a > b$\">y</a>", "title=\"$a > b$\"")]
    [InlineData("![a $x$ b](data:image/png;base64,UE5H)", "alt=\"a $x$ b\"")]
    [InlineData("@\ufdd00\ufdd1@ $x$", "<p>@\ufffd0\ufffd@ ⟨x⟩</p>")]
    [InlineData("a @@0@@ b", "<p>a @@0@@ b</p>")]
    public void What_Jupyter_leaves_alone_stays_as_it_was_typed(string markdown, string html) =>
        Assert.Contains(html, Seen(markdown), StringComparison.Ordinal);

    [Fact]
    public void Whatever_is_typed_comes_back_as_it_was_typed() => Pieces.Sample(
        markdown =>
        {
            Formulas formulas = Formulas.Of(markdown);
            Assert.Equal(markdown, formulas.AsTyped(formulas.Text));
            (string heading, string paragraph) = MarkdownText.Opening(markdown);
            Assert.DoesNotContain('\ufdd0', heading + paragraph);
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

    [LongTheory]
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
        "$", "$$", "\\$", "`", "``", "```", "\n", "\n\n", "    ", "- ", "> ", "# ", "| ", "|-|-|\n", "{", "}",
        "\\{", "x", "a b", "\\\\(", "\\\\)", "\\\\[", "\\\\]", "\\begin{align}", "\\end{align}", "<b>", "</b>",
        "<code>", "<!--", "-->", "<a title=\"", "\">", "[", "](", ")", "![", "https://a.b/", "*", "_", "~~~\n",
        "&lt;", "@", "0", "\t", "\u2028", "\f",
    ];

    private static Gen<string> Pieces { get; } =
        Gen.Int[0, pieces.Length - 1].Array[0, 30].Select(all => string.Concat(all.Select(i => pieces[i])));

    /// <summary>
    /// The text cell's section, its characters as a reader sees them: ⟨in a line⟩, ⟪displayed in a text⟫, ⟦a
    /// block⟧.
    /// </summary>
    private static string Seen(string markdown)
    {
        string page = PageOf(Text(markdown));
        int start = page.IndexOf("<section", StringComparison.Ordinal);
        string section = page[start..page.IndexOf("</section>", start, StringComparison.Ordinal)];
        section = InLine().Replace(section, "⟨$1⟩");
        section = Displayed().Replace(section, "⟪$1⟫");
        section = Block().Replace(section, "⟦$1⟧");
        return WebUtility.HtmlDecode(section);
    }

    [GeneratedRegex("<span class=\"math\">([^<]*)</span>")]
    private static partial Regex InLine();

    [GeneratedRegex("<span class=\"math display\">([^<]*)</span>")]
    private static partial Regex Displayed();

    [GeneratedRegex("<div class=\"math display\">([^<]*)</div>")]
    private static partial Regex Block();
}
