using System.Diagnostics;

namespace NotebookLib.Tests;

/// <summary>Labels of any length: what they cost grows with their length, not with its square, and they stay inside of
/// the drawing.</summary>
public sealed class LongLabelTests
{
    private static readonly Tensor two = new([0.5f, 0.5f, 0.25f, 0.75f], 2, 2);

    private static readonly Dictionary<string, Func<string, Figure>> charts = new()
    {
        ["title"] = label => Chart.Lines(label, "x", "y", new[] { 1.0, 2 }),
        ["axes"] = label => Chart.Lines("", label, label, new[] { 1.0, 2 }),
        ["series"] = label =>
            Chart.Lines("", "x", "y", new Series(label, [(0, 1), (1, 2), (2, 3)]), new Series("b", [(0, 2)])),
        ["scatter"] = label => Chart.Scatter("", "x", "y", new Series("", [(0, 1), (1, 2)], [label, "b"])),
        ["bars"] = label => Chart.Bars(label, "x", "y", [label, "b"], new[] { 1.0, 2 }),
        ["stacked bars"] = label => Chart.StackedBars("", "x", "y", [label, "b"], (label, (IEnumerable<double>)[1, 2])),
        ["heatmap"] = label =>
            Chart.Heatmap(two, [label, "b"], ["a", label], label, cells: [[label, "b"], ["c", label]]),
        ["heatmaps"] = label => Chart.Heatmaps(two.Reshape(1, 2, 2), [label]),
        ["attention"] = label => Chart.AttentionMap(two, [label, "b"]),
        ["head view"] = label => Chart.HeadView(two, [label, "b"], label),
        ["tokens"] = label => Chart.Tokens(label, (label, (IEnumerable<string>)[label, "b"])),
        ["dials"] = label => Chart.Dials(two, label, [label, "b"]),
        ["matrices"] = label => Chart.MatrixDiagram(label, [label, "b"], (label, new Tensor([0, 1, 1, 0], 2, 2))),
        ["contours"] = label =>
            Chart.Contours(label, Axis.Linear("x", 0, 1), Axis.Linear(label, 0, 1), (x, y) =>
                x + y, (label, (IEnumerable<(double, double)>)[(0, 0), (1, 1)])),
    };

    public static TheoryData<string> Names => [.. charts.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Ten_times_as_long_a_label_costs_about_ten_times_as_much(string name)
    {
        foreach (string piece in new[] { "m", "two words ", "漢" })
        {
            charts[name](Label(piece, 2_000)); // compiled
            long some = Cost(() => charts[name](Label(piece, 30_000))),
                tenfold = Cost(() => charts[name](Label(piece, 300_000)));
            // the square would be 100 times
            Assert.True(tenfold < 15 * some, $"{name}, {piece}: {some} bytes, then {tenfold} bytes");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void No_word_of_it_leaves_the_drawing(string name)
    {
        if (name == "title") return; // which may take as many lines as it needs
        Assert.DoesNotContain(Drawn.Collisions(charts[name](Label("m", 3_000))), collision =>
            collision.Contains("leaves", StringComparison.Ordinal));
    }

    [Fact]
    public void A_label_is_shortened_as_if_one_character_after_the_other_had_been_taken_out()
    {
        var random = new Random(5);
        for (int n = 0; n < 300; n++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(60))
                .Select(_ => "ilmMw.…漢😀ab -"[random.Next(12)])).Replace("\uD83D", "", StringComparison.Ordinal);
            double width = random.Next(0, 300);
            string shortened = NotebookLib.Label.Fit(text, width, 13);
            Assert.Equal(ByTakingOut(text, width), shortened);
        }
    }

    [Fact]
    public void A_token_that_grew_in_a_long_chain_costs_no_more_than_its_length()
    {
        BytePairStep[] some = Steps(60), fourfold = Steps(240);
        long few = Cost(() => Chart.MergeTree(some)), many = Cost(() => Chart.MergeTree(fourfold));
        Assert.True(many < 6 * few, $"{few} bytes, then {many} bytes");

        static BytePairStep[] Steps(int length) // aa, aaa, aaaa, …
        {
            string text = string.Join(' ', Enumerable.Range(2, length).Select(n => new string('a', n)));
            return [.. BytePairTokenizer.Train(text, length).EncodeSteps(new string('a', length))];
        }
    }

    private static string ByTakingOut(string text, double width)
    {
        if (NotebookLib.Label.Width(text, 13) <= width) return text;
        System.Text.Rune[] runes = [.. text.EnumerateRunes()];
        for (int keep = runes.Length - 1; keep > 1; keep--)
        {
            string shorter = $"{string.Concat(runes[..((keep + 1) / 2)])}…{string.Concat(runes[^(keep / 2)..])}";
            if (NotebookLib.Label.Width(shorter, 13) <= width) return shorter;
        }
        return "…";
    }

    private static string Label(string piece, int length) =>
        string.Concat(Enumerable.Repeat(piece, length / piece.Length));

    /// <summary>What a drawing allocates, which other tests that run beside do not change; and it ends within 20
    /// seconds, where the square of a label would take hours.</summary>
    private static long Cost(Action draw)
    {
        long start = Stopwatch.GetTimestamp(), before = GC.GetAllocatedBytesForCurrentThread();
        draw();
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 20);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
