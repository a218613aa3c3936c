namespace NotebookLib.Tests;

/// <summary>Code can be read beside its output: a line, with its comment, has at most 120 columns.</summary>
public class SourceLinesTests
{
    private const int Columns = 120;

    private static readonly string Root = Path.GetDirectoryName(Repository.File("NotebookLib.sln"))!;

    [Fact]
    public void No_line_of_code_is_longer_than_120_columns()
    {
        string[] files = [.. Sources()];

        Assert.True(files.Length > 200, $"only {files.Length} files were found below {Root}");
        Assert.Empty(files.SelectMany(TooLong));
    }

    [Fact]
    public void The_editor_is_told_the_same() =>
        Assert.Contains($"max_line_length = {Columns}", File.ReadLines(Path.Combine(Root, ".editorconfig")));

    /// <summary>The files that people write: what a build leaves in obj and bin is none of them.</summary>
    private static IEnumerable<string> Sources() =>
        from top in new[] { "lib", "tests" }
        from file in Directory.EnumerateFiles(Path.Combine(Root, top), "*.cs", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(Root, file).Replace('\\', '/')
        where !relative.Split('/').Any(part => part is "obj" or "bin")
        orderby relative
        select relative;

    private static IEnumerable<string> TooLong(string file) =>
        File.ReadLines(Path.Combine(Root, file)).Index()
            .Where(line => line.Item.Length > Columns)
            .Select(line => $"{file}:{line.Index + 1}: {line.Item.Length} columns");
}
