namespace NotebookLib.Tests;

public class OrderTests
{
    [Fact]
    public void A_text_has_one_robot_one_glass_and_ends_in_the_question()
    {
        var random = new Random(3);
        for (int i = 0; i < 100; i++)
        {
            int[] text = OrderTask.Text(random, 3 + i % 7);
            Assert.Equal(3 + i % 7, text.Length);
            Assert.Single(text, word => word == 0);
            Assert.Single(text, word => word == 1);
            Assert.Equal(OrderTask.Question, text[^1]);
            Assert.Single(text, word => word == OrderTask.Question);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => OrderTask.Text(random, 2));
    }

    [Fact]
    public void A_twin_has_the_other_answer()
    {
        int[] text = [2, 1, 3, 0, 7];
        Assert.Equal("the glass and robot ?", OrderTask.Show(text));
        Assert.Equal("the robot and glass ?", OrderTask.Show(OrderTask.Twin(text)));
        Assert.Equal((1, 0), (OrderTask.First(text), OrderTask.First(OrderTask.Twin(text))));
    }

    [Fact]
    public void Without_positions_text_and_twin_get_one_answer_and_half_of_them_are_right()
    {
        OrderModel model = OrderModel.Train("none", 5, 16, 10000, steps: 3, seed: 2);
        Tensor answers = model.Answer([[2, 1, 3, 0, 7], [2, 0, 3, 1, 7]]);
        Assert.True(answers.Row(0).MaxDifference(answers.Row(1)) < 1e-5f);
        Assert.Equal(0.5, model.Right(9, seed: 4));
    }

    [Theory]
    [InlineData("sinusoidal")]
    [InlineData("learned")]
    [InlineData("rotary")]
    [InlineData("ALiBi")]
    public void With_positions_text_and_twin_get_two_answers(string scheme)
    {
        OrderModel model = OrderModel.Train(scheme, 5, 16, 10000, steps: 3, seed: 2);
        Tensor answers = model.Answer([[2, 1, 3, 0, 7], [2, 0, 3, 1, 7]]);
        Assert.True(answers.Row(0).MaxDifference(answers.Row(1)) > 1e-4f);
        Assert.Equal(3, model.Curve.Points.Count);
    }

    [Fact]
    public void Learned_positions_end_with_the_training()
    {
        OrderModel model = OrderModel.Train("learned", 5, 16, 10000, steps: 1, seed: 2);
        Assert.Contains("positions", Assert.Throws<ArgumentException>(() => model.Right(6, 1)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Another_layout_or_a_forgotten_start_gives_other_answers()
    {
        OrderModel model = OrderModel.Train("rotary", 6, 16, 10000, steps: 2, seed: 5);
        int[][] texts = [[2, 1, 3, 0, 4, 7]];
        Tensor right = model.Answer(texts);
        Assert.True(model.WithLayout(RotaryLayout.Halves).Answer(texts).MaxDifference(right) > 1e-4f);
        Assert.True(model.AnswerWithoutStart(texts).MaxDifference(right) > 1e-4f);
        Assert.Equal(right.ToArray(), model.WithLayout(RotaryLayout.Interleaved).Answer(texts).ToArray());
    }

    [Fact]
    public void An_unknown_scheme_is_named() =>
        Assert.Contains("expected one of none, sinusoidal, learned, rotary, ALiBi; got waves",
            Assert.Throws<ArgumentException>("scheme", () => OrderModel.Train("waves", 5, 16, 1, 1, 1)).Message,
            StringComparison.Ordinal);
}
