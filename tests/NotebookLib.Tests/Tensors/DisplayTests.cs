using System.Globalization;

namespace NotebookLib.Tests.Tensors;

public class DisplayTests
{
    [Fact]
    public void A_matrix_shows_its_shape_then_aligned_rows() =>
        Assert.Equal("Tensor (2, 3)\n[[  1.0000   2.5000  −3.0000]\n [ 10.0000 100.0000   0.2500]]",
            new Tensor([1, 2.5f, -3, 10, 100, 0.25f], 2, 3).ToString());

    [Fact]
    public void Whole_numbers_have_no_decimals() =>
        Assert.Equal("Tensor (3,)\n[ 7 −1 12]", new Tensor([7, -1, 12]).ToString());

    [Fact]
    public void Scalars_and_empty_tensors_take_one_line()
    {
        Assert.Equal("Tensor () 7", Tensor.Full(7).ToString());
        Assert.Equal("Tensor () −0.2500", Tensor.Full(-0.25f).ToString());
        Assert.Equal("Tensor (3, 0) []", Tensor.Zeros(3, 0).ToString());
    }

    [Fact]
    public void What_is_no_number_is_shown_as_such() =>
        Assert.Equal("Tensor (4,)\n[  0  −∞   ∞ NaN]",
            new Tensor([0, float.NegativeInfinity, float.PositiveInfinity, float.NaN]).ToString());

    [Fact]
    public void Very_large_and_very_small_numbers_are_scientific() =>
        Assert.Equal("Tensor (3,)\n[ 1.00e+6 −2.50e−5   0.5000]", new Tensor([1e6f, -2.5e-5f, 0.5f]).ToString());

    [Fact]
    public void Up_to_twelve_are_shown_whole_of_more_the_first_and_last_three()
    {
        Assert.Equal("Tensor (12,)\n[ 0  1  2  3  4  5  6  7  8  9 10 11]", Tensor.Arange(12).ToString());
        Assert.Equal("Tensor (13,)\n[ 0  1  2 … 10 11 12]", Tensor.Arange(13).ToString());
    }

    [Fact]
    public void Three_dimensions_leave_a_blank_line_between_matrices() =>
        Assert.Equal("Tensor (2, 1, 2)\n[[[0 1]]\n\n [[2 3]]]", Tensor.Arange(4).Reshape(2, 1, 2).ToString());

    [Fact]
    public void Another_culture_changes_nothing()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal("Tensor () −0.2500", Tensor.Full(-0.25f).ToString());
            Assert.Contains("-0.5.", Assert.Throws<ArgumentException>("step", () => Tensor.Arange(0, 5, -0.5f)).Message,
                StringComparison.Ordinal);
            Assert.Equal(8,
                (Sentence.Robot("slippery")["slippery"] * Sentence.Robot("slippery")["glass"]).Sum().Item());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
