using System.Diagnostics;
using static NotebookHost.Tests.SiteSample;

namespace NotebookHost.Tests;

/// <summary>
/// A site publishes files of the repository, or of a strange notebook's own folder, and nothing else of the machine.
/// </summary>
public class SitePublicFilesTests
{
    private const string Secret = "the secret";

    /// <summary>Beside the repository lie secret.txt, secret.png and secret.cs; in it, links to them.</summary>
    [Theory]
    [InlineData("../../secret.png")]
    [InlineData("..%2F..%2Fsecret.png")]
    [InlineData("./../notebooks/.././../secret.png?x#y")]
    [InlineData("../../../../../../../../../../../etc/passwd")]
    [InlineData("%2Fetc%2Fpasswd")]
    [InlineData("/etc/passwd")]
    [InlineData("//etc/passwd")]
    [InlineData("link.png")]
    [InlineData("folder/secret.png")]
    [InlineData("links-to-links.png")]
    [InlineData("folder/../link.png")]
    [InlineData("..%5C..%5Csecret.png")]
    [InlineData("\\\\secret\\png")]
    public void Pictures_and_links_that_lead_out_are_refused_with_their_cell(string address)
    {
        using var sample = Repository();
        sample
            .With(
                "a.ipynb",
                Text("# A"),
                Text($"![shown]({address.Replace("\\", "\\\\", StringComparison.Ordinal)})"),
                Text($"<a href=\"{address}\">l</a>"),
                Code("x", Shown(("text/html", $"<img src=\"{address}\" alt=\"shown\"> <a href=\"{address}\">l</a>"))))
            .Write();

        Assert.DoesNotContain(sample.Files().Keys, f => f.StartsWith("assets/files/", StringComparison.Ordinal));
        Assert.All(
            sample.Files().Values,
            content => Assert.DoesNotContain(
                Secret,
                System.Text.Encoding.UTF8.GetString(content),
                StringComparison.Ordinal));
        Assert.Contains(sample.Problems, p => p.StartsWith("a.ipynb, cell 2: ", StringComparison.Ordinal));
        Assert.Contains("shown", sample.Page("a.html"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../secret.cs")]
    [InlineData("../../secret.txt")]
    [InlineData("source.cs")]
    [InlineData("../.hidden/secret.txt")]
    [InlineData("../.env")]
    public void Sources_that_lead_out_or_are_hidden_are_refused(string address)
    {
        using var sample = Repository();
        sample.With("a.ipynb", Text($"[x]({address})")).Write();

        Assert.Single(sample.Problems, p => p.StartsWith($"a.ipynb, cell 1: {address}: ", StringComparison.Ordinal));
        Assert.All(
            sample.Files().Values,
            content => Assert.DoesNotContain(
                Secret,
                System.Text.Encoding.UTF8.GetString(content),
                StringComparison.Ordinal));
        Assert.Contains("<a>x</a>", sample.Page("a.html"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_inside_the_repository_is_followed()
    {
        using var sample = Repository();
        File.WriteAllBytes(Path.Combine(sample.Root, "real.png"), [7, 11]);
        File.CreateSymbolicLink(Path.Combine(sample.Notebooks, "inside.png"), Path.Combine(sample.Root, "real.png"));
        sample.With("a.ipynb", Text("![i](inside.png)")).Write();

        Assert.Equal([7, 11], sample.Files()["assets/files/real.png"]);
        Assert.Empty(sample.Problems);
    }

    [Fact]
    public void Outside_a_repository_the_notebooks_own_folder_is_published()
    {
        using var sample = Repository();
        File.Delete(Path.Combine(sample.Root, "NotebookLib.sln"));
        File.WriteAllBytes(Path.Combine(sample.Root, "above.png"), [7]);
        File.WriteAllBytes(Path.Combine(sample.Notebooks, "beside.png"), [11]);
        sample.With("a.ipynb", Text("![a](../above.png) ![b](beside.png)")).Write();

        Assert.Equal(
            ["assets/files/beside.png"],
            sample.Files().Keys.Where(f => f.StartsWith("assets/files/", StringComparison.Ordinal)));
        Assert.Single(sample.Problems, p => p.Contains("../above.png", StringComparison.Ordinal));
    }

    [Fact]
    public void Devices_pipes_circles_folders_and_giants_cost_a_line()
    {
        if (OperatingSystem.IsWindows()) return;
        using var sample = Repository();
        string At(string name) => Path.Combine(sample.Notebooks, name);
        File.CreateSymbolicLink(At("zero.png"), "/dev/zero");
        File.CreateSymbolicLink(At("circle.png"), At("circle.png"));
        File.CreateSymbolicLink(At("stdin.png"), "/dev/stdin");
        Process.Start("mkfifo", [At("pipe.png")]).WaitForExit();
        File.WriteAllBytes(At("empty.png"), []);
        Directory.CreateDirectory(At("folder.png"));
        using (FileStream giant = File.Create(At("giant.png"))) giant.SetLength(1L << 40);
        string[] names =
            [
                "zero.png", "circle.png", "stdin.png", "pipe.png", "empty.png", "folder.png", "giant.png",
                "a%00b.png", new string('n', 300) + ".png", "gone.png",
            ];
        var watch = Stopwatch.StartNew();
        sample
            .With("a.ipynb", Text(string.Join(" ", names.Select(n => $"![shown]({n})"))))
            .With("b.ipynb", Text("# B"))
            .Write();

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
        Assert.Equal(names.Length, sample.Problems.Count);
        Assert.Contains("<h1 id=\"b\">", sample.Page("b.html"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("page.html", "<script>run()</script>")]
    [InlineData("page.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>run()</script></svg>")]
    [InlineData("page.xml", "<?xml-stylesheet href='x'?><a/>")]
    [InlineData("page.unknown", "\ufeff \n<script>run()</script>")]
    [InlineData("page", "<html>")]
    [InlineData("page.js", "run()")]
    public void What_a_browser_would_run_is_shown_as_text(string name, string content)
    {
        using var sample = Repository();
        File.WriteAllText(Path.Combine(sample.Notebooks, name), content);
        sample.With("a.ipynb", Text($"[x]({name})")).Write();

        Assert.DoesNotContain(sample.Files().Keys, f => f.StartsWith("assets/files/", StringComparison.Ordinal));
        SiteSafetyTests.AssertHarmless(sample.Page(name + ".html"));
        Assert.Contains(
            System.Net.WebUtility.HtmlEncode(content.Trim('\ufeff', '\n', ' ')),
            sample.Page(name + ".html"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data.csv", "a,b\n1,2\n")]
    [InlineData("data.json", "{\"a\": 1}")]
    public void Data_is_taken_along_as_it_is(string name, string content)
    {
        using var sample = Repository();
        File.WriteAllText(Path.Combine(sample.Notebooks, name), content);
        sample.With("a.ipynb", Text($"[x]({name})")).Write();

        Assert.Equal(content, System.Text.Encoding.UTF8.GetString(sample.Files()["assets/files/" + name]));
    }

    [Fact]
    public void A_picture_in_SVG_is_cleaned_before_it_is_taken_along()
    {
        using var sample = Repository();
        File.WriteAllText(Path.Combine(sample.Notebooks, "p.svg"),
            "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\" onload=\"run()\">"
                + "<script>run()</script><style>* { stroke: red }</style><image href=\"p.svg\"/>"
                + "<rect width=\"9\" height=\"9\"/></svg>");
        sample.With("a.ipynb", Text("![p](p.svg)")).Write();

        var svg = System.Xml.Linq.XDocument.Parse(
            System.Text.Encoding.UTF8.GetString(sample.Files()["assets/files/p.svg"])).Root!;
        Assert.Equal(["style", "image", "rect"], svg.Elements().Select(e => e.Name.LocalName));
        Assert.Equal("{http://www.w3.org/2000/svg}svg", svg.Name.ToString());
        Assert.DoesNotContain("run", svg.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(".output", svg.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_linked_file_never_takes_the_name_of_a_page()
    {
        using var sample = Repository();
        foreach (string name in new[] { "index", "b", "A" })
            File.WriteAllText(Path.Combine(sample.Notebooks, name), "<text>");
        sample.With("a.ipynb", Text("[x](index) [y](b) [z](A)")).With("b.ipynb", Text("# B")).Write();

        Assert.Contains("class=\"lesson\"", sample.Page("index.html"), StringComparison.Ordinal);
        Assert.Contains("<h1 id=\"b\">", sample.Page("b.html"), StringComparison.Ordinal);
        foreach (string page in new[] { "index-2.html", "b-2.html", "A-2.html" })
            Assert.Contains("&lt;text&gt;", sample.Page(page), StringComparison.Ordinal);
    }

    /// <summary>A repository in a folder of its own, with things beside it that nobody may see.</summary>
    private static SiteSample Repository()
    {
        var sample = new SiteSample(inside: "repository");
        string outside = Path.GetDirectoryName(sample.Root)!;
        foreach (string name in new[] { "secret.png", "secret.txt", "secret.cs" })
            File.WriteAllText(Path.Combine(outside, name), Secret);
        File.WriteAllText(
            Path.Combine(Directory.CreateDirectory(Path.Combine(sample.Root, ".hidden")).FullName, "secret.txt"),
            Secret);
        File.WriteAllText(Path.Combine(sample.Root, ".env"), Secret);
        if (OperatingSystem.IsWindows()) return sample; // symbolic links need a right there
        File.CreateSymbolicLink(Path.Combine(sample.Notebooks, "link.png"), Path.Combine(outside, "secret.png"));
        File.CreateSymbolicLink(Path.Combine(sample.Notebooks, "source.cs"), "../../secret.cs");
        File.CreateSymbolicLink(Path.Combine(sample.Notebooks, "links-to-links.png"), "link.png");
        Directory.CreateSymbolicLink(Path.Combine(sample.Notebooks, "folder"), outside);
        return sample;
    }
}
