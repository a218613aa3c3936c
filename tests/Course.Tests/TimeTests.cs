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
        Assert.True(Number(stated, "further") == further?.Minutes, $"'{stated.Value}', but {(further is null ? "there is no " + ReadingTime.FurtherHeading : $"for going further {further}")}");
    }

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public void The_README_states_the_minutes_that_a_lesson_takes(string name)
    {
        (ReadingTime core, ReadingTime? further) = ReadingTime.Of(Lessons.Load(name));
        string row = Assert.Single(File.ReadLines(Path.Combine(Lessons.Root, "README.md")), line => line.StartsWith('|') && line.Contains($"(notebooks/{name})", StringComparison.Ordinal));

        Assert.Equal(further is null ? $"{core.Minutes}" : $"{core.Minutes} + {further.Minutes}", row.Trim('|', ' ').Split('|')[^1].Trim());
    }

    [Fact]
    public void Words_lines_and_exercises_are_counted_and_solutions_are_not()
    {
        Notebook lesson = Notebook.Parse("""
            {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
              {"cell_type": "markdown", "source": "# One title\n\nFour words and $x^2$. <details><summary>Answer</summary>\n\nIt is 4.\n\n</details>\n\n```\ncode is not prose\n```"},
              {"cell_type": "code", "source": "int a = 1;\n\nint b = 2;", "metadata": {}, "outputs": []},
              {"cell_type": "code", "source": "int? c = null;", "metadata": {"tags": ["exercise"]}, "outputs": []},
              {"cell_type": "markdown", "source": "<details><summary>Solution</summary>\n\nBecause it is so.\n\n</details>\n\n## Going further\n\nMore."},
              {"cell_type": "code", "source": "int d = 1;", "metadata": {}, "outputs": []},
              {"cell_type": "markdown", "source": "Even more.\n\n## What you have seen\n\nAll."},
              {"cell_type": "code", "source": "d", "metadata": {}, "outputs": []}]}
            """);

        (ReadingTime core, ReadingTime? further) = ReadingTime.Of(lesson);

        // One title Four words and $x^2$. Answer It is 4. | What you have seen All.
        Assert.Equal(new ReadingTime(10 + 5, 3 + 1, 1), core);
        Assert.Equal(new ReadingTime(3 + 2, 1, 0), further); // Going further More. | Even more.
    }

    [Theory]
    [InlineData(900, 0, 0, 5)] // 900 words at 180 a minute
    [InlineData(901, 0, 0, 10)]
    [InlineData(180, 60, 1, 10)] // 1 + 4 + 4 minutes
    [InlineData(180, 75, 1, 10)] // 1 + 5 + 4
    [InlineData(180, 76, 1, 15)]
    public void Minutes_are_rounded_up_to_five(int words, int lines, int exercises, int minutes) =>
        Assert.Equal(minutes, new ReadingTime(words, lines, exercises).Minutes);

    private static int? Number(Match stated, string group) =>
        stated.Groups[group] is { Success: true } digits ? int.Parse(digits.Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"(?<core>\d+) minutes(?:, and (?<further>\d+) for going further)?")]
    private static partial Regex StatedMinutes();
}
