using System.Globalization;
using NotebookHost;

namespace Course.Tests;

/// <summary>
/// papermill writes parameters into a cell of their own, as var, and a whole number as one, whatever the lesson
/// declares. No lesson breaks by that.
/// </summary>
public class PapermillTests
{
    private const string Steps = "steps";

    /// <summary>The lessons in which that makes a difference: those with a parameter that need not be whole.</summary>
    public static TheoryData<string> Fractional => [.. Lessons.Paths.Select(p => Path.GetFileName(p)!)
        .Where(name => NotebookParameters.Read(Lessons.Load(name)).Any(p => p.Type is "double" or "float"))
        .Take(LongTests.AreWanted ? int.MaxValue : 1)];

    [Theory, MemberData(nameof(Fractional))]
    public async Task A_lesson_runs_with_every_parameter_as_papermill_writes_it(string name)
    {
        Notebook lesson = Lessons.Load(name);
        string injected = string.Concat(NotebookParameters.Read(lesson)
            .Select(parameter => $"var {parameter.Name} = {Value(parameter)};\n"));
        int at = lesson.Cells.ToList().FindIndex(cell => cell.Tags.Contains("parameters"));
        var json = System.Text.Json.Nodes.JsonNode.Parse(lesson.ToString())!;
        json["cells"]!.AsArray().Insert(at + 1, Cell.Code(injected, "injected-parameters").Json.DeepClone());

        RunResult run = await Lessons.RunAsync(name, Notebook.Parse(json.ToJsonString()));

        Lessons.AssertNumbers(run);
    }

    /// <summary>The value as it is, but of a number a whole one, which loses its point: 2.0 becomes 2.</summary>
    private static string Value(NotebookParameter parameter)
    {
        if (parameter.Name == Steps) return parameter.Low!;
        if (parameter.Low is null || parameter.Type is not ("double" or "float")) return parameter.Default;
        double low = Math.Ceiling(double.Parse(parameter.Low, CultureInfo.InvariantCulture));
        double high = Math.Floor(double.Parse(parameter.High!, CultureInfo.InvariantCulture));
        double value = Math.Round(double.Parse(parameter.Default.TrimEnd('f'), CultureInfo.InvariantCulture));
        return low > high ? parameter.Default : Math.Clamp(value, low, high).ToString(CultureInfo.InvariantCulture);
    }
}
