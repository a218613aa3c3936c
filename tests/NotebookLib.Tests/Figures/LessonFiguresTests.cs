namespace NotebookLib.Tests;

/// <summary>The figures as the lessons hold them.</summary>
public class LessonFiguresTests
{
    public static TheoryData<string> Lessons => [.. LessonFigure.Files.Select(f => Path.GetFileName(f)!)];

    [Theory, MemberData(nameof(Lessons))]
    public void No_word_is_cut_or_covers_another(string lesson) =>
        Assert.All(LessonFigure.Of(lesson), figure => Assert.Empty(Drawn.Collisions(figure.Svg)));
}
