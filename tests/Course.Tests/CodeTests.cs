using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using NotebookHost;

namespace Course.Tests;

/// <summary>
/// Code of the lessons can be read at a glance: short lines, short cells, and nothing that only draws.
/// </summary>
public partial class CodeTests
{
    private const int Columns = 99, Lines = 19, ChartLines = 8;

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public void The_core_of_a_lesson_has_at_most_40_cells_besides_its_claims(string name)
    {
        IEnumerable<Cell> core = Lessons.Load(name).Cells.TakeWhile(cell =>
            !cell.Source.Contains(ReadingTime.FurtherHeading, StringComparison.Ordinal));

        Assert.InRange(core.Count(cell => !cell.Tags.Contains("claims")), 1, 40);
    }

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public void A_line_of_code_ends_before_column_100(string name) =>
        AssertNone(Code(name).SelectMany(code => code.Split('\n')).Where(line => line.Length > Columns),
            line => $"{line.Length} characters: {line}");

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public void A_cell_ends_before_line_20(string name) =>
        AssertNone(Code(name).Where(code => code.Split('\n').Length > Lines),
            code => $"{code.Split('\n').Length} lines: {FirstLine(code)}");

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public void A_line_holds_one_statement(string name) =>
        AssertNone(Code(name).SelectMany(SharedLines), line => $"two statements in: {line}");

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public void A_cell_shows_a_chart_or_two_that_belong_together_each_in_one_short_statement(string name) =>
        AssertNone(Code(name).Select(code => (Code: code, Charts: Charts(Parse(code)).ToArray()))
            .Where(cell => cell.Charts.Length > 2 || cell.Charts.Any(chart => LineCount(chart) > ChartLines)),
            cell =>
                $"{cell.Charts.Length} charts, of {string.Join(", ", cell.Charts.Select(LineCount))} lines: "
                    + $"{FirstLine(cell.Code)}");

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public void What_only_draws_is_a_chart_of_the_library(string name) =>
        AssertNone(Code(name).SelectMany(Plumbing), found => $"only draws: {found}");

    [Theory]
    [InlineData("Axis across = Axis.Linear(\"x\", -1, 1);")]
    [InlineData("var tips = new[] { (0f, float.NaN) };\nChart.Lines(\"\", \"x\", \"y\", tips)")]
    [InlineData("Chart.Lines(\"\", \"x\", \"y\", Enumerable.Range(0, 64).Select(n => (Math.Cos(n), Math.Sin(n))))")]
    [InlineData("string drawn = \"<svg></svg>\";")]
    public void Plumbing_is_found(string code) => Assert.NotEmpty(Plumbing(code));

    [Fact]
    public void Two_statements_on_a_line_are_found()
    {
        Assert.Equal(["a = 1; b = 2;", "{ c = 1; d = 2; }"],
            SharedLines("a = 1; b = 2;\nfor (;;)\n{ c = 1; d = 2; }\nif (a > b) a = b;\nint e = 1, f = 2;"));
    }

    /// <summary>The code that a reader sees: of cells, and of solutions.</summary>
    private static IEnumerable<string> Code(string name) => Lessons.Load(name).Cells.SelectMany(cell =>
        cell.IsCode
            ? [cell.Source]
            : FencedCode().Matches(cell.Source).Select(match => match.Groups["code"].Value.TrimEnd('\n')));

    private static SyntaxNode Parse(string code) =>
        CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(kind: SourceCodeKind.Script),
            cancellationToken: TestContext.Current.CancellationToken)
            .GetRoot(TestContext.Current.CancellationToken);

    private static IEnumerable<InvocationExpressionSyntax> Charts(SyntaxNode code) =>
        code.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(call => call.Expression is MemberAccessExpressionSyntax
            {
                Expression: IdentifierNameSyntax { Identifier.Text: "Chart" },
            });

    private static IEnumerable<string> SharedLines(string code)
    {
        SyntaxNode root = Parse(code);
        IEnumerable<IReadOnlyList<SyntaxNode>> lists = root.DescendantNodesAndSelf().Select(node => node switch
        {
            CompilationUnitSyntax unit => (IReadOnlyList<SyntaxNode>)unit.Members,
            BlockSyntax block => block.Statements,
            _ => [],
        });
        return lists.SelectMany(list => list.Zip(list.Skip(1)))
            .Where(pair => Span(pair.First).End.Line == Span(pair.Second).Start.Line)
            .Select(pair => code.Split('\n')[Span(pair.Second).Start.Line].Trim()).Distinct();
    }

    private static IEnumerable<string> Plumbing(string code)
    {
        SyntaxNode root = Parse(code);
        InvocationExpressionSyntax[] charts = [.. Charts(root)];
        IEnumerable<SyntaxNode> declared = root.DescendantNodes().Where(node => node switch
        {
            LocalFunctionStatementSyntax function => IsOfDrawing(function.ReturnType),
            MethodDeclarationSyntax method => IsOfDrawing(method.ReturnType),
            VariableDeclarationSyntax variable => IsOfDrawing(variable.Type),
            _ => false,
        });
        IEnumerable<SyntaxNode> lifted = charts.Length == 0
            ? []
            : root.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
                .Where(access => access.Name.Identifier.Text == "NaN");
        IEnumerable<SyntaxNode> arcs = charts.SelectMany(chart =>
            chart.DescendantNodes().OfType<MemberAccessExpressionSyntax>())
            .Where(access => access.Name.Identifier.Text is "Sin" or "Cos");
        IEnumerable<SyntaxNode> markup = root.DescendantNodes().OfType<LiteralExpressionSyntax>()
            .Where(text => text.Token.ValueText.Contains("<svg", StringComparison.Ordinal));
        return declared.Concat(lifted).Concat(arcs).Concat(markup).Select(node => node.ToString());
    }

    private static bool IsOfDrawing(TypeSyntax type) => type.ToString() is "Axis" or "Axis[]";

    private static int LineCount(SyntaxNode node) => Span(node).End.Line - Span(node).Start.Line + 1;

    private static LinePositionSpan Span(SyntaxNode node) => node.GetLocation().GetLineSpan().Span;

    private static string FirstLine(string code) => code.Split('\n')[0];

    private static void AssertNone<T>(IEnumerable<T> found, Func<T, string> tell)
    {
        string[] all = [.. found.Select(tell)];
        Assert.True(all.Length == 0, string.Join("\n", all));
    }

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex FencedCode();
}
