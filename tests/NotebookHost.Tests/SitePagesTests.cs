using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using static NotebookHost.Tests.SiteSample;

namespace NotebookHost.Tests;

public partial class SitePagesTests
{
    [Fact]
    public void The_contents_page_lists_each_lesson_with_its_question_and_time_by_part()
    {
        using var sample = new SiteSample();
        string index = sample
            .With("03-positions.ipynb", Text("# Positions: how does order get in?\n\nTime: 20–30 minutes."))
            .With(
                "04-tokenization.ipynb",
                Text("# Tokenization\n\nText becomes numbers. What does a model read? 25 min."))
            .Write().Page("index.html");

        Assert.Contains(
            "<span class=\"name\">Positions</span>\n<span class=\"question\">How does order get in?</span>",
            index,
            StringComparison.Ordinal);
        Assert.Contains("<span class=\"time\">20–30 minutes</span>", index, StringComparison.Ordinal);
        Assert.Contains("<span class=\"time\">25 minutes</span>", index, StringComparison.Ordinal);
        Assert.Contains("<span class=\"question\">What does a model read?</span>", index, StringComparison.Ordinal);
        Assert.Contains("Part I</span> Attention, step by step", index, StringComparison.Ordinal);
        Assert.Contains("Part II</span> From text to a trained GPT", index, StringComparison.Ordinal);
        Assert.DoesNotContain("Part III<", index, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_lesson_leads_to_its_neighbours()
    {
        using var sample = new SiteSample();
        sample.With("a.ipynb", Text("# A")).With("b.ipynb", Text("# B")).With("c.ipynb", Text("# C")).Write();

        Assert.Equal(["next b.html"], Neighbours(sample.Page("a.html")));
        Assert.Equal(["prev a.html", "next c.html"], Neighbours(sample.Page("b.html")));
        Assert.Equal(["prev b.html"], Neighbours(sample.Page("c.html")));

        static string[] Neighbours(string page) =>
            [.. NeighbourLink().Matches(page).Select(m => $"{m.Groups[1].Value} {m.Groups[2].Value}")];
    }

    [Fact]
    public void Links_between_notebooks_lead_to_their_pages_and_other_links_stay()
    {
        using var sample = new SiteSample();
        string page = sample.With(
            "a.ipynb",
            Text(
                "[b](b.ipynb) [b2](./b.ipynb#break-it) [gone](z.ipynb) [web](https://arxiv.org/abs/1706.03762) "
                    + "[here](#x)\n\n<a href=\"b.ipynb\">raw</a>"))
            .With("b.ipynb", Text("# B")).Write().Page("a.html");

        string[] hrefs =
        [
            "\"b.html\">b<", "\"b.html#break-it\">b2<", "\"z.ipynb\">gone<",
            "\"https://arxiv.org/abs/1706.03762\">web<", "\"#x\">here<", "\"b.html\">raw<",
        ];
        foreach (string href in hrefs)
            Assert.Contains($"<a href={href}", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_beside_a_notebook_come_along()
    {
        using var sample = new SiteSample();
        Directory.CreateDirectory(Path.Combine(sample.Root, "data"));
        File.WriteAllBytes(Path.Combine(sample.Root, "data", "x.png"), [7, 11, 13]);
        string page = sample
            .With("a.ipynb", Text("![a dot](../data/x.png)"), Text("<img src=\"../data/x.png\" alt=\"again\">"))
            .Write()
            .Page("a.html");

        Assert.Contains("<img src=\"assets/files/x.png\" alt=\"a dot\"", page, StringComparison.Ordinal);
        Assert.Contains("<img src=\"assets/files/x.png\" alt=\"again\">", page, StringComparison.Ordinal);
        Assert.Equal([7, 11, 13], sample.Files()["assets/files/x.png"]);
    }

    [Fact]
    public void A_source_file_that_a_lesson_names_becomes_a_page()
    {
        using var sample = new SiteSample();
        foreach (string folder in new[] { "one", "two" })
            File.WriteAllText(
                Path.Combine(Directory.CreateDirectory(Path.Combine(sample.Root, folder)).FullName, "A.cs"),
                $"class {folder} {{ }}\n");
        string page = sample
            .With("a.ipynb", Text("[first](../one/A.cs) [second](../two/A.cs) [again](../one/A.cs)"))
            .Write()
            .Page("a.html");

        foreach (string link in new[] { "\"A.cs.html\">first<", "\"A.cs-2.html\">second<", "\"A.cs.html\">again<" })
            Assert.Contains(link, page, StringComparison.Ordinal);
        Assert.Contains(
            "<span class=\"k\">class</span> <span class=\"t\">two</span>",
            sample.Page("A.cs-2.html"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_a_page_loads_is_on_another_machine()
    {
        using var sample = new SiteSample();
        sample.With("a.ipynb",
            Text(
                "![far](https://example.org/a.png) <img src='//example.org/b.png' alt=''>\n\n"
                    + "<img alt=\"\" src=\"http://example.org/c.png\">\n\n$x$"),
            Code(
                "x",
                Shown(
                    ("text/html", "<link rel=\"stylesheet\" href=\"https://example.org/d.css\">"
                        + "<script src=\"https://example.org/e.js\"></script>"
                        + "<iframe src=\"https://example.org/\"></iframe>"))),
            Code("y", Shown(("image/svg+xml", "<svg><image href=\"https://example.org/f.png\"/></svg>")))).Write();

        var written = sample.Files().Where(f => Path.GetExtension(f.Key) is ".html" or ".css");
        foreach ((string path, byte[] content) in written)
        {
            string text = Encoding.UTF8.GetString(content);
            Assert.Empty(LoadedFromElsewhere().Matches(text).Select(m => $"{path}: {m.Value}"));
            if (path.EndsWith(".html", StringComparison.Ordinal))
                Assert.Contains("Content-Security-Policy", text, StringComparison.Ordinal);
        }
        Assert.Contains("<a href=\"https://example.org/a.png\"", sample.Page("a.html"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hostile_title_stays_text_wherever_it_is_shown()
    {
        using var sample = new SiteSample();
        sample.With(
            "a.ipynb",
            Text(
                "# A `<script>alert(1)</script>` \"title\" & more\n\n## `</title><script>x</script>`\n\n"
                    + "first `\"><script>y</script>`"))
            .With("b.ipynb", Text("# B")).Write();

        foreach (string name in new[] { "index.html", "a.html", "b.html" })
            Assert.DoesNotMatch(InlineScript(), sample.Page(name));
        Assert.Contains(
            "<title>A &lt;script&gt;alert(1)&lt;/script&gt; &quot;title&quot; &amp; more",
            sample.Page("a.html"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_says_what_it_is()
    {
        string page = WebUtility.HtmlDecode(PageOf(Text("# Positions: how?\n\nA shuffled *sentence* says\nthe same.")));

        Assert.Contains("<html lang=\"en\">", page, StringComparison.Ordinal);
        Assert.Contains("<title>03 Positions · ", page, StringComparison.Ordinal);
        Assert.Contains(
            "<meta name=\"description\" content=\"A shuffled sentence says the same.\">",
            page,
            StringComparison.Ordinal);
        Assert.Contains("name=\"viewport\"", page, StringComparison.Ordinal);
        Assert.Contains("<p class=\"part\">Part I · Attention, step by step</p>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_notebook_without_a_heading_is_called_by_its_file() =>
        Assert.Contains("<h1>03-sample</h1>", PageOf(Code("1 + 1")), StringComparison.Ordinal);

    [GeneratedRegex("<a rel=\"(prev|next)\" href=\"([^\"]+)\"")]
    private static partial Regex NeighbourLink();

    /// <summary>
    /// A source, a reference of anything but a link to follow, or a CSS address, that names another machine.
    /// </summary>
    [GeneratedRegex(
        """(\ssrc\s*=\s*["']?|<(?!a\b)\w+[^>]*\s(xlink:)?href\s*=\s*["']?|url\(["']?)(https?:)?//[^"')\s>]*""",
        RegexOptions.IgnoreCase)]
    private static partial Regex LoadedFromElsewhere();

    [GeneratedRegex("<script>.*?</script>")]
    private static partial Regex InlineScript();
}
