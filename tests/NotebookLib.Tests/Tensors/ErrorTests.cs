namespace NotebookLib.Tests.Tensors;

/// <summary>Bad input: the error names the argument, what was expected and what came.</summary>
public class ErrorTests
{
    private static readonly Tensor t = Tensor.Zeros(2, 3);

    public static TheoryData<string, string, Action> Errors => new()
    {
        { "shape", "shape: expected sizes whose product is the number of values, 5; got (2, 3), 6 values.",
            () => _ = new Tensor(new float[5], 2, 3) },
        { "sizes", "A dimension cannot have the negative size -2 (shape (3, -2)).", () => Tensor.Zeros(3, -2) },
        { "sizes", "Shape (100000, 100000) has more elements than an array can hold.",
            () => Tensor.Zeros(100000, 100000) },
        { "indices", "indices: expected 2, one for each dimension of shape (2, 3); got 1.", () => _ = t[1] },
        { "indices", "indices: dimension 1 of shape (2, 3) has indices 0 to 2; got 3.", () => _ = t[1, 3] },
        { "indices", "indices: dimension 0 of shape (2, 3) has indices 0 to 1; got -1.", () => t[-1, 0] = 7 },
        { "step", "step: expected a step that leads from 0 to 5; got 0.", () => Tensor.Arange(0, 5, 0) },
        { "step", "step: expected a step that leads from 0 to 5; got -0.5.", () => Tensor.Arange(0, 5, -0.5f) },
        { "step", "step: expected a step that leads from 0 to 5; got NaN.", () => Tensor.Arange(0, 5, float.NaN) },
        { "step", "step: expected a step that leads from 0 to Infinity; got 1.",
            () => Tensor.Arange(0, float.PositiveInfinity) },
        { "other", "other: expected shape (2, 3); got (3, 2).", () => t.MaxDifference(Tensor.Zeros(3, 2)) },
        { "shape", "shape: expected sizes whose product is the number of values, 6; got (5,), 5 values.",
            () => t.Reshape(5) },
        { "shape", "shape: expected sizes that divide the 6 values of shape (2, 3); got (5, -1).",
            () => t.Reshape(5, -1) },
        { "shape", "shape: expected sizes that divide the 6 values of shape (2, 3); got (0, -1).",
            () => t.Reshape(0, -1) },
        { "sizes", "A dimension cannot have the negative size -1", () => t.Reshape(-1, -1) },
        { "i", "i: expected a dimension of shape (2, 3), -2 to 1; got 2.", () => t.Transpose(2, 0) },
        { "j", "j: expected a dimension of shape (2, 3), -2 to 1; got -3.", () => t.Transpose(0, -3) },
        { "order", "order: expected each of the dimensions 0 to 1 of shape (2, 3) once; got (0, 0).",
            () => t.Permute(0, 0) },
        { "order", "order: expected each of the dimensions 0 to 1 of shape (2, 3) once; got (0).", () => t.Permute(0) },
        { "ranges", "ranges: expected at most 2, one for each dimension of shape (2, 3); got 3.",
            () => t.Slice(.., .., ..) },
        { "ranges", "ranges: dimension 1 of shape (2, 3) has indices 0 to 2; got 1..5.", () => t.Slice(.., 1..5) },
        { "ranges", "ranges: dimension 0 of shape (2, 3) has indices 0 to 1; got 2..1.", () => t.Slice(2..1) },
        { "ranges", "ranges: dimension 1 of shape (2, 3) has indices 0 to 2; got ^5..^0.", () => t.Slice(.., ^5..) },
        { "index", "index: dimension 1 of shape (2, 3) has indices 0 to 2; got 3.", () => t.Select(1, 3) },
        { "index", "index: dimension 0 of shape (2, 3) has indices 0 to 1; got -1.", () => t.Row(-1) },
        { "indices", "indices: expected rows 0 to 1 of shape (2, 3); got 2 at position 1.", () => t.Rows(0, 2) },
        { "parts", "parts: expected at least one tensor; got none.", () => Tensor.Concat(0) },
        { "parts", "parts: expected shapes that agree with (2, 3) but in dimension 0; got (2, 5).",
            () => Tensor.Concat(0, t, Tensor.Zeros(2, 5)) },
        { "parts", "parts: expected shapes that agree with (2, 3) but in dimension 0; got (3,).",
            () => Tensor.Concat(0, t, Tensor.Zeros(3)) },
        { "dim", "dim: expected a dimension of shape (2, 3), -2 to 1; got 2.", () => Tensor.Concat(2, t, t) },
        { "parts", "parts: expected at least one tensor; got none.", () => Tensor.Stack(0) },
        { "parts", "parts: expected tensors of one shape, (2, 3); got (3,).",
            () => Tensor.Stack(2, t, Tensor.Zeros(3)) },
        { "dim", "dim: expected a place among the dimensions of (2, 3), -3 to 2; got 3.", () => Tensor.Stack(3, t) },
        { "dim", "dim: expected a place among the dimensions of (2, 3), -3 to 2; got -4.", () => Tensor.Stack(-4, t) },
        { "dim", "dim: expected a dimension of shape (2, 3), -2 to 1; got 5.", () => t.Sum(5) },
        { "dim", "dim: expected a dimension of shape (2, 3), -2 to 1; got -3.", () => t.Mean(-3) },
        { "dim", "dim: expected a dimension of shape (2, 3), -2 to 1; got 2.", () => t.Softmax(2) },
        { "dim", "dim: expected a dimension of shape (2, 3), -2 to 1; got 2.", () => t.ArgMax(2) },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void Bad_input_is_named(string argument, string message, Action call) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(argument, call).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_missing_is_named()
    {
        Assert.Throws<ArgumentNullException>("data", () => new Tensor((float[])null!));
        Assert.Throws<ArgumentNullException>("rows", () => new Tensor((float[,])null!));
        Assert.Throws<ArgumentNullException>("random", () => Tensor.Normal(null!, 3));
        Assert.Throws<ArgumentNullException>("random", () => Tensor.Uniform(null!, 0, 1, 3));
        Assert.Throws<ArgumentNullException>("other", () => t.MaxDifference(null!));
        Assert.Throws<ArgumentNullException>("gradient", () => t.Backward(null!));
    }
}
