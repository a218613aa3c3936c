using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotebookHost;

namespace Course.Tests;

/// <summary>What keeps a lesson portable between engines, and readable.</summary>
public partial class RuleTests
{
    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public void The_first_code_cell_loads_the_library(string name)
    {
        string[] lines = Lessons.Load(name).Cells.First(cell => cell.IsCode).Source.Split('\n');

        Assert.Equal("#r \"../lib/bin/NotebookLib.dll\"", lines[0]);
        Assert.Equal("using NotebookLib;", lines[1]);
    }

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public void Cells_use_nothing_that_only_one_engine_understands(string name) =>
        Assert.All(Lessons.Load(name).Cells.Where(cell => cell.IsCode), cell =>
        {
            Match found = NotPortable().Match(cell.Source);
            Assert.False(found.Success, $"'{found.Value}' is not portable:\n{cell.Source}");
        });

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public void Markdown_uses_only_what_every_reader_renders(string name) =>
        Assert.All(Lessons.Load(name).Cells.Where(cell => cell.IsMarkdown), cell =>
        {
            Match found = NotRenderedEverywhere().Match(AnyCode().Replace(cell.Source, ""));
            Assert.False(found.Success, $"'{found.Value}' does not render everywhere:\n{cell.Source}");
        });

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public void Links_lead_to_files_that_exist(string name)
    {
        IEnumerable<string> targets = Lessons.Load(name).Cells.Where(cell => cell.IsMarkdown)
            .SelectMany(cell => RelativeLink().Matches(cell.Source)).Select(match => match.Groups[1].Value);

        Assert.All(targets,
            target => Assert.True(File.Exists(Path.Combine(Lessons.Root, "notebooks", target)), $"no file {target}"));
    }

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public void Every_exercise_has_a_check_that_knows_its_mistakes_and_a_solution(string name)
    {
        Notebook notebook = Lessons.Load(name);
        int[] stubs =
            [.. Enumerable.Range(0, notebook.Cells.Count).Where(i => notebook.Cells[i].Tags.Contains("exercise"))];

        Assert.NotEmpty(stubs);
        Assert.All(stubs, stub =>
        {
            int end = stubs.FirstOrDefault(next => next > stub, notebook.Cells.Count);
            IEnumerable<Cell> after = notebook.Cells.Take(end).Skip(stub);
            string folds = string.Concat(after.Where(cell => cell.IsMarkdown).Select(cell => cell.Source));
            string check = notebook.Cells.Skip(stub + 1).First(cell => cell.IsCode).Source;
            if (ExerciseCheck.OfLibrary(check) is string exercise) AssertOfLibrary(exercise, folds);
            else AssertThreeMistakes(check);
            Assert.Contains("<summary>Solution</summary>", folds, StringComparison.Ordinal);
        });
    }

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public void In_the_newer_form_a_function_is_written_and_one_number_at_most_is_worked_out(string name)
    {
        Notebook notebook = Lessons.Load(name);
        if (!ReadingTime.IsNewForm(notebook)) return;
        string[] stubs = [.. notebook.Cells.Where(cell => cell.Tags.Contains("exercise")).Select(cell => cell.Source)];
        int functions = stubs.Count(stub => stub.Contains(nameof(NotImplementedException), StringComparison.Ordinal));

        Assert.True(functions >= 1, "no function is written");
        Assert.InRange(stubs.Length - functions, 0, 1);
        Assert.All(notebook.Cells.Where(cell => cell.IsCode), cell => // an expected value there would stand in clear
            Assert.DoesNotContain("Check.Answer", cell.Source, StringComparison.Ordinal));
    }

    private static void AssertOfLibrary(string exercise, string folds)
    {
        Assert.Contains(exercise, ExerciseCheck.Names);
        foreach (int hint in new[] { 1, 2, 3 })
            Assert.Contains($"<summary>Hint {hint}</summary>", folds, StringComparison.Ordinal);
    }

    private static void AssertThreeMistakes(string check)
    {
        var options = new CSharpParseOptions(kind: SourceCodeKind.Script);
        SyntaxTree tree = CSharpSyntaxTree.ParseText(check, options,
            cancellationToken: TestContext.Current.CancellationToken);
        InvocationExpressionSyntax answer = Assert.Single(tree.GetRoot(TestContext.Current.CancellationToken)
            .DescendantNodes().OfType<InvocationExpressionSyntax>(), call =>
                call.Expression.ToString() == "Check.Answer");
        int mistakes = answer.ArgumentList.Arguments.Count(argument => argument.Expression is TupleExpressionSyntax);
        Assert.True(mistakes >= 3, $"{mistakes} known mistakes:\n{check}");
    }

    [GeneratedRegex(
        @"^\s*#!|#r\s+""nuget|\bdisplay\(|(?<![\w.])HTML\(|@input|^\s*namespace\s|\bextension\s*\("
            + @"|\bSpan<\w+>\s+\w+\s*=|\.Update\(|^\s*using\s+System\.Numerics\.Tensors;", RegexOptions.Multiline)]
    private static partial Regex NotPortable();

    [GeneratedRegex(@"\[\^[^\]]+\]|^\s*[-*] \[[ xX]\]|^>\s*\[!|\\\(|\\\[", RegexOptions.Multiline)]
    private static partial Regex NotRenderedEverywhere();

    [GeneratedRegex("```.*?```|`[^`\n]+`", RegexOptions.Singleline)]
    private static partial Regex AnyCode();

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#\s]+)[^)]*\)")]
    private static partial Regex RelativeLink();
}
