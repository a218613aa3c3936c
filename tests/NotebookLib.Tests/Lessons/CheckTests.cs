using System.Globalization;

namespace NotebookLib.Tests.Lessons;

[CollectionDefinition(nameof(ConsoleOutput), DisableParallelization = true)]
public class ConsoleOutput;

[Collection(nameof(ConsoleOutput))]
public class CheckTests
{
    private static readonly Tensor right = new([1, 2, 3, 4], 2, 2), transposed = right.T;

    private static string Printed(Action check)
    {
        TextWriter before = Console.Out;
        using var lines = new StringWriter { NewLine = "\n" };
        Console.SetOut(lines);
        try
        {
            check();
        }
        finally
        {
            Console.SetOut(before);
        }
        return lines.ToString().TrimEnd('\n');
    }

    [Fact]
    public void A_claim_prints_its_mark_and_what_was_measured()
    {
        Assert.Equal("✓ it holds", Printed(() => Check.That("it holds", true)));
        Assert.Equal("✗ it holds: it does not hold here", Printed(() => Check.That("it holds", false)));
        Assert.Equal("✓ small: 0.125", Printed(() => Check.That("small", 0.125, below: 0.2)));
        Assert.Equal("✗ small: measured 0.3, expected above −1 and below 0.2",
            Printed(() => Check.That("small", 0.3, above: -1, below: 0.2)));
        Assert.Equal("✓ dot: 2", Printed(() => Check.Close("dot", 2, 2)));
        Assert.Equal("✗ dot: measured 2.5, expected 2, to the bit", Printed(() => Check.Close("dot", 2.5, 2, 0)));
    }

    [Fact]
    public void A_sentence_with_its_number_in_it_stands_alone_while_it_holds()
    {
        double share = 0.26667;
        Assert.Equal("✓ right in 27 % of 15",
            Printed(() => Check.That($"right in {share:P0} of {15}", share, below: 0.4)));
        Assert.Equal("✗ right in 27 % of 15: measured 0.2667, expected below 0.2",
            Printed(() => Check.That($"right in {share:P0} of {15}", share, below: 0.2)));
        Assert.Equal("✓ −0.2667 nats", Printed(() => Check.Close($"{-share} nats", -share, -0.2667)));
        Assert.Equal("✓ they agree to 0",
            Printed(() => Check.Close($"they agree to {right.MaxDifference(right)}", right, right)));
        Assert.Equal("✓ `robot`: 2", Printed(() => Check.Close($"`{"robot"}`", 2, 2))); // a word is no number
    }

    [Fact]
    public void A_sentence_is_the_same_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            Assert.Equal("✓ 12.5, 0.25, −3 and 12.50 %",
                Printed(() => Check.That($"{12.5}, {0.25f}, {-3} and {0.125:P2}", true)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Bounds_themselves_fail_tolerances_themselves_pass()
    {
        Assert.StartsWith("✗", Printed(() => Check.That("c", 2, above: 2)), StringComparison.Ordinal);
        Assert.StartsWith("✗", Printed(() => Check.That("c", 2, below: 2)), StringComparison.Ordinal);
        Assert.StartsWith("✓", Printed(() => Check.Close("c", 2.5, 2, 0.5)), StringComparison.Ordinal);
        Assert.StartsWith("✗", Printed(() => Check.Close("c", 2.5001, 2, 0.5)), StringComparison.Ordinal);
        Assert.StartsWith("✓", Printed(() => Check.Close("c", double.NegativeInfinity, double.NegativeInfinity)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void NaN_agrees_with_nothing()
    {
        Assert.StartsWith("✗", Printed(() => Check.That("c", double.NaN, above: 0)), StringComparison.Ordinal);
        Assert.StartsWith("✗", Printed(() => Check.That("c", 1, below: double.NaN)), StringComparison.Ordinal);
        Assert.StartsWith("✗", Printed(() => Check.Close("c", double.NaN, double.NaN)), StringComparison.Ordinal);
        Assert.StartsWith("✗", Printed(() => Check.Close("c", new Tensor([float.NaN]), new Tensor([float.NaN]))),
            StringComparison.Ordinal);
        Assert.StartsWith("✗", Printed(() => Check.Answer("e", double.NaN, 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_agree_in_shape_and_everywhere()
    {
        Assert.Equal("✓ same: to the bit", Printed(() => Check.Close("same", right, right, 0)));
        Assert.Equal("✓ same: largest difference 0", Printed(() => Check.Close("same", right, right)));
        Assert.StartsWith("✗ same: largest difference 1 in (2, 2)",
            Printed(() => Check.Close("same", right, transposed)), StringComparison.Ordinal);
        Assert.Equal("✗ same: measured shape (4,), expected (2, 2)",
            Printed(() => Check.Close("same", right.Reshape(4), right)));
    }

    [Fact]
    public void An_untouched_exercise_is_neither_right_nor_wrong()
    {
        Assert.Equal("○ E1: not attempted yet", Printed(() => Check.Answer("E1", (double?)null, 2)));
        Assert.Equal("○ E1: not attempted yet", Printed(() => Check.Answer("E1", (Tensor?)null, right)));
    }

    [Fact]
    public void A_known_mistake_is_named_and_another_is_measured()
    {
        Assert.Equal("✓ E1: 2", Printed(() => Check.Answer("E1", 2, 2, ("you forgot to halve", 4))));
        Assert.Equal("✗ E1: you forgot to halve", Printed(() => Check.Answer("E1", 4, 2, ("you forgot to halve", 4))));
        Assert.Equal("✗ E1: got 5, which is not it yet",
            Printed(() => Check.Answer("E1", 5, 2, ("you forgot to halve", 4))));
        Assert.Equal("✓ E2: (2, 2) agrees",
            Printed(() => Check.Answer("E2", right, right, ("transposed", transposed))));
        Assert.Equal("✗ E2: transposed",
            Printed(() => Check.Answer("E2", transposed, right, ("transposed", transposed))));
        Assert.Equal("✗ E2: got shape (4,), expected (2, 2)",
            Printed(() => Check.Answer("E2", right.Reshape(4), right)));
        Assert.Equal("✗ E2: the shape (2, 2) is right; the values are off by up to 7",
            Printed(() => Check.Answer("E2", right + 7, right)));
    }

    [Fact]
    public void An_answer_may_be_rounded_to_a_thousandth_of_its_size()
    {
        Assert.StartsWith("✓", Printed(() => Check.Answer("e", 2000.9, 2000)), StringComparison.Ordinal);
        Assert.StartsWith("✗", Printed(() => Check.Answer("e", 2003, 2000)), StringComparison.Ordinal);
        Assert.StartsWith("✗", Printed(() => Check.Answer("e", 0.001, 0)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_count_is_right_to_the_last_digit()
    {
        Assert.Equal("✓ e: 24576000", Printed(() => Check.Answer("e", 24_576_000, 24_576_000)));
        // the same float
        Assert.Equal("✗ e: got 24576001, which is not it yet",
            Printed(() => Check.Answer("e", 24_576_001, 24_576_000)));
        // the same double
        Assert.Equal("✗ e: one too many",
            Printed(() => Check.Answer("e", (long?)(1L << 60) + 1, 1L << 60, ("one too many", (1L << 60) + 1))));
        Assert.Equal("✗ e: got −3, which is not it yet", Printed(() => Check.Answer("e", -3, 3)));
        Assert.Equal("○ e: not attempted yet", Printed(() => Check.Answer("e", (int?)null, 3, ("m", 4))));
        // whole numbers in a double
        Assert.StartsWith("✗", Printed(() => Check.Answer("e", 38_597_377.0, 50_257.0 * 768)),
            StringComparison.Ordinal);
        Assert.StartsWith("✓", Printed(() => Check.Answer("e", 38_597_376.0, 50_257.0 * 768)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1e-7)]
    [InlineData(3e-40)]
    [InlineData(-5e-300)]
    [InlineData(0.9)]
    [InlineData(1.5e20)]
    [InlineData(-1e300)]
    public void A_tiny_or_a_huge_number_may_be_rounded_to_a_thousandth_and_no_more(double expected)
    {
        Assert.StartsWith("✓", Printed(() => Check.Answer("e", expected * 1.0009, expected)), StringComparison.Ordinal);
        Assert.StartsWith("✗", Printed(() => Check.Answer("e", expected * 1.0011, expected)), StringComparison.Ordinal);
        Assert.StartsWith("✗", Printed(() => Check.Answer("e", 0.0, expected)), StringComparison.Ordinal);
        Assert.StartsWith("✗", Printed(() => Check.Answer("e", double.PositiveInfinity, expected)),
            StringComparison.Ordinal);
        Assert.Equal("✗ e: doubled",
            Printed(() => Check.Answer("e", 2 * expected, expected, ("halved", expected / 2),
                ("doubled", 2 * expected))));
    }

    [Theory, InlineData(1e-8f), InlineData(1e-30f), InlineData(1e30f)]
    public void So_may_the_values_of_a_tensor(float size)
    {
        Assert.StartsWith("✓", Printed(() => Check.Answer("e", right * (size * 1.0009f), right * size)),
            StringComparison.Ordinal);
        Assert.StartsWith("✗", Printed(() => Check.Answer("e", right * (size * 1.0011f), right * size)),
            StringComparison.Ordinal);
        Assert.StartsWith("✗", Printed(() => Check.Answer("e", right * 0, right * size)), StringComparison.Ordinal);
    }

    [Fact]
    public void Infinity_is_right_where_it_is_expected()
    {
        Assert.StartsWith("✓", Printed(() => Check.Answer("e", double.PositiveInfinity, double.PositiveInfinity)),
            StringComparison.Ordinal);
        Assert.StartsWith("✗", Printed(() => Check.Answer("e", 1e300, double.PositiveInfinity)),
            StringComparison.Ordinal);
        Assert.StartsWith("✓", Printed(() => Check.Answer("e", Masks.Causal(3), Masks.Causal(3))),
            StringComparison.Ordinal);
        Assert.StartsWith("✗", Printed(() => Check.Answer("e", Masks.Causal(3).T, Masks.Causal(3))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_claim_that_could_not_fail_is_refused() =>
        Assert.Throws<ArgumentException>("above", () => Check.That("nothing", 3.0));

    [Fact]
    public void Another_culture_changes_nothing()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal("✗ c: measured −0.25, expected 0.5 (± 0.0015)",
                Printed(() => Check.Close("c", -0.25, 0.5, 0.0015)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
