using System.Globalization;
using NotebookHost;

namespace Course.Tests;

/// <summary>A lesson runs at every corner of the ranges that its parameters state, and measures numbers there.</summary>
/// <remarks>
/// Each combination of ends is run with other random numbers. Where a lesson states its steps of training it is run twice, with the fewest steps and with those that are committed, since
/// what a model measures depends on what it learned; one that trains long is run with the fewest steps alone.
/// </remarks>
public class CornerTests
{
    internal const string Steps = "steps", Seed = "seed";
    private const int FewSteps = 250;

    public static TheoryData<string, string> Corners
    {
        get
        {
            var corners = new TheoryData<string, string>();
            foreach (string name in Lessons.Paths.Select(p => Path.GetFileName(p)))
            {
                NotebookParameter[] parameters = [.. NotebookParameters.Read(Lessons.Load(name)).Where(p => p.Ends.Count > 0)];
                NotebookParameter[] training = [.. parameters.Where(p => p.Name is Steps or Seed)];
                string[] combined = [""];
                foreach (NotebookParameter parameter in parameters.Except(training))
                    combined = [.. combined.SelectMany(corner => parameter.Ends.Select(end => $"{corner} {parameter.Name}={end}"))];
                for (int i = 0; i < combined.Length; i++)
                {
                    int turn = i ^ (i >> 1); // not in step with another parameter
                    string others = string.Concat(training.Select(p => $" {p.Name}={(p.Name == Steps ? p.Low : p.Ends[turn % p.Ends.Count])}"));
                    corners.Add(name, (combined[i] + others).Trim());
                    if (training.Any(p => p.Name == Steps) && !training.Any(TakesLong)) corners.Add(name, combined[i].Trim());
                }
            }
            return corners;
        }
    }

    private static bool TakesLong(NotebookParameter parameter) => parameter.Name == Steps && int.Parse(parameter.Default, CultureInfo.InvariantCulture) > FewSteps;

    [Theory, MemberData(nameof(Corners))]
    public async Task A_lesson_measures_numbers_at_every_corner_of_its_ranges(string name, string corner)
    {
        var parameters = corner.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=')).ToDictionary(p => p[0], p => p[1]);

        Lessons.AssertNumbers(await Lessons.RunAsync(name, new RunOptions { Parameters = parameters }));
    }
}
