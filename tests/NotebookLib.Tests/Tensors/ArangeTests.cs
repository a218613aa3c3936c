using System.Globalization;

namespace NotebookLib.Tests;

public sealed class ArangeTests
{
    [Theory, InlineData(0f, 0.3f, 0.1f, 3), InlineData(0f, 0.6f, 0.2f, 3), InlineData(0f, 1f, 0.1f, 10),
        InlineData(0f, 0.7f, 0.1f, 7), InlineData(1f, 1.3f, 0.1f, 3), InlineData(0.1f, 0.4f, 0.1f, 3),
        InlineData(0f, 1f, 0.3f, 4), InlineData(0f, 2.5f, 1f, 3), InlineData(5f, 0f, -1f, 5),
        InlineData(0.3f, 0f, -0.1f, 3), InlineData(0f, 0f, 1f, 0), InlineData(0f, 1e-3f, 1f, 1),
        InlineData(0f, 100_000f, 1f, 100_000)]
    public void The_stop_is_left_out(float start, float stop, float step, int count)
    {
        Tensor values = Tensor.Arange(start, stop, step);

        Assert.Equal(count, values.Length);
        if (count > 0) Assert.True(step > 0 ? values.Max().Item() < stop : values.Min().Item() > stop);
    }

    [Fact]
    public void Multiples_of_a_step_as_decimals_and_as_floats_have_their_number_of_values()
    {
        foreach (string step in new[] { "0.01", "0.05", "0.1", "0.2", "0.3", "0.7" })
        {
            float by = float.Parse(step, CultureInfo.InvariantCulture);
            for (int n = 1; n <= 200; n++)
            {
                Assert.Equal(n, Tensor.Arange(0, n * by, by).Length); // rounded once more
                // as written
                Assert.Equal(n,
                    Tensor.Arange(0, (float)(n * decimal.Parse(step, CultureInfo.InvariantCulture)), by).Length);
                Assert.Equal(n, Tensor.Arange(-n * by, 0, by).Length);
            }
        }
    }

    [Fact]
    public void What_lies_between_two_steps_counts_as_one_more() =>
        Assert.Equal(4, Tensor.Arange(0, 0.31f, 0.1f).Length);
}
