using System.Globalization;
using System.Text.RegularExpressions;
using NotebookHost;

namespace Course.Tests;

/// <summary>The minutes that a lesson states are honest, and its core fits into a lesson of a class.</summary>
public partial class TimeTests
{
    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public void The_core_takes_at_most_30_minutes(string name)
    {
        ReadingTime core = ReadingTime.Of(Lessons.Load(name)).Core;

        Assert.True(core.Minutes <= 30, core.ToString());
    }

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public void A_lesson_states_the_minutes_that_it_takes(string name)
    {
        (ReadingTime core, ReadingTime? further) = ReadingTime.Of(Lessons.Load(name));
        Match stated = StatedMinutes().Match(Lessons.Load(name).Cells[0].Source);

        Assert.True(stated.Success, "the first cell states no minutes");
        Assert.True(Number(stated, "core") == core.Minutes, $"'{stated.Value}', but {core}");
        string itIs = further is null ? "there is no " + ReadingTime.FurtherHeading : $"for going further {further}";
        Assert.True(Number(stated, "further") == further?.Minutes, $"'{stated.Value}', but {itIs}");
        Assert.True((Number(stated, "writing") ?? 0) == Writing(core, further), $"'{stated.Value}', but {core}");
    }

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public void The_README_states_the_minutes_that_a_lesson_takes(string name)
    {
        (ReadingTime core, ReadingTime? further) = ReadingTime.Of(Lessons.Load(name));
        string row = Assert.Single(File.ReadLines(Path.Combine(Lessons.Root, "README.md")),
            line => line.StartsWith('|') && line.Contains($"(notebooks/{name})", StringComparison.Ordinal));
        string expected = further is null ? $"{core.Minutes}" : $"{core.Minutes} + {further.Minutes}";
        if (ReadingTime.IsNewForm(Lessons.Load(name)))
            expected = $"{core.Minutes} + {further?.Minutes ?? 0} + {Writing(core, further)}";

        Assert.Equal(expected, row.Trim('|', ' ').Split('|')[^1].Trim());
    }

    [Fact]
    public void Words_lines_and_exercises_are_counted_and_solutions_are_not()
    {
        Notebook lesson = Notebook.Parse("""
            {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
              {"cell_type": "markdown", "source": ["# One title\n\nFour words and $x^2$. ",
                "<details><summary>Answer</summary>\n\nIt is 4.\n\n</details>\n\n```\ncode is not prose\n```"]},
              {"cell_type": "code", "source": "int a = 1;\n\nint b = 2;", "metadata": {}, "outputs": []},
              {"cell_type": "code", "source": "int? c = null;", "metadata": {"tags": ["exercise"]}, "outputs": []},
              {"cell_type": "markdown", "source": ["<details><summary>Solution</summary>\n\nBecause it is so.\n\n",
                "</details>\n\n## Going further\n\nMore."]},
              {"cell_type": "code", "source": "int d = 1;", "metadata": {}, "outputs": []},
              {"cell_type": "markdown", "source": "Even more.\n\n## What you have seen\n\nAll."},
              {"cell_type": "code", "source": "d", "metadata": {}, "outputs": []}]}
            """);

        (ReadingTime core, ReadingTime? further) = ReadingTime.Of(lesson);

        // One title Four words and $x^2$. Answer It is 4. | What you have seen All.
        Assert.Equal(new ReadingTime(10 + 5, 3 + 1, 1), core);
        Assert.Equal(new ReadingTime(3 + 2, 1, 0), further); // Going further More. | Even more.
    }

    [Fact]
    public void With_claims_in_cells_of_their_own_these_and_stubs_and_hints_do_not_count_and_writing_stands_apart()
    {
        Notebook lesson = Notebook.Parse("""
            {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
              {"cell_type": "code", "source": "int a = 1;\nint b = 2;", "metadata": {}, "outputs": []},
              {"cell_type": "code", "source": "Check.That(\"a\", true);\nb", "metadata": {"tags": ["claims"]},
                  "outputs": []},
              {"cell_type": "markdown", "source": "**Write it: the mean.** 3 minutes, ●○○."},
              {"cell_type": "code", "source": "int Mean()\n{\n    throw new NotImplementedException();\n}",
                  "metadata": {"tags": ["exercise"]}, "outputs": []},
              {"cell_type": "code", "source": "Exercises.Mean.Check(Mean);", "metadata": {}, "outputs": []},
              {"cell_type": "markdown", "source": "<details><summary>Hint 1</summary>\n\nAdd.\n\n</details>"},
              {"cell_type": "markdown", "source": "<details><summary>Hint 2</summary>\n\nDivide.\n\n</details>"},
              {"cell_type": "code", "source": "double? c = null;", "metadata": {"tags": ["exercise"]}, "outputs": []},
              {"cell_type": "markdown", "source": "## Going further\n\n**Write it: more.** 8 minutes, ●●●."}]}
            """);

        (ReadingTime core, ReadingTime? further) = ReadingTime.Of(lesson);

        Assert.Equal(new ReadingTime(6, 3, 1, 8, 3), core); // Write it: the mean. 3 minutes
        Assert.Equal(new ReadingTime(7, 0, 0, 8, 8), further);
        Assert.Equal(11, Writing(core, further));
    }

    [Theory]
    [InlineData("| 30 minutes |", 30, null, null)]
    [InlineData("| 30 minutes, and 5 for going further |", 30, 5, null)]
    [InlineData("| 30 minutes, 5 for going further, and 13 for writing |", 30, 5, 13)]
    [InlineData("| 30 minutes, and 13 for writing |", 30, null, 13)]
    public void Stated_minutes_are_read(string row, int core, int? further, int? writing)
    {
        Match stated = StatedMinutes().Match(row);

        Assert.Equal((core, further, writing),
            (Number(stated, "core"), Number(stated, "further"), Number(stated, "writing")));
    }

    [Theory]
    [InlineData(900, 0, 0, 5)] // 900 words at 180 a minute
    [InlineData(901, 0, 0, 10)]
    [InlineData(180, 60, 1, 10)] // 1 + 4 + 4 minutes
    [InlineData(180, 75, 1, 10)] // 1 + 5 + 4
    [InlineData(180, 76, 1, 15)]
    public void Minutes_are_rounded_up_to_five(int words, int lines, int exercises, int minutes) =>
        Assert.Equal(minutes, new ReadingTime(words, lines, exercises).Minutes);

    /// <summary>The minutes of writing, those of going further with them.</summary>
    private static int Writing(ReadingTime core, ReadingTime? further) => core.Writing + (further?.Writing ?? 0);

    private static int? Number(Match stated, string group) =>
        stated.Groups[group] is { Success: true } digits ? int.Parse(digits.Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"(?<core>\d+) minutes(?:,(?: and)? (?<further>\d+) for going further)?"
        + @"(?:, and (?<writing>\d+) for writing)?")]
    private static partial Regex StatedMinutes();
}
