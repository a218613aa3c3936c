using static NotebookHost.Tests.SiteSample;

namespace NotebookHost.Tests;

public class SiteFilesTests
{
    [Fact]
    public void Without_notebooks_there_is_still_a_contents_page()
    {
        using var sample = new SiteSample();

        Assert.Contains("No notebooks yet", sample.Write().Page("index.html"), StringComparison.Ordinal);
    }

    [Fact]
    public void Writing_twice_gives_the_same_bytes_and_touches_nothing()
    {
        using var sample = new SiteSample();
        sample.With("a.ipynb", Text("# A\n\n$x$"), Code("1 + 1", Shown(("text/plain", "2")))).Write();
        SortedDictionary<string, byte[]> first = sample.Files();
        DateTime longAgo = new(2001, 2, 3, 0, 0, 0, DateTimeKind.Utc);
        foreach (string path in first.Keys) File.SetLastWriteTimeUtc(Path.Combine(sample.Site, path), longAgo);

        SortedDictionary<string, byte[]> second = sample.Write().Files();

        Assert.Equal(first.Keys, second.Keys);
        Assert.All(first, file => Assert.Equal(file.Value, second[file.Key]));
        Assert.All(
            first.Keys,
            path => Assert.Equal(longAgo, File.GetLastWriteTimeUtc(Path.Combine(sample.Site, path))));
    }

    [Fact]
    public void The_page_of_a_removed_notebook_goes_and_foreign_files_stay()
    {
        using var sample = new SiteSample();
        sample.With("a.ipynb", Text("# A")).With("b.ipynb", Text("# B")).Write();
        File.WriteAllText(Path.Combine(sample.Site, "own.html"), "mine");
        File.WriteAllText(Path.Combine(sample.Root, "outside.txt"), "mine");
        File.AppendAllText(Path.Combine(sample.Site, "assets", "files.txt"), "../outside.txt\n");

        sample.Without("b.ipynb").Write();

        Assert.False(File.Exists(Path.Combine(sample.Site, "b.html")));
        Assert.True(File.Exists(Path.Combine(sample.Site, "a.html")));
        Assert.True(File.Exists(Path.Combine(sample.Site, "own.html")));
        Assert.True(File.Exists(Path.Combine(sample.Root, "outside.txt")));
    }

    [Fact]
    public void Notebooks_of_one_name_get_a_page_each()
    {
        using var sample = new SiteSample();
        sample
            .With("a.ipynb", Text("# First"))
            .With("more/a.ipynb", Text("# Second"))
            .With("index.ipynb", Text("# Third"))
            .Write();

        Assert.Contains("<h1 id=\"first\">", sample.Page("a.html"), StringComparison.Ordinal);
        Assert.Contains("<h1 id=\"second\">", sample.Page("a-2.html"), StringComparison.Ordinal);
        Assert.Contains("<h1 id=\"third\">", sample.Page("index-2.html"), StringComparison.Ordinal);
        Assert.Contains("href=\"index-2.html\"", sample.Page("index.html"), StringComparison.Ordinal);
    }
}
