using System.Text.RegularExpressions;

namespace NotebookHost;

/// <summary>Exercises: a stub tagged <c>exercise</c>, and its solution in a hidden part
/// of a Markdown cell after it.</summary>
internal static partial class Exercises
{
    /// <summary>Puts each solution in the place of its stub.</summary>
    /// <exception cref="CannotStartException">An exercise has none, or they cannot be looked for
    /// in reasonable time.</exception>
    public static void Solve(Notebook notebook)
    {
        try
        {
            PutSolutions(notebook);
        }
        catch (RegexMatchTimeoutException)
        {
            throw new CannotStartException(
                "the solutions cannot be looked for: a Markdown cell opens too much that it does not close");
        }
    }

    private static void PutSolutions(Notebook notebook)
    {
        IReadOnlyList<Cell> cells = notebook.Cells;
        for (int i = 0; i < cells.Count; i++)
        {
            if (!IsExercise(cells[i])) continue;
            string? solution = cells.Skip(i + 1)
                .TakeWhile(c => !IsExercise(c))
                .Where(c => c.IsMarkdown)
                .Select(c => Solution().Match(c.Source.ReplaceLineEndings("\n")))
                .FirstOrDefault(m => m.Success)
                ?.Groups["code"].Value;
            cells[i].Source = solution?.TrimEnd('\n') ?? throw WithoutSolution(i + 1);
        }
    }

    private static CannotStartException WithoutSolution(int cell)
    {
        string where = FormattableString.Invariant($"cell {cell}");
        return new CannotStartException(
            $"{where}: an exercise without a solution; " +
            "expected <details><summary>Solution</summary> with a ```csharp block after it");
    }

    private static bool IsExercise(Cell cell) => cell.IsCode && cell.Tags.Contains("exercise");

    [GeneratedRegex(
        @"<summary>\s*Solution\s*</summary>(?:(?!</details>).)*?^```(?:csharp|cs|c#)[^\n]*\n(?<code>.*?)^```",
        RegexOptions.Singleline | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 5000)]
    private static partial Regex Solution();
}
