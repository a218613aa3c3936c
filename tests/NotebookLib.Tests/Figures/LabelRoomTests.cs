using CsCheck;

namespace NotebookLib.Tests;

/// <summary>Words of any length in every place of every chart: none is cut, none covers another, no title loses a
/// letter.</summary>
public class LabelRoomTests
{
    private static readonly string[] vocabulary =
    [
        "a", "it", "the", "slippery", "WWW", "iii", "1.0602", "−12.59", "probability", "(per", "token)", "漢字", "ὠ",
        "counterrevolutionaries", "x·y", "👍", "fjord", "gypsy,", "MMMMMMMMMMMMMMMMMMMM", "?",
    ];

    private static readonly Gen<string> phrases =
        Gen.Int[0, vocabulary.Length - 1].Array[1, 12]
            .Select(places => string.Join(' ', places.Select(p => vocabulary[p])));

    private static readonly Gen<string> labels =
        Gen.Int[0, vocabulary.Length - 1].Array[1, 4]
            .Select(places => string.Join(' ', places.Select(p => vocabulary[p])));

    public static TheoryData<string> Kinds => FigureTests.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public void No_word_is_cut_or_covers_another(string kind) =>
        Gen.Select(labels.Array[3], phrases).Sample((words, title) =>
        {
            Figure figure = FigureTests.Every(words, title)[kind];
            Assert.Empty(Drawn.Collisions(figure));
            Assert.InRange(Drawn.Size(figure).Width, 100, 660); // wider drawings are shown smaller
        }, iter: 40);

    [Theory, MemberData(nameof(Kinds))]
    public void No_title_loses_a_letter(string kind) =>
        phrases.Sample(title =>
        {
            string told = string.Concat(Drawn.Elements(FigureTests.Every(["a", "b", "c"], title)[kind], "text")
                .Select(Drawn.Says)).Replace(" ", "", StringComparison.Ordinal);
            int titles = kind switch
            {
                "guides" or "arrows" => 4,
                "lines" or "log" or "bars" or "groups" or "scatter" or "contours" or "dots" => 3,
                "stacked bars" or "kept bars" or "overlap bars" => 3,
                _ => 1,
            };
            Assert.True(told.Split(title.Replace(" ", "", StringComparison.Ordinal)).Length > titles,
                $"'{title}' in '{told}'");
        }, iter: 10);
}
