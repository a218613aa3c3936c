using NotebookLib.Tests.References;

namespace NotebookLib.Tests.Tensors;

/// <summary>Every operation, forward and backward, against PyTorch in double precision.</summary>
public class OperationReferenceTests
{
    private sealed record Case(string Name, Stored[] Inputs, Stored Output, Stored Upstream, Stored[] Grads);

    private static readonly IReadOnlyList<Case> cases = Reference.Load<Case>("operations.json");

    private static readonly Tensor where = new([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0], 3, 5);

    private static readonly Dictionary<string, Func<Tensor[], Tensor>> operations = new()
    {
        ["add"] = x => x[0] + x[1],
        ["add broadcast"] = x => x[0] + x[1],
        ["subtract broadcast"] = x => x[0] - x[1],
        ["multiply broadcast"] = x => x[0] * x[1],
        ["multiply scalar"] = x => x[0] * x[1],
        ["divide broadcast"] = x => x[0] / x[1],
        ["negate"] = x => -x[0],
        ["square of itself by multiply"] = x => x[0] * x[0],
        ["matmul"] = x => x[0].MatMul(x[1]),
        ["matmul vector matrix"] = x => x[0].MatMul(x[1]),
        ["matmul matrix vector"] = x => x[0].MatMul(x[1]),
        ["matmul vector vector"] = x => x[0].MatMul(x[1]),
        ["matmul vector batch"] = x => x[0].MatMul(x[1]),
        ["matmul batch vector"] = x => x[0].MatMul(x[1]),
        ["matmul batch matrix"] = x => x[0].MatMul(x[1]),
        ["matmul matrix batch"] = x => x[0].MatMul(x[1]),
        ["matmul broadcast batches"] = x => x[0].MatMul(x[1]),
        ["exp"] = x => x[0].Exp(),
        ["log"] = x => x[0].Log(),
        ["sqrt"] = x => x[0].Sqrt(),
        ["square"] = x => x[0].Square(),
        ["pow 3"] = x => x[0].Pow(3),
        ["pow -1.5"] = x => x[0].Pow(-1.5f),
        ["abs"] = x => x[0].Abs(),
        ["sin"] = x => x[0].Sin(),
        ["cos"] = x => x[0].Cos(),
        ["tanh"] = x => x[0].Tanh(),
        ["sigmoid"] = x => x[0].Sigmoid(),
        ["relu"] = x => x[0].Relu(),
        ["masked fill"] = x => x[0].MaskedFill(where, 0.5f),
        ["masked fill broadcast"] = x => x[0].MaskedFill(where, 0.5f),
        ["sum"] = x => x[0].Sum(),
        ["sum 0"] = x => x[0].Sum(0),
        ["sum 1"] = x => x[0].Sum(1),
        ["sum -1 keep"] = x => x[0].Sum(-1, keepDim: true),
        ["mean"] = x => x[0].Mean(),
        ["mean 1"] = x => x[0].Mean(1),
        ["variance -1"] = x => x[0].Variance(-1),
        ["variance 0 keep"] = x => x[0].Variance(0, keepDim: true),
        ["max"] = x => x[0].Max(),
        ["max 1"] = x => x[0].Max(1),
        ["min"] = x => x[0].Min(),
        ["min 0 keep"] = x => x[0].Min(0, keepDim: true),
        ["softmax 0"] = x => x[0].Softmax(0),
        ["softmax 1"] = x => x[0].Softmax(1),
        ["softmax -1"] = x => x[0].Softmax(-1),
        ["softmax large"] = x => x[0].Softmax(),
        ["softmax shifted"] = x => x[0].Softmax(),
        ["logsoftmax 0"] = x => x[0].LogSoftmax(0),
        ["logsoftmax 1"] = x => x[0].LogSoftmax(1),
        ["logsoftmax -1"] = x => x[0].LogSoftmax(-1),
        ["logsoftmax large"] = x => x[0].LogSoftmax(),
        ["reshape"] = x => x[0].Reshape(5, -1, 2),
        ["transpose 0 2"] = x => x[0].Transpose(0, 2),
        ["transpose"] = x => x[0].T,
        ["permute 2 0 3 1"] = x => x[0].Permute(2, 0, 3, 1),
        ["slice"] = x => x[0].Slice(1.., 1..4, ..^2),
        ["select"] = x => x[0].Select(1, 3),
        ["rows"] = x => x[0].Rows(4, 0, 4, 2, 4),
        ["concat 1"] = x => Tensor.Concat(1, x),
        ["concat with itself"] = x => Tensor.Concat(0, x[0], x[0]),
        ["stack 1"] = x => Tensor.Stack(1, x),
        ["stack -1"] = x => Tensor.Stack(-1, x),
        ["chain"] = x => (x[0].MatMul(x[1]).Tanh().Softmax() / (x[0].Square().Mean() + 1)).Log(),
    };

    public static TheoryData<string> Names => [.. cases.Select(c => c.Name)];

    [Fact]
    public void Every_operation_listed_here_has_a_reference() =>
        Assert.Equal(operations.Keys.Order(), cases.Select(c => c.Name).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void Output_agrees_with_PyTorch(string name)
    {
        Case reference = cases.Single(c => c.Name == name);
        Reference.AssertClose(reference.Output.Tensor, operations[name]([.. reference.Inputs.Select(x => x.Tensor)]),
            name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_agree_with_PyTorch(string name)
    {
        Case reference = cases.Single(c => c.Name == name);
        Tensor[] inputs = [.. reference.Inputs.Select(x => x.Leaf)];

        operations[name](inputs).Backward(reference.Upstream.Tensor);

        for (int i = 0; i < inputs.Length; i++)
            Reference.AssertClose(reference.Grads[i].Tensor, inputs[i].Grad, $"{name}, gradient of input {i}");
    }
}
