using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using NotebookHost;

namespace Course.Tests;

/// <summary>Whoever writes an exercise's solution with one operator, number or name exchanged is told so.</summary>
public class MutantTests
{
    private const string Scores = "Tensor scores = q.MatMul(k.T) / MathF.Sqrt(";
    private const string Weights = "Tensor weights = (q.MatMul(k.T) / MathF.Sqrt(";
    private const string Centred = "Tensor centred = x - x.Mean";
    private const string Variance = "Tensor variance = centred.Square().Mean";

    /// <summary>Mutants that do the same as the solution, each with the reason.</summary>
    private static readonly HashSet<string> equal =
    [
        // Queries and keys are of one width, or they could not be multiplied.
        $"Attend: {Scores}q.Shape[^1]); → {Scores}k.Shape[^1]);",
        $"MultiHead: {Weights}q.Shape[^1])).Softmax(-1); → {Weights}k.Shape[^1])).Softmax(-1);",
        // The last dimension of a matrix is dimension 1.
        "Attend: return scores.Softmax(-1).MatMul(v); → return scores.Softmax(+1).MatMul(v);",
        "LossBackward: Tensor gradient = logits.Softmax(-1); → Tensor gradient = logits.Softmax(+1);",
        $"LayerNorm: {Centred}(-1, keepDim: true); → {Centred}(+1, keepDim: true);",
        $"LayerNorm: {Variance}(-1, keepDim: true); → {Variance}(+1, keepDim: true);",
        // A table of counts has as many columns as rows.
        "Pmi: int size = counts.GetLength(0); → int size = counts.GetLength((0 + 1));",
        // One row more, in which no column is left.
        "Hide: for (int query = 0; query < length; query++) → for (int query = 0; query <= length; query++)",
        "Next: for (int row = 0; row < n; row++) → for (int row = 0; row <= n; row++)",
        // As many keys come as queries, of the same width; a weight of a score that low is 0.
        "Next: int n = q.Shape[0]; → int n = k.Shape[0];",
        "Next: Tensor scores = q.MatMul(allKeys.T) / MathF.Sqrt(q.Shape[1]); → "
            + "Tensor scores = q.MatMul(allKeys.T) / MathF.Sqrt(k.Shape[1]);",
        "Next: mask[row, later] = float.NegativeInfinity; → mask[row, later] = float.MinValue;",
        "Next: return (scores + mask).Softmax(-1).MatMul(allValues); → "
            + "return (scores + mask).Softmax(+1).MatMul(allValues);",
    ];

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public async Task No_mutant_of_a_solution_is_right_unless_it_is_equal_to_it(string name) =>
        Assert.Empty((await SurvivorsAsync(Lessons.Load(name))).Except(equal));

    /// <summary>Mutants that the exercise takes for right.</summary>
    private static async Task<IReadOnlyList<string>> SurvivorsAsync(Notebook lesson)
    {
        ScriptOptions options = ScriptOptions.Default.WithReferences(typeof(NotebookLib.Exercises).Assembly)
            .WithImports("System", "System.Linq", "System.Collections.Generic", "NotebookLib");
        ScriptState<object>? before = null;
        List<string> survivors = [];
        foreach ((string solution, string check) in Written(lesson))
        {
            before ??= await CSharpScript.RunAsync("", options);
            string exercise = ExerciseCheck.OfLibrary(check)!, function = ExerciseCheck.Argument(check);
            string judge = $"return Exercises.{exercise}.Judge({function}).Kind;";
            foreach (Mutant mutant in Mutant.Of(solution))
                if (await KindAsync(before, $"{mutant.Code}\n{judge}") == NotebookLib.VerdictKind.Right)
                    survivors.Add($"{exercise}: {mutant.Change}");
            string kept = check.Replace($"Exercises.{exercise}.Check({function})", function, StringComparison.Ordinal);
            before = await before.ContinueWithAsync($"{solution}\n{kept}");
        }
        return survivors;
    }

    /// <summary>The functions that a reader writes: the solution of each, and the line that checks it.</summary>
    private static List<(string Solution, string Check)> Written(Notebook lesson)
    {
        List<(Cell Stub, string Check)> written = [];
        Cell[] code = [.. lesson.Cells.Where(cell => cell.IsCode)];
        foreach ((Cell stub, Cell check) in code.Zip(code.Skip(1)))
            if (IsFunction(stub.Source) && ExerciseCheck.OfLibrary(check.Source) is not null)
                written.Add((stub, check.Source));
        if (written.Count > 0) Exercises.Solve(lesson);
        return [.. written.Select(w => (w.Stub.Source, w.Check))];
    }

    private static bool IsFunction(string stub) =>
        stub.Contains(nameof(NotImplementedException), StringComparison.Ordinal);

    /// <summary>What is said of a mutant; null if it does not compile.</summary>
    private static async Task<NotebookLib.VerdictKind?> KindAsync(ScriptState<object> before, string code)
    {
        try
        {
            return (NotebookLib.VerdictKind)(await before.ContinueWithAsync(code)).ReturnValue;
        }
        catch (CompilationErrorException)
        {
            return null;
        }
    }
}
