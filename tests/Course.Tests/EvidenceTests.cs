using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotebookHost;

namespace Course.Tests;

/// <summary>
/// The evidence steps back: claims stand apart from experiments, in cells that fold, and give nothing away before the
/// reader asks.
/// </summary>
/// <remarks>Holds for lessons in the new form, which have cells tagged <c>claims</c>.</remarks>
public class EvidenceTests
{
    private const int LinesOfCore = 110;

    public static TheoryData<string> NewForm =>
        [.. Lessons.All.Select(row => row.Data).Where(name => Lessons.Load(name).Cells.Any(IsClaims))];

    [Theory, MemberData(nameof(NewForm))]
    public void An_experiment_holds_no_claim(string name) =>
        Assert.All(Lessons.Load(name).Cells.Where(cell => cell.IsCode && !IsClaims(cell)),
            cell => Assert.Empty(Claims(cell)));

    [Theory, MemberData(nameof(NewForm))]
    public void A_cell_of_claims_claims_and_shows_nothing_else(string name) =>
        Assert.All(Lessons.Load(name).Cells.Where(IsClaims), cell =>
        {
            Assert.NotEmpty(Claims(cell));
            Assert.DoesNotContain("Chart.", cell.Source, StringComparison.Ordinal);
            Assert.DoesNotContain("Console.", cell.Source, StringComparison.Ordinal);
        });

    [Theory, MemberData(nameof(NewForm))]
    public void A_claim_is_a_sentence_and_no_name(string name)
    {
        IReadOnlyList<Claim> claims = Claim.Read(Lessons.Load(name));

        Assert.All(claims, claim => Assert.True(claim.Text.Split(' ').Length >= 4, $"no sentence: {claim.Text}"));
        Assert.All(claims, claim => Assert.DoesNotContain("measured", claim.Text, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(NewForm))]
    public void Between_a_prediction_and_its_experiment_stands_no_claim(string name)
    {
        IReadOnlyList<Cell> cells = Lessons.Load(name).Cells;

        Assert.All(cells.Zip(cells.Skip(1))
            .Where(pair =>
                pair.First.IsMarkdown && pair.First.Source.Contains("**Predict.**", StringComparison.Ordinal)),
            pair => Assert.False(IsClaims(pair.Second), pair.First.Source));
    }

    [Theory, MemberData(nameof(NewForm))]
    public void The_code_of_the_core_is_short(string name)
    {
        IEnumerable<Cell> core = Lessons.Load(name).Cells.TakeWhile(cell =>
            !cell.Source.Contains(ReadingTime.FurtherHeading, StringComparison.Ordinal));
        int lines = core.Where(cell => cell.IsCode && !IsClaims(cell) && !cell.Tags.Contains("exercise"))
            .Sum(cell => cell.Source.Split('\n').Count(line => line.Trim().Length > 0));

        Assert.True(lines <= LinesOfCore,
            $"{lines} lines of code before {ReadingTime.FurtherHeading}, of at most {LinesOfCore}");
    }

    private static bool IsClaims(Cell cell) => cell.Tags.Contains("claims");

    private static IEnumerable<string> Claims(Cell cell) =>
        CSharpSyntaxTree.ParseText(cell.Source, new CSharpParseOptions(kind: SourceCodeKind.Script),
            cancellationToken: TestContext.Current.CancellationToken)
            .GetRoot(TestContext.Current.CancellationToken).DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Select(call => call.Expression.ToString()).Where(call => call is "Check.That" or "Check.Close");
}
