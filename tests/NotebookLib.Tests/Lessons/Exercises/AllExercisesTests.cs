using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace NotebookLib.Tests.Lessons;

/// <summary>What holds for every exercise: its cases tell its wrong versions apart, and its sentences help.</summary>
public partial class AllExercisesTests
{
    public static TheoryData<string> Names => Exercised.Names;

    [Theory, MemberData(nameof(Names))]
    public void The_reference_and_other_right_versions_are_right(string name)
    {
        Exercised exercise = Exercised.Of(name);

        Assert.Equal(VerdictKind.Right, exercise.Judge(-1).Kind);
        for (int i = 0; i < exercise.AlsoRightCount; i++)
            Assert.True(exercise.JudgeAlsoRight(i).Kind == VerdictKind.Right,
                $"also right {i}: {exercise.JudgeAlsoRight(i)}");
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_wrong_version_is_recognised_as_itself(string name)
    {
        Exercised exercise = Exercised.Of(name);

        for (int i = 0; i < exercise.Says.Length; i++)
        {
            Verdict verdict = exercise.Judge(i);
            Assert.True(verdict.Kind == VerdictKind.Mistake, $"{exercise.Says[i]}: {verdict.Kind}, {verdict}");
            Assert.EndsWith(exercise.Says[i], verdict.Text, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void No_two_versions_differ_by_so_little_that_rounding_could_choose(string name)
    {
        Exercised exercise = Exercised.Of(name);
        CaseRun[][] runs = [.. Enumerable.Range(-1, exercise.Says.Length + 1).Select(exercise.Runs)];

        for (int a = 0; a < runs.Length; a++)
            for (int b = 0; b < a; b++)
                Assert.True(AreFarApart(runs[a], runs[b], 100 * exercise.Tolerance), $"versions {b - 1} and {a - 1}");
    }

    [Theory, MemberData(nameof(Names))]
    public void A_simple_case_is_shown_and_harder_ones_are_not(string name)
    {
        CaseRun[] runs = Exercised.Of(name).Runs(-1);

        Assert.True(runs[0].Shown);
        Assert.Contains(runs, run => !run.Shown);
        Assert.All(runs, run => Assert.Null(run.Thrown));
        Assert.Equal(runs.Length, runs.Select(run => run.Given).Distinct().Count());
        Assert.InRange(runs.Where(run => run.Shown).Max(run => run.Size), 1, 40);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_wrong_version_is_told_the_same_whatever_the_order_of_the_cases(string name)
    {
        Exercised exercise = Exercised.Of(name);
        Exercised reversed = exercise.With(order => [.. order.Reverse()]);
        Exercised doubled = exercise.With(order => [.. order, .. order]);

        for (int version = -1; version < exercise.Says.Length; version++)
        {
            string expected = Said(exercise.Judge(version));
            Assert.Equal(expected, Said(reversed.Judge(version)));
            Assert.Equal(expected, Said(doubled.Judge(version)));
        }

        static string Said(Verdict verdict) =>
            verdict.Kind == VerdictKind.Right ? "right" : verdict.ToString().Split(':', 2)[1];
    }

    [Theory, MemberData(nameof(Names))]
    public void Sentences_are_short_and_speak_to_the_reader_without_code(string name)
    {
        string[] sentences = Exercised.Of(name).Sentences;

        Assert.InRange(sentences.Length, 5, 25);
        Assert.Equal(sentences.Length, sentences.Distinct().Count());
        Assert.All(sentences, sentence =>
        {
            Assert.InRange(sentence.Length, 10, 100);
            Assert.Matches(SecondPerson(), sentence);
            Assert.DoesNotMatch(Code(), sentence);
            Assert.DoesNotMatch(new Regex(@"[.!]$"), sentence);
        });
    }

    [Theory, MemberData(nameof(Names))]
    public void Another_culture_changes_nothing(string name)
    {
        Exercised exercise = Exercised.Of(name);
        string[] before = All(exercise);
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal(before, All(Exercised.Of(name)));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        static string[] All(Exercised exercise) => [.. Enumerable.Range(-1, exercise.Says.Length + 1)
            .Select(exercise.Judge).SelectMany(verdict => new[] { verdict.ToString(), verdict.ToHtml() })];
    }

    [Theory, MemberData(nameof(Names))]
    public void What_is_not_written_yet_is_not_attempted(string name)
    {
        Verdict verdict = Exercised.Of(name).JudgeNothing();

        Assert.Equal(VerdictKind.NotAttempted, verdict.Kind);
        Assert.EndsWith(": not attempted yet", verdict.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("○ ", verdict.ToString(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_case_tells_a_wrong_version_from_the_reference(string name)
    {
        Exercised exercise = Exercised.Of(name);
        CaseRun[] right = exercise.Runs(-1);
        CaseRun[][] wrong = [.. Enumerable.Range(0, exercise.Says.Length).Select(exercise.Runs)];

        bool Differs(CaseRun[] runs, int i) => !runs[i].Agrees(right[i], exercise.Tolerance);

        Assert.All(Enumerable.Range(0, right.Length), i => Assert.Contains(wrong, runs => Differs(runs, i)));
        Assert.All(wrong, runs => Assert.Contains(Enumerable.Range(0, right.Length), i => Differs(runs, i)));
    }

    [Fact]
    public void All_exercises_are_judged_with_all_their_mistakes_in_seconds()
    {
        long start = Stopwatch.GetTimestamp();
        foreach (string name in Names.Select(row => row.Data))
        {
            Exercised exercise = Exercised.Of(name);
            for (int version = -1; version < exercise.Says.Length; version++) exercise.Judge(version);
        }

        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 10);
    }

    private static bool AreFarApart(CaseRun[] a, CaseRun[] b, double tolerance) =>
        Enumerable.Range(0, a.Length).Any(i =>
        a[i].Thrown is null != b[i].Thrown is null || !a[i].Agrees(b[i], tolerance));

    [GeneratedRegex(@"\b(you|your|yours)\b", RegexOptions.IgnoreCase)]
    private static partial Regex SecondPerson();

    [GeneratedRegex(@"[A-Za-z]\(|\w\.\w|=>|;.*;|`")]
    private static partial Regex Code();
}
