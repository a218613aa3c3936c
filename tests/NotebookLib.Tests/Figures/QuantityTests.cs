namespace NotebookLib.Tests;

public class QuantityTests
{
    [Theory]
    [InlineData(0.123449, "0.1234")]
    [InlineData(-1234.56, "−1235")]
    [InlineData(98765.4, "98770")]
    [InlineData(2.0, "2")]
    [InlineData(0.00012344, "0.0001234")]
    [InlineData(1234567.0, "1.235e+6")]
    [InlineData(-0.0000012344, "−1.234e−6")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "−∞")]
    public void Four_digits_and_a_true_minus(double value, string expected) =>
        Assert.Equal(expected, Quantity.Short(value));

    [Fact]
    public void Rounding_noise_beside_large_values_is_zero() => Assert.Equal("0", Quantity.Short(-3e-8, scale: 1));

    [Fact]
    public void No_negative_zero() => Assert.Equal("0.00", Quantity.Fixed(-0.001, 2));

    [Theory]
    [InlineData(new[] { 0.5f, 1.5f }, 1)]
    [InlineData(new[] { 3f, float.NaN }, 0)]
    [InlineData(new[] { 0.123f, 0.5f }, 2)]
    [InlineData(new[] { 12.345f }, 1)]
    [InlineData(new[] { 0.0123f, 0.02f }, 3)]
    public void As_many_decimals_as_the_values_need(float[] values, int expected) =>
        Assert.Equal(expected, Quantity.Decimals(values));

    [Fact]
    public void Powers_are_raised() => Assert.Equal("10⁻¹²", Quantity.PowerOfTen(-12));

    [Fact]
    public void Long_words_lose_their_middle()
    {
        string fitted = Label.Fit("averyveryverylongtoken", 100, 13);
        Assert.InRange(Label.Width(fitted, 13), 1, 100);
        Assert.StartsWith("a", fitted, StringComparison.Ordinal);
        Assert.EndsWith("n", fitted, StringComparison.Ordinal);
        Assert.Contains('…', fitted);
    }
}
