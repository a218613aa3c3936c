using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using static NotebookHost.Tests.SiteSample;

namespace NotebookHost.Tests;

/// <summary>What leads a reader through the course: folded claims, terms, search, a picture for each lesson.</summary>
public class SiteFindingTests
{
    private static JsonObject Dot() =>
        Shown(
            ("image/svg+xml", "<svg role=\"img\" aria-label=\"a dot\"><circle r=\"3\"/></svg>"),
            ("text/plain", "a dot"));

    /// <summary>What a lesson has whose bold words are terms.</summary>
    private static JsonObject Evidence() => Tagged("claims", "Check.That(\"a\", true);");

    private static JsonObject[] Lines(params string[] lines) => [.. lines.Select(line => Printed(line + "\n"))];

    [Fact]
    public void Claims_that_hold_fold_to_one_line_that_counts_them()
    {
        string page = PageOf(Tagged("claims", "Check.That(\"a\", true);", Lines("✓ one is so", "✓ two is so")));

        Assert.Contains(
            "<details class=\"holds\"><summary><span class=\"sign\">✓</span> 2 claims hold</summary>",
            page,
            StringComparison.Ordinal);
        Assert.Contains("two is so", page, StringComparison.Ordinal);
        Assert.Contains("Check", page, StringComparison.Ordinal); // the code is there when it is opened
        Assert.Contains(
            "✓</span> 1 claim holds<",
            PageOf(Tagged("claims", "x", Lines("✓ one"))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_answers_a_prediction_waits_until_the_reader_asks()
    {
        JsonObject Asks() => Text("**Predict.** Which?\n\n<details><summary>Answer</summary>\n\nB.\n\n</details>");
        string page = PageOf(Asks(), Code("int a = 1;"), Code("Draw()", Lines("the answer")));

        Assert.Contains("Draw", Before(page, "<details class=\"result\">"), StringComparison.Ordinal);
        Assert.DoesNotContain("the answer", Before(page, "<details class=\"result\">"), StringComparison.Ordinal);
        Assert.Single(Regex.Matches(page, "class=\"result\""));
        string within = PageOf(Text("First this. **Predict.** Which?"), Code("x", Lines("1")));
        Assert.Contains("class=\"result\"", within, StringComparison.Ordinal);
        string exercise = PageOf(Asks(), Code("Exercises.Mean.Check(Mean);", Lines("○ mean: not attempted yet")));
        Assert.DoesNotContain("class=\"result\"", exercise, StringComparison.Ordinal);
        string told = PageOf(Asks(), Text("It is so."), Code("Draw()", Lines("a figure")));
        Assert.DoesNotContain("class=\"result\"", told, StringComparison.Ordinal);
        string bold = PageOf(Text("A **Predict** in a sentence asks nothing."), Code("x", Lines("1")));
        Assert.DoesNotContain("class=\"result\"", bold, StringComparison.Ordinal);
    }

    private static string Before(string page, string part) => page[..page.IndexOf(part, StringComparison.Ordinal)];

    [Fact]
    public void A_claim_that_does_not_hold_stands_open()
    {
        string page = PageOf(Tagged("claims", "x", Lines("✓ one", "✗ two: measured 3")));

        Assert.Contains(
            "<details class=\"fails\" open><summary>"
                + "<span class=\"sign\">✗</span> 1 of 2 claims not as claimed</summary>",
            page,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Claims_that_were_not_run_say_so() =>
        Assert.Contains(
            "<summary>claims: not run yet</summary>",
            PageOf(Tagged("claims", "x")),
            StringComparison.Ordinal);

    [Fact]
    public void A_word_in_bold_inside_a_sentence_is_a_term_with_that_sentence_of_its_first_lesson()
    {
        using var sample = new SiteSample();
        string text = "# A\n\nFirst. The result is the **dot product**, of `x` and $y$: a number. Last.";
        sample.With("01-a.ipynb", Text(text), Evidence())
            .With("02-b.ipynb", Text("# B\n\nAgain the **Dot product** here."), Evidence()).Write();
        string terms = sample.Page("terms.html");

        Assert.Single(List(sample.Page("assets/terms.js"), "nbTerms"));
        Assert.Contains("<dt>dot product</dt><dd>The result is the <strong>dot product</strong>, "
            + "of <code>x</code> and <span class=\"math\">y</span>: a number. "
            + "<a href=\"01-a.html#cell.1\">01 A</a></dd>", terms, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("**Predict.** What comes?")]
    [InlineData("**Predict** what comes.")]
    [InlineData("It takes **30 minutes** here.")]
    [InlineData("<details><summary>Answer</summary>\n\nIt is the **hidden** one.\n\n</details>")]
    [InlineData("So **never do it like that again** here.")]
    public void What_only_stands_out_is_no_term(string text)
    {
        using var sample = new SiteSample();
        sample.With("01-a.ipynb", Text("# A\n\n" + text), Evidence()).Write();

        Assert.Empty(List(sample.Page("assets/terms.js"), "nbTerms"));
    }

    [Fact]
    public void Terms_and_what_can_be_found_are_data_that_no_notebook_can_break_out_of()
    {
        using var sample = new SiteSample();
        string hostile = "</script><script>alert(1)</script>\u2028 \"; alert(2) //";
        string text = $"# A {hostile}\n\nThis **term** means `{hostile}`.\n\n## Part {hostile}\n\nProse below.";
        sample.With("01-a.ipynb", Text(text), Evidence()).Write();
        JsonArray terms = List(sample.Page("assets/terms.js"), "nbTerms");
        JsonArray found = List(sample.Page("assets/search.js"), "nbSearch");

        Assert.Equal("term", (string?)terms[0]![0]);
        Assert.DoesNotContain("<script", (string?)terms[0]![1], StringComparison.OrdinalIgnoreCase);
        Assert.Contains(
            found,
            row => (string?)row![3] == "Prose below."
                && ((string?)row[2])!.StartsWith("Part ", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_evidence_does_not_stand_apart_bold_words_are_no_terms()
    {
        using var sample = new SiteSample();
        sample.With("01-a.ipynb", Text("# A\n\nThis **word** stands out.")).Write();

        Assert.Empty(List(sample.Page("assets/terms.js"), "nbTerms"));
    }

    [Fact]
    public void Each_section_can_be_found_by_its_heading_and_prose_at_its_address()
    {
        using var sample = new SiteSample();
        sample
            .With(
                "01-a.ipynb",
                Text("# A\n\nOpening words."),
                Code("1"),
                Text("## Second part\n\nOf *this* and `that`."))
            .Write();

        Assert.Equal(
            """[["01 A","01-a.html#a","A","Opening words."],["01 A","01-a.html#second-part","Second part","Of """
                + """this and that."]]""",
            List(sample.Page("assets/search.js"), "nbSearch").ToJsonString());
    }

    [Fact]
    public void The_contents_show_the_picture_of_each_lesson_that_of_the_tagged_cell_first()
    {
        using var sample = new SiteSample();
        JsonObject square = Shown(
            ("image/svg+xml", "<svg role=\"img\" aria-label=\"b\"><rect width=\"3\"/></svg>"),
            ("text/plain", "b"));
        sample
            .With("01-a.ipynb", Code("a", Dot()), Tagged("picture", "b", square))
            .With("02-b.ipynb", Code("a", Dot()))
            .With("03-c.ipynb", Text("# C"))
            .Write();
        string[] entries = sample.Page("index.html").Split("<li>")[1..];

        Assert.Contains("<rect", entries[0], StringComparison.Ordinal);
        Assert.DoesNotContain("<circle", entries[0], StringComparison.Ordinal);
        Assert.Contains("<circle", entries[1], StringComparison.Ordinal);
        Assert.DoesNotContain("thumbnail", entries[2], StringComparison.Ordinal);
    }

    private static JsonArray List(string script, string name)
    {
        string start = $"window.{name} = ";
        Assert.StartsWith(start, script, StringComparison.Ordinal);
        return JsonNode.Parse(script[start.Length..].TrimEnd('\n', ';'))!.AsArray();
    }
}
