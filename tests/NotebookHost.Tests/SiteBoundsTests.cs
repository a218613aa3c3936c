using System.Diagnostics;
using static NotebookHost.Tests.SiteSample;

namespace NotebookHost.Tests;

/// <summary>
/// A notebook that would take the site's writer down, or for ever, costs its cell or its page, and a line.
/// </summary>
public class SiteBoundsTests
{
    private static string KindOf(string where) => where switch
    {
        "html" => "text/html",
        "svg" => "image/svg+xml",
        _ => "text/markdown",
    };

    public static TheoryData<string, string, int> Deep => new()
    {
        { "md", ">", 10_000 }, { "md", "> ", 10_000 }, { "md", "[", 100_000 }, { "md", "![", 50_000 },
        { "md", "*a **b ", 10_000 }, { "md", "~~a ", 20_000 }, { "md", "[a][", 20_000 },
        { "md", "<div>", 10_000 }, { "md", "<b>x", 20_000 },
        { "md", "<span><ul><li>", 3_000 }, { "md", "<svg><g>", 5_000 },
        { "html", "<div>", 10_000 }, { "html", "<ul><li>", 6_000 }, { "html", "<table><tr><td>", 5_000 },
        { "html", "<svg><g>", 5_000 }, { "html", "<b><i>", 5_000 },
        { "md-output", ">", 10_000 }, { "svg", "<svg><g>", 5_000 },
    };

    [LongTheory]
    [MemberData(nameof(Deep))]
    public void What_is_nested_too_deeply_costs_its_cell(string where, string piece, int count)
    {
        string text = string.Concat(Enumerable.Repeat(piece, count));
        using var sample = new SiteSample();
        sample.With(
            "a.ipynb",
            Text("# A"),
            where == "md"
                ? Text(text)
                : Code("x", Shown((KindOf(where), text))),
            Text("after it"))
            .With("b.ipynb", Text("# B")).Write();

        Assert.StartsWith("a.ipynb, cell 2: ", Assert.Single(sample.Problems), StringComparison.Ordinal);
        Assert.Contains("<p>after it</p>", sample.Page("a.html"), StringComparison.Ordinal);
        Assert.Contains("<h1 id=\"b\">", sample.Page("b.html"), StringComparison.Ordinal);
        SiteSafetyTests.AssertHarmless(sample.Page("a.html"));
    }

    [Fact]
    public void A_table_of_very_many_cells_costs_its_cell()
    {
        using var sample = new SiteSample();
        sample
            .With(
                "a.ipynb",
                Text(
                    string.Concat(Enumerable.Repeat("|a", 5000))
                        + "|\n"
                        + string.Concat(Enumerable.Repeat("|-", 5000))
                        + "|\n"
                        + string.Concat(Enumerable.Repeat("|\n", 5000))))
            .Write();

        Assert.Equal(
            "a.ipynb, cell 1: shown as its source: a table of up to 5,003 × 5,001 cells; at most 500,000 are shown",
            Assert.Single(sample.Problems));
    }

    [Theory]
    [InlineData("(", 20_000)]
    [InlineData("f(", 20_000)]
    [InlineData("new[]{", 20_000)]
    [InlineData("$\"{", 20_000)]
    [InlineData("a<b,(", 10_000)]
    [InlineData("A<", 20_000)]
    public void Code_too_deep_to_colour_stays_plain(string piece, int count)
    {
        string code = string.Concat(Enumerable.Repeat(piece, count));
        var watch = Stopwatch.StartNew();

        Assert.Equal(System.Net.WebUtility.HtmlEncode(code), CSharpColours.ToHtml(code));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{watch.Elapsed}");
    }

    [Fact]
    public void Code_that_does_not_parse_is_coloured_all_the_same() =>
        Assert.Contains(
            ".<span class=\"f\">Mean</span>();",
            PageOf(Code("var y = .Mean();")),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("style", "<p style=\"width:calc(", "(", 300_000)]
    [InlineData("sheet", "<style>p{width:calc(", "(", 300_000)]
    [InlineData("selector", "<style>", ":not(", 100_000)]
    [InlineData("media", "<style>", "@media print{", 50_000)]
    public void Deep_styles_are_left_out(string what, string start, string piece, int count)
    {
        string html = start
            + string.Concat(Enumerable.Repeat(piece, count))
            + (what == "style" ? "\">kept" : "</style><p>kept");

        string page = PageOf(Code("x", Shown(("text/html", html))));

        Assert.Contains("kept</p>", page, StringComparison.Ordinal);
        Assert.DoesNotContain(piece + piece, page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_that_takes_too_long_is_given_up_and_says_so()
    {
        using var sample = new SiteSample();
        var output = Shown(("text/html", string.Concat(Enumerable.Repeat("<p><b>x</b></p>", 60_000))));

        sample
            .With("slow.ipynb", Text("# Slow one"), Code("x", output))
            .With("b.ipynb", Text("# B"))
            .Write(TimeSpan.FromMilliseconds(30));

        Assert.Contains(sample.Problems, p => p == "slow.ipynb, no page: takes longer than 0 s to make");
        Assert.Contains(
            "This notebook has no page: takes longer than",
            sample.Page("slow.html"),
            StringComparison.Ordinal);
        Assert.Contains("href=\"slow.html\"", sample.Page("index.html"), StringComparison.Ordinal);
    }

    [Fact]
    public void Waiting_for_the_processor_is_no_work()
    {
        // As on a loaded machine: the clock runs on, and the thread does not get on.
        string? failure = BoundedWork.Try(
            _ =>
            {
                Thread.Sleep(1500);
                return "made";
            }, TimeSpan.FromMilliseconds(200), out string? page);

        Assert.Null(failure);
        Assert.Equal("made", page);
    }

    [Fact]
    public void Work_without_end_is_given_up_after_its_processor_time()
    {
        using var given = new ManualResetEventSlim();
        var watch = Stopwatch.StartNew();

        string? failure = BoundedWork.Try(
            late =>
            {
                while (!late.IsCancellationRequested) { }
                given.Set();
                return "made";
            }, TimeSpan.FromMilliseconds(300), out string? page);

        Assert.Equal("takes longer than 0.3 s to make", failure);
        Assert.Null(page);
        Assert.True(watch.Elapsed > TimeSpan.FromMilliseconds(290), $"{watch.Elapsed}");
        Assert.True(given.Wait(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Waiting_without_end_is_given_up_as_well()
    {
        string? failure = BoundedWork.Try(late => late.WaitHandle.WaitOne(), TimeSpan.FromMilliseconds(20), out bool _);

        Assert.Equal("takes longer than 0 s to make", failure);
    }

    [Fact]
    public void Processor_time_is_that_of_the_thread_alone()
    {
        var time = ProcessorTime.OfThisThread();
        using var stop = new CancellationTokenSource();
        void Work()
        {
            while (!stop.IsCancellationRequested) { }
        }
        Thread[] others = [.. Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => new Thread(Work))];
        foreach (Thread other in others) other.Start();
        Thread.Sleep(700);
        TimeSpan asleep = time.Elapsed;
        while (time.Elapsed < asleep + TimeSpan.FromMilliseconds(100)) { }
        stop.Cancel();

        if (OperatingSystem.IsLinux()) Assert.InRange(asleep.TotalMilliseconds, 0, 300);
        Assert.True(time.Exceeds(TimeSpan.FromMilliseconds(50)));
        Assert.False(time.Exceeds(TimeSpan.FromHours(1)));
        foreach (Thread other in others) other.Join();
    }

    /// <summary>
    /// Each of these took quadratic time, or takes it in a parser: the bound is on time, not on the input.
    /// </summary>
    [LongTheory]
    [InlineData("md", "<a <a ")]
    [InlineData("md", "word ")]
    [InlineData("md", "[a](")]
    [InlineData("md", "a <? ")]
    [InlineData("md", "a\n")]
    [InlineData("html", "<a href='")]
    [InlineData("html", "<b x=1><p>")]
    [InlineData("html", "<h1><i>")]
    [InlineData("html", "<!--")]
    [InlineData("html", "&lt;")]
    public void Long_patterns_take_bounded_time(string where, string piece)
    {
        string text = string.Concat(Enumerable.Repeat(piece, 20_000));
        using var sample = new SiteSample();
        var watch = Stopwatch.StartNew();
        sample
            .With("a.ipynb", where == "md" ? Text(text) : Code("x", Shown(("text/html", text))))
            .With("b.ipynb", Text("# B"))
            .Write();

        Assert.True(watch.Elapsed < SiteWriter.PageLimit + TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
        Assert.Contains("<h1 id=\"b\">", sample.Page("b.html"), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_problems_are_told_in_few_lines()
    {
        using var sample = new SiteSample();
        sample
            .With("a.ipynb", Text(string.Concat(Enumerable.Range(0, 500).Select(i => $"![x](gone{i}.png)\n"))))
            .Write();

        Assert.Equal(21, sample.Problems.Count);
        Assert.Contains("further problems", sample.Problems[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_is_one_line_whatever_the_address()
    {
        using var sample = new SiteSample();
        sample
            .With("a.ipynb", Text("<img src=\"a&#10;b&#27;[31m\u202e\u2028\u009b" + new string('x', 500) + ".png\">"))
            .Write();

        string problem = Assert.Single(sample.Problems);
        Assert.DoesNotContain(problem, c => char.IsControl(c) || c is '\u202e' or '\u2028');
        Assert.True(problem.Length < 200);
    }

    [Fact]
    public void A_site_that_cannot_be_written_is_one_line()
    {
        using var sample = new SiteSample();
        File.WriteAllText(sample.Site, "a file where the folder should be");

        string message = Assert.Throws<CannotStartException>(() => sample.With("a.ipynb", Text("# A")).Write()).Message;

        Assert.Contains(sample.Site, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        File.Delete(sample.Site);
    }
}
