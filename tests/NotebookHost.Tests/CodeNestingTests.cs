using System.Diagnostics;

namespace NotebookHost.Tests;

/// <summary>Code that is nested too deep for a compiler is refused in a moment, and no other code is.</summary>
public sealed class CodeNestingTests
{
    public static TheoryData<string> Kinds => [.. NestedCode.Kinds];

    [LongTheory, MemberData(nameof(Kinds))]
    public void Whatever_nests_is_refused_when_it_is_deep(string kind)
    {
        using var process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;

        Assert.NotNull(CodeNesting.Beyond(NestedCode.Of(kind, 20_000)));
        process.Refresh();
        Assert.InRange((process.TotalProcessorTime - before).TotalSeconds, 0, 5);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void What_a_person_nests_is_not(string kind) => Assert.Null(CodeNesting.Beyond(NestedCode.Of(kind, 6)));

    [Fact]
    public void Brackets_in_texts_and_comments_and_signs_of_comparison_do_not_count()
    {
        string faces = string.Concat(Enumerable.Repeat("\":(\", \":[\", \"<\", ", 200));
        const string loop = "for (int i = 0; i < n; i++) a[i] = b ? c < d : e?.f ?? g[i];\n";
        string loops = string.Concat(Enumerable.Repeat(loop, 300));
        string texts = string.Concat(Enumerable.Repeat("$\"{a} i\", ", 400));

        Assert.Null(CodeNesting.Beyond($"string[] faces = [{faces}];\n// {new string('(', 300)}"));
        Assert.Null(CodeNesting.Beyond(loops));
        Assert.Null(CodeNesting.Beyond($"string[] lines = {{ {texts} }};"));
    }

    [Fact]
    public void The_cells_of_the_course_are_not_too_deep()
    {
        string notebooks = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../notebooks"));
        foreach (string path in Directory.EnumerateFiles(notebooks, "*.ipynb"))
        {
            IEnumerable<Cell> cells = Notebook.Load(path).Cells.Where(c => c.IsCode);
            Assert.All(cells, cell => Assert.Null(CodeNesting.Beyond(cell.Source)));
        }
    }
}
