namespace NotebookLib.Tests.Training;

/// <summary>
/// What an optimizer remembers, by hand; their values after steps are held against PyTorch in
/// <see cref="TrainingReferenceTests"/>.
/// </summary>
public sealed class MomentsTests
{
    [Fact]
    public void Moments_are_copies_that_later_steps_do_not_change()
    {
        Tensor w = Tensor.Zeros(2);
        w.RequiresGrad = true;
        var adam = new Adam([w], beta1: 0.75f, beta2: 0.5f);
        IReadOnlyDictionary<string, Tensor> before = adam.Moments(w);

        (w * new Tensor([2, -4], 2)).Sum().Backward();
        adam.Step();

        Assert.Equal([0, 0], before["m"].ToArray());
        Assert.Equal([0.5f, -1], adam.Moments(w)["m"].ToArray()); // (1 − β₁) g
        Assert.Equal([2, 8], adam.Moments(w)["v"].ToArray());     // (1 − β₂) g²
        Assert.Empty(new Sgd([w]).Moments(w));
        Assert.StartsWith("parameter: expected one of the 1 that this optimizer changes; got another, of shape (3,).",
            Assert.Throws<ArgumentException>(() => adam.Moments(Tensor.Zeros(3))).Message, StringComparison.Ordinal);
    }
}
