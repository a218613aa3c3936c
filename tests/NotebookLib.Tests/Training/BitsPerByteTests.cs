namespace NotebookLib.Tests;

public class BitsPerByteTests
{
    [Fact]
    public void One_of_256_equal_bytes_costs_8_bits() =>
        Assert.Equal(8, Loss.BitsPerByte(Math.Log(256), tokens: 1000, bytes: 1000), 1e-12);

    [Fact]
    public void Longer_tokens_carry_more_nats_and_the_same_bits()
    {
        // ln 2 nats a token of one byte, 3 ln 2 a token of three: one bit a byte.
        Assert.Equal(1, Loss.BitsPerByte(Math.Log(2), tokens: 300, bytes: 300), 1e-12);
        Assert.Equal(1, Loss.BitsPerByte(3 * Math.Log(2), tokens: 100, bytes: 300), 1e-12);
    }

    [Fact]
    public void A_runaway_loss_stays_NaN() => Assert.Equal(double.NaN, Loss.BitsPerByte(double.NaN, 1, 1));

    [Fact]
    public void Impossible_values_are_refused()
    {
        Assert.StartsWith("nats: expected 0 or more; got -0.5.",
            Assert.Throws<ArgumentException>(() => Loss.BitsPerByte(-0.5, 1, 1)).Message);
        Assert.StartsWith("tokens: expected 1 or more; got 0.",
            Assert.Throws<ArgumentException>(() => Loss.BitsPerByte(1, 0, 1)).Message);
        Assert.StartsWith("bytes: expected 1 or more; got 0.",
            Assert.Throws<ArgumentException>(() => Loss.BitsPerByte(1, 1, 0)).Message);
    }
}
