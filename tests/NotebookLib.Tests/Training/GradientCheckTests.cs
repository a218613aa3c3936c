namespace NotebookLib.Tests.Training;

public class GradientCheckTests
{
    [Fact]
    public void A_right_gradient_holds()
    {
        Tensor x = Tensor.Normal(new Random(1), 3, 5);

        GradientReport report = GradientCheck.Run("softmax", () => x.Softmax(), ("x", x));

        Assert.True(report.Holds);
        Assert.Equal(15, report.Count);
        Assert.InRange(report.LargestDifference, 0, 1e-3);
        Assert.StartsWith("softmax: 15 gradients agree", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_gradient_is_reported_with_function_argument_index_expected_and_received()
    {
        Tensor x = new([1f, 2, 3, 5, 7, 11], 2, 3), y = Tensor.Ones(2, 3);
        Tensor Wrong() // x² y, whose pullback forgets the 2 at the last place
        {
            Tensor slope = x.Detach() * new Tensor([2f, 2, 2, 2, 2, 1], 2, 3);
            return (x.Detach().Square() * y.Detach())
                .From((x, g => g * slope * y.Detach()), (y, g => g * x.Detach().Square())).Sum();
        }

        GradientReport report = GradientCheck.Run("x² y", Wrong, ("x", x), ("y", y));

        GradientMismatch found = Assert.Single(report.Mismatches);
        Assert.Equal(("x² y", "x"), (found.Function, found.Argument));
        Assert.Equal([1, 2], found.Index);
        Assert.Equal(22, found.Expected, tolerance: 0.01);
        Assert.Equal(11, found.Received);
        Assert.False(report.Holds);
        Assert.StartsWith("x² y: the gradient by x[1, 2] should be 22", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_that_is_missing_is_reported()
    {
        Tensor x = Tensor.Ones(2), y = Tensor.Ones(2);

        GradientReport report = GradientCheck.Run("x y", () => x * y.Detach(), ("x", x), ("y", y));

        Assert.Equal(["y", "y"], report.Mismatches.Select(m => m.Argument));
    }
}
