namespace NotebookLib.Tests.Training;

/// <summary>
/// The gradient of every operation against differences, at prime sizes; the kinks of the functions are kept away from.
/// </summary>
public class OperationGradientTests
{
    // x: (3, 5), y: (5,), both away from 0
    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> operations = new()
    {
        ["add"] = (x, y) => x + y,
        ["subtract"] = (x, y) => y - x,
        ["multiply"] = (x, y) => x * y,
        ["divide"] = (x, y) => x / y,
        ["negate"] = (x, y) => -x * y,
        ["exp"] = (x, y) => (x * 0.5f).Exp() + y,
        ["log"] = (x, y) => x.Abs().Log() * y,
        ["sqrt"] = (x, y) => x.Abs().Sqrt() * y,
        ["square"] = (x, y) => x.Square() * y,
        ["pow"] = (x, y) => x.Abs().Pow(1.7f) * y,
        ["abs"] = (x, y) => x.Abs() * y,
        ["sin"] = (x, y) => x.Sin() * y,
        ["cos"] = (x, y) => x.Cos() * y,
        ["tanh"] = (x, y) => x.Tanh() * y,
        ["sigmoid"] = (x, y) => x.Sigmoid() * y,
        ["relu"] = (x, y) => x.Relu() * y,
        ["gelu"] = (x, y) => x.Gelu() * y,
        ["gelu by tanh"] = (x, y) => x.GeluTanh() * y,
        ["silu"] = (x, y) => x.Silu() * y,
        ["masked fill"] = (x, y) => x.MaskedFill(new Tensor([1, 0, 0, 1, 0], 5), 7) * y,
        ["sum"] = (x, y) => x.Square().Sum() * y.Sum(),
        ["sum along"] = (x, y) => x.Square().Sum(0) * y,
        ["mean"] = (x, y) => x.Square().Mean() * y.Mean(),
        ["variance"] = (x, y) => x.Variance(0) * y,
        ["max"] = (x, y) => x.Max(0) * y,
        ["min"] = (x, y) => x.Min(1) * y.Min(),
        ["softmax"] = (x, y) => x.Softmax() * y,
        ["softmax along the first"] = (x, y) => x.Softmax(0) * y,
        ["log softmax"] = (x, y) => x.LogSoftmax() * y,
        ["reshape"] = (x, y) => x.Reshape(5, 3).Square().Sum(1) * y,
        ["transpose"] = (x, y) => x.T.Square() * y.Reshape(5, 1),
        ["slice"] = (x, y) => x.Slice(1.., 1..4) * y.Slice(2..),
        ["rows"] = (x, y) => x.Rows(2, 0, 2, 2) * y,
        ["select"] = (x, y) => x.Select(1, 3).Sum() * y,
        ["concat"] = (x, y) => Tensor.Concat(0, x, y.Reshape(1, 5), x).Square(),
        ["stack"] = (x, y) => Tensor.Stack(1, x, x * y).Square(),
        ["matrix product"] = (x, y) => x.MatMul(x.T).MatMul(x) * y,
        ["matrix times vector"] = (x, y) => x.MatMul(y),
        ["vector times matrix"] = (x, y) => y.MatMul(x.T),
        ["product with the transpose"] = (x, y) => x.MatMulTransposed(x * y),
        ["cross-entropy"] = (x, y) => Loss.CrossEntropy(x * y, [4, Loss.Ignored, 1]),
        ["smoothed cross-entropy"] = (x, y) => Loss.CrossEntropy(x * y, [4, 0, 1], smoothing: 0.2f),
        ["dropout"] = (x, y) => new Dropout(0.4f).Forward(x, new Random(3)) * y,
        ["rotary"] = (x, y) => new RotaryEmbedding(2).Apply((x * y).Slice(.., ..4).Reshape(2, 3, 2), start: 7),
        ["attention"] = (x, y) => Attention.ScaledDotProduct(x, x * y, x + y, causal: true).Output,
        ["attention weights"] =
            (x, y) => Attention.ScaledDotProduct(x * y, x, x, mask: Masks.SlidingWindow(3, 2)).Weights,
        ["mean of a batch of products"] = (x, y) => Tensor.Stack(0, x, x * y).MatMul(x.T).Mean(),
    };

    public static TheoryData<string> Names => [.. operations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_are_what_moving_each_number_says(string name)
    {
        var random = new Random(23);
        Tensor Away(params int[] shape) =>
            new([.. Tensor.Uniform(random, -1.5f, 1.5f, shape).ToArray().Select(v => v + MathF.Sign(v) * 0.3f)], shape);
        Tensor x = Away(3, 5), y = Away(5);

        GradientReport report = GradientCheck.Run(name, () => operations[name](x, y), ("x", x), ("y", y));

        Assert.True(report.Holds, report.ToString());
        Assert.Equal(20, report.Count);
    }
}
