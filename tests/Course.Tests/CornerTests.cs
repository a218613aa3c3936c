using System.Globalization;
using NotebookHost;

namespace Course.Tests;

/// <summary>
/// A lesson runs at every corner of the ranges that its parameters state, and measures numbers there.
/// </summary>
/// <remarks>
/// Where <see cref="LongTests"/> are wanted, each combination of ends, with seeds at their ends in turn; otherwise one
/// corner of every third lesson, the lower and the upper ends in turn. A lesson that trains is run with the fewest
/// steps it states and with those that are committed in turn, so that every end meets both, since what a model measures
/// depends on what it learned; one that trains long always with the fewest.
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
            foreach (var (number, name) in Lessons.Paths.Select(p => Path.GetFileName(p)).Index())
            {
                NotebookParameter[] parameters =
                    [.. NotebookParameters.Read(Lessons.Load(name)).Where(p => p.Ends.Count > 0)];
                NotebookParameter[] training = [.. parameters.Where(p => p.Name is Steps or Seed)];
                NotebookParameter[] ranged = [.. parameters.Except(training)];
                (string Corner, int Turn)[] combined = LongTests.AreWanted ? [("", 0)]
                    : number % 3 == 0 ? [(EachAt(ranged, number / 3), number / 3)]
                    : [];
                if (LongTests.AreWanted)
                    foreach (NotebookParameter parameter in ranged)
                        combined = [.. combined.SelectMany(c =>
                            parameter.Ends.Select((end, i) => ($"{c.Corner} {parameter.Name}={end}", c.Turn + i)))];
                foreach (var (corner, turn) in combined)
                    corners.Add(name, string.Concat([corner, .. training.Select(p => Trained(p, turn))]).Trim());
            }
            return corners;
        }
    }

    private static string Trained(NotebookParameter parameter, int turn)
    {
        if (parameter.Name == Seed) return $" {parameter.Name}={parameter.Ends[turn % 2]}";
        return turn % 2 == 0 || TakesLong(parameter) ? $" {parameter.Name}={parameter.Low}" : "";
    }

    /// <summary>All parameters at one of their ends, neighbours at different ones.</summary>
    private static string EachAt(NotebookParameter[] parameters, int turn) =>
        string.Concat(parameters.Select((p, i) => $" {p.Name}={p.Ends[(turn + i) % p.Ends.Count]}"));

    private static bool TakesLong(NotebookParameter steps) =>
        int.Parse(steps.Default, CultureInfo.InvariantCulture) > FewSteps;

    [Theory, MemberData(nameof(Corners))]
    public async Task A_lesson_measures_numbers_at_every_corner_of_its_ranges(string name, string corner)
    {
        var parameters = corner.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('='))
            .ToDictionary(p => p[0], p => p[1]);

        Lessons.AssertNumbers(await Lessons.RunAsync(name, new RunOptions { Parameters = parameters }));
    }
}
