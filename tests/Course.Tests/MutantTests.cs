using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using NotebookHost;

namespace Course.Tests;

/// <summary>Whoever writes an exercise's solution with one operator, number or name exchanged is told so.</summary>
public class MutantTests
{
    /// <summary>Mutants that do the same as the solution, each with the reason.</summary>
    private static readonly HashSet<string> equal =
    [
        // Queries and keys are of one width, or they could not be multiplied.
        "Attend: Tensor scores = q.MatMul(k.T) / MathF.Sqrt(q.Shape[^1]); → Tensor scores = q.MatMul(k.T) / MathF.Sqrt(k.Shape[^1]);",
        "MultiHead: Tensor scores = q.MatMul(k.T) / MathF.Sqrt(q.Shape[^1]); → Tensor scores = q.MatMul(k.T) / MathF.Sqrt(k.Shape[^1]);",
        // The last dimension of a matrix is dimension 1.
        "Attend: return scores.Softmax(-1).MatMul(v); → return scores.Softmax(+1).MatMul(v);",
        // One row more, in which no column is left.
        "Hide: for (int query = 0; query < length; query++) → for (int query = 0; query <= length; query++)",
    ];

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public async Task No_mutant_of_a_solution_is_right_unless_it_is_equal_to_it(string name) =>
        Assert.Empty((await SurvivorsAsync(Lessons.Load(name))).Except(equal));

    /// <summary>Mutants that the exercise takes for right.</summary>
    private static async Task<IReadOnlyList<string>> SurvivorsAsync(Notebook lesson)
    {
        if (!lesson.Cells.Any(cell => ExerciseCheck.OfLibrary(cell.Source) is not null)) return [];
        string[] stubs = [.. lesson.Cells.Where(cell => cell.Tags.Contains("exercise")).Select(cell => cell.Source)];
        Exercises.Solve(lesson);
        Cell[] code = [.. lesson.Cells.Where(cell => cell.IsCode)];
        ScriptOptions options = ScriptOptions.Default.WithReferences(typeof(NotebookLib.Exercises).Assembly)
            .WithImports("System", "System.Linq", "System.Collections.Generic", "NotebookLib");
        ScriptState<object> before = await CSharpScript.RunAsync("", options);
        List<string> survivors = [];
        int number = 0;
        for (int i = 0; i + 1 < code.Length; i++)
        {
            if (!code[i].Tags.Contains("exercise")) continue;
            string stub = stubs[number++];
            string check = code[i + 1].Source;
            if (ExerciseCheck.OfLibrary(check) is not string exercise || !stub.Contains(nameof(NotImplementedException), StringComparison.Ordinal)) continue;
            string function = ExerciseCheck.Argument(check);
            foreach (Mutant mutant in Mutant.Of(code[i].Source))
                if (await KindAsync(before, mutant.Code, exercise, function) == NotebookLib.VerdictKind.Right)
                    survivors.Add($"{exercise}: {mutant.Change}");
            string kept = check.Replace($"Exercises.{exercise}.Check({function})", function, StringComparison.Ordinal);
            before = await before.ContinueWithAsync($"{code[i].Source}\n{kept}");
        }
        return survivors;
    }

    /// <summary>What is said of a mutant; null if it does not compile.</summary>
    private static async Task<NotebookLib.VerdictKind?> KindAsync(ScriptState<object> before, string code, string exercise, string function)
    {
        try
        {
            ScriptState<object> after = await before.ContinueWithAsync($"{code}\nreturn Exercises.{exercise}.Judge({function}).Kind;");
            return (NotebookLib.VerdictKind)after.ReturnValue;
        }
        catch (CompilationErrorException)
        {
            return null;
        }
    }
}
